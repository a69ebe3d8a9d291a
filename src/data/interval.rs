//! A number with the interval that data leave for it.

use crate::kernel::normal_cdf;
use serde::{Serialize, Serializer};

/// A number between two others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The estimate.
    #[serde(serialize_with = "number")]
    pub value: f64,
    /// The lower end.
    #[serde(serialize_with = "number")]
    pub lo: f64,
    /// The upper end.
    #[serde(serialize_with = "number")]
    pub hi: f64,
    /// The probability with which such an interval covers the truth.
    pub level: f64,
}

impl Interval {
    /// `value` with two other values of the same thing as ends, in any order; NaN ends where one of the three is NaN.
    pub(super) fn through(value: f64, ends: [f64; 2], level: f64) -> Self {
        if value.is_nan() || ends.iter().any(|end| end.is_nan()) {
            return Self::without_ends(value, level);
        }
        Self {
            value,
            lo: value.min(ends[0]).min(ends[1]),
            hi: value.max(ends[0]).max(ends[1]),
            level,
        }
    }

    /// An estimate of which it is not known how far it is off.
    fn without_ends(value: f64, level: f64) -> Self {
        Self {
            value,
            lo: f64::NAN,
            hi: f64::NAN,
            level,
        }
    }

    /// Efron's bias-corrected percentiles of replicates of an estimate; NaN ends without replicates, and where more of them are NaN than
    /// a tail holds.
    pub(super) fn percentile(value: f64, mut replicates: Vec<f64>, level: f64) -> Self {
        let drawn = replicates.len() as f64;
        replicates.retain(|x| !x.is_nan());
        let count = replicates.len();
        let missing = drawn - count as f64;
        if count == 0 || value.is_nan() || missing > 0.5 * (1.0 - level) * drawn {
            return Self::without_ends(value, level);
        }
        replicates.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (count - 1) as f64;
            let (a, b) = (
                replicates[place as usize],
                replicates[(place as usize + 1).min(count - 1)],
            );
            let part = place.fract();
            if part == 0.0 || a == b {
                a
            } else {
                a + part * (b - a)
            }
        };
        // Replicates miss the estimate as the estimate misses the truth: shifted by twice the median's share.
        let below = replicates.partition_point(|x| *x < value);
        let equal = replicates.partition_point(|x| *x <= value) - below;
        let share = (below as f64 + 0.5 * equal as f64) / count as f64;
        let least = 0.5 / count as f64;
        let shift = normal_quantile(share.clamp(least, 1.0 - least));
        let end = |tail: f64| at(normal_cdf(2.0 * shift + normal_quantile(tail)));
        let tail = 0.5 * (1.0 - level);
        Self {
            value,
            lo: end(tail),
            hi: end(1.0 - tail),
            level,
        }
    }
}

/// The inverse of the normal distribution function, to the accuracy that intervals need.
pub(super) fn normal_quantile(share: f64) -> f64 {
    -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * share)
}

/// JSON has no infinity and no NaN: words instead of a silent null.
pub(super) fn number<S: Serializer>(x: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if x.is_finite() {
        serializer.serialize_f64(*x)
    } else if x.is_nan() {
        serializer.serialize_none()
    } else {
        serializer.serialize_str(if *x > 0.0 { "infinity" } else { "-infinity" })
    }
}
