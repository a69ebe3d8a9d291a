//! The slope in the weight as two nonnegative forces, so that its sign and its zero keep their digits.

use crate::model::{Mixture, Separation, Weight};
use crate::overlap::{distinguishability, slope_between, weight_curvature};

/// $\partial J/\partial\beta$, means held, up to a positive factor: what lowers the old weight minus what raises it.
///
/// Each force is a sum of nonnegative terms wherever the learner's means are the true ones, so that nothing cancels but the two themselves:
/// the zero is found as accurately as the forces are known, at any separation and any weight.
///
/// ```
/// use forgetting::objective::Balance;
/// let balance = Balance { lowering: 3.0, raising: 1.0, error: 0.0 };
/// assert_eq!(balance.relative(), 0.5);   // (3 - 1)/(3 + 1)
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// The part that makes the slope positive: descent lowers the old weight.
    pub lowering: f64,
    /// The part that makes it negative.
    pub raising: f64,
    /// A bound on the error of their difference.
    pub error: f64,
}

impl Balance {
    /// No force at all.
    pub const NONE: Self = Self {
        lowering: 0.0,
        raising: 0.0,
        error: 0.0,
    };

    /// A slope known to an absolute error.
    pub(super) fn of_slope(slope: f64, error: f64) -> Self {
        Self {
            lowering: slope.max(0.0),
            raising: (-slope).max(0.0),
            error,
        }
    }

    /// The difference relative to the sum: in $[-1, 1]$, 0 where there is no force.
    pub fn relative(&self) -> f64 {
        if self.lowering.is_infinite() != self.raising.is_infinite() {
            return if self.lowering.is_infinite() {
                1.0
            } else {
                -1.0
            };
        }
        let sum = self.lowering + self.raising;
        if sum > 0.0 {
            // Halves, lest the sum overflow.
            let (x, y) = (0.5 * self.lowering, 0.5 * self.raising);
            (x - y) / (x + y)
        } else {
            0.0
        }
    }

    /// The error of [`Balance::relative`].
    pub fn relative_error(&self) -> f64 {
        let sum = self.lowering + self.raising;
        if sum > 0.0 {
            (self.error / sum).min(1.0)
        } else {
            0.0
        }
    }

    /// Whether there are forces and rounding decides which is the larger, as at a critical setting.
    pub fn is_undecided(&self) -> bool {
        let sum = self.lowering + self.raising;
        sum > 0.0 && sum.is_finite() && self.relative().abs() <= self.relative_error()
    }

    /// Both forces times a nonnegative factor.
    pub(super) fn times(self, factor: f64) -> Self {
        if factor == 0.0 {
            return Self::NONE;
        }
        Self {
            lowering: self.lowering * factor,
            raising: self.raising * factor,
            error: self.error * factor,
        }
    }

    /// The slope in the new weight.
    pub(super) fn opposite(self) -> Self {
        Self {
            lowering: self.raising,
            raising: self.lowering,
            error: self.error,
        }
    }

    /// Two slopes of one scale together.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            lowering: self.lowering + other.lowering,
            raising: self.raising + other.raising,
            error: self.error + other.error,
        }
    }
}

/// Relative error of $D$, $K$ and what is made of them.
pub(super) const FORCE_ACCURACY: f64 = 1e-12;

/// The separation of `fixed`'s means if the learner's are the same.
pub(super) fn shared_separation(learner: &Mixture, fixed: &Mixture) -> Option<Separation> {
    let same = learner.old_mean() == fixed.old_mean() && learner.new_mean() == fixed.new_mean();
    same.then(|| Separation::new((fixed.new_mean() - fixed.old_mean()).norm()).ok())
        .flatten()
}

/// The slope of $\mathrm{KL}(p_\rho\Vert q_\beta)$: $(\beta-\rho)\,D/(\beta(1-\beta))$ (B1, B5).
pub(super) fn forward_slope(weight: Weight, data: Weight, separation: Separation) -> Balance {
    let distance = weight.minus(data);
    if distance == 0.0 {
        return Balance::NONE;
    }
    let mut slope = distance * weight_curvature(weight, separation);
    if !slope.is_finite() {
        // The curvature at a subnormal weight overflows, not what the distance leaves of it.
        let lesser = weight.old().min(weight.new_mode());
        slope = distance / lesser * distinguishability(weight, separation) / (1.0 - lesser);
    }
    Balance::of_slope(slope, FORCE_ACCURACY * slope.abs())
}

/// The slope of $\mathrm{KL}(q_\beta\Vert p_\alpha)$: $K(\beta)-K(\alpha)$ (C2).
pub(super) fn reverse_slope(weight: Weight, target: Weight, separation: Separation) -> Balance {
    let (lowering, above) = slope_between(target, weight, separation);
    let (raising, below) = slope_between(weight, target, separation);
    Balance {
        lowering,
        raising,
        error: above + below,
    }
}
