//! B2, B4: SFT in time, weights only between its envelopes and with everything free.

use crate::bounds::ENVELOPE_ACCURACY as BOUND_ERROR;
use crate::bounds::{collapse_tail, collapse_weight_envelope};
use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{ACCURACY as FLOW_ERROR, GradientFlow};
use crate::minimize::Free;
use crate::model::{Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{ForwardKl, Objective, VALUE_ACCURACY as VALUE_ERROR};
use crate::overlap::{ACCURACY, Overlap};
use crate::table::{Cell, Column, Table, Verdict};
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

fn build(scenario: &Scenario) -> Result<Table> {
    let from = scenario.start().weight();
    if let Some(table) = unless_it_runs(&ENTRY, &[("beta0", from)]) {
        return Ok(table);
    }
    let blocks: Vec<Vec<Vec<Cell>>> = [1.0, 2.0, 3.0, 5.0, 8.0]
        .into_par_iter()
        .map(|delta| {
            let separation = Separation::new(delta)?;
            let mut rows = weight_only(from, separation)?;
            rows.extend(all_free(from, separation)?);
            Ok(rows)
        })
        .collect::<Result<_>>()?;
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "SFT on new data from old weight {} and correct means, by gradient flow (learning rate 1)",
            from.old()
        ),
        claims: &["B2", "B4"],
        columns: vec![
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("free", "free", "free"),
            Column::new("time", "t", "$t$"),
            Column::new("weight", "old weight β(t)", "$\\beta(t)$"),
            Column::new("fastest", "at least (B2)", "$\\beta\\ge$").detail(),
            Column::new("tail", "at least (tail)", "tail"),
            Column::new("slowest", "at most (B2)", "$\\beta\\le$"),
            Column::new("over_tail", "β/tail", "$\\beta$/tail").detail(),
            Column::new("moved", "old mean moved, of δ", "moved/$\\delta$"),
            Column::new("pull", "pull on the old mean", "pull").detail(),
            Column::new("value", "KL", "KL"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows: blocks.into_iter().flatten().collect(),
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

fn weight_only(from: Weight, separation: Separation) -> Result<Vec<Vec<Cell>>> {
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
            Ok(vec![
                Cell::Input(separation.delta()),
                Cell::text("weight"),
                Cell::Input(time),
                Cell::within(beta, FLOW_ERROR),
                Cell::within(sides.fastest, BOUND_ERROR),
                Cell::within(tail, BOUND_ERROR),
                Cell::within(sides.slowest, BOUND_ERROR),
                Cell::within(beta / tail, FLOW_ERROR),
                Cell::text("means held"),
                Cell::text("means held"),
                Cell::within(objective.value(&learner), FLOW_ERROR),
                Cell::Verdict(
                    Verdict::of_inequality(sides.fastest, beta, FLOW_ERROR)
                        .and(Verdict::of_inequality(tail, beta, FLOW_ERROR))
                        .and(Verdict::of_inequality(beta, sides.slowest, FLOW_ERROR)),
                ),
            ])
        })
        .collect()
}

fn all_free(from: Weight, separation: Separation) -> Result<Vec<Vec<Cell>>> {
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
        rows.push(vec![
            Cell::Input(delta),
            Cell::text("all"),
            Cell::Input(sample.time),
            Cell::within(learner.weight().old(), FLOW_ERROR),
            Cell::text("not applicable"),
            Cell::text("not applicable"),
            Cell::text("not applicable"),
            Cell::text("not applicable"),
            Cell::known_to(moved, FLOW_ERROR / delta),
            Cell::known_to(sample.old_pull, FLOW_ERROR),
            // Its gradient is of the size of its root.
            Cell::known_to(sample.value, FLOW_ERROR * sample.value.sqrt()),
            Cell::Verdict(verdict),
        ]);
    }
    Ok(rows)
}
