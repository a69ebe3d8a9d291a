//! How far apart two tasks are: the Mahalanobis separation, corrected for bias, with an exact interval.

use super::interval::Interval;
use super::noncentral_f::noncentrality_interval;
use crate::error::{Error, Result};

/// The separation from the plug-in $D^2$ of samples of `old` and `new` rows with `columns` features.
///
/// $D^2$ has mean $\frac{N-2}{N-d-3}(\delta^2+\frac{dN}{n_on_n})$, which is inverted (at least 0); the interval inverts the noncentral F law of
/// Hotelling's $T^2$, exact for Gaussian tasks with one covariance. Needs $N>d+3$.
///
/// # Errors
/// [`Error::Limit`] where the interval's ends are not found.
pub(super) fn separation(
    squared: f64,
    old: f64,
    new: f64,
    columns: usize,
    level: f64,
) -> Result<Interval> {
    let (total, d) = (old + new, columns as f64);
    let harmonic = old * new / total;
    let f = harmonic * squared * (total - d - 1.0) / (d * (total - 2.0));
    let (low, high) =
        noncentrality_interval(f, d, total - d - 1.0, level).ok_or_else(|| Error::Limit {
            what: format!("the interval of the separation (F = {f:e})"),
            limit: "the noncentral F law's computation".into(),
        })?;
    let corrected = squared * (total - d - 3.0) / (total - 2.0) - d / harmonic;
    Ok(Interval::through(
        corrected.max(0.0).sqrt(),
        [low, high].map(|lambda| (lambda / harmonic).sqrt()),
        level,
    ))
}

/// Refuses tasks with too few rows for their columns.
pub(super) fn enough_rows(name: [&str; 2], counts: [f64; 2], columns: usize) -> Result<()> {
    for (name, count) in name.into_iter().zip(counts) {
        if count < 2.0 {
            let message = format!("{count} rows; expected at least 2");
            return Err(Error::data(name, "", message));
        }
    }
    let total = counts[0] + counts[1];
    if total <= columns as f64 + 3.0 {
        let message = format!(
            "{total} rows in both tasks for {columns} columns; expected more than {}",
            columns + 3
        );
        return Err(Error::data(name[0], "", message));
    }
    Ok(())
}
