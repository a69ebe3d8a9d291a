//! G3: all that is stationary in the landscape of reverse KL.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::landscape::{Basins, POSITION_ACCURACY, Search, basins, search, three_lines_from};
use crate::minimize::StationaryKind;
use crate::model::{Scenario, Separation, Weight};
use crate::objective::VALUE_ACCURACY;
use crate::table::{Cell, Column, Table, Verdict, significant_digits};
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
    let blocks: Vec<Vec<Vec<Cell>>> = cases
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
    Ok(Table {
        name: ENTRY.name,
        caption: "Reverse KL in (φ, m_o, m_n), d = 1: everything stationary that was found".into(),
        claims: &["G3"],
        columns: vec![
            Column::new("alpha", "α", "$\\alpha$"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("what", "what", "what"),
            Column::new("position", "|m-μ_o|", "$|m-\\mu_o|$"),
            Column::new("value", "KL", "KL"),
            Column::new("kind", "kind", "kind"),
            Column::new("hits", "Newton searches ending here", "searches").detail(),
            Column::new("share", "share of flows ending here", "share"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows: blocks.into_iter().flatten().collect(),
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

fn rows(alpha: f64, delta: f64, found: &Search, ends: &Basins) -> Vec<Vec<Cell>> {
    let share = |count: usize| Cell::text(significant_digits(count as f64 / ends.starts as f64, 3));
    let head = |what: &str| vec![Cell::Input(alpha), Cell::Input(delta), Cell::text(what)];
    let mut rows = Vec::new();
    for (minimum, count) in found.minima.iter().zip([ends.target, ends.swap]) {
        let mut row = head(if minimum.label_swap {
            "label swap"
        } else {
            "target"
        });
        let holds = minimum.kind == StationaryKind::Minimum && minimum.value == 0.0;
        row.extend([
            Cell::text("modes' places"),
            Cell::known_to(minimum.value, VALUE_ACCURACY * VALUE_ACCURACY),
            Cell::text(minimum.kind.label()),
            Cell::Count(minimum.hits as u64),
            share(count),
            Cell::Verdict(Verdict::of_condition(holds)),
        ]);
        rows.push(row);
    }
    for (line, hits) in found.lines.iter().zip(&found.line_hits) {
        let stated = StationaryKind::Saddle(1 + usize::from(line.shift_curvature < 0.0));
        let mut row = head("line");
        row.extend([
            Cell::known_to(line.position, POSITION_ACCURACY),
            Cell::within(line.value, VALUE_ACCURACY),
            Cell::text(line.kind.label()),
            Cell::Count(*hits as u64),
            share(0),
            Cell::Verdict(Verdict::of_condition(line.kind == stated)),
        ]);
        rows.push(row);
    }
    for point in &found.others {
        let mut row = head("another point");
        row.extend([
            Cell::text(format!("{:?}", point.learner.to_parameters().as_slice())),
            Cell::within(point.value, VALUE_ACCURACY),
            Cell::text(point.kind.label()),
            Cell::Count(point.hits as u64),
            share(0),
            Cell::Verdict(Verdict::FailsOnSamples),
        ]);
        rows.push(row);
    }
    rows
}
