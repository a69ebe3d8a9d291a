//! A frequency and what it says about the probability.

use statrs::distribution::{Beta, ContinuousCDF};

/// The relative accuracy of the ends of an interval as they are printed.
pub const INTERVAL_ACCURACY: f64 = 1e-3;

/// So many hits in so many independent trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// Hits.
    pub hits: u64,
    /// Trials.
    pub trials: u64,
}

impl Frequency {
    /// The share of hits.
    pub fn share(self) -> f64 {
        self.hits as f64 / self.trials as f64
    }

    /// Clopper and Pearson's interval: whatever the probability, it is missed with probability at most `error`; its ends are printed to
    /// [`INTERVAL_ACCURACY`].
    ///
    /// # Examples
    /// ```
    /// let seen = forgetting::simulate::Frequency { hits: 0, trials: 100 };
    /// let (low, high) = seen.clopper_pearson(0.05);
    /// assert!(low == 0.0 && (high - (1.0 - 0.025f64.powf(0.01))).abs() < forgetting::simulate::INTERVAL_ACCURACY);
    /// ```
    pub fn clopper_pearson(self, error: f64) -> (f64, f64) {
        let (hits, misses) = (self.hits as f64, (self.trials - self.hits) as f64);
        let quantile = |a: f64, b: f64, p: f64| Beta::new(a, b).map(|beta| beta.inverse_cdf(p));
        let low = match self.hits {
            0 => 0.0,
            _ => quantile(hits, misses + 1.0, 0.5 * error).unwrap_or(0.0),
        };
        let high = match self.trials - self.hits {
            0 => 1.0,
            _ => quantile(hits + 1.0, misses, 1.0 - 0.5 * error).unwrap_or(1.0),
        };
        (low, high)
    }
}
