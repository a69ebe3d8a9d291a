//! An integrand as a sum of [`Term`]s.
//!
//! Every step is an equality for all `x` wherever the result is defined: only parts that exist for every `x` are accepted, so that a
//! reduced expectation exists only if the integrand does everywhere. Quotients and logarithms are taken apart for positive factors.

use num_traits::Signed;

use super::polynomial::Polynomial;
use super::term::{Frame, Linear, Logistic, Sum, Term, negated, product};
use crate::claim::calculus::{one, sub};
use crate::claim::tree::{
    Call, Expr, Function, Kind, Measure, Operator, Symbol, integer, rational_value,
};

/// Reads the integrand of an expectation over `variable`.
pub(super) struct Reader<'a> {
    pub variable: &'a Symbol,
    /// Which mode the expectation is under: it decides how the logarithm of the learner's density is written.
    pub under: Measure,
}

impl Reader<'_> {
    /// `expr` as a sum of terms; `None` where it is not one.
    pub fn sum(&self, expr: &Expr) -> Option<Sum> {
        if !expr.mentions(self.variable) {
            return Some(vec![Term::constant(Polynomial::of(expr))]);
        }
        match expr.kind() {
            Kind::Variable(_) => Some(vec![Term::power(1)]),
            Kind::Neg(a) => Some(negated(&self.sum(a)?)),
            Kind::Binary(Operator::Add, a, b) => {
                let mut sum = self.sum(a)?;
                sum.extend(self.sum(b)?);
                Some(sum)
            }
            Kind::Binary(Operator::Sub, a, b) => {
                let mut sum = self.sum(a)?;
                sum.extend(negated(&self.sum(b)?));
                Some(sum)
            }
            Kind::Binary(Operator::Mul, a, b) => product(&self.sum(a)?, &self.sum(b)?),
            Kind::Binary(Operator::Div, a, b) => {
                let inverse = if b.mentions(self.variable) {
                    inverse(&self.sum(b)?)?
                } else {
                    vec![Term::constant(Polynomial::inverse_of(b))]
                };
                product(&self.sum(a)?, &inverse)
            }
            Kind::Binary(Operator::Pow, a, b) => {
                let exponent = rational_value(b)?;
                if exponent == num_rational::BigRational::new(1.into(), 2.into()) {
                    return Some(vec![square_root(&self.sum(a)?)?]);
                }
                let n = integer(&exponent)?;
                let base = self.sum(a)?;
                let base = if n < 0 { inverse(&base)? } else { base };
                (n.abs() <= 8).then_some(())?;
                (0..n.abs()).try_fold(vec![Term::one()], |power, _| product(&power, &base))
            }
            Kind::Call(call) => self.call(call),
            Kind::Derivative(derivative) => {
                // The derivative exists only where its function does.
                self.sum(derivative.witness())?;
                self.sum(derivative.value())
            }
            Kind::Number(_) | Kind::Pi | Kind::Expect(_) | Kind::Aggregate(_) => None,
        }
    }

    fn call(&self, call: &Call) -> Option<Sum> {
        use Function as F;
        let (first, parameters) = call.arguments().split_first()?;
        if parameters.iter().any(|p| p.mentions(self.variable)) {
            return None;
        }
        let linear = || self.linear(first);
        let single = |term: Term| Some(vec![term]);
        let logistic = |up, down| single(Term::logistic(linear()?, up, down));
        match (call.function(), parameters) {
            (F::Exp, []) => single(Term::exponential(self.quadratic(first)?)),
            (F::Expm1, []) => Some(vec![
                Term::exponential(self.quadratic(first)?),
                Term::constant(Polynomial::ratio(-1, 1)),
            ]),
            (F::Cosh, []) => self.exponentials(first, 1),
            (F::Sinh, []) => self.exponentials(first, -1),
            (F::Sigmoid, []) => logistic(1, 0),
            (F::Softplus, []) => single(Term::softplus(linear()?)),
            (F::NormalCdf, []) => single(Term::normal_cdf(linear()?)),
            // tanh(v) = 2 sigmoid(2 v) - 1, sech(v) = 2 exp(-v) sigmoid(2 v)
            (F::Tanh, []) => {
                let term = Term::logistic(doubled(&linear()?), 1, 0);
                let minus = Term::constant(Polynomial::ratio(-1, 1));
                Some(vec![term.scaled(&Polynomial::ratio(2, 1))?, minus])
            }
            (F::Sech, []) => {
                let v = linear()?;
                let tilt = [v.offset.negated(), v.slope.negated(), Polynomial::zero()];
                let term = Term::exponential(tilt).times(&Term::logistic(doubled(&v), 1, 0))?;
                single(term.scaled(&Polynomial::ratio(2, 1))?)
            }
            (F::Sqrt, []) => single(square_root(&self.sum(first)?)?),
            (F::Ln, []) => self.logarithm_of(first),
            (F::Log1p, []) => {
                let mut sum = self.sum(first)?;
                sum.insert(0, Term::one());
                self.logarithm(&sum)
            }
            (F::Logit, []) => logit(&self.sum(first)?),
            (F::NormalDensity, []) => single(normal_density(&linear()?)?),
            // Logarithms of densities by their definitions.
            (F::LogOld | F::LogNew, [_]) | (F::LogMix, [_, _]) => {
                self.sum(&call.expansion().ok()??)
            }
            _ => self.of_modes(call.function(), first, parameters),
        }
    }

    /// A density of the modes, or a responsibility.
    fn of_modes(&self, function: Function, first: &Expr, parameters: &[Expr]) -> Option<Sum> {
        use Function as F;
        let linear = || self.linear(first);
        let single = |term: Term| Some(vec![term]);
        let is_bound = matches!(first.kind(), Kind::Variable(name) if name == self.variable);
        match (function, parameters) {
            (F::Old, [delta]) if is_bound => single(of_frame(None, delta, (1, 0, 0))),
            (F::New, [delta]) if is_bound => single(of_frame(None, delta, (0, 1, 0))),
            (F::Mix, [beta, delta]) if is_bound => single(of_frame(Some(beta), delta, (0, 0, 1))),
            (F::Old, [delta]) => single(normal_density(&shifted(&linear()?, delta, 1)?)?),
            (F::New, [delta]) => single(normal_density(&shifted(&linear()?, delta, -1)?)?),
            (F::Mix, [beta, delta]) => {
                let at = linear()?;
                let old = normal_density(&shifted(&at, delta, 1)?)?;
                let new = normal_density(&shifted(&at, delta, -1)?)?;
                let rest = Polynomial::of(&sub(one(), beta.clone()));
                Some(vec![old.scaled(&Polynomial::of(beta))?, new.scaled(&rest)?])
            }
            (F::RespOld, [beta, delta]) => {
                let u = responsibility(&linear()?, beta, delta)?;
                single(Term::logistic(u, 0, 1))
            }
            (F::RespNew, [beta, delta]) => {
                let u = responsibility(&linear()?, beta, delta)?;
                single(Term::logistic(u, 1, 0))
            }
            _ => None,
        }
    }

    /// `(exp(v) + sign exp(-v))/2`
    fn exponentials(&self, argument: &Expr, sign: i64) -> Option<Sum> {
        let v = self.linear(argument)?;
        let term = |v: Linear, sign| {
            Term::exponential([v.offset, v.slope, Polynomial::zero()])
                .scaled(&Polynomial::ratio(sign, 2))
        };
        Some(vec![term(v.clone(), 1)?, term(v.negated(), sign)?])
    }

    /// The coefficients of a polynomial of degree at most 2.
    fn quadratic(&self, expr: &Expr) -> Option<[Polynomial; 3]> {
        let mut coefficients = [Polynomial::zero(), Polynomial::zero(), Polynomial::zero()];
        for term in self.sum(expr)? {
            let bare =
                term.is_exponential() && !term.has_exponent() && (term.old, term.new) == (0, 0);
            let place = coefficients.get_mut(usize::try_from(term.power).ok()?)?;
            *place = place.plus(&term.coefficient)?;
            bare.then_some(())?;
        }
        Some(coefficients)
    }

    fn linear(&self, expr: &Expr) -> Option<Linear> {
        let [offset, slope, square] = self.quadratic(expr)?;
        square.is_zero().then_some(Linear { slope, offset })
    }

    /// The logarithm of a term or a sum that has one; otherwise that of each factor.
    fn logarithm_of(&self, expr: &Expr) -> Option<Sum> {
        let whole = self.sum(expr).and_then(|sum| self.logarithm(&sum));
        if whole.is_some() {
            return whole;
        }
        let Kind::Binary(operator, a, b) = expr.kind() else {
            return None;
        };
        let part = |factor: &Expr| {
            if factor.mentions(self.variable) {
                self.logarithm_of(factor)
            } else {
                Some(vec![Term::constant(ln(factor.clone())?)])
            }
        };
        let (mut sum, other) = match operator {
            Operator::Mul => (part(a)?, part(b)?),
            Operator::Div => (part(a)?, negated(&part(b)?)),
            _ => return None,
        };
        sum.extend(other);
        Some(sum)
    }

    /// The logarithm of a positive term, or of a sum of two exponentials.
    fn logarithm(&self, sum: &[Term]) -> Option<Sum> {
        match sum {
            [term] => self.logarithm_of_term(term),
            [a, b] => {
                let (a, ratio) = ratio_of(a, b)?;
                // ln(a + b) = ln(a) + softplus(ln(b/a))
                let mut sum = self.logarithm_of_term(&a)?;
                sum.push(Term::softplus(ratio));
                Some(sum)
            }
            _ => None,
        }
    }

    fn logarithm_of_term(&self, term: &Term) -> Option<Sum> {
        if term.power > 0 || term.factor.is_some() {
            return None;
        }
        let mut sum = Sum::new();
        if !term.coefficient.is_one() {
            sum.push(Term::constant(ln(term.coefficient.to_expr())?));
        }
        for Logistic { u, up, down } in &term.logistic {
            // ln sigmoid(u) = -softplus(-u)
            for (u, power) in [(u.negated(), *up), (u.clone(), *down)] {
                if power > 0 {
                    let factor = Polynomial::ratio(-i64::from(power), 1);
                    sum.push(Term::softplus(u).scaled(&factor)?);
                }
            }
        }
        let mut rest = Term {
            coefficient: Polynomial::one(),
            logistic: Vec::new(),
            ..term.clone()
        };
        if rest.mix != 0 {
            let frame = rest.frame.clone()?;
            let (beta, u) = (frame.beta?, rest.mix);
            let odds = Frame::log_odds(&beta, &frame.delta)?;
            // ln mix = ln(1 - beta) + ln new + softplus(-u) = ln(beta) + ln old + softplus(u), u the log-odds of the new mode.
            let by_new = rest.new != 0 || (rest.old == 0 && self.under == Measure::New);
            let (weight, softplus) = if by_new {
                rest.new += u;
                (sub(one(), beta), odds.negated())
            } else {
                rest.old += u;
                (beta, odds)
            };
            let factor = Polynomial::ratio(u.into(), 1);
            sum.push(Term::constant(ln(weight)?.times(&factor)?));
            sum.push(Term::softplus(softplus).scaled(&factor)?);
            rest.mix = 0;
        }
        let rest = rest.settled()?;
        if rest.tau != 0 {
            let two_pi = Expr::binary(Operator::Mul, Expr::integer(2), Expr::pi());
            let factor = Polynomial::ratio(-i64::from(rest.tau), 4);
            sum.push(Term::constant(ln(two_pi)?.times(&factor)?));
        }
        for (power, coefficient) in (0..).zip(rest.exponent) {
            if !coefficient.is_zero() {
                sum.push(Term::power(power).scaled(&coefficient)?);
            }
        }
        Some(sum)
    }
}

/// `logit(sigmoid(u)) = u`
fn logit(of: &Sum) -> Option<Sum> {
    let [term] = of.as_slice() else {
        return None;
    };
    let [Logistic { u, up, down }] = term.logistic.as_slice() else {
        return None;
    };
    let bare = term.coefficient.is_one()
        && term.power == 0
        && !term.has_exponent()
        && term.factor.is_none()
        && (term.old, term.new, term.mix) == (0, 0, 0);
    match (up, down) {
        (1, 0) if bare => terms_of(u),
        (0, 1) if bare => terms_of(&u.negated()),
        _ => None,
    }
}

fn ln(expr: Expr) -> Option<Polynomial> {
    let call = Expr::call(Function::Ln, None, vec![expr]).ok()?;
    Some(Polynomial::atom(call))
}

fn doubled(v: &Linear) -> Linear {
    let two = num_rational::BigRational::from_integer(2.into());
    Linear {
        slope: v.slope.scaled(&two),
        offset: v.offset.scaled(&two),
    }
}

fn terms_of(u: &Linear) -> Option<Sum> {
    Some(vec![
        Term::power(1).scaled(&u.slope)?,
        Term::constant(u.offset.clone()),
    ])
}

fn of_frame(beta: Option<&Expr>, delta: &Expr, (old, new, mix): (i32, i32, i32)) -> Term {
    Term {
        frame: Some(Frame {
            beta: beta.cloned(),
            delta: delta.clone(),
        }),
        old,
        new,
        mix,
        ..Term::one()
    }
}

/// `phi(v)`
fn normal_density(v: &Linear) -> Option<Term> {
    let half = Polynomial::ratio(-1, 2);
    let square = |a: &Polynomial, b: &Polynomial| a.times(b)?.times(&half);
    Some(Term {
        tau: 2,
        ..Term::exponential([
            square(&v.offset, &v.offset)?,
            v.slope.times(&v.offset)?.negated(),
            square(&v.slope, &v.slope)?,
        ])
    })
}

/// `v + sign delta/2`
fn shifted(v: &Linear, delta: &Expr, sign: i64) -> Option<Linear> {
    let shift = Polynomial::of(delta).times(&Polynomial::ratio(sign, 2))?;
    Some(Linear {
        slope: v.slope.clone(),
        offset: v.offset.plus(&shift)?,
    })
}

/// The log-odds of the new mode at `v`.
fn responsibility(v: &Linear, beta: &Expr, delta: &Expr) -> Option<Linear> {
    let Linear { slope, offset } = Frame::log_odds(beta, delta)?;
    Some(Linear {
        slope: slope.times(&v.slope)?,
        offset: offset.plus(&slope.times(&v.offset)?)?,
    })
}

/// The reciprocal of a term without powers of `x`, or of a sum of two exponentials.
fn inverse(sum: &[Term]) -> Option<Sum> {
    match sum {
        [term] if term.power == 0 && term.factor.is_none() => {
            let constant = term.coefficient.to_expr();
            let base = Term {
                coefficient: if term.coefficient.is_one() {
                    Polynomial::one()
                } else {
                    Polynomial::inverse_of(&constant)
                },
                exponent: term.exponent.clone().map(|e| e.negated()),
                tau: -term.tau,
                logistic: Vec::new(),
                old: -term.old,
                new: -term.new,
                mix: -term.mix,
                ..term.clone()
            };
            let mut inverse = vec![base];
            for Logistic { u, up, down } in &term.logistic {
                // 1/sigmoid(u) = 1 + exp(-u)
                for (u, power) in [(u.negated(), *up), (u.clone(), *down)] {
                    let tilt = Term::exponential([u.offset, u.slope, Polynomial::zero()]);
                    let factor = [Term::one(), tilt];
                    for _ in 0..power {
                        inverse = product(&inverse, &factor)?;
                    }
                }
            }
            Some(inverse)
        }
        [a, b] => {
            // 1/(a + b) = sigmoid(-ln(b/a))/a
            let (a, ratio) = ratio_of(a, b)?;
            product(&inverse(&[a])?, &[Term::logistic(ratio, 0, 1)])
        }
        _ => None,
    }
}

/// The first of two exponentials, settled, and the linear function `ln(b/a)`. It is defined only where the coefficients have one
/// sign, and the coefficient of `a` is looked at by the caller.
fn ratio_of(a: &Term, b: &Term) -> Option<(Term, Linear)> {
    let (a, b) = (a.settled()?, b.settled()?);
    let plain = |t: &Term| t.is_exponential() && t.power == 0;
    let [c, s, q] = &a.exponent;
    let [d, t, r] = &b.exponent;
    if !plain(&a) || !plain(&b) || q != r || a.tau != b.tau {
        return None;
    }
    let mut offset = d.minus(c)?;
    if a.coefficient != b.coefficient {
        let quotient = if a.coefficient.is_one() {
            b.coefficient.to_expr()
        } else {
            Expr::binary(
                Operator::Div,
                b.coefficient.to_expr(),
                a.coefficient.to_expr(),
            )
        };
        offset = offset.plus(&ln(quotient)?)?;
    } else if !a.coefficient.as_constant()?.is_positive() {
        return None;
    }
    let slope = t.minus(s)?;
    Some((a, Linear { slope, offset }))
}

/// The square root of a single positive exponential.
fn square_root(sum: &[Term]) -> Option<Term> {
    let [term] = sum else {
        return None;
    };
    let term = term.settled()?;
    if !term.is_exponential() || term.power > 0 || term.tau % 2 != 0 {
        return None;
    }
    let half = Polynomial::ratio(1, 2);
    let [c, a, q] = &term.exponent;
    let coefficient = if term.coefficient.is_one() {
        Polynomial::one()
    } else {
        let root = Expr::call(Function::Sqrt, None, vec![term.coefficient.to_expr()]).ok()?;
        Polynomial::atom(root)
    };
    Some(Term {
        coefficient,
        exponent: [c.times(&half)?, a.times(&half)?, q.times(&half)?],
        tau: term.tau / 2,
        ..term
    })
}
