//! How heavy the tail of weights is: the shape of a generalised Pareto law fitted to the largest.

/// The largest shape at which a mean of such weights is to be trusted (Vehtari et al., arXiv:1507.02646).
pub const TRUSTED_SHAPE: f64 = 0.7;

/// The larger of two shapes; NaN where one of them is not known.
pub(super) fn worse_shape(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

/// Logs of weights this close together differ by rounding.
const EQUAL: f64 = 1e-9;

/// $\hat k$ of weights given by their logs: the generalised Pareto shape of the largest $\min(n/5,3\sqrt n)$ of them (Zhang and Stephens
/// 2009, with the prior of Vehtari et al.). Above [`TRUSTED_SHAPE`] the mean of the weights is not to be trusted; from 1 on it need not exist.
///
/// NaN with fewer than 25 weights or a NaN among the largest; 0 where the largest ones are equal.
///
/// ```
/// use forgetting::data::pareto_k;
/// let logs = |k: f64| (1..=4000).map(|i| -k * (f64::from(i) / 4001.0).ln()).collect::<Vec<_>>();
/// assert!((pareto_k(&logs(0.9)) - 0.9).abs() < 0.15);
/// assert!(pareto_k(&logs(0.3)) < 0.5);
/// ```
pub fn pareto_k(log_weights: &[f64]) -> f64 {
    let count = log_weights.len();
    if count < 25 {
        return f64::NAN;
    }
    let tail = (count as f64 / 5.0).min(3.0 * (count as f64).sqrt()).ceil() as usize;
    let mut logs = log_weights.to_vec();
    logs.select_nth_unstable_by(count - tail - 1, f64::total_cmp);
    let threshold = logs[count - tail - 1];
    let mut excess: Vec<f64> = logs[count - tail..].to_vec();
    excess.sort_by(f64::total_cmp);
    let largest = excess[tail - 1];
    if largest.is_nan() || threshold.is_nan() {
        return f64::NAN;
    }
    if largest - threshold <= EQUAL {
        return 0.0;
    }
    // In units of the largest weight, so that nothing overflows.
    let base = core_math::exp(threshold - largest);
    let excess: Vec<f64> = excess
        .iter()
        .map(|log| core_math::exp(log - largest) - base)
        .collect();
    let n = tail as f64;
    let quartile = excess[((n / 4.0 + 0.5).floor() as usize).max(1) - 1].max(f64::MIN_POSITIVE);
    let grid = 20 + n.sqrt() as usize;
    let shape = |theta: f64| -> f64 {
        excess
            .iter()
            .map(|x| core_math::log1p(-theta * x))
            .sum::<f64>()
            / n
    };
    let profile: Vec<(f64, f64)> = (1..=grid)
        .map(|j| {
            let root = (grid as f64 / (j as f64 - 0.5)).sqrt();
            let theta = 1.0 / excess[tail - 1] + (1.0 - root) / (3.0 * quartile);
            let k = shape(theta);
            (theta, n * (core_math::log(-theta / k) - k - 1.0))
        })
        .filter(|(_, likelihood)| likelihood.is_finite())
        .collect();
    let best = profile
        .iter()
        .map(|p| p.1)
        .fold(f64::NEG_INFINITY, f64::max);
    let weights = profile.iter().map(|p| core_math::exp(p.1 - best));
    let total: f64 = weights.clone().sum();
    let theta: f64 = profile
        .iter()
        .zip(weights)
        .map(|(p, w)| p.0 * w)
        .sum::<f64>()
        / total;
    let k = shape(theta);
    // Towards 1/2 where the tail is short.
    (n * k + 5.0) / (n + 10.0)
}
