//! Ends that are known without a search: modes far apart, next to each other, or one on the other.

use super::multistart::{in_order, zeros};
use super::nearby;
use super::problem::{Problem, Pull};
use super::report::{as_point, exchanged};
use super::solve::{Labels, Solution};
use super::{Accuracy, Minimiser, StationaryKind};
use crate::model::{Mixture, Weight};

impl Problem<'_> {
    /// Where the divergence vanishes, without a search: nothing lies lower. The labels are those of the start.
    pub(super) fn far_apart(&self, zero: &Mixture) -> Solution {
        let points = in_order(zeros(zero), self.target);
        let here = if zero.weight().is_interior() && self.is_swapped(self.start) {
            zero.swapped()
        } else {
            zero.clone()
        };
        self.labelled(self.at_the_bound(&here, None), points)
    }

    /// Disjoint modes: each component stays on its own, and the weight is what it is with the means held. The labels are those of the start.
    pub(super) fn on_the_modes(&self, mut found: Minimiser) -> Solution {
        found.accuracy.mean = 4.0 * f64::EPSILON * self.separation();
        let mut points = vec![as_point(&found)];
        if self.pull == Pull::Samples {
            let mut swap = points[0].clone();
            swap.learner = swap.learner.swapped();
            points.push(swap);
            if self.is_swapped(self.start) {
                found = exchanged(found);
            }
        }
        self.labelled(found, in_order(points, self.target))
    }

    /// What many bits found on the modes' axis; the labels are those of the start.
    pub(super) fn near(&self, found: &nearby::Found) -> Solution {
        let old = self.target.old_mean();
        let axis = self.target.new_mean() - old;
        let placed = |at: f64| old + &axis * at;
        let rounding = 4.0 * f64::EPSILON;
        let (weight, means, flat, logit) = match *found {
            nearby::Found::Apart { logit, means } => {
                let error = rounding * (1.0 + logit.abs());
                (Weight::from_logit(logit), means, false, error)
            }
            nearby::Found::Collapsed { mean } => {
                (self.start.weight(), [mean; 2], true, f64::INFINITY)
            }
        };
        let farthest = means.iter().fold(1.0, |far: f64, m| far.max(m.abs()));
        let [a, b] = means.map(placed);
        let mut learner = Mixture::new(weight, a, b).expect("finite means of one length");
        if !flat && self.is_swapped(self.start) {
            learner = learner.swapped();
        }
        let minimiser = Minimiser {
            value: self.objective.value(&learner),
            gradient_norm: self.objective.value_and_gradient(&learner).1.norm(),
            learner,
            boundary: None,
            iterations: 0,
            accuracy: Accuracy {
                logit,
                mean: rounding * farthest * axis.norm(),
                flat,
            },
        };
        let mut points = vec![as_point(&minimiser)];
        if flat {
            points[0].kind = StationaryKind::FlatMinimum;
            points[0].collapsed = true;
        } else {
            let mut swap = points[0].clone();
            swap.learner = swap.learner.swapped();
            points.push(swap);
        }
        self.labelled(minimiser, in_order(points, self.target))
    }

    /// All means on one mode and any weight: nothing tells old from new.
    pub(super) fn coincident(&self) -> Solution {
        let learner = self.target.with_weight(self.start.weight());
        let found = Minimiser {
            value: self.objective.value(&learner),
            learner,
            gradient_norm: 0.0,
            boundary: None,
            iterations: 0,
            accuracy: Accuracy {
                flat: true,
                ..Accuracy::EXACT
            },
        };
        let points = vec![as_point(&found)];
        self.report(found, Labels::AsGiven, points)
    }
}
