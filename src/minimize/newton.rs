//! Newton's method with the exact Hessian: polishing a minimum, and finding any stationary point.

use super::{Accuracy, GRADIENT_TOLERANCE};
use crate::model::Mixture;
use crate::objective::{Derivatives, Objective};
use nalgebra::{DMatrix, DVector};

pub(super) struct Stationary {
    pub learner: Mixture,
    pub gradient_norm: f64,
    pub iterations: u64,
    /// Whether one more Newton step would move nothing: a small gradient alone may only say that everything is small.
    pub settled: bool,
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
        settled: is_settled(&current),
    }
}

/// The contract on gradients: what rounding may do to each entry, relative to its terms.
pub(super) const GRADIENT_ROUNDING: f64 = 1e-14;
/// Eigenvalues below this share of the largest, after scaling, are flat.
pub(super) const FLAT: f64 = 1e-9;
/// Means closer than this are one.
const COLLAPSED: f64 = 1e-6;
/// Steps shorter than this have arrived; directions flatter than this share of the steepest are taken as flat.
const SETTLED_STEP: f64 = 1e-5;
const FLATTEST: f64 = 1e-12;

/// What the gradient's rounding may move a minimiser by: the Hessian's inverse, in the scale of its own diagonal.
pub(super) fn accuracy(objective: &dyn Objective, learner: &Mixture) -> Accuracy {
    let at = objective.derivatives(learner);
    let d = learner.dimension();
    let (weight, size) = (learner.weight(), at.gradient.len());
    let scales = scales(&at.hessian);
    let scaled = DMatrix::from_fn(size, size, |i, j| {
        at.hessian[(i, j)] * scales[i] * scales[j]
    });
    let eigen = scaled.symmetric_eigen();
    if eigen.eigenvalues.min() <= FLAT * eigen.eigenvalues.max() {
        return flat_accuracy(&at, learner);
    }
    // Each entry of the gradient carries its component's weight; its terms are as large as the means are far apart.
    let extent = 1.0 + (learner.new_mean() - learner.old_mean()).norm();
    let noise = DVector::from_fn(size, |i, _| {
        let share = match i {
            0 => weight.variance() * extent,
            _ if i <= d => weight.old(),
            _ => weight.new_mode(),
        };
        (GRADIENT_ROUNDING * share * extent + at.gradient[i].abs()) * scales[i]
    });
    let inverse = &eigen.eigenvectors
        * DMatrix::from_diagonal(&eigen.eigenvalues.map(f64::recip))
        * eigen.eigenvectors.transpose();
    let moved = inverse.abs() * noise;
    let mean = (1..size)
        .map(|i| (moved[i] * scales[i]).powi(2))
        .sum::<f64>();
    Accuracy {
        logit: moved[0] * scales[0],
        mean: mean.sqrt(),
        flat: false,
    }
}

/// Of a minimum with a flat direction: with both means on one place the weight is free and the place known; elsewhere the flatness may be rounding.
fn flat_accuracy(at: &Derivatives, learner: &Mixture) -> Accuracy {
    let d = learner.dimension();
    if (learner.new_mean() - learner.old_mean()).norm() > COLLAPSED {
        return Accuracy::UNKNOWN;
    }
    let block = |i: usize, j: usize| at.hessian.view((1 + i * d, 1 + j * d), (d, d)).into_owned();
    let together = block(0, 0) + block(0, 1) + block(1, 0) + block(1, 1);
    let pull = at.gradient.rows(1, d) + at.gradient.rows(1 + d, d);
    let least = together.symmetric_eigenvalues().min();
    if least <= FLAT * at.hessian.amax() {
        return Accuracy::FLAT;
    }
    Accuracy {
        mean: (GRADIENT_ROUNDING + pull.norm()) / least,
        ..Accuracy::FLAT
    }
}

/// Whether the scaled Newton step, flat directions aside, is short in the logit and in whitened units.
fn is_settled(at: &Derivatives) -> bool {
    let size = at.gradient.len();
    let scales = scales(&at.hessian);
    let scaled = DMatrix::from_fn(size, size, |i, j| {
        at.hessian[(i, j)] * scales[i] * scales[j]
    });
    let eigen = scaled.symmetric_eigen();
    let cutoff = FLATTEST * eigen.eigenvalues.amax();
    let along = eigen
        .eigenvectors
        .tr_mul(&at.gradient.component_mul(&scales));
    let steps = along.zip_map(&eigen.eigenvalues, |g, e| {
        if e.abs() > cutoff { g / e } else { 0.0 }
    });
    let step = (eigen.eigenvectors * steps).component_mul(&scales);
    step.amax() <= SETTLED_STEP
}

/// What makes a Hessian's diagonal one, entries that vanish beside the largest left out.
pub(super) fn scales(hessian: &DMatrix<f64>) -> DVector<f64> {
    let floor = 1e-12 * hessian.amax();
    hessian.diagonal().map(|h| {
        let size = h.abs().max(floor);
        if size > 0.0 { 1.0 / size.sqrt() } else { 1.0 }
    })
}

/// How many directions descend.
pub(super) fn descending(hessian: &DMatrix<f64>) -> usize {
    let eigenvalues = hessian.symmetric_eigenvalues();
    let flat = FLAT * eigenvalues.amax();
    eigenvalues.iter().filter(|e| **e < -flat).count()
}
