//! One line a method: what its population optimum keeps.

use super::optimum::{Optimum, certified_optimum, free_optimum};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::interval::Interval;
use crate::minimize::certified::WeightObjective;
use crate::minimize::{LEARNER_ACCURACY, PARAMETER_ACCURACY as ERROR};
use crate::model::{Mixture, Part, Scenario, Weight};
use crate::objective::{
    ForwardKl, Method, ModelReplay, Objective, ReverseKl, VALUE_ACCURACY, VALUE_FLOOR,
};
use crate::overlap::ACCURACY as WEIGHT_ERROR;
use crate::table::{Cell, Field, Table, Verdict, input, laid_out, rounded};
use nalgebra::DVector;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "summary",
    about: "every method's population optimum for one scenario: old mass, forgetting, old-mean drift, the condition and the claim",
    uses: &Part::ALL,
    build,
};

struct Optimised<'a> {
    method: Method,
    objective: &'a dyn Objective,
    /// The problem with the weight alone, whose minimiser can be enclosed; `None` where everything is free.
    weight_only: Option<WeightObjective>,
    condition: &'static str,
    claim: &'static str,
    /// The old weight the claim promises at the optimum.
    promised: Weight,
}

impl Optimised<'_> {
    fn label(&self) -> String {
        let name = self.method.entry().name;
        match self.weight_only {
            Some(_) => format!("{name}, weight only"),
            None => name.to_owned(),
        }
    }

    fn row(&self, found: &Optimum, target: &Mixture) -> Row {
        Row {
            label: self.label(),
            free: self.weight_only.is_none(),
            kept: old_mass(&found.learner, target),
            error: found.error.max(WEIGHT_ERROR),
            drift: (found.learner.old_mean() - target.old_mean()).norm(),
            value: self.objective.value(&found.learner),
            condition: self.condition,
            claim: self.claim,
            verdict: found.verdict,
        }
    }
}

struct Row {
    label: String,
    /// Whether the means are free.
    free: bool,
    kept: f64,
    /// The relative error of the mass.
    error: f64,
    drift: f64,
    value: f64,
    condition: &'static str,
    claim: &'static str,
    verdict: Verdict,
}

impl Row {
    /// A cell of an optimum that was found.
    fn known(&self, cell: Cell) -> Cell {
        cell.unless_undecided(self.verdict)
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("method", "method", "method", |r| Cell::text(&r.label)),
    Field::new("exact", "old mass at the optimum", "old mass", |r| {
        r.known(match r.kept {
            0.0 => Cell::Input(0.0),
            kept => Cell::within(kept, r.error),
        })
    }),
    Field::new("mass_forgetting", "mass forgetting?", "forgets?", |r| {
        r.known(Cell::text(if r.kept == 0.0 { "yes" } else { "no" }))
    }),
    Field::new("old_mean_drift", "old-mean drift", "drift", |r| {
        r.known(match r.free {
            _ if r.kept == 0.0 => Cell::text("old mode gone"),
            false => Cell::text("means held"),
            true if r.drift <= ERROR => Cell::below(ERROR),
            true => Cell::within(r.drift, LEARNER_ACCURACY),
        })
    }),
    Field::new("value", "divergence there", "divergence", |r| {
        r.known(if r.value.abs() <= VALUE_FLOOR {
            Cell::below(VALUE_FLOOR)
        } else {
            Cell::within(r.value, VALUE_ACCURACY)
        })
    }),
    Field::new("condition", "condition", "condition", |r| {
        Cell::text(r.condition)
    }),
    Field::new("claim", "claim", "claim", |r| Cell::text(r.claim)),
    Field::verdict(|r| Cell::Verdict(r.verdict)),
];

/// The mass of the components that sit nearer to the old mode than to the new one.
///
/// With free means SFT may empty the old component, or move it onto the new mode: forgetting either way (B4).
pub(crate) fn old_mass(learner: &Mixture, target: &Mixture) -> f64 {
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

/// The objectives of one scenario.
struct Objectives {
    sft: ForwardKl,
    replay: ForwardKl,
    model_replay: ModelReplay,
    reverse: ReverseKl,
}

impl Objectives {
    fn new(scenario: &Scenario, target: &Mixture) -> Result<Self> {
        Ok(Self {
            sft: ForwardKl::sft(target),
            replay: ForwardKl::new(target.with_weight(scenario.rho())),
            model_replay: ModelReplay::new(target, scenario.rho())?,
            reverse: ReverseKl::new(target.clone()),
        })
    }

    /// What each is promised to keep, with the weight alone and with everything free.
    fn promises(&self, rho: Weight, alpha: Weight) -> [Optimised<'_>; 7] {
        let none = Weight::NEW_MODE_ONLY;
        let held = |problem: fn(Interval) -> WeightObjective, share: Weight| {
            Some(problem(Interval::point(share.old())))
        };
        let on_data = held(|rho| WeightObjective::SftReplay { rho }, rho);
        let in_model = held(|rho| WeightObjective::SftModelReplay { rho }, rho);
        let to_target = held(|alpha| WeightObjective::ReverseKl { alpha }, alpha);
        let alone = Some(WeightObjective::Sft);
        [
            self.of(Method::Sft, alone, "always forgets", "B1", none),
            self.of(Method::Sft, None, "always forgets", "B4", none),
            self.of(Method::SftReplay, on_data, "keeps ρ", "B5", rho),
            self.of(Method::SftReplay, None, "keeps ρ", "B5", rho),
            self.of(
                Method::SftModelReplay,
                in_model,
                "forgets if ρ < 1",
                "B6",
                none,
            ),
            self.of(Method::ReverseKl, to_target, "keeps α", "C2", alpha),
            self.of(
                Method::ReverseKl,
                None,
                "keeps α (global optimum)",
                "C1",
                alpha,
            ),
        ]
    }

    fn of(
        &self,
        method: Method,
        weight_only: Option<WeightObjective>,
        condition: &'static str,
        claim: &'static str,
        promised: Weight,
    ) -> Optimised<'_> {
        let objective: &dyn Objective = match method {
            Method::SftReplay => &self.replay,
            Method::SftModelReplay => &self.model_replay,
            Method::ReverseKl => &self.reverse,
            _ => &self.sft,
        };
        Optimised {
            method,
            objective,
            weight_only,
            condition,
            claim,
            promised,
        }
    }
}

fn build(scenario: &Scenario) -> Result<Table> {
    let (rho, alpha) = (scenario.rho(), scenario.alpha());
    let target = scenario.modes().mixture(alpha);
    let objectives = Objectives::new(scenario, &target)?;
    let mut notes = vec![
        "Old mass: the weight of the components nearer to the old mode than to the new one. Verdict: the optimum found numerically keeps the \
         old mass the claim promises; with the weight alone it is enclosed, or the slope changes sign there."
            .to_owned(),
        "An optimum is not where every run ends: the flow of the weight under reverse KL reaches α from every start in (0, 1), and stays at 0 if it \
         starts there (C2; table reverse-kl-flow)."
            .to_owned(),
    ];
    let mut rows = Vec::new();
    for m in objectives.promises(rho, alpha) {
        let promised = target.with_weight(m.promised);
        // Weight-only theorems hold with correct means; the others start where the scenario does.
        let found = match m.weight_only {
            Some(problem) => certified_optimum(problem, scenario, m.objective, &promised),
            None => free_optimum(m.objective, scenario.start(), &promised, |q| {
                old_mass(q, &target)
            }),
        };
        if let Some(remark) = &found.remark {
            notes.push(format!("{}, {}: {remark}.", m.label(), found.verdict));
        }
        rows.push(m.row(&found, &target));
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Population optima in the scenario \"{}\": d = {}, δ = {}, target old weight α = {}, replay rate ρ = {}, start β = {}",
            scenario.name(),
            scenario.modes().dimension(),
            rounded(scenario.modes().separation().delta()),
            input(alpha.old()),
            input(rho.old()),
            input(scenario.start().weight().old()),
        ),
        claims: &["B1", "B4", "B5", "B6", "C1", "C2"],
        columns,
        rows,
        notes,
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
