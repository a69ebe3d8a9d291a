//! The one scalar that governs the weight in every method.

use super::Overlap;
use crate::kernel::{lattice::standard_normal, logistic_normal};
use crate::model::{Separation, Weight};

/// Distinguishability $D(\beta,\delta)=1-\varepsilon_o-\varepsilon_n=\beta(1-\beta)\int (p_o-p_n)^2/q$, between 0 and 1.
///
/// Relative error at most [`DIFFERENCE_ACCURACY`](super::DIFFERENCE_ACCURACY), also for tiny $\delta$ and for weights like $10^{-300}$, where
/// the defining difference cancels. Zero at $\delta=0$ and at the ends of [0, 1]. Source: S2.
///
/// ```
/// use forgetting::{model::{Separation, Weight}, overlap::distinguishability};
/// let tiny = distinguishability(Weight::new(0.5)?, Separation::new(1e-6)?);
/// assert!((tiny / 0.25e-12 - 1.0).abs() < forgetting::overlap::DIFFERENCE_ACCURACY); // delta^2/4 to leading order
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn distinguishability(weight: Weight, separation: Separation) -> f64 {
    let delta = separation.delta();
    if !weight.is_interior() || delta == 0.0 {
        return 0.0;
    }
    let minority = if weight.old() <= weight.new_mode() {
        weight
    } else {
        weight.swapped()
    };
    if delta < 1.0 {
        positive_form(minority, separation)
    } else {
        // D = E_o[r_o] - E_n[r_o] for the minority mode as "old": a ratio of at least e^{delta^2/2}
        // lies between the two, so their difference keeps its digits.
        let kept = logistic_normal((0.5 * delta).mul_add(delta, minority.logit()), delta);
        kept - Overlap::new(minority, separation).misassignment_new()
    }
}

/// $D/(\beta(1-\beta))=\int(p_o-p_n)^2/q$, the curvature of reverse KL in the weight: $\chi^2$ at the ends of [0, 1], where it may overflow.
///
/// Relative error at most [`DIFFERENCE_ACCURACY`](super::DIFFERENCE_ACCURACY); at least $4\,\mathrm{TV}^2$.
pub(crate) fn weight_curvature(weight: Weight, separation: Separation) -> f64 {
    let delta = separation.delta();
    if !weight.is_interior() || delta == 0.0 {
        return separation.chi_squared();
    }
    if delta >= 1.0 {
        return distinguishability(weight, separation) / weight.old() / weight.new_mode();
    }
    let (lesser, greater) = if weight.old() <= weight.new_mode() {
        (weight.old(), weight.new_mode())
    } else {
        (weight.new_mode(), weight.old())
    };
    positive_sum(lesser / greater, separation) / greater
}

/// $D=4\beta\,\mathrm{BC}\,\mathbb{E}\bigl[\sinh^2(\delta Z/2)\,e^{-\delta Z/2}/(1+\tfrac{\beta}{1-\beta}e^{-\delta Z})\bigr]$: no subtraction.
fn positive_form(minority: Weight, separation: Separation) -> f64 {
    let odds = minority.old() / minority.new_mode();
    minority.old() * positive_sum(odds, separation)
}

/// $D/\beta$ of the minority's odds.
fn positive_sum(odds: f64, separation: Separation) -> f64 {
    let delta = separation.delta();
    let sum: f64 = standard_normal()
        .map(|(z, weight)| {
            let x = 0.5 * delta * z;
            let e = core_math::exp(-x);
            let sinh = core_math::sinh(x);
            weight * sinh * sinh * e / (1.0 + odds * e * e)
        })
        .sum();
    4.0 * separation.bhattacharyya() * sum
}
