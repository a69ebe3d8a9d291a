//! Numbers from Python: a float is the double it is, a text or a `Decimal` the decimal it says.

use forgetting::model::Given;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::errors::input;

/// The number, or an error that names the argument.
pub fn given(argument: &str, value: &Bound<'_, PyAny>) -> PyResult<Given> {
    let refused = || input(format!("{argument} must be a number, got {value}"));
    let is_decimal = value.get_type().name()?.to_cow()? == "Decimal";
    if is_decimal || value.is_instance_of::<PyString>() {
        return value.str()?.to_cow()?.trim().parse().map_err(|_| refused());
    }
    let number: f64 = value.extract().map_err(|_| refused())?;
    Ok(Given::from(number))
}

/// The same where it may be left out.
pub fn given_if(argument: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Given>> {
    value
        .filter(|value| !value.is_none())
        .map(|value| given(argument, value))
        .transpose()
}
