//! The expansion of an expression at an end of a range.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::super::constant::Constant;
use super::end::End;
use super::scales::{Expansion, compare};
use super::truncated::Series;
use crate::claim::{Expr, Function, Kind, Operator, Symbol, rational_value};

/// Where things are expanded.
pub(super) struct At<'a> {
    pub axis: &'a Symbol,
    pub end: &'a End,
    pub order: BigRational,
}

impl At<'_> {
    pub fn expand(&self, expr: &Expr) -> Option<Expansion> {
        if let Some(value) = rational_value(expr) {
            return Some(Expansion::plain(Series::constant(Constant::Rational(
                value,
            ))));
        }
        if !expr.mentions(self.axis) {
            return Some(Expansion::plain(Series::constant(Constant::new(expr)?)));
        }
        match expr.kind() {
            Kind::Variable(_) => Some(Expansion::plain(self.variable()?)),
            Kind::Neg(a) => self.expand(a)?.times(&number(-1)),
            Kind::Binary(operator, a, b) => {
                let a = self.expand(a)?;
                match operator {
                    Operator::Add => a.plus(&self.expand(b)?),
                    Operator::Sub => a.plus(&self.expand(b)?.times(&number(-1))?),
                    Operator::Mul => a.times(&self.expand(b)?),
                    Operator::Div => a.times(&self.power(&self.expand(b)?, &-BigRational::one())?),
                    Operator::Pow => self.power(&a, &rational_value(b)?),
                }
            }
            Kind::Call(call) => match (call.function(), call.arguments()) {
                (Function::Exp, [x]) => self.exponential(&self.expand(x)?),
                (Function::Ln, [x]) => self.logarithm(&self.expand(x)?),
                (Function::Sqrt, [x]) => {
                    self.power(&self.expand(x)?, &BigRational::new(1.into(), 2.into()))
                }
                (Function::Abs, [x]) => {
                    let x = self.expand(x)?;
                    x.times(&number(i64::from(x.sign()?)))
                }
                (Function::NormalCdf, [x]) => self.normal_cdf(&self.expand(x)?),
                _ => self.expand(&call.expansion().ok()??),
            },
            _ => None,
        }
    }

    fn variable(&self) -> Option<Series> {
        let t = |power: i64, sign: i64| {
            let power = BigRational::from_integer(power.into());
            let sign = BigRational::from_integer(sign.into());
            Series::term(power, 0, Constant::Rational(sign))
        };
        let at = |a: &BigRational| Series::constant(Constant::Rational(a.clone()));
        match self.end {
            End::Above(a) => at(a).plus(&t(1, 1)),
            End::Below(a) => at(a).plus(&t(1, -1)),
            End::Infinity => Some(t(-1, 1)),
            End::MinusInfinity => Some(t(-1, -1)),
        }
    }

    /// sum_j c_j x^j for an x that vanishes at the end.
    fn compose(
        &self,
        x: &Expansion,
        coefficient: impl Fn(usize) -> BigRational,
    ) -> Option<Expansion> {
        let one = |c: BigRational| Expansion::plain(Series::constant(Constant::Rational(c)));
        let none = Series::constant(Constant::zero());
        let mut sum = one(coefficient(0));
        if x.is_zero() {
            return Some(sum);
        }
        // The least power of t among the parts of scale 1; other parts must decay.
        let mut plain = None;
        let mut decaying: Option<Series> = None;
        for (scale, series) in &x.parts {
            match compare(scale, &none)? {
                Ordering::Equal => plain = series.least(),
                Ordering::Less if decaying.is_none() => decaying = Some(scale.clone()),
                Ordering::Less => {}
                Ordering::Greater => return None,
            }
        }
        let count = match &plain {
            Some(least) if least.is_positive() => (&self.order / least).floor().to_usize()? + 1,
            Some(_) => return None,
            None => 2,
        };
        let mut power = one(BigRational::one());
        for j in 1..=count {
            power = power.times(x)?;
            let c = Constant::Rational(coefficient(j));
            sum = sum.plus(&power.times(&Expansion::plain(Series::constant(c)))?)?;
        }
        // What is left out: t^order, and the next power of the decaying part.
        if plain.is_some() {
            let rest = Series {
                terms: BTreeMap::new(),
                error: Some(self.order.clone()),
            };
            sum.insert(&none, &rest)?;
        }
        if let Some(scale) = decaying {
            // Powers of mixed parts hold at least one decaying factor beside a power of t that was cut: keep none of them.
            let error = if plain.is_some() {
                scale
            } else {
                let times = BigRational::from_integer((count as i64 + 1).into());
                scale.scaled(&Constant::Rational(times))?
            };
            sum = sum.with_error(Some(error))?;
        }
        Some(sum)
    }

    /// x^power; a power that is not an integer needs a positive leading term.
    fn power(&self, x: &Expansion, power: &BigRational) -> Option<Expansion> {
        if power.is_integer() && !power.is_negative() {
            let mut product = number(1);
            for _ in 0..power.to_integer().to_u32().filter(|n| *n <= 32)? {
                product = product.times(x)?;
            }
            return Some(product);
        }
        let (scale, (key, c), rest) = x.split()?;
        if !power.is_integer() && (c.sign()? <= 0 || key.1 != 0) {
            return None;
        }
        let logs = if key.1 == 0 {
            0
        } else {
            key.1.checked_mul(power.to_integer().to_i32()?)?
        };
        let c = if power.is_integer() {
            Constant::new(&Expr::binary(
                Operator::Pow,
                c.expr(),
                Expr::rational(power),
            ))?
        } else {
            c.power(power)?
        };
        let lead = Series::term(&key.0 * power, logs, c);
        let binomial = |j: usize| {
            (0..j).fold(BigRational::one(), |product, i| {
                let i = BigRational::from_integer(i.into());
                product * (power - &i) / (i + BigRational::one())
            })
        };
        let factor = self.compose(&rest, binomial)?;
        let scale = scale.scaled(&Constant::Rational(power.clone()))?;
        let lead = Expansion {
            parts: vec![(scale, lead)],
            error: None,
        };
        lead.times(&factor)
    }

    fn logarithm(&self, x: &Expansion) -> Option<Expansion> {
        let (scale, (key, c), rest) = x.split()?;
        if c.sign()? <= 0 || key.1 != 0 {
            return None;
        }
        let logs = Series::term(BigRational::zero(), 1, Constant::Rational(-key.0));
        let constant = Series::constant(c.call(Function::Ln)?);
        let tail = self.compose(&rest, |j| {
            let sign = if j % 2 == 1 { 1 } else { -1 };
            if j == 0 {
                BigRational::zero()
            } else {
                BigRational::new(sign.into(), j.into())
            }
        })?;
        Expansion::plain(scale.plus(&logs)?.plus(&constant)?).plus(&tail)
    }

    fn exponential(&self, x: &Expansion) -> Option<Expansion> {
        let none = Series::constant(Constant::zero());
        let mut scale = none.clone();
        let mut factor = Series::constant(Constant::one());
        let mut rest = Expansion {
            parts: Vec::new(),
            error: x.error.clone(),
        };
        for (own, series) in &x.parts {
            if compare(own, &none)? != Ordering::Equal {
                rest.insert(own, series)?;
                continue;
            }
            // The error must vanish at the end.
            if series
                .error
                .as_ref()
                .is_some_and(|error| !error.is_positive())
            {
                return None;
            }
            let mut small = Series {
                terms: BTreeMap::new(),
                error: series.error.clone(),
            };
            for (key, c) in &series.terms {
                if key.0.is_negative() {
                    scale.terms.insert(key.clone(), c.clone());
                } else if key.0.is_positive() {
                    small.terms.insert(key.clone(), c.clone());
                } else if key.1 == 1 {
                    // exp(c ln(1/t)) = t^(-c)
                    let power = -c.rational()?.clone();
                    factor = factor.times(&Series::term(power, 0, Constant::one()))?;
                } else if key.1 == 0 {
                    factor = factor.scaled(&c.call(Function::Exp)?)?;
                } else {
                    return None;
                }
            }
            rest.insert(&none, &small)?;
        }
        let mut factorials = vec![BigRational::one()];
        for j in 1..64_usize {
            let last = factorials[j - 1].clone();
            factorials.push(last / BigRational::from_integer(j.into()));
        }
        let rest = rest.with_error(None)?;
        let tail = self.compose(&rest, |j| factorials.get(j).cloned().unwrap_or_default())?;
        let lead = Expansion {
            parts: vec![(scale, factor)],
            error: None,
        };
        lead.times(&tail)
    }

    /// At infinity by the tail `phi(x)/x (1 - 1/x^2 + 3/x^4 - ...)`, elsewhere by its Taylor series.
    fn normal_cdf(&self, x: &Expansion) -> Option<Expansion> {
        let (scale, (key, c), _) = x.split()?;
        if compare(&scale, &Series::constant(Constant::zero()))? != Ordering::Equal {
            return None;
        }
        if key.0.is_negative() {
            let tail = self.normal_tail(x)?;
            return if c.sign()? > 0 {
                // Phi(x) = 1 - Phi(-x), and phi(x)/x is odd.
                number(1).plus(&tail.times(&number(-1))?)
            } else {
                tail.times(&number(-1))
            };
        }
        None
    }

    /// phi(x)/x (1 - 1/x^2 + ...), the upper tail for x > 0 and minus the lower one for x < 0.
    fn normal_tail(&self, x: &Expansion) -> Option<Expansion> {
        let square = x.times(x)?;
        let half = Expansion::plain(Series::constant(Constant::Rational(BigRational::new(
            (-1).into(),
            2.into(),
        ))));
        let inverse = self.power(&square, &-BigRational::one())?;
        let mut factors = vec![BigRational::one()];
        for j in 1..64_i64 {
            let last = factors[j as usize - 1].clone();
            factors.push(last * BigRational::from_integer((1 - 2 * j).into()));
        }
        let sum = self.compose(&inverse, |j| factors.get(j).cloned().unwrap_or_default())?;
        let root = Constant::new(&Expr::binary(Operator::Mul, Expr::integer(2), Expr::pi()))?;
        let root = root.power(&BigRational::new((-1).into(), 2.into()))?;
        self.exponential(&square.times(&half)?)?
            .times(&self.power(x, &-BigRational::one())?)?
            .times(&sum)?
            .times(&Expansion::plain(Series::constant(root)))
    }
}

fn number(n: i64) -> Expansion {
    let value = BigRational::from_integer(n.into());
    Expansion::plain(Series::constant(Constant::Rational(value)))
}
