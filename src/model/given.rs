//! Numbers as they were given: the nearest double beside what the text says exactly.

use crate::interval::Interval;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::FromPrimitive;
use std::str::FromStr;

/// A number with the double nearest to it and an enclosure of the number itself.
///
/// Read from decimal text it is the decimal, not the double: `0.1` is one tenth. A double handed over as such is exact. Texts of more
/// than 38 digits are enclosed by the double's neighbours.
///
/// ```
/// use forgetting::interval::{Interval, parse_rational};
/// use forgetting::model::Given;
/// let read: Given = "1.7".parse()?;
/// assert_eq!(read.value(), 1.7);
/// assert!(read.enclosure().contains_rational(&parse_rational("1.7")?));
/// assert!(!Given::from(1.7).enclosure().contains_rational(&parse_rational("1.7")?));
/// assert_eq!(Given::from(1.7).enclosure(), Interval::point(1.7));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given {
    value: f64,
    written: Written,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Written {
    /// The double itself.
    Double,
    /// `digits` times ten to the `exponent`.
    Decimal { digits: i128, exponent: i32 },
    /// Within half a unit in the last place of the double.
    Rounded,
}

/// Ten to a larger power in size overflows or underflows a double together with 38 digits.
const LARGEST_EXPONENT: i32 = 400;

impl Given {
    /// The nearest double.
    pub fn value(self) -> f64 {
        self.value
    }

    /// The tightest interval around the number, [`Interval::NAI`] where it is not finite.
    pub fn enclosure(self) -> Interval {
        match self.rational() {
            Some(exact) => Interval::from_rational(&exact),
            None if self.value.is_finite() => {
                Interval::from_bounds(self.value.next_down(), self.value.next_up())
            }
            None => Interval::NAI,
        }
    }

    /// The number itself, if it is kept exactly.
    pub fn rational(self) -> Option<BigRational> {
        match self.written {
            Written::Double => BigRational::from_f64(self.value),
            Written::Decimal { digits, exponent } => {
                let power = BigInt::from(10).pow(exponent.unsigned_abs());
                let digits = BigInt::from(digits);
                Some(if exponent >= 0 {
                    BigRational::from_integer(digits * power)
                } else {
                    BigRational::new(digits, power)
                })
            }
            Written::Rounded => None,
        }
    }

    /// An enclosure that costs nothing: the double, or its neighbours around a decimal.
    pub(super) fn near(self) -> Interval {
        match self.written {
            Written::Double => Interval::point(self.value),
            _ => Interval::from_bounds(self.value.next_down(), self.value.next_up()),
        }
    }
}

impl From<f64> for Given {
    fn from(value: f64) -> Self {
        Self {
            value,
            written: Written::Double,
        }
    }
}

impl FromStr for Given {
    type Err = std::num::ParseFloatError;

    /// Whatever [`f64::from_str`] reads.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let value: f64 = text.parse()?;
        let written = decimal(text).unwrap_or(Written::Rounded);
        Ok(Self { value, written })
    }
}

/// Digits and exponent of a text that a double was read from; `None` if they are too many, or it is no finite number.
fn decimal(text: &str) -> Option<Written> {
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut digits = 0i128;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = char::from(byte).to_digit(10)?;
        digits = digits.checked_mul(10)?.checked_add(i128::from(digit))?;
    }
    let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    (exponent.abs() <= LARGEST_EXPONENT).then_some(Written::Decimal {
        digits: sign * digits,
        exponent,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::parse_rational;

    #[test]
    fn texts_are_read_as_the_decimals_they_are() {
        for text in [
            "0.1",
            "-2.5",
            "1.7",
            "1e-300",
            "1e9",
            "0.99999999",
            "+3",
            "123456789.25e-3",
            "5e-324",
            ".5",
            "7.",
        ] {
            let given: Given = text.parse().expect("a number");
            let exact = parse_rational(text).expect("a decimal");
            assert_eq!(given.rational(), Some(exact.clone()), "{text}");
            assert!(given.enclosure().contains_rational(&exact));
            assert!(given.enclosure().contains(given.value()));
            assert!(given.enclosure().lo().next_up() >= given.enclosure().hi());
        }
        // Too long to keep: enclosed all the same.
        let long = "0.1000000000000000000000000000000000000000001";
        let given: Given = long.parse().expect("a number");
        assert_eq!(given.rational(), None);
        assert!(
            given
                .enclosure()
                .contains_rational(&parse_rational(long).expect("a decimal"))
        );
        for text in ["inf", "-inf", "nan", "1e999"] {
            let given: Given = text.parse().expect("what f64 reads");
            assert!(
                given.enclosure().is_nai() || !given.value().is_finite(),
                "{text}"
            );
        }
        for text in ["", "1/3", "0x10", "1_000"] {
            assert!(text.parse::<Given>().is_err(), "{text:?}");
        }
    }
}
