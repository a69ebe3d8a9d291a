//! Digits by rising precision.

use super::Domain;
use super::evaluation::Known;
use super::precise::settle_from;
use super::symbolic;
use crate::claim::{EvalError, Expr, Program, parse_claim};
use crate::interval::big::{BigInterval, Bits, Digits, common_digits};
use crate::numeric::Instant;

/// Why the precisions end without a digit.
pub(super) enum Lost {
    /// It exceeds the largest double.
    Large,
    /// It may be 0, in this interval.
    Unsigned(BigInterval),
    /// It has no value, or none that any precision tells.
    Failed(EvalError),
}

/// What is known of a value at some precision.
enum Progress {
    Settled(Known),
    TooLarge,
    /// It may be 0, in this interval.
    Unsigned(BigInterval),
}

/// Raises the precision until the digits are known.
pub(super) fn climb(
    expression: &Expr,
    program: &Program,
    most: usize,
    deadline: Option<Instant>,
) -> std::result::Result<Known, Lost> {
    let mut best: Option<Digits> = None;
    let mut unsigned: Option<BigInterval> = None;
    // Three bits and a third a digit, and what a few operations lose.
    let first = Bits((10 * most / 3 + 71).next_multiple_of(64));
    let settled = settle_from(program, &[], first, deadline, |value| {
        match progress(value, most) {
            Progress::Settled(Known::Digits(digits)) if digits.count() < most => {
                unsigned = None;
                best = Some(digits);
                None
            }
            Progress::Unsigned(value) => {
                let first = unsigned.is_none();
                // More bits do not tell what has left the exponents.
                let stuck = unsigned
                    .as_ref()
                    .is_some_and(|last| is_tiny(last) && !is_narrower(&value, last));
                unsigned = Some(value);
                let zero = first && is_identically_zero(expression, deadline);
                zero.then_some(Progress::Settled(Known::Zero))
                    .or_else(|| stuck.then_some(Progress::Settled(Known::Tiny)))
            }
            settled => Some(settled),
        }
    });
    match settled {
        Ok(Some(Progress::Settled(known))) => Ok(known),
        Ok(Some(_)) => Err(Lost::Large),
        Ok(None) => match (best, unsigned) {
            (Some(digits), _) => Ok(Known::Digits(digits)),
            (None, Some(value)) if is_tiny(&value) => Ok(Known::Tiny),
            (None, Some(value)) => Err(Lost::Unsigned(value)),
            (None, None) => Err(Lost::Failed(EvalError::Undetermined {
                operation: "eval".to_owned(),
            })),
        },
        Err(error) => Err(Lost::Failed(error)),
    }
}

/// Whether it rounds to 0: at most half of the least double.
fn is_tiny(value: &BigInterval) -> bool {
    let half = BigInterval::one().shift(-1075);
    half.is_some_and(|half| value.abs().certainly_le(&half))
}

/// Whether it is less than half as wide.
fn is_narrower(value: &BigInterval, last: &BigInterval) -> bool {
    let size = |x: &BigInterval| x.abs().upper();
    size(value)
        .shift(1)
        .is_some_and(|twice| twice.certainly_lt(&size(last)))
}

/// The reading of one enclosure.
fn progress(value: &BigInterval, most: usize) -> Progress {
    if value.is_zero() {
        return Progress::Settled(Known::Zero);
    }
    if value.to_interval().mig() == f64::MAX {
        return Progress::TooLarge;
    }
    match common_digits(value, most) {
        Some(digits) => Progress::Settled(Known::Digits(digits)),
        None => Progress::Unsigned(value.clone()),
    }
}

/// Whether the value is 0 by the rules of algebra.
fn is_identically_zero(expression: &Expr, deadline: Option<Instant>) -> bool {
    let Ok(claim) = parse_claim(&format!("{expression} = 0")) else {
        return false;
    };
    Domain::new(&claim).is_ok_and(|domain| symbolic::prove_until(&claim, &domain, deadline).is_ok())
}
