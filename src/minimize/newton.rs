//! Newton's method with the exact Hessian: polishing a minimum, and finding any stationary point.

use super::GRADIENT_TOLERANCE;
use crate::model::Mixture;
use crate::objective::Objective;
use nalgebra::{DMatrix, DVector};

pub(super) struct Stationary {
    pub learner: Mixture,
    pub gradient_norm: f64,
    pub iterations: u64,
}

const MAX_ITERATIONS: u64 = 50;
/// The shortest fraction of a Newton step that is tried.
const SHORTEST: f64 = 1e-3;

/// Damped Newton descent (Levenberg's shift where the Hessian is indefinite), stopped at
/// [`GRADIENT_TOLERANCE`] or where rounding allows no further progress.
pub(super) fn polish(objective: &dyn Objective, start: &Mixture) -> Stationary {
    run(
        objective,
        start,
        |hessian, gradient| {
            let size = gradient.len();
            let scale = hessian.amax().max(f64::MIN_POSITIVE);
            let mut shift = 0.0;
            loop {
                let shifted = hessian + DMatrix::identity(size, size) * shift;
                if let Some(cholesky) = shifted.cholesky() {
                    return Some(-cholesky.solve(gradient));
                }
                shift = if shift == 0.0 {
                    1e-10 * scale
                } else {
                    10.0 * shift
                };
                if shift > 1e6 * scale {
                    return None;
                }
            }
        },
        Merit::Descent,
    )
}

/// Newton's method on $\nabla=0$ with the pseudo-inverse, which steps straight to saddles and
/// tolerates the flat direction of a stationary line.
pub(super) fn find_stationary(objective: &dyn Objective, start: &Mixture) -> Stationary {
    run(
        objective,
        start,
        |hessian, gradient| {
            let svd = hessian.clone().svd(true, true);
            let cutoff = 1e-9 * svd.singular_values.max();
            svd.solve(gradient, cutoff).ok().map(|step| -step)
        },
        Merit::GradientNorm,
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Merit {
    Descent,
    GradientNorm,
}

fn run(
    objective: &dyn Objective,
    start: &Mixture,
    direction: impl Fn(&DMatrix<f64>, &DVector<f64>) -> Option<DVector<f64>>,
    merit: Merit,
) -> Stationary {
    let mut theta = start.to_parameters();
    let mut learner = start.clone();
    let mut current = objective.derivatives(&learner);
    let mut iterations = 0;
    while iterations < MAX_ITERATIONS {
        let norm = current.gradient.norm();
        if norm <= 0.01 * GRADIENT_TOLERANCE || !norm.is_finite() {
            break;
        }
        let Some(mut step) = direction(&current.hessian, &current.gradient) else {
            break;
        };
        // A step across many units leaves the region the quadratic model knows.
        let length = step.amax();
        if length > 2.0 {
            step *= 2.0 / length;
        }
        let slope = current.gradient.dot(&step);
        let mut scale = 1.0;
        let accepted = loop {
            let trial_theta = &theta + &step * scale;
            let trial = Mixture::from_parameters(trial_theta.as_slice());
            let next = objective.derivatives(&trial);
            let smaller = next.gradient.norm() < norm * (1.0 - 1e-4 * scale);
            // Near the minimum the value is flat to rounding and the gradient decides.
            let good = match merit {
                Merit::Descent if norm > 1e-6 => next.value <= current.value + 1e-4 * scale * slope,
                _ => smaller,
            };
            if good {
                break Some((trial_theta, trial, next));
            }
            scale *= 0.5;
            if scale < SHORTEST {
                break None;
            }
        };
        iterations += 1;
        let Some((next_theta, trial, next)) = accepted else {
            break;
        };
        theta = next_theta;
        learner = trial;
        current = next;
    }
    Stationary {
        learner,
        gradient_norm: current.gradient.norm(),
        iterations,
    }
}
