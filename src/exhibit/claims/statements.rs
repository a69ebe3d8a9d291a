//! The ledger: every claim of the theory with its verdict.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::ledger::{Entry, FiledClaim, Ledger, shipped_claim_files};
use crate::model::Scenario;
use crate::table::{Cell, Field, Table, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "claims",
    about: "the ledger: every claim of the theory, its verdict and what the verdict rests on, as last recorded by `check`",
    uses: &[],
    build,
};

struct Row {
    theorem: String,
    filed: FiledClaim,
    entry: Entry,
    machine_checked: u64,
}

const FIELDS: &[Field<Row>] = &[
    Field::new("claim", "claim", "claim", |r| Cell::text(&r.theorem)),
    Field::new("id", "block", "block", |r| Cell::text(&r.filed.id)),
    Field::new("statement", "statement", "statement", |r| {
        Cell::text(r.filed.claim.to_string())
    }),
    Field::verdict(|r| Cell::Verdict(r.entry.verdict)),
    Field::new("boxes", "boxes", "boxes", |r| Cell::Count(r.entry.boxes)),
    Field::new("slack", "smallest slack", "smallest slack", |r| {
        let slack = r.entry.slack;
        slack.map_or(Cell::Missing, |value| Cell::Number { value, digits: 2 })
    }),
    Field::new("machine_checked", "theorems in Rocq", "Rocq", |r| {
        Cell::Count(r.machine_checked)
    }),
];

fn build(_: &Scenario) -> Result<Table> {
    let ledger = Ledger::recorded();
    let mut rows = Vec::new();
    for file in shipped_claim_files()? {
        for filed in file.claims() {
            // A claim that changed since it was judged has no verdict to show.
            let Some(entry) = ledger.entry(filed) else {
                continue;
            };
            rows.push(Row {
                theorem: file.short_id().unwrap_or(file.id()).to_owned(),
                filed: filed.clone(),
                entry: entry.clone(),
                machine_checked: file.machine_checked().count() as u64,
            });
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "The claims of the theory and what the judges say of them".into(),
        claims: &[],
        columns,
        rows,
        notes: vec![format!(
            "The smallest slack is a proved lower bound where the verdict is certified, the smallest one seen otherwise. \
             The verdicts were {}; `forgetting check` judges everything again.",
            ledger.provenance()
        )],
    })
}
