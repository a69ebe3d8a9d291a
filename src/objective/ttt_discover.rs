//! TTT-Discover: the entropic utility with a KL anchor (E1).

use crate::error::{Error, Result};
use crate::model::{Separation, Weight};
use crate::overlap::boundary_slope;

/// The critical anchor $\tau_c=\dfrac{1-e^{-\eta\Delta}}{\eta\,K(\beta_0,\delta)}$ below which the old mass is lost (E1).
///
/// `eta` is the utility's temperature parameter, $\eta\ge0$ (at 0 the linear utility, $\tau_c=\Delta/K$); `gap` the reward
/// advantage $\Delta>0$ of the new mode; `reference` the anchor's old weight $\beta_0$. Relative error at most $2\cdot10^{-12}$.
/// Infinite at $\delta=0$ or $\beta_0=0$, where no anchor retains anything.
///
/// # Errors
/// $\eta<0$ or $\Delta\le0$, or either not finite.
///
/// ```
/// use forgetting::{model::{Separation, Weight}, objective::critical_anchor};
/// let tau = critical_anchor(1.0, 1.0, Weight::new(0.5)?, Separation::new(1.0)?)?;
/// assert!((tau - 1.264_241_117_657_115_4).abs() < 1e-12);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn critical_anchor(
    eta: f64,
    gap: f64,
    reference: Weight,
    separation: Separation,
) -> Result<f64> {
    if !(eta >= 0.0 && eta.is_finite()) {
        return Err(Error::domain("eta", "be finite and >= 0", eta));
    }
    if !(gap > 0.0 && gap.is_finite()) {
        return Err(Error::domain("gap", "be finite and > 0", gap));
    }
    let force = if eta * gap == 0.0 {
        gap
    } else {
        -core_math::expm1(-eta * gap) / eta
    };
    Ok(force / boundary_slope(reference, separation))
}
