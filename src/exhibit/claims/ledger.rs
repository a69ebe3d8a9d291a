//! The ledger by theorem: how many of its claims each judge settled.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::ledger::{Ledger, shipped_claim_files};
use crate::model::Scenario;
use crate::table::{Cell, Column, Table, Verdict};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "ledger",
    about: "the theory, one row a theorem: how many of its claims are proved, certified or sampled, and how many theorems Rocq has checked",
    uses: &[],
    build,
};

fn build(_: &Scenario) -> Result<Table> {
    let ledger = Ledger::recorded();
    let files = shipped_claim_files()?;
    let rows = files.iter().map(|file| {
        let judged = file.claims().iter().filter_map(|filed| ledger.entry(filed));
        let here = Ledger::new(judged.cloned().collect());
        let count = |verdict: Verdict| {
            let entries = here.entries.iter().filter(|e| e.verdict == verdict);
            Cell::Count(entries.count() as u64)
        };
        vec![
            Cell::text(file.short_id().unwrap_or(file.id())),
            Cell::text(file.title().unwrap_or(file.id())),
            Cell::text(file.field("tightness").unwrap_or("-")),
            count(Verdict::Proved),
            count(Verdict::Certified),
            count(Verdict::HoldsOnSamples),
            Cell::Count(file.machine_checked().count() as u64),
            file.machine_checked_scope()
                .map_or(Cell::Missing, |scope| Cell::text(scope.to_string())),
        ]
    });
    Ok(Table {
        name: ENTRY.name,
        caption: "The ledger: what the judges say of each theorem's claims".into(),
        claims: &[],
        columns: vec![
            Column::new("claim", "claim", "claim"),
            Column::new("title", "what it says", "what it says"),
            Column::new("tightness", "tightness", "tightness"),
            Column::new("proved", "proved", "proved"),
            Column::new("certified", "certified", "certified"),
            Column::new("sampled", "on samples", "on samples"),
            Column::new("machine_checked", "theorems in Rocq", "Rocq"),
            Column::new(
                "machine_checked_scope",
                "of the claim, they cover",
                "which cover it",
            ),
        ],
        rows: rows.collect(),
        notes: vec![format!(
            "Proved: by exact rewriting. Certified: by interval arithmetic on the whole domain. Nothing is refuted, nothing undecided. \
             The verdicts were {}; `forgetting check` judges all of it again.",
            ledger.provenance()
        )],
    })
}
