//! Rigorous enclosures of the overlap functions of two equal-covariance modes, over boxes.
//!
//! Weights are cut to `[0, 1]` and separations to `[0, inf)`: a box that sticks out is decorated `trv`, one
//! entirely outside gives the empty set. At the ends of `[0, 1]` the functions take their limits.
//!
//! Most functions here are monotone in each argument (proofs beside each), so their range over a box is exact
//! up to the error at two corners: one or two trapezoidal sums each. The others use mean-value forms.
//! Throughout, `phi = logit(beta)`, `lambda = -phi`, `w = delta^2/2`; sources: theory sections 2 and 3.

mod densities;
mod divergence;
mod fisher;
mod misassignment;
mod moments;
mod symmetric;

pub use densities::{
    log_mixture_density, log_new_density, log_old_density, mixture_density, new_density,
    old_density, responsibility_new, responsibility_old,
};
pub use divergence::{boundary_slope, kl_replay, kl_reverse, kl_sft};
pub use fisher::{
    FISHER_WIDTH, conditioning_bound, fisher_axis_min_eigenvalue, fisher_min_eigenvalue,
    fisher_transverse_min_eigenvalue,
};
pub use misassignment::{bc, chi2, distinguishability, eps_new, eps_old, overlap, tv};
pub use moments::overlap_moment;
pub(crate) use symmetric::positive_definite;

use crate::interval::{Decoration, Interval};

/// Cuts arguments to the domain, evaluates the set and passes decorations on (all functions are continuous).
fn on_domain<const N: usize>(
    weights: [Interval; N],
    delta: Interval,
    set: impl FnOnce([Interval; N], Interval) -> Interval,
) -> Interval {
    let weights = weights.map(|weight| weight.restrict(0.0, false, 1.0, false));
    let delta = delta.restrict(0.0, false, f64::INFINITY, false);
    let decoration = weights
        .iter()
        .fold(delta.decoration(), |least, w| least.min(w.decoration()));
    if delta.is_empty() || weights.iter().any(|w| w.is_empty()) {
        return Interval::EMPTY.at_most(decoration);
    }
    let set = set(weights, delta);
    if set.is_empty() {
        // Two sound enclosures never miss each other; should it happen, nothing may be concluded.
        return Interval::ENTIRE.at_most(decoration.min(Decoration::Trv));
    }
    Interval::build(set.lo(), set.hi(), decoration)
}

/// The range between two corners at which a function takes its least and greatest value.
fn between<A: PartialEq + Copy>(least: A, most: A, at: impl Fn(A) -> Interval) -> Interval {
    let low = at(least);
    let high = if least == most { low } else { at(most) };
    Interval::build(low.lo(), high.hi(), Decoration::Com)
}

/// The logit `phi` of a weight strictly between 0 and 1.
fn log_odds(beta: f64) -> Interval {
    Interval::number(beta).logit()
}

/// A double in a thin interval and the factor `exp(+-slope |x - centre|)` by which a function with
/// `|d ln f/dx| <= slope` differs from its value there.
fn around(x: Interval, slope: f64) -> (f64, Interval) {
    let centre = x.mid();
    let radius = ((x - Interval::number(centre)) * slope).mag();
    (centre, Interval::from_bounds(-radius, radius).exp())
}

/// The exact range of `beta (1 - beta)` over a part of `[0, 1]`, up to rounding.
fn weight_variance(beta: Interval) -> Interval {
    let at = |x: f64| Interval::number(x) * (Interval::ONE - Interval::number(x));
    let (low, high) = (at(beta.lo()), at(beta.hi()));
    let top = if beta.contains(0.5) {
        0.25
    } else {
        low.hi().max(high.hi())
    };
    Interval::build(low.lo().min(high.lo()), top, Decoration::Com)
}
