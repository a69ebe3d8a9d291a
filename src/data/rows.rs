//! Tables of numbers, read block by block: memory holds one block, whatever the file's size.

use super::npy::NpyRows;
use super::text::TextRows;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Samples in rows, features in columns; may be scanned again and again.
pub trait Rows: Sync {
    /// What messages call it: the file's path, or the array's name.
    fn name(&self) -> &str;
    /// Number of columns.
    fn columns(&self) -> usize;
    /// The column's name, where there is one.
    fn column_name(&self, column: usize) -> Option<&str>;
    /// The number messages give to the first row (files with a header: 2).
    fn first_row(&self) -> usize {
        1
    }
    /// Calls `visit` with consecutive blocks of whole rows, row after row.
    ///
    /// # Errors
    /// What cannot be read, and what `visit` returns.
    fn scan(&self, visit: &mut dyn FnMut(&[f64]) -> Result<()>) -> Result<()>;
}

/// A row-major array in memory.
///
/// ```
/// use forgetting::data::{Rows, Slice};
/// assert_eq!(Slice::new("pairs", &[1.0, 2.0, 3.0, 4.0], 2)?.columns(), 2);
/// assert!(Slice::new("odd", &[1.0, 2.0, 3.0], 2).is_err());
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Slice<'a> {
    name: &'a str,
    values: &'a [f64],
    columns: usize,
}

impl<'a> Slice<'a> {
    /// `values` holds rows of `columns` numbers one after another.
    ///
    /// # Errors
    /// A length that is not a multiple of `columns`, or no column.
    pub fn new(name: &'a str, values: &'a [f64], columns: usize) -> Result<Self> {
        if columns == 0 || !values.len().is_multiple_of(columns) {
            return Err(Error::domain(
                format!("length of {name}"),
                format!("be a multiple of its {columns} columns"),
                values.len(),
            ));
        }
        Ok(Self {
            name,
            values,
            columns,
        })
    }
}

impl Rows for Slice<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn column_name(&self, _: usize) -> Option<&str> {
        None
    }

    fn scan(&self, visit: &mut dyn FnMut(&[f64]) -> Result<()>) -> Result<()> {
        self.values
            .chunks(block_rows(self.columns) * self.columns)
            .try_for_each(visit)
    }
}

/// Rows in one block: about 8 MB of numbers, a multiple of every chunk that is worked on at once.
pub(super) fn block_rows(columns: usize) -> usize {
    ((1 << 20) / columns.max(1))
        .clamp(1, 1 << 16)
        .next_multiple_of(CHUNK_ROWS)
}

/// Rows that one thread works on at a time; fixed, so that sums do not depend on the number of threads.
pub(super) const CHUNK_ROWS: usize = 1024;

/// Opens a table: NPY by its signature, otherwise text separated by commas, semicolons or tabs, with or without a header.
///
/// # Errors
/// A directory, an empty file, a format that is not read here, and whatever the reader refuses.
///
/// ```
/// use forgetting::data::open_rows;
/// let rows = open_rows("examples/tasks/iris-old.csv".as_ref())?;
/// let mut count = 0;
/// rows.scan(&mut |block| Ok(count += block.len() / rows.columns()))?;
/// assert_eq!((rows.columns(), count), (4, 50));   // four measures of fifty flowers
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn open_rows(path: &Path) -> Result<Box<dyn Rows>> {
    let name = path.display().to_string();
    let failed = |source| Error::File {
        action: "read",
        path: path.to_owned(),
        source,
    };
    if path.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(8).read_to_end(&mut start))
        .map_err(failed)?;
    if start.is_empty() {
        return Err(Error::data(
            name,
            "",
            "the file is empty; expected rows of numbers",
        ));
    }
    if start.starts_with(NPY) {
        return Ok(Box::new(NpyRows::open(path)?));
    }
    refuse_binary(&name, &start, "CSV, TSV or NPY")?;
    Ok(Box::new(TextRows::open(path)?))
}

const NPY: &[u8] = b"\x93NUMPY";

/// How files begin that are no text, and what they are.
const SIGNATURES: [(&[u8], &str); 10] = [
    (NPY, "NPY"),
    (b"PAR1", "Parquet"),
    (b"PK\x03\x04", "a ZIP archive (npz, xlsx, pt)"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x89HDF", "HDF5"),
    (b"ARROW1", "Arrow"),
    (b"\x80\x04", "a Python pickle"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
];

/// Refuses a file by its first bytes where they are those of another format.
pub(super) fn refuse_binary(name: &str, start: &[u8], expected: &str) -> Result<()> {
    match SIGNATURES.iter().find(|(s, _)| start.starts_with(s)) {
        Some((_, format)) => {
            let message = format!("this is {format}; expected {expected}");
            Err(Error::data(name, "", message))
        }
        None => Ok(()),
    }
}

/// `, row 3, column 2 (`width`)`.
pub(super) fn place(rows: &dyn Rows, row: usize, column: usize) -> String {
    format!(
        ", row {}, {}",
        row + rows.first_row(),
        column_label(rows, column)
    )
}

/// `column 2 (`width`)`.
pub(super) fn column_label(rows: &dyn Rows, column: usize) -> String {
    match rows.column_name(column) {
        Some(name) => format!("column {} (`{name}`)", column + 1),
        None => format!("column {}", column + 1),
    }
}

/// Refuses the first number of a block that is not finite; `done` rows came before it.
pub(super) fn check_finite(rows: &dyn Rows, block: &[f64], done: usize) -> Result<()> {
    match block.iter().position(|x| !x.is_finite()) {
        None => Ok(()),
        Some(at) => Err(Error::data(
            rows.name(),
            place(rows, done + at / rows.columns(), at % rows.columns()),
            format!("{}; expected a finite number", block[at]),
        )),
    }
}
