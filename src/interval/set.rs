//! The interval type: construction, accessors, set operations and decided comparisons.

use super::Decoration;
use super::rounding::add_up;
use std::fmt;
use thiserror::Error;

/// Why two numbers are not the bounds of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum IntervalError {
    /// A bound is NaN.
    #[error("interval bounds must be numbers, got [{lo}, {hi}]")]
    NotANumber {
        /// The lower bound given.
        lo: f64,
        /// The upper bound given.
        hi: f64,
    },
    /// The bounds are inverted, or describe no real number (`lo = +inf` or `hi = -inf`).
    #[error("interval bounds must satisfy lo <= hi, lo < +inf and hi > -inf, got [{lo}, {hi}]")]
    Inverted {
        /// The lower bound given.
        lo: f64,
        /// The upper bound given.
        hi: f64,
    },
}

/// A set of reals between `lo` and `hi` with the [`Decoration`] of the evaluation that made it.
///
/// Bounds are doubles, rounded outwards by every operation; the set always contains every value the
/// enclosed function takes on the inputs. An end belongs to the set unless [`Interval::with_open`] or an
/// operation has excluded it: `1/(0, w] = [1/w, inf)` is defined, and `exp(x) > 0` also where it underflows. The empty set and sets with infinite ends are values like any
/// other. Source: IEEE 1788-2015 (set-based flavour).
///
/// ```
/// use forgetting::interval::Interval;
/// let x = Interval::new(1.0, 2.0)?;
/// let y = (x * x - x).ln();            // ln of [-1, 3]: not defined on all of it
/// assert!(!y.is_defined());
/// assert!((x + x).certainly_le(Interval::point(4.0)));
/// # Ok::<(), forgetting::interval::IntervalError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Interval {
    lo: f64,
    hi: f64,
    decoration: Decoration,
    /// Whether `lo` is known to be no value.
    open_lo: bool,
    /// Whether `hi` is known to be no value.
    open_hi: bool,
}

impl Interval {
    /// The empty set, decorated `trv`.
    pub const EMPTY: Self = Self {
        lo: f64::INFINITY,
        hi: f64::NEG_INFINITY,
        decoration: Decoration::Trv,
        open_lo: false,
        open_hi: false,
    };
    /// The real line, decorated `dac`.
    pub const ENTIRE: Self = Self {
        lo: f64::NEG_INFINITY,
        hi: f64::INFINITY,
        decoration: Decoration::Dac,
        open_lo: false,
        open_hi: false,
    };
    /// "Not an interval": the empty set decorated `ill`; every operation on it gives it back.
    pub const NAI: Self = Self {
        lo: f64::INFINITY,
        hi: f64::NEG_INFINITY,
        decoration: Decoration::Ill,
        open_lo: false,
        open_hi: false,
    };
    /// `[0, 0]`.
    pub const ZERO: Self = Self::constant(0.0, 0.0);
    /// `[1, 1]`.
    pub const ONE: Self = Self::constant(1.0, 1.0);

    /// A bounded constant known to satisfy `lo <= hi`.
    pub(crate) const fn constant(lo: f64, hi: f64) -> Self {
        Self {
            lo,
            hi,
            decoration: Decoration::Com,
            open_lo: false,
            open_hi: false,
        }
    }

    /// The interval `[lo, hi]`; decorated `com` when bounded, else `dac`.
    ///
    /// # Errors
    /// [`IntervalError`] if a bound is NaN, if `lo > hi`, if `lo = +inf` or if `hi = -inf`.
    pub fn new(lo: f64, hi: f64) -> Result<Self, IntervalError> {
        if lo.is_nan() || hi.is_nan() {
            Err(IntervalError::NotANumber { lo, hi })
        } else if lo > hi || lo == f64::INFINITY || hi == f64::NEG_INFINITY {
            Err(IntervalError::Inverted { lo, hi })
        } else {
            Ok(Self::build(lo, hi, Decoration::Com))
        }
    }

    /// The interval `[lo, hi]`, or [`Interval::NAI`] where [`Interval::new`] has an error.
    #[must_use]
    pub fn from_bounds(lo: f64, hi: f64) -> Self {
        Self::new(lo, hi).unwrap_or(Self::NAI)
    }

    /// The single number `x`; [`Interval::NAI`] if `x` is NaN or infinite.
    #[must_use]
    pub fn point(x: f64) -> Self {
        Self::from_bounds(x, x)
    }

    /// A number that was computed in doubles and may have overflowed: infinity stands for the numbers beyond
    /// the largest double, NaN for any number at all.
    #[inline]
    pub(crate) fn number(x: f64) -> Self {
        if x.is_finite() {
            Self::constant(x, x)
        } else if x.is_nan() {
            Self::ENTIRE.at_most(Decoration::Trv)
        } else if x > 0.0 {
            Self::build(f64::MAX, x, Decoration::Dac)
        } else {
            Self::build(x, f64::MIN, Decoration::Dac)
        }
    }

    /// The result of an operation: bounds already rounded outwards and not NaN, decoration already the
    /// least of the inputs' and the operation's. Inverted bounds mean the empty set.
    #[inline]
    pub(crate) fn build(lo: f64, hi: f64, decoration: Decoration) -> Self {
        debug_assert!(!lo.is_nan() && !hi.is_nan(), "NaN bound [{lo}, {hi}]");
        if lo.is_nan() || hi.is_nan() {
            // Not reachable as far as we know; the entire line is always sound.
            return Self {
                decoration: decoration.min(Decoration::Trv),
                ..Self::ENTIRE
            };
        }
        if lo > hi {
            return Self {
                decoration: decoration.min(Decoration::Trv),
                ..Self::EMPTY
            };
        }
        let decoration = if lo.is_infinite() || hi.is_infinite() {
            decoration.min(Decoration::Dac)
        } else {
            decoration
        };
        // Adding zero turns -0 into +0, so that equal sets have equal bytes.
        Self {
            lo: lo + 0.0,
            hi: hi + 0.0,
            decoration,
            open_lo: false,
            open_hi: false,
        }
    }

    /// The same set without its lower or upper end, where that is finite and not its only number.
    ///
    /// ```
    /// use forgetting::interval::Interval;
    /// let x = Interval::from_bounds(0.0, 0.5).with_open(true, false);
    /// assert!(x.ln().is_defined() && (Interval::ONE / x).lo() == 2.0);
    /// assert!(Interval::ZERO.certainly_lt(x));
    /// ```
    #[must_use]
    #[inline]
    pub fn with_open(self, lower: bool, upper: bool) -> Self {
        let proper = self.lo < self.hi;
        Self {
            open_lo: proper && (self.open_lo || lower && self.lo.is_finite()),
            open_hi: proper && (self.open_hi || upper && self.hi.is_finite()),
            ..self
        }
    }

    /// The same bounds with both ends in the set.
    #[must_use]
    pub fn closure(self) -> Self {
        Self {
            open_lo: false,
            open_hi: false,
            ..self
        }
    }

    /// Whether the lower bound is known to be no element.
    #[must_use]
    #[inline]
    pub const fn open_lo(self) -> bool {
        self.open_lo
    }

    /// Whether the upper bound is known to be no element.
    #[must_use]
    #[inline]
    pub const fn open_hi(self) -> bool {
        self.open_hi
    }

    /// True if every element is positive.
    #[must_use]
    #[inline]
    pub fn is_positive(self) -> bool {
        !self.is_empty() && (self.lo > 0.0 || self.lo == 0.0 && self.open_lo)
    }

    /// The lower bound; `+inf` for the empty set.
    #[must_use]
    #[inline]
    pub const fn lo(self) -> f64 {
        self.lo
    }

    /// The upper bound; `-inf` for the empty set.
    #[must_use]
    #[inline]
    pub const fn hi(self) -> f64 {
        self.hi
    }

    /// What is known about the function enclosed, on the whole input box.
    #[must_use]
    #[inline]
    pub const fn decoration(self) -> Decoration {
        self.decoration
    }

    /// The same set with its decoration lowered to at most `decoration`.
    #[must_use]
    #[inline]
    pub fn at_most(self, decoration: Decoration) -> Self {
        Self {
            decoration: self.decoration.min(decoration),
            ..self
        }
    }

    /// True for the empty set (and for [`Interval::NAI`]).
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.lo > self.hi
    }

    /// True if the input was not an interval: NaN, inverted bounds or unreadable text.
    #[must_use]
    pub fn is_nai(self) -> bool {
        self.decoration == Decoration::Ill
    }

    /// True if the set is nonempty and the function was defined on the whole input box: the condition
    /// under which an enclosure may certify anything.
    #[must_use]
    #[inline]
    pub fn is_defined(self) -> bool {
        !self.is_empty() && self.decoration >= Decoration::Def
    }

    /// True for a nonempty set with two finite bounds.
    #[must_use]
    #[inline]
    pub fn is_bounded(self) -> bool {
        self.lo.is_finite() && self.hi.is_finite()
    }

    /// True if the set is one real number.
    #[must_use]
    #[inline]
    pub fn is_point(self) -> bool {
        self.lo == self.hi
    }

    /// True if the real number `x` belongs to the set; false for NaN and infinities.
    #[must_use]
    #[inline]
    pub fn contains(self, x: f64) -> bool {
        let above = self.lo < x || self.lo == x && !self.open_lo;
        let below = x < self.hi || x == self.hi && !self.open_hi;
        x.is_finite() && above && below
    }

    /// True if zero belongs to the set.
    #[must_use]
    #[inline]
    pub fn contains_zero(self) -> bool {
        self.contains(0.0)
    }

    /// True if every element of `self` belongs to `other`.
    #[must_use]
    pub fn is_subset(self, other: Self) -> bool {
        self.is_empty() || (other.lo <= self.lo && self.hi <= other.hi)
    }

    /// Width `hi - lo`, rounded up; NaN for the empty set.
    #[must_use]
    pub fn width(self) -> f64 {
        if self.is_empty() {
            f64::NAN
        } else {
            add_up(self.hi, -self.lo)
        }
    }

    /// A number in the set near its middle (finite even for unbounded sets); NaN for the empty set.
    #[must_use]
    pub fn mid(self) -> f64 {
        if self.is_empty() {
            return f64::NAN;
        }
        match (self.lo.is_finite(), self.hi.is_finite()) {
            (true, true) => {
                let m = 0.5 * self.lo + 0.5 * self.hi;
                m.clamp(self.lo, self.hi)
            }
            (true, false) => (2.0 * self.lo.abs() + 1.0).max(self.lo).min(f64::MAX),
            (false, true) => (-2.0 * self.hi.abs() - 1.0).min(self.hi).max(f64::MIN),
            (false, false) => 0.0,
        }
    }

    /// Largest absolute value in the set; NaN for the empty set.
    #[must_use]
    pub fn mag(self) -> f64 {
        if self.is_empty() {
            f64::NAN
        } else {
            self.lo.abs().max(self.hi.abs())
        }
    }

    /// Smallest absolute value in the set; NaN for the empty set.
    #[must_use]
    pub fn mig(self) -> f64 {
        if self.is_empty() {
            f64::NAN
        } else if self.contains_zero() {
            0.0
        } else {
            self.lo.abs().min(self.hi.abs())
        }
    }

    /// Set intersection, decorated `trv` (IEEE 1788-2015, 11.7.1): it is no function evaluation.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        self.meet(other).at_most(Decoration::Trv)
    }

    /// The common part of two enclosures of the *same* quantity on the same inputs.
    ///
    /// The decoration is the lesser of the two, because both evaluations must have been sound; disjoint
    /// enclosures (which would contradict each other) give the empty set, which certifies nothing.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        Self::build(
            self.lo.max(other.lo),
            self.hi.min(other.hi),
            self.decoration.min(other.decoration),
        )
        .with_open(
            self.open_lo && self.lo >= other.lo || other.open_lo && other.lo >= self.lo,
            self.open_hi && self.hi <= other.hi || other.open_hi && other.hi <= self.hi,
        )
    }

    /// The smallest interval containing both sets, decorated `trv`.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let decoration = self.decoration.min(other.decoration).min(Decoration::Trv);
        Self::build(self.lo.min(other.lo), self.hi.max(other.hi), decoration)
    }

    /// True only if both sides are defined on their whole boxes and every value of `self` is at most every
    /// value of `other`. `false` means "not shown", never "shown to be false".
    #[must_use]
    pub fn certainly_le(self, other: Self) -> bool {
        self.is_defined() && other.is_defined() && self.hi <= other.lo
    }

    /// As [`Interval::certainly_le`], strictly.
    #[must_use]
    pub fn certainly_lt(self, other: Self) -> bool {
        let apart = self.hi < other.lo || self.hi == other.lo && (self.open_hi || other.open_lo);
        self.is_defined() && other.is_defined() && apart
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nai() {
            f.write_str("[nai]")
        } else if self.is_empty() {
            write!(f, "[empty]_{}", self.decoration)
        } else {
            let (left, right) = (
                if self.open_lo { '(' } else { '[' },
                if self.open_hi { ')' } else { ']' },
            );
            let Self { lo, hi, .. } = self;
            write!(f, "{left}{lo:?}, {hi:?}{right}_{}", self.decoration)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bounds_are_refused() {
        assert!(matches!(
            Interval::new(f64::NAN, 1.0),
            Err(IntervalError::NotANumber { .. })
        ));
        for (lo, hi) in [
            (2.0, 1.0),
            (f64::INFINITY, f64::INFINITY),
            (f64::NEG_INFINITY, f64::NEG_INFINITY),
        ] {
            assert!(matches!(
                Interval::new(lo, hi),
                Err(IntervalError::Inverted { .. })
            ));
            assert!(Interval::from_bounds(lo, hi).is_nai());
        }
        assert!(Interval::point(f64::INFINITY).is_nai());
    }

    #[test]
    fn nothing_is_certain_about_empty_or_undefined_sets() {
        let one = Interval::ONE;
        for bad in [
            Interval::EMPTY,
            Interval::NAI,
            Interval::ZERO.at_most(Decoration::Trv),
        ] {
            assert!(!bad.certainly_le(one) && !one.certainly_le(bad));
            assert!(!bad.certainly_lt(one) && !one.certainly_lt(bad));
        }
        assert!(Interval::ZERO.certainly_lt(one));
        assert!(!one.certainly_lt(one) && one.certainly_le(one));
        assert!(!Interval::ENTIRE.certainly_le(Interval::ENTIRE));
    }

    #[test]
    fn midpoints_belong_to_the_set() {
        for x in [
            Interval::ENTIRE,
            Interval::from_bounds(1.0, f64::INFINITY),
            Interval::from_bounds(f64::MAX, f64::INFINITY),
            Interval::from_bounds(f64::NEG_INFINITY, f64::MIN),
            Interval::from_bounds(-5.0, f64::INFINITY),
            Interval::from_bounds(f64::NEG_INFINITY, 5.0),
            Interval::from_bounds(f64::MIN, f64::MAX),
            Interval::point(5e-324),
            Interval::from_bounds(1.0, 1.0f64.next_up()),
        ] {
            assert!(x.contains(x.mid()), "{x:?}");
        }
    }
}
