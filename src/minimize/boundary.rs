//! Minimisers on a face: all mass on one component.

use super::{Accuracy, Boundary, GRADIENT_TOLERANCE, Minimiser, newton};
use crate::model::{Mixture, Weight};
use crate::objective::Objective;
use nalgebra::DVector;

/// How negative a slope into the interior may be through rounding alone.
const SLOPE_ROUNDING: f64 = 1e-12;

/// Minimises over the surviving mean on the face nearest to `learner`, and returns the result if it
/// satisfies the first-order condition (no descent into the interior) and is no worse than `learner`.
pub(super) fn minimise_on_nearest_face(
    objective: &dyn Objective,
    learner: &Mixture,
) -> Option<Minimiser> {
    // On a face the empty component's mean is free: a slope that is positive where it happens to lie proves nothing.
    if objective.boundary_repels() {
        return None;
    }
    let lose_old = learner.weight().old() <= learner.weight().new_mode();
    let (weight, boundary) = if lose_old {
        (Weight::new(0.0).expect("an end"), Boundary::OldWeightZero)
    } else {
        (Weight::new(1.0).expect("an end"), Boundary::OldWeightOne)
    };
    let d = learner.dimension();
    // Rows of the surviving component's mean in (phi, m_o, m_n).
    let first = if lose_old { 1 + d } else { 1 };
    let mut face = learner.with_weight(weight);
    let mut iterations = 0;
    let (gradient_norm, mean) = loop {
        let all = objective.derivatives(&face);
        let gradient: DVector<f64> = all.gradient.rows(first, d).into_owned();
        let hessian = all.hessian.view((first, first), (d, d)).into_owned();
        if gradient.norm() <= 0.01 * GRADIENT_TOLERANCE || iterations == 50 {
            let least = hessian.symmetric_eigenvalues().min();
            let error = (gradient.norm() + newton::GRADIENT_ROUNDING) / least;
            break (
                gradient.norm(),
                if least > 0.0 { error } else { f64::INFINITY },
            );
        }
        let step = hessian.cholesky()?.solve(&gradient);
        let (old, new) = (face.old_mean().clone(), face.new_mean().clone());
        face = if lose_old {
            Mixture::new(weight, old, new - step).ok()?
        } else {
            Mixture::new(weight, old - step, new).ok()?
        };
        iterations += 1;
    };
    let slope = objective.weight_slope(&face);
    let inward = if lose_old { slope } else { -slope };
    let gradient_norm = gradient_norm.hypot((-inward).max(0.0));
    let value = objective.value(&face);
    let stationary = gradient_norm <= GRADIENT_TOLERANCE && inward >= -SLOPE_ROUNDING;
    (stationary && value <= objective.value(learner)).then_some(Minimiser {
        value,
        gradient_norm,
        boundary: Some(boundary),
        iterations,
        accuracy: accuracy_at(objective, &face, mean),
        learner: face,
    })
}

/// What is known of a minimiser on a face, its surviving mean known to `mean`: the empty component's mean is free.
///
/// A slope into the interior that is no larger than rounding does not tell the end from a tiny weight, unless it is known that one component is empty.
pub(super) fn accuracy_at(objective: &dyn Objective, face: &Mixture, mean: f64) -> Accuracy {
    let empties = objective.empties_a_component()
        || objective
            .vanishes_at()
            .is_some_and(|zero| !zero.weight().is_interior());
    let slope = objective.weight_slope(face);
    let inward = if face.weight().old() == 0.0 {
        slope
    } else {
        -slope
    };
    if empties || inward > SLOPE_ROUNDING {
        Accuracy {
            mean,
            ..Accuracy::FLAT
        }
    } else {
        Accuracy::UNKNOWN
    }
}
