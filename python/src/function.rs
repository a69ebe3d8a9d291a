//! The named functions of the theory as callables that broadcast.

use forgetting::claim::{
    Algebra, Expr, Float, Function, Program, Symbol, TheoryFunctions, differentiate,
};
use forgetting::interval::Interval;
use forgetting::judge::IntervalAlgebra;
use forgetting::theory::Theory;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFloat, PyInt, PyTuple};

use crate::arrays::{Arrays, Invalid, Operands};
use crate::errors::input;

/// Most arguments of a call by numbers alone.
const ARGUMENTS: usize = 8;

// No documentation of the class: `__doc__` is that of each function.
#[pyclass(frozen, name = "Function", module = "forgetting")]
pub struct Named {
    function: Function,
}

impl Named {
    fn parameters(&self) -> &'static [&'static str] {
        self.function.entry().parameters
    }

    /// The order of a family, and the other arguments in the order of the table.
    fn arguments<'py>(
        &self,
        positional: &Bound<'py, PyTuple>,
        named: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<(Option<u32>, Vec<Bound<'py, PyAny>>, Invalid)> {
        let entry = self.function.entry();
        let names: Vec<&str> = entry
            .index
            .iter()
            .map(|index| index.name)
            .chain(entry.parameters.iter().copied())
            .collect();
        let mut slots: Vec<Option<Bound<'py, PyAny>>> = positional.iter().map(Some).collect();
        let usage = |problem: String| {
            pyo3::exceptions::PyTypeError::new_err(format!("{}: {problem}", entry.signature()))
        };
        if slots.len() > names.len() {
            return Err(usage(format!(
                "takes {} arguments, got {}",
                names.len(),
                slots.len()
            )));
        }
        slots.resize(names.len(), None);
        let mut invalid = Invalid::Raise;
        for (key, value) in named.iter().flat_map(|d| d.iter()) {
            let key: String = key.extract()?;
            if key == "invalid" {
                invalid = Invalid::named(&value.extract::<String>()?)?;
                continue;
            }
            match names.iter().position(|name| *name == key) {
                Some(k) if slots[k].is_none() => slots[k] = Some(value),
                Some(_) => return Err(usage(format!("got two values for {key}"))),
                None => return Err(usage(format!("has no argument {key}"))),
            }
        }
        let missing = |k: usize| usage(format!("needs {}", names[k]));
        let mut all = Vec::with_capacity(names.len());
        for (k, slot) in slots.into_iter().enumerate() {
            all.push(slot.ok_or_else(|| missing(k))?);
        }
        let index = match entry.index {
            Some(bounds) => {
                let order = all.remove(0);
                let order: u32 = order.extract().map_err(|_| {
                    input(format!(
                        "{} must be an integer >= 0, got {order}",
                        bounds.name
                    ))
                })?;
                if order > bounds.public_max {
                    return Err(input(format!(
                        "{} must lie in [0, {}], got {order}",
                        bounds.name, bounds.public_max
                    )));
                }
                Some(order)
            }
            None => None,
        };
        Ok((index, all, invalid))
    }

    /// The value at one point.
    fn at(&self, index: Option<u32>, point: &[f64]) -> Result<f64, String> {
        Float::new(&Theory)
            .call(self.function, index, point)
            .map_err(|error| error.to_string())
    }

    /// The value of numbers, by the way an array goes: the same bits alone as among others.
    fn number(&self, point: &[f64]) -> Result<f64, String> {
        let columns: [&[f64]; ARGUMENTS] =
            std::array::from_fn(|k| point.get(k..=k).unwrap_or_default());
        let mut value = [f64::NAN];
        let batched = Theory.columns(self.function, None, &columns[..point.len()], &mut value);
        if batched && !value[0].is_nan() {
            Ok(value[0])
        } else {
            self.at(None, point)
        }
    }

    /// The call with its parameters as variables.
    fn symbolic(&self, index: Option<u32>) -> PyResult<(Expr, Vec<Symbol>)> {
        let symbols: Vec<Symbol> = self
            .parameters()
            .iter()
            .map(|name| Symbol::new(name).ok_or_else(|| input(format!("{name} is reserved"))))
            .collect::<PyResult<_>>()?;
        let variables = symbols.iter().cloned().map(Expr::variable).collect();
        let call = Expr::call(self.function, index, variables).map_err(input)?;
        Ok((call, symbols))
    }
}

#[pymethods]
impl Named {
    /// The value; a float for numbers, an array where an argument is one.
    #[pyo3(signature = (*arguments, **named))]
    fn __call__<'py>(
        &self,
        python: Python<'py>,
        arguments: &Bound<'py, PyTuple>,
        named: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if named.is_none()
            && self.function.entry().index.is_none()
            && arguments.len() == self.parameters().len()
            && let Some(point) = numbers(arguments)
        {
            let value = self.number(&point[..arguments.len()]).map_err(input)?;
            return Ok(PyFloat::new(python, value).into_any());
        }
        let (index, all, invalid) = self.arguments(arguments, named)?;
        let (call, symbols) = self.symbolic(index)?;
        let program = Program::new([&call], &symbols);
        let float = Float::new(&Theory);
        let values = Operands::new(&Arrays::new(python, &all)?)?.map_columns(
            python,
            invalid,
            |columns, out| {
                if Theory.columns(self.function, index, columns, out) {
                    return Ok(());
                }
                let bound = program.bind(&float).map_err(|error| error.to_string())?;
                bound.evaluate_columns(columns, &mut [out]);
                Ok(())
            },
            |point| self.at(index, point),
        )?;
        scalar_or_array(values.into_any())
    }

    /// Lower and upper ends of an enclosure of the exact value, elementwise.
    #[pyo3(signature = (*arguments, **named))]
    fn enclose<'py>(
        &self,
        python: Python<'py>,
        arguments: &Bound<'py, PyTuple>,
        named: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let (index, all, invalid) = self.arguments(arguments, named)?;
        let ends = Operands::new(&Arrays::new(python, &all)?)?.map(python, 2, invalid, || {
            Ok(|point: &[f64], out: &mut [f64]| {
                let point: Vec<Interval> = point.iter().map(|x| Interval::point(*x)).collect();
                let value = IntervalAlgebra
                    .call(self.function, index, &point)
                    .map_err(|error| error.to_string())?;
                ends(value, out)
            })
        })?;
        pair(ends)
    }

    /// Partial derivatives in every real argument, elementwise, each to the accuracy of its closed form.
    #[pyo3(signature = (*arguments, **named))]
    fn gradient<'py>(
        &self,
        python: Python<'py>,
        arguments: &Bound<'py, PyTuple>,
        named: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let (index, all, invalid) = self.arguments(arguments, named)?;
        let (call, symbols) = self.symbolic(index)?;
        let partials: Vec<Expr> = symbols
            .iter()
            .map(|symbol| differentiate(&call, symbol).map_err(input))
            .collect::<PyResult<_>>()?;
        let program = Program::new(&partials, &symbols);
        let float = Float::new(&Theory);
        let columns = Operands::new(&Arrays::new(python, &all)?)?.map(
            python,
            partials.len(),
            invalid,
            || {
                let bound = program.bind(&float).map_err(|error| error.to_string())?;
                Ok(move |point: &[f64], out: &mut [f64]| {
                    let values = bound.evaluate(point).map_err(|error| error.to_string())?;
                    out.copy_from_slice(&values);
                    Ok(())
                })
            },
        )?;
        let columns: Vec<Bound<'py, PyAny>> = columns
            .into_iter()
            .map(|column| scalar_or_array(column.into_any()))
            .collect::<PyResult<_>>()?;
        PyTuple::new(python, columns)
    }

    #[getter]
    fn __name__(&self) -> &'static str {
        self.function.entry().name
    }

    /// The call with parameter names.
    #[getter]
    fn signature(&self) -> String {
        self.function.entry().signature()
    }

    /// The order's name, where the function is a family, and the names of its arguments.
    #[getter]
    fn argument_names(&self) -> Vec<&'static str> {
        let index = self.function.entry().index.map(|index| index.name);
        index
            .into_iter()
            .chain(self.parameters().iter().copied())
            .collect()
    }

    /// Whether its first argument is an integer order.
    #[getter]
    fn is_family(&self) -> bool {
        self.function.entry().index.is_some()
    }

    /// Where it is defined.
    #[getter]
    fn domain(&self) -> &'static str {
        self.function.entry().domain
    }

    /// The theorem it belongs to.
    #[getter]
    fn claim(&self) -> &'static str {
        self.function.entry().claim
    }

    #[getter]
    fn __doc__(&self) -> String {
        let entry = self.function.entry();
        let source = match entry.claim {
            "" => String::new(),
            claim => format!("\n\nSource: {claim}."),
        };
        format!(
            "{}\n\n{}.\n\nParameters are floats or arrays that broadcast together (float64); the result is a float \
             or an array of their common shape.\n\nDomain: {}. Outside it InputError is raised, or NaN returned with \
             invalid='nan'.{source}",
            entry.signature(),
            entry.about,
            entry.domain,
        )
    }

    fn __repr__(&self) -> String {
        format!(
            "<forgetting function {}>",
            self.function.entry().signature()
        )
    }

    fn __reduce__(&self, python: Python<'_>) -> PyResult<(Py<PyAny>, (&'static str,))> {
        let lookup = python.import("forgetting._native")?.getattr("function")?;
        Ok((lookup.unbind(), (self.function.entry().name,)))
    }
}

/// Plain Python numbers, without a detour through arrays.
fn numbers(arguments: &Bound<'_, PyTuple>) -> Option<[f64; ARGUMENTS]> {
    let mut point = [0.0; ARGUMENTS];
    if arguments.len() > point.len() {
        return None;
    }
    for (slot, argument) in point.iter_mut().zip(arguments.iter_borrowed()) {
        if !(argument.is_exact_instance_of::<PyFloat>() || argument.is_exact_instance_of::<PyInt>())
        {
            return None;
        }
        *slot = argument.extract().ok()?;
    }
    Some(point)
}

/// An array of no dimension as a float.
pub fn scalar_or_array(array: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    if array.getattr("ndim")?.extract::<usize>()? == 0 {
        array.call_method0("item")
    } else {
        Ok(array)
    }
}

/// The two columns of [`ends`].
pub fn pair<'py, T>(
    columns: Vec<Bound<'py, T>>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let mut columns = columns
        .into_iter()
        .map(|column| scalar_or_array(column.into_any()));
    let mut next = || columns.next().expect("two columns");
    Ok((next()?, next()?))
}

/// Writes the ends of a value that is defined and bounded.
pub fn ends(value: Interval, out: &mut [f64]) -> Result<(), String> {
    if !value.is_defined() {
        return Err("not defined for certain on the enclosure of its arguments".to_owned());
    }
    out.copy_from_slice(&[value.lo(), value.hi()]);
    Ok(())
}

/// The function of this name.
#[pyfunction]
fn function(name: &str) -> PyResult<Named> {
    Function::from_name(name)
        .map(|function| Named { function })
        .ok_or_else(|| input(format!("unknown function `{name}`")))
}

/// The names of all functions of the theory, in the order of the table.
#[pyfunction]
fn function_names() -> Vec<&'static str> {
    Function::ALL
        .iter()
        .filter(|function| function.is_theory())
        .map(|function| function.entry().name)
        .collect()
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Named>()?;
    module.add_function(wrap_pyfunction!(function, module)?)?;
    module.add_function(wrap_pyfunction!(function_names, module)?)
}
