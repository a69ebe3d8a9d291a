//! Every bound of the claim files where it is tightest: both sides enclosed, generated from the claim itself.

use crate::claim::{Expr, Program, Symbol};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::interval::Interval;
use crate::judge::{Assertion, IntervalAlgebra, Obligation, obligations};
use crate::ledger::{Entry, Ledger, shipped_claim_files};
use crate::model::Scenario;
use crate::table::{Cell, Field, Table, laid_out};

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
            let bounds = bounds
                .into_iter()
                .filter(|o| o.assertion != Assertion::Equal);
            let entry = || entry.clone();
            rows.extend(bounds.map(|bound| Row {
                bound,
                entry: entry(),
            }));
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "The bounds of the theory where they are tightest".into(),
        claims: &[],
        columns,
        rows,
        notes: vec![format!(
            "Closest among the points the sampling judge looked at, relative to the size of the sides; only digits that interval arithmetic \
             vouches for are shown. A certified claim has a proved lower bound of the slack on its whole domain. \
             The verdicts were {}.",
            ledger.provenance()
        )],
    })
}

struct Row {
    bound: Obligation,
    entry: Entry,
}

impl Row {
    /// An expression where the sides are closest.
    fn there(&self, expr: &Expr) -> Cell {
        enclosed(expr, &self.entry.tightest)
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("id", "claim", "claim", |r| Cell::text(&r.entry.id)),
    Field::new("relation", "relation", "relation", |r| {
        Cell::text(r.bound.to_string())
    }),
    Field::new("at", "closest at", "closest at", |r| {
        let coordinate = |(name, value): &(String, f64)| {
            format!("{name} = {}", crate::table::significant_digits(*value, 6))
        };
        let point: Vec<String> = r.entry.tightest.iter().map(coordinate).collect();
        // A statement about numbers has no place.
        if point.is_empty() {
            Cell::Missing
        } else {
            Cell::text(point.join(", "))
        }
    }),
    Field::new("smaller", "smaller side", "smaller side", |r| {
        r.there(&r.bound.smaller)
    }),
    Field::new("larger", "larger side", "larger side", |r| {
        r.there(&r.bound.larger)
    }),
    Field::detail("slack", "slack there", "slack there", |r| {
        r.there(&r.bound.slack())
    }),
    Field::new(
        "proved_slack",
        "slack everywhere ≥",
        "slack everywhere $\\ge$",
        |r| {
            let established = r.entry.verdict.is_established();
            let slack = r.entry.slack.filter(|_| established);
            slack.map_or(Cell::Missing, |value| Cell::Number { value, digits: 2 })
        },
    ),
    Field::verdict(|r| Cell::Verdict(r.entry.verdict)),
];

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
