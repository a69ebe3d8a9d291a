//! How much was forgotten, as mass and as drift, from log-likelihoods alone (H2).

use super::consistency::{Consistency, consistency, two_sided};
use super::interval::{Interval, number};
use super::log_likelihoods::{LogLikelihoods, Samples};
use super::pareto::{TRUSTED_SHAPE, pareto_k, worse_shape};
use crate::error::{Error, Result};
use crate::law::{EmpiricalLaw, Law, Side, WeightedRatio, forward_slope, nearest_weight};
use crate::model::Weight;
use crate::numeric::root;
use rand::RngExt;
use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::Serialize;

/// How to diagnose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DiagnosisSetting {
    /// The target's old weight, in (0, 1).
    pub alpha: f64,
    /// Coverage of the intervals, in (0, 1).
    pub level: f64,
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Default for DiagnosisSetting {
    fn default() -> Self {
        Self {
            alpha: 0.5,
            level: 0.95,
            seed: 1,
        }
    }
}

/// One model against the target $p_\alpha$. Divergences in nats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checkpoint {
    /// The model's name: what follows `logp_model` in its column.
    pub model: String,
    /// $b$, the old weight of the mixture nearest to the model (H2).
    pub old_mass: Interval,
    /// $\mathrm{KL}(p_\alpha\Vert m_b)$.
    pub mass_forgetting: Interval,
    /// $\mathrm{KL}(m_b\Vert q)$.
    pub drift: Interval,
    /// $\mathrm{KL}(p_\alpha\Vert q)$: the sum for $0<b<1$, at least the sum at the ends.
    pub total: Interval,
    /// Which of the two is larger: `mass`, `drift`, or `undecided` where their intervals meet.
    pub dominant: &'static str,
    /// $\varepsilon_o$ at $b$.
    pub misassignment_old: Interval,
    /// D at $b$.
    pub distinguishability: Interval,
    /// $b$ from the model's own samples (H3).
    pub old_mass_of_samples: Option<Interval>,
    /// $\mathbb{E}_{p_\alpha}[q/p_\alpha]$: below 1, the model has mass where neither task has samples.
    pub normalisation: Interval,
    /// The Pareto shape of $q/p_\alpha$.
    #[serde(serialize_with = "number")]
    pub pareto_k: f64,
    /// `yes`, or why not.
    pub trust: String,
}

/// Where a run of checkpoints is heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Path {
    /// `collapse` where $b$ fell, from one interval to another below it and by more than a tenth, to below the target's weight; `recovery` where
    /// it so rose from below; else `kept`.
    pub verdict: &'static str,
    /// Training between checkpoints if it was SFT's flow of the weight (B2); none where $b$ rose or reached an end.
    pub sft_times: Vec<Option<f64>>,
    /// What the old mass will be after one more average step of SFT (B2).
    pub next_old_mass: Option<f64>,
}

/// What log-likelihoods say of the models.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnosis {
    /// H1: whether the log-likelihoods handed in are those of the data.
    pub consistency: Vec<Consistency>,
    /// One entry a model, in the order given.
    pub checkpoints: Vec<Checkpoint>,
    /// Where they are heading; none for a single model.
    pub path: Option<Path>,
    /// What to know before trusting a number.
    pub notes: Vec<String>,
}

/// Atoms a side of the grouped law.
const GROUPS: usize = 512;
const REPLICATES: usize = 200;
/// Samples a side that a replicate draws at most; the spread is scaled to the full size.
const DRAWN: usize = 10_000;
/// Every sample this far from $l=0$: nothing overlaps, as far as the samples reach.
const FAR: f64 = 30.0;
/// An old mass that keeps this share of itself is kept, however sure the difference.
const MATERIAL: f64 = 0.9;

/// The split of each model's divergence from the target into mass and drift.
///
/// $b$ solves $K(b)=\mathbb{E}_{p_o}[\log\tfrac q{p_n}]-\mathbb{E}_{p_n}[\log\tfrac q{p_n}]$, $K$ the boundary slope of C2 on the empirical law: the derivative of
/// $\mathrm{KL}(m_\beta\Vert q)$. Intervals are bootstrap percentiles, deterministic by seed.
///
/// # Errors
/// Settings outside their domains, and log-likelihoods that H1 shows to be in base 10 or per token.
///
/// ```
/// use forgetting::data::{DiagnosisSetting, LogLikelihoods, Source, diagnose};
/// // Two coins: heads with probability 0.9 (old) and 0.2 (new); the model gives 0.34 = 0.2 x 0.9 + 0.8 x 0.2.
/// let heads = |k: usize, p: f64| (k as f64) < 100.0 * p;
/// let (mut source, mut columns) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
/// for (from, p) in [(Source::Old, 0.9), (Source::New, 0.2)] {
///     for k in 0..100 {
///         source.push(from);
///         for (column, q) in columns.iter_mut().zip([0.9, 0.2, 0.34]) {
///             column.push(f64::ln(if heads(k, p) { q } else { 1.0 - q }));
///         }
///     }
/// }
/// let [old, new, model] = columns;
/// let table = LogLikelihoods::new("coins", &source, &old, &new, &[("sft".into(), model)])?;
/// let found = diagnose(&table, &DiagnosisSetting::default())?;
/// assert!((found.checkpoints[0].old_mass.value - 0.2).abs() < forgetting::law::EQUILIBRIUM_ACCURACY);
/// assert!(found.checkpoints[0].drift.value.abs() < forgetting::law::EQUILIBRIUM_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn diagnose(table: &LogLikelihoods, setting: &DiagnosisSetting) -> Result<Diagnosis> {
    let alpha = Weight::interior("alpha", setting.alpha)?;
    if !(setting.level > 0.0 && setting.level < 1.0) {
        return Err(Error::domain("level", "lie in (0, 1)", setting.level));
    }
    let consistency = consistency(table, setting.level)?;
    let sides = [Grouped::new(&table.old), Grouped::new(&table.new)];
    let law = law_of(&sides, None)?;
    let drawn = sides.each_ref().map(|side| side.draw_size(&sides));
    let scale = (drawn[0] as f64 / sides[0].group.len() as f64)
        .min(1.0)
        .sqrt();
    let replicates: Vec<Replicate> = (0..REPLICATES)
        .into_par_iter()
        .map(|k| Replicate::draw(&sides, drawn, setting.seed, k as u64))
        .collect::<Result<_>>()?;
    let mut notes = Vec::new();
    let nearest = [&table.old, &table.new]
        .into_iter()
        .flat_map(|side| side.ratio.iter())
        .fold(f64::INFINITY, |least, l| least.min(l.abs()));
    if nearest > FAR {
        notes.push(format!(
            "every |l| exceeds {nearest:.0} nats: the samples never come near overlap, so misassignment is only known to be below {:.1e} (3/n); H1 cannot be checked; give prefixes (a column `length`) to see where the tasks part",
            3.0 / table.old.ratio.len().min(table.new.ratio.len()) as f64
        ));
    }
    let checkpoints = (0..table.models.len())
        .map(|model| {
            let means = sides.each_ref().map(|side| side.mean(model));
            let whole = Split::of(&law, means, alpha)?;
            let resampled: Vec<Split> = replicates
                .par_iter()
                .map(|r| Split::of(&r.law, [r.means[0][model], r.means[1][model]], alpha))
                .collect::<Result<_>>()?;
            let interval = |of: &dyn Fn(&Split) -> f64| {
                let value = of(&whole);
                let spread = resampled.iter().map(|s| value + scale * (of(s) - value));
                Interval::percentile(value, spread.collect(), setting.level)
            };
            checkpoint(table, model, alpha, &interval, setting)
        })
        .collect::<Result<Vec<_>>>()?;
    let path = (checkpoints.len() > 1).then(|| path(&law, &checkpoints, alpha));
    Ok(Diagnosis {
        consistency,
        checkpoints,
        path,
        notes,
    })
}

/// One model's split and what goes with it.
#[derive(Clone, Copy, Debug)]
struct Split {
    b: f64,
    mass: f64,
    drift: f64,
    total: f64,
    misassignment: f64,
    distinguishability: f64,
}

impl Split {
    /// From the law and the means of $\log(q/p_n)$ on old and new data.
    fn of(law: &EmpiricalLaw, means: [f64; 2], alpha: Weight) -> Result<Self> {
        let b = nearest_weight(law, means[0] - means[1])?;
        let from_model = |w: Weight| w.old() * means[0] + w.new_mode() * means[1];
        let to_model = |w: Weight| {
            // E_w[log m_w/p_n] - E_w[log q/p_n].
            law.mixture_divergence(w, Weight::NEW_MODE_ONLY) - from_model(w)
        };
        Ok(Self {
            b: b.old(),
            mass: law.mixture_divergence(alpha, b),
            drift: to_model(b),
            total: to_model(alpha),
            misassignment: law.misassignment_old(b),
            distinguishability: law.distinguishability(b),
        })
    }
}

/// Samples of one side with the group each belongs to.
struct Grouped<'a> {
    samples: &'a Samples,
    /// Mean $l$ of each group.
    ratios: Vec<f64>,
    group: Vec<u32>,
}

impl<'a> Grouped<'a> {
    /// Neighbours in $l$ share a group.
    fn new(samples: &'a Samples) -> Self {
        let count = samples.ratio.len();
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.par_sort_unstable_by(|&a, &b| {
            let key = |k: u32| samples.ratio[k as usize];
            key(a).total_cmp(&key(b)).then(a.cmp(&b))
        });
        let size = count.div_ceil(GROUPS);
        let mut group = vec![0; count];
        let mut ratios = Vec::with_capacity(GROUPS);
        for (k, members) in order.chunks(size).enumerate() {
            let sum: f64 = members.iter().map(|&m| samples.ratio[m as usize]).sum();
            ratios.push(sum / members.len() as f64);
            for &member in members {
                group[member as usize] = k as u32;
            }
        }
        Self {
            samples,
            ratios,
            group,
        }
    }

    fn mean(&self, model: usize) -> f64 {
        let values = &self.samples.models[model];
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// The same share of both sides.
    fn draw_size(&self, sides: &[Self; 2]) -> usize {
        let largest = sides[0].group.len().max(sides[1].group.len());
        let share = (DRAWN as f64 / largest as f64).min(1.0);
        ((self.group.len() as f64 * share).round() as usize).max(2)
    }
}

fn law_of(sides: &[Grouped; 2], counts: Option<&[Vec<f64>; 2]>) -> Result<EmpiricalLaw> {
    let side = |k: usize| {
        let mut weights = vec![0.0; sides[k].ratios.len()];
        match counts {
            Some(counts) => weights.clone_from(&counts[k]),
            None => sides[k]
                .group
                .iter()
                .for_each(|&g| weights[g as usize] += 1.0),
        }
        let atoms = sides[k].ratios.iter().zip(weights);
        atoms
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(&ratio, weight)| WeightedRatio { ratio, weight })
            .collect()
    };
    EmpiricalLaw::new(side(0), side(1))
}

/// Samples drawn again: their law, and each model's mean of $\log(q/p_n)$ on either side.
struct Replicate {
    law: EmpiricalLaw,
    means: [Vec<f64>; 2],
}

impl Replicate {
    fn draw(sides: &[Grouped; 2], sizes: [usize; 2], seed: u64, replicate: u64) -> Result<Self> {
        let mut random = Pcg64::new(u128::from(seed), u128::from(replicate));
        let mut counts = [0, 1].map(|k| vec![0.0; sides[k].ratios.len()]);
        let means = [0, 1].map(|k| {
            let side = &sides[k];
            let mut sums = vec![0.0; side.samples.models.len()];
            for _ in 0..sizes[k] {
                let row = random.random_range(0..side.group.len());
                counts[k][side.group[row] as usize] += 1.0;
                for (sum, model) in sums.iter_mut().zip(&side.samples.models) {
                    *sum += model[row];
                }
            }
            sums.iter_mut().for_each(|sum| *sum /= sizes[k] as f64);
            sums
        });
        let law = law_of(sides, Some(&counts))?;
        Ok(Self { law, means })
    }
}

/// The interval of a number of the split.
type IntervalOf<'a> = dyn Fn(&dyn Fn(&Split) -> f64) -> Interval + 'a;

fn checkpoint(
    table: &LogLikelihoods,
    model: usize,
    alpha: Weight,
    interval: &IntervalOf,
    setting: &DiagnosisSetting,
) -> Result<Checkpoint> {
    let mass_forgetting = interval(&|s| s.mass);
    let drift = interval(&|s| s.drift);
    // log(q/p_alpha) on either side.
    let against: [Vec<f64>; 2] = [&table.old, &table.new].map(|side| {
        let pairs = side.ratio.iter().zip(&side.models[model]);
        pairs
            .map(|(&l, &q)| q - crate::law::log_mixture_ratio(alpha, Weight::NEW_MODE_ONLY, l))
            .collect()
    });
    let shape = worse_shape(pareto_k(&against[0]), pareto_k(&against[1]));
    let normalisation = normalisation(&against, alpha, setting.level);
    let trust = if shape.is_nan() {
        "no: fewer than 25 samples of a task".to_owned()
    } else if shape > TRUSTED_SHAPE {
        format!("no: Pareto k-hat {shape:.2} > 0.7, the model has mass where samples are rare")
    } else if normalisation.hi < 1.0 {
        format!(
            "in part: only {:.3} of the model's mass lies where the tasks have samples; drift counts the rest",
            normalisation.value
        )
    } else if normalisation.lo > 1.0 {
        format!(
            "no: q/p averages {:.3} > 1, so a log-likelihood is not normalised",
            normalisation.value
        )
    } else {
        "yes".to_owned()
    };
    Ok(Checkpoint {
        model: table.models[model].clone(),
        old_mass: interval(&|s| s.b),
        dominant: dominant(&mass_forgetting, &drift),
        mass_forgetting,
        drift,
        total: interval(&|s| s.total),
        misassignment_old: interval(&|s| s.misassignment),
        distinguishability: interval(&|s| s.distinguishability),
        old_mass_of_samples: mass_of_samples(&table.own[model], setting.level)?,
        normalisation,
        pareto_k: shape,
        trust,
    })
}

fn dominant(mass: &Interval, drift: &Interval) -> &'static str {
    if mass.lo > drift.hi {
        "mass"
    } else if drift.lo > mass.hi {
        "drift"
    } else {
        "undecided"
    }
}

/// The mean of $q/p_\alpha$ under $p_\alpha$, with its normal interval.
fn normalisation(against: &[Vec<f64>; 2], alpha: Weight, level: f64) -> Interval {
    let (mut value, mut variance) = (0.0, 0.0);
    for (logs, share) in against.iter().zip([alpha.old(), alpha.new_mode()]) {
        let count = logs.len() as f64;
        let weights = || logs.iter().map(|x| core_math::exp(*x));
        let mean = weights().sum::<f64>() / count;
        let square: f64 = weights().map(|w| (w - mean) * (w - mean)).sum();
        value += share * mean;
        variance += share * share * square / (count * (count - 1.0));
    }
    let reach = two_sided(level) * variance.sqrt();
    Interval::through(value, [value - reach, value + reach], level)
}

/// The logits between which $b_{\mathrm{ML}}$ is looked for; beyond it is 0 or 1.
const OWN_LOGIT: f64 = 40.0;

/// $b_{\mathrm{ML}}$ of a model's own samples (H3), with the weights whose likelihood a ratio test at the level does not reject: inside [0, 1], and
/// of positive width where all samples are of one task.
fn mass_of_samples(ratios: &[f64], level: f64) -> Result<Option<Interval>> {
    if ratios.is_empty() {
        return Ok(None);
    }
    let law = EmpiricalLaw::from_ratios(ratios, ratios)?;
    // The derivative of the mean log-likelihood in the weight, which falls with it.
    let gap = |phi: f64| {
        let b = Weight::from_logit(phi);
        -law.expect(Side::Old, &|l| forward_slope(b, l)).value
    };
    let not_found = || Error::Limit {
        what: "the old mass of a model's own samples".into(),
        limit: "a root's iterations".into(),
    };
    let ends = [
        Weight::NEW_MODE_ONLY,
        Weight::from_logit(-OWN_LOGIT),
        Weight::from_logit(OWN_LOGIT),
        Weight::NEW_MODE_ONLY.swapped(),
    ];
    let best = if gap(-OWN_LOGIT) <= 0.0 {
        ends[0]
    } else if gap(OWN_LOGIT) >= 0.0 {
        ends[3]
    } else {
        let found = root(-OWN_LOGIT, OWN_LOGIT, 1e-10, gap);
        Weight::from_logit(found.ok_or_else(not_found)?)
    };
    // Twice the log-likelihood lost against the best weight, less what the test allows.
    let quantile = two_sided(level);
    let lost = |b: Weight| {
        let f = |l: f64| crate::law::log_mixture_ratio(best, b, l);
        2.0 * ratios.len() as f64 * law.expect(Side::Old, &f).value - quantile * quantile
    };
    let end = |side: [Weight; 2]| -> Result<f64> {
        if lost(side[0]) <= 0.0 {
            return Ok(side[0].old());
        }
        if lost(side[1]) <= 0.0 {
            return Ok(side[1].old());
        }
        let from = best.logit().clamp(-OWN_LOGIT, OWN_LOGIT);
        let found = root(from, side[1].logit(), 1e-10, |phi| {
            lost(Weight::from_logit(phi))
        });
        Ok(Weight::from_logit(found.ok_or_else(not_found)?).old())
    };
    let ends = [end([ends[0], ends[1]])?, end([ends[3], ends[2]])?];
    Ok(Some(Interval::through(best.old(), ends, level)))
}

fn path(law: &EmpiricalLaw, checkpoints: &[Checkpoint], alpha: Weight) -> Path {
    let (first, last) = (&checkpoints[0], &checkpoints[checkpoints.len() - 1]);
    let (from, to) = (&first.old_mass, &last.old_mass);
    let target = alpha.old();
    let verdict = if to.hi < from.lo.min(target) && to.value < MATERIAL * from.value {
        "collapse"
    } else if to.lo > from.hi && from.hi < target && from.value < MATERIAL * to.value {
        "recovery"
    } else {
        "kept"
    };
    let weight = |c: &Checkpoint| Weight::new(c.old_mass.value).ok();
    let sft_times: Vec<Option<f64>> = checkpoints
        .windows(2)
        .map(|pair| law.collapse_time(weight(&pair[0])?, weight(&pair[1])?).ok())
        .collect();
    let known: Vec<f64> = sft_times.iter().flatten().copied().collect();
    let next_old_mass = (verdict == "collapse" && !known.is_empty())
        .then(|| {
            let step = known.iter().sum::<f64>() / known.len() as f64;
            weight(last).map(|w| sft_after(law, w, step))
        })
        .flatten();
    Path {
        verdict,
        sft_times,
        next_old_mass,
    }
}

/// The old mass after SFT's flow of the weight for a time: Runge-Kutta in the logit.
fn sft_after(law: &EmpiricalLaw, start: Weight, time: f64) -> f64 {
    const STEPS: usize = 64;
    let h = time / STEPS as f64;
    let slope = |phi: f64| {
        let weight = Weight::from_logit(phi);
        -weight.old() * law.distinguishability(weight)
    };
    let mut phi = start.logit();
    for _ in 0..STEPS {
        let a = slope(phi);
        let b = slope(phi + 0.5 * h * a);
        let c = slope(phi + 0.5 * h * b);
        let d = slope(phi + h * c);
        phi += h / 6.0 * (a + 2.0 * (b + c) + d);
    }
    Weight::from_logit(phi).old()
}
