//! Series `sum c t^a ln(1/t)^k` as `t > 0` goes to 0, truncated.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::Zero;

use super::super::constant::Constant;

/// Most terms of a series.
const MAX_TERMS: usize = 40;

/// The power of t and the power of ln(1/t), largest term first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(pub BigRational, pub i32);

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
pub(super) struct Series {
    pub terms: BTreeMap<Key, Constant>,
    pub error: Option<BigRational>,
}

impl Series {
    pub fn term(power: BigRational, logs: i32, c: Constant) -> Self {
        let mut terms = BTreeMap::new();
        if !c.is_zero() {
            terms.insert(Key(power, logs), c);
        }
        Self { terms, error: None }
    }

    pub fn constant(c: Constant) -> Self {
        Self::term(BigRational::zero(), 0, c)
    }

    pub fn is_zero(&self) -> bool {
        self.terms.is_empty() && self.error.is_none()
    }

    fn truncated(mut self) -> Option<Self> {
        if let Some(error) = &self.error {
            self.terms.retain(|key, _| key.0 < *error);
        }
        (self.terms.len() <= MAX_TERMS).then_some(self)
    }

    pub fn plus(&self, other: &Self) -> Option<Self> {
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
    pub fn least(&self) -> Option<BigRational> {
        let first = self.terms.keys().next().map(|key| key.0.clone());
        lesser(first, self.error.clone())
    }

    pub fn times(&self, other: &Self) -> Option<Self> {
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

    pub fn scaled(&self, c: &Constant) -> Option<Self> {
        self.times(&Self::constant(c.clone()))
    }

    /// The leading term and the rest over it, where one term alone has the least power of t.
    pub fn split(&self) -> Option<((Key, Constant), Self)> {
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
