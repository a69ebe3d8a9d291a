//! Mass and drift that `diagnose` finds of learners whose mass and drift are known.

use super::{Place, Seen, ValidationRow};
use crate::data::{Checkpoint, DiagnosisSetting, LogLikelihoods, Source, diagnose};
use crate::error::Result;
use crate::law::split;
use crate::model::{Mixture, Separation, TwoModes, Weight};
use nalgebra::DVector;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

/// What `diagnose` says in each setting: its intervals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryRun(Vec<Vec<Seen>>);

/// The intervals, by their names in a checkpoint.
const INTERVALS: [&str; 5] = [
    "old_mass",
    "mass_forgetting",
    "drift",
    "total",
    "old_mass_of_samples",
];

/// A learner on the line: the tasks are N(0, 1) and N(delta, 1), the learner beta N(old, 1) + (1-beta) N(new, 1).
struct Learner {
    name: &'static str,
    delta: f64,
    beta: f64,
    old: f64,
    new: f64,
    rows: usize,
}

const fn learner(
    name: &'static str,
    delta: f64,
    [beta, old, new]: [f64; 3],
    rows: usize,
) -> Learner {
    Learner {
        name,
        delta,
        beta,
        old,
        new,
        rows,
    }
}

const LEARNERS: [Learner; 5] = [
    learner("mass lost, no drift", 3.0, [0.2, 0.0, 3.0], 100),
    learner("mass lost, no drift", 3.0, [0.2, 0.0, 3.0], 400),
    learner("mass kept, both means drift", 3.0, [0.4, 0.3, 2.5], 400),
    learner("mass lost, old mean drifts", 2.0, [0.1, 0.8, 2.0], 400),
    learner("nearly all mass lost", 4.0, [0.01, 0.0, 4.0], 400),
];

impl Learner {
    fn log_density(&self, beta: f64, old: f64, new: f64, x: f64) -> f64 {
        let log_normal = |mean: f64| -0.5 * (x - mean) * (x - mean);
        let [a, b] = [
            core_math::log(beta) + log_normal(old),
            core_math::log(1.0 - beta) + log_normal(new),
        ];
        let most = a.max(b);
        most + core_math::log(core_math::exp(a - most) + core_math::exp(b - most)) - LOG_ROOT_2PI
    }

    /// b, mass forgetting, drift and total; the samples' mass is b where the learner does not drift.
    fn truth(&self) -> Result<[Option<f64>; 5]> {
        let target = TwoModes::on_the_line(Separation::new(self.delta)?);
        let target = target.mixture(Weight::new(0.5)?);
        // The modes stand at -delta/2 and delta/2 there.
        let at = |x: f64| DVector::from_element(1, x + target.old_mean()[0]);
        let learner = Mixture::new(Weight::new(self.beta)?, at(self.old), at(self.new))?;
        let parts = split(&target, &learner)?;
        let still = self.old == 0.0 && self.new == self.delta;
        let drift = if still { 0.0 } else { parts.drift };
        let found = [parts.kept.old(), parts.mass, drift, parts.total].map(Some);
        let [b, mass, drift, total] = found;
        Ok([b, mass, drift, total, still.then_some(self.beta)])
    }

    fn diagnosed(&self, random: &mut Pcg64, seed: u64) -> Result<Checkpoint> {
        let normal = |mean: f64, random: &mut Pcg64| -> f64 {
            let z: f64 = StandardNormal.sample(random);
            mean + z
        };
        let mut points = Vec::with_capacity(3 * self.rows);
        for (source, mean) in [(Source::Old, 0.0), (Source::New, self.delta)] {
            for _ in 0..self.rows {
                points.push((source, normal(mean, random)));
            }
        }
        for _ in 0..self.rows {
            let from_old = random.random::<f64>() < self.beta;
            let mean = if from_old { self.old } else { self.new };
            points.push((Source::Model(0), normal(mean, random)));
        }
        let source: Vec<Source> = points.iter().map(|p| p.0).collect();
        let column =
            |f: &dyn Fn(f64) -> f64| -> Vec<f64> { points.iter().map(|p| f(p.1)).collect() };
        let task = |mean: f64| move |x: f64| -0.5 * (x - mean) * (x - mean) - LOG_ROOT_2PI;
        let model = column(&|x| self.log_density(self.beta, self.old, self.new, x));
        let table = LogLikelihoods::new(
            self.name,
            &source,
            &column(&task(0.0)),
            &column(&task(self.delta)),
            &[("model".into(), model)],
        )?;
        let setting = DiagnosisSetting {
            seed,
            ..DiagnosisSetting::default()
        };
        Ok(diagnose(&table, &setting)?.checkpoints.swap_remove(0))
    }
}

const LOG_ROOT_2PI: f64 = 0.918_938_533_204_672_7;

/// One replicate of every learner; its samples depend on the seed and its number alone.
///
/// # Errors
/// What `diagnose` refuses, which such tables never are.
///
/// ```
/// use forgetting::data::validation::{recovery_rows, recovery_run};
/// let rows = recovery_rows(&[recovery_run(1, 0)?])?;
/// assert_eq!(rows, recovery_rows(&[recovery_run(1, 0)?])?);   // same seed, same run
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn recovery_run(seed: u64, number: u64) -> Result<RecoveryRun> {
    let run = LEARNERS.iter().enumerate().map(|(k, learner)| {
        let stream = (number << 8) + k as u64;
        let mut random = Pcg64::new(u128::from(seed) + (1 << 64), u128::from(stream));
        let found = learner.diagnosed(&mut random, stream)?;
        let warned = found.trust != "yes";
        let intervals = [
            Some(&found.old_mass),
            Some(&found.mass_forgetting),
            Some(&found.drift),
            Some(&found.total),
            found.old_mass_of_samples.as_ref(),
        ];
        let intervals = intervals.into_iter().flatten();
        Ok(intervals.map(|i| Seen::new(i, warned)).collect())
    });
    run.collect::<Result<_>>().map(RecoveryRun)
}

/// What the runs add up to: a row an interval of each learner.
///
/// # Errors
/// Divergences that cannot be computed, which these can.
///
/// ```
/// use forgetting::data::validation::recovery_rows;
/// let rows = recovery_rows(&[])?;
/// assert!(rows.iter().all(|row| row.runs == 0 && row.truth.is_some()));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn recovery_rows(runs: &[RecoveryRun]) -> Result<Vec<ValidationRow>> {
    let mut rows = Vec::new();
    for (at, learner) in LEARNERS.iter().enumerate() {
        let place = |what| Place {
            setting: learner.name,
            columns: 1,
            n: learner.rows,
            what,
        };
        for (k, (what, truth)) in INTERVALS.into_iter().zip(learner.truth()?).enumerate() {
            let Some(truth) = truth else { continue };
            let seen: Vec<Seen> = runs.iter().map(|run| run.0[at][k]).collect();
            rows.push(place(what).interval(truth, &seen));
        }
    }
    Ok(rows)
}
