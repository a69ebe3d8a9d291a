//! A task given by its mean, covariance and count.

use super::moments::Moments;
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};
use serde::Deserialize;

/// Mean, covariance (with divisor $n-1$) and count of one task.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskMoments {
    /// Number of samples.
    pub n: f64,
    /// The mean, length $d$.
    pub mean: Vec<f64>,
    /// The covariance, $d$ rows of $d$.
    pub covariance: Vec<Vec<f64>>,
}

/// What messages call moments that have no file.
pub(super) const MOMENTS: &str = "moments";
/// Entries of a covariance that are equal in theory may differ by this share of their features' deviations.
const SYMMETRY: f64 = 1e-9;

impl TaskMoments {
    /// Checked; `side` says in messages whose they are.
    pub(super) fn moments(&self, side: &str, columns: usize) -> Result<Moments> {
        self.check_sizes(side, columns)?;
        self.check_entries(side)?;
        let scatter = DMatrix::from_fn(columns, columns, |i, j| {
            0.5 * (self.covariance[i][j] + self.covariance[j][i]) * (self.n - 1.0)
        });
        Ok(Moments {
            count: self.n,
            mean: DVector::from_column_slice(&self.mean),
            scatter,
        })
    }

    fn check_sizes(&self, side: &str, columns: usize) -> Result<()> {
        let refused = |place: String, message: String| {
            Err(Error::data(MOMENTS, format!(", {side} {place}"), message))
        };
        let whole = self.n >= 2.0 && self.n.fract() == 0.0 && self.n <= 1e15;
        if !whole {
            let message = format!("{}; expected a whole number of samples, at least 2", self.n);
            return refused("n".into(), message);
        }
        if columns == 0 {
            return refused("mean".into(), "no entry; expected one a feature".into());
        }
        if self.mean.len() != columns {
            let message = format!("{} entries; expected {columns}", self.mean.len());
            return refused("mean".into(), message);
        }
        if self.covariance.len() != columns {
            let message = format!("{} rows; expected {columns}", self.covariance.len());
            return refused("covariance".into(), message);
        }
        match self.covariance.iter().position(|row| row.len() != columns) {
            None => Ok(()),
            Some(row) => {
                let message = format!("{} entries; expected {columns}", self.covariance[row].len());
                refused(format!("covariance, row {}", row + 1), message)
            }
        }
    }

    fn check_entries(&self, side: &str) -> Result<()> {
        let refused = |place: String, message: String| {
            Err(Error::data(MOMENTS, format!(", {side} {place}"), message))
        };
        if let Some(k) = self.mean.iter().position(|x| !x.is_finite()) {
            let message = format!("{}; expected a finite number", self.mean[k]);
            return refused(format!("mean, column {}", k + 1), message);
        }
        let place = |i: usize, j: usize| format!("covariance, row {}, column {}", i + 1, j + 1);
        for (i, row) in self.covariance.iter().enumerate() {
            for (j, &entry) in row.iter().enumerate() {
                if !entry.is_finite() {
                    return refused(place(i, j), format!("{entry}; expected a finite number"));
                }
                if i == j && entry < 0.0 {
                    let message = format!("{entry}; expected a variance, at least 0");
                    return refused(place(i, j), message);
                }
            }
        }
        for i in 0..self.mean.len() {
            for j in 0..i {
                let (below, above) = (self.covariance[i][j], self.covariance[j][i]);
                let size = (self.covariance[i][i] * self.covariance[j][j]).sqrt();
                if (below - above).abs() > SYMMETRY * size {
                    let message = format!(
                        "{below}, but {above} at row {}, column {}; expected a symmetric matrix",
                        j + 1,
                        i + 1
                    );
                    return refused(place(i, j), message);
                }
                if below.abs() > (1.0 + SYMMETRY) * size {
                    let message = format!(
                        "{below}; expected at most {size} in size, what the two variances allow"
                    );
                    return refused(place(i, j), message);
                }
            }
        }
        Ok(())
    }
}
