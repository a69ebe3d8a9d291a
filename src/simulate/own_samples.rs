//! C12: a learner that refits its weight to its own samples until one mode is gone.

use rand::RngExt;
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::frequency::Frequency;
use super::stream::stream;
use crate::error::{Error, Result};
use crate::kernel::{exps, sigmoids};
use crate::model::{Separation, Weight};

/// What is mixed into the learner's own samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SampleReplay {
    /// Nothing.
    None,
    /// A share $\rho$ of old data, reweighted by $q/b$ (C9): the mean of the next weight stays what it was.
    Weighted(f64),
    /// A share $\rho$ of old data, counted like the learner's own: the weight drifts upwards.
    Counted(f64),
}

impl SampleReplay {
    /// The share of old data.
    pub fn rho(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Weighted(rho) | Self::Counted(rho) => rho,
        }
    }
}

/// EM steps of the weight on batches of own samples, correct means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnSamples {
    delta: f64,
    batch: u32,
    replay: SampleReplay,
}

/// Where the runs of one setting ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fates {
    /// Runs whose old weight fell below the floor, of those that ended.
    pub lost: Frequency,
    /// Runs that had not ended.
    pub open: u64,
    /// The mean number of steps of those that ended.
    pub steps: f64,
}

impl OwnSamples {
    /// Batches of `batch` samples at separation `delta`.
    ///
    /// # Errors
    /// [`Error::Domain`] unless $\rho$ lies in [0, 1) and the batch has a sample.
    pub fn new(separation: Separation, batch: u32, replay: SampleReplay) -> Result<Self> {
        if !(0.0..1.0).contains(&replay.rho()) {
            return Err(Error::domain("rho", "lie in [0, 1)", replay.rho()));
        }
        if batch == 0 {
            return Err(Error::domain("batch", "be at least 1", batch));
        }
        Ok(Self {
            delta: separation.delta(),
            batch,
            replay,
        })
    }

    /// One EM step: the mean responsibility of the old mode, in [0, 1] under every kind of replay.
    pub fn step(&self, weight: Weight, random: &mut impl rand::Rng) -> Weight {
        let beta = weight.old();
        let half_square = 0.5 * self.delta * self.delta;
        let rho = self.replay.rho();
        const RUN: u32 = 64;
        let mut sum = 0.0;
        for from in (0..self.batch).step_by(RUN as usize) {
            let mut run = [0.0; RUN as usize];
            let run = &mut run[..RUN.min(self.batch - from) as usize];
            for ratio in run.iter_mut() {
                let from_old = random.random::<f64>() < rho || random.random::<f64>() < beta;
                let z: f64 = random.sample(StandardNormal);
                // The log-likelihood ratio of one sample (A1).
                *ratio = if from_old { half_square } else { -half_square } + self.delta * z;
            }
            sum += self.shares(weight, run).iter().sum::<f64>();
        }
        Weight::new((sum / f64::from(self.batch)).clamp(0.0, 1.0)).expect("a mean of shares")
    }

    /// What each sample adds to the next weight, from its log-likelihood ratio.
    fn shares<'a>(&self, weight: Weight, ratios: &'a mut [f64]) -> &'a [f64] {
        match self.replay {
            SampleReplay::None | SampleReplay::Counted(_) => {
                let phi = weight.logit();
                ratios.iter_mut().for_each(|l| *l += phi);
                sigmoids(ratios);
            }
            SampleReplay::Weighted(rho) => {
                let (beta, new) = (weight.old(), weight.new_mode());
                ratios.iter_mut().for_each(|l| *l = -*l);
                exps(ratios);
                // beta p_o/b: at most beta/((1-rho) beta + rho), so the mean stays in [0, 1].
                for share in ratios.iter_mut() {
                    *share = beta / (rho + (1.0 - rho) * (beta + new * *share));
                }
            }
        }
        ratios
    }

    /// How `runs` runs from `start` end: lost where the old weight falls below `floor`, kept where the new one does, open after `steps` steps.
    ///
    /// As the weight is a martingale (without replay, or weighted), the probability of being lost lies between
    /// $1-\beta_0/(1-\texttt{floor})$ and $(1-\beta_0)/(1-\texttt{floor})$ (C12, optional stopping).
    ///
    /// # Errors
    /// [`Error::Domain`] unless the floor lies in (0, 1/2) and the start in between.
    ///
    /// ```
    /// use forgetting::model::{Separation, Weight};
    /// use forgetting::simulate::{OwnSamples, SampleReplay};
    /// let game = OwnSamples::new(Separation::new(2.0)?, 8, SampleReplay::None)?;
    /// let fates = game.simulate(Weight::new(0.3)?, 0.01, 200, 10_000, 1)?;
    /// assert!(fates.open == 0 && fates.lost.share() > 0.5);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn simulate(
        &self,
        start: Weight,
        floor: f64,
        runs: u64,
        steps: u64,
        seed: u64,
    ) -> Result<Fates> {
        if !(floor > 0.0 && floor < 0.5) {
            return Err(Error::domain("floor", "lie in (0, 1/2)", floor));
        }
        if !(start.old() > floor && start.new_mode() > floor) {
            return Err(Error::domain(
                "start",
                format!("lie between {floor} and {}", 1.0 - floor),
                start.old(),
            ));
        }
        let name = format!("own samples {self:?} {} {floor}", start.old());
        let ends: Vec<Option<(bool, u64)>> = (0..runs)
            .into_par_iter()
            .map(|run| {
                let mut random = stream(&name, seed, run);
                let mut weight = start;
                (1..=steps).find_map(|step| {
                    weight = self.step(weight, &mut random);
                    let lost = weight.old() < floor;
                    (lost || weight.new_mode() < floor).then_some((lost, step))
                })
            })
            .collect();
        let ended: Vec<(bool, u64)> = ends.iter().flatten().copied().collect();
        let count = ended.len() as u64;
        Ok(Fates {
            lost: Frequency {
                hits: ended.iter().filter(|end| end.0).count() as u64,
                trials: count,
            },
            open: runs - count,
            steps: ended.iter().map(|end| end.1 as f64).sum::<f64>() / count as f64,
        })
    }
}
