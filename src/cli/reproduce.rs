//! `reproduce`: every table and figure, the report and the manifest into a folder.

use super::arguments::Reproduce;
use super::terminal::{Progress, in_colour_of};
use super::{Outcome, judging, print};
use forgetting::error::Result;
use forgetting::exhibit::{Exhibit, TableEntry};
use forgetting::ledger::Ledger;
use forgetting::model::Part;
use forgetting::report::{Reproduction, Written, reproduce};
use forgetting::table::Table;

pub(super) fn run(options: &Reproduce, quiet: bool) -> Result<Outcome> {
    if let Some(name) = &options.only {
        check_flags(name, &options.setting.given())?;
    }
    let request = Reproduction {
        scenario: options.setting.scenario()?,
        only: options.only.clone(),
        paper: options.paper,
    };
    let progress = Progress::start("computing tables and figures", quiet);
    let written = reproduce(&request, &options.out)?;
    drop(progress);
    if !quiet {
        print(&summary(&written, options))?;
    }
    Ok(outcome(&written.tables))
}

/// Refuses a flag that sets what none of the tables of this name depend on.
pub(super) fn check_flags(name: &str, given: &[&str]) -> Result<()> {
    match (TableEntry::find(name), Exhibit::find(name)) {
        (Ok(entry), _) => entry.check_flags(given),
        (Err(_), Some(exhibit)) => {
            Part::check(&format!("the table {name}"), &exhibit.uses(), given)
        }
        (Err(_), None) => Exhibit::tables(name).map(drop),
    }
}

fn summary(written: &Written, options: &Reproduce) -> String {
    let mut text = String::new();
    for table in &written.tables {
        let verdicts: Vec<String> = table
            .verdict_counts()
            .iter()
            .map(|(v, n)| in_colour_of(*v, &format!("{n} {}", v.label())))
            .collect();
        let verdicts = if verdicts.is_empty() {
            "no verdicts".to_owned()
        } else {
            verdicts.join(", ")
        };
        let recorded = if table.is_recorded() {
            format!(", {}", Ledger::recorded().provenance())
        } else {
            String::new()
        };
        text += &format!(
            "{:<22} {:>3} {:<4}   {verdicts}{recorded}\n",
            table.name,
            table.rows.len(),
            if table.rows.len() == 1 { "row" } else { "rows" },
        );
    }
    if !written.figures.is_empty() {
        let names: Vec<&str> = written.figures.iter().map(|f| f.name).collect();
        text += &format!("\n{} figures: {}\n", names.len(), names.join(", "));
        text += &format!("report: {}\n", options.out.join("report.html").display());
    }
    text += &format!(
        "\n{} files in {}\n",
        written.files.len(),
        options.out.display()
    );
    text
}

/// 1 if any row is refuted, 3 if any is left open.
pub(super) fn outcome(tables: &[Table]) -> Outcome {
    let counts = tables.iter().flat_map(Table::verdict_counts);
    judging::outcome(counts.map(|(verdict, _)| verdict))
}
