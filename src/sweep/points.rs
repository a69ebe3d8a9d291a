//! The points of a sweep, by number.

use super::axis::Axis;
use super::sequence::{MOST_VARIABLES, Sequence, SequenceKind};
use crate::error::{Error, Result};
use std::ops::Range;

/// A grid, or a sequence over the box of the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    axes: Vec<Axis>,
    count: u64,
    sequence: Option<Sequence>,
}

impl Points {
    /// All combinations, the last axis fastest.
    ///
    /// # Errors
    /// An axis without a count, and more points than 64 bits count.
    pub fn grid(axes: Vec<Axis>) -> Result<Self> {
        let mut count = 1u64;
        for axis in &axes {
            let length = axis.len().ok_or_else(|| {
                Error::domain("grid", "have a count for each variable", axis.name())
            })?;
            count = count.checked_mul(length).ok_or_else(|| {
                Error::domain("grid", format!("have at most {} rows", u64::MAX), "more")
            })?;
        }
        Ok(Self {
            axes,
            count,
            sequence: None,
        })
    }

    /// The first `count` points of a scrambled sequence.
    ///
    /// # Errors
    /// More than [`MOST_VARIABLES`] axes, or none.
    pub fn sequence(axes: Vec<Axis>, kind: SequenceKind, count: u64, seed: u64) -> Result<Self> {
        if axes.is_empty() || axes.len() > MOST_VARIABLES {
            let allowed = format!("have 1 to {MOST_VARIABLES} variables");
            return Err(Error::domain("a sample", allowed, axes.len()));
        }
        Ok(Self {
            sequence: Some(Sequence::new(kind, axes.len(), seed)),
            axes,
            count,
        })
    }

    /// The variables.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How many points.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Writes the points of a range, one coordinate an axis, into the first places of rows of this width.
    ///
    /// # Panics
    /// Rows narrower than the axes, or fewer than the range.
    pub fn write(&self, range: Range<u64>, width: usize, rows: &mut [f64]) {
        let rows = rows.chunks_exact_mut(width);
        match &self.sequence {
            Some(sequence) => {
                for (row, k) in rows.zip(range) {
                    for (variable, (slot, axis)) in row.iter_mut().zip(&self.axes).enumerate() {
                        *slot = axis.at(sequence.coordinate(variable, k));
                    }
                }
            }
            None => self.write_grid(range, rows),
        }
    }

    /// The last axis fastest: an axis is asked for a number when its digit changes, divisions are left to the first row.
    fn write_grid<'a>(&self, range: Range<u64>, rows: impl Iterator<Item = &'a mut [f64]>) {
        let lengths: Vec<u64> = self.axes.iter().map(|a| a.len().unwrap_or(1)).collect();
        let mut digits = vec![0; lengths.len()];
        let mut rest = range.start;
        for (digit, length) in digits.iter_mut().zip(&lengths).rev() {
            *digit = rest % length;
            rest /= length;
        }
        let numbers = self
            .axes
            .iter()
            .zip(&digits)
            .map(|(axis, k)| axis.number(*k));
        let mut point: Vec<f64> = numbers.collect();
        for (row, _) in rows.zip(range) {
            row[..point.len()].copy_from_slice(&point);
            for k in (0..point.len()).rev() {
                digits[k] = if digits[k] + 1 == lengths[k] {
                    0
                } else {
                    digits[k] + 1
                };
                point[k] = self.axes[k].number(digits[k]);
                if digits[k] > 0 {
                    break;
                }
            }
        }
    }
}
