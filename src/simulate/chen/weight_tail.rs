//! Why the reinforce rows of a finite batch differ from the population: importance weights of infinite variance (against C10).

use rand::RngExt;
use rand_distr::StandardNormal;

use statrs::distribution::{Continuous, ContinuousCDF, Normal};

use super::setting::START;
use crate::simulate::stream::stream;

/// The tail index $\kappa$ of the weight $W=q/((1-w)N_2)$ under $N_2$: $P(W>t)$ falls like $t^{-\kappa}$,
/// $\kappa=1/(1-s_2^2/s_1^2)$ for $s_1>s_2$, infinite otherwise. The variance is finite iff $\kappa>2$, that is $s_1^2<2s_2^2$.
///
/// Since $\log W\approx\tfrac12z^2(1-s_2^2/s_1^2)$ for large $|z|$ and $P(z^2/2>a)\approx e^{-a}$. With replay the weight is
/// bounded instead (C10).
///
/// ```
/// let index = forgetting::simulate::chen::tail_index(1.0, 0.7);
/// assert!((index - 1.0 / 0.51).abs() < 4.0 * f64::EPSILON);
/// assert!(forgetting::simulate::chen::tail_index(0.7, 0.7).is_infinite());
/// ```
pub fn tail_index(old_sd: f64, new_sd: f64) -> f64 {
    let excess = 1.0 - (new_sd / old_sd).powi(2);
    if excess > 0.0 {
        1.0 / excess
    } else {
        f64::INFINITY
    }
}

/// The tail index that weights of probability `exceeded` show: the slope of $-\log P(W>t)$ over $\log t$ where $P(W>t)$ is `exceeded`.
///
/// In standard units of the new mode $\log W\approx\tfrac12z^2-\tfrac12(z\,s_2/s_1-g)^2$ towards the old mode, $g$ its distance in
/// units of $s_1$. The slope is the hazard of the normal law over the derivative of that, and rises to [`tail_index`] only very far out.
///
/// ```
/// use forgetting::simulate::chen::tail_index_seen;
/// assert!(tail_index_seen(1e-4) < tail_index_seen(1e-12));   // rises slowly to its limit
/// ```
pub fn tail_index_seen(exceeded: f64) -> f64 {
    let (old, new) = (START.old, START.new);
    let ratio = new.sd / old.sd;
    let gap = (new.mean - old.mean) / old.sd;
    let standard = Normal::standard();
    let z = -standard.inverse_cdf(exceeded);
    let hazard = standard.pdf(z) / exceeded;
    hazard / (z + ratio * (gap - ratio * z))
}

/// Moments of the importance weights of one batch at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightTail {
    /// Size of the batch.
    pub batch: usize,
    /// Mean weight; its expectation is $1/(1-w)$, 4 at the start.
    pub mean: f64,
    /// Sample variance: it grows without limit with the batch.
    pub variance: f64,
    /// The largest weight as a share of the sum.
    pub largest_share: f64,
    /// Hill's estimate of the tail index from the largest hundredth of the batch.
    pub hill: f64,
}

/// Weights of a batch of the published start, drawn with this seed.
///
/// ```
/// use forgetting::simulate::chen::weight_tail;
/// let seen = weight_tail(1000, 1);
/// assert_eq!(seen, weight_tail(1000, 1));   // same seed, same weights
/// assert!(seen.mean > 1.0);                 // a weight is at least 1
/// ```
pub fn weight_tail(batch: usize, seed: u64) -> WeightTail {
    let mut random = stream("weight-tail", seed, batch as u64);
    let (old, new) = (START.old, START.new);
    let odds = START.old_weight / (1.0 - START.old_weight) * new.sd / old.sd;
    let mut weights: Vec<f64> = (0..batch)
        .map(|_| {
            let z: f64 = random.sample(StandardNormal);
            let t = (new.mean + new.sd * z - old.mean) / old.sd;
            1.0 + odds * core_math::exp(0.5 * (z * z - t * t))
        })
        .collect();
    let count = batch as f64;
    let mean = weights.iter().sum::<f64>() / count;
    let variance = weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / (count - 1.0);
    weights.sort_by(|a, b| b.total_cmp(a));
    let top = (batch / 100).max(2);
    let logs: f64 = weights[..top]
        .iter()
        .map(|w| core_math::log(w / weights[top]))
        .sum();
    WeightTail {
        batch,
        mean,
        variance,
        largest_share: weights[0] / (mean * count),
        hill: top as f64 / logs,
    }
}
