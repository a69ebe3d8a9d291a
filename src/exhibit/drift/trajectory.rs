//! C8: the drift of a correct old mean over a whole run of reverse KL.

use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{ACCURACY as FLOW_ERROR, UniformDrift, uniform_drift};
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::ReverseKl;
use crate::table::{Cell, Field, Table, Verdict, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "drift-trajectory",
    about: "the largest old-mean drift along a run of reverse KL beside the uniform bounds of C8, and its exponential decay with the separation",
    uses: &[Part::Alpha, Part::Beta0],
    build,
};

/// The new mean starts this far short of its place.
pub(super) const OFFSET: f64 = 1.0;
const HORIZON: f64 = 1e6;
/// Runs at 2, 2.5, ..., 10: the figure shows where the drift turns, near 3.
const RUNS: u8 = 17;

/// One run to the target's weight from the start's, the old mean right and the new one short of its place.
fn drift_of_a_run(alpha: Weight, start: Weight, delta: f64) -> Result<UniformDrift> {
    let target = TwoModes::on_the_line(Separation::new(delta)?).mixture(alpha);
    let new_mean = target.new_mean().add_scalar(-OFFSET);
    let start = Mixture::new(start, target.old_mean().clone(), new_mean)?;
    uniform_drift(&ReverseKl::new(target), &start, HORIZON)
}

struct Row {
    delta: f64,
    run: UniformDrift,
    /// From the row before.
    decay: Option<f64>,
}

impl Row {
    fn drift(&self) -> f64 {
        self.run.drift.value
    }

    fn log_drift(&self) -> f64 {
        core_math::log(self.drift())
    }

    /// The flow's error beside the drift: that of its logarithm.
    fn relative_error(&self) -> f64 {
        FLOW_ERROR / self.drift()
    }

    fn verdict(&self) -> Verdict {
        let below = |bound: f64| Verdict::of_inequality(self.drift(), bound, self.relative_error());
        let forced = below(self.run.forcing.value);
        self.run
            .closed_form
            .map_or(forced, |rho| forced.and(below(rho)))
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::detail("least_weight", "b = inf β", "$b$", |r| {
        Cell::known_to(r.run.least_weight.old(), FLOW_ERROR)
    }),
    Field::detail(
        "least_separation",
        "least |m_n-m_o|",
        "$\\inf|m_n-m_o|$",
        |r| Cell::known_to(r.run.least_separation.delta(), FLOW_ERROR),
    ),
    Field::new("drift", "largest drift", "$\\sup|m_o-\\mu_o|$", |r| {
        Cell::known_to(r.drift(), FLOW_ERROR)
    }),
    Field::new("time", "at time", "time", |r| {
        // A maximum is flat: its place is known to the root of its height's error.
        Cell::within(r.run.drift.time, r.relative_error().sqrt())
    }),
    Field::new("direction", "from the new mode", "from the new mode", |r| {
        Cell::text(if r.run.towards_new < 0.0 {
            "away"
        } else {
            "towards"
        })
    }),
    Field::new("forcing", "sup forcing (C8)", "sup forcing", |r| {
        Cell::known_to(r.run.forcing.value, FLOW_ERROR)
    }),
    Field::new("closed_form", "closed ρ (C8)", "closed $\\rho$", |r| {
        let none = || Cell::text("not applicable");
        let closed = r.run.closed_form;
        closed.map_or_else(none, |rho| Cell::within(rho, FLOW_ERROR))
    }),
    Field::detail("log_drift", "log drift", "log drift", |r| {
        Cell::known_to(r.log_drift(), r.relative_error())
    }),
    Field::detail("delta_squared", "δ²", "$\\delta^2$", |r| {
        Cell::Input(r.delta * r.delta)
    }),
    Field::detail("decay", "-Δ log drift / Δδ²", "decay", |r| {
        let first = || Cell::text("first row");
        let decay = r.decay;
        decay.map_or_else(first, |decay| Cell::known_to(decay, r.relative_error()))
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let (alpha, start) = (scenario.alpha(), scenario.start().weight());
    if let Some(table) = unless_it_runs(&ENTRY, &[("alpha", alpha), ("beta0", start)]) {
        return Ok(table);
    }
    let deltas: Vec<f64> = (0..RUNS).map(|k| 2.0 + 0.5 * f64::from(k)).collect();
    let runs: Vec<UniformDrift> = deltas
        .par_iter()
        .map(|delta| drift_of_a_run(alpha, start, *delta))
        .collect::<Result<_>>()?;
    let mut rows: Vec<Row> = Vec::new();
    for (delta, run) in deltas.into_iter().zip(runs) {
        let mut row = Row {
            delta,
            run,
            decay: None,
        };
        row.decay = rows.last().map(|before| {
            let square = |row: &Row| row.delta * row.delta;
            (before.log_drift() - row.log_drift()) / (square(&row) - square(before))
        });
        rows.push(row);
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Reverse KL by gradient flow, all free: α = {}, β(0) = {}, old mean right, new mean {OFFSET} short of its place (whitened units)",
            alpha.old(),
            start.old()
        ),
        claims: &["C8"],
        columns,
        rows,
        notes: vec![
            "Drift decays exponentially in δ²; the exponents it is made of are δ²/8 and (δ-1)²/8, of the target's modes and of the start's. Verdict: \
             drift ≤ sup forcing, and ≤ ρ where one exists."
                .into(),
            "Not applicable: no ρ solves the closed inequality at this b and the least |m_n-m_o|; the forcing form holds there all the same.".into(),
        ],
    })
}
