//! One expression, enclosed.

use crate::numeric::Instant;
use std::time::Duration;

use super::IntervalAlgebra;
use super::evaluation::{by_panels, deadline, parse_in, rests_on_kernel, undecided};
use super::logarithms;
use super::precise::settle_until;
use crate::claim::{Allowance, EvalError, Float, INTEGRANDS, Program, Symbol, rational_value};
use crate::error::{Error, Result};
use crate::interval::Interval;
use crate::theory::Theory;

/// A point's enclosure that is wider than this, relative to its size, is computed again with more bits.
pub const RELATIVE_WIDTH: f64 = 1e-13;
/// The same for functions that rest on the kernel, to which more bits cost a thousand times as much.
pub const KERNEL_WIDTH: f64 = 1e-11;
/// Most interval literals in an expression.
const MAX_LITERALS: usize = 64;

/// An interval that contains the exact value of an expression without variables, such as `eps_old(0.5, 3)`.
///
/// An interval literal, as in `exp([0, 1])`, stands for any number in it, each literal for its own: the result contains every
/// value. Without literals the result is as narrow as doubles allow, or `RELATIVE_WIDTH` of its size where a function's limit
/// on work is reached.
///
/// # Errors
/// [`Error::Expression`] where it cannot be read, is not defined for certain or has no bounded enclosure.
///
/// ```
/// let bc = forgetting::judge::enclose("bc(2)")?;
/// assert!(bc.contains((-0.5_f64).exp()) && bc.width() < 4.0 * f64::EPSILON);
/// let range = forgetting::judge::enclose("exp([0, 1])")?;
/// assert!(range.lo() == 1.0 && range.contains(1.0_f64.exp()));
/// assert!(forgetting::judge::enclose("ln(0)").is_err());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn enclose(text: &str) -> Result<Interval> {
    enclose_within(text, None)
}

/// As [`enclose`], as narrow as it is after this time.
///
/// # Errors
/// As [`enclose`], and [`Error::Limit`] where nothing is known by then.
///
/// ```
/// use std::time::Duration;
/// let two = forgetting::judge::enclose_within("sqrt(4)", Some(Duration::from_secs(60)))?;
/// assert!(two.contains(2.0));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn enclose_within(text: &str, time: Option<Duration>) -> Result<Interval> {
    let deadline = deadline(time);
    let Literals { text, ranges } = Literals::read(text)?;
    let names: Vec<Symbol> = (0..ranges.len()).filter_map(literal_name).collect();
    let expression = parse_in(&text, &names)?;
    let program = Program::new([&expression], &names);
    let values = program
        .bind(&IntervalAlgebra)
        .and_then(|program| program.evaluate(&ranges));
    let value = values.map_err(Error::from)?[0];
    let narrow = if rests_on_kernel(&expression) {
        KERNEL_WIDTH
    } else {
        RELATIVE_WIDTH
    };
    let tight = value.width() <= narrow * value.mig();
    if value.is_defined() && value.is_bounded() && (tight || !ranges.is_empty()) {
        return Ok(value);
    }
    if ranges.is_empty() {
        let found = precisely(&program, value, deadline);
        match logarithms::apart(&expression) {
            Some(apart) if found.is_err() => {
                let apart = Program::new([&apart], &names);
                precisely(&apart, Interval::ENTIRE, deadline).or(found)
            }
            _ => found,
        }
    } else {
        Err(unbounded(value))
    }
}

fn unbounded(value: Interval) -> Error {
    let why = if value.is_defined() {
        "the enclosure is unbounded"
    } else {
        "a function is not defined on all of the enclosure of its argument"
    };
    Error::Expression(format!("no enclosure: {why}"))
}

/// The enclosure with more bits, where double precision does not suffice.
fn precisely(program: &Program, double: Interval, deadline: Option<Instant>) -> Result<Interval> {
    let known = double.is_defined() && double.is_bounded();
    let mut best: Option<Interval> = None;
    let settled = settle_until(program, &[], deadline, |value| {
        let range = value.to_interval();
        best = Some(range);
        let narrow =
            range.width() <= RELATIVE_WIDTH * range.mig() || range.mag() < f64::MIN_POSITIVE;
        narrow.then_some(range)
    });
    let bounded = |range: Interval| {
        if range.is_bounded() {
            Ok(if known { range.meet(double) } else { range })
        } else {
            Err(unbounded(range))
        }
    };
    match (settled, best) {
        (Ok(Some(range)), _) | (Ok(None), Some(range)) => bounded(range),
        (
            Err(
                EvalError::Undetermined { .. }
                | EvalError::NoExpectation { .. }
                | EvalError::Limit { .. },
            ),
            _,
        ) if known => Ok(double),
        (Err(EvalError::NoExpectation { .. }), _) => by_panels(program, deadline),
        (Err(limit @ EvalError::Limit { .. }), _) => Err(Error::from(limit)),
        (Err(error), _) => {
            // The f64 evaluation names the function and the argument, where it fails too.
            let allowance = Allowance::new(INTEGRANDS, deadline);
            let float = Float::within(&Theory, &allowance);
            let plain = program
                .bind(&float)
                .and_then(|program| program.evaluate(&[]));
            let plain = plain.map(|values| values[0]);
            Err(match error {
                EvalError::Undetermined { .. } => undecided(error, plain),
                error => Error::from(plain.err().unwrap_or(error)),
            })
        }
        (Ok(None), None) => Err(unbounded(double)),
    }
}

/// A text whose interval literals are names, and what these stand for.
struct Literals {
    text: String,
    ranges: Vec<Interval>,
}

impl Literals {
    /// Puts a name of the same length in the place of each `[lo, hi]`, so that columns stay what they are.
    fn read(source: &str) -> Result<Self> {
        let mut text = String::with_capacity(source.len());
        let mut ranges = Vec::new();
        let mut rest = source;
        while let Some((before, after)) = rest.split_once('[') {
            let Some((inside, after)) = after.split_once(']') else {
                break;
            };
            if ranges.len() == MAX_LITERALS {
                return Err(Error::Expression(format!(
                    "more than {MAX_LITERALS} interval literals"
                )));
            }
            let name = format!("iv{}", ranges.len());
            ranges.push(literal(inside)?);
            let width = inside.chars().count() + 2;
            text.push_str(before);
            text.push_str(&format!("{name:width$}"));
            rest = after;
        }
        text.push_str(rest);
        Ok(Self { text, ranges })
    }
}

fn literal_name(k: usize) -> Option<Symbol> {
    Symbol::new(&format!("iv{k}"))
}

/// The interval between two rational expressions.
fn literal(inside: &str) -> Result<Interval> {
    let bad = |why: &str| Error::Expression(format!("interval literal [{inside}]: {why}"));
    let (lo, hi) = inside
        .split_once(',')
        .ok_or_else(|| bad("two numbers lo, hi"))?;
    let end = |text: &str| {
        let value = rational_value(&parse_in(text, &[])?);
        value.ok_or_else(|| bad("the ends must be rational numbers"))
    };
    let (lo, hi) = (end(lo)?, end(hi)?);
    if lo > hi {
        return Err(bad("the lower end must not exceed the upper"));
    }
    Ok(Interval::from_bounds(
        Interval::from_rational(&lo).lo(),
        Interval::from_rational(&hi).hi(),
    ))
}
