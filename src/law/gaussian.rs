//! Two Gaussians with one covariance: the kernel's functions, unchanged.

use super::{Estimate, Law, Side};
use crate::error::Result;
use crate::flow::collapse_time;
use crate::model::{Separation, Weight};
use crate::numeric::legendre;
use crate::overlap::{Overlap, boundary_slope, distinguishability, slope_between};
use std::f64::consts::PI;

/// The law $l\sim N(\pm\delta^2/2,\delta^2)$ (A1); named functionals are those of [`crate::overlap`], bit for bit.
///
/// ```
/// use forgetting::law::{GaussianLaw, Law};
/// use forgetting::model::{Separation, Weight};
/// use forgetting::overlap::boundary_slope;
/// let (half, delta) = (Weight::new(0.5)?, Separation::new(3.0)?);
/// assert_eq!(GaussianLaw::new(delta).boundary_slope(half), boundary_slope(half, delta));
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaussianLaw {
    separation: Separation,
}

impl GaussianLaw {
    /// The law at a separation.
    pub fn new(separation: Separation) -> Self {
        Self { separation }
    }

    /// $\delta$.
    pub fn separation(&self) -> Separation {
        self.separation
    }
}

/// The error of [`Law::expect`] under a [`GaussianLaw`], relative to $\mathbb{E}|f|$: the panels' and the rounding of their sum.
pub const EXPECTATION_ACCURACY: f64 = 1e-14;
/// Deviations beyond the peak of the integrand that are integrated.
const REACH: f64 = 9.5;
/// Beyond, the panels stay as wide as here: what they then miss near $l=0$ has mass below 1e-88.
const RESOLVED: f64 = 40.0;

impl Law for GaussianLaw {
    /// Eight-point Gauss panels in $z$, $l=\pm\delta^2/2+\delta z$, that end at $l=0$; error at most
    /// [`EXPECTATION_ACCURACY`] of $\mathbb{E}|f|$.
    fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> Estimate {
        let delta = self.separation.delta();
        let sign = if side == Side::Old { 1.0 } else { -1.0 };
        let resolved = delta.min(RESOLVED);
        // l = 0 there.
        let middle = -0.5 * sign * delta;
        let half = if resolved > 0.0 {
            (1.0 / (3.0 * resolved)).min(1.0 / 6.0)
        } else {
            1.0 / 6.0
        };
        let (low, high) = (-REACH - resolved, REACH + resolved);
        let (mut sum, mut size) = (0.0, 0.0);
        let mut panel = |from: f64, to: f64| {
            let count = ((to - from) / (2.0 * half)).ceil() as usize;
            let half = 0.5 * (to - from) / count.max(1) as f64;
            for k in 0..count {
                let centre = from + (2 * k + 1) as f64 * half;
                for (x, w) in legendre() {
                    let z = centre + half * x;
                    let mass = half * w * core_math::exp(-0.5 * z * z) / (2.0 * PI).sqrt();
                    if mass > 0.0 {
                        let term = mass * f(delta * (z - middle));
                        sum += term;
                        size += term.abs();
                    }
                }
            }
        };
        panel(low, middle.clamp(low, high));
        panel(middle.clamp(low, high), high);
        Estimate {
            value: sum,
            error: EXPECTATION_ACCURACY * size,
        }
    }

    fn misassignment_old(&self, beta: Weight) -> f64 {
        Overlap::new(beta, self.separation).misassignment_old()
    }

    fn misassignment_new(&self, beta: Weight) -> f64 {
        Overlap::new(beta, self.separation).misassignment_new()
    }

    fn distinguishability(&self, beta: Weight) -> f64 {
        distinguishability(beta, self.separation)
    }

    fn bhattacharyya(&self) -> f64 {
        self.separation.bhattacharyya()
    }

    fn total_variation(&self) -> f64 {
        self.separation.total_variation()
    }

    fn chi_squared(&self) -> f64 {
        self.separation.chi_squared()
    }

    fn divergence_old(&self) -> f64 {
        0.5 * self.separation.delta() * self.separation.delta()
    }

    fn divergence_new(&self) -> f64 {
        self.divergence_old()
    }

    fn boundary_slope(&self, alpha: Weight) -> f64 {
        boundary_slope(alpha, self.separation)
    }

    fn slope_between(&self, a: Weight, b: Weight) -> (f64, f64) {
        slope_between(a, b, self.separation)
    }

    fn collapse_time(&self, from: Weight, to: Weight) -> Result<f64> {
        collapse_time(from, to, self.separation)
    }
}
