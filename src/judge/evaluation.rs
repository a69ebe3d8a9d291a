//! The value of an expression, with those digits only that are known.
//!
//! The double-precision enclosure comes first. Where it does not show enough digits the precision is raised
//! ([`settle`]) until it does or the limit is reached; then the digits that are known are the answer. The `f64` value
//! has a say as well: where it leaves the enclosure, more precision decides between the two.

use super::panels::PanelAlgebra;
use super::precise::settle;
use super::symbolic;
use super::{Domain, IntervalAlgebra};
use crate::claim::{
    Definitions, EvalError, Expr, Float, Function, Kind, Program, Symbol, Theory, parse_claim,
    parse_expression,
};
use crate::error::{Error, Result};
use crate::interval::Interval;
use crate::interval::big::{BigInterval, Digits, common_digits};

/// Digits that name a double.
pub const DIGITS: usize = 17;
/// With this many digits from double precision, functions that rest on the kernel are not computed again.
pub const FAST_DIGITS: usize = 14;
/// Most digits that can be asked for.
pub const MAX_DIGITS: usize = 200;
/// Relative error that an expectation without closed form is given beyond the agreement of its two quadratures.
const QUADRATURE: f64 = 1e-11;
/// Magnification of that error by what is computed from it, a part of the width that the panels leave.
const AMPLIFIED: f64 = 1e-7;

/// A value as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// It rounds to 0 as a double.
    Zero,
    /// These digits, rounded to nearest.
    Digits(Digits),
}

impl Known {
    /// The double nearest to what is printed.
    pub fn value(&self) -> f64 {
        match self {
            Self::Zero => 0.0,
            Self::Digits(digits) => digits.value(),
        }
    }
}

impl std::fmt::Display for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Zero => f.write_str("0"),
            Self::Digits(digits) => digits.fmt(f),
        }
    }
}

/// The value of an expression without variables: `digits` significant digits (17 if `None`), or as many as are known.
///
/// # Errors
/// [`Error::Expression`] where it cannot be read, has no value, exceeds the range of doubles, or no digit of it is known.
///
/// ```
/// use forgetting::judge::known_digits;
/// assert_eq!(known_digits("exp(1e-6) - 1e-6 - 1", None)?.to_string(), "5.0000016666670833e-13");
/// assert_eq!(known_digits("1 - tv(20)", Some(5))?.to_string(), "1.5240e-23");
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn known_digits(text: &str, digits: Option<usize>) -> Result<Known> {
    let expression = parse_in(text, &[])?;
    let most = digits.unwrap_or(DIGITS).clamp(1, MAX_DIGITS);
    let program = Program::new([&expression], &[]);
    let enough = match digits {
        None if rests_on_kernel(&expression) => FAST_DIGITS,
        _ => most,
    };
    let double = in_double(&program);
    if most <= DIGITS
        && let Some(known) = fast(&program, &double, most, enough)
    {
        return Ok(known);
    }
    precisely(&expression, &program, double, most)
}

/// The expression read in these variables, with the drawing of a fault.
pub(super) fn parse_in(text: &str, variables: &[Symbol]) -> Result<Expr> {
    parse_expression(text, variables, &Definitions::new()).map_err(|e| {
        // Whoever prints the error says that it is one.
        let text = e.render();
        Error::Expression(text.strip_prefix("error: ").unwrap_or(&text).to_owned())
    })
}

fn in_double(program: &Program) -> std::result::Result<f64, EvalError> {
    let float = Float::new(&Theory);
    Ok(program.bind(&float)?.evaluate(&[])?[0])
}

/// The digits that the double-precision enclosure shows, if there are enough and the `f64` value agrees.
fn fast(
    program: &Program,
    double: &std::result::Result<f64, EvalError>,
    most: usize,
    enough: usize,
) -> Option<Known> {
    let value = program.bind(&IntervalAlgebra).ok()?.evaluate(&[]).ok()?[0];
    if !(value.is_defined() && value.is_bounded()) {
        return None;
    }
    if value.lo() == 0.0 && value.hi() == 0.0 {
        return Some(Known::Zero);
    }
    let digits = Digits::shared(value.lo(), value.hi(), most)?;
    let near = |x: f64| (x - value.mid()).abs() <= value.width() + 1e-12 * value.mag();
    (digits.count() >= enough && double.as_ref().is_ok_and(|&x| near(x)))
        .then_some(Known::Digits(digits))
}

/// What is known of a value at some precision.
enum Progress {
    Settled(Known),
    TooLarge,
    /// It may be 0, in this interval.
    Unsigned(BigInterval),
}

fn precisely(
    expression: &Expr,
    program: &Program,
    double: std::result::Result<f64, EvalError>,
    most: usize,
) -> Result<Known> {
    let mut best: Option<Digits> = None;
    let mut unsigned = None;
    let settled = settle(expression, &[], &[], |value| match progress(value, most) {
        Progress::Settled(Known::Digits(digits)) if digits.count() < most => {
            unsigned = None;
            best = Some(digits);
            None
        }
        Progress::Unsigned(value) => {
            let first = unsigned.replace(value).is_none();
            (first && is_identically_zero(expression)).then_some(Progress::Settled(Known::Zero))
        }
        settled => Some(settled),
    });
    match settled {
        Ok(Some(Progress::Settled(known))) => Ok(known),
        Ok(Some(_)) => Err(Error::Expression(match double {
            Err(error @ EvalError::Overflow { .. }) => error.to_string(),
            _ => "overflow: the value exceeds the largest finite number".to_owned(),
        })),
        Ok(None) => match (best, unsigned) {
            (Some(digits), _) => Ok(Known::Digits(digits)),
            (None, Some(value)) => Err(Error::Expression(format!(
                "no digit is known: the value lies in {:.3}",
                value.to_interval()
            ))),
            (None, None) => Err(Error::Expression("no digit is known".to_owned())),
        },
        Err(error) => beyond(program, double, error, most),
    }
}

/// The reading of one enclosure.
fn progress(value: &BigInterval, most: usize) -> Progress {
    let range = value.to_interval();
    // Half of the least double: whatever lies below rounds to 0.
    let tiny = BigInterval::one().shift(-1075);
    let is_tiny = |tiny: &BigInterval| value.abs().certainly_le(tiny);
    if value.is_zero() || tiny.as_ref().is_some_and(is_tiny) {
        return Progress::Settled(Known::Zero);
    }
    if range.mig() == f64::MAX {
        return Progress::TooLarge;
    }
    match common_digits(value, most) {
        Some(digits) => Progress::Settled(Known::Digits(digits)),
        None => Progress::Unsigned(value.clone()),
    }
}

/// Where no precision gives an enclosure: an expectation without closed form, or a function beyond its limits on work.
fn beyond(
    program: &Program,
    double: std::result::Result<f64, EvalError>,
    error: EvalError,
    most: usize,
) -> Result<Known> {
    let refuse = |error: EvalError| Error::Expression(error.to_string());
    match error {
        EvalError::NoExpectation { .. } => {
            let value = double.map_err(refuse)?;
            checked_quadrature(program, value, most)
        }
        EvalError::Undetermined { .. } => {
            // What double precision encloses is known all the same.
            let range = program
                .bind(&IntervalAlgebra)
                .and_then(|program| program.evaluate(&[]));
            let range = range.map_err(refuse)?[0];
            let digits = (range.is_defined() && range.is_bounded())
                .then(|| Digits::shared(range.lo(), range.hi(), most.min(DIGITS)));
            match digits.flatten() {
                Some(digits) => Ok(Known::Digits(digits)),
                None => Err(refuse(double.err().unwrap_or(error))),
            }
        }
        // The f64 evaluation has the more telling message, where it fails too.
        error => Err(refuse(double.err().unwrap_or(error))),
    }
}

/// The digits of a quadrature in `f64` that a sum over panels, each enclosed, confirms.
fn checked_quadrature(program: &Program, value: f64, most: usize) -> Result<Known> {
    let refuse = |reason: &str| Err(Error::Expression(format!("expect: {reason}")));
    let panels = program
        .bind(&PanelAlgebra)
        .and_then(|program| program.evaluate(&[]));
    let range = panels.map_err(|e| Error::Expression(e.to_string()))?[0];
    if !(range.is_defined() && range.is_bounded()) {
        return refuse("the integral may diverge: the integrand has no bounded enclosure");
    }
    let error = QUADRATURE * value.abs() + AMPLIFIED * range.width();
    let known = Interval::number(value) + Interval::from_bounds(-error, error);
    if known.meet(range).is_empty() {
        return refuse("the quadrature misses a feature of the integrand");
    }
    if value == 0.0 && range.contains(0.0) {
        return Ok(Known::Zero);
    }
    match Digits::shared(known.lo(), known.hi(), most.min(DIGITS)) {
        Some(digits) => Ok(Known::Digits(digits)),
        None => refuse("no digit is known"),
    }
}

/// Whether the value is 0 by the rules of algebra.
fn is_identically_zero(expression: &Expr) -> bool {
    let Ok(claim) = parse_claim(&format!("{expression} = 0")) else {
        return false;
    };
    Domain::new(&claim).is_ok_and(|domain| symbolic::prove(&claim, &domain).is_ok())
}

/// Whether some function in it takes sums over many nodes.
fn rests_on_kernel(expression: &Expr) -> bool {
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
        Kind::Expect(_) => true,
        _ => false,
    };
    own || expression.parts().iter().any(|part| rests_on_kernel(part))
}
