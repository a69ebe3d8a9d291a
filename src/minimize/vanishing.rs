//! Minima at which one component keeps next to no weight, far out on the axis of the modes.
//!
//! Where a reward hangs on the label of a component and the modes overlap, the other component gives its weight away, but not all of it: the target's
//! tail is heavier than the one remaining component's, so that a trace of weight far out still pays (C2). Its weight may be $10^{-20}$ or $10^{-2000}$,
//! and every derivative carries it as a factor. For each place of the trace the weight is a convex problem; the place is where its own derivative
//! changes sign.

use super::{Accuracy, Minimiser, weights};
use crate::model::{Mixture, Weight};
use crate::objective::Objective;
use nalgebra::DVector;

/// A trace further out than this has a weight below $e^{-L^2/2}<10^{-297}$.
const FARTHEST: f64 = 37.0;
const STRIDE: f64 = 0.5;
/// The remaining mean's last Newton step, in whitened units.
const ARRIVED: f64 = 1e-15;
const MOST_STEPS: usize = 100;

/// The minimum with the old component as the trace; `None` where the other component's own minimum is not found.
pub(super) fn minimise(objective: &dyn Objective, reference: &Mixture) -> Option<Minimiser> {
    let axis = reference.new_mean() - reference.old_mean();
    let search = Search {
        objective,
        unit: &axis / axis.norm(),
        centre: remaining_mean(objective, reference)?,
    };
    let found = [-1.0, 1.0].map(|side| search.on_side(side));
    let most = found.into_iter().flatten().max_by(|a, b| {
        a.learner
            .weight()
            .old()
            .total_cmp(&b.learner.weight().old())
    });
    // No trace within reach pays: what pays further out is below the range of f64.
    Some(most.unwrap_or_else(|| search.without_a_trace()))
}

/// Newton's method on the one mean that has all the weight.
fn remaining_mean(objective: &dyn Objective, reference: &Mixture) -> Option<DVector<f64>> {
    let d = reference.dimension();
    let weight = reference.weight();
    let mut mean = reference.old_mean() * weight.old() + reference.new_mean() * weight.new_mode();
    for _ in 0..MOST_STEPS {
        let alone = Mixture::new(Weight::NEW_MODE_ONLY, mean.clone(), mean.clone()).ok()?;
        let at = objective.derivatives(&alone);
        let hessian = at.hessian.view((1 + d, 1 + d), (d, d)).into_owned();
        let step = hessian
            .cholesky()?
            .solve(&at.gradient.rows(1 + d, d).into_owned());
        mean -= &step;
        if step.norm() <= ARRIVED * (1.0 + mean.norm()) {
            return Some(mean);
        }
    }
    None
}

struct Search<'a> {
    objective: &'a dyn Objective,
    unit: DVector<f64>,
    centre: DVector<f64>,
}

impl Search<'_> {
    /// The first minimum outwards on one side.
    fn on_side(&self, side: f64) -> Option<Minimiser> {
        let steps = (FARTHEST / STRIDE) as usize;
        let mut before = 0.0;
        for k in 1..=steps {
            let distance = k as f64 * STRIDE;
            if self.rises(side * distance) == Some(true) {
                return self.between(side, before, distance);
            }
            before = distance;
        }
        None
    }

    /// Halves the stretch on which the objective stops falling outwards.
    fn between(&self, side: f64, mut low: f64, mut high: f64) -> Option<Minimiser> {
        loop {
            let middle = 0.5 * (low + high);
            if !(low < middle && middle < high) {
                break;
            }
            if self.rises(side * middle) == Some(true) {
                high = middle;
            } else {
                low = middle;
            }
        }
        let mut found = self.weighed(side * high)?;
        found.accuracy.mean = super::GRADIENT_TOLERANCE * high;
        Some(found)
    }

    /// The best weight for a trace there; `None` if it is none at all.
    fn weighed(&self, along: f64) -> Option<Minimiser> {
        let trace = &self.centre + &self.unit * along;
        let means = Mixture::new(Weight::NEW_MODE_ONLY, trace, self.centre.clone()).ok()?;
        let found = weights::minimise_weight(self.objective, &means).ok()?;
        (found.boundary.is_none() && found.learner.weight().old() > 0.0).then_some(found)
    }

    /// Whether the objective rises as a trace of the best weight there moves outwards; `None` without one.
    fn rises(&self, along: f64) -> Option<bool> {
        let found = self.weighed(along)?;
        let d = self.unit.len();
        let gradient = self.objective.derivatives(&found.learner).gradient;
        let outwards = gradient.rows(1, d).dot(&self.unit) * along.signum();
        Some(outwards >= 0.0)
    }

    fn without_a_trace(&self) -> Minimiser {
        let learner = Mixture::new(
            Weight::NEW_MODE_ONLY,
            self.centre.clone(),
            self.centre.clone(),
        )
        .expect("finite means of one length");
        Minimiser {
            value: self.objective.value(&learner),
            gradient_norm: 0.0,
            boundary: None,
            iterations: 0,
            accuracy: Accuracy {
                logit: 1.0,
                mean: super::GRADIENT_TOLERANCE,
                flat: false,
            },
            learner,
        }
    }
}
