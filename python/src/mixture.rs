//! Gaussian mixtures with one covariance: densities, responsibilities, separations.

use forgetting::model;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use numpy::ndarray::{Array2, ArrayView2};
use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use rayon::prelude::*;
use std::f64::consts::PI;

use crate::errors::{input, raised};

/// Rows that one thread works on at a time.
const CHUNK: usize = 256;

/// A mixture of K >= 2 Gaussians with a common covariance, in any dimension.
///
/// Parameters: `means`, shape (K, d); `covariance`, shape (d, d), symmetric and positive definite; `weights`, shape (K,), each in
/// [0, 1] with sum 1. With K = 2 the first component is the old mode. InputError otherwise. Claims: A2 and A3 for K = 2, G4 for more.
#[pyclass(frozen, module = "forgetting", name = "Mixture")]
pub struct Mixture {
    means: Vec<DVector<f64>>,
    covariance: DMatrix<f64>,
    cholesky: Cholesky<f64, Dyn>,
    weights: Vec<f64>,
}

/// Weights may miss a sum of 1 by this: they are divided by it.
const SUM_ROUNDING: f64 = 1e-12;

#[pymethods]
impl Mixture {
    #[new]
    fn new(
        means: PyReadonlyArray2<'_, f64>,
        covariance: PyReadonlyArray2<'_, f64>,
        weights: PyReadonlyArray1<'_, f64>,
    ) -> PyResult<Self> {
        let matrix = |view: ArrayView2<'_, f64>| {
            DMatrix::from_fn(view.nrows(), view.ncols(), |i, j| view[(i, j)])
        };
        let means = matrix(means.as_array());
        let means: Vec<DVector<f64>> = means.row_iter().map(|row| row.transpose()).collect();
        let covariance = matrix(covariance.as_array());
        let weights = weights.as_array().to_vec();
        if means.len() < 2 {
            return Err(input(format!(
                "means must have 2 rows or more, got {}",
                means.len()
            )));
        }
        if weights.len() != means.len() {
            let (expected, found) = (means.len(), weights.len());
            return Err(input(format!(
                "weights must have {expected} entries to fit means, got {found}"
            )));
        }
        for (k, &weight) in weights.iter().enumerate() {
            model::Weight::named(&format!("weights[{k}]"), weight).map_err(raised)?;
        }
        let sum: f64 = weights.iter().sum();
        if (sum - 1.0).abs() > SUM_ROUNDING {
            return Err(input(format!("weights must have sum 1, got {sum}")));
        }
        // What the modes refuse, a mixture refuses in the same words.
        for (k, mean) in means.iter().enumerate().skip(1) {
            let modes = model::TwoModes::new(means[0].clone(), mean.clone(), covariance.clone());
            modes.map_err(|error| {
                let text = error.to_string();
                input(
                    text.replace("new_mean", &format!("means[{k}]"))
                        .replace("old_mean", "means[0]"),
                )
            })?;
        }
        let cholesky = Cholesky::new(covariance.clone())
            .ok_or_else(|| input("covariance must be positive definite"))?;
        let weights = weights.iter().map(|w| w / sum).collect();
        Ok(Self {
            means,
            covariance,
            cholesky,
            weights,
        })
    }

    /// The dimension d.
    #[getter]
    fn dimension(&self) -> usize {
        self.covariance.nrows()
    }

    /// The component means; shape (K, d).
    #[getter]
    fn means<'py>(&self, python: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        Array2::from_shape_fn((self.means.len(), self.dimension()), |(k, j)| {
            self.means[k][j]
        })
        .into_pyarray(python)
    }

    /// The common covariance; shape (d, d).
    #[getter]
    fn covariance<'py>(&self, python: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        let shape = self.covariance.shape();
        Array2::from_shape_fn(shape, |(i, j)| self.covariance[(i, j)]).into_pyarray(python)
    }

    /// The weights; shape (K,).
    #[getter]
    fn weights<'py>(&self, python: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        PyArray1::from_slice(python, &self.weights)
    }

    /// Mahalanobis distances between all means; shape (K, K).
    #[getter]
    fn separations<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let count = self.means.len();
        let mut all = Array2::zeros((count, count));
        for i in 0..count {
            for j in 0..i {
                let delta = self.between(i, j)?;
                all[(i, j)] = delta;
                all[(j, i)] = delta;
            }
        }
        Ok(all.into_pyarray(python))
    }

    /// The Mahalanobis distance delta of the two means; InputError for more than two (see `separations`).
    #[getter]
    fn separation(&self) -> PyResult<f64> {
        match self.means.len() {
            2 => self.between(0, 1),
            count => Err(input(format!(
                "separation must be asked of 2 components, got {count}; see separations"
            ))),
        }
    }

    /// The natural logarithm of the density at each row of `x`, shape (n, d) to (n,); nats.
    fn log_density<'py>(
        &self,
        python: Python<'py>,
        x: PyReadonlyArray2<'_, f64>,
    ) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let logs = self.weighted(python, x.as_array())?;
        let width = self.means.len();
        let sums: Vec<f64> = logs.chunks(width).map(log_sum).collect();
        Ok(PyArray1::from_vec(python, sums))
    }

    /// The natural logarithm of each component's own density, shape (n, d) to (n, K); nats. Weights do not enter.
    fn component_log_densities<'py>(
        &self,
        python: Python<'py>,
        x: PyReadonlyArray2<'_, f64>,
    ) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let logs = self.component_logs(python, x.as_array())?;
        self.shaped(python, logs)
    }

    /// The probability of each component given each row of `x`, shape (n, d) to (n, K): r_o and r_n for K = 2.
    fn responsibilities<'py>(
        &self,
        python: Python<'py>,
        x: PyReadonlyArray2<'_, f64>,
    ) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let mut logs = self.weighted(python, x.as_array())?;
        for row in logs.chunks_mut(self.means.len()) {
            let whole = log_sum(row);
            row.iter_mut().for_each(|x| *x = (*x - whole).exp());
        }
        self.shaped(python, logs)
    }

    fn __repr__(&self) -> String {
        let separation = match self.between(0, 1) {
            Ok(delta) if self.means.len() == 2 => format!(", separation={delta}"),
            _ => String::new(),
        };
        format!(
            "Mixture(components={}, dimension={}, weights={:?}{separation})",
            self.means.len(),
            self.dimension(),
            self.weights,
        )
    }
}

impl Mixture {
    fn between(&self, i: usize, j: usize) -> PyResult<f64> {
        let (a, b) = (self.means[i].clone(), self.means[j].clone());
        let modes = model::TwoModes::new(a, b, self.covariance.clone()).map_err(raised)?;
        Ok(modes.separation().delta())
    }

    /// Log-densities of the components, row after row.
    fn component_logs(&self, python: Python<'_>, x: ArrayView2<'_, f64>) -> PyResult<Vec<f64>> {
        let d = self.dimension();
        if x.ncols() != d {
            let found = x.ncols();
            return Err(input(format!(
                "x must have {d} columns to fit the mixture, got {found}"
            )));
        }
        let rows: Vec<f64> = x.iter().copied().collect();
        Ok(python.detach(|| {
            let factor = self.cholesky.l();
            let half_determinant: f64 = factor.diagonal().iter().map(|l| l.ln()).sum();
            let norm = 0.5 * d as f64 * (2.0 * PI).ln() + half_determinant;
            rows.par_chunks(CHUNK * d)
                .flat_map_iter(|part| {
                    let factor = &factor;
                    part.chunks(d).flat_map(move |row| {
                        self.means.iter().map(move |mean| {
                            let mut y = DVector::from_column_slice(row) - mean;
                            factor.solve_lower_triangular_mut(&mut y);
                            -0.5 * y.norm_squared() - norm
                        })
                    })
                })
                .collect()
        }))
    }

    /// With the logarithms of the weights added.
    fn weighted(&self, python: Python<'_>, x: ArrayView2<'_, f64>) -> PyResult<Vec<f64>> {
        let mut logs = self.component_logs(python, x)?;
        for row in logs.chunks_mut(self.weights.len()) {
            for (x, weight) in row.iter_mut().zip(&self.weights) {
                *x += weight.ln();
            }
        }
        Ok(logs)
    }

    fn shaped<'py>(
        &self,
        python: Python<'py>,
        values: Vec<f64>,
    ) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let width = self.means.len();
        Array2::from_shape_vec((values.len() / width, width), values)
            .map(|array| array.into_pyarray(python))
            .map_err(input)
    }
}

/// The logarithm of a sum of exponentials.
fn log_sum(logs: &[f64]) -> f64 {
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + logs.iter().map(|x| (x - largest).exp()).sum::<f64>().ln()
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Mixture>()
}
