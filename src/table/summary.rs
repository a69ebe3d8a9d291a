//! One line a method: what its population optimum keeps.

use super::{Cell, Column, Table, TableEntry, Verdict};
use crate::error::Result;
use crate::minimize::{Free, minimise};
use crate::model::{Mixture, Part, Scenario};
use crate::objective::{ForwardKl, ModelReplay, Objective, ReverseKl};
use nalgebra::DVector;

pub(super) const ENTRY: TableEntry = TableEntry {
    name: "summary",
    about: "every method's population optimum for one scenario: old mass, forgetting, old-mean drift, the condition and the claim",
    uses: &Part::ALL,
    build,
};

struct Method<'a> {
    label: &'static str,
    objective: &'a dyn Objective,
    free: Free,
    condition: &'static str,
    claim: &'static str,
    /// The old mass the claim promises at the optimum.
    promised: f64,
}

/// How well the minimisers' parameters are known: the gradient tolerance over the smallest curvature met here.
const ERROR: f64 = 1e-8;

/// The mass of the components that sit nearer to the old mode than to the new one.
///
/// With free means SFT may empty the old component, or move it onto the new mode: forgetting either way (B4).
fn old_mass(learner: &Mixture, target: &Mixture) -> f64 {
    let weight = learner.weight();
    let near_old =
        |mean: &DVector<f64>| (mean - target.old_mean()).norm() < (mean - target.new_mean()).norm();
    [
        (weight.old(), learner.old_mean()),
        (weight.new_mode(), learner.new_mean()),
    ]
    .into_iter()
    .filter(|(_, mean)| near_old(mean))
    .fold(0.0, |sum, (w, _)| sum + w)
}

fn build(scenario: &Scenario) -> Result<Table> {
    let target = scenario.modes().mixture(scenario.alpha());
    let sft = ForwardKl::sft(&target);
    let replay = ForwardKl::new(target.with_weight(scenario.rho()));
    let model_replay = ModelReplay::new(&target, scenario.rho())?;
    let reverse = ReverseKl::new(target.clone());
    let (rho, alpha) = (scenario.rho().old(), scenario.alpha().old());
    let method = |label, objective, free, condition, claim, promised| Method {
        label,
        objective,
        free,
        condition,
        claim,
        promised,
    };
    let methods = [
        method(
            "SFT, weight only",
            &sft as &dyn Objective,
            Free::Weight,
            "always forgets",
            "B1",
            0.0,
        ),
        method("SFT", &sft, Free::All, "always forgets", "B4", 0.0),
        method(
            "SFT + replay in the data, weight only",
            &replay,
            Free::Weight,
            "keeps ρ",
            "B5",
            rho,
        ),
        method(
            "SFT + replay in the data",
            &replay,
            Free::All,
            "keeps ρ",
            "B5",
            rho,
        ),
        method(
            "SFT + replay in the model, weight only",
            &model_replay,
            Free::Weight,
            "forgets if ρ < 1",
            "B6",
            0.0,
        ),
        method(
            "reverse KL, weight only",
            &reverse,
            Free::Weight,
            "keeps α if β(0) > 0",
            "C2",
            alpha,
        ),
        method(
            "reverse KL",
            &reverse,
            Free::All,
            "keeps α (global optimum)",
            "C1",
            alpha,
        ),
    ];
    let mut rows = Vec::new();
    for m in methods {
        // Weight-only theorems hold with correct means; the others start where the scenario does.
        let start = match m.free {
            Free::Weight => target.with_weight(scenario.start().weight()),
            Free::All => scenario.start().clone(),
        };
        let found = minimise(m.objective, &start, m.free)?;
        let kept = old_mass(&found.learner, &target);
        let drift = (found.learner.old_mean() - target.old_mean()).norm();
        let drift = match (kept == 0.0, m.free) {
            (true, _) => Cell::text("old mode gone"),
            (_, Free::Weight) => Cell::text("means held"),
            _ if drift <= ERROR => Cell::below(ERROR),
            _ => Cell::within(drift, 1e-6),
        };
        rows.push(vec![
            Cell::text(m.label),
            if kept == 0.0 {
                Cell::Input(kept)
            } else {
                Cell::within(kept, ERROR / kept)
            },
            Cell::text(if kept == 0.0 { "yes" } else { "no" }),
            drift,
            if found.value < 1e-16 {
                Cell::below(1e-16)
            } else {
                Cell::within(found.value, 1e-10)
            },
            Cell::text(m.condition),
            Cell::text(m.claim),
            Cell::Verdict(Verdict::of_equality(kept, m.promised, ERROR)),
        ]);
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Population optima in the scenario \"{}\": d = {}, δ = {:.6}, target old weight α = {alpha}, replay rate ρ = {rho}, start β = {}",
            scenario.name(),
            scenario.modes().dimension(),
            scenario.modes().separation().delta(),
            scenario.start().weight().old(),
        ),
        claims: &["B1", "B4", "B5", "B6", "C1", "C2"],
        columns: vec![
            Column::new("method", "method", "method"),
            Column::new("exact", "old mass at the optimum", "old mass"),
            Column::new("mass_forgetting", "mass forgetting?", "forgets?"),
            Column::new("old_mean_drift", "old-mean drift", "drift"),
            Column::new("value", "divergence there", "divergence"),
            Column::new("condition", "condition", "condition"),
            Column::new("claim", "claim", "claim"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "Old mass: the weight of the components nearer to the old mode than to the new one. Verdict: the minimiser found numerically keeps the \
             old mass the claim promises."
                .into(),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_of_the_summary_holds_in_every_shipped_scenario() {
        for scenario in crate::model::shipped_scenarios() {
            let table = build(&scenario).expect("converges");
            assert_eq!(
                table.verdict_counts(),
                [(Verdict::HoldsOnSamples, 7)],
                "{}: {table:#?}",
                scenario.name()
            );
        }
    }
}
