//! Expectations of [`Term`]s under a normal mode: moments, tilts and the kernel.
//!
//! With `x = mean + Z` a tilt `exp(a x + q x^2)` moves the mean and scales the variance to `1/(1 - 2q)`; powers of `Z` are taken off
//! by `E[He_k(Z) g(m + s Z)] = s^k E[g^(k)(m + s Z)]`; a polynomial in the logistic function without constant term is a combination
//! of its derivatives, whose expectations are `K_1, K_2, ...`; a normal distribution function stays one.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::polynomial::Polynomial;
use super::term::{Linear, Logistic, Smooth, Term};
use crate::claim::calculus::{one, sub};
use crate::claim::tree::{Expr, Function, Kind, Operator};

/// A sum of values with polynomial coefficients, equal values put together.
#[derive(Default)]
pub(super) struct Total(BTreeMap<String, (Option<Expr>, Polynomial)>);

impl Total {
    pub fn add(&mut self, coefficient: &Polynomial, value: Option<Expr>) -> Option<()> {
        let key = value.as_ref().map_or_else(String::new, Expr::to_string);
        let (_, sum) = self
            .0
            .entry(key)
            .or_insert_with(|| (value, Polynomial::zero()));
        *sum = sum.plus(coefficient)?;
        Some(())
    }

    pub fn to_expr(&self) -> Expr {
        let mut sum: Option<Expr> = None;
        for (value, coefficient) in self.0.values().filter(|(_, c)| !c.is_zero()) {
            let Some(before) = sum else {
                sum = Some(times(coefficient, value.as_ref()));
                continue;
            };
            let minus = coefficient.leads_with_minus() && coefficient.has_one_sign();
            sum = Some(if minus {
                let term = times(&coefficient.negated(), value.as_ref());
                Expr::binary(Operator::Sub, before, term)
            } else {
                let term = times(coefficient, value.as_ref());
                Expr::binary(Operator::Add, before, term)
            });
        }
        sum.unwrap_or_else(|| Expr::integer(0))
    }
}

fn times(coefficient: &Polynomial, value: Option<&Expr>) -> Expr {
    match value {
        None => coefficient.to_expr(),
        Some(value) if coefficient.is_one() => value.clone(),
        Some(value) if coefficient.negated().is_one() => Expr::negation(value.clone()),
        Some(value) => Expr::binary(Operator::Mul, coefficient.to_expr(), value.clone()),
    }
}

/// Adds the expectation of a settled term under N(mean, 1).
pub(super) fn integrate(term: &Term, mean: &Polynomial, total: &mut Total) -> Option<()> {
    let [constant, tilt, square] = &term.exponent;
    let half = Polynomial::ratio(1, 2);
    let precision = Polynomial::one().minus(&square.plus(square)?)?;
    let (variance, deviation) = inverse_and_root(&precision)?;
    // exp of c - mean^2/2 + (mean + a)^2 variance/2, times the deviation.
    let moved = mean.plus(tilt)?;
    let exponent = moved
        .times(&moved)?
        .times(&variance)?
        .times(&half)?
        .plus(constant)?
        .minus(&mean.times(mean)?.times(&half)?)?;
    let mean = moved.times(&variance)?;
    let coefficient = term
        .coefficient
        .times(&deviation)?
        .times(&exponential(&exponent)?)?
        .times(&power_of_two_pi(term.tau)?)?;
    if let (Some((Smooth::NormalCdf, u)), []) = (&term.factor, term.logistic.as_slice()) {
        let slope = u.slope.times(&deviation)?;
        let location = u.slope.times(&mean)?.plus(&u.offset)?;
        let value = mean_normal_cdf(&location, &slope)?;
        return (term.power == 0).then(|| total.add(&coefficient, Some(value)))?;
    }
    let shape = Shape::of(term)?;
    let slope = shape.u.slope.times(&deviation)?;
    let location = shape.u.slope.times(&mean)?.plus(&shape.u.offset)?;
    let spread = magnitude(&slope)?;
    // x^j = sum_i binomial(j, i) mean^(j-i) deviation^i Z^i
    for i in 0..=term.power {
        let outer = power(&mean, term.power - i)?
            .times(&power(&deviation, i)?)?
            .scaled(&binomial(term.power, i))
            .times(&coefficient)?;
        // Z^i = sum_k a He_k(Z)
        for k in (0..=i).filter(|k| (i - k) % 2 == 0) {
            let factor = outer
                .times(&power(&slope, k)?)?
                .scaled(&hermite_coefficient(i, k));
            if factor.is_zero() {
                continue;
            }
            if k == 0 && !shape.constant.is_zero() {
                total.add(&factor.scaled(&shape.constant), None)?;
            }
            for (order, weight) in &shape.orders {
                let factor = factor.scaled(weight);
                add_kernel(order + k, &location, &spread, &factor, total)?;
            }
        }
    }
    Some(())
}

/// `E[normal_cdf(location + slope Z)] = normal_cdf(location/sqrt(1 + slope^2))`: the probability that `Z' - slope Z <= location`.
fn mean_normal_cdf(location: &Polynomial, slope: &Polynomial) -> Option<Expr> {
    let variance = Polynomial::one().plus(&slope.times(slope)?)?;
    let root = Expr::call(Function::Sqrt, None, vec![variance.to_expr()]).ok()?;
    let share = Expr::binary(Operator::Div, location.to_expr(), root);
    Expr::call(Function::NormalCdf, None, vec![share]).ok()
}

/// A function of one linear form: a constant and derivatives of the softplus function of these orders.
struct Shape {
    u: Linear,
    constant: BigRational,
    orders: Vec<(u32, BigRational)>,
}

impl Shape {
    fn of(term: &Term) -> Option<Self> {
        let flat = Linear {
            slope: Polynomial::zero(),
            offset: Polynomial::zero(),
        };
        match (term.logistic.as_slice(), &term.factor) {
            ([], None) => Some(Self {
                u: flat,
                constant: BigRational::one(),
                orders: vec![],
            }),
            ([], Some((Smooth::Softplus, u))) => Some(Self {
                u: u.clone(),
                constant: BigRational::zero(),
                orders: vec![(0, BigRational::one())],
            }),
            ([Logistic { u, up: 0, down }], None) => Some(Self::logistic(u.negated(), *down, 0)),
            ([Logistic { u, up, down }], None) => Some(Self::logistic(u.clone(), *up, *down)),
            _ => None,
        }
    }

    /// `s^up (1 - s)^down` by the derivatives of the softplus function, which are polynomials in `s = sigmoid(u)`.
    fn logistic(u: Linear, up: u32, down: u32) -> Self {
        let degree = (up + down) as usize;
        let mut rest = vec![BigRational::zero(); degree + 1];
        for k in 0..=down {
            let sign = if k % 2 == 0 { 1 } else { -1 };
            rest[(up + k) as usize] = binomial(down, k) * BigRational::from_integer(sign.into());
        }
        let mut derivatives = vec![vec![BigRational::zero(), BigRational::one()]];
        while derivatives.len() < degree {
            let last = &derivatives[derivatives.len() - 1];
            let mut next = vec![BigRational::zero(); last.len() + 1];
            for (k, c) in last.iter().enumerate() {
                let slope = c * BigRational::from_integer(k.into());
                next[k] += &slope;
                next[k + 1] -= slope;
            }
            derivatives.push(next);
        }
        let mut orders = Vec::new();
        for (order, p) in (1..)
            .zip(&derivatives)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let top = p.len() - 1;
            let weight = &rest[top] / &p[top];
            if weight.is_zero() {
                continue;
            }
            for (c, d) in rest.iter_mut().zip(p) {
                *c -= d * &weight;
            }
            orders.push((order, weight));
        }
        Self {
            u,
            constant: BigRational::zero(),
            orders,
        }
    }
}

/// Adds `factor K_order(location, spread)` by its name in the theory.
fn add_kernel(
    order: u32,
    location: &Polynomial,
    spread: &Polynomial,
    factor: &Polynomial,
    total: &mut Total,
) -> Option<()> {
    let half_square = spread.times(spread)?.times(&Polynomial::ratio(1, 2))?;
    let s = spread.to_expr();
    if order == 1 {
        // A1: L(-logit(b) - s^2/2, s) = eps_old(b, s), L(logit(b) - s^2/2, s) = eps_new(b, s); and L(-m, s) = 1 - L(m, s).
        for complement in [false, true] {
            let m = if complement {
                location.negated()
            } else {
                location.clone()
            };
            if let Some((name, weight)) = misassignment(&m.plus(&half_square)?) {
                let value = Expr::call(name, None, vec![weight, s]).ok()?;
                return if complement {
                    total.add(factor, None)?;
                    total.add(&factor.negated(), Some(value))
                } else {
                    total.add(factor, Some(value))
                };
            }
        }
    }
    // K_n(-m, s) = (-1)^n K_n(m, s) for n >= 2: one of the two.
    let turn = order >= 2 && !location.is_zero() && !location.leads_with_minus();
    let (m, factor) = match turn {
        true if order % 2 == 1 => (location.negated(), factor.negated()),
        true => (location.negated(), factor.clone()),
        false => (location.clone(), factor.clone()),
    };
    let arguments = vec![m.to_expr(), s];
    let value = match order {
        0 => Expr::call(Function::SoftplusNormal, None, arguments),
        1 => Expr::call(Function::LogisticNormal, None, arguments),
        n => Expr::call(Function::Kernel, Some(n), arguments),
    };
    total.add(&factor, Some(value.ok()?))
}

/// The misassignment probability with `-logit(b)` or `logit(b)` as the log-odds.
fn misassignment(log_odds: &Polynomial) -> Option<(Function, Expr)> {
    let (minus, atom) = log_odds.as_signed_atom()?;
    let Kind::Call(call) = atom.kind() else {
        return None;
    };
    let [weight] = call.arguments() else {
        return None;
    };
    let name = if minus {
        Function::EpsOld
    } else {
        Function::EpsNew
    };
    (call.function() == Function::Logit).then(|| (name, weight.clone()))
}

/// The absolute value: separations are not negative, and neither are products of them; of anything else it is written out.
fn magnitude(slope: &Polynomial) -> Option<Polynomial> {
    if slope.has_one_sign() {
        return Some(if slope.leads_with_minus() {
            slope.negated()
        } else {
            slope.clone()
        });
    }
    let call = Expr::call(Function::Abs, None, vec![slope.to_expr()]);
    call.ok().map(Polynomial::atom)
}

/// `exp`, with `exp(logit(b))` as `b/(1 - b)`.
fn exponential(exponent: &Polynomial) -> Option<Polynomial> {
    if exponent.is_zero() {
        return Some(Polynomial::one());
    }
    let logit = |atom: &Expr| match atom.kind() {
        Kind::Call(call) if call.function() == Function::Logit => call.arguments().first().cloned(),
        _ => None,
    };
    if let Some((minus, weight, rest)) = exponent.without(logit) {
        let other = sub(one(), weight.clone());
        let (above, below) = if minus {
            (other, weight)
        } else {
            (weight, other)
        };
        let odds = Polynomial::of(&above).times(&Polynomial::inverse_of(&below))?;
        return odds.times(&exponential(&rest)?);
    }
    let call = Expr::call(Function::Exp, None, vec![exponent.to_expr()]);
    call.ok().map(Polynomial::atom)
}

/// `(2 pi)^(-tau/4)`, `tau` even.
fn power_of_two_pi(tau: i32) -> Option<Polynomial> {
    let two_pi = Expr::binary(Operator::Mul, Expr::integer(2), Expr::pi());
    let root = Expr::call(Function::Sqrt, None, vec![two_pi]).ok()?;
    let base = if tau > 0 {
        Polynomial::inverse_of(&root)
    } else {
        Polynomial::atom(root)
    };
    (tau % 2 == 0).then_some(())?;
    power(&base, tau.unsigned_abs() / 2)
}

/// The reciprocal of a precision and its square root, which exist only where it is positive.
fn inverse_and_root(precision: &Polynomial) -> Option<(Polynomial, Polynomial)> {
    let variance = match precision.as_constant() {
        Some(value) if !value.is_positive() => return None,
        Some(value) => Polynomial::constant(value.recip()),
        // It must be positive for the integral to exist, and a closed form in which it cancels would not say so.
        None if !precision.is_positive_everywhere() => return None,
        None => Polynomial::inverse_of(&precision.to_expr()),
    };
    if let Some(value) = variance.as_constant() {
        let root = BigRational::new(value.numer().sqrt(), value.denom().sqrt());
        if &root * &root == value {
            return Some((variance, Polynomial::constant(root)));
        }
    }
    let root = Expr::call(Function::Sqrt, None, vec![variance.to_expr()]).ok()?;
    Some((variance, Polynomial::atom(root)))
}

fn power(base: &Polynomial, exponent: u32) -> Option<Polynomial> {
    (0..exponent).try_fold(Polynomial::one(), |power, _| power.times(base))
}

fn factorial(n: u32) -> BigInt {
    (1..=n).map(BigInt::from).product()
}

fn binomial(n: u32, k: u32) -> BigRational {
    BigRational::new(factorial(n), factorial(k) * factorial(n - k))
}

/// The coefficient of He_k in z^i: i!/(2^h h! k!), h = (i - k)/2.
fn hermite_coefficient(i: u32, k: u32) -> BigRational {
    let h = (i - k) / 2;
    BigRational::new(factorial(i), (factorial(h) << h) * factorial(k))
}
