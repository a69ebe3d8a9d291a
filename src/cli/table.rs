//! `table`: one table to standard output.

use super::arguments::Table;
use super::reproduce::check_flags;
use super::terminal::{self, bold};
use super::{Outcome, print};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, TableStyle};
use forgetting::error::Result;
use forgetting::exhibit::Exhibit;
use forgetting::table::{Extent, Format, View};
use std::io::IsTerminal;

pub(super) fn run(options: &Table) -> Result<Outcome> {
    let entries = Exhibit::tables(&options.name)?;
    check_flags(&options.name, &options.setting.given())?;
    let format = options.format.as_deref().map(Format::find).transpose()?;
    let extent = if options.wide {
        Extent::Whole
    } else {
        Extent::Readable
    };
    let scenario = options.setting.scenario()?;
    let tables: Vec<_> = entries
        .iter()
        .map(|entry| entry.build(&scenario))
        .collect::<Result<_>>()?;
    let terminal = std::io::stdout().is_terminal();
    let one = |table: &forgetting::table::Table| match format {
        Some(format) => format.render_to(table, extent),
        None if terminal => {
            let width = (!options.wide).then(terminal::width);
            for_a_terminal(table, extent, width)
        }
        None => Format::Markdown.render_to(table, extent),
    };
    let text = match (Exhibit::find(&options.name), format) {
        (Some(exhibit), Some(format @ (Format::Csv | Format::Json))) if tables.len() > 1 => {
            format.render(&exhibit.joined(&tables))
        }
        _ => tables.iter().map(one).collect::<Vec<_>>().join("\n"),
    };
    print(&text)?;
    Ok(super::reproduce::outcome(&tables))
}

/// Ruled columns, which a terminal shows better than Markdown, at most `width` wide where that can be.
fn for_a_terminal(
    table: &forgetting::table::Table,
    extent: Extent,
    width: Option<usize>,
) -> String {
    let view = table.view(extent);
    let mut text = Text::new(table, &view);
    let dropped = width.map_or_else(Vec::new, |width| text.fit(width));
    let wrapped = |words: &str| match width {
        Some(width) => wrap(words, width.min(100)),
        None => words.to_owned(),
    };
    let mut out = format!("{}\n\n{}\n", bold(&wrapped(&table.caption)), text.drawn());
    let mut remarks = Vec::new();
    if !dropped.is_empty() {
        remarks.push(format!(
            "Not shown for want of room: {}. `--wide` shows every column, and so do csv and json.",
            dropped.join(", ")
        ));
    }
    if !table.claims.is_empty() {
        remarks.push(format!("Claims: {}.", table.claims.join(", ")));
    }
    for note in remarks.iter().chain(&view.remarks).chain(&table.notes) {
        out += &format!("\n{}\n", wrapped(note));
    }
    out
}

/// Words in columns are not folded below this.
const NARROWEST_WORDS: usize = 18;

/// The cells of a view as text, and whether each column holds numbers.
struct Text {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    right: Vec<bool>,
}

impl Text {
    fn new(table: &forgetting::table::Table, view: &View) -> Self {
        let row = |row| view.columns.iter().map(|k| view.text(row, *k)).collect();
        Self {
            headings: view.headings().map(|c| c.heading.to_owned()).collect(),
            rows: (0..table.rows.len()).map(row).collect(),
            right: view
                .columns
                .iter()
                .map(|k| table.right_aligned(*k))
                .collect(),
        }
    }

    /// A column's width, its heading as it is folded.
    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().map(|row| &row[column]);
        let lines = cells
            .chain([&self.headings[column]])
            .flat_map(|text| text.lines());
        lines.map(|line| line.chars().count()).max().unwrap_or(0)
    }

    /// Folds headings to what their cells or their longest word need, but to no less than this.
    fn fold_headings(&mut self, least: usize) {
        for (k, heading) in self.headings.iter_mut().enumerate() {
            let lines = self.rows.iter().flat_map(|row| row[k].lines());
            let body = lines.map(|line| line.chars().count()).max().unwrap_or(0);
            let needed = body.max(longest_word(heading)).max(least);
            *heading = wrap(heading, needed);
        }
    }

    /// A space at both sides of every column, and one between columns.
    fn total(&self) -> usize {
        let columns = self.headings.len();
        let widths = (0..columns).map(|k| self.width(k) + 2);
        widths.sum::<usize>() + columns.saturating_sub(1)
    }

    /// Folds headings, then words, then leaves out columns from the right, until the table fits; the headings left out.
    fn fit(&mut self, width: usize) -> Vec<String> {
        self.fold_headings(12);
        if self.total() > width {
            self.fold_headings(0);
        }
        while self.total() > width {
            let wordy = |k: &usize| !self.right[*k] && self.width(*k) > NARROWEST_WORDS;
            let widest = (0..self.headings.len())
                .filter(wordy)
                .max_by_key(|k| self.width(*k));
            let Some(k) = widest else { break };
            let (before, excess) = (self.width(k), self.total() - width);
            let narrower = before.saturating_sub(excess).max(NARROWEST_WORDS);
            for row in &mut self.rows {
                row[k] = wrap(&row[k].replace('\n', " "), narrower);
            }
            if self.width(k) == before {
                break;
            }
        }
        let mut dropped = Vec::new();
        while self.total() > width && self.headings.len() > 2 {
            let last = self.headings.len() - 1;
            dropped.insert(0, self.headings.remove(last).replace('\n', " "));
            self.right.remove(last);
            self.rows.iter_mut().for_each(|row| drop(row.remove(last)));
        }
        let words = (0..self.headings.len()).filter(|k| !self.right[*k]);
        if let Some(k) = words.max_by_key(|k| self.width(*k)) {
            // A formula without a space is broken where the room ends.
            let excess = self.total().saturating_sub(width);
            let room = self.width(k).saturating_sub(excess).max(NARROWEST_WORDS);
            for row in &mut self.rows {
                row[k] = broken(&row[k], room);
            }
        }
        dropped
    }

    fn drawn(&self) -> String {
        let rule = LineStyle::none().fill('─').junction('─');
        let style = TableStyle::new()
            .top_border(rule)
            .header_separator(rule)
            .bottom_border(rule);
        let mut drawn = comfy_table::Table::new();
        drawn
            .load_style(style)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(&self.headings)
            .add_rows(&self.rows);
        for (column, right) in drawn.column_iter_mut().zip(&self.right) {
            if *right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        drawn.trim_fmt()
    }
}

fn longest_word(text: &str) -> usize {
    let words = text.split_whitespace().map(|word| word.chars().count());
    words.max().unwrap_or(0)
}

/// `text` in lines of at most `width` characters, broken between words; a longer word has a line of its own.
fn wrap(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                *line += " ";
                *line += word;
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// `text` with lines longer than `width` broken anywhere.
fn broken(text: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let characters: Vec<char> = line.chars().collect();
        lines.extend(characters.chunks(width).map(String::from_iter));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use forgetting::exhibit::{TABLES, TableEntry};
    use forgetting::model::Scenario;

    fn built(name: &str) -> forgetting::table::Table {
        let scenario = Scenario::find("moderate").expect("shipped");
        let entry = TableEntry::find(name).expect("in the catalogue");
        entry.build(&scenario).expect("converges")
    }

    #[test]
    fn without_a_width_every_cell_is_there() {
        let table = built("conditioning");
        let text = for_a_terminal(&table, Extent::Whole, None);
        for cell in table.rows.iter().flatten() {
            assert!(text.contains(&cell.readable()));
        }
    }

    /// Whatever the table, no line is wider than the terminal, and what is left out is named.
    #[test]
    fn every_table_fits_the_terminal() {
        let quick = [
            "misassignment",
            "conditioning",
            "ledger",
            "claims",
            "bounds",
            "quadrature",
            "summary",
        ];
        assert!(
            quick
                .iter()
                .all(|name| TABLES.iter().any(|t| t.name == *name))
        );
        for table in quick.map(built) {
            for width in [60, 80, 120, 200] {
                let text = for_a_terminal(&table, Extent::Readable, Some(width));
                let widest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
                assert!(
                    widest <= width,
                    "{}: {widest} at {width}\n{text}",
                    table.name
                );
                let view = table.view(Extent::Readable);
                let words = text.replace('\n', " ");
                for heading in view.headings().flat_map(|c| c.heading.split_whitespace()) {
                    assert!(words.contains(heading), "{}: {heading}", table.name);
                }
            }
        }
    }

    #[test]
    fn words_are_broken_between_words() {
        assert_eq!(wrap("one two three", 7), "one two\nthree");
        assert_eq!(wrap("incomprehensible", 5), "incomprehensible");
    }
}
