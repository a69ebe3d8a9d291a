//! Forgetting as mass and drift (H2).

use super::objectives::hidden;
use super::{GaussianLaw, Law};
use crate::error::{Error, Result};
use crate::kernel::softplus_normal;
use crate::model::{Mixture, Separation, Weight};
use crate::numeric::root;
use crate::objective::{VALUE_ACCURACY, VALUE_FLOOR, relative_entropy};

/// Logits between which weights are looked for.
const LEAST_LOGIT: f64 = -700.0;
const ROOT_TOLERANCE: f64 = 1e-13;

/// $\mathrm{KL}(p_\alpha\Vert q)$ in two parts, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// $b$, the old weight of the mixture of the original modes that is nearest to the learner.
    pub kept: Weight,
    /// Mass forgetting, $\mathrm{KL}(p_\alpha\Vert m_b)$.
    pub mass: f64,
    /// Drift, $\mathrm{KL}(m_b\Vert q)$.
    pub drift: f64,
    /// $\mathrm{KL}(p_\alpha\Vert q)$, computed on its own: the sum for $0<b<1$, at least the sum at the ends.
    pub total: f64,
    /// What `mass + drift - total` may come to for $0<b<1$ by the errors of the divergences, that of $b$ among them.
    pub error: f64,
}

/// The weight at which $K$ of C2 has this value; 0 or 1 where it lies outside.
///
/// # Errors
/// A value that is NaN, and [`Error::Limit`] where $K$ has none.
///
/// ```
/// use forgetting::law::{GaussianLaw, nearest_weight};
/// use forgetting::model::Separation;
/// let law = GaussianLaw::new(Separation::new(3.0)?);
/// assert!((nearest_weight(&law, 4.5)?.old() - 0.5).abs() < forgetting::law::EQUILIBRIUM_ACCURACY); // K(1/2) = delta^2/2
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn nearest_weight(law: &dyn Law, slope: f64) -> Result<Weight> {
    if slope.is_nan() {
        return Err(Error::domain("slope", "be a number", slope));
    }
    weight_where(|phi| law.boundary_slope(Weight::from_logit(phi)) - slope)
}

/// The weight at whose logit an increasing function is zero; 0 or 1 where it has one sign.
fn weight_where(gap: impl Fn(f64) -> f64) -> Result<Weight> {
    if gap(f64::NEG_INFINITY) >= 0.0 {
        return Ok(Weight::NEW_MODE_ONLY);
    }
    if gap(f64::INFINITY) <= 0.0 {
        return Ok(Weight::NEW_MODE_ONLY.swapped());
    }
    let (mut low, mut high) = (-4.0f64, 4.0f64);
    while gap(low) > 0.0 && low > LEAST_LOGIT {
        (low, high) = (2.0 * low, low);
    }
    while gap(high) < 0.0 && high < -LEAST_LOGIT {
        (low, high) = (high, 2.0 * high);
    }
    root(low, high, ROOT_TOLERANCE, gap)
        .map(Weight::from_logit)
        .ok_or_else(hidden)
}

/// From this separation on $K(b)-\delta^2/2$ is computed as one, which is then the smaller of the two.
const APART: f64 = 1.0;

/// $\mathrm{KL}(p_n\Vert m_b)-\mathrm{KL}(p_o\Vert m_b)=K(b)-\tfrac12\delta^2$ at a logit, to the kernel's accuracy beside the logit.
fn lean(separation: Separation, phi: f64) -> f64 {
    let delta = separation.delta();
    let half = 0.5 * delta * delta;
    if phi.is_infinite() {
        return half.copysign(phi);
    }
    let tail = |phi: f64| softplus_normal(phi - half, delta);
    phi - tail(phi) + tail(-phi)
}

/// The weight of the mixture of the original modes that is nearest to a learner with these divergences from them.
fn nearest(separation: Separation, from_old: f64, from_new: f64) -> Result<Weight> {
    let delta = separation.delta();
    let lean_of_learner = from_new - from_old;
    if delta < APART || lean_of_learner.is_nan() {
        let slope = 0.5 * delta * delta - from_old + from_new;
        return nearest_weight(&GaussianLaw::new(separation), slope);
    }
    weight_where(|phi| lean(separation, phi) - lean_of_learner)
}

/// Splits $\mathrm{KL}(p_\alpha\Vert q)$ into mass forgetting and drift for a learner of the family, whitened (H2).
///
/// $b$ solves $K(b)=\tfrac12\delta^2-\mathrm{KL}(p_o\Vert q)+\mathrm{KL}(p_n\Vert q)$. The three divergences have the relative accuracy of
/// [`relative_entropy`]; $b$ minimises the drift, so its error enters there in second order only.
///
/// # Errors
/// Mixtures of different dimensions.
///
/// ```
/// use forgetting::law::split;
/// use forgetting::model::{Mixture, Separation, TwoModes, Weight};
/// use nalgebra::DVector;
/// let target = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.5)?);
/// let at = |x: f64| DVector::from_element(1, x + target.old_mean()[0]);
/// let learner = Mixture::new(Weight::new(0.4)?, at(0.3), at(2.5))?;
/// let parts = split(&target, &learner)?;
/// assert_eq!(format!("{:.6}", parts.kept.old()), "0.446627");
/// assert!((parts.mass + parts.drift - parts.total).abs() < forgetting::objective::VALUE_ACCURACY * parts.total);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn split(target: &Mixture, learner: &Mixture) -> Result<Split> {
    let delta = (target.new_mean() - target.old_mean()).norm();
    let separation = Separation::new(delta)?;
    let new = target.with_weight(Weight::NEW_MODE_ONLY);
    let old = target.with_weight(Weight::NEW_MODE_ONLY.swapped());
    let from_old = relative_entropy(&old, learner)?;
    let from_new = relative_entropy(&new, learner)?;
    let kept = nearest(separation, from_old, from_new)?;
    let mixture = target.with_weight(kept);
    let mass = relative_entropy(target, &mixture)?;
    let drift = relative_entropy(&mixture, learner)?;
    let total = relative_entropy(target, learner)?;
    // The mass moves by (b - alpha) D with the logit of b, and the logit by the error of what determines it over D.
    let moved = if kept.is_interior() {
        (kept.old() - target.weight().old()).abs() * VALUE_ACCURACY * (from_old + from_new)
    } else {
        0.0
    };
    Ok(Split {
        kept,
        mass,
        drift,
        total,
        error: VALUE_ACCURACY * (mass + drift + total) + VALUE_FLOOR + moved,
    })
}
