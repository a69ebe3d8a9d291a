//! C6: how well-conditioned the optimum of reverse KL is.

use crate::model::{Separation, Weight};

/// C6: $\lambda_{\min}(I)\ge\beta(1-\beta)-\tfrac12\sqrt{\beta(1-\beta)}\,\mathrm{BC}\,(3+\delta^2/2)$.
///
/// Negative, hence empty, for small separations. Holds in every dimension, at $\beta=\alpha\in(0,1)$.
///
/// ```
/// use forgetting::{bounds::conditioning_bound, model::{Separation, Weight}, overlap::fisher};
/// let (weight, separation) = (Weight::new(0.5)?, Separation::new(6.0)?);
/// assert!(conditioning_bound(weight, separation) <= fisher(weight, separation).min_eigenvalue());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn conditioning_bound(weight: Weight, separation: Separation) -> f64 {
    let delta = separation.delta();
    let variance = weight.variance();
    variance - 0.5 * variance.sqrt() * separation.bhattacharyya() * (3.0 + 0.5 * delta * delta)
}
