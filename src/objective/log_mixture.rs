//! The dimension-free reduction: the expected log-density of a mixture under one normal mode.

use crate::kernel::kernel_jet;
use crate::model::Mixture;
use nalgebra::DVector;

/// $\mathbb{E}_{N(c,I)}[\log q]$ and its ingredients, constants $-\tfrac d2\log2\pi-\tfrac d2$ left out.
///
/// They are the same on both sides of any divergence taken here.
pub(super) struct LogMixture {
    /// The expectation.
    pub value: f64,
    /// $\mathbb{E}_c[r_o]$.
    pub old_share: f64,
    /// $\mathbb{E}_c[r_n]$.
    pub new_share: f64,
    /// $K_2,K_3,K_4$ at the log-odds of the new mode seen from $c$.
    pub k2: f64,
    pub k3: f64,
    pub k4: f64,
}

/// Evaluates the reduction at the centre `c`: one kernel jet.
pub(super) fn log_mixture(q: &Mixture, c: &DVector<f64>) -> LogMixture {
    let weight = q.weight();
    let from_old = 0.5 * (c - q.old_mean()).norm_squared();
    let from_new = 0.5 * (c - q.new_mean()).norm_squared();
    if !weight.is_interior() {
        let (value, old_share) = if weight.old() > 0.0 {
            (-from_old, 1.0)
        } else {
            (-from_new, 0.0)
        };
        return LogMixture {
            value,
            old_share,
            new_share: 1.0 - old_share,
            k2: 0.0,
            k3: 0.0,
            k4: 0.0,
        };
    }
    let axis = q.new_mean() - q.old_mean();
    let midpoint = (q.new_mean() + q.old_mean()) * 0.5;
    let xi = weight.log_odds_new() + axis.dot(&(c - midpoint));
    // Work from the mode that dominates at c: then the softplus term is the small one.
    let jet = kernel_jet(-xi.abs(), axis.norm());
    let minor = jet[1];
    let (base, old_share, new_share, k3) = if xi > 0.0 {
        (
            log_share(weight.new_mode(), weight.old()) - from_new,
            minor,
            1.0 - minor,
            -jet[3],
        )
    } else {
        (
            log_share(weight.old(), weight.new_mode()) - from_old,
            1.0 - minor,
            minor,
            jet[3],
        )
    };
    LogMixture {
        value: base + jet[0],
        old_share,
        new_share,
        k2: jet[2],
        k3,
        k4: jet[4],
    }
}

/// The log of a weight whose complement is known too: the smaller of the two carries the digits.
fn log_share(weight: f64, complement: f64) -> f64 {
    if complement < 0.5 {
        core_math::log1p(-complement)
    } else {
        core_math::log(weight)
    }
}
