//! The law of samples: weighted means instead of expectations.

use super::{Estimate, Law, LogRatio, Side};
use crate::error::{Error, Result};
use crate::model::Weight;

/// A sample's log-likelihood ratio $l=\log(p_o/p_n)$ and its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedRatio {
    /// $l$.
    pub ratio: f64,
    /// Its weight, > 0, up to a common factor.
    pub weight: f64,
}

/// The law of $l$ as two weighted samples show it.
///
/// Means of bounded functions (misassignment, D, BC, TV) are consistent for any pair of modes. Whatever averages $e^{\pm l}$, such as
/// $\chi^2$, needs the tail to be thin enough.
///
/// ```
/// use forgetting::law::{EmpiricalLaw, Law};
/// use forgetting::model::Weight;
/// let law = EmpiricalLaw::from_ratios(&[2.0, 1.0, 3.0], &[-2.0, -1.0, 0.5])?;
/// let eps = law.misassignment_old(Weight::new(0.5)?);
/// assert!(eps > 0.0 && eps < 0.2);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EmpiricalLaw {
    old: Vec<WeightedRatio>,
    new: Vec<WeightedRatio>,
    /// $e^{-|l|}-1$ of each sample of either side: slopes are asked for again and again.
    decays: [Vec<f64>; 2],
}

impl EmpiricalLaw {
    /// From weighted samples of either mode; weights are scaled to add to 1 on each side.
    ///
    /// # Errors
    /// An empty side, a ratio that is NaN, or a weight that is not positive and finite.
    pub fn new(old: Vec<WeightedRatio>, new: Vec<WeightedRatio>) -> Result<Self> {
        Ok(Self::of(normalised("old", old)?, normalised("new", new)?))
    }

    fn of(old: Vec<WeightedRatio>, new: Vec<WeightedRatio>) -> Self {
        let decay = |sample: &WeightedRatio| core_math::expm1(-sample.ratio.abs());
        Self {
            decays: [&old, &new].map(|side| side.iter().map(decay).collect()),
            old,
            new,
        }
    }

    /// From samples of equal weight.
    ///
    /// # Errors
    /// As [`EmpiricalLaw::new`].
    pub fn from_ratios(old: &[f64], new: &[f64]) -> Result<Self> {
        let weigh = |ratios: &[f64]| {
            ratios
                .iter()
                .map(|&ratio| WeightedRatio { ratio, weight: 1.0 })
                .collect()
        };
        Self::new(weigh(old), weigh(new))
    }

    /// The samples of one mode, weights adding to 1.
    pub fn samples(&self, side: Side) -> &[WeightedRatio] {
        match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        }
    }

    /// The same law with at most `groups` points a side: neighbours in $l$ are merged into their weighted mean.
    pub fn grouped(&self, groups: usize) -> Self {
        Self::of(merge(&self.old, groups), merge(&self.new, groups))
    }
}

fn normalised(side: &str, mut samples: Vec<WeightedRatio>) -> Result<Vec<WeightedRatio>> {
    if samples.is_empty() {
        return Err(Error::domain(
            format!("{side} samples"),
            "number at least 1",
            0,
        ));
    }
    if let Some(bad) = samples.iter().find(|s| s.ratio.is_nan()) {
        return Err(Error::domain(
            format!("{side} log-likelihood ratio"),
            "be a number",
            bad.ratio,
        ));
    }
    if let Some(bad) = samples
        .iter()
        .find(|s| !(s.weight > 0.0 && s.weight.is_finite()))
    {
        return Err(Error::domain(
            format!("{side} sample weight"),
            "be finite and > 0",
            bad.weight,
        ));
    }
    let total: f64 = samples.iter().map(|s| s.weight).sum();
    for sample in &mut samples {
        sample.weight /= total;
    }
    Ok(samples)
}

fn merge(samples: &[WeightedRatio], groups: usize) -> Vec<WeightedRatio> {
    if samples.len() <= groups {
        return samples.to_vec();
    }
    let mut sorted = samples.to_vec();
    sorted.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
    let size = sorted.len().div_ceil(groups.max(1));
    sorted
        .chunks(size)
        .map(|chunk| {
            let weight: f64 = chunk.iter().map(|s| s.weight).sum();
            let mean: f64 = chunk.iter().map(|s| s.weight * s.ratio).sum();
            WeightedRatio {
                ratio: mean / weight,
                weight,
            }
        })
        .collect()
}

impl Law for EmpiricalLaw {
    fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> Estimate {
        let samples = self.samples(side);
        let values: Vec<f64> = samples.iter().map(|s| f(s.ratio)).collect();
        let pairs = || samples.iter().map(|s| s.weight).zip(values.iter().copied());
        let value: f64 = pairs().map(|(weight, x)| weight * x).sum();
        let square: f64 = pairs()
            .map(|(weight, x)| {
                let part = weight * (x - value);
                part * part
            })
            .sum();
        Estimate {
            value,
            error: 3.0 * square.sqrt(),
        }
    }

    /// $1-\varepsilon_o-\varepsilon_n$ of the same samples, so that the three agree.
    fn distinguishability(&self, beta: Weight) -> f64 {
        1.0 - self.misassignment_old(beta) - self.misassignment_new(beta)
    }

    /// The means alone, without their standard errors.
    fn boundary_slope(&self, alpha: Weight) -> f64 {
        let ratio = LogRatio::new(alpha, Weight::NEW_MODE_ONLY);
        let mean = |samples: &[WeightedRatio], decays: &[f64]| -> f64 {
            let pairs = samples.iter().zip(decays);
            pairs
                .map(|(s, decay)| s.weight * ratio.at_decayed(s.ratio, *decay))
                .sum()
        };
        mean(&self.old, &self.decays[0]) - mean(&self.new, &self.decays[1])
    }

    /// $\mathbb{E}_{p_o}[e^l]-1$ over the samples of the old mode.
    fn chi_squared(&self) -> f64 {
        self.expect(Side::Old, &core_math::expm1).value
    }
}
