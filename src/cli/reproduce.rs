//! `reproduce`: every table into a folder.

use super::arguments::Reproduce;
use super::{Outcome, print};
use forgetting::error::Result;
use forgetting::report::{Reproduction, reproduce};
use forgetting::table::{Table, Verdict};

pub(super) fn run(options: &Reproduce) -> Result<Outcome> {
    let request = Reproduction {
        scenario: options.setting.scenario()?,
        only: options.only.clone(),
    };
    // Nothing takes longer than a second yet, so --quick has nothing to leave out.
    let written = reproduce(&request, &options.out)?;
    let mut text = String::new();
    for table in &written.tables {
        let verdicts: Vec<String> = table
            .verdict_counts()
            .iter()
            .map(|(v, n)| format!("{n} {}", v.label()))
            .collect();
        let verdicts = if verdicts.is_empty() {
            "no verdicts".to_owned()
        } else {
            verdicts.join(", ")
        };
        text += &format!(
            "{:<22} {:>3} rows   {verdicts}\n",
            table.name,
            table.rows.len()
        );
    }
    text += &format!(
        "\n{} files in {}\n",
        written.files.len(),
        options.out.display()
    );
    print(&text);
    Ok(outcome(&written.tables))
}

/// 1 if any row is refuted, 3 if any is undecided.
pub(super) fn outcome(tables: &[Table]) -> Outcome {
    let any = |verdict: Verdict| {
        tables
            .iter()
            .flat_map(Table::verdict_counts)
            .any(|(v, _)| v == verdict)
    };
    if any(Verdict::Refuted) {
        Outcome::RefutedOrFailed
    } else if any(Verdict::Undecided) {
        Outcome::Undecided
    } else {
        Outcome::Well
    }
}
