//! Batch gradients over many batches: mean, standard error, moments.

use super::batch::{BatchGradient, Line, LineLearner, Rule};
use super::stream::stream;
use crate::error::Result;

/// What many batches say together.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct BatchStatistics {
    /// The mean gradient in $(\varphi,m_o,m_n)$.
    pub gradient: [f64; 3],
    /// Its standard errors.
    pub standard_error: [f64; 3],
    /// Mean squared norm of single-sample gradients.
    pub second_moment: f64,
    /// Mean importance weight; 1 in expectation.
    pub weight: f64,
    /// Mean squared importance weight.
    pub square_weight: f64,
}

impl BatchStatistics {
    /// Simulates `batches` batches of `batch` samples at a fixed learner, in one random stream.
    ///
    /// # Errors
    /// As [`Line::gradient`].
    pub fn simulate(
        line: &Line,
        rule: Rule,
        learner: &LineLearner,
        batch: usize,
        batches: u64,
        seed: u64,
    ) -> Result<Self> {
        let mut random = stream("batch-statistics", seed, 0);
        let seen: Vec<BatchGradient> = (0..batches)
            .map(|_| line.gradient(rule, learner, batch, &mut random))
            .collect::<Result<_>>()?;
        let count = batches as f64;
        let mean = |of: &dyn Fn(&BatchGradient) -> f64| seen.iter().map(of).sum::<f64>() / count;
        let gradient = [0, 1, 2].map(|k| mean(&|b| b.gradient[k]));
        let standard_error = [0, 1, 2].map(|k: usize| {
            let variance = mean(&|b| (b.gradient[k] - gradient[k]).powi(2));
            (variance / (count - 1.0)).sqrt()
        });
        Ok(Self {
            gradient,
            standard_error,
            second_moment: mean(&|b| b.second_moment),
            weight: mean(&|b| b.weight),
            square_weight: mean(&|b| b.square_weight),
        })
    }
}
