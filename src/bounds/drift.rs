//! C4: what can move a correct old mean under reverse KL.

use super::misassignment::{bhattacharyya_bound, refined_bounds};
use crate::model::{Separation, Weight};

/// C4 in its closed forms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriftBound {
    /// With each misassignment probability replaced by its A3 bound.
    pub bhattacharyya: f64,
    /// With each replaced by the upper side of A4.
    pub refined: f64,
}

/// C4: at a correct old mean, $|\nabla_{m_o}\mathrm{KL}(q\Vert p_\alpha)|\le\beta\,(\varepsilon_q\,|m_n-\mu_o|+\varepsilon_p\,\delta)$,
/// with $\varepsilon_q$ at weight $\beta$ and the learner's own separation, $\varepsilon_p$ at $\alpha$ and $\delta$, both bounded by A3 or A4.
///
/// `own` is $|m_n-\mu_o|$ in whitened units; the result is in whitened units too.
///
/// ```
/// use forgetting::{bounds::drift_bound, model::{Separation, Weight}};
/// let half = Weight::new(0.5)?;
/// let delta = Separation::new(6.0)?;
/// let bound = drift_bound(half, delta, half, delta);
/// assert!(bound.refined < bound.bhattacharyya && bound.bhattacharyya < 0.07);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn drift_bound(
    beta: Weight,
    own: Separation,
    alpha: Weight,
    separation: Separation,
) -> DriftBound {
    let combine = |q: f64, p: f64| beta.old() * (q * own.delta() + p * separation.delta());
    DriftBound {
        bhattacharyya: combine(
            bhattacharyya_bound(beta, own),
            bhattacharyya_bound(alpha, separation),
        ),
        refined: combine(
            refined_bounds(beta, own).1,
            refined_bounds(alpha, separation).1,
        ),
    }
}
