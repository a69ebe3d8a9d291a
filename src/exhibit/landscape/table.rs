//! G3: all that is stationary in the landscape of reverse KL.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::landscape::{Basins, POSITION_ACCURACY, Search, basins, search, three_lines_from};
use crate::minimize::StationaryKind;
use crate::model::{Scenario, Separation, Weight};
use crate::objective::VALUE_ACCURACY;
use crate::table::{Cell, Field, Table, Verdict, laid_out, significant_digits};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "landscape",
    about: "stationary points and lines of reverse KL with everything free, their kind and value, and the shares of random starts that end at each (G3)",
    uses: &[],
    build,
};

const ALPHAS: [f64; 2] = [0.5, 0.3];
const DELTAS: [f64; 5] = [1.0, 2.0, 3.0, 4.0, 6.0];
const SEARCHES: usize = 256;
const FLOWS: usize = 64;
const SEED: u64 = 1;

fn build(_: &Scenario) -> Result<Table> {
    let mut cases = Vec::new();
    for alpha in ALPHAS {
        for delta in DELTAS {
            cases.push((alpha, delta));
        }
    }
    let blocks: Vec<Vec<Row>> = cases
        .into_par_iter()
        .map(|(alpha, delta)| {
            let (weight, separation) = (Weight::new(alpha)?, Separation::new(delta)?);
            let found = search(weight, separation, SEARCHES, SEED);
            let ends = basins(weight, separation, FLOWS, SEED)?;
            Ok(rows(alpha, delta, &found, &ends))
        })
        .collect::<Result<_>>()?;
    let thresholds: Vec<String> = ALPHAS
        .into_iter()
        .map(|alpha| {
            let from = three_lines_from(Weight::new(alpha)?)?.delta();
            Ok(format!(
                "δ = {} at α = {alpha}",
                significant_digits(from, 9)
            ))
        })
        .collect::<Result<_>>()?;
    let rows: Vec<Row> = blocks.into_iter().flatten().collect();
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "Reverse KL in (φ, m_o, m_n), d = 1: everything stationary that was found".into(),
        claims: &["G3"],
        columns,
        rows,
        notes: vec![
            format!(
                "A stationary line is m_o = m_n = m with β free; the lines are all there are, since one function with at most two turning points counts them: one, \
                 and three from {} on.",
                thresholds.join(", ")
            ),
            format!(
                "Seeded random starts a setting: {SEARCHES} for Newton's method on ∇ = 0 and {FLOWS}, with m_o < m_n, for the flow. A search that got stuck or ran \
                 to an end of [0, 1] or away counts nowhere. Observed: nothing else is stationary. A new point would have a row of its own that fails."
            ),
            "Verdict: the Hessian's signature is that of G3: target and swap are minima; a line descends along the split of its components, and along their common \
             shift where δ²K_2 > 1. A flow still above the lowest line at t = 1e4 has no share."
                .into(),
        ],
    })
}

struct Row {
    alpha: f64,
    delta: f64,
    what: &'static str,
    position: Cell,
    value: Cell,
    kind: StationaryKind,
    /// Newton searches and the share of flows that end here.
    hits: usize,
    share: f64,
    verdict: Verdict,
}

const FIELDS: &[Field<Row>] = &[
    Field::new("alpha", "α", "$\\alpha$", |r| Cell::Input(r.alpha)),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("what", "what", "what", |r| Cell::text(r.what)),
    Field::new("position", "|m-μ_o|", "$|m-\\mu_o|$", |r| {
        r.position.clone()
    }),
    Field::new("value", "KL", "KL", |r| r.value.clone()),
    Field::new("kind", "kind", "kind", |r| Cell::text(r.kind.label())),
    Field::detail("hits", "Newton searches ending here", "searches", |r| {
        Cell::Count(r.hits as u64)
    }),
    Field::new("share", "share of flows ending here", "share", |r| {
        Cell::Number {
            value: r.share,
            digits: 3,
        }
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict)),
];

fn rows(alpha: f64, delta: f64, found: &Search, ends: &Basins) -> Vec<Row> {
    let minima = found.minima.iter().zip([ends.target, ends.swap]);
    let minima = minima.map(|(minimum, count)| {
        let holds = minimum.kind == StationaryKind::Minimum && minimum.value == 0.0;
        Row {
            alpha,
            delta,
            what: if minimum.label_swap {
                "label swap"
            } else {
                "target"
            },
            position: Cell::text("modes' places"),
            value: Cell::known_to(minimum.value, VALUE_ACCURACY * VALUE_ACCURACY),
            kind: minimum.kind,
            hits: minimum.hits,
            share: count as f64 / ends.starts as f64,
            verdict: Verdict::of_condition(holds),
        }
    });
    let lines = found.lines.iter().zip(&found.line_hits);
    let lines = lines.map(|(line, hits)| {
        let stated = StationaryKind::Saddle(1 + usize::from(line.shift_curvature < 0.0));
        Row {
            alpha,
            delta,
            what: "line",
            position: Cell::known_to(line.position, POSITION_ACCURACY),
            value: Cell::within(line.value, VALUE_ACCURACY),
            kind: line.kind,
            hits: *hits,
            share: 0.0,
            verdict: Verdict::of_condition(line.kind == stated),
        }
    });
    let others = found.others.iter().map(|point| Row {
        alpha,
        delta,
        what: "another point",
        position: Cell::text(format!("{:?}", point.learner.to_parameters().as_slice())),
        value: Cell::within(point.value, VALUE_ACCURACY),
        kind: point.kind,
        hits: point.hits,
        share: 0.0,
        verdict: Verdict::FailsOnSamples,
    });
    minima.chain(lines).chain(others).collect()
}
