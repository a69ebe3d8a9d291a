//! Square root, exponentials, logarithms and hyperbolic functions.
//!
//! `core-math` rounds correctly to nearest, so the true value lies strictly between the neighbours of the
//! result: [`below`] and [`above`]. The only doubles at which these functions take a rational value are the
//! trivial ones (`exp 0`, `ln 1`, ... by Lindemann's theorem), and there the result is exact.

use super::rounding::{sqrt_down, sqrt_up};
use super::{Decoration, Interval};

/// A lower bound for a value that rounds to `r`; `exact` when the value is `r` itself.
#[inline]
pub(super) fn below(r: f64, exact: bool) -> f64 {
    if exact { r } else { r.next_down() }
}

/// An upper bound for a value that rounds to `r`; `exact` when the value is `r` itself.
#[inline]
pub(super) fn above(r: f64, exact: bool) -> f64 {
    if exact { r } else { r.next_up() }
}

/// `exp(x)` rounded down.
#[inline]
pub(super) fn exp_down(x: f64) -> f64 {
    if x == f64::NEG_INFINITY {
        0.0
    } else {
        below(core_math::exp(x), x == 0.0).max(0.0)
    }
}

/// `exp(x)` rounded up.
#[inline]
pub(super) fn exp_up(x: f64) -> f64 {
    if x == f64::NEG_INFINITY {
        0.0
    } else {
        above(core_math::exp(x), x == 0.0)
    }
}

/// `ln(1 + x)` rounded down, for `x > -1`.
#[inline]
pub(super) fn ln_1p_down(x: f64) -> f64 {
    if x == f64::INFINITY {
        f64::INFINITY
    } else {
        below(core_math::log1p(x), x == 0.0)
    }
}

/// `ln(1 + x)` rounded up, for `x > -1`.
#[inline]
pub(super) fn ln_1p_up(x: f64) -> f64 {
    above(core_math::log1p(x), x == 0.0)
}

impl Interval {
    /// The image under a strictly increasing continuous function, given its roundings at the ends.
    #[inline]
    pub(super) fn increasing(
        self,
        down: impl FnOnce(f64) -> f64,
        up: impl FnOnce(f64) -> f64,
    ) -> Self {
        if self.is_empty() {
            return self;
        }
        Self::build(down(self.lo()), up(self.hi()), self.decoration())
            .with_open(self.open_lo(), self.open_hi())
    }

    /// Without its ends where they are the given limits, which the function never attains.
    #[inline]
    pub(crate) fn between(self, lo: f64, hi: f64) -> Self {
        self.with_open(self.lo() == lo, self.hi() == hi)
    }

    /// The part of the interval inside `[lo, hi]`, decorated `trv` unless all of it is inside. `open_lo`
    /// and `open_hi` exclude the end itself from the domain (but not from the closed set returned).
    #[inline]
    pub(crate) fn restrict(self, lo: f64, open_lo: bool, hi: f64, open_hi: bool) -> Self {
        if self.is_empty() {
            return self;
        }
        let inside = (self.lo() > lo || (self.lo() == lo && (!open_lo || self.open_lo())))
            && (self.hi() < hi || (self.hi() == hi && (!open_hi || self.open_hi())));
        if inside {
            return self;
        }
        let outside = self.hi() < lo
            || self.lo() > hi
            || (open_lo && self.hi() == lo)
            || (open_hi && self.lo() == hi);
        let decoration = self.decoration().min(Decoration::Trv);
        if outside {
            Self::EMPTY.at_most(decoration)
        } else {
            Self::build(self.lo().max(lo), self.hi().min(hi), decoration)
        }
    }

    /// Square root, domain `[0, inf)`; tightest bounds, except that subnormal arguments may cost an ulp.
    #[must_use]
    pub fn sqrt(self) -> Self {
        self.restrict(0.0, false, f64::INFINITY, false)
            .increasing(sqrt_down, sqrt_up)
    }

    /// Exponential; within one ulp of the exact range at either end.
    ///
    /// ```
    /// use forgetting::interval::Interval;
    /// assert!(Interval::E.is_subset(Interval::ONE.exp()));
    /// ```
    #[must_use]
    pub fn exp(self) -> Self {
        self.increasing(exp_down, exp_up)
            .between(0.0, f64::INFINITY)
    }

    /// `exp(x) - 1` without cancellation; within one ulp.
    #[must_use]
    pub fn exp_m1(self) -> Self {
        self.increasing(
            |x| below(core_math::expm1(x), x == 0.0).max(-1.0),
            |x| {
                if x == f64::NEG_INFINITY {
                    -1.0
                } else {
                    above(core_math::expm1(x), x == 0.0)
                }
            },
        )
        .between(-1.0, f64::INFINITY)
    }

    /// Natural logarithm, domain `(0, inf)`; within one ulp.
    #[must_use]
    pub fn ln(self) -> Self {
        self.restrict(0.0, true, f64::INFINITY, false).increasing(
            |x| {
                if x == 0.0 {
                    f64::NEG_INFINITY
                } else {
                    below(core_math::log(x), x == 1.0)
                }
            },
            |x| above(core_math::log(x), x == 1.0),
        )
    }

    /// `ln(1 + x)` without cancellation, domain `(-1, inf)`; within one ulp.
    #[must_use]
    pub fn ln_1p(self) -> Self {
        self.restrict(-1.0, true, f64::INFINITY, false).increasing(
            |x| {
                if x == -1.0 {
                    f64::NEG_INFINITY
                } else {
                    ln_1p_down(x)
                }
            },
            ln_1p_up,
        )
    }

    /// Hyperbolic tangent; within one ulp, inside `[-1, 1]`.
    #[must_use]
    pub fn tanh(self) -> Self {
        self.increasing(
            |x| below(core_math::tanh(x), x == 0.0).max(-1.0),
            |x| above(core_math::tanh(x), x == 0.0).min(1.0),
        )
        .between(-1.0, 1.0)
    }

    /// Hyperbolic sine; within one ulp.
    #[must_use]
    pub fn sinh(self) -> Self {
        self.increasing(
            |x| below(core_math::sinh(x), x == 0.0),
            |x| above(core_math::sinh(x), x == 0.0),
        )
    }

    /// Hyperbolic cosine; within one ulp, never below 1.
    #[must_use]
    pub fn cosh(self) -> Self {
        self.abs().increasing(
            |x| below(core_math::cosh(x), x == 0.0).max(1.0),
            |x| above(core_math::cosh(x), x == 0.0),
        )
    }

    /// Hyperbolic secant `1 / cosh(x)`; at most six ulps wide at a point, inside `[0, 1]`.
    #[must_use]
    pub fn sech(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let at = |x: f64| {
            if x.is_infinite() {
                return Self::ZERO;
            }
            let cosh = Self::point(x).cosh();
            if cosh.is_bounded() {
                Self::ONE / cosh
            } else {
                // cosh overflows: 2 e^-x (1 - e^-2x) <= sech x <= 2 e^-x.
                let e = Self::point(-x).exp();
                Self::build(
                    (e.lo() * 2.0).next_down().max(0.0),
                    e.hi() * 2.0,
                    Decoration::Com,
                )
            }
        };
        let size = self.abs();
        Self::build(
            at(size.hi()).lo(),
            at(size.lo()).hi().min(1.0),
            self.decoration(),
        )
        .between(0.0, f64::INFINITY)
        .with_open(size.open_hi(), size.open_lo())
    }
}
