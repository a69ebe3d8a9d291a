//! The package's exceptions: the library's one-line messages, sorted by whose fault it is.

use pyo3::create_exception;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

create_exception!(
    forgetting,
    InputError,
    PyValueError,
    "An argument outside what is allowed; the message names it, its value and the range."
);
create_exception!(
    forgetting,
    NotConvergedError,
    PyRuntimeError,
    "A computation that did not reach its accuracy; nothing is said about the mathematics."
);

/// The Python exception of a library error.
pub fn raised(error: forgetting::Error) -> PyErr {
    if error.is_bad_input() {
        input(error)
    } else {
        NotConvergedError::new_err(error.to_string())
    }
}

/// An [`InputError`] with this message.
pub fn input(message: impl ToString) -> PyErr {
    InputError::new_err(message.to_string())
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let python = module.py();
    module.add("InputError", python.get_type::<InputError>())?;
    module.add("NotConvergedError", python.get_type::<NotConvergedError>())
}
