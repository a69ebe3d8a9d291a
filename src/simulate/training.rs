//! Training on finite batches: how much old mass is left?

use rayon::prelude::*;

use super::batch::{Line, LineLearner, Rule};
use super::stream::stream;
use crate::error::Result;

/// Plain stochastic gradient descent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// How batches are drawn.
    pub rule: Rule,
    /// Samples in a batch.
    pub batch: usize,
    /// Number of steps.
    pub steps: usize,
    /// Length of a step.
    pub rate: f64,
}

impl Training {
    /// The learner after the last step of one replicate.
    ///
    /// # Errors
    /// As [`Line::gradient`].
    pub fn run(
        &self,
        line: &Line,
        start: LineLearner,
        seed: u64,
        replicate: u64,
    ) -> Result<LineLearner> {
        let mut random = stream("finite-batch", seed, replicate);
        let mut learner = start;
        for _ in 0..self.steps {
            let estimate = line.gradient(self.rule, &learner, self.batch, &mut random)?;
            let [phi, old, new] = estimate.gradient;
            learner.phi -= self.rate * phi;
            learner.old_mean -= self.rate * old;
            learner.new_mean -= self.rate * new;
        }
        Ok(learner)
    }

    /// The final learners of many replicates, in order, for any number of threads.
    ///
    /// # Errors
    /// As [`Line::gradient`].
    pub fn replicates(
        &self,
        line: &Line,
        start: LineLearner,
        seed: u64,
        replicates: u64,
    ) -> Result<Vec<LineLearner>> {
        (0..replicates)
            .into_par_iter()
            .map(|replicate| self.run(line, start, seed, replicate))
            .collect()
    }
}
