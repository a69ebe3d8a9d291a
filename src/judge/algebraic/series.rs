//! Expansions at an end of a range: `sum c t^a ln(1/t)^k`, truncated, with exponential scales.
//!
//! `t > 0` goes to 0: `x = a + t`, `x = a - t` or `x = 1/t`, `x = -1/t`. Everything near the end is a sum of parts
//! `exp(S) * (series)` with singular `S`, plus a remainder of a smaller scale. The leading term has the sign of the whole near
//! the end, because every dropped term is smaller than it by a positive power of `t` or by an exponential.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::constant::Constant;
use crate::claim::{Expr, Function, Kind, Operator, Symbol, rational_value};

/// Truncation orders that are tried.
const ORDERS: [i64; 3] = [2, 6, 10];
/// Most terms of a series.
const MAX_TERMS: usize = 40;

/// An end of a range, or a point from one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::judge) enum End {
    Above(BigRational),
    Below(BigRational),
    Infinity,
    MinusInfinity,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Above(a) | Self::Below(a) => write!(f, "{a}"),
            Self::Infinity => f.write_str("inf"),
            Self::MinusInfinity => f.write_str("-inf"),
        }
    }
}

/// The sign of `expr` at all points close enough to the end; `None` where it is not known.
pub(super) fn sign_near(expr: &Expr, axis: &Symbol, end: &End) -> Option<i8> {
    ORDERS.iter().find_map(|&order| {
        let at = At {
            axis,
            end,
            order: BigRational::from_integer(order.into()),
        };
        at.expand(expr)?.sign()
    })
}

/// The power of t and the power of ln(1/t), largest term first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key(BigRational, i32);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0).then(other.1.cmp(&self.1))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Terms, up to terms of at least the power `error` of t.
#[derive(Clone, Debug)]
struct Series {
    terms: BTreeMap<Key, Constant>,
    error: Option<BigRational>,
}

impl Series {
    fn term(power: BigRational, logs: i32, c: Constant) -> Self {
        let mut terms = BTreeMap::new();
        if !c.is_zero() {
            terms.insert(Key(power, logs), c);
        }
        Self { terms, error: None }
    }

    fn constant(c: Constant) -> Self {
        Self::term(BigRational::zero(), 0, c)
    }

    fn is_zero(&self) -> bool {
        self.terms.is_empty() && self.error.is_none()
    }

    fn truncated(mut self) -> Option<Self> {
        if let Some(error) = &self.error {
            self.terms.retain(|key, _| key.0 < *error);
        }
        (self.terms.len() <= MAX_TERMS).then_some(self)
    }

    fn plus(&self, other: &Self) -> Option<Self> {
        let mut sum = self.clone();
        for (key, c) in &other.terms {
            let total = match sum.terms.remove(key) {
                Some(own) => own.plus(c)?,
                None => c.clone(),
            };
            if !total.is_zero() {
                sum.terms.insert(key.clone(), total);
            }
        }
        sum.error = lesser(self.error.clone(), other.error.clone());
        sum.truncated()
    }

    /// The least power of t, of the error where there is no term.
    fn least(&self) -> Option<BigRational> {
        let first = self.terms.keys().next().map(|key| key.0.clone());
        lesser(first, self.error.clone())
    }

    fn times(&self, other: &Self) -> Option<Self> {
        if self.is_zero() || other.is_zero() {
            return Some(Self::constant(Constant::zero()));
        }
        let shifted =
            |error: &Option<BigRational>, by: Option<BigRational>| Some(error.clone()? + by?);
        let mut product = Self {
            terms: BTreeMap::new(),
            error: lesser(
                shifted(&self.error, other.least()),
                shifted(&other.error, self.least()),
            ),
        };
        for (a, c) in &self.terms {
            for (b, d) in &other.terms {
                let power = &a.0 + &b.0;
                if product.error.as_ref().is_some_and(|error| power >= *error) {
                    continue;
                }
                let key = Key(power, a.1 + b.1);
                let term = c.times(d)?;
                let total = match product.terms.remove(&key) {
                    Some(own) => own.plus(&term)?,
                    None => term,
                };
                if !total.is_zero() {
                    product.terms.insert(key, total);
                }
            }
        }
        product.truncated()
    }

    fn scaled(&self, c: &Constant) -> Option<Self> {
        self.times(&Self::constant(c.clone()))
    }

    /// The leading term and the rest over it, where one term alone has the least power of t.
    fn split(&self) -> Option<((Key, Constant), Self)> {
        let (key, c) = self.terms.iter().next()?;
        if self.terms.keys().nth(1).is_some_and(|next| next.0 == key.0) {
            return None;
        }
        // A constant that is not known to differ from zero leads nothing.
        if c.sign()? == 0 {
            return None;
        }
        let mut rest = self.clone();
        rest.terms.remove(key);
        let inverse = Constant::one().over(c)?;
        let over = Self::term(-key.0.clone(), -key.1, inverse);
        Some(((key.clone(), c.clone()), rest.times(&over)?))
    }
}

fn lesser(a: Option<BigRational>, b: Option<BigRational>) -> Option<BigRational> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The order of two scales exp(S): by the leading term of the difference.
fn compare(a: &Series, b: &Series) -> Option<Ordering> {
    let minus = Constant::Rational(-BigRational::one());
    let difference = a.plus(&b.scaled(&minus)?)?;
    match difference.terms.values().next() {
        None => Some(Ordering::Equal),
        Some(c) => Some(c.sign()?.cmp(&0)),
    }
}

/// The sum of `exp(scale) * series`, largest scale first, up to what is smaller than `exp(error) * t^power` for every power.
#[derive(Clone, Debug)]
struct Expansion {
    parts: Vec<(Series, Series)>,
    error: Option<Series>,
}

impl Expansion {
    fn plain(series: Series) -> Self {
        let none = Series::constant(Constant::zero());
        Self {
            parts: vec![(none, series)],
            error: None,
        }
    }

    fn sign(&self) -> Option<i8> {
        let (scale, series) = self.parts.iter().find(|(_, series)| !series.is_zero())?;
        if let Some(error) = &self.error
            && compare(scale, error)? != Ordering::Greater
        {
            return None;
        }
        let (_, c) = series.terms.iter().next()?;
        c.sign().filter(|sign| *sign != 0)
    }

    fn is_zero(&self) -> bool {
        self.error.is_none() && self.parts.iter().all(|(_, series)| series.is_zero())
    }

    fn insert(&mut self, scale: &Series, series: &Series) -> Option<()> {
        for k in 0..self.parts.len() {
            match compare(scale, &self.parts[k].0)? {
                Ordering::Equal => {
                    self.parts[k].1 = self.parts[k].1.plus(series)?;
                    return Some(());
                }
                Ordering::Greater => {
                    self.parts.insert(k, (scale.clone(), series.clone()));
                    return Some(());
                }
                Ordering::Less => {}
            }
        }
        self.parts.push((scale.clone(), series.clone()));
        Some(())
    }

    fn with_error(mut self, error: Option<Series>) -> Option<Self> {
        self.error = match (self.error, error) {
            (Some(a), Some(b)) => Some(if compare(&a, &b)? == Ordering::Less {
                b
            } else {
                a
            }),
            (a, b) => a.or(b),
        };
        self.parts.retain(|(_, series)| !series.is_zero());
        Some(self)
    }

    fn plus(&self, other: &Self) -> Option<Self> {
        let mut sum = self.clone();
        for (scale, series) in &other.parts {
            sum.insert(scale, series)?;
        }
        sum.with_error(other.error.clone())
    }

    fn times(&self, other: &Self) -> Option<Self> {
        let mut product = Self {
            parts: Vec::new(),
            error: None,
        };
        for (s, a) in &self.parts {
            for (t, b) in &other.parts {
                product.insert(&s.plus(t)?, &a.times(b)?)?;
            }
        }
        let mut product = product.with_error(None)?;
        for (one, two) in [(self, other), (other, self)] {
            if let Some(error) = &one.error {
                let largest = two.parts.first().map(|(scale, _)| scale);
                let scale = match (largest, &two.error) {
                    (Some(scale), _) => scale,
                    (None, Some(scale)) => scale,
                    (None, None) => continue,
                };
                product = product.with_error(Some(error.plus(scale)?))?;
            }
        }
        Some(product)
    }

    /// The leading part, and all else over its leading term.
    fn split(&self) -> Option<(Series, (Key, Constant), Self)> {
        let (scale, series) = self.parts.first()?;
        if let Some(error) = &self.error
            && compare(scale, error)? != Ordering::Greater
        {
            return None;
        }
        let (lead, rest) = series.split()?;
        let minus = Constant::Rational(-BigRational::one());
        let back = scale.scaled(&minus)?;
        let inverse = Constant::one().over(&lead.1)?;
        let over = Series::term(-lead.0.0.clone(), -lead.0.1, inverse);
        let mut all = Self::plain(rest);
        for (scale, series) in &self.parts[1..] {
            all.insert(&scale.plus(&back)?, &series.times(&over)?)?;
        }
        let error = match &self.error {
            Some(error) => Some(error.plus(&back)?),
            None => None,
        };
        Some((scale.clone(), lead, all.with_error(error)?))
    }
}

/// Where things are expanded.
struct At<'a> {
    axis: &'a Symbol,
    end: &'a End,
    order: BigRational,
}

impl At<'_> {
    fn expand(&self, expr: &Expr) -> Option<Expansion> {
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
