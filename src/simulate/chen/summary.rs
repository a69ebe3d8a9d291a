//! Means and standard errors over replicates, in the columns of the published results.

use serde::{Deserialize, Serialize};

use super::run::{Report, Trajectory};
use super::setting::{METHODS, REPORTED, Target};

/// The published code, unchanged, over 200 seeds: mean and standard error after 25, 50, 100 and 200 iterations.
///
/// Made by running the `TwoModeSetting` of the folder `simulation/` of github.com/princeton-pli/retaining-by-doing.
pub const PUBLISHED: &str = include_str!("published_200_seeds.csv");

/// What each number of a [`Report`] is called.
pub const COLUMNS: [&str; 7] = [
    "old_weight",
    "old_mean",
    "old_sd",
    "new_mean",
    "new_sd",
    "old_area_overlap",
    "new_area_overlap",
];

/// One method at one iteration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Where the target's new mode is.
    pub target_new_mean: f64,
    /// The method's published name.
    pub method: String,
    /// Number of steps.
    pub iteration: usize,
    /// Means over the replicates.
    pub mean: Report,
    /// Standard errors of the means; `None` for the population.
    pub standard_error: Option<Report>,
}

/// One row for each method and reported iteration; a single "replicate" is the population.
///
/// ```
/// use forgetting::simulate::chen::{NEW_MEAN, Target, replicate, summarise};
/// let target = Target::new(NEW_MEAN)?;
/// let run = replicate(&target, 10, 1, 0);
/// let rows = summarise(&target, &[run, run]);
/// assert_eq!(rows[0].standard_error, Some([0.0; 7]));   // of the same run twice
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn summarise(target: &Target, runs: &[[Trajectory; METHODS.len()]]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (m, method) in METHODS.into_iter().enumerate() {
        for (k, iteration) in REPORTED.into_iter().enumerate() {
            let reports = || runs.iter().map(|run| run[m][k]);
            let count = runs.len() as f64;
            let mut mean = [0.0; 7];
            for report in reports() {
                for (sum, x) in mean.iter_mut().zip(report) {
                    *sum += x / count;
                }
            }
            let mut square = [0.0; 7];
            for report in reports() {
                for ((sum, x), mean) in square.iter_mut().zip(report).zip(mean) {
                    *sum += (x - mean).powi(2);
                }
            }
            let standard_error = square.map(|sum| (sum / (count - 1.0) / count).sqrt());
            rows.push(Row {
                target_new_mean: target.mixture().new.mean,
                method: method.name(),
                iteration,
                mean,
                standard_error: (runs.len() > 1).then_some(standard_error),
            });
        }
    }
    rows
}

/// The published rows.
///
/// # Panics
/// Never: the text is part of the program, and a test reads it.
///
/// ```
/// use forgetting::simulate::chen::published;
/// assert!(published().iter().all(|row| row.standard_error.is_some()));
/// ```
pub fn published() -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(PUBLISHED.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.expect("a row");
        let number = |at: usize| record[at].parse::<f64>().expect("a number");
        Row {
            target_new_mean: number(0),
            method: record[1].to_owned(),
            iteration: record[2].parse().expect("a count"),
            mean: std::array::from_fn(|k| number(3 + 2 * k)),
            standard_error: Some(std::array::from_fn(|k| number(4 + 2 * k))),
        }
    });
    rows.collect()
}
