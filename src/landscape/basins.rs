//! Where gradient flow of reverse KL ends from random starts.

use super::collapsed::collapsed_lines;
use super::search::random_starts;
use crate::error::Result;
use crate::flow::GradientFlow;
use crate::minimize::Free;
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use rayon::prelude::*;

/// How many starts whose labels were in order ($m_o<m_n$) ended at each minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basins {
    /// Starts.
    pub starts: usize,
    /// Ended at the target: the labels kept their order.
    pub target: usize,
    /// Ended at its label swap: the components crossed.
    pub swap: usize,
    /// Had not decided within the horizon.
    pub open: usize,
}

/// The horizon of a run: two components that start on one mode part at a rate of order $e^{-\delta^2/8}$, so at large separations some do not in any horizon.
const HORIZON: f64 = 1e4;
/// Which minimum a run ends at does not need nine digits: an error of this size moves about as large a share of the starts.
const TOLERANCE: f64 = 1e-5;

/// The basins of gradient flow from `starts` random learners in one dimension, labels in order.
///
/// A run is decided as soon as its divergence is below that of the lowest stationary line: on $m_o=m_n$, and on the faces $\beta=0,1$, the divergence is
/// that of one normal law at least, so the learner can cross neither any more, and the order of its means says which minimum it ends at.
/// By symmetry, starts with labels the other way round give the mirror image. Deterministic for a seed and any number of threads.
///
/// # Errors
/// As [`GradientFlow::run`].
///
/// ```
/// use forgetting::{landscape::basins, model::{Separation, Weight}};
/// let ends = basins(Weight::new(0.5)?, Separation::new(3.0)?, 16, 1)?;
/// assert_eq!(ends.target + ends.swap + ends.open, 16);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn basins(alpha: Weight, separation: Separation, starts: usize, seed: u64) -> Result<Basins> {
    let target = TwoModes::on_the_line(separation).mixture(alpha);
    let objective = ReverseKl::new(target);
    let lowest = collapsed_lines(alpha, separation)
        .iter()
        .map(|line| line.value)
        .fold(f64::INFINITY, f64::min);
    let in_order = |q: &Mixture| q.old_mean()[0] < q.new_mean()[0];
    let ends: Vec<Option<bool>> = random_starts(separation, starts, seed)
        .into_par_iter()
        .map(|start| {
            let start = if in_order(&start) {
                start
            } else {
                start.swapped()
            };
            let flow = GradientFlow::new(&objective, Free::All).with_tolerance(TOLERANCE)?;
            let run = flow.run_until(&start, HORIZON, |q| {
                objective.value_and_gradient(q).0 - lowest
            })?;
            Ok(run.stopped().then(|| in_order(&run.end())))
        })
        .collect::<Result<_>>()?;
    let count = |end: Option<bool>| ends.iter().filter(|e| **e == end).count();
    Ok(Basins {
        starts,
        target: count(Some(true)),
        swap: count(Some(false)),
        open: count(None),
    })
}
