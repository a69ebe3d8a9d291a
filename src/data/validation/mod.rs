//! How often the intervals of [`crate::data::advise`] and [`crate::data::diagnose`] cover truths that are known, and how often the checks of
//! assumptions are wrong: runs of a simulation, and what they add up to.

mod coverage;
mod recovery;
mod tasks;

pub use coverage::{CoverageRun, coverage_rows, coverage_run};
pub use recovery::{RecoveryRun, recovery_rows, recovery_run};

use serde::{Deserialize, Serialize};

/// What some runs say of one interval or one check in one setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValidationRow {
    /// Where the samples come from.
    pub setting: String,
    /// Features.
    pub columns: u64,
    /// Samples of each task.
    pub n: u64,
    /// The interval's or the check's name.
    pub what: String,
    /// `interval`, `holds` (a check of what is so) or `fails` (of what is not).
    pub kind: String,
    /// The truth; none for a check.
    pub truth: Option<f64>,
    /// Runs.
    pub runs: u64,
    /// Runs in which the interval covers the truth, or the check rejects.
    pub hits: u64,
    /// Mean estimate; none for a check.
    pub estimate: Option<f64>,
    /// Mean width of the interval; none for a check.
    pub width: Option<f64>,
    /// Runs that say the interval is not to be trusted at its level, or in which the check was not made.
    pub warned: u64,
}

/// An interval of one run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Estimate and ends; none where there were no ends.
    pub ends: Option<[f64; 3]>,
    /// Whether it was said not to be trusted.
    pub warned: bool,
}

impl Seen {
    fn new(interval: &super::Interval, warned: bool) -> Self {
        let ends = [interval.value, interval.lo, interval.hi];
        Self {
            ends: ends.iter().all(|x| x.is_finite()).then_some(ends),
            warned,
        }
    }

    fn covers(&self, truth: f64) -> bool {
        // A truth of 0 that rounding misses is covered.
        self.ends
            .is_some_and(|[_, lo, hi]| lo - ROUNDING <= truth && truth <= hi + ROUNDING)
    }
}

/// Rounding of a divergence.
const ROUNDING: f64 = 1e-9;

/// Where a row stands.
struct Place<'a> {
    setting: &'a str,
    columns: usize,
    n: usize,
    what: &'a str,
}

impl Place<'_> {
    /// What the runs say of an interval.
    fn interval(&self, truth: f64, seen: &[Seen]) -> ValidationRow {
        let known = || seen.iter().filter_map(|s| s.ends);
        let count = known().count() as f64;
        ValidationRow {
            setting: self.setting.to_owned(),
            columns: self.columns as u64,
            n: self.n as u64,
            what: self.what.to_owned(),
            kind: "interval".into(),
            truth: Some(truth),
            runs: seen.len() as u64,
            hits: seen.iter().filter(|s| s.covers(truth)).count() as u64,
            estimate: (count > 0.0).then(|| known().map(|e| e[0]).sum::<f64>() / count),
            width: (count > 0.0).then(|| known().map(|e| e[2] - e[1]).sum::<f64>() / count),
            warned: seen.iter().filter(|s| s.warned).count() as u64,
        }
    }

    /// What the runs say of a check: rejected, or not made.
    fn check(&self, holds: bool, rejected: &[Option<bool>]) -> ValidationRow {
        ValidationRow {
            setting: self.setting.to_owned(),
            columns: self.columns as u64,
            n: self.n as u64,
            what: self.what.to_owned(),
            kind: if holds { "holds" } else { "fails" }.into(),
            truth: None,
            runs: rejected.len() as u64,
            hits: rejected.iter().filter(|r| **r == Some(true)).count() as u64,
            estimate: None,
            width: None,
            warned: rejected.iter().filter(|r| r.is_none()).count() as u64,
        }
    }
}
