//! Exact minimisers: where training ends if it is run to the end.
//!
//! Means free: BFGS with the Hager-Zhang line search (argmin), then Newton steps with the exact
//! Hessian until $|\nabla|\le10^{-12}$. Weights only: the objective is convex in $\beta$, so one slope at either
//! end decides between a boundary and an interior minimiser, and the latter is bracketed (Brent) and polished.
//! Boundary minimisers are found on the boundary, not approached: $\beta=0$ is reported as 0.

mod boundary;
mod descent;
mod multistart;
mod newton;
mod weights;

pub use multistart::{StationaryKind, StationaryPoint, stationary_points};

use crate::error::{Error, Result};
use crate::model::Mixture;
use crate::objective::Objective;

/// The gradient norm every reported minimiser reaches, in whitened units.
pub const GRADIENT_TOLERANCE: f64 = 1e-12;

/// Which end of [0, 1] a minimiser sits at.
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
/// assert!((rl.learner.weight().old() - 0.4).abs() < 1e-10 && rl.boundary.is_none());
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
    let weight = descended.learner.weight();
    // Near an end of [0, 1] the logit runs off to infinity: look at the face itself first.
    if weight.old().min(weight.new_mode()) < 0.01
        && let Some(mut found) = boundary::minimise_on_nearest_face(objective, &descended.learner)
    {
        found.iterations += descended.iterations;
        return Ok(found);
    }
    let polished = newton::polish(objective, &descended.learner);
    let iterations = descended.iterations + polished.iterations;
    if polished.gradient_norm <= GRADIENT_TOLERANCE {
        let value = objective.value(&polished.learner);
        return Ok(Minimiser {
            learner: polished.learner,
            value,
            gradient_norm: polished.gradient_norm,
            boundary: None,
            iterations,
        });
    }
    if let Some(mut found) = boundary::minimise_on_nearest_face(objective, &polished.learner) {
        found.iterations += iterations;
        return Ok(found);
    }
    Err(Error::NotConverged {
        method: "BFGS with Newton steps",
        gradient_norm: polished.gradient_norm,
        tolerance: GRADIENT_TOLERANCE,
        iterations,
    })
}
