//! C8: the drift of a correct old mean over a whole run of reverse KL.

use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{ACCURACY as FLOW_ERROR, UniformDrift, uniform_drift};
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::ReverseKl;
use crate::table::{Cell, Column, Table, Verdict};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "drift-trajectory",
    about: "the largest old-mean drift along a run of reverse KL beside the uniform bounds of C8, and its exponential decay with the separation",
    uses: &[Part::Alpha, Part::Beta0],
    build,
};

/// The new mean starts this far short of its place.
pub(crate) const OFFSET: f64 = 1.0;
const HORIZON: f64 = 1e6;
const DELTAS: [f64; 9] = [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];

/// One run to the target's weight from the start's, the old mean right and the new one short of its place.
pub(crate) fn drift_of_a_run(alpha: Weight, start: Weight, delta: f64) -> Result<UniformDrift> {
    let target = TwoModes::on_the_line(Separation::new(delta)?).mixture(alpha);
    let new_mean = target.new_mean().add_scalar(-OFFSET);
    let start = Mixture::new(start, target.old_mean().clone(), new_mean)?;
    uniform_drift(&ReverseKl::new(target), &start, HORIZON)
}

fn build(scenario: &Scenario) -> Result<Table> {
    let (alpha, start) = (scenario.alpha(), scenario.start().weight());
    if let Some(table) = unless_it_runs(&ENTRY, &[("alpha", alpha), ("beta0", start)]) {
        return Ok(table);
    }
    let runs: Vec<UniformDrift> = DELTAS
        .into_par_iter()
        .map(|delta| drift_of_a_run(alpha, start, delta))
        .collect::<Result<_>>()?;
    let mut rows = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for (delta, found) in DELTAS.into_iter().zip(&runs) {
        let drift = found.drift.value;
        let log = core_math::log(drift);
        let slope = before.map(|(square, last)| (last - log) / (delta * delta - square));
        before = Some((delta * delta, log));
        let mut verdict = Verdict::of_inequality(drift, found.forcing.value, FLOW_ERROR / drift);
        if let Some(rho) = found.closed_form {
            verdict = verdict.and(Verdict::of_inequality(drift, rho, FLOW_ERROR / drift));
        }
        rows.push(vec![
            Cell::Input(delta),
            Cell::known_to(found.least_weight.old(), FLOW_ERROR),
            Cell::known_to(found.least_separation.delta(), FLOW_ERROR),
            Cell::known_to(drift, FLOW_ERROR),
            // A maximum is flat: its place is known to the root of its height's error.
            Cell::within(found.drift.time, (FLOW_ERROR / drift).sqrt()),
            Cell::text(if found.towards_new < 0.0 {
                "away"
            } else {
                "towards"
            }),
            Cell::known_to(found.forcing.value, FLOW_ERROR),
            found.closed_form.map_or_else(
                || Cell::text("not applicable"),
                |rho| Cell::within(rho, FLOW_ERROR),
            ),
            Cell::known_to(log, FLOW_ERROR / drift),
            Cell::Input(delta * delta),
            slope.map_or_else(
                || Cell::text("first row"),
                |slope| Cell::known_to(slope, FLOW_ERROR / drift),
            ),
            Cell::Verdict(verdict),
        ]);
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Reverse KL by gradient flow, all free: α = {}, β(0) = {}, old mean right, new mean {OFFSET} short of its place (whitened units)",
            alpha.old(),
            start.old()
        ),
        claims: &["C8"],
        columns: vec![
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("least_weight", "b = inf β", "$b$").detail(),
            Column::new("least_separation", "inf |m_n-m_o|", "$\\inf|m_n-m_o|$").detail(),
            Column::new("drift", "largest drift", "$\\sup|m_o-\\mu_o|$"),
            Column::new("time", "at time", "time"),
            Column::new("direction", "from the new mode", "from the new mode"),
            Column::new("forcing", "sup forcing (C8)", "sup forcing"),
            Column::new("closed_form", "closed ρ (C8)", "closed $\\rho$"),
            Column::new("log_drift", "log drift", "log drift").detail(),
            Column::new("delta_squared", "δ²", "$\\delta^2$").detail(),
            Column::new("decay", "-Δ log drift / Δδ²", "decay").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "Drift decays exponentially in δ²; the exponents it is made of are δ²/8 and (δ-1)²/8, of the target's modes and of the start's. Verdict: \
             drift ≤ sup forcing, and ≤ ρ where one exists."
                .into(),
            "Not applicable: no ρ solves the closed inequality at this b and inf |m_n-m_o|; the forcing form holds there all the same.".into(),
        ],
    })
}
