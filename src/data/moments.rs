//! Means and scatter matrices in one pass, by folds: what cross-fitting needs is a subtraction away.

use super::rows::{CHUNK_ROWS, Rows, check_finite};
use crate::error::Result;
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

/// Folds of cross-fitting; row `k` belongs to fold `k mod FOLDS`.
pub(super) const FOLDS: usize = 5;

/// Count, mean and scatter $\sum(x-\bar x)(x-\bar x)^\top$.
#[derive(Clone, Debug)]
pub(super) struct Moments {
    pub count: f64,
    pub mean: DVector<f64>,
    pub scatter: DMatrix<f64>,
}

impl Moments {
    pub(super) fn empty(columns: usize) -> Self {
        Self {
            count: 0.0,
            mean: DVector::zeros(columns),
            scatter: DMatrix::zeros(columns, columns),
        }
    }

    /// Of rows one after another: their mean first, then the scatter about it.
    fn of(rows: &[f64], columns: usize) -> Self {
        let count = rows.len() / columns;
        // One sample a column of this matrix.
        let mut samples = DMatrix::from_column_slice(columns, count, rows);
        let mean = samples.column_sum() / count.max(1) as f64;
        for mut sample in samples.column_iter_mut() {
            sample -= &mean;
        }
        Self {
            count: count as f64,
            mean,
            scatter: &samples * samples.transpose(),
        }
    }

    /// Adds the samples behind `other` (Chan, Golub and LeVeque).
    pub(super) fn merge(&mut self, other: &Self) {
        if other.count == 0.0 {
            return;
        }
        let total = self.count + other.count;
        let step = &other.mean - &self.mean;
        self.scatter += &other.scatter;
        self.scatter
            .ger(self.count * other.count / total, &step, &step, 1.0);
        self.mean.axpy(other.count / total, &step, 1.0);
        self.count = total;
    }
}

/// The moments of each fold, and how many rows there were.
pub(super) fn fold_moments(rows: &dyn Rows) -> Result<Vec<Moments>> {
    let columns = rows.columns();
    let mut folds = vec![Moments::empty(columns); FOLDS];
    let mut done = 0;
    rows.scan(&mut |block| {
        check_finite(rows, block, done)?;
        let parts: Vec<Vec<Moments>> = block
            .par_chunks(CHUNK_ROWS * columns)
            .enumerate()
            .map(|(k, chunk)| chunk_moments(chunk, columns, done + k * CHUNK_ROWS))
            .collect();
        for part in &parts {
            for (fold, moments) in folds.iter_mut().zip(part) {
                fold.merge(moments);
            }
        }
        done += block.len() / columns;
        Ok(())
    })?;
    Ok(folds)
}

fn chunk_moments(chunk: &[f64], columns: usize, first: usize) -> Vec<Moments> {
    (0..FOLDS)
        .map(|fold| {
            let mine: Vec<f64> = chunk
                .chunks_exact(columns)
                .enumerate()
                .filter(|(k, _)| (first + k) % FOLDS == fold)
                .flat_map(|(_, row)| row.iter().copied())
                .collect();
            Moments::of(&mine, columns)
        })
        .collect()
}

/// All folds but one, or all.
pub(super) fn merged(folds: &[Moments], without: Option<usize>) -> Moments {
    let mut total = Moments::empty(folds[0].mean.len());
    for (k, fold) in folds.iter().enumerate() {
        if Some(k) != without {
            total.merge(fold);
        }
    }
    total
}
