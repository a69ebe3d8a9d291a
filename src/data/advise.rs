//! From two tasks' features to what the theory says of them.

use super::advice::{Advice, AdviceSetting, LINES, drift_line, gaussian_line};
use super::calibrate::Calibration;
use super::checks::{
    Assumption, BOX, NORMAL_NEW, NORMAL_OLD, SPREAD, Shape, box_m, equal_spread, normality,
};
use super::interval::Interval;
use super::moments::{FOLDS, fold_moments, merged};
use super::pareto::{pareto_k, worse_shape};
use super::pooled::Pooled;
use super::rows::{Rows, column_label};
use super::scores::{Scores, cross_fitted};
use super::separation::{enough_rows, separation};
use super::task_moments::{MOMENTS, TaskMoments};
use crate::error::{Error, Result};
use crate::law::{EmpiricalLaw, GaussianLaw, Law, Side, WeightedRatio};
use crate::model::{Separation, Weight};
use rand_distr::{Distribution, Poisson};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::Serialize;

/// Which law the numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Route {
    /// Two Gaussians with one covariance at the estimated separation.
    Gaussian,
    /// The empirical law of cross-fitted, calibrated discriminant scores.
    Law,
}

/// What two tasks' features say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advisory {
    /// The Mahalanobis separation, corrected for bias.
    pub separation: Interval,
    /// BC.
    pub bhattacharyya: Interval,
    /// $\varepsilon_o$ at the policy's old mass.
    pub misassignment_old: Interval,
    /// $\varepsilon_n$ there.
    pub misassignment_new: Interval,
    /// D there.
    pub distinguishability: Interval,
    /// The separation along the cross-fitted discriminant, by bootstrap; none without rows.
    pub separation_bootstrap: Option<Interval>,
    /// What was assumed and tested.
    pub assumptions: Vec<Assumption>,
    /// Which law the numbers come from.
    pub route: Route,
    /// The worse Pareto shape of $e^{-l}$ on old and $e^l$ on new data; none without rows.
    pub pareto_k: Option<f64>,
    /// What to know before trusting a number.
    pub notes: Vec<String>,
    /// The intervals above, by their fields' names, that are not to be trusted at their level; a note says why.
    pub untrusted: Vec<&'static str>,
    /// One line a claim.
    pub advice: Vec<Advice>,
}

/// Atoms a side to which an empirical law is grouped before it is resampled.
const GROUPS: usize = 400;
const REPLICATES: u64 = 400;

/// Estimates, checks and advice for two tasks given by samples (rows) of the same features (columns).
///
/// One pass for moments, one for scores; memory holds a block of rows and one score a row.
///
/// # Errors
/// Different numbers of columns, numbers that are not finite, too few rows, constant or collinear columns, and settings outside
/// their domains.
///
/// ```
/// use forgetting::data::{AdviceSetting, Slice, advise};
/// let old: Vec<f64> = (0..60).map(|k| f64::from(k % 12) / 4.0).collect();
/// let new: Vec<f64> = old.iter().map(|x| x + 1.0).collect();
/// let found = advise(&Slice::new("old", &old, 1)?, &Slice::new("new", &new, 1)?, &AdviceSetting::default())?;
/// assert!(found.separation.lo < 1.16 && found.separation.hi > 1.16);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn advise(old: &dyn Rows, new: &dyn Rows, setting: &AdviceSetting) -> Result<Advisory> {
    setting.check()?;
    if old.columns() != new.columns() {
        let message = format!(
            "{} columns; {} has {}",
            new.columns(),
            old.name(),
            old.columns()
        );
        return Err(Error::data(new.name(), "", message));
    }
    same_columns(old, new)?;
    let folds = [fold_moments(old)?, fold_moments(new)?];
    let [whole_old, whole_new] = [merged(&folds[0], None), merged(&folds[1], None)];
    let names = [old.name(), new.name()];
    enough_rows(names, [whole_old.count, whole_new.count], old.columns())?;
    let label = |column: usize| column_label(old, column);
    let pooled = Pooled::new(&whole_old, &whole_new, 0.0, old.name(), &label)?;
    let separation = separation(
        pooled.squared_distance(),
        whole_old.count,
        whole_new.count,
        old.columns(),
        setting.level,
    )?;
    let scores = cross_fitted(old, new, [&folds[0], &folds[1]])?;
    let [shape_old, shape_new] = [&scores.old, &scores.new].map(|s| Shape::of(&standardised(s)));
    let assumptions = vec![
        box_m(&whole_old, &whole_new, &pooled),
        equal_spread(Shape::of(&scores.old), Shape::of(&scores.new)),
        normality(NORMAL_OLD, shape_old),
        normality(NORMAL_NEW, shape_new),
    ];
    let mut advisory = if assumptions.iter().any(Assumption::is_rejected) {
        on_the_law(&scores, separation, assumptions, setting)?
    } else {
        gaussian(separation, assumptions, setting)?
    };
    if scores.shrinkage > 0.0 {
        let noted = format!(
            "{} rows for {} columns: the discriminant's correlation is shrunk by {:.3} (Ledoit-Wolf); the separation and its interval are not",
            whole_old.count + whole_new.count,
            old.columns(),
            scores.shrinkage
        );
        advisory.notes.push(noted);
    }
    let bootstrap = bootstrap_separation(&scores, setting);
    let rows = [whole_old.count, whole_new.count];
    if let Some(short) = falls_short(&advisory.separation, &bootstrap, rows, old.columns()) {
        advisory.notes.push(short);
        if !advisory.untrusted.contains(&BOOTSTRAP) {
            advisory.untrusted.push(BOOTSTRAP);
        }
    }
    advisory.separation_bootstrap = Some(bootstrap);
    Ok(advisory)
}

/// Refuses columns whose names say that they are not the same features in the same order.
fn same_columns(old: &dyn Rows, new: &dyn Rows) -> Result<()> {
    for column in 0..old.columns() {
        if let (Some(a), Some(b)) = (old.column_name(column), new.column_name(column))
            && a != b
        {
            let message = format!("{} has `{a}` there; expected the same columns", old.name());
            let place = format!(", row 1, {}", column_label(new, column));
            return Err(Error::data(new.name(), place, message));
        }
    }
    Ok(())
}

/// The same from means, covariances and counts: no checks of normality, the Gaussian route.
///
/// # Errors
/// Sizes that do not fit, entries that are not finite, and what [`advise`] refuses.
///
/// ```
/// use forgetting::data::{AdviceSetting, TaskMoments, advise_moments};
/// let task = |mean: f64| TaskMoments {
///     mean: vec![mean, 0.0],
///     covariance: vec![vec![1.0, 0.0], vec![0.0, 1.0]],
///     n: 1000.0,
/// };
/// let advisory = advise_moments(&task(0.0), &task(3.0), &AdviceSetting::default())?;
/// assert!((advisory.separation.value - 3.0).abs() < 0.1);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn advise_moments(
    old: &TaskMoments,
    new: &TaskMoments,
    setting: &AdviceSetting,
) -> Result<Advisory> {
    setting.check()?;
    let columns = old.mean.len();
    let (o, n) = (old.moments("old", columns)?, new.moments("new", columns)?);
    enough_rows([MOMENTS, MOMENTS], [o.count, n.count], columns)?;
    let label = |column: usize| format!("feature {}", column + 1);
    let pooled = Pooled::new(&o, &n, 0.0, MOMENTS, &label)?;
    let separation = separation(
        pooled.squared_distance(),
        o.count,
        n.count,
        columns,
        setting.level,
    )?;
    let mut assumptions = vec![box_m(&o, &n, &pooled)];
    assumptions.extend([SPREAD, NORMAL_OLD, NORMAL_NEW].map(Assumption::not_tested));
    let rejected = assumptions[0].is_rejected();
    let mut advisory = gaussian(separation, assumptions, setting)?;
    if rejected {
        let noted = format!(
            "{BOX} is rejected: give the samples for the law route; these numbers assume one covariance"
        );
        advisory.notes.push(noted);
    }
    Ok(advisory)
}

fn gaussian(
    separation: Interval,
    assumptions: Vec<Assumption>,
    setting: &AdviceSetting,
) -> Result<Advisory> {
    let beta = Weight::interior("beta0", setting.start)?;
    let laws = [separation.value, separation.lo, separation.hi]
        .map(|delta| Separation::new(delta).map(GaussianLaw::new));
    let [value, lo, hi] = laws;
    let (value, lo, hi) = (value?, lo?, hi?);
    let through = |of: &dyn Fn(&GaussianLaw) -> f64| {
        Interval::through(of(&value), [of(&lo), of(&hi)], setting.level)
    };
    let mut advice: Vec<Advice> = LINES
        .iter()
        .map(|line| line.advice(setting, gaussian_line(line, &separation, setting)))
        .collect();
    advice.push(drift_line(&separation, setting));
    let mut notes = Vec::new();
    if separation.lo == 0.0 {
        notes.push(
            "the data do not exclude that the two tasks are one: nothing then holds the old mass"
                .into(),
        );
    }
    Ok(Advisory {
        separation,
        bhattacharyya: through(&|law| law.bhattacharyya()),
        misassignment_old: through(&|law| law.misassignment_old(beta)),
        misassignment_new: through(&|law| law.misassignment_new(beta)),
        distinguishability: through(&|law| law.distinguishability(beta)),
        separation_bootstrap: None,
        assumptions,
        route: Route::Gaussian,
        pareto_k: None,
        notes,
        untrusted: Vec::new(),
        advice,
    })
}

/// What the law route cannot vouch for.
const UNCALIBRATED: [&str; 6] = [
    "separation",
    BOOTSTRAP,
    "bhattacharyya",
    "misassignment_old",
    "misassignment_new",
    "distinguishability",
];
const BOOTSTRAP: &str = "separation_bootstrap";

fn on_the_law(
    scores: &Scores,
    separation: Interval,
    assumptions: Vec<Assumption>,
    setting: &AdviceSetting,
) -> Result<Advisory> {
    let beta = Weight::interior("beta0", setting.start)?;
    let sizes = [scores.old.len() as f64, scores.new.len() as f64];
    let grouped = EmpiricalLaw::from_ratios(&scores.old, &scores.new)?.grouped(GROUPS);
    let calibration = Calibration::fit(&grouped, sizes);
    let tail = |scores: &[f64], sign: f64| {
        let logs: Vec<f64> = scores
            .iter()
            .map(|&x| sign * calibration.ratio(x))
            .collect();
        pareto_k(&logs)
    };
    let worst = worse_shape(tail(&scores.old, -1.0), tail(&scores.new, 1.0));
    let law = calibration.law(&grouped);
    let replicates = resampled(&grouped, sizes, setting.seed);
    let through = |of: &(dyn Fn(&dyn Law) -> f64 + Sync)| {
        let values = replicates
            .par_iter()
            .map(|replicate| of(replicate))
            .collect();
        Interval::percentile(of(&law), values, setting.level)
    };
    let advice = LINES
        .iter()
        .map(|line| {
            let interval = through(&|law: &dyn Law| (line.value)(law, setting));
            line.advice(setting, interval)
        })
        .collect();
    let mut notes = vec![
        "not Gaussian with one covariance: numbers come from calibrated scores along one discriminant; the features may tell the tasks apart better, so D, K and the separation are lower bounds and overlaps upper ones".to_owned(),
        "the Mahalanobis separation and its interval assume Gaussian tasks and are not to be trusted here".to_owned(),
        "the calibration's own misfit is not in these intervals: they cover less often than stated, the Bhattacharyya coefficient's least of all, and are not to be trusted at their level".to_owned(),
    ];
    if worst > super::pareto::TRUSTED_SHAPE {
        notes.push(format!(
            "Pareto k-hat {worst:.2} > 0.7: lines that average e^l (F5) are not to be trusted"
        ));
    }
    Ok(Advisory {
        separation,
        bhattacharyya: through(&|law: &dyn Law| law.bhattacharyya()),
        misassignment_old: through(&|law: &dyn Law| law.misassignment_old(beta)),
        misassignment_new: through(&|law: &dyn Law| law.misassignment_new(beta)),
        distinguishability: through(&|law: &dyn Law| law.distinguishability(beta)),
        separation_bootstrap: None,
        assumptions,
        route: Route::Law,
        pareto_k: Some(worst),
        notes,
        untrusted: UNCALIBRATED.to_vec(),
        advice,
    })
}

/// Replicates of the law: each group of scores keeps a Poisson number of its samples, and the calibration is fitted again.
fn resampled(scores: &EmpiricalLaw, sizes: [f64; 2], seed: u64) -> Vec<EmpiricalLaw> {
    (0..REPLICATES)
        .into_par_iter()
        .filter_map(|replicate| {
            let mut random = Pcg64::new(u128::from(seed), u128::from(replicate));
            let mut draw = |side, size: f64| -> Vec<WeightedRatio> {
                let samples = scores.samples(side).iter();
                samples
                    .filter_map(|sample| {
                        let expected = sample.weight * size;
                        let weight = Poisson::new(expected).ok()?.sample(&mut random);
                        (weight > 0.0).then_some(WeightedRatio { weight, ..*sample })
                    })
                    .collect()
            };
            let (old, new) = (draw(Side::Old, sizes[0]), draw(Side::New, sizes[1]));
            let replicate = EmpiricalLaw::new(old, new).ok()?;
            Some(Calibration::fit(&replicate, sizes).law(&replicate))
        })
        .collect()
}

/// Scores less their fold's mean, over its deviation: folds were scored along different directions.
fn standardised(scores: &[f64]) -> Vec<f64> {
    let mut result = scores.to_vec();
    for fold in 0..FOLDS {
        let mine = || scores.iter().skip(fold).step_by(FOLDS);
        let count = mine().count() as f64;
        let mean = mine().sum::<f64>() / count;
        let variance = mine().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (count - 1.0);
        let deviation = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        for x in result.iter_mut().skip(fold).step_by(FOLDS) {
            *x = (*x - mean) / deviation;
        }
    }
    result
}

/// Share of half an interval's width that a bias may take before the interval is not to be trusted: coverage then falls by two hundredths.
const TOLERATED_BIAS: f64 = 0.2;

/// Why the bootstrap interval does not speak of the separation, if it does not: the direction found from so few rows reaches only
/// $\sqrt{1-d/N}/\sqrt{1+dN/(n_on_n\delta^2)}$ of it, with the numbers of rows that a fold leaves.
fn falls_short(
    separation: &Interval,
    bootstrap: &Interval,
    [old, new]: [f64; 2],
    columns: usize,
) -> Option<String> {
    let delta = separation.value;
    let left = 1.0 - 1.0 / FOLDS as f64;
    let (d, total) = (columns as f64, left * (old + new));
    let noise = d * (old + new) / (left * old * new);
    let known = (1.0 - d / total).max(0.0);
    let reached = delta * delta * known.sqrt() / (delta * delta + noise).sqrt();
    let near =
        delta > 0.0 && delta - reached <= TOLERATED_BIAS * 0.5 * (bootstrap.hi - bootstrap.lo);
    (!near).then(|| {
        format!(
            "the cross-fitted separation and its bootstrap interval are those of the direction found from {} rows in {columns} columns, about {reached:.3} of {delta:.3}: not to be trusted as the separation",
            old + new
        )
    })
}

/// Scores a bootstrap replicate draws at most; the spread is scaled to the full size.
const DRAWN: usize = 20_000;

/// $|\bar s_o-\bar s_n|$ over the pooled deviation of the scores, with a bootstrap interval.
fn bootstrap_separation(scores: &Scores, setting: &AdviceSetting) -> Interval {
    let distance = |old: &[f64], new: &[f64]| {
        let (a, b) = (Shape::of(old), Shape::of(new));
        let mean = |s: &[f64]| s.iter().sum::<f64>() / s.len() as f64;
        let pooled = ((a.count - 1.0) * a.variance + (b.count - 1.0) * b.variance)
            / (a.count + b.count - 2.0);
        (mean(old) - mean(new)).abs() / pooled.sqrt()
    };
    let value = distance(&scores.old, &scores.new);
    let drawn = [&scores.old, &scores.new].map(|s| s.len().min(DRAWN));
    // The same share of both sides, so that the spread scales as one.
    let share =
        (drawn[0] as f64 / scores.old.len() as f64).min(drawn[1] as f64 / scores.new.len() as f64);
    let replicates = (0..REPLICATES)
        .into_par_iter()
        .map(|replicate| {
            let mut random =
                Pcg64::new(u128::from(setting.seed) + (1 << 64), u128::from(replicate));
            let mut draw = |s: &[f64]| -> Vec<f64> {
                let count = ((s.len() as f64 * share).round() as usize).max(2);
                (0..count)
                    .map(|_| s[rand::RngExt::random_range(&mut random, 0..s.len())])
                    .collect()
            };
            let (old, new) = (draw(&scores.old), draw(&scores.new));
            value + (distance(&old, &new) - value) * share.sqrt()
        })
        .collect();
    Interval::percentile(value, replicates, setting.level)
}
