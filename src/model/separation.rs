//! The Mahalanobis separation of the two modes.

use crate::error::{Error, Result};

/// The relative error of the Bhattacharyya coefficient, of the total variation distance and of $\chi^2$: one elementary function each.
pub const OVERLAP_ACCURACY: f64 = 1e-15;

/// The Mahalanobis separation $\delta\ge 0$, finite.
///
/// ```
/// use forgetting::model::Separation;
/// assert_eq!(Separation::new(2.0)?.delta(), 2.0);
/// assert_eq!(
///     Separation::new(-1.0).unwrap_err().to_string(),
///     "delta must be finite and >= 0, got -1"
/// );
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Separation(f64);

impl Separation {
    /// A separation, in units of the common standard deviation along the axis.
    ///
    /// # Errors
    /// Negative, infinite or NaN.
    pub fn new(delta: f64) -> Result<Self> {
        if delta >= 0.0 && delta.is_finite() {
            // -0.0 becomes 0.0, so that signs of quotients stay predictable.
            Ok(Self(delta.abs()))
        } else {
            Err(Error::domain("delta", "be finite and >= 0", delta))
        }
    }

    /// $\delta$.
    pub fn delta(self) -> f64 {
        self.0
    }

    /// The Bhattacharyya coefficient $\mathrm{BC}=\int\sqrt{p_op_n}=e^{-\delta^2/8}$, relative error at most [`OVERLAP_ACCURACY`](super::OVERLAP_ACCURACY).
    ///
    /// ```
    /// use forgetting::model::Separation;
    /// assert_eq!(Separation::new(0.0)?.bhattacharyya(), 1.0);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn bhattacharyya(self) -> f64 {
        self.exp_of_square(-0.125)
    }

    /// The total variation distance $\mathrm{TV}(p_o,p_n)=2\Phi(\delta/2)-1=\mathrm{erf}(\delta/\sqrt8)$, relative error at most [`OVERLAP_ACCURACY`](super::OVERLAP_ACCURACY).
    ///
    /// ```
    /// use forgetting::model::Separation;
    /// assert_eq!(Separation::new(40.0)?.total_variation(), 1.0);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn total_variation(self) -> f64 {
        core_math::erf(self.0 * (std::f64::consts::SQRT_2 / 4.0))
    }

    /// The chi-squared divergence $\chi^2=\int (p_o-p_n)^2/p_n=e^{\delta^2}-1$, relative error at most [`OVERLAP_ACCURACY`](super::OVERLAP_ACCURACY);
    /// infinite past $\delta\approx26.6$, where it exceeds the largest f64.
    ///
    /// ```
    /// use forgetting::model::Separation;
    /// assert!((Separation::new(1e-8)?.chi_squared() / 1e-16 - 1.0).abs() < forgetting::model::OVERLAP_ACCURACY);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn chi_squared(self) -> f64 {
        let square = self.0 * self.0;
        if square < 1.0 {
            core_math::expm1(square)
        } else {
            self.exp_of_square(1.0) - 1.0
        }
    }

    /// `exp(c delta^2)` for a power of two `c`, the rounding error of the square corrected.
    fn exp_of_square(self, c: f64) -> f64 {
        let square = self.0 * self.0;
        let value = core_math::exp(c * square);
        let lost = self.0.mul_add(self.0, -square);
        if value.is_finite() {
            value + value * (c * lost)
        } else {
            value
        }
    }
}
