//! Weights only: the zero of two forces on [0, 1], in the logit.

use super::{Accuracy, Boundary, Minimiser};
use crate::error::Result;
use crate::model::{Mixture, Weight};
use crate::objective::{Balance, Objective};

/// The logit where the search starts to bracket, and where weights leave the range of f64.
const FIRST_REACH: f64 = 4.0;
const LAST_REACH: f64 = 740.0;
/// Half the stretch of the logit over which the slope of the forces is measured at their zero.
const STRETCH: f64 = 1e-4;

/// Minimises over the weight with the means of `means` held; flat objectives say so.
///
/// Everything is judged by the forces' relative difference ([`Balance::relative`]), so that no scale of the objective matters. The logit's
/// accuracy is the forces' error over the slope of their difference.
pub(super) fn minimise_weight(objective: &dyn Objective, means: &Mixture) -> Result<Minimiser> {
    let search = Search { objective, means };
    if search.is_flat() {
        let held = Accuracy {
            mean: 0.0,
            ..Accuracy::FLAT
        };
        return Ok(search.finish(means.weight(), None, held, 0));
    }
    Ok(if objective.is_convex_in_weight() {
        search.convex()
    } else {
        search.lowest()
    })
}

struct Search<'a> {
    objective: &'a dyn Objective,
    means: &'a Mixture,
}

impl Search<'_> {
    fn balance(&self, weight: Weight) -> Balance {
        self.objective.balance(&self.means.with_weight(weight))
    }

    fn relative(&self, phi: f64) -> f64 {
        self.balance(Weight::from_logit(phi)).relative()
    }

    /// No force anywhere: the modes coincide, or nothing tells the weights apart.
    fn is_flat(&self) -> bool {
        [-2.0, 0.0, 2.0].iter().all(|phi| {
            let balance = self.balance(Weight::from_logit(*phi));
            balance.lowering + balance.raising <= balance.error
        })
    }

    /// Where the objective is convex in $\beta$ the slope at an end decides whether the minimiser is there.
    fn convex(&self) -> Minimiser {
        for (phi, boundary, sign) in [
            (f64::NEG_INFINITY, Boundary::OldWeightZero, 1.0),
            (f64::INFINITY, Boundary::OldWeightOne, -1.0),
        ] {
            let weight = Weight::from_logit(phi);
            let balance = self.balance(weight);
            if sign * balance.relative() >= 0.0 {
                let accuracy = if balance.is_undecided() {
                    Accuracy::UNKNOWN
                } else {
                    Accuracy::EXACT
                };
                return self.finish(weight, Some(boundary), accuracy, 0);
            }
        }
        let (mut low, mut high) = (-FIRST_REACH, FIRST_REACH);
        let mut iterations = 0;
        while self.relative(low) > 0.0 && low > -LAST_REACH {
            (low, high) = ((2.0 * low).max(-LAST_REACH), low);
            iterations += 1;
        }
        while self.relative(high) < 0.0 && high < LAST_REACH {
            (low, high) = (high, (2.0 * high).min(LAST_REACH));
            iterations += 1;
        }
        let (phi, steps) = bisect(|phi| self.relative(phi), low, high);
        iterations += steps;
        if phi.abs() >= LAST_REACH {
            // Not at the end, but closer to it than any f64.
            return self.finish(Weight::from_logit(phi), None, Accuracy::UNKNOWN, iterations);
        }
        self.finish(
            Weight::from_logit(phi),
            None,
            self.accuracy(phi),
            iterations,
        )
    }

    /// The lowest of all minima on a grid of logits around the start's and around 0.
    fn lowest(&self) -> Minimiser {
        let (weight, boundary, iterations) = lowest_weight(
            self.means.weight().logit(),
            |weight| self.balance(weight).relative(),
            |weight| self.objective.value(&self.means.with_weight(weight)),
        );
        let accuracy = match boundary {
            Some(_) if self.balance(weight).is_undecided() => Accuracy::UNKNOWN,
            Some(_) => Accuracy::EXACT,
            None => self.accuracy(weight.logit()),
        };
        self.finish(weight, boundary, accuracy, iterations)
    }

    /// The forces' relative error at their zero over the slope of their relative difference.
    fn accuracy(&self, phi: f64) -> Accuracy {
        let [below, above] = [phi - STRETCH, phi + STRETCH].map(|phi| {
            let balance = self.balance(Weight::from_logit(phi));
            (balance.relative(), balance.relative_error())
        });
        let slope = (above.0 - below.0) / (2.0 * STRETCH);
        let error = below.1.max(above.1);
        let logit = if slope > 0.0 {
            error / slope + 4.0 * f64::EPSILON * (1.0 + phi.abs())
        } else {
            f64::INFINITY
        };
        Accuracy {
            logit,
            mean: 0.0,
            flat: false,
        }
    }

    fn finish(
        &self,
        weight: Weight,
        boundary: Option<Boundary>,
        accuracy: Accuracy,
        iterations: u64,
    ) -> Minimiser {
        let learner = self.means.with_weight(weight);
        let balance = self.balance(weight);
        let size = (balance.lowering + balance.raising).max(1.0);
        let gradient_norm = match boundary {
            Some(_) => 0.0,
            // In the logit, and beside the forces where they are large.
            None => ((balance.lowering - balance.raising) / size).abs() * weight.variance(),
        };
        Minimiser {
            value: self.objective.value(&learner),
            learner,
            gradient_norm,
            boundary,
            iterations,
            accuracy,
        }
    }
}

/// Halves `[low, high]` by the sign of an increasing function until the logits are neighbours; the zero and the number of steps.
///
/// Nothing but the sign is asked: near its zero a force may be a step to rounding, which interpolation does not bear.
pub(super) fn bisect(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> (f64, u64) {
    let mut steps = 0;
    if f(low) >= 0.0 {
        return (low, steps);
    }
    if f(high) <= 0.0 {
        return (high, steps);
    }
    loop {
        let middle = 0.5 * (low + high);
        if !(low < middle && middle < high) {
            return (
                if f(low).abs() < f(high).abs() {
                    low
                } else {
                    high
                },
                steps,
            );
        }
        steps += 1;
        let here = f(middle);
        if here == 0.0 {
            return (middle, steps);
        }
        if here < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The lowest point of a function on [0, 1] that need not be convex, from the sign of its slope on a grid of logits around 0 and `around`.
///
/// Each change of sign from negative to positive is a local minimum, polished by halving; the ends count where nothing
/// descends into the interior. Minima closer together than the grid (half a unit of the logit within 12 of either centre, two up to 36,
/// 20 beyond) are one to it.
pub(super) fn lowest_weight(
    around: f64,
    slope: impl Fn(Weight) -> f64,
    value: impl Fn(Weight) -> f64,
) -> (Weight, Option<Boundary>, u64) {
    let grid = logits(around);
    let mut evaluations = 0;
    let end = |phi: f64| Weight::from_logit(phi);
    let mut candidates = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for phi in grid {
        let here = slope(end(phi));
        evaluations += 1;
        if let Some((left, sign)) = before
            && sign < 0.0
            && here >= 0.0
        {
            let (root, steps) = bisect(|phi| slope(end(phi)), left, phi);
            evaluations += steps;
            candidates.push((end(root), None));
        }
        before = Some((phi, here));
    }
    if slope(end(f64::NEG_INFINITY)) >= 0.0 {
        candidates.insert(0, (end(f64::NEG_INFINITY), Some(Boundary::OldWeightZero)));
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

fn logits(around: f64) -> Vec<f64> {
    let spread = || {
        let fine = (-24..=24).map(|k| 0.5 * f64::from(k));
        let coarse = (7..=18).flat_map(|k| [-2.0 * f64::from(k), 2.0 * f64::from(k)]);
        fine.chain(coarse)
    };
    let far = (2..=35).flat_map(|k| [-20.0 * f64::from(k), 20.0 * f64::from(k)]);
    let centre = if around.is_finite() { around } else { 0.0 };
    let mut all: Vec<f64> = spread()
        .chain(spread().map(|phi| phi + centre))
        .chain(far)
        .filter(|phi| phi.abs() <= LAST_REACH)
        .collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}
