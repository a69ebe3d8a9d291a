//! Stochastic gradients of a finite batch, in the setting of the theory on the line.

use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use crate::error::{Error, Result};
use crate::kernel::{exps, logs, sigmoid, softplus};
use crate::model::{Separation, Weight};

/// How a batch is drawn and what its gradient estimates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// $\mathrm{KL}(p_n\Vert q)$ from new data.
    Sft,
    /// $\mathrm{KL}(p_\rho\Vert q)$ from new data with a share $\rho$ of old ones (B5).
    SftReplay {
        /// The share of old data.
        rho: f64,
    },
    /// $\mathrm{KL}(q\Vert p_\alpha)$ from the learner's own samples, by the score function.
    ReverseKl,
    /// The same from $b=(1-\rho)q+\rho p_o$ with importance weights $q/b\le1/(1-\rho)$ (C9, C10).
    ReverseKlReplay {
        /// The share of old data.
        rho: f64,
    },
}

impl Rule {
    /// The share of replayed old data.
    pub fn rho(self) -> f64 {
        match self {
            Self::Sft | Self::ReverseKl => 0.0,
            Self::SftReplay { rho } | Self::ReverseKlReplay { rho } => rho,
        }
    }
}

/// The modes at $\mp\delta/2$ and the target's old weight $\alpha$.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    alpha: Weight,
    half: f64,
}

/// A learner on the line: $(\varphi,m_o,m_n)$.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineLearner {
    /// Logit of the old weight.
    pub phi: f64,
    /// Mean of the old component.
    pub old_mean: f64,
    /// Mean of the new component.
    pub new_mean: f64,
}

impl LineLearner {
    /// The old weight $\beta$.
    pub fn old_weight(&self) -> f64 {
        sigmoid(self.phi)
    }
}

/// What one batch says.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct BatchGradient {
    /// The mean of the single-sample gradients in $(\varphi,m_o,m_n)$.
    pub gradient: [f64; 3],
    /// The mean of their squared norms.
    pub second_moment: f64,
    /// The mean importance weight.
    pub weight: f64,
    /// The mean squared importance weight.
    pub square_weight: f64,
}

impl Line {
    /// The setting of separation `delta` and target weight `alpha`.
    ///
    /// # Errors
    /// [`Error::Domain`] unless `alpha` lies in (0, 1).
    pub fn new(alpha: Weight, delta: Separation) -> Result<Self> {
        Weight::interior("alpha", alpha.old())?;
        Ok(Self {
            alpha,
            half: 0.5 * delta.delta(),
        })
    }

    /// A learner of old weight `beta` with correct means.
    pub fn learner(&self, beta: Weight) -> LineLearner {
        LineLearner {
            phi: beta.logit(),
            old_mean: -self.half,
            new_mean: self.half,
        }
    }

    /// The gradient of one batch.
    ///
    /// # Errors
    /// [`Error::Domain`] unless the rule's $\rho$ lies in [0, 1) and the batch has a sample.
    pub fn gradient(
        &self,
        rule: Rule,
        learner: &LineLearner,
        batch: usize,
        random: &mut impl Rng,
    ) -> Result<BatchGradient> {
        if !(0.0..1.0).contains(&rule.rho()) {
            return Err(Error::domain("rho", "lie in [0, 1)", rule.rho()));
        }
        if batch == 0 {
            return Err(Error::domain("batch", "be at least 1", batch));
        }
        let mut sum = BatchGradient::default();
        let beta = learner.old_weight();
        let target = self.learner(self.alpha);
        for from in (0..batch).step_by(RUN) {
            let mut places = [0.0; RUN];
            let places = &mut places[..RUN.min(batch - from)];
            places.fill_with(|| self.sample(rule, learner, beta, random));
            let own = Densities::at(learner, places);
            let (factors, weights) = self.factors(rule, &own, &target, places);
            for (k, x) in places.iter().enumerate() {
                let (factor, weight, new_share) = (factors[k], weights[k], own.new_shares[k]);
                let score = [
                    1.0 - new_share - beta,
                    (1.0 - new_share) * (x - learner.old_mean),
                    new_share * (x - learner.new_mean),
                ];
                for (sum, score) in sum.gradient.iter_mut().zip(score) {
                    *sum += factor * score;
                }
                sum.second_moment += factor * factor * score.iter().map(|s| s * s).sum::<f64>();
                sum.weight += weight;
                sum.square_weight += weight * weight;
            }
        }
        let share = 1.0 / batch as f64;
        Ok(BatchGradient {
            gradient: sum.gradient.map(|g| g * share),
            second_moment: sum.second_moment * share,
            weight: sum.weight * share,
            square_weight: sum.square_weight * share,
        })
    }

    /// One sample of the distribution the rule draws from.
    fn sample(&self, rule: Rule, learner: &LineLearner, beta: f64, random: &mut impl Rng) -> f64 {
        let z: f64 = random.sample(StandardNormal);
        let replayed = random.random::<f64>() < rule.rho();
        let mean = match rule {
            _ if replayed => -self.half,
            Rule::Sft | Rule::SftReplay { .. } => self.half,
            Rule::ReverseKl | Rule::ReverseKlReplay { .. } => {
                if random.random::<f64>() < beta {
                    learner.old_mean
                } else {
                    learner.new_mean
                }
            }
        };
        mean + z
    }

    /// What multiplies the score of each sample, and its importance weight.
    fn factors(
        &self,
        rule: Rule,
        own: &Densities,
        target: &LineLearner,
        places: &[f64],
    ) -> ([f64; RUN], [f64; RUN]) {
        let mut factors = [-1.0; RUN];
        let mut weights = [1.0; RUN];
        if matches!(rule, Rule::Sft | Rule::SftReplay { .. }) {
            return (factors, weights);
        }
        let target = Densities::at(target, places);
        if let Rule::ReverseKlReplay { rho } = rule {
            // w = q/((1-rho) q + rho p_o) = 1/((1-rho) + rho p_o/q)
            for ((odds, x), own) in weights.iter_mut().zip(places).zip(own.logs) {
                *odds = -0.5 * (x + self.half).powi(2) - own;
            }
            exps(&mut weights[..places.len()]);
            for weight in &mut weights[..places.len()] {
                *weight = 1.0 / ((1.0 - rho) + rho * *weight);
            }
        }
        for (k, factor) in factors[..places.len()].iter_mut().enumerate() {
            *factor = weights[k] * (own.logs[k] - target.logs[k]);
        }
        (factors, weights)
    }
}

/// Samples whose exponentials and logarithms are taken in one run.
const RUN: usize = 64;

/// A learner at a run of places.
struct Densities {
    /// The new component's responsibility.
    new_shares: [f64; RUN],
    /// $\log q$ up to the constant $-\tfrac12\log2\pi$.
    logs: [f64; RUN],
}

impl Densities {
    fn at(learner: &LineLearner, places: &[f64]) -> Self {
        let log_weight = -softplus(-learner.phi);
        let mut odds = [0.0; RUN];
        let mut decays = [0.0; RUN];
        for ((odds, decay), x) in odds.iter_mut().zip(&mut decays).zip(places) {
            let (old, new) = (x - learner.old_mean, x - learner.new_mean);
            // log(r_n/r_o)
            *odds = -learner.phi + 0.5 * (old * old - new * new);
            *decay = -odds.abs();
        }
        exps(&mut decays);
        let mut logs = decays.map(|decay| 1.0 + decay);
        self::logs(&mut logs);
        let mut new_shares = [0.0; RUN];
        for (k, x) in places.iter().enumerate() {
            let major = 1.0 / (1.0 + decays[k]);
            new_shares[k] = if odds[k] >= 0.0 {
                major
            } else {
                decays[k] * major
            };
            // The softplus of the log-odds, to the rounding of the logarithm it is added to.
            logs[k] += log_weight - 0.5 * (x - learner.old_mean).powi(2) + odds[k].max(0.0);
        }
        Self { new_shares, logs }
    }
}
