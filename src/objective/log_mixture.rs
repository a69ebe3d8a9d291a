//! The dimension-free reduction: the expected log-density of a mixture under one normal mode.

use crate::kernel::{kernel_jet, kernel_pair};
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
}

/// $K_2,K_3,K_4$ at the log-odds of the new mode seen from $c$: what second derivatives need besides.
pub(super) struct Curvature {
    pub k2: f64,
    pub k3: f64,
    pub k4: f64,
}

/// Evaluates the reduction at the centre `c`: one sum over the kernel's nodes.
pub(super) fn log_mixture(q: &Mixture, c: &DVector<f64>) -> LogMixture {
    let seen = Seen::from(q, c);
    if !q.weight().is_interior() {
        return seen.by_one_mode(q);
    }
    let [softplus, minor] = kernel_pair(-seen.xi.abs(), seen.spread);
    seen.by_both(q, softplus, minor)
}

/// The same with the curvature: one kernel jet.
pub(super) fn log_mixture_jet(q: &Mixture, c: &DVector<f64>) -> (LogMixture, Curvature) {
    let seen = Seen::from(q, c);
    if !q.weight().is_interior() {
        let flat = Curvature {
            k2: 0.0,
            k3: 0.0,
            k4: 0.0,
        };
        return (seen.by_one_mode(q), flat);
    }
    let jet = kernel_jet(-seen.xi.abs(), seen.spread);
    let curvature = Curvature {
        k2: jet[2],
        k3: if seen.xi > 0.0 { -jet[3] } else { jet[3] },
        k4: jet[4],
    };
    (seen.by_both(q, jet[0], jet[1]), curvature)
}

/// A mixture seen from a centre.
struct Seen {
    /// Half the squared distances of the means.
    from_old: f64,
    from_new: f64,
    /// The log-odds of the new mode at the centre, and their standard deviation around it.
    xi: f64,
    spread: f64,
}

impl Seen {
    /// One pass over the coordinates, no vector of its own.
    fn from(q: &Mixture, c: &DVector<f64>) -> Self {
        let (mut from_old, mut from_new, mut along, mut square) = (0.0, 0.0, 0.0, 0.0);
        for ((c, old), new) in c.iter().zip(q.old_mean()).zip(q.new_mean()) {
            let axis = new - old;
            from_old += (c - old) * (c - old);
            from_new += (c - new) * (c - new);
            along += axis * (c - (new + old) * 0.5);
            square += axis * axis;
        }
        Self {
            from_old: 0.5 * from_old,
            from_new: 0.5 * from_new,
            xi: q.weight().log_odds_new() + along,
            spread: square.sqrt(),
        }
    }

    fn by_one_mode(&self, q: &Mixture) -> LogMixture {
        let (value, old_share) = if q.weight().old() > 0.0 {
            (-self.from_old, 1.0)
        } else {
            (-self.from_new, 0.0)
        };
        LogMixture {
            value,
            old_share,
            new_share: 1.0 - old_share,
        }
    }

    /// From the mode that dominates at the centre: then the softplus term is the small one.
    fn by_both(&self, q: &Mixture, softplus: f64, minor: f64) -> LogMixture {
        let weight = q.weight();
        let (base, old_share, new_share) = if self.xi > 0.0 {
            let base = log_share(weight.new_mode(), weight.old()) - self.from_new;
            (base, minor, 1.0 - minor)
        } else {
            let base = log_share(weight.old(), weight.new_mode()) - self.from_old;
            (base, 1.0 - minor, minor)
        };
        LogMixture {
            value: base + softplus,
            old_share,
            new_share,
        }
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
