//! What a person is shown of a table: the columns that say something, and in words what the others would.

use super::{Cell, Column, Table, Verdict};

/// How much of a table is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The columns that say something.
    Readable,
    /// Every column.
    Whole,
}

/// A table as a person reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct View<'a> {
    /// The columns shown, by their place in the table.
    pub columns: Vec<usize>,
    /// What the columns left out would have said, a sentence or more each; before the table's notes.
    pub remarks: Vec<String>,
    table: &'a Table,
}

impl Table {
    /// What a person is shown: no column that says the same in every row, no column of detail, and verdicts as one sentence where all
    /// rows agree.
    ///
    /// # Examples
    /// ```
    /// use forgetting::{exhibit::TableEntry, model::Scenario, table::Extent};
    /// let table = TableEntry::find("misassignment")?.build(&Scenario::find("moderate")?)?;
    /// let (short, whole) = (table.view(Extent::Readable), table.view(Extent::Whole));
    /// assert!(short.columns.len() < whole.columns.len());
    /// assert_eq!(short.remarks[0], "All 45 rows agree (f64).");
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn view(&self, extent: Extent) -> View<'_> {
        let mut view = View {
            columns: (0..self.columns.len()).collect(),
            remarks: Vec::new(),
            table: self,
        };
        if extent == Extent::Readable {
            view.fold_verdicts();
            // Before the constants: a mark may tell equal numbers apart.
            view.fold_details();
            view.fold_constants();
            view.explain_marks();
        }
        view
    }
}

impl View<'_> {
    /// The text of a cell, marked where the column says how the number was found.
    pub fn text(&self, row: usize, column: usize) -> String {
        let row = &self.table.rows[row];
        let text = row[column].readable();
        match self.mark(column, row) {
            Some((mark, _)) => format!("{text}{mark}"),
            None => text,
        }
    }

    /// The cell itself.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        &self.table.rows[row][column]
    }

    /// The columns left out.
    fn hidden(&self, column: usize) -> bool {
        !self.columns.contains(&column)
    }

    fn mark(&self, column: usize, row: &[Cell]) -> Option<(char, &'static str)> {
        let key = self.table.columns[column].evidence?;
        let at = self.table.columns.iter().position(|c| c.key == key)?;
        let Cell::Text(words) = &row[at] else {
            return None;
        };
        let known = EVIDENCE.iter().find(|(word, ..)| words.starts_with(word));
        known
            .filter(|_| self.hidden(at))
            .map(|(_, mark, about)| (*mark, *about))
    }

    /// A column of verdicts that all say the same is one sentence; a row that fails leaves the column and is announced.
    fn fold_verdicts(&mut self) {
        for at in 0..self.table.columns.len() {
            let cells: Vec<&Cell> = self.table.rows.iter().map(|row| &row[at]).collect();
            let verdicts: Vec<Verdict> = cells
                .iter()
                .filter_map(|cell| match cell {
                    Cell::Verdict(verdict) => Some(*verdict),
                    _ => None,
                })
                .collect();
            if verdicts.is_empty() {
                continue;
            }
            let (rows, judged) = (cells.len(), verdicts.len());
            let agree = verdicts
                .iter()
                .filter(|v| **v == Verdict::HoldsOnSamples)
                .count();
            let open = verdicts.iter().filter(|v| v.is_open()).count();
            let refuted = verdicts.iter().filter(|v| **v == Verdict::Refuted).count();
            if refuted + open > 0 {
                let failed = if refuted > 0 {
                    format!("{refuted} REFUTED, ")
                } else {
                    String::new()
                };
                self.remarks.push(format!(
                    "{failed}{open} undecided, {} agree, of {rows} rows.",
                    judged - open - refuted
                ));
            } else if agree == judged {
                self.remarks.push(match (rows, judged) {
                    (1, 1) => "The row agrees (f64).".to_owned(),
                    (rows, judged) if rows == judged => format!("All {rows} rows agree (f64)."),
                    _ => format!("{judged} of {rows} rows agree (f64); there is nothing to judge in the others."),
                });
                self.columns.retain(|k| *k != at);
            }
        }
    }

    /// A column that is the same in every row is said once.
    fn fold_constants(&mut self) {
        if self.table.rows.len() < 2 {
            return;
        }
        let rows = 0..self.table.rows.len();
        let constant = |column: &usize| {
            let first = self.text(0, *column);
            *column > 0 && rows.clone().all(|row| self.text(row, *column) == first)
        };
        let folded: Vec<usize> = self.columns.iter().copied().filter(constant).collect();
        // What does not apply anywhere needs no mention.
        let said: Vec<String> = folded
            .iter()
            .filter(|k| *self.cell(0, **k) != Cell::Missing)
            .map(|k| {
                let heading = self.table.columns[*k].heading;
                let text = self.cell(0, *k).readable();
                match text.strip_prefix("< ") {
                    Some(bound) => format!("{heading} < {bound}"),
                    None => format!("{heading}: {text}"),
                }
            })
            .collect();
        if !said.is_empty() {
            self.remarks
                .push(format!("In every row {}.", said.join(", ")));
        }
        self.columns.retain(|k| !folded.contains(k));
    }

    fn fold_details(&mut self) {
        self.columns.retain(|k| !self.table.columns[*k].detail);
    }

    fn explain_marks(&mut self) {
        for (_, mark, about) in EVIDENCE {
            let shown = self.columns.iter().any(|k| {
                let mut rows = self.table.rows.iter();
                rows.any(|row| self.mark(*k, row).is_some_and(|(m, _)| m == mark))
            });
            if shown {
                self.remarks.push(format!("{mark} {about}."));
            }
        }
    }

    /// The columns shown.
    pub fn headings(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().map(|k| &self.table.columns[*k])
    }
}

/// How a number was found: the first word of its evidence, the mark behind it, and what the mark says.
const EVIDENCE: [(&str, char, &str); 2] = [
    ("certified", '†', "certified: enclosed by intervals"),
    ("theorem", '‡', "exact, by a theorem"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn table(verdicts: [Verdict; 3]) -> Table {
        let row = |(k, verdict): (usize, Verdict)| {
            vec![
                Cell::Input(k as f64),
                Cell::below(1e-9),
                Cell::exact(2.5),
                Cell::text(if k == 0 { "certified" } else { "f64" }),
                Cell::Verdict(verdict),
            ]
        };
        Table {
            name: "none",
            caption: String::new(),
            claims: &[],
            columns: vec![
                Column::new("k", "k", "k"),
                Column::new("error", "error", "error"),
                Column::new("value", "value", "value").marked_by("evidence"),
                Column::new("evidence", "evidence", "evidence").detail(),
                Column::new("verdict", "verdict", "verdict"),
            ],
            rows: verdicts.into_iter().enumerate().map(row).collect(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn what_says_nothing_is_said_once() {
        let table = table([Verdict::HoldsOnSamples; 3]);
        let view = table.view(Extent::Readable);
        assert_eq!(view.columns, [0, 2]);
        assert_eq!(view.text(0, 2), "2.500†");
        assert_eq!(view.text(1, 2), "2.500");
        assert_eq!(
            view.remarks,
            [
                "All 3 rows agree (f64).",
                "In every row error < 1e-9.",
                "† certified: enclosed by intervals."
            ]
        );
        assert_eq!(table.view(Extent::Whole).columns.len(), 5);
    }

    #[test]
    fn a_failure_is_loud() {
        let table = table([
            Verdict::HoldsOnSamples,
            Verdict::Refuted,
            Verdict::Undecided,
        ]);
        let view = table.view(Extent::Readable);
        assert_eq!(view.columns, [0, 2, 4]);
        assert_eq!(
            view.remarks[0],
            "1 REFUTED, 1 undecided, 1 agree, of 3 rows."
        );
    }
}
