//! Exact minimisers: where training ends if it is run to the end.
//!
//! Means free: BFGS with the Hager-Zhang line search (argmin), then Newton steps with the exact
//! Hessian until $|\nabla|\le10^{-12}$. Weights only: the objective is convex in $\beta$, so one slope at either
//! end decides between a boundary and an interior minimiser, and the latter is bracketed (Brent) and polished.
//! Boundary minimisers are found on the boundary, not approached: $\beta=0$ is reported as 0.

mod boundary;
pub mod certified;
mod descent;
mod enclosed;
mod ends;
mod equilibrium;
mod multistart;
mod nearby;
mod newton;
mod problem;
mod reduction;
mod report;
mod solve;
mod vanishing;
mod weights;

pub use equilibrium::{hybrid_logit, hybrid_share, oapl_minimiser, ttt_old_weight};
pub(crate) use multistart::kind_of;
pub use multistart::{StationaryKind, StationaryPoint, stationary_points, stationary_points_from};
pub use solve::{Labels, Solution, solve};

use crate::error::{Error, Result};
use crate::model::Mixture;
use crate::objective::Objective;

/// The gradient norm every reported minimiser reaches, in whitened units.
pub const GRADIENT_TOLERANCE: f64 = 1e-12;

/// The relative error of an equilibrium weight, means correct, where its digits are known.
pub const WEIGHT_ACCURACY: f64 = 1e-10;
/// The error of [`hybrid_logit`] in units of $1+\delta^2/D$.
pub const LOGIT_ACCURACY: f64 = 1e-12;
/// The relative error of [`hybrid_share`].
pub const SHARE_ACCURACY: f64 = 2e-11;
/// The error of a minimiser's parameters: a gradient within [`GRADIENT_TOLERANCE`] over a curvature above $10^{-4}$; and of
/// [`oapl_minimiser`], from a slope known to $10^{-12}$ of its terms.
pub const PARAMETER_ACCURACY: f64 = 1e-8;
/// The relative error of the parameters of a minimiser with free means, at separations where the Fisher information is of order one.
pub const LEARNER_ACCURACY: f64 = 1e-6;

/// Which end of [0, 1] a minimiser sits at.
///
/// ```
/// use forgetting::minimize::{Boundary, Free, minimise};
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::ForwardKl;
/// let learner = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.7)?);
/// let sft = minimise(&ForwardKl::sft(&learner), &learner, Free::Weight)?;
/// assert_eq!(sft.boundary, Some(Boundary::OldWeightZero));   // B1
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// $\beta=0$: the old mode is lost.
    OldWeightZero,
    /// $\beta=1$: the new mode is lost.
    OldWeightOne,
}

impl Boundary {
    /// How it is written in tables and JSON.
    pub fn label(self) -> &'static str {
        match self {
            Self::OldWeightZero => "old_weight = 0",
            Self::OldWeightOne => "old_weight = 1",
        }
    }
}

/// Which parameters training may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Free {
    /// The weight; the means stay where the start has them.
    Weight,
    /// The weight and both means.
    All,
}

/// A minimiser with the evidence for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimiser {
    /// The learner at the minimum, whitened.
    pub learner: Mixture,
    /// The objective there, to full relative accuracy.
    pub value: f64,
    /// The norm of the gradient; on a boundary that of its feasible part.
    pub gradient_norm: f64,
    /// The end of [0, 1] it sits at, if any.
    pub boundary: Option<Boundary>,
    /// Iterations of all methods together.
    pub iterations: u64,
    /// How well the place is known.
    pub accuracy: Accuracy,
}

/// How well the place of a minimiser is known: what the rounding of the slopes may move it by, over their conditioning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// The error of the old weight's logit: the relative error of the smaller weight.
    pub logit: f64,
    /// The error of the means, whitened.
    pub mean: f64,
    /// Whether the minimum is a flat set, of which the learner is one point.
    pub flat: bool,
}

impl Accuracy {
    /// A point known exactly: an end of [0, 1], or a theorem's.
    pub const EXACT: Self = Self {
        logit: 0.0,
        mean: 0.0,
        flat: false,
    };
    /// One point of a flat set.
    pub const FLAT: Self = Self {
        logit: f64::INFINITY,
        mean: f64::INFINITY,
        flat: true,
    };
    /// Nothing is known of the place beyond its order.
    pub const UNKNOWN: Self = Self {
        logit: f64::INFINITY,
        mean: f64::INFINITY,
        flat: false,
    };
}

/// Minimises `objective` over the `free` parameters from `start`.
///
/// Means free, the minimiser is the local one that BFGS reaches from `start`; see
/// [`stationary_points`] for all those that many starts find.
///
/// # Errors
/// [`Error::NotConverged`] if the gradient norm does not reach [`GRADIENT_TOLERANCE`].
///
/// ```
/// use forgetting::minimize::{Boundary, Free, minimise};
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::{ForwardKl, ReverseKl};
/// let modes = TwoModes::on_the_line(Separation::new(3.0)?);
/// let start = modes.mixture(Weight::new(0.7)?);
/// // SFT forgets: its minimiser is on the boundary (B1). Reverse KL finds the target (C1).
/// let sft = minimise(&ForwardKl::sft(&start), &start, Free::Weight)?;
/// assert_eq!(sft.boundary, Some(Boundary::OldWeightZero));
/// let rl = minimise(&ReverseKl::new(modes.mixture(Weight::new(0.4)?)), &start, Free::All)?;
/// assert!((rl.learner.weight().old() - 0.4).abs() < forgetting::minimize::WEIGHT_ACCURACY && rl.boundary.is_none());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn minimise(objective: &dyn Objective, start: &Mixture, free: Free) -> Result<Minimiser> {
    match free {
        Free::Weight => weights::minimise_weight(objective, start),
        Free::All => minimise_all(objective, start),
    }
}

fn minimise_all(objective: &dyn Objective, start: &Mixture) -> Result<Minimiser> {
    let descended = descent::bfgs(objective, start);
    let mut iterations = descended.iterations;
    let mut gradient_norm = f64::NAN;
    // A line search that leapt can leave a component stranded with next to no weight: then the damped Newton steps begin
    // at the start itself, and last at the start with its weight made exact.
    let reweighted = || weights::minimise_weight(objective, start).map(|found| found.learner);
    let candidates: [&dyn Fn() -> Result<Mixture>; 3] = [
        &|| Ok(descended.learner.clone()),
        &|| Ok(start.clone()),
        &reweighted,
    ];
    for candidate in candidates {
        let learner = candidate()?;
        // Near an end of [0, 1] the logit runs off to infinity: look at the face itself first.
        if lesser_weight(&learner) < NEAR_AN_END
            && let Some(mut found) = boundary::minimise_on_nearest_face(objective, &learner)
        {
            found.iterations += iterations;
            return Ok(found);
        }
        let polished = newton::polish(objective, &learner);
        iterations += polished.iterations;
        gradient_norm = polished.gradient_norm;
        let stranded = is_stranded(objective, &polished.learner);
        if gradient_norm <= GRADIENT_TOLERANCE && polished.settled && !stranded {
            let value = objective.value(&polished.learner);
            return Ok(Minimiser {
                accuracy: newton::accuracy(objective, &polished.learner),
                learner: polished.learner,
                value,
                gradient_norm,
                boundary: None,
                iterations,
            });
        }
        if let Some(mut found) = boundary::minimise_on_nearest_face(objective, &polished.learner) {
            found.iterations += iterations;
            return Ok(found);
        }
    }
    let method = if gradient_norm <= GRADIENT_TOLERANCE {
        "BFGS with Newton steps (the gradient is small because a weight is, not because the place is near)"
    } else {
        "BFGS with Newton steps"
    };
    Err(Error::NotConverged {
        method,
        gradient_norm,
        tolerance: GRADIENT_TOLERANCE,
        iterations,
    })
}

/// Where a weight is small enough to ask whether the minimiser is on the boundary.
const NEAR_AN_END: f64 = 0.01;

fn lesser_weight(learner: &Mixture) -> f64 {
    learner.weight().old().min(learner.weight().new_mode())
}

/// Whether the gradient is small only because a weight is.
///
/// $\partial_\varphi=\beta(1-\beta)\partial_\beta$ and $\nabla_{m_o}=\beta(\cdots)$ vanish with $\beta$ whatever their other factors do. At a stationary
/// point the Newton steps are small as well: $\partial_\varphi$ beside its curvature, the lesser mean's gradient beside the weight.
fn is_stranded(objective: &dyn Objective, learner: &Mixture) -> bool {
    const SMALL_STEP: f64 = 1e-3;
    let lesser = lesser_weight(learner);
    if lesser >= NEAR_AN_END {
        return false;
    }
    if lesser == 0.0 {
        // The logit ran off: every derivative in it has underflowed.
        return objective.boundary_repels();
    }
    let at = objective.derivatives(learner);
    let d = learner.dimension();
    let first = if learner.weight().old() <= learner.weight().new_mode() {
        1
    } else {
        1 + d
    };
    at.gradient[0].abs() > SMALL_STEP * at.hessian[(0, 0)].abs()
        || at.gradient.rows(first, d).norm() > SMALL_STEP * lesser
}
