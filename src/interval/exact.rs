//! Exact rationals: reading decimals and enclosing a rational in the tightest interval.

use super::Interval;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use thiserror::Error;

/// Largest magnitude of a decimal exponent that is read: far beyond the range of doubles, and small enough
/// that hostile text cannot ask for gigabytes of digits.
const MAX_EXPONENT: i64 = 5000;

/// Why a text is not an exact rational number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseRationalError {
    /// Not of the form `[sign] digits [. digits] [e exponent]`, or a quotient of two such numbers.
    #[error("expected a decimal number or a quotient of two, got {text:?}")]
    Syntax {
        /// The text given.
        text: String,
    },
    /// The exponent or the number of digits is out of range.
    #[error("decimal exponents and digit counts are limited to 5000, got {text:?}")]
    TooLong {
        /// The text given.
        text: String,
    },
    /// The denominator of a quotient is zero.
    #[error("the denominator must not be zero, got {text:?}")]
    ZeroDenominator {
        /// The text given.
        text: String,
    },
}

/// Reads a decimal number such as `-1.25e-3`, or a quotient of two such as `1/3`, as an exact rational.
///
/// # Errors
/// [`ParseRationalError`]; in particular `nan` and `inf` are not numbers.
///
/// ```
/// use forgetting::interval::parse_rational;
/// assert_eq!(parse_rational("0.1")?, parse_rational("1/10")?);
/// assert!(parse_rational("nan").is_err());
/// # Ok::<(), forgetting::interval::ParseRationalError>(())
/// ```
pub fn parse_rational(text: &str) -> Result<BigRational, ParseRationalError> {
    match text.split_once('/') {
        None => parse_decimal(text.trim(), text),
        Some((numerator, denominator)) => {
            let denominator = parse_decimal(denominator.trim(), text)?;
            if denominator.is_zero() {
                return Err(ParseRationalError::ZeroDenominator { text: text.into() });
            }
            Ok(parse_decimal(numerator.trim(), text)? / denominator)
        }
    }
}

/// One decimal number; `whole` is quoted in errors.
fn parse_decimal(number: &str, whole: &str) -> Result<BigRational, ParseRationalError> {
    let syntax = || ParseRationalError::Syntax { text: whole.into() };
    let too_long = || ParseRationalError::TooLong {
        text: whole.chars().take(80).collect(),
    };
    let (sign, rest) = match number.as_bytes().first() {
        Some(b'-') => (-1, &number[1..]),
        Some(b'+') => (1, &number[1..]),
        _ => (1, number),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        None => (rest, 0),
        Some((mantissa, exponent)) => {
            let digits = exponent.trim_start_matches(['+', '-']);
            if digits.is_empty() || exponent.len() > digits.len() + 1 || !all_digits(digits) {
                return Err(syntax());
            }
            // More digits than an i64 holds is out of range, not a syntax error.
            (mantissa, exponent.parse::<i64>().map_err(|_| too_long())?)
        }
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if integer.len() + fraction.len() == 0 || !all_digits(integer) || !all_digits(fraction) {
        return Err(syntax());
    }
    if integer.len() + fraction.len() > MAX_EXPONENT as usize || exponent.abs() > MAX_EXPONENT {
        return Err(too_long());
    }
    let digits = [integer, fraction].concat();
    let digits = BigInt::parse_bytes(digits.as_bytes(), 10).ok_or_else(syntax)? * sign;
    let power = exponent - fraction.len() as i64;
    let ten = BigInt::from(10).pow(power.unsigned_abs() as u32);
    Ok(if power >= 0 {
        BigRational::from_integer(digits * ten)
    } else {
        BigRational::new(digits, ten)
    })
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The exact value of a finite double.
fn exact(x: f64) -> BigRational {
    BigRational::from_float(x).expect("finite doubles are rational")
}

/// The tightest interval where numerator and denominator are doubles: the remainder of the rounded quotient is one as well.
fn quotient(value: &BigRational) -> Option<Interval> {
    const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
    let part = |x: &BigInt| x.to_u64().filter(|&x| x <= EXACT).map(|x| x as f64);
    let (numerator, denominator) = (part(value.numer())?, part(value.denom())?);
    let near = numerator / denominator;
    let remainder = (-near).mul_add(denominator, numerator);
    Some(if remainder > 0.0 {
        Interval::from_bounds(near, near.next_up())
    } else if remainder < 0.0 {
        Interval::from_bounds(near.next_down(), near)
    } else {
        Interval::number(near)
    })
}

impl Interval {
    /// The tightest interval around an exact rational: a point if it is a double, else two neighbours.
    ///
    /// ```
    /// use forgetting::interval::{Interval, parse_rational};
    /// let tenth = Interval::from_rational(&parse_rational("0.1")?);
    /// assert_eq!(tenth.hi(), tenth.lo().next_up());
    /// assert!(tenth.contains_rational(&parse_rational("1/10")?));
    /// # Ok::<(), forgetting::interval::ParseRationalError>(())
    /// ```
    #[must_use]
    pub fn from_rational(value: &BigRational) -> Self {
        if value.is_negative() {
            return -Self::from_rational(&-value.clone());
        }
        if let Some(near) = quotient(value) {
            return near;
        }
        if *value > exact(f64::MAX) {
            return Self::from_bounds(f64::MAX, f64::INFINITY);
        }
        // The conversion is only a starting guess: exact comparisons have the last word.
        let mut lo = value.to_f64().map_or(0.0, |x| x.min(f64::MAX));
        while exact(lo) > *value {
            lo = lo.next_down();
        }
        while lo < f64::MAX && exact(lo.next_up()) <= *value {
            lo = lo.next_up();
        }
        let hi = if exact(lo) == *value {
            lo
        } else {
            lo.next_up()
        };
        Self::from_bounds(lo, hi)
    }

    /// Reads text (see [`parse_rational`]) into the tightest enclosing interval.
    ///
    /// # Errors
    /// [`ParseRationalError`] if the text is not an exact rational.
    pub fn parse(text: &str) -> Result<Self, ParseRationalError> {
        parse_rational(text).map(|value| Self::from_rational(&value))
    }

    /// True if the exact rational `value` belongs to the set.
    #[must_use]
    pub fn contains_rational(self, value: &BigRational) -> bool {
        if self.is_empty() {
            return false;
        }
        (self.lo() == f64::NEG_INFINITY || exact(self.lo()) <= *value)
            && (self.hi() == f64::INFINITY || *value <= exact(self.hi()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, same) in [
            ("1e2", "100"),
            ("-.5", "-1/2"),
            ("5.", "10/2"),
            ("+1.25E-2", "1/80"),
            (" 1 / 3 ", "0.1/0.3"),
        ] {
            assert_eq!(parse_rational(text), parse_rational(same), "{text}");
        }
    }

    #[test]
    fn malformed_numbers_are_errors() {
        for text in [
            "",
            ".",
            "-",
            "nan",
            "inf",
            "1e",
            "1e+",
            "1e+-2",
            "0x10",
            "1.2.3",
            "1/",
            "/2",
            "1/2/3",
            "--1",
            "1_000",
            "1e99999999999999999999",
            "1e5001",
            "1e-5001",
            "é",
            "-é",
            "1/0",
            "1/0.0e7",
        ] {
            assert!(parse_rational(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rationals_far_outside_the_doubles_are_enclosed() {
        let huge = Interval::parse("1e400").unwrap();
        assert_eq!((huge.lo(), huge.hi()), (f64::MAX, f64::INFINITY));
        let tiny = Interval::parse("-1e-400").unwrap();
        assert_eq!((tiny.lo(), tiny.hi()), (-5e-324, 0.0));
        assert!(Interval::parse("0.5").unwrap().is_point());
    }
}
