//! Random settings with three modes.

use super::stream::stream;
use rand::{Rng, RngExt};

/// Means of two old modes and a new one, and two sets of weights, all decimals of two places.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomWeights {
    /// The means, at least 1.5 apart.
    pub means: Vec<f64>,
    /// The target's weights.
    pub target: Vec<f64>,
    /// The start's weights.
    pub start: Vec<f64>,
}

/// The setting number `run` of a seed; every weight is at least `least` (at most 0.3). The same for any number of threads.
///
/// ```
/// use forgetting::simulate::random_weights;
/// let draw = random_weights(1, 0, 0.05);
/// assert_eq!(draw, random_weights(1, 0, 0.05));
/// assert!((draw.start.iter().sum::<f64>() - 1.0).abs() < 1e3 * f64::EPSILON);
/// ```
pub fn random_weights(seed: u64, run: u64, least: f64) -> RandomWeights {
    let mut random = stream("random weights", seed, run);
    let first = rounded(&mut random, -4.0, 0.0);
    let second = rounded_sum(first, rounded(&mut random, 1.5, 4.0));
    let third = rounded_sum(second, rounded(&mut random, 1.5, 4.0));
    let mut weights = || {
        let room = 1.0 - 3.0 * least;
        let (a, b): (f64, f64) = (random.random(), random.random());
        let (low, high) = (a.min(b) * room, a.max(b) * room);
        let (x, y) = (hundredths(least + low), hundredths(least + high - low));
        vec![x, y, rounded_sum(1.0, -rounded_sum(x, y))]
    };
    let (target, start) = (weights(), weights());
    RandomWeights {
        means: vec![first, second, third],
        target,
        start,
    }
}

fn rounded(random: &mut impl Rng, low: f64, high: f64) -> f64 {
    hundredths(low + (high - low) * random.random::<f64>())
}

fn rounded_sum(a: f64, b: f64) -> f64 {
    hundredths(a + b)
}

fn hundredths(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}
