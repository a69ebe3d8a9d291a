//! Intervals and checks of `advise`, recorded.

use super::rows::{columns, note, recorded, shown};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::Scenario;
use crate::table::Table;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "advise-coverage",
    about: "how often the intervals of advise cover truths that are known, and how often its checks are wrong",
    uses: &[],
    build,
};

/// The setting whose intervals are to hold their level: the others break what it rests on, and checks may miss that.
const GAUSSIAN: &str = "Gaussian";
/// Written by the command that the note names.
const RECORDED: &str = include_str!("advise_coverage.csv");

fn build(_: &Scenario) -> Result<Table> {
    let rows = recorded(ENTRY.name, RECORDED)?;
    Ok(Table {
        name: ENTRY.name,
        caption: "Two tasks of known separation, 2 along the first feature, their advice at old mass 1/2".into(),
        claims: &["H1"],
        columns: columns(),
        rows: rows.iter().map(|row| shown(row, row.setting == GAUSSIAN)).collect(),
        notes: vec![
            note(ENTRY.name, &rows),
            "Unequal covariances: the new task's first feature has twice the deviation. Skewed: 0.8 N(0, 0.36) + 0.2 N(2, 1), the new task moved by 2. \
             The separation's truth is in pooled deviations; the tasks that are not Gaussian take the law route, whose intervals leave out the misfit of the calibration."
                .into(),
        ],
    })
}
