//! Text tables: commas, semicolons or tabs, with or without a header.

use super::rows::Rows;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A text file of numbers.
#[derive(Debug)]
pub(super) struct TextRows {
    path: PathBuf,
    name: String,
    separator: u8,
    names: Option<Vec<String>>,
    columns: usize,
}

/// Bytes read at a time.
const BLOCK: usize = 1 << 22;
/// Lines that one thread reads at a time.
const LINES: usize = 1024;
/// Longer text in a message is cut.
const SHOWN: usize = 40;

impl TextRows {
    /// # Errors
    /// A file that cannot be read, that has no row, or whose first line is not text.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let failed = |source| Error::File {
            action: "read",
            path: path.to_owned(),
            source,
        };
        let mut start = Vec::new();
        File::open(path)
            .and_then(|file| file.take(BLOCK as u64).read_to_end(&mut start))
            .map_err(failed)?;
        let start = start.strip_prefix(MARK).unwrap_or(&start);
        let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
        let line = std::str::from_utf8(line).map_err(|_| {
            Error::data(
                &name,
                ", row 1",
                "not text in UTF-8; expected CSV, TSV or NPY",
            )
        })?;
        let separator = separator(line);
        let fields = fields(line, separator);
        let is_header = fields.iter().any(|field| number(field).is_none());
        if is_header {
            check_header(&name, &fields)?;
        }
        Ok(Self {
            path: path.to_owned(),
            columns: fields.len(),
            names: is_header.then(|| fields.into_iter().map(str::to_owned).collect()),
            name,
            separator,
        })
    }

    /// The numbers of some lines, of which the first has this row number.
    fn parse(&self, lines: &[&[u8]], row: usize) -> Result<Vec<f64>> {
        let mut values = Vec::with_capacity(lines.len() * self.columns);
        for (k, line) in lines.iter().enumerate() {
            let at = |column: Option<usize>| {
                let column = column.map(|c| format!(", {}", super::rows::column_label(self, c)));
                format!(", row {}{}", row + k, column.unwrap_or_default())
            };
            let text = std::str::from_utf8(line)
                .map_err(|_| Error::data(&self.name, at(None), "not text in UTF-8"))?;
            if text.trim().is_empty() && self.columns > 1 {
                let message = format!("a blank row; expected {} cells", self.columns);
                return Err(Error::data(&self.name, at(None), message));
            }
            let before = values.len();
            for (column, field) in fields_of(text, self.separator).enumerate() {
                let value = number(field).ok_or_else(|| {
                    let message = format!("`{}` is not a number", shown(field));
                    Error::data(&self.name, at(Some(column)), message)
                })?;
                values.push(value);
            }
            let found = values.len() - before;
            if found != self.columns {
                let message = format!("{found} cells; expected {}", self.columns);
                return Err(Error::data(&self.name, at(None), message));
            }
        }
        Ok(values)
    }
}

/// A cell as messages show it: on one line, and not all of a long one.
pub(super) fn shown(cell: &str) -> String {
    let start: String = cell.chars().take(SHOWN).collect();
    start.escape_debug().to_string()
}

/// Refuses a first row that is neither names nor numbers, and names that are missing or stand twice.
pub(super) fn check_header(name: &str, fields: &[&str]) -> Result<()> {
    let refused = |column: usize, message: String| {
        let place = format!(", row 1, column {}", column + 1);
        Err(Error::data(name, place, message))
    };
    if fields.iter().all(|field| field.is_empty()) {
        let expected = "a blank row; expected names of columns or numbers";
        return Err(Error::data(name, ", row 1", expected));
    }
    for (column, field) in fields.iter().enumerate() {
        if field.is_empty() {
            let expected = "no name; expected one for each column (an index is saved as a column without a name: leave it out)";
            return refused(column, expected.into());
        }
        if let Some(earlier) = fields[..column].iter().position(|f| f == field) {
            let message = format!("`{}` is column {}'s name too", shown(field), earlier + 1);
            return refused(column, message);
        }
    }
    let text = fields.iter().position(|field| number(field).is_none());
    match text.filter(|_| fields.iter().any(|field| number(field).is_some())) {
        Some(column) => {
            let message = format!(
                "`{}` beside numbers; expected names of all columns or numbers in all",
                shown(fields[column])
            );
            refused(column, message)
        }
        None => Ok(()),
    }
}

/// The byte order mark that some editors put first.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Tabs before semicolons before commas: whichever the first line has.
pub(super) fn separator(line: &str) -> u8 {
    [b'\t', b';']
        .into_iter()
        .find(|separator| line.as_bytes().contains(separator))
        .unwrap_or(b',')
}

pub(super) fn fields(line: &str, separator: u8) -> Vec<&str> {
    fields_of(line, separator).collect()
}

fn fields_of(line: &str, separator: u8) -> impl Iterator<Item = &str> {
    line.split(char::from(separator)).map(|field| {
        let field = field.trim();
        field
            .strip_prefix('"')
            .and_then(|inner| inner.strip_suffix('"'))
            .unwrap_or(field)
    })
}

pub(super) fn number(field: &str) -> Option<f64> {
    field.parse().ok()
}

impl Rows for TextRows {
    fn name(&self) -> &str {
        &self.name
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn column_name(&self, column: usize) -> Option<&str> {
        self.names.as_ref()?.get(column).map(String::as_str)
    }

    fn first_row(&self) -> usize {
        1 + usize::from(self.names.is_some())
    }

    fn scan(&self, visit: &mut dyn FnMut(&[f64]) -> Result<()>) -> Result<()> {
        let mut row = 1;
        lines_of(&self.path, &mut |lines| {
            let header = usize::from(row == 1 && self.names.is_some());
            let body = &lines[header.min(lines.len())..];
            let first = row + header;
            let parsed: Vec<Result<Vec<f64>>> = body
                .par_chunks(LINES)
                .enumerate()
                .map(|(k, part)| self.parse(part, first + k * LINES))
                .collect();
            row += lines.len();
            let mut block = Vec::with_capacity(body.len() * self.columns);
            for part in parsed {
                block.extend(part?);
            }
            if block.is_empty() {
                Ok(())
            } else {
                visit(&block)
            }
        })?;
        if row <= self.first_row() {
            return Err(Error::data(
                &self.name,
                "",
                "a header and no row of numbers",
            ));
        }
        Ok(())
    }
}

/// Calls `visit` with the file's lines, block by block; an empty end is no line.
pub(super) fn lines_of(path: &Path, visit: &mut dyn FnMut(&[&[u8]]) -> Result<()>) -> Result<()> {
    let failed = |source| Error::File {
        action: "read",
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(failed)?;
    let mut held: Vec<u8> = Vec::new();
    let mut first = true;
    loop {
        let before = held.len();
        held.resize(before + BLOCK, 0);
        let read = file.read(&mut held[before..]).map_err(failed)?;
        held.truncate(before + read);
        if first && held.starts_with(MARK) {
            held.drain(..MARK.len());
        }
        first = false;
        // Whole lines only, until the file ends.
        let whole = if read == 0 {
            held.len()
        } else {
            held.iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |at| at + 1)
        };
        if whole > 0 {
            let text = &held[..whole];
            let mut lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
            if text.ends_with(b"\n") {
                lines.pop();
            }
            if read == 0 {
                while lines
                    .last()
                    .is_some_and(|line| line.trim_ascii().is_empty())
                {
                    lines.pop();
                }
            }
            if !lines.is_empty() {
                visit(&lines)?;
            }
            held.drain(..whole);
        }
        if read == 0 {
            return Ok(());
        }
    }
}
