//! Exact non-negative decimals, the numerals of the language.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

/// Most significant digits of a numeral: far more than any number type keeps.
pub(in crate::claim) const MAX_DIGITS: usize = 400;
/// Largest power of ten of a numeral's first digit, either way: beyond the range of `f64`, short enough for exact arithmetic.
pub(in crate::claim) const MAX_EXPONENT: u32 = 400;

/// A non-negative number with a finite decimal expansion, held exactly.
///
/// `0.1` is 1/10, not the `f64` nearest to it. Prints as a numeral that parses back to the same value.
///
/// ```
/// use forgetting::claim::Decimal;
/// use num_rational::BigRational;
/// let of = |n: i64, d: i64| Decimal::new(BigRational::new(n.into(), d.into()));
/// assert_eq!(of(1, 8).expect("ends").to_string(), "0.125");
/// assert!(of(1, 3).is_none() && of(-1, 8).is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(BigRational);

impl Decimal {
    /// The decimal of this value; `None` where the value is negative or its expansion does not end.
    pub fn new(value: BigRational) -> Option<Self> {
        let ends = !value.is_negative() && places(value.denom()).is_some();
        ends.then_some(Self(value))
    }

    /// `digits` * 10^`exponent`, with `digits` a string of ASCII digits; `None` beyond the limits on numerals.
    pub(in crate::claim) fn scaled(digits: &str, exponent: i32) -> Option<Self> {
        let significant = digits.trim_start_matches('0');
        let stripped = significant.trim_end_matches('0');
        let dropped = i32::try_from(significant.len() - stripped.len()).ok()?;
        let exponent = exponent.checked_add(dropped)?;
        let leading = i32::try_from(stripped.len())
            .ok()?
            .checked_add(exponent)?
            .checked_sub(1)?;
        if stripped.is_empty() {
            return Some(Self(BigRational::zero()));
        }
        // Judged on the value, not on its spelling, so that a printed numeral is within the limits again.
        if stripped.len() > MAX_DIGITS || leading.unsigned_abs() > MAX_EXPONENT {
            return None;
        }
        let mantissa: BigInt = stripped.parse().ok()?;
        let power = BigInt::from(10).pow(exponent.unsigned_abs());
        let value = if exponent >= 0 {
            BigRational::from_integer(mantissa * power)
        } else {
            BigRational::new(mantissa, power)
        };
        Some(Self(value))
    }

    /// The exact value.
    pub fn value(&self) -> &BigRational {
        &self.0
    }

    /// Digits without trailing zeros, and the power of ten that scales them.
    fn scientific(&self) -> (String, i64) {
        let places = places(self.0.denom()).unwrap_or(0);
        let mut exponent = -i64::from(places);
        let scale = BigInt::from(10).pow(places);
        let mut digits = (self.0.numer() * scale / self.0.denom()).to_string();
        if digits == "0" {
            return (digits, 0);
        }
        while digits.ends_with('0') {
            digits.pop();
            exponent += 1;
        }
        (digits, exponent)
    }
}

impl From<u32> for Decimal {
    fn from(value: u32) -> Self {
        Self(BigRational::from_integer(BigInt::from(value)))
    }
}

/// Decimal places of a fraction with this denominator: the larger exponent of 2^a 5^b; `None` for other denominators.
fn places(denominator: &BigInt) -> Option<u32> {
    let twos = denominator.trailing_zeros().unwrap_or(0);
    let mut rest = denominator >> twos;
    let mut fives = 0_u32;
    let five = BigInt::from(5);
    while (&rest % &five).is_zero() {
        rest /= &five;
        fives += 1;
    }
    rest.is_one()
        .then_some(fives.max(u32::try_from(twos).ok()?))
}

/// Zeros a positional numeral may spend before scientific notation takes over.
const MAX_PADDING: i64 = 6;

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, exponent) = self.scientific();
        let length = digits.len().to_i64().unwrap_or(i64::MAX);
        let point = length + exponent;
        if (0..=MAX_PADDING).contains(&exponent) {
            let zeros = usize::try_from(exponent).unwrap_or(0);
            write!(f, "{digits}{}", "0".repeat(zeros))
        } else if exponent < 0 && point > 0 {
            let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
            write!(f, "{whole}.{fraction}")
        } else if exponent < 0 && -point <= MAX_PADDING {
            let zeros = usize::try_from(-point).unwrap_or(0);
            write!(f, "0.{}{digits}", "0".repeat(zeros))
        } else {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            write!(f, "{first}{dot}{rest}e{}", point - 1)
        }
    }
}
