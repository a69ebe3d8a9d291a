//! The command line, for the console script: the very source of the binary.

use std::ffi::OsString;

use pyo3::prelude::*;

use crate::cli;

/// Runs a command line, its first word the program's name; the exit code.
#[pyfunction]
fn run_command(python: Python<'_>, words: Vec<OsString>) -> u8 {
    python.detach(|| cli::run(words))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(run_command, module)?)
}
