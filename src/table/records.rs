//! A table as programs get it: a column holds numbers or words, never both.

use super::{Cell, Table};

/// A table for programs.
///
/// A column of numbers holds nothing else: what is only known to be at most a bound is missing there, and the bound stands in a column
/// named as it is with `_at_most` behind; words stand in one with `_note` behind. Columns that would be empty are not made.
#[derive(Clone, Debug, PartialEq)]
pub struct Records {
    /// The keys of the columns.
    pub keys: Vec<String>,
    /// The rows, each as long as `keys`.
    pub rows: Vec<Vec<Cell>>,
}

/// What part of a cell goes into a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Number,
    AtMost,
    Note,
}

impl Part {
    fn of(self, cell: &Cell) -> Cell {
        let found = match (self, cell) {
            (Self::All, cell) => Some(cell.clone()),
            (Self::Number, Cell::Text(_) | Cell::AtMost(_)) => None,
            (Self::Number, cell) => Some(cell.clone()),
            (Self::AtMost, Cell::AtMost(bound)) => Some(Cell::Input(*bound)),
            (Self::Note, Cell::Text(words)) => Some(Cell::text(words.clone())),
            (Self::AtMost | Self::Note, _) => None,
        };
        found.unwrap_or(Cell::Missing)
    }
}

impl Table {
    /// The table for programs, every column and every digit.
    ///
    /// # Examples
    /// ```
    /// use forgetting::{exhibit::TableEntry, model::Scenario};
    /// let table = TableEntry::find("summary")?.build(&Scenario::find("moderate")?)?;
    /// let keys = table.records().keys;
    /// assert!(keys.contains(&"value_at_most".to_owned()));
    /// assert!(keys.contains(&"old_mean_drift_note".to_owned()));
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn records(&self) -> Records {
        let mut parts = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let any = |wanted: fn(&Cell) -> bool| self.rows.iter().any(|row| wanted(&row[at]));
            if !self.right_aligned(at) {
                parts.push((column.key.to_owned(), at, Part::All));
                continue;
            }
            parts.push((column.key.to_owned(), at, Part::Number));
            if any(|cell| matches!(cell, Cell::AtMost(_))) {
                parts.push((format!("{}_at_most", column.key), at, Part::AtMost));
            }
            if any(|cell| matches!(cell, Cell::Text(_))) {
                parts.push((format!("{}_note", column.key), at, Part::Note));
            }
        }
        let row = |row: &Vec<Cell>| {
            parts
                .iter()
                .map(|(_, at, part)| part.of(&row[*at]))
                .collect()
        };
        Records {
            rows: self.rows.iter().map(row).collect(),
            keys: parts.iter().map(|(key, ..)| key.clone()).collect(),
        }
    }
}
