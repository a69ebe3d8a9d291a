//! `table`: one table to standard output.

use super::arguments::Table;
use super::{Outcome, print};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, TableStyle};
use forgetting::error::Result;
use forgetting::table::{Format, TableEntry};
use std::io::IsTerminal;

pub(super) fn run(options: &Table) -> Result<Outcome> {
    let entry = TableEntry::find(&options.name)?;
    entry.check_flags(&options.setting.given())?;
    let format = options.format.as_deref().map(Format::find).transpose()?;
    let table = entry.build(&options.setting.scenario()?)?;
    let text = match format {
        Some(format) => format.render(&table),
        None if std::io::stdout().is_terminal() => for_a_terminal(&table),
        None => Format::Markdown.render(&table),
    };
    print(&text)?;
    Ok(super::reproduce::outcome(std::slice::from_ref(&table)))
}

/// Ruled columns, which a terminal shows better than Markdown.
fn for_a_terminal(table: &forgetting::table::Table) -> String {
    let rule = LineStyle::none().fill('─').junction('─');
    let mut drawn = comfy_table::Table::new();
    drawn
        .load_style(
            TableStyle::new()
                .top_border(rule)
                .header_separator(rule)
                .bottom_border(rule),
        )
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(table.columns.iter().map(|c| c.heading))
        .add_rows(
            table
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| cell.readable())),
        );
    for (k, column) in drawn.column_iter_mut().enumerate() {
        if table.right_aligned(k) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut out = format!(
        "{}\n\n{}\n\nClaims: {}.\n",
        table.caption,
        drawn.trim_fmt(),
        table.claims.join(", ")
    );
    for note in &table.notes {
        out += &format!("\n{note}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use forgetting::model::Scenario;

    #[test]
    fn a_terminal_sees_every_cell_in_aligned_columns() {
        let scenario = Scenario::find("moderate").expect("shipped");
        let table = TableEntry::find("conditioning")
            .and_then(|t| t.build(&scenario))
            .expect("converges");
        let text = for_a_terminal(&table);
        for cell in table.rows.iter().flatten() {
            assert!(text.contains(&cell.readable()));
        }
        let widths: Vec<usize> = text
            .lines()
            .filter(|l| l.contains("holds on samples"))
            .map(|l| l.chars().count())
            .collect();
        assert_eq!(widths.len(), table.rows.len());
        assert!(widths.iter().all(|w| *w == widths[0]));
    }
}
