//! OAPL: regression to the tilt of a lagged policy (F1).

use crate::error::{Error, Result};
use crate::model::Weight;

/// The old mass of the tilted policy, $\mathrm{logit}\,\text{mass}^*=\mathrm{logit}\,\beta-\Delta/\tau$, for mode-constant rewards (F1).
///
/// `gap` is the new mode's advantage $\Delta$ (any sign), `tau` the temperature $\tau>0$. The ends of [0, 1] stay where they are.
///
/// # Errors
/// $\tau\le0$, or an argument that is not finite.
///
/// ```
/// use forgetting::{model::Weight, objective::tilted_mass};
/// let mass = tilted_mass(Weight::new(0.5)?, 1.0, 1.0)?;
/// assert!((mass.old() - 0.268_941_421_369_995_1).abs() < 1e-15);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn tilted_mass(weight: Weight, gap: f64, tau: f64) -> Result<Weight> {
    if !gap.is_finite() {
        return Err(Error::domain("gap", "be finite", gap));
    }
    if !(tau > 0.0 && tau.is_finite()) {
        return Err(Error::domain("tau", "be finite and > 0", tau));
    }
    Ok(Weight::from_logit(weight.logit() - gap / tau))
}
