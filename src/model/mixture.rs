//! A learner or a target in whitened coordinates.

use super::Weight;
use crate::error::{Error, Result};
use nalgebra::DVector;

/// A two-component mixture $\beta N(m_o,I)+(1-\beta)N(m_n,I)$ in whitened coordinates.
///
/// The learner's free parameters; a target is one with fixed values. Means have one
/// length $d\ge 1$ and finite entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    weight: Weight,
    old_mean: DVector<f64>,
    new_mean: DVector<f64>,
}

impl Mixture {
    /// A mixture from its weight and its whitened means.
    ///
    /// # Errors
    /// Means of different or zero length, or with entries that are not finite.
    pub fn new(weight: Weight, old_mean: DVector<f64>, new_mean: DVector<f64>) -> Result<Self> {
        check_mean("old mean", &old_mean)?;
        check_mean("new mean", &new_mean)?;
        if new_mean.len() != old_mean.len() {
            return Err(Error::Dimension {
                argument: "new mean".into(),
                expected: old_mean.len(),
                reference: "the old mean".into(),
                found: new_mean.len(),
            });
        }
        Ok(Self {
            weight,
            old_mean,
            new_mean,
        })
    }

    /// The old mode's weight.
    pub fn weight(&self) -> Weight {
        self.weight
    }

    /// The old mode's whitened mean.
    pub fn old_mean(&self) -> &DVector<f64> {
        &self.old_mean
    }

    /// The new mode's whitened mean.
    pub fn new_mean(&self) -> &DVector<f64> {
        &self.new_mean
    }

    /// The dimension $d$.
    pub fn dimension(&self) -> usize {
        self.old_mean.len()
    }

    /// The density at a whitened point, $\beta\,\phi(x-m_o)+(1-\beta)\,\phi(x-m_n)$; relative error at most $10^{-13}$.
    ///
    /// # Errors
    /// A point of another dimension.
    ///
    /// ```
    /// use forgetting::model::{Separation, TwoModes, Weight};
    /// let modes = TwoModes::on_the_line(Separation::new(0.0)?);
    /// let peak = modes.mixture(Weight::new(0.5)?).density(modes.old_mean())?;
    /// assert!((peak - 0.398_942_280_401_432_7).abs() < 4.0 * f64::EPSILON);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn density(&self, x: &DVector<f64>) -> Result<f64> {
        let d = self.dimension();
        if x.len() != d {
            return Err(Error::Dimension {
                argument: "x".into(),
                expected: d,
                reference: "the mixture".into(),
                found: x.len(),
            });
        }
        let normal = |mean: &DVector<f64>| {
            let log_norm = 0.5 * d as f64 * core_math::log(2.0 * std::f64::consts::PI);
            core_math::exp(-0.5 * (x - mean).norm_squared() - log_norm)
        };
        Ok(self.weight.old() * normal(&self.old_mean)
            + self.weight.new_mode() * normal(&self.new_mean))
    }

    /// The same density with the labels exchanged.
    pub fn swapped(&self) -> Self {
        Self {
            weight: self.weight.swapped(),
            old_mean: self.new_mean.clone(),
            new_mean: self.old_mean.clone(),
        }
    }

    /// The same means under another weight.
    pub fn with_weight(&self, weight: Weight) -> Self {
        Self {
            weight,
            ..self.clone()
        }
    }

    /// The parameters as one vector $(\varphi, m_o, m_n)$ of length $2d+1$.
    pub fn to_parameters(&self) -> DVector<f64> {
        let d = self.dimension();
        let mut theta = DVector::zeros(2 * d + 1);
        theta[0] = self.weight.logit();
        theta.rows_mut(1, d).copy_from(&self.old_mean);
        theta.rows_mut(1 + d, d).copy_from(&self.new_mean);
        theta
    }

    /// The mixture with parameters $(\varphi, m_o, m_n)$; the length must be odd and at least 3.
    pub(crate) fn from_parameters(theta: &[f64]) -> Self {
        let d = (theta.len() - 1) / 2;
        Self {
            weight: Weight::from_logit(theta[0]),
            old_mean: DVector::from_column_slice(&theta[1..=d]),
            new_mean: DVector::from_column_slice(&theta[1 + d..]),
        }
    }
}

pub(super) fn check_mean(argument: &str, mean: &DVector<f64>) -> Result<()> {
    if mean.is_empty() {
        return Err(Error::domain(argument, "have at least one entry", "none"));
    }
    match mean.iter().find(|x| !x.is_finite()) {
        Some(x) => Err(Error::domain(argument, "have finite entries", x)),
        None => Ok(()),
    }
}
