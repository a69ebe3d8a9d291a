//! Every bound of the claim files where it is tightest: both sides enclosed, generated from the claim itself.

use crate::claim::{Expr, Program, Symbol};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::interval::Interval;
use crate::judge::{Assertion, IntervalAlgebra, Obligation, obligations};
use crate::ledger::{Entry, Ledger, shipped_claim_files};
use crate::model::Scenario;
use crate::table::{Cell, Column, Table};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "bounds",
    about: "every inequality of the claim files: both sides where they are closest, the slack there, and the verdict on the whole domain",
    uses: &[],
    build,
};

fn build(_: &Scenario) -> Result<Table> {
    let ledger = Ledger::recorded();
    let mut rows = Vec::new();
    for file in shipped_claim_files()? {
        for filed in file.claims() {
            let Some(entry) = ledger.entry(filed) else {
                continue;
            };
            let bounds = filed.claim.simple().map(obligations).unwrap_or_default();
            let bounds = bounds.iter().filter(|o| o.assertion != Assertion::Equal);
            rows.extend(bounds.map(|obligation| row(obligation, entry)));
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: "The bounds of the theory where they are tightest".into(),
        claims: &[],
        columns: vec![
            Column::new("id", "claim", "claim"),
            Column::new("relation", "relation", "relation"),
            Column::new("at", "closest at", "closest at"),
            Column::new("smaller", "smaller side", "smaller side"),
            Column::new("larger", "larger side", "larger side"),
            Column::new("slack", "slack there", "slack there").detail(),
            Column::new(
                "proved_slack",
                "slack everywhere ≥",
                "slack everywhere $\\ge$",
            ),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![format!(
            "Closest among the points the sampling judge looked at, relative to the size of the sides; only digits that interval arithmetic \
             vouches for are shown. A certified claim has a proved lower bound of the slack on its whole domain. \
             The verdicts were {}.",
            ledger.provenance()
        )],
    })
}

fn row(obligation: &Obligation, entry: &Entry) -> Vec<Cell> {
    let at = |expr: &Expr| enclosed(expr, &entry.tightest);
    let point: Vec<String> = entry
        .tightest
        .iter()
        .map(|(name, value)| format!("{name} = {}", crate::table::significant_digits(*value, 6)))
        .collect();
    let established = entry.verdict.is_established();
    vec![
        Cell::text(&entry.id),
        Cell::text(obligation.to_string()),
        // A statement about numbers has no place.
        if point.is_empty() {
            Cell::Missing
        } else {
            Cell::text(point.join(", "))
        },
        at(&obligation.smaller),
        at(&obligation.larger),
        at(&obligation.slack()),
        entry
            .slack
            .filter(|_| established)
            .map_or(Cell::Missing, |slack| Cell::Number {
                value: slack,
                digits: 2,
            }),
        Cell::Verdict(entry.verdict),
    ]
}

/// The value at a point, with the digits its enclosure vouches for.
fn enclosed(expr: &Expr, point: &[(String, f64)]) -> Cell {
    let variables: Option<Vec<Symbol>> = point.iter().map(|(name, _)| Symbol::new(name)).collect();
    let values: Vec<Interval> = point.iter().map(|(_, x)| Interval::point(*x)).collect();
    let program = Program::new([expr], &variables.unwrap_or_default());
    let enclosure = program
        .bind(&IntervalAlgebra)
        .and_then(|program| program.evaluate(&values));
    enclosure.map_or(Cell::Missing, |enclosure| Cell::enclosed(enclosure[0]))
}
