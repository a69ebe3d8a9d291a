//! The two modes in the user's coordinates.

use forgetting::model;
use nalgebra::{DMatrix, DVector};
use numpy::ndarray::Array1;
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::errors::{input, raised};

/// Two Gaussian modes with a common covariance, in any dimension.
///
/// Parameters: `old_mean` and `new_mean`, arrays of shape (d,); `covariance`, shape (d, d), symmetric and
/// positive definite (InputError otherwise). `separation` is the Mahalanobis distance of the means.
#[pyclass(frozen, module = "forgetting")]
pub struct TwoModes {
    pub inner: model::TwoModes,
}

#[pymethods]
impl TwoModes {
    #[new]
    fn new(
        old_mean: PyReadonlyArray1<'_, f64>,
        new_mean: PyReadonlyArray1<'_, f64>,
        covariance: PyReadonlyArray2<'_, f64>,
    ) -> PyResult<Self> {
        let covariance = covariance.as_array();
        let (rows, columns) = covariance.dim();
        let inner = model::TwoModes::new(
            vector(&old_mean),
            vector(&new_mean),
            DMatrix::from_fn(rows, columns, |i, j| covariance[(i, j)]),
        );
        inner.map(|inner| Self { inner }).map_err(raised)
    }

    /// Unit-variance modes at 0 and `delta` on the line.
    #[staticmethod]
    fn on_the_line(delta: f64) -> PyResult<Self> {
        let separation = model::Separation::new(delta).map_err(raised)?;
        Ok(Self {
            inner: model::TwoModes::on_the_line(separation),
        })
    }

    /// The dimension d.
    #[getter]
    fn dimension(&self) -> usize {
        self.inner.dimension()
    }

    /// The Mahalanobis separation delta.
    #[getter]
    fn separation(&self) -> f64 {
        self.inner.separation().delta()
    }

    /// Coordinates in which the covariance is the identity and the old mean the origin; shape (d,).
    fn whiten<'py>(
        &self,
        python: Python<'py>,
        x: PyReadonlyArray1<'_, f64>,
    ) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let x = self.point(&x)?;
        Ok(array(python, &self.inner.whiten(&x)))
    }

    /// The inverse of `whiten`; shape (d,).
    fn unwhiten<'py>(
        &self,
        python: Python<'py>,
        y: PyReadonlyArray1<'_, f64>,
    ) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let y = self.point(&y)?;
        Ok(array(python, &self.inner.unwhiten(&y)))
    }

    fn __repr__(&self) -> String {
        format!(
            "TwoModes(dimension={}, separation={})",
            self.dimension(),
            self.separation()
        )
    }
}

impl TwoModes {
    fn point(&self, x: &PyReadonlyArray1<'_, f64>) -> PyResult<DVector<f64>> {
        let x = vector(x);
        if x.len() == self.inner.dimension() {
            Ok(x)
        } else {
            Err(input(format!(
                "the point must have {} entries to fit the modes, got {}",
                self.inner.dimension(),
                x.len()
            )))
        }
    }
}

fn vector(x: &PyReadonlyArray1<'_, f64>) -> DVector<f64> {
    DVector::from_iterator(x.as_array().len(), x.as_array().iter().copied())
}

fn array<'py>(python: Python<'py>, x: &DVector<f64>) -> Bound<'py, PyArray1<f64>> {
    Array1::from_iter(x.iter().copied()).into_pyarray(python)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<TwoModes>()
}
