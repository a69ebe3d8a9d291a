//! Intervals and checks of `advise` on tasks whose truth is known.

use super::tasks::{TASKS, Tasks};
use super::{Place, Seen, ValidationRow};
use crate::data::{AdviceSetting, Advisory, Slice, advise};
use crate::error::Result;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

/// What `advise` says in each setting: its intervals, and whether each check rejects, none where it was not made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverageRun(Vec<(Vec<Seen>, Vec<Option<bool>>)>);

/// The intervals, by their names in the advisory.
const INTERVALS: [&str; 6] = [
    "separation",
    "separation_bootstrap",
    "bhattacharyya",
    "misassignment_old",
    "misassignment_new",
    "distinguishability",
];

/// The checks, in the order of the advisory.
const CHECKS: [&str; 4] = [
    "equal covariances",
    "equal variances along the discriminant",
    "normal, old",
    "normal, new",
];

/// One replicate of every setting; its samples depend on the seed and its number alone.
///
/// # Errors
/// What `advise` refuses, which such tasks never are.
///
/// ```
/// use forgetting::data::validation::{coverage_rows, coverage_run};
/// let rows = coverage_rows(&[coverage_run(1, 0)?])?;
/// assert_eq!(rows, coverage_rows(&[coverage_run(1, 0)?])?);   // same seed, same run
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn coverage_run(seed: u64, number: u64) -> Result<CoverageRun> {
    let settings = TASKS.iter().enumerate();
    let run = settings.map(|(k, tasks)| {
        let stream = (number << 8) + k as u64;
        let mut random = Pcg64::new(u128::from(seed), u128::from(stream));
        let [old, new] = tasks.draw(&mut random);
        let setting = AdviceSetting {
            seed: stream,
            ..AdviceSetting::default()
        };
        let of = |name, values| Slice::new(name, values, tasks.columns);
        Ok(seen(&advise(
            &of("old", &old)?,
            &of("new", &new)?,
            &setting,
        )?))
    });
    run.collect::<Result<_>>().map(CoverageRun)
}

fn seen(advisory: &Advisory) -> (Vec<Seen>, Vec<Option<bool>>) {
    let intervals = [
        Some(&advisory.separation),
        advisory.separation_bootstrap.as_ref(),
        Some(&advisory.bhattacharyya),
        Some(&advisory.misassignment_old),
        Some(&advisory.misassignment_new),
        Some(&advisory.distinguishability),
    ];
    let pairs = intervals.into_iter().zip(INTERVALS);
    let intervals = pairs
        .filter_map(|(interval, name)| {
            Some(Seen::new(interval?, advisory.untrusted.contains(&name)))
        })
        .collect();
    let checks = advisory.assumptions.iter();
    let checks = checks.map(|a| a.p.map(|_| a.is_rejected())).collect();
    (intervals, checks)
}

/// What the runs add up to: a row an interval and a check of each setting.
///
/// # Errors
/// A law that cannot be evaluated, which these can.
///
/// ```
/// use forgetting::data::validation::coverage_rows;
/// let rows = coverage_rows(&[])?;
/// assert!(rows.iter().all(|row| (row.runs, row.hits) == (0, 0)));
/// assert!(rows.iter().all(|row| row.truth.is_some() == (row.kind == "interval")));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn coverage_rows(runs: &[CoverageRun]) -> Result<Vec<ValidationRow>> {
    let mut rows = Vec::new();
    for (at, tasks) in TASKS.iter().enumerate() {
        let [separation, rest @ ..] = tasks.truth()?;
        let truths = [&[separation, separation][..], &rest].concat();
        let place = |what| place(tasks, what);
        for (k, (what, truth)) in INTERVALS.into_iter().zip(truths).enumerate() {
            let seen: Vec<Seen> = runs.iter().map(|run| run.0[at].0[k]).collect();
            rows.push(place(what).interval(truth, &seen));
        }
        let (equal, normal) = tasks.shape.assumptions();
        for (k, (what, holds)) in CHECKS
            .into_iter()
            .zip([equal, equal, normal, normal])
            .enumerate()
        {
            let rejected: Vec<Option<bool>> = runs.iter().map(|run| run.0[at].1[k]).collect();
            rows.push(place(what).check(holds, &rejected));
        }
    }
    Ok(rows)
}

fn place<'a>(tasks: &'a Tasks, what: &'a str) -> Place<'a> {
    Place {
        setting: tasks.name,
        columns: tasks.columns,
        n: tasks.rows,
        what,
    }
}
