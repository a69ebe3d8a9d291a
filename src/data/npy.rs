//! NPY arrays of `<f4` and `<f8` in C order.

use super::rows::{Rows, block_rows};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// An NPY file with one row a sample; one-dimensional arrays are one column.
#[derive(Debug)]
pub(super) struct NpyRows {
    path: PathBuf,
    name: String,
    start: u64,
    rows: usize,
    columns: usize,
    wide: bool,
}

/// A header longer than this is no header.
const LONGEST_HEADER: usize = 1 << 16;

impl NpyRows {
    /// # Errors
    /// Anything but a complete C-ordered array of `<f4` or `<f8` with one or two axes.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let failed = |source| Error::File {
            action: "read",
            path: path.to_owned(),
            source,
        };
        let refuse = |message: String| Error::data(name.clone(), "", message);
        let mut file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let (text, start) = header(&mut file).map_err(|fault| match fault {
            Fault::Unread(source) => failed(source),
            Fault::Refused(message) => refuse(message),
        })?;
        let Layout {
            wide,
            rows,
            columns,
        } = layout(&text).map_err(refuse)?;
        let width = if wide { 8 } else { 4 };
        let needed = (rows as u128) * (columns as u128) * width + u128::from(start);
        if u128::from(size) != needed {
            return Err(refuse(format!(
                "{size} bytes; a {rows} x {columns} array of this dtype takes {needed}"
            )));
        }
        if rows == 0 || columns == 0 {
            let inside = axes(&text).unwrap_or_default();
            return Err(refuse(format!(
                "shape ({inside}); expected at least one row and column"
            )));
        }
        Ok(Self {
            path: path.to_owned(),
            name,
            start,
            rows,
            columns,
            wide,
        })
    }
}

/// Why there is no header.
enum Fault {
    Unread(std::io::Error),
    Refused(String),
}

/// The header's text, and where the numbers begin.
fn header(file: &mut File) -> std::result::Result<(String, u64), Fault> {
    let cut = || Fault::Refused("the NPY header is cut short; save the array again".into());
    let mut lead = [0; 12];
    let read = read_up_to(file, &mut lead).map_err(Fault::Unread)?;
    if read < 8 {
        return Err(cut());
    }
    let (length, offset) = match lead[6] {
        1 if read >= 10 => (usize::from(u16::from_le_bytes([lead[8], lead[9]])), 10),
        2 | 3 if read == 12 => {
            let bytes = [lead[8], lead[9], lead[10], lead[11]];
            (u32::from_le_bytes(bytes) as usize, 12)
        }
        1..=3 => return Err(cut()),
        version => {
            let message = format!("NPY version {version}; expected 1, 2 or 3");
            return Err(Fault::Refused(message));
        }
    };
    if length > LONGEST_HEADER {
        return Err(cut());
    }
    let mut text = vec![0; length];
    file.seek(SeekFrom::Start(offset)).map_err(Fault::Unread)?;
    if read_up_to(file, &mut text).map_err(Fault::Unread)? < length {
        return Err(cut());
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    Ok((text, offset + length as u64))
}

/// What a header says of the numbers.
struct Layout {
    wide: bool,
    rows: usize,
    columns: usize,
}

fn layout(header: &str) -> std::result::Result<Layout, String> {
    let descr = field(header, "descr")?;
    let wide = match descr.split('\'').nth(1).filter(|_| descr.starts_with('\'')) {
        Some("<f8") => true,
        Some("<f4") => false,
        other => {
            let found = other.unwrap_or("a record");
            return Err(format!(
                "dtype {found}; expected <f4 or <f8 (in NumPy: a.astype('<f8'))"
            ));
        }
    };
    if !field(header, "fortran_order")?.starts_with("False") {
        return Err("Fortran order; expected C order (in NumPy: np.ascontiguousarray(a))".into());
    }
    let inside = axes(header)?;
    let lengths: Option<Vec<usize>> = inside
        .split(',')
        .map(str::trim)
        .filter(|axis| !axis.is_empty())
        .map(|axis| axis.parse().ok())
        .collect();
    let (rows, columns) = match lengths.as_deref() {
        Some([rows]) => (*rows, 1),
        Some([rows, columns]) => (*rows, *columns),
        _ => {
            return Err(format!(
                "shape ({inside}); expected two axes, rows and columns"
            ));
        }
    };
    Ok(Layout {
        wide,
        rows,
        columns,
    })
}

/// What stands between the parentheses of the shape.
fn axes(header: &str) -> std::result::Result<&str, String> {
    let shape = field(header, "shape")?.trim_start_matches('(');
    Ok(shape.split(')').next().unwrap_or_default())
}

/// The header from the value of this key on.
fn field<'a>(header: &'a str, key: &str) -> std::result::Result<&'a str, String> {
    let at = header.find(&format!("'{key}'"));
    let at = at.ok_or_else(|| format!("the NPY header has no `{key}`"))?;
    Ok(header[at + key.len() + 2..].trim_start_matches([':', ' ']))
}

/// Fills the buffer as far as the file goes.
fn read_up_to(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut done = 0;
    while done < buffer.len() {
        match file.read(&mut buffer[done..])? {
            0 => break,
            more => done += more,
        }
    }
    Ok(done)
}

impl Rows for NpyRows {
    fn name(&self) -> &str {
        &self.name
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn column_name(&self, _: usize) -> Option<&str> {
        None
    }

    fn scan(&self, visit: &mut dyn FnMut(&[f64]) -> Result<()>) -> Result<()> {
        let failed = |source| Error::File {
            action: "read",
            path: self.path.clone(),
            source,
        };
        let mut file = BufReader::new(File::open(&self.path).map_err(failed)?);
        file.seek(SeekFrom::Start(self.start)).map_err(failed)?;
        let width = if self.wide { 8 } else { 4 };
        let (mut bytes, mut block) = (Vec::new(), Vec::new());
        let mut left = self.rows;
        while left > 0 {
            let rows = left.min(block_rows(self.columns));
            bytes.resize(rows * self.columns * width, 0);
            file.read_exact(&mut bytes).map_err(failed)?;
            block.clear();
            if self.wide {
                let (words, _) = bytes.as_chunks::<8>();
                block.extend(words.iter().map(|w| f64::from_le_bytes(*w)));
            } else {
                let (words, _) = bytes.as_chunks::<4>();
                block.extend(words.iter().map(|w| f64::from(f32::from_le_bytes(*w))));
            }
            visit(&block)?;
            left -= rows;
        }
        Ok(())
    }
}
