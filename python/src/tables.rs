//! Tables as columns, figures as bytes.

use forgetting::exhibit::{self, FigureEntry, TableEntry};
use forgetting::figure::FigureFormat;
use forgetting::table::{Cell, Format, Table};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::cli::arguments::Setting;
use crate::errors::raised;
use crate::solving::setting;

/// A cell as a Python value: numbers in full, words as text, what does not apply as `None`.
fn cell<'py>(python: Python<'py>, cell: &Cell) -> PyResult<Bound<'py, PyAny>> {
    match cell {
        Cell::Input(value) | Cell::AtMost(value) | Cell::Number { value, .. } => {
            value.into_bound_py_any(python)
        }
        Cell::Count(count) => count.into_bound_py_any(python),
        Cell::Missing => Ok(python.None().into_bound(python)),
        words => words.readable().into_bound_py_any(python),
    }
}

/// A table: its columns by key, headings, caption, claims and notes, and the same as Markdown and LaTeX.
#[pyfunction]
fn table_data<'py>(
    python: Python<'py>,
    name: &str,
    keywords: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyDict>> {
    let entry = TableEntry::find(name).map_err(raised)?;
    let setting = setting(keywords)?.scenario().map_err(raised)?;
    let table: Table = python.detach(|| entry.build(&setting)).map_err(raised)?;
    let columns = PyDict::new(python);
    let records = table.records();
    for (k, key) in records.keys.iter().enumerate() {
        let values: Vec<Bound<'py, PyAny>> = records
            .rows
            .iter()
            .map(|row| cell(python, &row[k]))
            .collect::<PyResult<_>>()?;
        columns.set_item(key, values)?;
    }
    let out = PyDict::new(python);
    out.set_item("columns", columns)?;
    let headings: Vec<&str> = table.columns.iter().map(|c| c.heading).collect();
    out.set_item("headings", headings)?;
    out.set_item("caption", &table.caption)?;
    out.set_item(
        "claims",
        table
            .claims
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
    )?;
    out.set_item("notes", &table.notes)?;
    out.set_item("markdown", Format::Markdown.render(&table))?;
    out.set_item("latex", Format::Latex.render(&table))?;
    Ok(out)
}

/// A figure in the format of this ending: svg, png, pdf or csv.
#[pyfunction]
fn figure_data<'py>(
    python: Python<'py>,
    name: &str,
    ending: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    let entry = FigureEntry::find(name).map_err(raised)?;
    let format = FigureFormat::of_extension(ending).map_err(raised)?;
    let setting = Setting::default().scenario().map_err(raised)?;
    let bytes = python
        .detach(|| entry.build(&setting).map(|figure| format.render(&figure)))
        .map_err(raised)?;
    Ok(PyBytes::new(python, &bytes))
}

/// Names of all tables and figures.
#[pyfunction]
fn catalogue() -> (Vec<&'static str>, Vec<&'static str>) {
    (
        exhibit::TABLES.iter().map(|entry| entry.name).collect(),
        exhibit::FIGURES.iter().map(|entry| entry.name).collect(),
    )
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(table_data, module)?)?;
    module.add_function(wrap_pyfunction!(figure_data, module)?)?;
    module.add_function(wrap_pyfunction!(catalogue, module)?)
}
