//! The ledger: every claim of the theory with its verdict.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::ledger::{Ledger, shipped_claim_files};
use crate::model::Scenario;
use crate::table::{Cell, Column, Table};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "claims",
    about: "the ledger: every claim of the theory, its verdict and what the verdict rests on, as last recorded by `check`",
    uses: &[],
    build,
};

fn build(_: &Scenario) -> Result<Table> {
    let ledger = Ledger::recorded();
    let mut rows = Vec::new();
    for file in shipped_claim_files()? {
        let theorems = file.machine_checked().count() as u64;
        for filed in file.claims() {
            // A claim that changed since it was judged has no verdict to show.
            let Some(entry) = ledger.entry(filed) else {
                continue;
            };
            rows.push(vec![
                Cell::text(file.short_id().unwrap_or(file.id())),
                Cell::text(&filed.id),
                Cell::text(filed.claim.to_string()),
                Cell::Verdict(entry.verdict),
                Cell::Count(entry.boxes),
                entry.slack.map_or(Cell::Missing, |slack| Cell::Number {
                    value: slack,
                    digits: 2,
                }),
                Cell::Count(theorems),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: "The claims of the theory and what the judges say of them".into(),
        claims: &[],
        columns: vec![
            Column::new("claim", "claim", "claim"),
            Column::new("id", "block", "block"),
            Column::new("statement", "statement", "statement"),
            Column::new("verdict", "verdict", "verdict"),
            Column::new("boxes", "boxes", "boxes"),
            Column::new("slack", "smallest slack", "smallest slack"),
            Column::new("machine_checked", "theorems in Rocq", "Rocq"),
        ],
        rows,
        notes: vec![format!(
            "The smallest slack is a proved lower bound where the verdict is certified, the smallest one seen otherwise. \
             The verdicts were {}; `forgetting check` judges everything again.",
            ledger.provenance()
        )],
    })
}
