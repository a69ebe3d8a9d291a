//! The pooled covariance of two tasks, factored; what a discriminant needs.

use super::moments::Moments;
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};

/// Below this share of its variance a column is a combination of the columns before it.
const COLLINEAR: f64 = 1e-10;
/// Below this share of its square a variance is rounding.
const CONSTANT: f64 = 1e-24;

/// The pooled covariance as deviations and the Cholesky factor of the (perhaps shrunk) correlation.
#[derive(Clone, Debug)]
pub(super) struct Pooled {
    deviations: DVector<f64>,
    factor: DMatrix<f64>,
    /// $\mu_n-\mu_o$ in units of the deviations.
    gap: DVector<f64>,
    middle: DVector<f64>,
}

impl Pooled {
    /// `shrinkage` moves the correlation that far towards the identity; `label` names a column in messages about `source`.
    pub(super) fn new(
        old: &Moments,
        new: &Moments,
        shrinkage: f64,
        source: &str,
        label: &dyn Fn(usize) -> String,
    ) -> Result<Self> {
        let freedom = old.count + new.count - 2.0;
        let covariance = (&old.scatter + &new.scatter) / freedom;
        let deviations = covariance.diagonal().map(f64::sqrt);
        for (k, deviation) in deviations.iter().enumerate() {
            let size = old.mean[k].abs().max(new.mean[k].abs());
            if !deviation.is_finite() || !size.is_finite() {
                let message = "its variance overflows; expected numbers below 1e150 in size";
                return Err(Error::data(source, format!(", {}", label(k)), message));
            }
            if *deviation == 0.0 && (1e-300..1e-150).contains(&size) {
                let message = "its variance underflows; expected numbers above 1e-150 in size";
                return Err(Error::data(source, format!(", {}", label(k)), message));
            }
            if deviation * deviation <= CONSTANT * size * size {
                let message = "constant within both tasks; expected a feature that varies";
                return Err(Error::data(source, format!(", {}", label(k)), message));
            }
        }
        let correlation = DMatrix::from_fn(deviations.len(), deviations.len(), |i, j| {
            let raw = covariance[(i, j)] / (deviations[i] * deviations[j]);
            if i == j { 1.0 } else { (1.0 - shrinkage) * raw }
        });
        let factor = factor(correlation).map_err(|(column, pivot)| {
            let message = if pivot < -COLLINEAR {
                "no covariance: a combination of this column and those before it has a negative variance"
            } else {
                "a linear combination of the columns before it; leave one of them out"
            };
            Error::data(source, format!(", {}", label(column)), message)
        })?;
        let gap = (&new.mean - &old.mean).component_div(&deviations);
        Ok(Self {
            factor,
            gap,
            middle: (&old.mean + &new.mean) * 0.5,
            deviations,
        })
    }

    /// The plug-in $D^2$.
    pub(super) fn squared_distance(&self) -> f64 {
        let mut half = self.gap.clone();
        let solved = self.factor.solve_lower_triangular_mut(&mut half);
        debug_assert!(solved, "a positive diagonal");
        half.norm_squared()
    }

    /// $\log\det$ of the covariance.
    pub(super) fn log_determinant(&self) -> f64 {
        let diagonal = self.factor.diagonal();
        2.0 * diagonal
            .iter()
            .chain(self.deviations.iter())
            .map(|x| core_math::log(*x))
            .sum::<f64>()
    }

    /// $w,c$ of the discriminant $l(x)=w\cdot x-c$, the log-likelihood ratio old over new.
    pub(super) fn discriminant(&self) -> (DVector<f64>, f64) {
        let mut direction = -&self.gap;
        let solved = self.factor.solve_lower_triangular_mut(&mut direction)
            && self.factor.tr_solve_lower_triangular_mut(&mut direction);
        debug_assert!(solved, "a positive diagonal");
        direction.component_div_assign(&self.deviations);
        let offset = direction.dot(&self.middle);
        (direction, offset)
    }
}

/// Cholesky without pivoting, so that a pivot that vanishes names its column, and how large it is.
fn factor(mut a: DMatrix<f64>) -> std::result::Result<DMatrix<f64>, (usize, f64)> {
    let n = a.nrows();
    for j in 0..n {
        let pivot = a[(j, j)];
        if pivot.is_nan() || pivot <= COLLINEAR {
            return Err((j, pivot));
        }
        let root = pivot.sqrt();
        a.column_mut(j).rows_range_mut(j..).scale_mut(1.0 / root);
        let column = a.column(j).rows_range(j + 1..).into_owned();
        for k in j + 1..n {
            let scale = column[k - j - 1];
            if scale != 0.0 {
                a.column_mut(k).rows_range_mut(k..).axpy(
                    -scale,
                    &column.rows_range(k - j - 1..),
                    1.0,
                );
            }
        }
    }
    a.fill_upper_triangle(0.0, 1);
    Ok(a)
}
