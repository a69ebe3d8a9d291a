//! A search for stationary points that the theory does not name.

use super::collapsed::{CollapsedLine, collapsed_lines};
use crate::minimize::{StationaryPoint, kind_of, stationary_points_from};
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use nalgebra::DVector;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// What many random starts of Newton's method on $\nabla=0$ ended at, sorted by what the theory knows.
#[derive(Clone, Debug)]
pub struct Search {
    /// The stationary lines, from [`collapsed_lines`].
    pub lines: Vec<CollapsedLine>,
    /// How often each of them was found, in the same order.
    pub line_hits: Vec<usize>,
    /// The target and its label swap, as the Hessian and the objective see them, with how often each was found.
    pub minima: [StationaryPoint; 2],
    /// Everything else. Empty wherever this has been run.
    pub others: Vec<StationaryPoint>,
    /// How many searches were started; those that ran off to an end of [0, 1] or away from the modes ended nowhere.
    pub starts: usize,
}

/// Known and found points this close are the same.
const SAME: f64 = 1e-6;
/// Starts lie up to this far outside of the modes, in standard deviations.
const MARGIN: f64 = 2.0;

/// `count` learners in one dimension: weights uniform on (0.02, 0.98), means uniform from two deviations below the old mode to two above the new one.
///
/// Same seed, same learners, scaled with the separation.
///
/// ```
/// use forgetting::landscape::random_starts;
/// use forgetting::model::Separation;
/// let starts = random_starts(Separation::new(3.0)?, 4, 1);
/// assert!(starts.len() == 4 && starts.iter().all(|q| q.weight().is_interior()));
/// assert_eq!(starts, random_starts(Separation::new(3.0)?, 4, 1));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn random_starts(separation: Separation, count: usize, seed: u64) -> Vec<Mixture> {
    let modes = TwoModes::on_the_line(separation);
    let mut random = Pcg64::seed_from_u64(seed);
    let width = separation.delta() + 2.0 * MARGIN;
    (0..count)
        .map(|_| {
            let weight = Weight::new(0.02 + 0.96 * random.random::<f64>()).expect("inside (0, 1)");
            let mut mean = || {
                let offset = width * random.random::<f64>() - MARGIN;
                modes.old_mean() + DVector::from_element(1, offset)
            };
            let (old, new) = (mean(), mean());
            Mixture::new(weight, old, new).expect("finite means")
        })
        .collect()
}

/// Searches for stationary points of reverse KL to a target of weight `alpha` from random starts in one dimension.
///
/// Deterministic for a seed. What it lists under `others` would be new; an empty list is an observation, not a proof.
///
/// ```
/// use forgetting::{landscape::search, model::{Separation, Weight}};
/// let found = search(Weight::new(0.4)?, Separation::new(4.0)?, 40, 1);
/// assert!(found.others.is_empty() && found.minima[0].hits > 0);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn search(alpha: Weight, separation: Separation, starts: usize, seed: u64) -> Search {
    let target = TwoModes::on_the_line(separation).mixture(alpha);
    let objective = ReverseKl::new(target.clone());
    let lines = collapsed_lines(alpha, separation);
    let swapped = target.swapped();
    let minima = [(&target, false), (&swapped, true)].map(|(learner, label_swap)| {
        let at = objective.derivatives(learner);
        StationaryPoint {
            learner: learner.clone(),
            value: objective.value(learner),
            gradient_norm: at.gradient.norm(),
            kind: kind_of(&at.hessian),
            collapsed: false,
            label_swap,
            hits: 0,
        }
    });
    let mut found = Search {
        line_hits: vec![0; lines.len()],
        lines,
        minima,
        others: Vec::new(),
        starts,
    };
    let learners = random_starts(separation, starts, seed);
    for point in stationary_points_from(&objective, &learners, &target) {
        let position = (point.learner.old_mean() - target.old_mean())[0];
        let line = found
            .lines
            .iter()
            .position(|line| point.collapsed && (line.position - position).abs() < SAME);
        if let Some(line) = line {
            found.line_hits[line] += point.hits;
        } else if let Some(minimum) = found
            .minima
            .iter_mut()
            .find(|minimum| near(&point.learner, &minimum.learner))
        {
            minimum.hits += point.hits;
        } else {
            found.others.push(point);
        }
    }
    found
}

fn near(a: &Mixture, b: &Mixture) -> bool {
    (a.weight().old() - b.weight().old()).abs() < SAME
        && (a.old_mean() - b.old_mean()).norm() < SAME
        && (a.new_mean() - b.new_mean()).norm() < SAME
}
