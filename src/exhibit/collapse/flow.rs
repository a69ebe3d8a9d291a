//! B2, B4: SFT in time, weights only between its envelopes and with everything free.

use crate::bounds::ENVELOPE_ACCURACY as BOUND_ERROR;
use crate::bounds::{CollapseEnvelope, collapse_tail, collapse_weight_envelope};
use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{ACCURACY as FLOW_ERROR, GradientFlow};
use crate::minimize::Free;
use crate::model::{Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{ForwardKl, Objective, VALUE_ACCURACY as VALUE_ERROR};
use crate::overlap::{ACCURACY, Overlap};
use crate::table::{Cell, Field, Table, Verdict, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "sft-flow",
    about: "SFT by gradient flow: the old weight in time beside both envelopes and the tail (B2), and with free means, where the old mode goes (B4)",
    uses: &[Part::Beta0],
    build,
};

const TIMES: [f64; 4] = [1e2, 1e4, 1e6, 1e8];
/// With free means the flow is stiff; two decades less show as much.
const FREE_TIMES: [f64; 4] = [1.0, 1e2, 1e4, 1e6];

struct Row {
    delta: f64,
    time: f64,
    /// The old weight.
    weight: f64,
    kind: Kind,
    /// KL.
    value: f64,
    verdict: Verdict,
}

enum Kind {
    /// Only the weight moves, between B2's sides.
    Weight { sides: CollapseEnvelope, tail: f64 },
    /// Everything is free: how far the old mean has moved, of $\delta$, and what pulls at it.
    Free { moved: f64, pull: f64 },
}

impl Row {
    /// A cell of a run of the weight alone.
    fn of_weight(&self, cell: impl Fn(&CollapseEnvelope, f64) -> Cell) -> Cell {
        match &self.kind {
            Kind::Weight { sides, tail } => cell(sides, *tail),
            Kind::Free { .. } => Cell::text("not applicable"),
        }
    }

    /// A cell of a run in which the means move too.
    fn of_means(&self, cell: impl Fn(f64, f64) -> Cell) -> Cell {
        match self.kind {
            Kind::Weight { .. } => Cell::text("means held"),
            Kind::Free { moved, pull } => cell(moved, pull),
        }
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("free", "free", "free", |r| {
        Cell::text(match r.kind {
            Kind::Weight { .. } => "weight",
            Kind::Free { .. } => "all",
        })
    }),
    Field::new("time", "t", "$t$", |r| Cell::Input(r.time)),
    Field::new("weight", "old weight β(t)", "$\\beta(t)$", |r| {
        Cell::within(r.weight, FLOW_ERROR)
    }),
    Field::detail("fastest", "at least (B2)", "$\\beta\\ge$", |r| {
        r.of_weight(|sides, _| Cell::within(sides.fastest, BOUND_ERROR))
    }),
    Field::new("tail", "at least (tail)", "tail", |r| {
        r.of_weight(|_, tail| Cell::within(tail, BOUND_ERROR))
    }),
    Field::new("slowest", "at most (B2)", "$\\beta\\le$", |r| {
        r.of_weight(|sides, _| Cell::within(sides.slowest, BOUND_ERROR))
    }),
    Field::detail("over_tail", "β/tail", "$\\beta$/tail", |r| {
        r.of_weight(|_, tail| Cell::within(r.weight / tail, FLOW_ERROR))
    }),
    Field::new("moved", "old mean moved, of δ", "moved/$\\delta$", |r| {
        r.of_means(|moved, _| Cell::known_to(moved, FLOW_ERROR / r.delta))
    }),
    Field::detail("pull", "pull on the old mean", "pull", |r| {
        r.of_means(|_, pull| Cell::known_to(pull, FLOW_ERROR))
    }),
    Field::new("value", "KL", "KL", |r| match r.kind {
        Kind::Weight { .. } => Cell::within(r.value, FLOW_ERROR),
        // Its gradient is of the size of its root.
        Kind::Free { .. } => Cell::known_to(r.value, FLOW_ERROR * r.value.sqrt()),
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict)),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let from = scenario.start().weight();
    if let Some(table) = unless_it_runs(&ENTRY, &[("beta0", from)]) {
        return Ok(table);
    }
    let blocks: Vec<Vec<Row>> = [1.0, 2.0, 3.0, 5.0, 8.0]
        .into_par_iter()
        .map(|delta| {
            let separation = Separation::new(delta)?;
            let mut rows = weight_only(from, separation)?;
            rows.extend(all_free(from, separation)?);
            Ok(rows)
        })
        .collect::<Result<_>>()?;
    let rows: Vec<Row> = blocks.into_iter().flatten().collect();
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "SFT on new data from old weight {} and correct means, by gradient flow (learning rate 1)",
            from.old()
        ),
        claims: &["B2", "B4"],
        columns,
        rows,
        notes: vec![
            "Tail: (1/β(0)² + 2χ²t)^(-1/2), from D ≤ χ²β; it is a bound at every time and the law (2χ²t)^(-1/2) at the end. Verdict, weight only: \
             both lower sides ≤ β ≤ the upper one."
                .into(),
            "With free means B2 does not apply. Pull: |∇_{m_o}|; at t = 0 it is the one B4 states, (κ_1 + κ_0 δ/2)/(1-β). Verdict, all free: that pull, \
             then KL below the row before."
                .into(),
            "Observed, from this start in one dimension: modes that overlap lose the old one by drift, not by mass. The old component is carried onto the new data \
             and keeps a weight, towards {m_o = m_n = μ_n} of B4; the further apart the modes, the more of the weight is gone before that."
                .into(),
        ],
    })
}

fn weight_only(from: Weight, separation: Separation) -> Result<Vec<Row>> {
    let start = TwoModes::on_the_line(separation).mixture(from);
    let objective = ForwardKl::sft(&start);
    let run = GradientFlow::new(&objective, Free::Weight).run(&start, TIMES[TIMES.len() - 1])?;
    TIMES
        .into_iter()
        .map(|time| {
            let learner = run.at(time);
            let beta = learner.weight().old();
            let sides = collapse_weight_envelope(from, time, separation)?;
            let tail = collapse_tail(from, time, separation)?;
            Ok(Row {
                delta: separation.delta(),
                time,
                weight: beta,
                value: objective.value(&learner),
                verdict: Verdict::of_inequality(sides.fastest, beta, FLOW_ERROR)
                    .and(Verdict::of_inequality(tail, beta, FLOW_ERROR))
                    .and(Verdict::of_inequality(beta, sides.slowest, FLOW_ERROR)),
                kind: Kind::Weight { sides, tail },
            })
        })
        .collect()
}

fn all_free(from: Weight, separation: Separation) -> Result<Vec<Row>> {
    let delta = separation.delta();
    let start = TwoModes::on_the_line(separation).mixture(from);
    let objective = ForwardKl::sft(&start);
    let run =
        GradientFlow::new(&objective, Free::All).run(&start, FREE_TIMES[FREE_TIMES.len() - 1])?;
    let times: Vec<f64> = std::iter::once(0.0).chain(FREE_TIMES).collect();
    let mut before = f64::INFINITY;
    let mut rows = Vec::new();
    for sample in run.samples(&objective, &times) {
        let learner = &sample.learner;
        let moved = (learner.old_mean() - start.old_mean()).norm() / delta;
        let verdict = if sample.time == 0.0 {
            let overlap = Overlap::new(from, separation);
            let stated = (overlap.moment(1) + 0.5 * delta * overlap.moment(0)) / from.new_mode();
            // A gradient's stated absolute error times the size of its terms, beta delta.
            Verdict::of_equality(sample.old_pull, stated, ACCURACY * from.old() * delta)
        } else {
            Verdict::of_inequality(sample.value, before, VALUE_ERROR)
        };
        before = sample.value;
        rows.push(Row {
            delta,
            time: sample.time,
            weight: learner.weight().old(),
            kind: Kind::Free {
                moved,
                pull: sample.old_pull,
            },
            value: sample.value,
            verdict,
        });
    }
    Ok(rows)
}
