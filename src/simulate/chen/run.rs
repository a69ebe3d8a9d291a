//! Whole runs: with sampled batches, or with the population's expectations.

use rand::RngExt;
use rand_distr::StandardNormal;
use std::f64::consts::TAU;

use super::area::area_overlaps;
use super::learner::ScaledMixture;
use super::setting::{ITERATIONS, METHODS, Method, REPORTED, START, Target};
use super::step::Points;
use crate::simulate::stream::stream;

/// What is reported of the learner: $w,m_1,s_1,m_2,s_2$ and the two area overlaps.
pub type Report = [f64; 7];

/// The reports of one run, at each of [`REPORTED`].
pub type Trajectory = [Report; REPORTED.len()];

/// Half-width of the population's lattice in standard deviations: the importance weights grow like a small power of the
/// density, so the integrands are below 1e-16 beyond.
const REACH: f64 = 12.0;
/// Nodes of the population's lattice for each standard deviation.
const DENSITY: usize = 16;

/// One replicate: the three fits of [`METHODS`], each on fresh batches of `batch` samples.
///
/// ```
/// use forgetting::simulate::chen::{NEW_MEAN, Target, replicate};
/// let target = Target::new(NEW_MEAN)?;
/// assert_eq!(replicate(&target, 10, 1, 0), replicate(&target, 10, 1, 0));  // same seed, same run
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn replicate(
    target: &Target,
    batch: usize,
    seed: u64,
    replicate: u64,
) -> [Trajectory; METHODS.len()] {
    let mut random = stream("chen-two-mode", seed, replicate);
    METHODS.map(|method| {
        let mass = vec![1.0 / batch as f64; batch];
        let mut points = Points::new(vec![0.0; batch], mass);
        trajectory(method, target, &mut points, |points| {
            points
                .z
                .fill_with(|| random.sample::<f64, _>(StandardNormal));
        })
    })
}

/// The population version: every expectation over an infinite batch, by the trapezoidal rule.
///
/// Accuracy: halving the step changes no report by more than [`POPULATION_ACCURACY`](super::POPULATION_ACCURACY) (tested).
///
/// ```
/// use forgetting::simulate::chen::{METHODS, NEW_MEAN, Target, population};
/// let reports = population(METHODS[0], &Target::new(NEW_MEAN)?);
/// // The first number of a report is the old weight.
/// assert!(reports.iter().all(|report| (0.0..=1.0).contains(&report[0])));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn population(method: Method, target: &Target) -> Trajectory {
    population_with(method, target, DENSITY)
}

/// The same with another number of nodes for each standard deviation.
///
/// ```
/// use forgetting::simulate::chen::{METHODS, NEW_MEAN, POPULATION_ACCURACY, Target, population, population_with};
/// let target = Target::new(NEW_MEAN)?;
/// let (usual, finer) = (population(METHODS[0], &target), population_with(METHODS[0], &target, 32));
/// let mut pairs = usual.iter().flatten().zip(finer.iter().flatten());
/// assert!(pairs.all(|(a, b)| (a - b).abs() <= POPULATION_ACCURACY));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn population_with(method: Method, target: &Target, density: usize) -> Trajectory {
    trajectory(method, target, &mut lattice(density), |_| {})
}

/// The population's reports after every step: at `k` after `k` steps, the start first.
///
/// Accuracy: as [`population`].
///
/// ```
/// use forgetting::simulate::chen::{ITERATIONS, METHODS, NEW_MEAN, Target, population_path};
/// let path = population_path(METHODS[0], &Target::new(NEW_MEAN)?);
/// assert_eq!(path.len(), ITERATIONS + 1);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn population_path(method: Method, target: &Target) -> Vec<Report> {
    let mut path = vec![report(&START, target)];
    follow(
        method,
        target,
        &mut lattice(DENSITY),
        |_| {},
        |_, learner| {
            path.push(report(learner, target));
        },
    );
    path
}

fn lattice(density: usize) -> Points {
    let last = (REACH * density as f64) as i32;
    let step = 1.0 / density as f64;
    let z: Vec<f64> = (-last..=last).map(|k| f64::from(k) * step).collect();
    let mass = z
        .iter()
        .map(|z| step / TAU.sqrt() * core_math::exp(-0.5 * z * z))
        .collect();
    Points::new(z, mass)
}

fn trajectory(
    method: Method,
    target: &Target,
    points: &mut Points,
    refresh: impl FnMut(&mut Points),
) -> Trajectory {
    let mut found = [[0.0; 7]; REPORTED.len()];
    follow(method, target, points, refresh, |iteration, learner| {
        if let Some(at) = REPORTED.iter().position(|&k| k == iteration) {
            found[at] = report(learner, target);
        }
    });
    found
}

/// Every step of a run, shown with its number.
fn follow(
    method: Method,
    target: &Target,
    points: &mut Points,
    mut refresh: impl FnMut(&mut Points),
    mut see: impl FnMut(usize, &ScaledMixture),
) {
    let mut learner = START;
    for iteration in 1..=ITERATIONS {
        refresh(points);
        learner = points.step(method, &learner, target);
        see(iteration, &learner);
    }
}

fn report(learner: &ScaledMixture, target: &Target) -> Report {
    let [w, m1, s1, m2, s2] = learner.parameters();
    let [old, new] = area_overlaps(learner, target);
    [w, m1, s1, m2, s2, old, new]
}
