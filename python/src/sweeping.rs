//! Sweeps: rows in memory, as bytes, or to a file.

use forgetting::sweep::{Request, Sweep, merge};
use numpy::ndarray::Array2;
use numpy::{IntoPyArray, PyArray2};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::PathBuf;

use crate::errors::{input, raised};

fn read(request: &str) -> PyResult<Sweep> {
    let request: Request =
        serde_json::from_str(request).map_err(|error| input(format!("request: {error}")))?;
    Sweep::new(request).map_err(raised)
}

fn range(sweep: &Sweep, start: u64, stop: u64) -> PyResult<std::ops::Range<u64>> {
    if start <= stop && stop <= sweep.rows() {
        Ok(start..stop)
    } else {
        let rows = sweep.rows();
        Err(input(format!(
            "rows must lie in [0, {rows}], got {start} to {stop}"
        )))
    }
}

/// Rows, names of the columns, rows in one piece of work, and the hash of the request.
#[pyfunction]
fn sweep_shape(request: &str) -> PyResult<(u64, Vec<String>, u64, String)> {
    let sweep = read(request)?;
    let hash = sweep.request().sha256();
    Ok((
        sweep.rows(),
        sweep.columns().to_vec(),
        sweep.chunk_rows(),
        hash,
    ))
}

/// What `work` gives on so many threads of its own; 0: on those that all calls share.
fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    if threads == 0 {
        return Ok(work());
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| input(format!("threads: {error}")))?;
    Ok(pool.install(work))
}

/// Rows `start` to `stop` as an array, and how many values do not exist.
#[pyfunction]
#[pyo3(signature = (request, start, stop, threads=0))]
fn sweep_values<'py>(
    python: Python<'py>,
    request: &str,
    start: u64,
    stop: u64,
    threads: usize,
) -> PyResult<(Bound<'py, PyArray2<f64>>, u64)> {
    let sweep = read(request)?;
    let range = range(&sweep, start, stop)?;
    let (values, failed) = python.detach(|| on_threads(threads, || sweep.values(range)))?;
    let shape = ((stop - start) as usize, sweep.columns().len());
    let array = Array2::from_shape_vec(shape, values).map_err(input)?;
    Ok((array.into_pyarray(python), failed))
}

/// The bytes before the first row, in a file of all.
#[pyfunction]
fn sweep_header<'py>(python: Python<'py>, request: &str) -> PyResult<Bound<'py, PyBytes>> {
    let sweep = read(request)?;
    Ok(PyBytes::new(python, &sweep.header(sweep.rows())))
}

/// The bytes of rows `start` to `stop`, and how many values do not exist.
#[pyfunction]
#[pyo3(signature = (request, start, stop, threads=0))]
fn sweep_body<'py>(
    python: Python<'py>,
    request: &str,
    start: u64,
    stop: u64,
    threads: usize,
) -> PyResult<(Bound<'py, PyBytes>, u64)> {
    let sweep = read(request)?;
    let range = range(&sweep, start, stop)?;
    let (bytes, failed) = python.detach(|| on_threads(threads, || sweep.body(range)))?;
    Ok((PyBytes::new(python, &bytes), failed))
}

/// Joins shards into the bytes of one run; rows, and how many values do not exist.
#[pyfunction]
fn sweep_merge(python: Python<'_>, shards: Vec<PathBuf>, out: PathBuf) -> PyResult<(u64, u64)> {
    let merged = python.detach(|| merge(&shards, &out)).map_err(raised)?;
    Ok((merged.rows, merged.failed))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(sweep_shape, module)?)?;
    module.add_function(wrap_pyfunction!(sweep_values, module)?)?;
    module.add_function(wrap_pyfunction!(sweep_header, module)?)?;
    module.add_function(wrap_pyfunction!(sweep_body, module)?)?;
    module.add_function(wrap_pyfunction!(sweep_merge, module)?)
}
