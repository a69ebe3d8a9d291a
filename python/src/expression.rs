//! Expressions of the claim language over arrays.

use forgetting::claim::{Definitions, Float, Program, Symbol, parse_expression};
use forgetting::interval::Interval;
use forgetting::judge::IntervalAlgebra;
use forgetting::theory::Theory;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arrays::{Arrays, Invalid, Operands};
use crate::errors::input;
use crate::function::{ends, pair, scalar_or_array};

/// An expression compiled in the variables that values are given for.
fn compile<'py>(
    text: &str,
    variables: Option<&Bound<'py, PyDict>>,
) -> PyResult<(Program, Vec<Bound<'py, PyAny>>)> {
    let mut symbols = Vec::new();
    let mut values = Vec::new();
    for (name, value) in variables.iter().flat_map(|d| d.iter()) {
        let name: String = name.extract()?;
        let symbol =
            Symbol::new(&name).ok_or_else(|| input(format!("`{name}` cannot name a variable")))?;
        symbols.push(symbol);
        values.push(value);
    }
    let parsed = parse_expression(text, &symbols, &Definitions::new());
    let expression = parsed.map_err(|error| input(error.render()))?;
    Ok((Program::new([&expression], &symbols), values))
}

/// The value of an expression, elementwise over the arrays given for its variables.
#[pyfunction]
#[pyo3(signature = (text, variables=None, invalid="raise"))]
fn evaluate<'py>(
    python: Python<'py>,
    text: &str,
    variables: Option<&Bound<'py, PyDict>>,
    invalid: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let (program, values) = compile(text, variables)?;
    let float = Float::new(&Theory);
    let invalid = Invalid::named(invalid)?;
    let bound = || program.bind(&float).map_err(|error| error.to_string());
    let column = Operands::new(&Arrays::new(python, &values)?)?.map_columns(
        python,
        invalid,
        |columns, out| {
            bound()?.evaluate_columns(columns, &mut [out]);
            Ok(())
        },
        |point| {
            let values = bound()?.evaluate(point);
            Ok(values.map_err(|error| error.to_string())?[0])
        },
    )?;
    scalar_or_array(column.into_any())
}

/// Ends of an enclosure of an expression, elementwise.
#[pyfunction]
#[pyo3(signature = (text, variables=None, invalid="raise"))]
fn enclose<'py>(
    python: Python<'py>,
    text: &str,
    variables: Option<&Bound<'py, PyDict>>,
    invalid: &str,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (program, values) = compile(text, variables)?;
    let invalid = Invalid::named(invalid)?;
    let columns = Operands::new(&Arrays::new(python, &values)?)?.map(python, 2, invalid, || {
        let bound = program
            .bind(&IntervalAlgebra)
            .map_err(|error| error.to_string())?;
        Ok(move |point: &[f64], out: &mut [f64]| {
            let point: Vec<Interval> = point.iter().map(|x| Interval::point(*x)).collect();
            let value = bound.evaluate(&point).map_err(|error| error.to_string())?[0];
            ends(value, out)
        })
    })?;
    pair(columns)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(evaluate, module)?)?;
    module.add_function(wrap_pyfunction!(enclose, module)?)
}
