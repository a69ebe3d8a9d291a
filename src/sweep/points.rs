//! The points of a sweep, by number.

use super::axis::Axis;
use super::sequence::{MOST_VARIABLES, Sequence, SequenceKind};
use crate::error::{Error, Result};

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

    /// Writes point `k`, one coordinate an axis.
    pub fn write(&self, mut k: u64, point: &mut [f64]) {
        if let Some(sequence) = &self.sequence {
            for (variable, (slot, axis)) in point.iter_mut().zip(&self.axes).enumerate() {
                *slot = axis.at(sequence.coordinate(variable, k));
            }
            return;
        }
        for (slot, axis) in point.iter_mut().zip(&self.axes).rev() {
            let length = axis.len().unwrap_or(1);
            *slot = axis.number(k % length);
            k /= length;
        }
    }
}
