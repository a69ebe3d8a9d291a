//! C11: batches without a single sample of the old mode.

use rand::RngExt;
use rayon::prelude::*;

use super::frequency::Frequency;
use super::stream::stream;
use crate::error::{Error, Result};
use crate::model::Weight;

/// The relative error of a starvation probability and of the closed forms of extinction.
pub const PROBABILITY_ACCURACY: f64 = 1e-12;

/// A batch starves if no sample comes from the old mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Starvation {
    beta: Weight,
    rho: f64,
    batch: u32,
}

/// Batches that one stream draws.
const BLOCK: u64 = 1000;

impl Starvation {
    /// Batches of `batch` samples from a learner of old weight `beta` with a share `rho` of replayed old data.
    ///
    /// # Errors
    /// [`Error::Domain`] unless `rho` lies in [0, 1) and `batch` is at least 1.
    pub fn new(beta: Weight, rho: f64, batch: u32) -> Result<Self> {
        if !(0.0..1.0).contains(&rho) {
            return Err(Error::domain("rho", "lie in [0, 1)", rho));
        }
        if batch == 0 {
            return Err(Error::domain("batch", "be at least 1", batch));
        }
        Ok(Self { beta, rho, batch })
    }

    /// $((1-\rho)(1-\beta))^N$, relative error at most [`PROBABILITY_ACCURACY`] (C11).
    ///
    /// ```
    /// use forgetting::model::Weight;
    /// use forgetting::simulate::Starvation;
    /// let starved = Starvation::new(Weight::new(0.5)?, 0.0, 10)?;
    /// assert!((starved.probability() - 1.0 / 1024.0).abs() < forgetting::simulate::PROBABILITY_ACCURACY);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn probability(&self) -> f64 {
        let miss = core_math::log1p(-self.rho) + core_math::log1p(-self.beta.old());
        core_math::exp(f64::from(self.batch) * miss)
    }

    /// How many of `batches` simulated batches starve.
    pub fn simulate(&self, batches: u64, seed: u64) -> Frequency {
        let name = format!("starvation {} {} {}", self.beta.old(), self.rho, self.batch);
        let blocks = batches.div_ceil(BLOCK);
        let starved = (0..blocks)
            .into_par_iter()
            .map(|block| {
                let mut random = stream(&name, seed, block);
                let here = BLOCK.min(batches - block * BLOCK);
                (0..here).filter(|_| self.starves(&mut random)).count() as u64
            })
            .sum();
        Frequency {
            hits: starved,
            trials: batches,
        }
    }

    fn starves(&self, random: &mut impl rand::Rng) -> bool {
        (0..self.batch).all(|_| {
            let replayed = random.random::<f64>() < self.rho;
            !replayed && random.random::<f64>() >= self.beta.old()
        })
    }
}
