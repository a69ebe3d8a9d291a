//! The optimum a theorem promises, beside what is found numerically.

use crate::error::{Error, Result};
use crate::minimize::certified::{WeightObjective, old_weight};
use crate::minimize::{Free, LEARNER_ACCURACY as FREE_ERROR, minimise};
use crate::model::{Mixture, Scenario, Weight};
use crate::objective::{Objective, VALUE_FLOOR};
use crate::table::Verdict;

/// What is known of an optimum, and what that says of the promise.
pub(crate) struct Optimum {
    /// The optimum as it was found.
    pub learner: Mixture,
    /// Relative error of its weights.
    pub error: f64,
    pub verdict: Verdict,
    /// What was in the way, or what else was seen.
    pub remark: Option<String>,
}

/// Half widths of brackets in the logit, from the narrowest.
const BRACKETS: [f64; 4] = [1e-10, 1e-8, 1e-6, 1e-4];
/// A slope at an end that is 0 comes to as much by rounding; just inside, at this logit, it then tells the sign.
const SLOPE_FLOOR: f64 = 1e-12;
const INSIDE: f64 = 14.0;
/// Relative width of an enclosure that still says what the weight is.
const CERTIFIED_ERROR: f64 = 1e-6;

/// Weights only, convex, correct means: the slope changes sign at the promise, or has one sign from an end that is promised.
///
/// Signs need no scale: this decides at every separation and weight at which the slope is a number with a sign.
pub(crate) fn weight_optimum(objective: &dyn Objective, promised: &Mixture) -> Optimum {
    let weight = promised.weight();
    let slope = |weight: Weight| objective.weight_slope(&promised.with_weight(weight));
    let known = |error, verdict, remark| Optimum {
        learner: promised.clone(),
        error,
        verdict,
        remark,
    };
    if !weight.is_interior() {
        let outwards = if weight.old() == 0.0 { 1.0 } else { -1.0 };
        let here = outwards * slope(weight);
        let inside = outwards * slope(Weight::from_logit(-outwards * INSIDE));
        return if here >= 0.0 || here > -SLOPE_FLOOR && inside > 0.0 {
            known(0.0, Verdict::HoldsOnSamples, None)
        } else {
            let verdict = if here < -SLOPE_FLOOR && inside < 0.0 {
                Verdict::FailsOnSamples
            } else {
                Verdict::Undecided
            };
            let remark = format!(
                "the slope away from the end is {here:.1e} there and {inside:.1e} just inside"
            );
            known(0.0, verdict, Some(remark))
        };
    }
    let sides = |by: f64| {
        let logit = weight.logit();
        [-by, by].map(|step| slope(Weight::from_logit(logit + step)))
    };
    let found = BRACKETS.into_iter().find(|by| {
        let [below, above] = sides(*by);
        below < 0.0 && above > 0.0
    });
    match found {
        Some(error) => known(error, Verdict::HoldsOnSamples, None),
        None => {
            let [below, above] = sides(BRACKETS[BRACKETS.len() - 1]);
            known(
                1.0,
                Verdict::Undecided,
                Some(format!(
                    "the slope on the two sides of the promised weight, {below:.1e} and {above:.1e}, shows no change of sign"
                )),
            )
        }
    }
}

/// All parameters free: the lower of what the search from `start` finds and of the promised optimum, where the value is 0.
pub(crate) fn free_optimum(
    objective: &dyn Objective,
    start: &Mixture,
    promised: &Mixture,
    old_mass: impl Fn(&Mixture) -> f64,
) -> Optimum {
    let least = objective.value(promised);
    // Where the search from the start gets nowhere, one from beside the promise may.
    let first = minimise(objective, start, Free::All);
    let failure = first.as_ref().err().map(ToString::to_string);
    let found = match first.or_else(|_| minimise(objective, &beside(promised)?, Free::All)) {
        Ok(found) => found,
        Err(error) => return unsearched(objective, start, promised, old_mass, &error),
    };
    let (kept, wanted) = (old_mass(&found.learner), old_mass(promised));
    let same = (kept - wanted).abs() <= FREE_ERROR * wanted;
    let (learner, verdict, remark) = if !found.value.is_finite() || !least.is_finite() {
        let remark = format!("the value found is {}", found.value);
        (promised.clone(), Verdict::Undecided, Some(remark))
    } else if found.value < least - VALUE_FLOOR {
        let remark = format!(
            "a value of {:e} was found, below the optimum's",
            found.value
        );
        (found.learner, Verdict::FailsOnSamples, Some(remark))
    } else if same {
        let remark = failure
            .map(|failure| format!("found from beside the optimum only; from the start {failure}"));
        (found.learner, Verdict::HoldsOnSamples, remark)
    } else if least == 0.0 && found.value > 0.0 {
        // A divergence of 0 is the least there is, and where values are sums of positive terms any other is told from it.
        let remark = format!(
            "the search from the start stops at a value of {:.1e}, above the optimum's 0",
            found.value
        );
        (promised.clone(), Verdict::HoldsOnSamples, Some(remark))
    } else if found.value <= least + VALUE_FLOOR {
        let remark = format!(
            "flat to rounding: the search ends at old mass {kept:.2e} with a value that differs from the optimum's by less than {VALUE_FLOOR:e}"
        );
        (promised.clone(), Verdict::Undecided, Some(remark))
    } else {
        let remark = format!(
            "the search from the start ends in another valley, of value {:.3e}; the optimum's is lower",
            found.value
        );
        (promised.clone(), Verdict::HoldsOnSamples, Some(remark))
    };
    Optimum {
        learner,
        error: if verdict == Verdict::HoldsOnSamples {
            FREE_ERROR
        } else {
            1.0
        },
        verdict,
        remark,
    }
}

/// Where no search gets anywhere: a divergence that is 0 at the promise and positive at learners that keep another mass.
fn unsearched(
    objective: &dyn Objective,
    start: &Mixture,
    promised: &Mixture,
    old_mass: impl Fn(&Mixture) -> f64,
    error: &Error,
) -> Optimum {
    let half = start.with_weight(Weight::from_logit(0.0));
    let tried: Vec<f64> = [start.clone(), start.swapped(), half]
        .into_iter()
        .chain(beside(promised))
        .filter(|q| old_mass(q) != old_mass(promised))
        .map(|q| objective.value(&q))
        .collect();
    let least = objective.value(promised);
    let holds = least == 0.0 && !tried.is_empty() && tried.iter().all(|value| *value > 0.0);
    let (verdict, evidence) = if holds {
        let evidence = format!(
            "; the value is 0 at the optimum and positive at {} other learners",
            tried.len()
        );
        (Verdict::HoldsOnSamples, evidence)
    } else {
        (Verdict::Undecided, String::new())
    };
    Optimum {
        learner: promised.clone(),
        error: if holds { FREE_ERROR } else { 1.0 },
        verdict,
        remark: Some(format!("{error}{evidence}")),
    }
}

/// A little off the promise in every parameter.
fn beside(promised: &Mixture) -> Result<Mixture> {
    let axis = promised.new_mean() - promised.old_mean();
    let weight = Weight::from_logit(promised.weight().logit() + 0.1);
    Mixture::new(
        if promised.weight().is_interior() {
            weight
        } else {
            promised.weight()
        },
        promised.old_mean() + &axis * 0.05,
        promised.new_mean() - axis * 0.05,
    )
}

/// The weight enclosed with a proof where there is one, else [`weight_optimum`].
pub(crate) fn certified_optimum(
    problem: WeightObjective,
    scenario: &Scenario,
    objective: &dyn Objective,
    promised: &Mixture,
) -> Optimum {
    let kept = promised.weight().old();
    let separation = scenario.modes().separation_enclosure();
    match separation.and_then(|delta| old_weight(problem, delta).ok()) {
        // A proof that the minimiser is elsewhere.
        Some(found) if !found.contains(kept) => Optimum {
            learner: promised.clone(),
            error: 1.0,
            verdict: Verdict::Refuted,
            remark: Some(format!("the minimiser is in {found}")),
        },
        Some(found) if found.width() <= CERTIFIED_ERROR * kept => Optimum {
            learner: promised.clone(),
            error: if kept > 0.0 {
                found.width() / kept
            } else {
                0.0
            },
            verdict: Verdict::HoldsOnSamples,
            remark: None,
        },
        _ => weight_optimum(objective, promised),
    }
}
