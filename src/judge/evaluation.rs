//! The value of an expression, with those digits only that are known.
//!
//! The double-precision enclosure comes first. Where it does not show enough digits the precision is raised
//! ([`climb`]) until it does or the limit is reached; then the digits that are known are the answer. The plain `f64` value
//! only words the errors, and gives digits to expectations without closed form, as far as their enclosure allows.

use crate::numeric::Instant;
use std::time::Duration;

use super::IntervalAlgebra;
use super::climb::{Lost, climb};
use super::enclose::enclose_within;
use super::logarithms;
use super::panels::PanelAlgebra;
use crate::claim::{
    Allowance, Definitions, EvalError, Expr, Float, Function, INTEGRANDS, Kind, Program, Symbol,
    parse_expression,
};
use crate::error::{Error, Result};
use crate::interval::Interval;
use crate::interval::big::Digits;
use crate::theory::Theory;

/// Digits that name a double.
pub const DIGITS: usize = 17;
/// With this many digits from double precision, functions that rest on the kernel are not computed again unless more are asked for:
/// each further precision costs a thousand times as much.
pub const FAST_DIGITS: usize = 12;
/// Most digits that can be asked for.
pub const MAX_DIGITS: usize = 200;
/// Most panels of the enclosed sum, over all nested expectations.
const PANELS: u64 = 4_000_000;
/// Relative error that an expectation without closed form is given beyond the agreement of its two quadratures.
const QUADRATURE: f64 = 1e-11;
/// Magnification of that error by what is computed from it, a part of the width that the panels leave.
const AMPLIFIED: f64 = 1e-7;

/// A value as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// It is 0.
    Zero,
    /// It rounds to 0 as a double, and no digit of it is known.
    Tiny,
    /// These digits, rounded to nearest.
    Digits(Digits),
}

impl Known {
    /// The double nearest to what is printed; 0 below the range of doubles.
    pub fn value(&self) -> f64 {
        match self {
            Self::Zero | Self::Tiny => 0.0,
            Self::Digits(digits) => digits.value(),
        }
    }

    /// Half the least double, rounded up, where nothing but that bound of the absolute value is known.
    pub fn at_most(&self) -> Option<f64> {
        matches!(self, Self::Tiny).then_some(f64::from_bits(1))
    }
}

impl std::fmt::Display for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Zero | Self::Tiny => f.write_str("0"),
            Self::Digits(digits) => digits.fmt(f),
        }
    }
}

/// The value of an expression without variables: `digits` significant digits (17 if `None`), or as many as are known.
///
/// A value below the range of doubles is printed with its own exponent, as `exp(-1000)` is.
///
/// # Errors
/// [`Error::Expression`] where it cannot be read, has no value, exceeds the range of doubles, or no digit of it is known.
///
/// ```
/// use forgetting::judge::known_digits;
/// assert_eq!(known_digits("exp(1e-6) - 1e-6 - 1", None)?.to_string(), "5.0000016666670833e-13");
/// assert_eq!(known_digits("1 - tv(20)", Some(5))?.to_string(), "1.5240e-23");
/// assert_eq!(known_digits("exp(-1000)", Some(5))?.to_string(), "5.0760e-435");
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn known_digits(text: &str, digits: Option<usize>) -> Result<Known> {
    known_digits_within(text, digits, None)
}

/// As [`known_digits`], with what is known after this time.
///
/// # Errors
/// As [`known_digits`], and [`Error::Limit`] where nothing is known by then.
///
/// ```
/// use forgetting::judge::known_digits_within;
/// use std::time::Duration;
/// let minute = Some(Duration::from_secs(60));
/// assert_eq!(known_digits_within("exp(1)", Some(20), minute)?.to_string(), "2.7182818284590452354");
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn known_digits_within(
    text: &str,
    digits: Option<usize>,
    time: Option<Duration>,
) -> Result<Known> {
    let most = digits.unwrap_or(DIGITS).clamp(1, MAX_DIGITS);
    if text.contains('[') {
        // Digits of every value that interval literals allow.
        let range = enclose_within(text, time)?;
        let digits = Digits::shared(range.lo(), range.hi(), most.min(DIGITS));
        return digits.map(Known::Digits).ok_or_else(|| no_digit(range));
    }
    let deadline = deadline(time);
    let expression = parse_in(text, &[])?;
    let program = Program::new([&expression], &[]);
    let enough = match digits {
        None if rests_on_kernel(&expression) => FAST_DIGITS,
        _ => most,
    };
    if most <= DIGITS
        && let Some(known) = fast(&program, most, enough)
    {
        return Ok(known);
    }
    let found = climb(&expression, &program, most, deadline);
    let lost = matches!(
        found,
        Ok(Known::Tiny)
            | Err(
                Lost::Failed(EvalError::Undetermined { .. } | EvalError::Overflow { .. })
                    | Lost::Large
            )
    );
    if lost && let Some(digits) = beyond_exponents(&expression, most, deadline) {
        return Ok(Known::Digits(digits));
    }
    found.or_else(|lost| match lost {
        Lost::Large => Err(Error::Expression(match in_double(&program, deadline) {
            Err(error @ EvalError::Overflow { .. }) => error.to_string(),
            _ => "overflow: the value exceeds the largest finite number".to_owned(),
        })),
        Lost::Unsigned(value) => {
            let range = in_intervals(&program).unwrap_or(Interval::ENTIRE);
            Err(no_digit(value.to_interval().meet(range)))
        }
        Lost::Failed(error) => beyond(&program, error, most, deadline),
    })
}

/// The digits by logarithms, as far as they are a double's or below.
fn beyond_exponents(expression: &Expr, most: usize, deadline: Option<Instant>) -> Option<Digits> {
    let apart = logarithms::apart(expression);
    if let Some(apart) = &apart
        && let Ok(Known::Digits(digits)) = climb(apart, &Program::new([apart], &[]), most, deadline)
    {
        return Some(digits);
    }
    let expression = apart.as_ref().unwrap_or(expression);
    logarithms::digits(expression, most, deadline).filter(|digits| digits.value().is_finite())
}

/// The expression read in these variables, with the drawing of a fault.
pub(super) fn parse_in(text: &str, variables: &[Symbol]) -> Result<Expr> {
    parse_expression(text, variables, &Definitions::new()).map_err(|e| {
        // Whoever prints the error says that it is one.
        let text = e.render();
        Error::Expression(text.strip_prefix("error: ").unwrap_or(&text).to_owned())
    })
}

/// The moment this long from now.
pub(super) fn deadline(time: Option<Duration>) -> Option<Instant> {
    time.and_then(|time| Instant::now().checked_add(time))
}

fn no_digit(range: Interval) -> Error {
    Error::Expression(format!("no digit is known: the value lies in {range:.3}"))
}

fn in_double(program: &Program, deadline: Option<Instant>) -> std::result::Result<f64, EvalError> {
    let allowance = Allowance::new(INTEGRANDS, deadline);
    let float = Float::within(&Theory, &allowance);
    Ok(program.bind(&float)?.evaluate(&[])?[0])
}

/// The double-precision enclosure, where it is bounded.
fn in_intervals(program: &Program) -> Option<Interval> {
    let value = program.bind(&IntervalAlgebra).ok()?.evaluate(&[]).ok()?[0];
    (value.is_defined() && value.is_bounded()).then_some(value)
}

/// The message for an operation that no precision decides: in doubles, where underflow makes zeros, only an overflow is to be believed.
pub(super) fn undecided(error: EvalError, double: std::result::Result<f64, EvalError>) -> Error {
    Error::from(match double {
        Err(overflow @ EvalError::Overflow { .. }) => overflow,
        _ => error,
    })
}

/// The digits that the double-precision enclosure shows, if there are enough.
fn fast(program: &Program, most: usize, enough: usize) -> Option<Known> {
    let value = in_intervals(program)?;
    if value.lo() == 0.0 && value.hi() == 0.0 {
        return Some(Known::Zero);
    }
    let digits = Digits::shared(value.lo(), value.hi(), most)?;
    (digits.count() >= enough).then_some(Known::Digits(digits))
}

/// Where no precision gives an enclosure: an expectation without closed form, or a function beyond its limits on work.
fn beyond(
    program: &Program,
    error: EvalError,
    most: usize,
    deadline: Option<Instant>,
) -> Result<Known> {
    match error {
        EvalError::NoExpectation { .. } => {
            let range = by_panels(program, deadline)?;
            by_quadrature(range, in_double(program, deadline), most)
        }
        EvalError::Undetermined { .. } => {
            // What double precision encloses is known all the same.
            let digits = in_intervals(program)
                .and_then(|range| Digits::shared(range.lo(), range.hi(), most.min(DIGITS)));
            digits
                .map(Known::Digits)
                .ok_or_else(|| undecided(error, in_double(program, deadline)))
        }
        limit @ EvalError::Limit { .. } => Err(Error::from(limit)),
        // The f64 evaluation has the more telling message, where it fails too.
        error => Err(Error::from(
            in_double(program, deadline).err().unwrap_or(error),
        )),
    }
}

/// An enclosure by sums over panels, for expectations without closed form.
pub(super) fn by_panels(program: &Program, deadline: Option<Instant>) -> Result<Interval> {
    let allowance = Allowance::new(PANELS, deadline);
    let algebra = PanelAlgebra {
        allowance: &allowance,
    };
    let panels = program
        .bind(&algebra)
        .and_then(|program| program.evaluate(&[]));
    let range = panels.map_err(Error::from)?[0].range;
    if range.is_defined() && range.is_bounded() {
        return Ok(range);
    }
    let why = "the integral may diverge: the integrand has no bounded enclosure";
    Err(Error::Expression(format!("expect: {why}")))
}

/// The digits of a quadrature in `f64` as far as the sum over panels, each enclosed, allows them; the sum's own where it does not.
fn by_quadrature(
    range: Interval,
    double: std::result::Result<f64, EvalError>,
    most: usize,
) -> Result<Known> {
    let is_zero = double == Ok(0.0) && range.contains_zero();
    let known = double.map_or(Interval::EMPTY, |value| {
        let error = QUADRATURE * value.abs() + AMPLIFIED * range.width();
        (Interval::number(value) + Interval::from_bounds(-error, error)).meet(range)
    });
    let known = if known.is_empty() { range } else { known };
    match Digits::shared(known.lo(), known.hi(), most.min(DIGITS)) {
        Some(digits) => Ok(Known::Digits(digits)),
        None if is_zero => Ok(Known::Zero),
        None => Err(no_digit(range)),
    }
}

/// Whether some function in it takes sums over many nodes.
pub(super) fn rests_on_kernel(expression: &Expr) -> bool {
    use Function as F;
    let own = match expression.kind() {
        Kind::Call(call) => {
            let function = call.function();
            let closed = matches!(
                function,
                F::Bc
                    | F::Tv
                    | F::Overlap
                    | F::Chi2
                    | F::OaplMass
                    | F::Old
                    | F::New
                    | F::Mix
                    | F::LogOld
                    | F::LogNew
                    | F::LogMix
                    | F::RespOld
                    | F::RespNew
                    | F::SdftMass
                    | F::SdftRate
                    | F::ConditioningBound
            );
            function.is_theory() && !closed
        }
        Kind::Derivative(derivative) => rests_on_kernel(derivative.value()),
        Kind::Expect(_) | Kind::Aggregate(_) => true,
        _ => false,
    };
    own || expression.parts().iter().any(|part| rests_on_kernel(part))
}
