//! Weights only: a convex problem on [0, 1].

use super::{Boundary, GRADIENT_TOLERANCE, Minimiser};
use crate::error::{Error, Result};
use crate::model::{Mixture, Weight};
use crate::objective::Objective;
use argmin::core::{CostFunction, Error as ArgminError, Executor, State};
use argmin::solver::brent::BrentRoot;

/// The logit where the search starts to bracket, and where weights leave the range of f64.
const FIRST_REACH: f64 = 4.0;
const LAST_REACH: f64 = 740.0;

struct Slope<'a> {
    objective: &'a dyn Objective,
    means: &'a Mixture,
}

impl Slope<'_> {
    fn at(&self, phi: f64) -> f64 {
        self.objective
            .weight_slope(&self.means.with_weight(Weight::from_logit(phi)))
    }
}

impl CostFunction for Slope<'_> {
    type Param = f64;
    type Output = f64;
    fn cost(&self, phi: &f64) -> std::result::Result<f64, ArgminError> {
        Ok(self.at(*phi))
    }
}

/// The lowest point of a function on [0, 1] that need not be convex, from its slope in the weight on a grid of logits.
///
/// Each change of sign from negative to positive is a local minimum, polished by Brent's method; the ends count where nothing
/// descends into the interior. Minima closer together than the grid (half a unit of the logit up to 12, two beyond) are one to it.
pub(super) fn lowest_weight(
    slope: impl Fn(Weight) -> f64,
    value: impl Fn(Weight) -> f64,
) -> (Weight, Option<Boundary>, u64) {
    let grid = (-36..-12)
        .step_by(2)
        .map(f64::from)
        .chain((-24..=24).map(|k| 0.5 * f64::from(k)))
        .chain((14..=36).step_by(2).map(f64::from));
    let mut evaluations = 0;
    let end = |phi: f64| Weight::from_logit(phi);
    let mut candidates = Vec::new();
    if slope(end(f64::NEG_INFINITY)) >= 0.0 {
        candidates.push((end(f64::NEG_INFINITY), Some(Boundary::OldWeightZero)));
    }
    let mut before: Option<(f64, f64)> = None;
    for phi in grid {
        let here = slope(end(phi));
        evaluations += 1;
        if let Some((left, sign)) = before
            && sign < 0.0
            && here >= 0.0
        {
            let at = |phi: f64| {
                let weight = end(phi);
                // In the logit the slope is of one size on both sides.
                slope(weight) * weight.variance()
            };
            let root = brent(at, left, phi).unwrap_or(0.5 * (left + phi));
            candidates.push((end(root), None));
        }
        before = Some((phi, here));
    }
    if slope(end(f64::INFINITY)) <= 0.0 {
        candidates.push((end(f64::INFINITY), Some(Boundary::OldWeightOne)));
    }
    let lowest = candidates
        .into_iter()
        .map(|(weight, boundary)| (value(weight), weight, boundary))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let (_, weight, boundary) =
        lowest.unwrap_or((0.0, end(f64::NEG_INFINITY), Some(Boundary::OldWeightZero)));
    (weight, boundary, evaluations)
}

/// Brent's method to the last digits, for a function that changes sign between `low` and `high`.
pub(super) fn brent(f: impl Fn(f64) -> f64, low: f64, high: f64) -> Option<f64> {
    for end in [low, high] {
        if f(end) == 0.0 {
            return Some(end);
        }
    }
    let run = Executor::new(Function(f), BrentRoot::new(low, high, 0.0))
        .configure(|state| state.param(0.5 * (low + high)).max_iters(200))
        .ctrlc(false)
        .run();
    run.ok()
        .and_then(|run| run.state().get_best_param().copied())
}

struct Function<F>(F);

impl<F: Fn(f64) -> f64> CostFunction for Function<F> {
    type Param = f64;
    type Output = f64;
    fn cost(&self, x: &f64) -> std::result::Result<f64, ArgminError> {
        Ok((self.0)(*x))
    }
}

/// Where the objective is convex in $\beta$ the slope at an end decides whether the minimiser is there.
pub(super) fn minimise_weight(objective: &dyn Objective, means: &Mixture) -> Result<Minimiser> {
    if !objective.is_convex_in_weight() {
        return Ok(minimise_any_weight(objective, means));
    }
    let end = |beta: f64| means.with_weight(Weight::new(beta).expect("an end"));
    for (beta, boundary, sign) in [
        (0.0, Boundary::OldWeightZero, 1.0),
        (1.0, Boundary::OldWeightOne, -1.0),
    ] {
        let learner = end(beta);
        if sign * objective.weight_slope(&learner) >= 0.0 {
            let value = objective.value(&learner);
            return Ok(Minimiser {
                learner,
                value,
                gradient_norm: 0.0,
                boundary: Some(boundary),
                iterations: 0,
            });
        }
    }
    let slope = Slope { objective, means };
    let (mut low, mut high) = (-FIRST_REACH, FIRST_REACH);
    let mut iterations = 0;
    while slope.at(low) > 0.0 && low > -LAST_REACH {
        high = low;
        low = (2.0 * low).max(-LAST_REACH);
        iterations += 1;
    }
    while slope.at(high) < 0.0 && high < LAST_REACH {
        low = high;
        high = (2.0 * high).min(LAST_REACH);
        iterations += 1;
    }
    // argmin's Brent wants a strict change of sign; an exact zero at an end is already the answer.
    let mut phi = if slope.at(low) == 0.0 {
        low
    } else if slope.at(high) == 0.0 {
        high
    } else {
        let run = Executor::new(slope, BrentRoot::new(low, high, 1e-10))
            .configure(|state| state.param(0.5 * (low + high)).max_iters(200))
            .ctrlc(false)
            .run();
        match run {
            Ok(result) => {
                iterations += result.state().get_iter();
                *result
                    .state()
                    .get_best_param()
                    .unwrap_or(&(0.5 * (low + high)))
            }
            // No change of sign within the range of f64: the minimiser is closer to the end than 1e-300.
            Err(_) => {
                return Err(Error::NotConverged {
                    method: "Brent on the weight",
                    gradient_norm: f64::NAN,
                    tolerance: GRADIENT_TOLERANCE,
                    iterations,
                });
            }
        }
    };
    let mut gradient_norm = f64::INFINITY;
    for _ in 0..20 {
        let here = objective.derivatives(&means.with_weight(Weight::from_logit(phi)));
        let (g, h) = (here.gradient[0], here.hessian[(0, 0)]);
        if g.abs() >= gradient_norm {
            break;
        }
        gradient_norm = g.abs();
        if g == 0.0 || h <= 0.0 {
            break;
        }
        phi -= g / h;
        iterations += 1;
    }
    let learner = means.with_weight(Weight::from_logit(phi));
    let gradient_norm = objective.derivatives(&learner).gradient[0].abs();
    if gradient_norm > GRADIENT_TOLERANCE {
        return Err(Error::NotConverged {
            method: "Brent on the weight",
            gradient_norm,
            tolerance: GRADIENT_TOLERANCE,
            iterations,
        });
    }
    let value = objective.value(&learner);
    Ok(Minimiser {
        learner,
        value,
        gradient_norm,
        boundary: None,
        iterations,
    })
}

fn minimise_any_weight(objective: &dyn Objective, means: &Mixture) -> Minimiser {
    let (weight, boundary, iterations) = lowest_weight(
        |weight| objective.weight_slope(&means.with_weight(weight)),
        |weight| objective.value(&means.with_weight(weight)),
    );
    let learner = means.with_weight(weight);
    let gradient_norm = match boundary {
        Some(_) => 0.0,
        None => (objective.weight_slope(&learner) * weight.variance()).abs(),
    };
    Minimiser {
        value: objective.value(&learner),
        learner,
        gradient_norm,
        boundary,
        iterations,
    }
}
