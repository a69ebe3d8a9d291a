//! The native half of the Python package `forgetting`: argument conversion around the library, nothing else.
//!
//! Every entry releases the interpreter while it computes. What is printed, plotted or compared is
//! written in Python beside it.

mod arrays;
// The console script runs what the binary runs.
#[path = "../../src/cli/mod.rs"]
mod cli;
mod console;
mod data;
mod errors;
mod expression;
mod function;
mod given;
mod judging;
mod mixture;
mod modes;
mod solving;
mod sweeping;
mod tables;

use pyo3::prelude::*;

/// Native entries of the package `forgetting`; see the package itself.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    errors::register(module)?;
    function::register(module)?;
    expression::register(module)?;
    judging::register(module)?;
    tables::register(module)?;
    modes::register(module)?;
    mixture::register(module)?;
    solving::register(module)?;
    data::register(module)?;
    sweeping::register(module)?;
    console::register(module)
}
