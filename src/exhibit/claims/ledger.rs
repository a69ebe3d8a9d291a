//! The ledger by theorem: how many of its claims each judge settled.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::ledger::{ClaimFile, Ledger, shipped_claim_files};
use crate::model::Scenario;
use crate::table::{Cell, Field, Table, Verdict, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "ledger",
    about: "the theory, one row a theorem: how many of its claims are proved, certified or sampled, and how many theorems Rocq has checked",
    uses: &[],
    build,
};

struct Row {
    file: ClaimFile,
    /// Its claims as the ledger has them.
    judged: Ledger,
}

impl Row {
    fn count(&self, verdict: Verdict) -> Cell {
        let entries = self.judged.entries.iter().filter(|e| e.verdict == verdict);
        Cell::Count(entries.count() as u64)
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("claim", "claim", "claim", |r| {
        Cell::text(r.file.short_id().unwrap_or(r.file.id()))
    }),
    Field::new("title", "what it says", "what it says", |r| {
        Cell::text(r.file.title().unwrap_or(r.file.id()))
    }),
    Field::new("tightness", "tightness", "tightness", |r| {
        Cell::text(r.file.field("tightness").unwrap_or("-"))
    }),
    Field::new("proved", "proved", "proved", |r| r.count(Verdict::Proved)),
    Field::new("certified", "certified", "certified", |r| {
        r.count(Verdict::Certified)
    }),
    Field::new("sampled", "on samples", "on samples", |r| {
        r.count(Verdict::HoldsOnSamples)
    }),
    Field::new("machine_checked", "theorems in Rocq", "Rocq", |r| {
        Cell::Count(r.file.machine_checked().count() as u64)
    }),
    Field::new(
        "machine_checked_scope",
        "of the claim, they cover",
        "which cover it",
        |r| {
            let scope = r.file.machine_checked_scope();
            scope.map_or(Cell::Missing, |scope| Cell::text(scope.to_string()))
        },
    ),
];

fn build(_: &Scenario) -> Result<Table> {
    let ledger = Ledger::recorded();
    let rows: Vec<Row> = shipped_claim_files()?
        .into_iter()
        .map(|file| {
            let judged = file.claims().iter().filter_map(|filed| ledger.entry(filed));
            Row {
                judged: Ledger::new(judged.cloned().collect()),
                file,
            }
        })
        .collect();
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "The ledger: what the judges say of each theorem's claims".into(),
        claims: &[],
        columns,
        rows,
        notes: vec![format!(
            "Proved: by exact rewriting. Certified: by interval arithmetic on the whole domain. Nothing is refuted, nothing undecided. \
             The verdicts were {}; `forgetting check` judges all of it again.",
            ledger.provenance()
        )],
    })
}
