//! One expression, enclosed.

use super::IntervalAlgebra;
use crate::claim::{Definitions, Program, evaluate, parse_expression};
use crate::error::{Error, Result};
use crate::interval::Interval;

/// An interval that contains the exact value of an expression without variables, such as `eps_old(0.5, 3)`.
///
/// # Errors
/// [`Error::Expression`] where it cannot be read, is not defined for certain or has no bounded enclosure.
///
/// ```
/// let bc = forgetting::judge::enclose("bc(2)")?;
/// assert!(bc.contains((-0.5_f64).exp()) && bc.width() < 1e-15);
/// assert!(forgetting::judge::enclose("ln(0)").is_err());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn enclose(text: &str) -> Result<Interval> {
    let expression = parse_expression(text, &[], &Definitions::new())
        .map_err(|e| Error::Expression(e.render()))?;
    let values = Program::new([&expression], &[])
        .bind(&IntervalAlgebra)
        .and_then(|program| program.evaluate(&[]));
    let value = values.map_err(|e| Error::Expression(e.to_string()))?[0];
    if value.is_defined() && value.is_bounded() {
        return Ok(value);
    }
    // The f64 evaluation names the function and the argument, where it fails too.
    evaluate(text)?;
    let why = if value.is_defined() {
        "the enclosure is unbounded"
    } else {
        "a function is not defined on all of the enclosure of its argument"
    };
    Err(Error::Expression(format!("no enclosure: {why}")))
}
