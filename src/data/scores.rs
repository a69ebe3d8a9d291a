//! Cross-fitted discriminant scores: every row is scored by moments that have not seen it.

use super::moments::{FOLDS, Moments, merged};
use super::pooled::Pooled;
use super::rows::{CHUNK_ROWS, Rows, column_label};
use crate::error::Result;
use nalgebra::DVector;
use rayon::prelude::*;

/// Shrink where there are fewer rows than this times the columns.
const ROWS_A_COLUMN: f64 = 10.0;

/// The scores of two tasks and the shrinkage that was used.
#[derive(Clone, Debug)]
pub(super) struct Scores {
    pub old: Vec<f64>,
    pub new: Vec<f64>,
    pub shrinkage: f64,
}

pub(super) fn cross_fitted(
    old: &dyn Rows,
    new: &dyn Rows,
    folds: [&[Moments]; 2],
) -> Result<Scores> {
    let whole = folds.map(|side| merged(side, None));
    let rows = whole[0].count + whole[1].count;
    let shrinkage = if rows < ROWS_A_COLUMN * old.columns() as f64 {
        ledoit_wolf([old, new], &whole)?
    } else {
        0.0
    };
    let label = |column: usize| column_label(old, column);
    let discriminants: Vec<(DVector<f64>, f64)> = (0..FOLDS)
        .map(|fold| {
            let [o, n] = folds.map(|side| merged(side, Some(fold)));
            Pooled::new(&o, &n, shrinkage, old.name(), &label).map(|p| p.discriminant())
        })
        .collect::<Result<_>>()?;
    Ok(Scores {
        old: score(old, &discriminants)?,
        new: score(new, &discriminants)?,
        shrinkage,
    })
}

fn score(rows: &dyn Rows, discriminants: &[(DVector<f64>, f64)]) -> Result<Vec<f64>> {
    let columns = rows.columns();
    let mut scores = Vec::new();
    rows.scan(&mut |block| {
        let first = scores.len();
        let parts: Vec<Vec<f64>> = block
            .par_chunks(CHUNK_ROWS * columns)
            .enumerate()
            .map(|(chunk, rows)| {
                rows.chunks_exact(columns)
                    .enumerate()
                    .map(|(k, row)| {
                        let (direction, offset) =
                            &discriminants[(first + chunk * CHUNK_ROWS + k) % FOLDS];
                        row.iter()
                            .zip(direction.iter())
                            .map(|(x, w)| x * w)
                            .sum::<f64>()
                            - offset
                    })
                    .collect()
            })
            .collect();
        scores.extend(parts.into_iter().flatten());
        Ok(())
    })?;
    Ok(scores)
}

/// The intensity of Ledoit and Wolf (2004) for the pooled correlation, shrunk towards the identity.
fn ledoit_wolf(tasks: [&dyn Rows; 2], whole: &[Moments; 2]) -> Result<f64> {
    let freedom = whole[0].count + whole[1].count - 2.0;
    let covariance = (&whole[0].scatter + &whole[1].scatter) / freedom;
    let deviations = covariance.diagonal().map(f64::sqrt);
    let columns = deviations.len();
    let (mut square, mut size) = (0.0, 0.0);
    for i in 0..columns {
        for j in 0..columns {
            let r = covariance[(i, j)] / (deviations[i] * deviations[j]);
            square += r * r;
            size += if i == j { (r - 1.0) * (r - 1.0) } else { r * r };
        }
    }
    let mut fourth = 0.0;
    for (rows, moments) in tasks.into_iter().zip(whole) {
        rows.scan(&mut |block| {
            for row in block.chunks_exact(columns) {
                let norm: f64 = (0..columns)
                    .map(|k| ((row[k] - moments.mean[k]) / deviations[k]).powi(2))
                    .sum();
                fourth += norm * norm;
            }
            Ok(())
        })?;
    }
    let noise = (fourth / freedom - square) / freedom;
    Ok((noise / size).clamp(0.0, 1.0))
}
