//! Error functions and the standard normal distribution function and density.

use super::Interval;
use super::elementary::{above, below};

/// `erfc(x)` rounded down.
fn erfc_down(x: f64) -> f64 {
    if x == f64::NEG_INFINITY {
        2.0
    } else {
        below(core_math::erfc(x), x == 0.0).max(0.0)
    }
}

/// `erfc(x)` rounded up.
fn erfc_up(x: f64) -> f64 {
    if x == f64::INFINITY {
        0.0
    } else {
        above(core_math::erfc(x), x == 0.0).min(2.0)
    }
}

impl Interval {
    /// Error function; within one ulp, inside `[-1, 1]`.
    #[must_use]
    pub fn erf(self) -> Self {
        self.increasing(
            |x| below(core_math::erf(x), x == 0.0).max(-1.0),
            |x| above(core_math::erf(x), x == 0.0).min(1.0),
        )
    }

    /// Complementary error function; within one ulp, inside `[0, 2]`.
    #[must_use]
    pub fn erfc(self) -> Self {
        if self.is_empty() {
            return self;
        }
        Self::build(erfc_down(self.hi()), erfc_up(self.lo()), self.decoration())
    }

    /// Standard normal distribution function `erfc(-x / sqrt 2) / 2`, inside `[0, 1]`.
    ///
    /// The rounding of `x / sqrt 2` is magnified by `x^2`, so the relative width at a point is about
    /// `4e-16 (1 + x^2)` in the lower tail.
    #[must_use]
    pub fn normal_cdf(self) -> Self {
        let at = |x: f64| {
            if x.is_infinite() {
                return if x < 0.0 { Self::ZERO } else { Self::ONE };
            }
            let half_erfc = (-Self::point(x) / Self::SQRT_2).erfc();
            // Halving is exact but for subnormal numbers, where the product rounds outwards.
            half_erfc * 0.5
        };
        self.increasing(|x| at(x).lo(), |x| at(x).hi())
    }

    /// Standard normal density `exp(-x^2/2) / sqrt(2 pi)`; relative width at a point about `2e-16 (4 + x^2)`.
    #[must_use]
    pub fn normal_density(self) -> Self {
        if self.is_empty() {
            return self;
        }
        // Even, and decreasing in |x|.
        let at = |x: f64| {
            if x.is_infinite() {
                return Self::ZERO;
            }
            (-(Self::point(x).sqr() * 0.5)).exp() / Self::SQRT_TAU
        };
        Self::build(
            at(self.mag()).lo().max(0.0),
            at(self.mig()).hi(),
            self.decoration(),
        )
    }
}
