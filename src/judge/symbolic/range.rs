//! Ranges of real numbers with exact ends that know whether they are attained.
//!
//! An interval of doubles cannot say that `1 - beta` is positive on `beta < 1`; a range can. Ends are rationals, rounded
//! outwards where they grow long.

use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

use super::corner::{Corner, corner};
use crate::claim::enclose;
use crate::interval::Interval;

/// Ends with more bits than this are rounded outwards to doubles.
const MAX_BITS: u64 = 192;

/// One finite end; `open` says that it is not attained.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::judge) struct End {
    pub value: BigRational,
    pub open: bool,
}

/// A nonempty set of reals between two ends; `None` is infinite.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::judge) struct Range {
    pub lo: Option<End>,
    pub hi: Option<End>,
}

impl Range {
    /// All reals.
    pub const ENTIRE: Self = Self { lo: None, hi: None };

    pub fn new(lo: Option<End>, hi: Option<End>) -> Self {
        Self { lo, hi }.tidy()
    }

    /// The range between ends as they are, however long.
    pub fn exactly(lo: Option<End>, hi: Option<End>) -> Self {
        Self { lo, hi }
    }

    pub fn point(value: BigRational) -> Self {
        let end = || End {
            value: value.clone(),
            open: false,
        };
        Self::new(Some(end()), Some(end()))
    }

    /// The range between integers, closed or open.
    pub fn between(lo: Option<(i32, bool)>, hi: Option<(i32, bool)>) -> Self {
        let end = |(value, open): (i32, bool)| End {
            value: BigRational::from_integer(value.into()),
            open,
        };
        Self {
            lo: lo.map(end),
            hi: hi.map(end),
        }
    }

    pub fn positive() -> Self {
        Self::between(Some((0, true)), None)
    }

    /// A closed range around an interval; everything where that is undefined.
    pub fn around(x: Interval) -> Self {
        if !x.is_defined() {
            return Self::ENTIRE;
        }
        let end =
            |value: f64| BigRational::from_float(value).map(|value| End { value, open: false });
        Self::new(end(x.lo()), end(x.hi()))
    }

    /// An interval of doubles that contains the range.
    pub fn hull(&self) -> Interval {
        let lo = self
            .lo
            .as_ref()
            .map_or(f64::NEG_INFINITY, |end| enclose(&end.value).0);
        let hi = self
            .hi
            .as_ref()
            .map_or(f64::INFINITY, |end| enclose(&end.value).1);
        Interval::from_bounds(lo, hi)
    }

    pub fn is_positive(&self) -> bool {
        self.lo
            .as_ref()
            .is_some_and(|lo| lo.value.is_positive() || lo.value.is_zero() && lo.open)
    }

    pub fn is_nonnegative(&self) -> bool {
        self.lo.as_ref().is_some_and(|lo| !lo.value.is_negative())
    }

    pub fn excludes_zero(&self) -> bool {
        self.is_positive() || self.neg().is_positive()
    }

    /// Both ranges are known to hold the same values.
    pub fn meet(self, other: Self) -> Self {
        let lo = tighter(self.lo, other.lo, |a, b| a > b);
        let hi = tighter(self.hi, other.hi, |a, b| a < b);
        Self { lo, hi }
    }

    pub fn neg(&self) -> Self {
        let flip = |end: &End| End {
            value: -&end.value,
            open: end.open,
        };
        Self {
            lo: self.hi.as_ref().map(flip),
            hi: self.lo.as_ref().map(flip),
        }
    }

    pub fn add(&self, other: &Self) -> Self {
        let sum = |a: &Option<End>, b: &Option<End>| match (a, b) {
            (Some(a), Some(b)) => Some(End {
                value: &a.value + &b.value,
                open: a.open || b.open,
            }),
            _ => None,
        };
        Self::new(sum(&self.lo, &other.lo), sum(&self.hi, &other.hi))
    }

    pub fn mul(&self, other: &Self) -> Self {
        let mut lo = Corner::Above;
        let mut hi = Corner::Below;
        for (x, x_sign) in [(&self.lo, -1), (&self.hi, 1)] {
            for (y, y_sign) in [(&other.lo, -1), (&other.hi, 1)] {
                let corner = corner((x.as_ref(), x_sign), (y.as_ref(), y_sign));
                lo = lo.smaller(corner.clone());
                hi = hi.larger(corner);
            }
        }
        Self::new(lo.finite(), hi.finite())
    }

    /// 1/x; everything where x may vanish.
    pub fn recip(&self) -> Self {
        if self.neg().is_positive() {
            return self.neg().recip().neg();
        }
        if !self.is_positive() {
            return Self::ENTIRE;
        }
        let inverse = |end: &End| End {
            value: end.value.recip(),
            open: end.open,
        };
        let zero = Some(End {
            value: BigRational::zero(),
            open: true,
        });
        let hi = self
            .lo
            .as_ref()
            .filter(|lo| !lo.value.is_zero())
            .map(inverse);
        Self::new(self.hi.as_ref().map_or(zero, |hi| Some(inverse(hi))), hi)
    }

    /// x^n
    pub fn powi(&self, n: i32) -> Self {
        if n < 0 {
            return self.recip().powi(n.saturating_neg());
        }
        if n == 0 {
            return Self::point(BigRational::one());
        }
        if n > 64 {
            return if self.is_positive() {
                Self::positive()
            } else if n % 2 == 0 || self.is_nonnegative() {
                Self::between(Some((0, false)), None)
            } else {
                Self::ENTIRE
            };
        }
        let power = |end: &End| End {
            value: Pow::pow(&end.value, n.unsigned_abs()),
            open: end.open,
        };
        if n % 2 == 1 {
            return Self::new(self.lo.as_ref().map(power), self.hi.as_ref().map(power));
        }
        if self.is_nonnegative() {
            return Self::new(self.lo.as_ref().map(power), self.hi.as_ref().map(power));
        }
        if self.neg().is_nonnegative() {
            return self.neg().powi(n);
        }
        let hi = match (&self.lo, &self.hi) {
            (Some(lo), Some(hi)) => {
                let (a, b) = (power(lo), power(hi));
                Some(if a.value == b.value {
                    End {
                        open: a.open && b.open,
                        ..a
                    }
                } else if a.value > b.value {
                    a
                } else {
                    b
                })
            }
            _ => None,
        };
        let zero = End {
            value: BigRational::zero(),
            open: false,
        };
        Self::new(Some(zero), hi)
    }

    /// The image under a strictly increasing function, given on intervals and exactly at some rational points; `within` holds
    /// all its values.
    pub fn increasing(
        &self,
        f: impl Fn(Interval) -> Interval,
        exact: impl Fn(&BigRational) -> Option<BigRational>,
        within: Self,
    ) -> Self {
        let end = |end: &End, lower: bool| {
            if let Some(value) = exact(&end.value) {
                return Some(End {
                    value,
                    open: end.open,
                });
            }
            let image = f(Interval::from_rational(&end.value));
            let bound = if lower { image.lo() } else { image.hi() };
            let value = BigRational::from_float(bound).filter(|_| image.is_defined())?;
            Some(End {
                value,
                open: end.open,
            })
        };
        let image = Self::new(
            self.lo.as_ref().and_then(|lo| end(lo, true)),
            self.hi.as_ref().and_then(|hi| end(hi, false)),
        );
        image.meet(within)
    }

    /// Rounds long ends outwards.
    fn tidy(self) -> Self {
        let long = |end: &End| end.value.numer().bits().max(end.value.denom().bits()) > MAX_BITS;
        let round = |end: Option<End>, lower: bool| {
            let end = end?;
            if !long(&end) {
                return Some(end);
            }
            let (below, above) = enclose(&end.value);
            // Zero is not the end of a tiny positive range unless it is left out.
            let value = BigRational::from_float(if lower { below } else { above })?;
            let open = end.open || value != end.value;
            Some(End { value, open })
        };
        Self {
            lo: round(self.lo, true),
            hi: round(self.hi, false),
        }
    }
}

fn tighter(
    a: Option<End>,
    b: Option<End>,
    beats: impl Fn(&BigRational, &BigRational) -> bool,
) -> Option<End> {
    match (a, b) {
        (Some(a), Some(b)) if a.value == b.value => Some(End {
            open: a.open || b.open,
            ..a
        }),
        (Some(a), Some(b)) => Some(if beats(&a.value, &b.value) { a } else { b }),
        (a, b) => a.or(b),
    }
}
