//! Stochastic gradients of a finite batch, in the setting of the theory on the line.

use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use crate::error::{Error, Result};
use crate::kernel::{sigmoid, softplus};
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
        let own = LogDensity::new(*learner);
        let target = LogDensity::new(self.learner(self.alpha));
        for _ in 0..batch {
            let x = self.sample(rule, learner, beta, random);
            let (factor, weight) = self.factor(rule, &own, &target, x);
            let new_share = sigmoid(new_log_odds(learner, x));
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

    /// What multiplies the score of a sample, and its importance weight.
    fn factor(&self, rule: Rule, learner: &LogDensity, target: &LogDensity, x: f64) -> (f64, f64) {
        let log_ratio = || learner.at(x) - target.at(x);
        match rule {
            Rule::Sft | Rule::SftReplay { .. } => (-1.0, 1.0),
            Rule::ReverseKl => (log_ratio(), 1.0),
            Rule::ReverseKlReplay { rho } => {
                // w = q/((1-rho) q + rho p_o) = 1/((1-rho) + rho p_o/q)
                let old = -0.5 * (x + self.half).powi(2);
                let odds = core_math::exp(old - learner.at(x));
                let weight = 1.0 / ((1.0 - rho) + rho * odds);
                (weight * log_ratio(), weight)
            }
        }
    }
}

/// $\log q$ up to the constant $-\tfrac12\log2\pi$, at many points of one learner.
struct LogDensity {
    learner: LineLearner,
    log_weight: f64,
}

impl LogDensity {
    fn new(learner: LineLearner) -> Self {
        let log_weight = -softplus(-learner.phi);
        Self {
            learner,
            log_weight,
        }
    }

    fn at(&self, x: f64) -> f64 {
        let old = self.log_weight - 0.5 * (x - self.learner.old_mean).powi(2);
        old + softplus(new_log_odds(&self.learner, x))
    }
}

/// $\log(r_n/r_o)$ at $x$.
fn new_log_odds(learner: &LineLearner, x: f64) -> f64 {
    let (old, new) = (x - learner.old_mean, x - learner.new_mean);
    -learner.phi + 0.5 * (old * old - new * new)
}
