//! The decimal digits that all numbers of an interval share.

use super::{BigInterval, Bits, rational};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// A decimal number: the digits that are known, and where the point stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digits {
    negative: bool,
    /// `d.ddd`, without the point.
    digits: String,
    /// The power of ten of the first digit.
    exponent: i64,
}

impl Digits {
    /// How many digits are known.
    pub fn count(&self) -> usize {
        self.digits.len()
    }

    /// The digits that two doubles share, at most `most` of them, each rounded to the nearest decimal.
    pub fn shared(lo: f64, hi: f64, most: usize) -> Option<Self> {
        let finite = lo.is_finite() && hi.is_finite();
        if !finite || lo == 0.0 || hi == 0.0 || (lo > 0.0) != (hi > 0.0) {
            return None;
        }
        // Numbers this far apart share at most so many digits.
        let apart = core_math::log10((lo / (hi - lo)).abs()).ceil() + 2.0;
        let likely = if apart < most as f64 {
            apart.max(1.0) as usize
        } else {
            most
        };
        (1..=likely).rev().find_map(|count| {
            let text = format!("{lo:.*e}", count - 1);
            (lo == hi || text == format!("{hi:.*e}", count - 1)).then(|| Self::read(&text))?
        })
    }

    /// Reads `d.ddde-88`.
    fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once('e')?;
        Some(Self {
            negative: mantissa.starts_with('-'),
            digits: mantissa
                .bytes()
                .filter(u8::is_ascii_digit)
                .map(char::from)
                .collect(),
            exponent: exponent.parse().ok()?,
        })
    }

    /// The same digits of the opposite number.
    #[must_use]
    pub fn negated(self) -> Self {
        Self {
            negative: !self.negative,
            ..self
        }
    }

    /// The double nearest to the number that the digits stand for; 0 below the range of doubles.
    pub fn value(&self) -> f64 {
        let sign = if self.negative { "-" } else { "" };
        let (first, rest) = self.digits.split_at(1);
        let text = format!("{sign}{first}.{rest}e{}", self.exponent);
        text.parse().unwrap_or(f64::NAN)
    }
}

/// Plain notation for moderate exponents, else scientific, as `f64` is printed elsewhere.
impl std::fmt::Display for Digits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let (digits, exponent) = (self.digits.as_str(), self.exponent);
        let count = digits.len() as i64;
        if (-4..0).contains(&exponent) {
            let zeros = "0".repeat((-exponent - 1) as usize);
            return write!(f, "{sign}0.{zeros}{digits}");
        }
        if (0..7).contains(&exponent) && exponent < count {
            let (integer, fraction) = digits.split_at(exponent as usize + 1);
            let point = if fraction.is_empty() { "" } else { "." };
            return write!(f, "{sign}{integer}{point}{fraction}");
        }
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        write!(f, "{sign}{first}{point}{rest}e{exponent}")
    }
}

/// The longest decimal number of at most `most` digits to which every number of the interval rounds (half up); `None` where
/// they do not share a first digit.
///
/// ```
/// use forgetting::interval::big::{BigInterval, Bits, common_digits};
/// let pi = BigInterval::pi(Bits(200)).expect("few bits");
/// assert_eq!(common_digits(&pi, 20).expect("narrow").to_string(), "3.1415926535897932385");
/// ```
pub fn common_digits(value: &BigInterval, most: usize) -> Option<Digits> {
    if !(value.is_positive() || value.is_negative()) {
        return None;
    }
    let exponent = value.hi.exponent()?;
    if exponent.unsigned_abs() > FAR {
        // The power of ten is taken out first: exact fractions would be too long.
        let power = (f64::from(exponent) * std::f64::consts::LOG10_2) as i32;
        let bits = working(most);
        let rest = value.mul(&BigInterval::integer(10).powi(-power, bits)?, bits);
        let mut digits = near_digits(&rest.checked()?, most)?;
        digits.exponent += i64::from(power);
        return Some(digits);
    }
    near_digits(value, most)
}

/// The digits of `e^x`, as [`common_digits`] of it, also where the exponential itself is out of range; `None` beyond `|x| = 1e19`: the exponent
/// of ten has 63 bits.
///
/// ```
/// use forgetting::interval::big::{BigInterval, exponential_digits};
/// let digits = exponential_digits(&BigInterval::integer(-1000), 5).expect("in range");
/// assert_eq!(digits.to_string(), "5.0760e-435");
/// ```
pub fn exponential_digits(x: &BigInterval, most: usize) -> Option<Digits> {
    let range = x.to_interval();
    if range.mag() > LARGEST_LOGARITHM {
        return None;
    }
    let bits = working(most);
    let power = (range.mid() * std::f64::consts::LOG10_E).floor() as i64;
    let taken = BigInterval::integer(10)
        .ln(bits)?
        .mul(&BigInterval::integer(power), bits);
    let mut digits = near_digits(&x.sub(&taken, bits).exp(bits)?, most)?;
    digits.exponent += power;
    Some(digits)
}

/// Binary exponents from here on are out of reach of exact fractions.
const FAR: u32 = 1 << 14;
const LARGEST_LOGARITHM: f64 = 1e19;

/// Bits that leave this many digits after 64 are lost to a large power.
fn working(most: usize) -> Bits {
    Bits(4 * most + 192)
}

fn near_digits(value: &BigInterval, most: usize) -> Option<Digits> {
    let (lo, hi) = (rational(&value.lo)?, rational(&value.hi)?);
    if lo.is_positive() != hi.is_positive() || lo.is_zero() || hi.is_zero() {
        return None;
    }
    let shared = |count: usize| round(&lo, count).filter(|x| Some(x) == round(&hi, count).as_ref());
    (1..=most).rev().find_map(shared)
}

/// A number other than 0 rounded to `count` digits, halves away from zero.
fn round(value: &BigRational, count: usize) -> Option<Digits> {
    if value.is_zero() || count == 0 {
        return None;
    }
    let size = value.abs();
    // log10 from the lengths in bits: at most one too small or too large.
    let bits = size.numer().bits() as f64 - size.denom().bits() as f64;
    let mut exponent = (bits * std::f64::consts::LOG10_2).floor() as i64 - 1;
    let limit = BigInt::from(10).pow(count as u32);
    loop {
        let shift = count as i64 - 1 - exponent;
        let power = BigInt::from(10).pow(shift.unsigned_abs() as u32);
        let (numerator, denominator) = if shift >= 0 {
            (size.numer() * power, size.denom().clone())
        } else {
            (size.numer().clone(), size.denom() * power)
        };
        let doubled: BigInt = numerator * 2 + &denominator;
        let rounded: BigInt = doubled / (denominator * 2);
        if rounded < limit {
            return Some(Digits {
                negative: value.is_negative(),
                digits: rounded.to_string(),
                exponent,
            });
        }
        exponent += 1;
    }
}
