//! How strongly the boundary repels under reverse KL.

use crate::kernel::{logistic_normal, softplus_normal};
use crate::model::{Separation, Weight};
use crate::numeric::LEGENDRE;

/// $K(\alpha,\delta)=P(\varphi_\alpha+\tfrac{\delta^2}2,\delta)-P(\varphi_\alpha-\tfrac{\delta^2}2,\delta)$, $\varphi_\alpha=\log\frac\alpha{1-\alpha}$:
/// minus the slope of $\mathrm{KL}(q_\beta\Vert p_\alpha)$ at $\beta=0$ (C2).
///
/// Relative error at most [`DIFFERENCE_ACCURACY`](super::DIFFERENCE_ACCURACY). $K(\tfrac12,\delta)=\delta^2/2$; zero at $\delta=0$ and $\alpha=0$; $\delta^2$ at $\alpha=1$.
///
/// ```
/// use forgetting::{model::{Separation, Weight}, overlap::boundary_slope};
/// let k = boundary_slope(Weight::new(0.5)?, Separation::new(1e-3)?);
/// assert!((k / 0.5e-6 - 1.0).abs() < forgetting::overlap::DIFFERENCE_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn boundary_slope(alpha: Weight, separation: Separation) -> f64 {
    let delta = separation.delta();
    if alpha.old() > alpha.new_mode() {
        // P(x) = x + P(-x) turns the larger weight into the smaller one.
        return delta * delta - boundary_slope(alpha.swapped(), separation);
    }
    if alpha.old() == 0.0 {
        return 0.0;
    }
    let (phi, half) = (alpha.logit(), 0.5 * delta * delta);
    if delta < 1.0 {
        // The difference of P over a short interval is an integral of L: no cancellation.
        let sum: f64 = LEGENDRE
            .iter()
            .map(|&(x, w)| {
                w * (logistic_normal(phi + half * x, delta)
                    + logistic_normal(phi - half * x, delta))
            })
            .sum();
        half * sum
    } else {
        softplus_normal(phi + half, delta) - softplus_normal(phi - half, delta)
    }
}
