//! Rows as the bytes of a file.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// Text with a header; the shortest digits that read back as the same double; `NaN` where there is no value.
    Csv,
    /// NPY with one field a column, `<f8`.
    Npy,
}

impl FileFormat {
    /// By the file's ending.
    ///
    /// # Errors
    /// Any other than `csv` and `npy`.
    pub fn of(path: &Path) -> Result<Self> {
        match path.extension().and_then(|e| e.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("npy") => Ok(Self::Npy),
            _ => Err(Error::unknown(
                "sweep format",
                &path.display().to_string(),
                ["csv", "npy"],
            )),
        }
    }
}

/// What comes before the rows.
pub(super) fn header(format: FileFormat, columns: &[String], rows: u64) -> Vec<u8> {
    match format {
        FileFormat::Csv => format!("{}\n", columns.join(",")).into_bytes(),
        FileFormat::Npy => npy_header(columns, rows),
    }
}

/// NPY version 1, or 2 where the names need more room; the data begin at a multiple of 64 bytes.
fn npy_header(columns: &[String], rows: u64) -> Vec<u8> {
    let fields: Vec<String> = columns
        .iter()
        .map(|name| format!("('{name}', '<f8')"))
        .collect();
    let mut text = format!(
        "{{'descr': [{}], 'fortran_order': False, 'shape': ({rows},), }}",
        fields.join(", ")
    );
    let wide = text.len() + 75 > usize::from(u16::MAX);
    let lead = if wide { 12 } else { 10 };
    let padding = 63 - (lead + text.len()) % 64;
    text.push_str(&" ".repeat(padding));
    text.push('\n');
    let mut bytes = b"\x93NUMPY".to_vec();
    if wide {
        bytes.extend([2, 0]);
        bytes.extend((text.len() as u32).to_le_bytes());
    } else {
        bytes.extend([1, 0]);
        bytes.extend((text.len() as u16).to_le_bytes());
    }
    bytes.extend(text.into_bytes());
    bytes
}

/// Rows of so many columns.
pub(super) fn rows(format: FileFormat, values: &[f64], columns: usize) -> Vec<u8> {
    match format {
        FileFormat::Csv => {
            let mut bytes = Vec::with_capacity(values.len() * 12);
            for numbers in values.chunks_exact(columns) {
                csv_row(numbers, &mut bytes);
            }
            bytes
        }
        FileFormat::Npy => {
            let mut bytes = vec![0; 8 * values.len()];
            for (slot, x) in bytes.chunks_exact_mut(8).zip(values) {
                slot.copy_from_slice(&x.to_le_bytes());
            }
            bytes
        }
    }
}

fn csv_row(numbers: &[f64], bytes: &mut Vec<u8>) {
    for (k, x) in numbers.iter().enumerate() {
        let separator = if k == 0 { "" } else { "," };
        write!(bytes, "{separator}{x:?}").expect("a Vec grows");
    }
    bytes.push(b'\n');
}
