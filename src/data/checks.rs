//! Whether two tasks look Gaussian with one covariance.

use super::moments::Moments;
use super::pooled::Pooled;
use crate::kernel::normal_cdf;
use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// An assumption is rejected below this p.
pub const REJECTED_BELOW: f64 = 0.005;

/// One assumption and what the data say of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assumption {
    /// What is assumed, and by which test it was looked at.
    pub name: String,
    /// The test's statistic; none where it was not done.
    pub statistic: Option<f64>,
    /// The probability of a larger one if the assumption holds.
    pub p: Option<f64>,
    /// `not rejected`, `rejected` or `not tested`.
    pub verdict: &'static str,
}

impl Assumption {
    /// No verdict without a p.
    fn tested(name: &str, statistic: f64, p: f64) -> Self {
        if p.is_nan() {
            return Self::not_tested(name);
        }
        Self {
            name: name.to_owned(),
            statistic: Some(statistic),
            p: Some(p),
            verdict: if p < REJECTED_BELOW {
                "rejected"
            } else {
                "not rejected"
            },
        }
    }

    pub(super) fn not_tested(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            statistic: None,
            p: None,
            verdict: "not tested",
        }
    }

    /// Whether the data speak against it.
    pub fn is_rejected(&self) -> bool {
        self.verdict == "rejected"
    }
}

pub(super) const BOX: &str = "equal covariances (Box's M)";
pub(super) const SPREAD: &str = "equal variances along the discriminant";
pub(super) const NORMAL_OLD: &str = "normal along the discriminant, old (D'Agostino-Pearson)";
pub(super) const NORMAL_NEW: &str = "normal along the discriminant, new (D'Agostino-Pearson)";

/// Box's M is only close to its chi-squared law while its correction is below this.
const LARGEST_CORRECTION: f64 = 0.3;

/// Box's M with its chi-squared approximation; not tested where that is poor or a covariance is singular.
pub(super) fn box_m(old: &Moments, new: &Moments, pooled: &Pooled) -> Assumption {
    let d = old.mean.len() as f64;
    let (f_o, f_n) = (old.count - 1.0, new.count - 1.0);
    let correction = (1.0 / f_o + 1.0 / f_n - 1.0 / (f_o + f_n)) * (2.0 * d * d + 3.0 * d - 1.0)
        / (6.0 * (d + 1.0));
    if f_o.min(f_n) <= d || correction > LARGEST_CORRECTION {
        return Assumption::not_tested(BOX);
    }
    let own = |moments: &Moments| {
        let none = Moments {
            count: 1.0,
            mean: moments.mean.clone(),
            scatter: &moments.scatter * 0.0,
        };
        Pooled::new(moments, &none, 0.0, "", &|_| String::new())
            .map(|single| single.log_determinant())
            .ok()
    };
    // A covariance that is singular in one task only is as unequal as can be.
    let (Some(log_o), Some(log_n)) = (own(old), own(new)) else {
        return Assumption::tested(BOX, f64::INFINITY, 0.0);
    };
    let m = (f_o + f_n) * pooled.log_determinant() - f_o * log_o - f_n * log_n;
    let statistic = m * (1.0 - correction);
    let p = ChiSquared::new(0.5 * d * (d + 1.0)).map_or(f64::NAN, |law| law.sf(statistic.max(0.0)));
    Assumption::tested(BOX, statistic, p)
}

/// Sums of powers of standardised scores, from which skewness and kurtosis follow.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    pub count: f64,
    pub variance: f64,
    skewness: f64,
    kurtosis: f64,
}

impl Shape {
    pub(super) fn of(scores: &[f64]) -> Self {
        let count = scores.len() as f64;
        let mean = scores.iter().sum::<f64>() / count;
        let powers = scores.iter().fold([0.0; 3], |[a, b, c], x| {
            let y = x - mean;
            let square = y * y;
            [a + square, b + square * y, c + square * square]
        });
        let [second, third, fourth] = powers.map(|sum| sum / count);
        Self {
            count,
            variance: second * count / (count - 1.0),
            skewness: third / second.powf(1.5),
            kurtosis: fourth / (second * second),
        }
    }
}

/// D'Agostino and Pearson's $K^2$ from skewness and kurtosis; needs at least 20 values.
pub(super) fn normality(name: &str, shape: Shape) -> Assumption {
    let n = shape.count;
    if n < 20.0 {
        return Assumption::not_tested(name);
    }
    let y = shape.skewness * ((n + 1.0) * (n + 3.0) / (6.0 * (n - 2.0))).sqrt();
    let beta = 3.0 * (n * n + 27.0 * n - 70.0) * (n + 1.0) * (n + 3.0)
        / ((n - 2.0) * (n + 5.0) * (n + 7.0) * (n + 9.0));
    let w2 = -1.0 + (2.0 * (beta - 1.0)).sqrt();
    let scale = (2.0 / (w2 - 1.0)).sqrt();
    let skew = core_math::asinh(y / scale) / (0.5 * core_math::log(w2)).sqrt();
    let mean = 3.0 * (n - 1.0) / (n + 1.0);
    let variance =
        24.0 * n * (n - 2.0) * (n - 3.0) / ((n + 1.0) * (n + 1.0) * (n + 3.0) * (n + 5.0));
    let x = (shape.kurtosis - mean) / variance.sqrt();
    let root_beta = 6.0 * (n * n - 5.0 * n + 2.0) / ((n + 7.0) * (n + 9.0))
        * (6.0 * (n + 3.0) * (n + 5.0) / (n * (n - 2.0) * (n - 3.0))).sqrt();
    let a =
        6.0 + 8.0 / root_beta * (2.0 / root_beta + (1.0 + 4.0 / (root_beta * root_beta)).sqrt());
    let inner = (1.0 - 2.0 / a) / (1.0 + x * (2.0 / (a - 4.0)).sqrt());
    let kurt = (1.0 - 2.0 / (9.0 * a) - inner.cbrt()) / (2.0 / (9.0 * a)).sqrt();
    let statistic = skew * skew + kurt * kurt;
    // Two degrees of freedom.
    Assumption::tested(name, statistic, core_math::exp(-0.5 * statistic))
}

/// The log of the variances' ratio against its normal law.
pub(super) fn equal_spread(old: Shape, new: Shape) -> Assumption {
    let z = core_math::log(old.variance / new.variance)
        / (2.0 / (old.count - 1.0) + 2.0 / (new.count - 1.0)).sqrt();
    Assumption::tested(SPREAD, z, 2.0 * normal_cdf(-z.abs()))
}
