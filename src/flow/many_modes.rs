//! Any number of modes, weights only: softmax flows of reverse KL and of SFT (G4).

use crate::error::{Error, Result};
use crate::kernel::logs;
use differential_equations::prelude::*;

/// Unit normal modes on a line, by their means.
///
/// ```
/// use forgetting::flow::{ManyModes, Training};
/// let modes = ManyModes::new(&[-2.0, 0.0, 3.0])?;
/// let (start, target) = ([0.1, 0.1, 0.8], [0.3, 0.3, 0.4]);
/// let end = modes.flow(Training::ReverseKl(&target), &start, 1e4)?;
/// assert!(end.iter().zip(target).all(|(b, a)| (b - a).abs() < 1e-3));
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ManyModes {
    means: Vec<f64>,
    /// Nodes of a trapezoidal rule over all modes, and each mode's density at each node times the step.
    nodes: Vec<Vec<f64>>,
    /// The largest of the modes' log-densities at each node, up to a constant.
    tops: Vec<f64>,
    /// Each mode's density at each node over that of the nearest mode.
    ratios: Vec<Vec<f64>>,
}

/// What the weights are trained on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Training<'a> {
    /// $\mathrm{KL}(q_\beta\Vert p_\alpha)$ for these weights of the target.
    ReverseKl(&'a [f64]),
    /// $\mathrm{KL}(p_n\Vert q_\beta)$ for the mode of this index.
    Sft(usize),
}

/// Nodes of the rule per unit: $\log q$ is analytic within $\pi$ over the distance of two neighbouring modes, and where it is not, between modes that are far
/// apart, the normal weight is negligible.
const NODES_PER_UNIT: f64 = 16.0;
/// The rule reaches this far beyond the outermost means.
const REACH: f64 = 9.0;
/// Means this far apart at most: the cost grows with it.
const LARGEST_SPREAD: f64 = 30.0;
/// Accuracy of the integrator in each logit.
const TOLERANCE: f64 = 1e-10;
/// The error of [`ManyModes::flow`] in each logit: what a hundred steps leave, in a flow whose errors do not grow.
pub const LOGITS_ACCURACY: f64 = 100.0 * TOLERANCE;
const MAX_STEPS: usize = 1_000_000;
/// How far weights may be from adding to one.
const SUM_TOLERANCE: f64 = 1e-12;

impl ManyModes {
    /// Modes with these means, at least two, distinct, at most 30 apart.
    ///
    /// # Errors
    /// [`Error::Domain`] otherwise.
    pub fn new(means: &[f64]) -> Result<Self> {
        let mut sorted = means.to_vec();
        sorted.sort_by(f64::total_cmp);
        let spread = sorted
            .last()
            .zip(sorted.first())
            .map_or(f64::NAN, |(b, a)| b - a);
        if means.len() < 2
            || spread.is_nan()
            || spread > LARGEST_SPREAD
            || sorted.windows(2).any(|w| w[0] == w[1])
        {
            return Err(Error::domain(
                "means",
                format!("be two or more different numbers at most {LARGEST_SPREAD} apart"),
                format!("{means:?}"),
            ));
        }
        let low = sorted[0] - REACH;
        let step = 1.0 / NODES_PER_UNIT;
        let count = ((spread + 2.0 * REACH) / step).ceil() as usize;
        let at = |k: usize| low + step * k as f64;
        let log = |mean: f64, k: usize| -0.5 * (at(k) - mean).powi(2);
        let scale = step / std::f64::consts::TAU.sqrt();
        let nearest =
            |k: usize| (means.iter().map(|m| log(*m, k))).fold(f64::NEG_INFINITY, f64::max);
        let tops: Vec<f64> = (0..=count).map(nearest).collect();
        let table = |f: &dyn Fn(f64, usize) -> f64| {
            let row = |mean: &f64| (0..=count).map(|k| f(*mean, k)).collect();
            means.iter().map(row).collect()
        };
        Ok(Self {
            means: means.to_vec(),
            nodes: table(&|mean, k| scale * core_math::exp(log(mean, k))),
            ratios: table(&|mean, k| core_math::exp(log(mean, k) - tops[k])),
            tops,
        })
    }

    /// $\sum_kw_kp_k$ at every node over the nearest mode's density: no exponential, and at least the smallest weight.
    fn mixture(&self, weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.tops.len()];
        for (ratios, w) in self.ratios.iter().zip(weights) {
            for (sum, ratio) in sums.iter_mut().zip(ratios) {
                *sum += w * ratio;
            }
        }
        sums
    }

    /// $\log\sum_kw_kp_k$ at every node, up to a constant.
    fn log_mixture(&self, weights: &[f64]) -> Vec<f64> {
        let mut q = self.mixture(weights);
        logs(&mut q);
        for (q, top) in q.iter_mut().zip(&self.tops) {
            *q += top;
        }
        q
    }

    /// $\int p_kf$ for every mode.
    fn means_of(&self, f: &[f64]) -> Vec<f64> {
        self.nodes.iter().map(|p| dot(p, f)).collect()
    }

    /// $g_k=\partial F/\partial\beta_k$, up to a common constant.
    fn slopes(&self, pull: &Pull, weights: &[f64]) -> Vec<f64> {
        let integrand: Vec<f64> = match pull {
            Pull::Towards(p) => {
                let q = self.log_mixture(weights);
                q.iter().zip(p).map(|(q, p)| q - p).collect()
            }
            Pull::Onto(new) => {
                let q = self.mixture(weights);
                let pairs = self.ratios[*new].iter().zip(&q);
                pairs.map(|(p, q)| -p / q).collect()
            }
        };
        self.means_of(&integrand)
    }

    /// $\mathrm{KL}(q_\beta\Vert p_\alpha)$, absolute error about [`DIVERGENCE_FLOOR`](super::DIVERGENCE_FLOOR).
    pub fn reverse_kl(&self, weights: &[f64], target: &[f64]) -> f64 {
        let pull = Pull::Towards(self.log_mixture(target));
        let g = self.slopes(&pull, weights);
        weights.iter().zip(g).map(|(w, g)| w * g).sum()
    }

    /// $\mathbb{E}_{p_i}[1-r_i]$ beside its bound $\tfrac12\sum_{j\ne i}\sqrt{\beta_j/\beta_i}\,\mathrm{BC}_{ij}$ for every mode (G2, G4).
    pub fn misassignments(&self, weights: &[f64]) -> Vec<(f64, f64)> {
        let q = self.mixture(weights);
        let one = |i: usize| {
            let others = |x: usize| {
                let terms = (0..weights.len()).filter(|j| *j != i);
                let sum: f64 = terms.map(|j| weights[j] * self.ratios[j][x]).sum();
                sum / q[x]
            };
            let exact = self.nodes[i]
                .iter()
                .enumerate()
                .map(|(x, p)| p * others(x))
                .sum();
            let pair = |j: usize| {
                let distance = self.means[i] - self.means[j];
                (weights[j] / weights[i]).sqrt() * core_math::exp(-0.125 * distance * distance)
            };
            let bound = (0..weights.len())
                .filter(|j| *j != i)
                .map(pair)
                .sum::<f64>();
            (exact, 0.5 * bound)
        };
        (0..weights.len()).map(one).collect()
    }

    /// The weights at time `horizon` of $\varphi_k'=-\beta_k(g_k-\bar g)$ from interior weights, each logit to [`LOGITS_ACCURACY`].
    ///
    /// # Errors
    /// As [`ManyModes::flow_at`].
    pub fn flow(&self, training: Training, start: &[f64], horizon: f64) -> Result<Vec<f64>> {
        let mut ends = self.flow_at(training, start, &[horizon])?;
        Ok(ends.pop().expect("one time, one end"))
    }

    /// The same at several times, ascending, of one run.
    ///
    /// # Errors
    /// Weights that are not positive or do not sum to 1 (to 1e-12), or are not as many as the modes; times that do not ascend from 0; an integrator
    /// that gives up.
    ///
    /// ```
    /// use forgetting::flow::{ManyModes, Training};
    /// let modes = ManyModes::new(&[-2.0, 0.0, 3.0])?;
    /// // SFT on the last mode: the old weights only fall.
    /// let ends = modes.flow_at(Training::Sft(2), &[0.4, 0.4, 0.2], &[1.0, 100.0])?;
    /// assert!(ends[1][0] < ends[0][0] && ends[0][0] < 0.4);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn flow_at(
        &self,
        training: Training,
        start: &[f64],
        times: &[f64],
    ) -> Result<Vec<Vec<f64>>> {
        self.check("the start", start)?;
        let pull = match training {
            Training::ReverseKl(target) => {
                self.check("the target", target)?;
                Pull::Towards(self.log_mixture(target))
            }
            Training::Sft(new) if new < self.means.len() => Pull::Onto(new),
            Training::Sft(new) => {
                return Err(Error::domain("new", "be the index of a mode", new));
            }
        };
        let mut logits: Vec<f64> = start.iter().map(|w| core_math::log(*w)).collect();
        let field = Field { modes: self, pull };
        let mut before = 0.0;
        let mut ends = Vec::with_capacity(times.len());
        for &time in times {
            if !(time > before && time.is_finite()) {
                return Err(Error::domain("time", format!("exceed {before}"), time));
            }
            logits = field.follow(before, time, logits)?;
            ends.push(softmax(&logits));
            before = time;
        }
        Ok(ends)
    }

    fn check(&self, what: &str, weights: &[f64]) -> Result<()> {
        let sum: f64 = weights.iter().sum();
        let inside = weights.iter().all(|w| *w > 0.0) && (sum - 1.0).abs() <= SUM_TOLERANCE;
        if weights.len() == self.means.len() && inside {
            return Ok(());
        }
        Err(Error::domain(
            what,
            format!("be {} positive weights of sum 1", self.means.len()),
            format!("{weights:?}"),
        ))
    }
}

/// What a training is to the slopes.
enum Pull {
    /// To the mixture whose logarithm at the nodes is this.
    Towards(Vec<f64>),
    /// Onto the mode of this index.
    Onto(usize),
}

struct Field<'a> {
    modes: &'a ManyModes,
    pull: Pull,
}

impl Field<'_> {
    /// The logits at one time from those at another.
    fn follow(&self, from: f64, to: f64, logits: Vec<f64>) -> Result<Vec<f64>> {
        // In u = log(1 + t) equal steps carry algebraic decay over any horizon.
        let method = ExplicitRungeKutta::dop853()
            .rtol(TOLERANCE)
            .atol(TOLERANCE)
            .max_steps(MAX_STEPS);
        let [from, to] = [from, to].map(core_math::log1p);
        let solved = IVP::ode(self, from, to, logits).method(method).solve();
        let solution = solved.map_err(|_| Error::NotConverged {
            method: "Dormand and Prince's method on the weights of many modes",
            gradient_norm: f64::NAN,
            tolerance: TOLERANCE,
            iterations: MAX_STEPS as u64,
        })?;
        let (_, end) = solution.last().expect("a run has an end");
        Ok(end.clone())
    }
}

impl ODE<f64, Vec<f64>> for Field<'_> {
    fn diff(&self, u: f64, logits: &Vec<f64>, slope: &mut Vec<f64>) {
        let weights = softmax(logits);
        let g = self.modes.slopes(&self.pull, &weights);
        let mean: f64 = weights.iter().zip(&g).map(|(w, g)| w * g).sum();
        let pace = core_math::exp(u);
        for (k, slope) in slope.iter_mut().enumerate() {
            *slope = -pace * weights[k] * (g[k] - mean);
        }
    }
}

/// $\sum_i a_ib_i$ in eight partial sums, always the same.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts: Vec<f64> = logits.iter().map(|l| core_math::exp(l - top)).collect();
    let sum: f64 = parts.iter().sum();
    parts.into_iter().map(|p| p / sum).collect()
}
