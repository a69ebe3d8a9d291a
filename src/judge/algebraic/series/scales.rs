//! Sums of series with exponential scales, `exp(S) * (series)` with singular `S`.
//!
//! The leading term has the sign of the whole, because every dropped term is smaller than it by a positive power of `t` or by an
//! exponential.

use std::cmp::Ordering;

use num_rational::BigRational;
use num_traits::One;

use super::super::constant::Constant;
use super::truncated::{Key, Series};

/// The sum of `exp(scale) * series`, largest scale first, up to what is smaller than `exp(error) * t^power` for every power.
#[derive(Clone, Debug)]
pub(super) struct Expansion {
    pub parts: Vec<(Series, Series)>,
    pub error: Option<Series>,
}

impl Expansion {
    pub fn plain(series: Series) -> Self {
        let none = Series::constant(Constant::zero());
        Self {
            parts: vec![(none, series)],
            error: None,
        }
    }

    pub fn sign(&self) -> Option<i8> {
        let (scale, series) = self.parts.iter().find(|(_, series)| !series.is_zero())?;
        if let Some(error) = &self.error
            && compare(scale, error)? != Ordering::Greater
        {
            return None;
        }
        let (_, c) = series.terms.iter().next()?;
        c.sign().filter(|sign| *sign != 0)
    }

    pub fn is_zero(&self) -> bool {
        self.error.is_none() && self.parts.iter().all(|(_, series)| series.is_zero())
    }

    pub fn insert(&mut self, scale: &Series, series: &Series) -> Option<()> {
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

    pub fn with_error(mut self, error: Option<Series>) -> Option<Self> {
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

    pub fn plus(&self, other: &Self) -> Option<Self> {
        let mut sum = self.clone();
        for (scale, series) in &other.parts {
            sum.insert(scale, series)?;
        }
        sum.with_error(other.error.clone())
    }

    pub fn times(&self, other: &Self) -> Option<Self> {
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
    pub fn split(&self) -> Option<(Series, (Key, Constant), Self)> {
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

/// The order of two scales exp(S): by the leading term of the difference.
pub(super) fn compare(a: &Series, b: &Series) -> Option<Ordering> {
    let minus = Constant::Rational(-BigRational::one());
    let difference = a.plus(&b.scaled(&minus)?)?;
    match difference.terms.values().next() {
        None => Some(Ordering::Equal),
        Some(c) => Some(c.sign()?.cmp(&0)),
    }
}
