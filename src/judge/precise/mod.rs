//! Expressions at a point, enclosed to as many bits as asked for.
//!
//! [`enclose_at`] evaluates once; [`settle`] raises the precision until a question about the value is answered or the limit
//! (2304 bits; 1024 where the kernel is asked) is reached.

mod algebra;
mod fisher;
mod root;
mod theory;

pub use algebra::BigAlgebra;

use crate::claim::{EvalError, Expr, Program, Symbol};
use crate::interval::big::{BigInterval, Bits};
use crate::numeric::Instant;

use num_rational::BigRational;

/// The precisions tried, in bits.
pub const LADDER: [Bits; 5] = [Bits(128), Bits(256), Bits(512), Bits(1024), Bits(2304)];

/// The value of an expression at a point with rational coordinates, enclosed with this many bits of working precision.
///
/// # Errors
/// [`EvalError`] where it has no value; [`EvalError::Undetermined`] where this precision does not tell, or a function exceeds
/// its limit on work.
///
/// # Examples
/// ```
/// use forgetting::claim::{Definitions, parse_expression};
/// use forgetting::interval::big::Bits;
/// let e = parse_expression("exp(1) - 2.718281828459045235360287471352", &[], &Definitions::new())?;
/// let value = forgetting::judge::precise::enclose_at(&e, &[], &[], Bits(256))?;
/// assert!(value.is_positive());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn enclose_at(
    expr: &Expr,
    variables: &[Symbol],
    point: &[BigRational],
    bits: Bits,
) -> Result<BigInterval, EvalError> {
    run(&Program::new([expr], variables), point, bits, None)
}

fn run(
    program: &Program,
    point: &[BigRational],
    bits: Bits,
    deadline: Option<Instant>,
) -> Result<BigInterval, EvalError> {
    Ok(all(program, point, bits, deadline)?.swap_remove(0))
}

fn all(
    program: &Program,
    point: &[BigRational],
    bits: Bits,
    deadline: Option<Instant>,
) -> Result<Vec<BigInterval>, EvalError> {
    let algebra = BigAlgebra::new(bits).until(deadline);
    let point: Vec<BigInterval> = point
        .iter()
        .map(|x| BigInterval::from_rational(x, bits))
        .collect();
    program.bind(&algebra)?.evaluate(&point)
}

/// Every value of a program at a point, enclosed with this many bits of working precision.
///
/// # Errors
/// As [`enclose_at`].
pub(super) fn enclose_all(
    program: &Program,
    point: &[BigRational],
    bits: Bits,
) -> Result<Vec<BigInterval>, EvalError> {
    all(program, point, bits, None)
}

/// Raises the precision until `answer` gives one; `None` where the limit is reached without.
///
/// # Errors
/// [`EvalError`] where the expression has no value at the point, or none that any of the precisions tells.
///
/// ```
/// use forgetting::claim::{Definitions, parse_expression};
/// use forgetting::judge::precise::settle;
/// let small = parse_expression("exp(1e-30) - 1 - 1e-30", &[], &Definitions::new())?;
/// let positive = settle(&small, &[], &[], |x| x.is_positive().then_some(()))?;
/// assert!(positive.is_some());   // 5e-61, where f64 sees 0
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn settle<T>(
    expr: &Expr,
    variables: &[Symbol],
    point: &[BigRational],
    answer: impl FnMut(&BigInterval) -> Option<T>,
) -> Result<Option<T>, EvalError> {
    settle_until(&Program::new([expr], variables), point, None, answer)
}

/// As [`settle`] for a program, with no further precision after the deadline.
///
/// # Errors
/// As [`settle`], and [`EvalError::Limit`].
pub(super) fn settle_until<T>(
    program: &Program,
    point: &[BigRational],
    deadline: Option<Instant>,
    answer: impl FnMut(&BigInterval) -> Option<T>,
) -> Result<Option<T>, EvalError> {
    settle_from(program, point, LADDER[0], deadline, answer)
}

/// As [`settle_until`], from a first precision that may lie between those of the ladder.
///
/// # Errors
/// As [`settle_until`].
pub(super) fn settle_from<T>(
    program: &Program,
    point: &[BigRational],
    first: Bits,
    deadline: Option<Instant>,
    mut answer: impl FnMut(&BigInterval) -> Option<T>,
) -> Result<Option<T>, EvalError> {
    let mut last = None;
    for bits in std::iter::once(first).chain(LADDER.into_iter().filter(|bits| *bits > first)) {
        match run(program, point, bits, deadline) {
            Ok(value) => {
                if let Some(answer) = answer(&value) {
                    return Ok(Some(answer));
                }
                last = Some(Ok(None));
            }
            // What is known by then is the answer.
            Err(limit @ EvalError::Limit { .. }) => return last.unwrap_or(Err(limit)),
            Err(error @ EvalError::Undetermined { .. }) => {
                // What an earlier precision has enclosed exists.
                last.get_or_insert(Err(error));
            }
            Err(error) => return Err(error),
        }
    }
    last.unwrap_or(Ok(None))
}

/// The sign of an expression at a point: -1, 0 or 1 where it is certain, `None` where no precision of the ladder tells.
///
/// # Errors
/// As [`settle`].
///
/// ```
/// use forgetting::claim::{Definitions, parse_expression};
/// use forgetting::judge::precise::sign_at;
/// let sign = |text| sign_at(&parse_expression(text, &[], &Definitions::new()).expect(text), &[], &[]);
/// assert_eq!(sign("exp(1e-30) - 1 - 1e-30"), Ok(Some(1)));
/// assert_eq!(sign("1/3 - 0.333333333333333333333333333334"), Ok(Some(-1)));
/// ```
pub fn sign_at(
    expr: &Expr,
    variables: &[Symbol],
    point: &[BigRational],
) -> Result<Option<i8>, EvalError> {
    settle(expr, variables, point, |value| {
        if value.is_positive() {
            Some(1)
        } else if value.is_negative() {
            Some(-1)
        } else if value.is_zero() {
            Some(0)
        } else {
            None
        }
    })
}
