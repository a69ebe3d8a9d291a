//! Mass and drift that `diagnose` recovers, recorded.

use super::rows::{columns, note, recorded, shown};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::Scenario;
use crate::table::Table;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "diagnose-recovery",
    about: "mass forgetting and drift that diagnose finds of learners whose mass and drift are known",
    uses: &[],
    build,
};

/// Written by the command that the note names.
const RECORDED: &str = include_str!("diagnose_recovery.csv");

fn build(_: &Scenario) -> Result<Table> {
    let rows = recorded(ENTRY.name, RECORDED)?;
    Ok(Table {
        name: ENTRY.name,
        caption: "Learners of known mass and drift against N(0, 1) and N(δ, 1), α = 1/2, by their log-likelihoods alone".into(),
        claims: &["H2", "H3"],
        columns: columns(),
        rows: rows.iter().map(|row| shown(row, true)).collect(),
        notes: vec![
            note(ENTRY.name, &rows),
            "Learners β N(m_o, 1) + (1-β) N(m_n, 1) with (δ; β, m_o, m_n) = (3; 0.2, 0, 3), (3; 0.4, 0.3, 2.5), (2; 0.1, 0.8, 2) and (4; 0.01, 0, 4); truths by the exact split of H2. \
             The mass of the model's own samples estimates b where the learner does not drift."
                .into(),
        ],
    })
}
