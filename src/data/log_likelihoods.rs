//! Log-likelihoods of old and new samples under the two tasks and under models: the table that `diagnose` reads.

use super::rows::refuse_binary;
use super::text::{check_header, fields, lines_of, number, separator, shown};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// Where a sample comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The old task.
    Old,
    /// The new task.
    New,
    /// The model of this number.
    Model(usize),
}

/// Samples of one source: log-likelihoods in nats, one entry a sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Samples {
    /// $l=\log p_o-\log p_n$.
    pub ratio: Vec<f64>,
    /// $\log q-\log p_n$ of each model.
    pub models: Vec<Vec<f64>>,
}

/// Log-likelihoods of samples (natural log, whole samples) under the old task, the new task and one or more models.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLikelihoods {
    pub(super) name: String,
    pub(super) models: Vec<String>,
    pub(super) old: Samples,
    pub(super) new: Samples,
    /// $l$ at samples of each model.
    pub(super) own: Vec<Vec<f64>>,
}

impl LogLikelihoods {
    /// From columns of one length: the source, $\log p_o$, $\log p_n$ of every sample, and $\log q$ of every sample for each model.
    /// What a model assigns to samples of models is not used.
    ///
    /// # Errors
    /// Columns of different lengths, entries that are not finite, no old or no new sample, no model, or a model's number out of range.
    pub fn new(
        name: &str,
        source: &[Source],
        old: &[f64],
        new: &[f64],
        models: &[(String, Vec<f64>)],
    ) -> Result<Self> {
        let size = |argument: &str, found: usize| {
            if found == source.len() {
                Ok(())
            } else {
                Err(Error::Dimension {
                    argument: argument.into(),
                    expected: source.len(),
                    reference: "source".into(),
                    found,
                })
            }
        };
        size("logp_old", old.len())?;
        size("logp_new", new.len())?;
        for (model, values) in models {
            size(model, values.len())?;
        }
        let mut table = Self::empty(name, models.iter().map(|m| m.0.clone()).collect());
        let mut values = vec![0.0; models.len()];
        for (row, source) in source.iter().enumerate() {
            for (value, model) in values.iter_mut().zip(models) {
                *value = model.1[row];
            }
            let numbers = [old[row], new[row]];
            if let Some(bad) = numbers.iter().chain(&values).find(|x| !x.is_finite()) {
                let message = format!("{bad}; expected a finite log-likelihood");
                return Err(Error::data(name, format!(", row {}", row + 1), message));
            }
            table.push(*source, numbers, &values)?;
        }
        table.checked()
    }

    fn empty(name: &str, models: Vec<String>) -> Self {
        let samples = Samples {
            ratio: Vec::new(),
            models: vec![Vec::new(); models.len()],
        };
        Self {
            name: name.to_owned(),
            own: vec![Vec::new(); models.len()],
            models,
            old: samples.clone(),
            new: samples,
        }
    }

    fn push(&mut self, source: Source, [old, new]: [f64; 2], models: &[f64]) -> Result<()> {
        let samples = match source {
            Source::Old => &mut self.old,
            Source::New => &mut self.new,
            Source::Model(k) => {
                let count = self.own.len();
                let own = self
                    .own
                    .get_mut(k)
                    .ok_or_else(|| Error::domain("model number", format!("be below {count}"), k))?;
                own.push(old - new);
                return Ok(());
            }
        };
        samples.ratio.push(old - new);
        for (column, value) in samples.models.iter_mut().zip(models) {
            column.push(value - new);
        }
        Ok(())
    }

    fn checked(self) -> Result<Self> {
        for (side, samples) in [("old", &self.old), ("new", &self.new)] {
            if samples.ratio.len() < 2 {
                let message = format!(
                    "{} rows with source {side}; expected at least 2",
                    samples.ratio.len()
                );
                return Err(Error::data(self.name, "", message));
            }
        }
        if self.models.is_empty() {
            return Err(Error::data(
                self.name,
                "",
                "no model; expected a column logp_model",
            ));
        }
        Ok(self)
    }
}

/// Places of the columns that a header must have.
struct Columns {
    separator: u8,
    count: usize,
    names: Vec<String>,
    source: usize,
    old: usize,
    new: usize,
    models: Vec<(usize, String)>,
    length: Option<usize>,
}

impl Columns {
    fn of(name: &str, header: &str) -> Result<Self> {
        let separator = separator(header);
        let names = fields(header, separator);
        check_header(name, &names)?;
        Self::named(name, &names, separator)
    }

    fn named(name: &str, names: &[&str], separator: u8) -> Result<Self> {
        let find = |wanted: &str| names.iter().position(|n| *n == wanted);
        let need = |wanted: &str| {
            find(wanted).ok_or_else(|| {
                let found: Vec<String> = names.iter().map(|name| shown(name)).collect();
                let found = found.join(", ");
                let message = format!(
                    "no column `{wanted}`; expected source, logp_old, logp_new, logp_model..., found {found}"
                );
                Error::data(name, ", row 1", message)
            })
        };
        let (source, old, new) = (need("source")?, need("logp_old")?, need("logp_new")?);
        let models: Vec<(usize, String)> = names
            .iter()
            .enumerate()
            .filter_map(|(k, n)| {
                let rest = n.strip_prefix("logp_model")?;
                let label = rest.trim_start_matches(['_', '-', '.', ' ']);
                Some((k, if label.is_empty() { "model" } else { label }.to_owned()))
            })
            .collect();
        if models.is_empty() {
            need("logp_model")?;
        }
        for (at, (column, label)) in models.iter().enumerate() {
            if models[..at].iter().any(|m| m.1 == *label) {
                let message = format!("another column is the model `{}` too", shown(label));
                return Err(Error::data(
                    name,
                    format!(", row 1, column {}", column + 1),
                    message,
                ));
            }
        }
        Ok(Self {
            separator,
            count: names.len(),
            names: names.iter().map(|name| shown(name)).collect(),
            source,
            old,
            new,
            models,
            length: find("length"),
        })
    }

    fn source_of(&self, text: &str) -> Option<Source> {
        match text {
            "old" => Some(Source::Old),
            "new" => Some(Source::New),
            "model" if self.models.len() == 1 => Some(Source::Model(0)),
            _ => {
                let label = text.strip_prefix("model:")?;
                let place = self.models.iter().position(|m| m.1 == label)?;
                Some(Source::Model(place))
            }
        }
    }
}

/// One row: its length of prefix, its source and its numbers (old, new, models).
type Row = (Option<u64>, Source, Vec<f64>);

/// Lines that one thread reads at a time.
const LINES: usize = 2048;

/// Reads a table with a header: columns `source` (`old`, `new`, `model` or `model:NAME`), `logp_old`, `logp_new`, one or more
/// `logp_model...`, and perhaps `length`. Rows of one length are one table: prefixes are diagnosed apart.
///
/// # Errors
/// A file that cannot be read, missing columns, ragged rows, cells that are not finite numbers, unknown sources.
///
/// ```
/// use forgetting::data::read_log_likelihoods;
/// let tables = read_log_likelihoods("examples/characters/sft.csv".as_ref())?;
/// assert_eq!(tables.len(), 1);   // all samples have one length
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn read_log_likelihoods(path: &Path) -> Result<Vec<(Option<u64>, LogLikelihoods)>> {
    let name = path.display().to_string();
    let mut columns: Option<Columns> = None;
    let mut tables = Tables::new();
    let mut row = 1;
    lines_of(path, &mut |lines| {
        let mut body = lines;
        let mut first = row;
        row += lines.len();
        if columns.is_none() {
            refuse_binary(&name, lines[0], "CSV or TSV with a header")?;
            let header = std::str::from_utf8(lines[0]).map_err(|_| {
                Error::data(&name, ", row 1", "not text in UTF-8; expected CSV or TSV")
            })?;
            columns = Some(Columns::of(&name, header.trim_end_matches(['\r', '\n']))?);
            body = &lines[1..];
            first += 1;
        }
        let Some(columns) = &columns else {
            return Ok(());
        };
        let parsed: Vec<Result<Vec<Row>>> = body
            .par_chunks(LINES)
            .enumerate()
            .map(|(k, part)| {
                let rows = part.iter().enumerate();
                rows.map(|(at, line)| columns.row(&name, line, first + k * LINES + at))
                    .collect()
            })
            .collect();
        for part in parsed {
            for row in part? {
                columns.add(&name, row, &mut tables)?;
            }
        }
        Ok(())
    })?;
    if columns.is_none() {
        return Err(Error::data(
            name,
            "",
            "the file is empty; expected a header and rows",
        ));
    }
    finished(&name, tables)
}

/// Tables by length of prefix.
type Tables = BTreeMap<Option<u64>, LogLikelihoods>;

fn finished(name: &str, tables: Tables) -> Result<Vec<(Option<u64>, LogLikelihoods)>> {
    if tables.is_empty() {
        return Err(Error::data(name, "", "a header and no row"));
    }
    tables
        .into_iter()
        .map(|(length, table)| Ok((length, table.checked()?)))
        .collect()
}

/// The cells of one row, by column.
struct Cells<'a> {
    text: &'a dyn Fn(usize) -> Cow<'a, str>,
    number: &'a dyn Fn(usize) -> Option<f64>,
}

impl Columns {
    fn row(&self, name: &str, line: &[u8], row: usize) -> Result<Row> {
        let refuse = |message: String| Error::data(name, format!(", row {row}"), message);
        let text = std::str::from_utf8(line).map_err(|_| refuse("not text in UTF-8".into()))?;
        let cells = fields(text, self.separator);
        if cells.len() != self.count {
            let message = format!("{} cells; expected {}", cells.len(), self.count);
            return Err(refuse(message));
        }
        let cells = Cells {
            text: &|column| Cow::Borrowed(cells[column]),
            number: &|column| number(cells[column]),
        };
        self.read(name, &cells, row)
    }

    fn read(&self, name: &str, cells: &Cells, row: usize) -> Result<Row> {
        let refuse = |column: usize, message: String| {
            let label = &self.names[column];
            let place = format!(", row {row}, column {} (`{label}`)", column + 1);
            Error::data(name, place, message)
        };
        let word = (cells.text)(self.source);
        let source = self.source_of(&word).ok_or_else(|| {
            let message = format!(
                "source `{}`; expected old, new, model (one model) or model:NAME",
                shown(&word)
            );
            refuse(self.source, message)
        })?;
        let mut values = Vec::with_capacity(2 + self.models.len());
        let wanted = [self.old, self.new].into_iter();
        for (k, column) in wanted.chain(self.models.iter().map(|m| m.0)).enumerate() {
            // A sample of a model need not have been scored by the models.
            if k >= 2 && matches!(source, Source::Model(_)) {
                values.push(0.0);
                continue;
            }
            let value = (cells.number)(column).ok_or_else(|| {
                refuse(
                    column,
                    format!("`{}` is not a number", shown(&(cells.text)(column))),
                )
            })?;
            if !value.is_finite() {
                let message = format!("{value}; expected a finite log-likelihood");
                return Err(refuse(column, message));
            }
            values.push(value);
        }
        let length = self.length.map(|column| {
            let text = (cells.text)(column);
            text.parse().map_err(|_| {
                let message = format!("length `{}`; expected a whole number", shown(&text));
                refuse(column, message)
            })
        });
        Ok((length.transpose()?, source, values))
    }

    /// Puts a row where it belongs.
    fn add(&self, name: &str, row: Row, tables: &mut Tables) -> Result<()> {
        let (length, source, values) = row;
        let table = tables.entry(length).or_insert_with(|| {
            let models = self.models.iter().map(|m| m.1.clone()).collect();
            LogLikelihoods::empty(name, models)
        });
        table.push(source, [values[0], values[1]], &values[2..])
    }
}

/// A column of a table in memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Text cells.
    Words(Vec<String>),
    /// Numbers.
    Numbers(Vec<f64>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Words(words) => words.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    /// The cell as a file would hold it.
    fn cell(&self, row: usize) -> Cow<'_, str> {
        match self {
            Self::Words(words) => words[row].as_str().into(),
            Self::Numbers(numbers) => numbers[row].to_string().into(),
        }
    }

    fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Words(words) => number(&words[row]),
            Self::Numbers(numbers) => Some(numbers[row]),
        }
    }
}

/// The same tables as [`read_log_likelihoods`], from named columns in memory; messages count rows from 1.
///
/// # Errors
/// As [`read_log_likelihoods`], and columns of different lengths.
///
/// ```
/// use forgetting::data::{Column, log_likelihoods_of};
/// let words = |w: [&str; 4]| Column::Words(w.map(str::to_owned).to_vec());
/// let numbers = |x: [f64; 4]| Column::Numbers(x.to_vec());
/// let columns = [
///     ("source".to_owned(), words(["old", "old", "new", "new"])),
///     ("logp_old".to_owned(), numbers([-1.0, -2.0, -3.0, -2.5])),
///     ("logp_new".to_owned(), numbers([-3.0, -2.5, -1.0, -2.0])),
///     ("logp_model_sft".to_owned(), numbers([-2.0, -2.2, -1.5, -2.1])),
/// ];
/// assert_eq!(log_likelihoods_of("table", &columns)?.len(), 1);
/// assert!(log_likelihoods_of("table", &columns[..3]).is_err());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn log_likelihoods_of(
    name: &str,
    columns: &[(String, Column)],
) -> Result<Vec<(Option<u64>, LogLikelihoods)>> {
    let names: Vec<&str> = columns.iter().map(|(label, _)| label.as_str()).collect();
    let header = Columns::named(name, &names, b',')?;
    let rows = columns[header.source].1.len();
    if let Some((label, column)) = columns.iter().find(|(_, c)| c.len() != rows) {
        return Err(Error::Dimension {
            argument: label.clone(),
            expected: rows,
            reference: "source".into(),
            found: column.len(),
        });
    }
    let mut tables = Tables::new();
    for row in 0..rows {
        let cells = Cells {
            text: &|column| columns[column].1.cell(row),
            number: &|column| columns[column].1.number(row),
        };
        header.add(name, header.read(name, &cells, row + 1)?, &mut tables)?;
    }
    finished(name, tables)
}
