//! What is said of a minimiser: whose labels it carries, how much of the old mode it keeps, how well that is known.

use super::problem::Problem;
use super::solve::{Labels, Solution};
use super::{Accuracy, Boundary, Minimiser, StationaryKind, StationaryPoint};
use crate::model::Mixture;
use nalgebra::{DMatrix, DVector};

/// Coordinates across the span below this are rounding.
const ON_AXIS: f64 = 1e-6;

impl Problem<'_> {
    /// The report of a minimiser, with canonical labels.
    pub(super) fn labelled(&self, found: Minimiser, points: Vec<StationaryPoint>) -> Solution {
        let (found, labels) = if self.is_swapped(&found.learner) {
            (exchanged(found), Labels::Swapped)
        } else {
            (found, Labels::AsGiven)
        };
        self.report(found, labels, points)
    }

    /// Counts descending directions in all `d` dimensions: those across the span are as many copies of the last coordinate's.
    pub(super) fn count_all_directions(&self, points: &mut [StationaryPoint], d: usize) {
        let k = self.target.dimension();
        for point in points.iter_mut().filter(|_| d > k) {
            let learner = &point.learner;
            let in_span = [learner.old_mean(), learner.new_mean()]
                .iter()
                .all(|m| m[k - 1].abs() < ON_AXIS);
            if let (StationaryKind::Saddle(n), true) = (point.kind, in_span) {
                let hessian = self.objective.derivatives(learner).hessian;
                let across = DMatrix::from_fn(2, 2, |i, j| hessian[(k * (i + 1), k * (j + 1))]);
                let descending = super::newton::descending(&across);
                point.kind = StationaryKind::Saddle(n + descending * (d - k));
            }
        }
    }

    pub(super) fn nearer_to_old(&self, mean: &DVector<f64>) -> bool {
        (mean - self.target.old_mean()).norm() < (mean - self.target.new_mean()).norm()
    }

    /// Whether the component called new is the old mode's and the one called old is not; an empty component is nobody's.
    pub(super) fn is_swapped(&self, learner: &Mixture) -> bool {
        let weight = learner.weight();
        let old_is_old = weight.old() > 0.0 && self.nearer_to_old(learner.old_mean());
        let new_is_new = weight.new_mode() > 0.0 && !self.nearer_to_old(learner.new_mean());
        let new_is_old = weight.new_mode() > 0.0 && self.nearer_to_old(learner.new_mean());
        let old_is_new = weight.old() > 0.0 && !self.nearer_to_old(learner.old_mean());
        (new_is_old || old_is_new) && !old_is_old && !new_is_new
    }

    pub(super) fn report(
        &self,
        minimiser: Minimiser,
        labels: Labels,
        points: Vec<StationaryPoint>,
    ) -> Solution {
        let learner = &minimiser.learner;
        let (weight, accuracy) = (learner.weight(), minimiser.accuracy);
        let apart = self.target.old_mean() != self.target.new_mean();
        let old_is_old = self.nearer_to_old(learner.old_mean());
        let new_is_old = self.nearer_to_old(learner.new_mean());
        let at_an_end = minimiser.boundary.is_some() && !is_critical(&minimiser);
        let error = if at_an_end { 0.0 } else { accuracy.logit };
        // Weights that are free on a flat set do not matter where both components lie on one side.
        let (mass, error) = match (old_is_old, new_is_old) {
            (true, true) => (1.0, 0.0),
            (false, false) => (0.0, 0.0),
            (true, false) => (weight.old(), error),
            (false, true) => (weight.new_mode(), error),
        };
        // Below the normal numbers a double has fewer digits than the logit.
        let error = if error > 0.0 && mass > 0.0 && mass < f64::MIN_POSITIVE {
            error + f64::from_bits(1) / mass
        } else {
            error
        };
        let keeps_old = weight.old() > 0.0 && old_is_old && apart && !accuracy.flat;
        Solution {
            old_mass: apart.then_some(mass),
            old_mass_enclosure: None,
            old_mass_error: error,
            identified: !accuracy.flat,
            labels,
            drift: keeps_old.then(|| (learner.old_mean() - self.target.old_mean()).norm()),
            minimiser,
            points,
        }
    }
}

/// Whether rounding decides between the end of [0, 1] and a weight close to it.
fn is_critical(found: &Minimiser) -> bool {
    found.boundary.is_some() && found.accuracy == Accuracy::UNKNOWN
}

pub(super) fn exchanged(found: Minimiser) -> Minimiser {
    Minimiser {
        learner: found.learner.swapped(),
        boundary: found.boundary.map(|end| match end {
            Boundary::OldWeightZero => Boundary::OldWeightOne,
            Boundary::OldWeightOne => Boundary::OldWeightZero,
        }),
        ..found
    }
}

pub(super) fn as_point(found: &Minimiser) -> StationaryPoint {
    StationaryPoint {
        learner: found.learner.clone(),
        value: found.value,
        gradient_norm: found.gradient_norm,
        kind: match found.boundary {
            Some(end) => StationaryKind::BoundaryMinimum(end),
            None if found.accuracy.flat => StationaryKind::FlatMinimum,
            None => StationaryKind::Minimum,
        },
        collapsed: false,
        label_swap: false,
        hits: 1,
    }
}
