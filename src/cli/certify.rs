//! `solve --certify`: which proof applies, and how its outcome is printed.

use forgetting::interval::Interval;
use forgetting::minimize::Minimiser;
use forgetting::minimize::certified::{
    Certificate, LearnerBox, NotCertified, WeightObjective, certify_forward_kl, certify_reverse_kl,
    certify_weight,
};
use forgetting::model::{Mixture, Scenario};
use serde_json::{Value, json};

/// A certificate or the reason there is none.
pub(super) type Certified = Result<Certificate, NotCertified>;

/// Certifies the minimiser that `solve` reports.
pub(super) fn minimiser(
    objective: &str,
    scenario: &Scenario,
    target: &Mixture,
    found: &Minimiser,
    weights_only: bool,
) -> Certified {
    let rho = scenario.rho();
    if weights_only {
        let objective = match objective {
            "sft" => WeightObjective::Sft,
            "sft-replay" => WeightObjective::SftReplay { rho },
            "sft-model-replay" => WeightObjective::SftModelReplay { rho },
            "reverse-kl" => WeightObjective::ReverseKl {
                alpha: scenario.alpha(),
            },
            _ => {
                return Err(NotCertified::OutOfScope(
                    "this objective has no certified minimiser",
                ));
            }
        };
        return certify_weight(objective, scenario.modes().separation());
    }
    match objective {
        "reverse-kl" => certify_reverse_kl(target, &found.learner),
        "sft-replay" => certify_forward_kl(&target.with_weight(rho), &found.learner),
        "sft" => Err(NotCertified::NotIsolated(
            "every learner whose components all lie on the new mode, or are empty, fits the data (B4); try --weights-only",
        )),
        _ => Err(NotCertified::OutOfScope(
            "replay in the model scores three components, and their integrals have no enclosure; try --weights-only",
        )),
    }
}

pub(super) fn as_json(outcome: &Certified) -> Value {
    let bounds = |x: Interval| json!([x.lo(), x.hi()]);
    let learners = |region: &LearnerBox| {
        json!({
            "old_weight": bounds(region.old_weight),
            "old_mean": bounds(region.old_mean),
            "new_mean": bounds(region.new_mean),
        })
    };
    match outcome {
        Ok(certificate) => json!({
            "kind": certificate.kind.label(),
            "enclosure": learners(&certificate.enclosure),
            "unique_in": learners(&certificate.unique_in),
            "width": certificate.enclosure.width(),
            "coordinates": "whitened, along the line through the modes, the old mode at 0",
        }),
        Err(reason) => json!({ "reason": reason.to_string() }),
    }
}

pub(super) fn as_text(outcome: &Certified) -> String {
    match outcome {
        Ok(certificate) => {
            let rows = |region: &LearnerBox, written: fn(Interval) -> String| {
                format!(
                    "    old weight   {}\n    old mean     {}\n    new mean     {}\n",
                    written(region.old_weight),
                    written(region.old_mean),
                    written(region.new_mean),
                )
            };
            format!(
                "\nCertified: {} (whitened coordinates along the line through the modes, the old one at 0)\n  minimiser in, rounded outwards, width {:.1e}\n{}  unique in, rounded inwards\n{}",
                certificate.kind.label(),
                certificate.enclosure.width(),
                rows(&certificate.enclosure, outward),
                rows(&certificate.unique_in, inward),
            )
        }
        Err(reason) => format!("\nNot certified: {reason}\n"),
    }
}

/// Seventeen digits, rounded outwards; a number that is known exactly stands alone.
fn outward(x: Interval) -> String {
    if x.is_point() {
        return x.lo().to_string();
    }
    let (lo, hi) = x.to_decimal(17);
    format!("[{lo}, {hi}]")
}

/// Seventeen digits, rounded inwards: what is unique in a box is unique in every part of it.
fn inward(x: Interval) -> String {
    if x.is_point() {
        return x.lo().to_string();
    }
    let (_, lo) = Interval::point(x.lo()).to_decimal(17);
    let (hi, _) = Interval::point(x.hi()).to_decimal(17);
    format!("[{lo}, {hi}]")
}
