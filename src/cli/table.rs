//! `table`: one table to standard output.

use super::arguments::Table;
use super::{Outcome, print};
use forgetting::error::Result;
use forgetting::table::{Format, TableEntry};

pub(super) fn run(options: &Table) -> Result<Outcome> {
    let entry = TableEntry::find(&options.name)?;
    let format = Format::find(&options.format)?;
    let table = entry.build(&options.setting.scenario()?)?;
    print(&format.render(&table));
    Ok(super::reproduce::outcome(std::slice::from_ref(&table)))
}
