//! Intervals whose ends have as many bits as asked for.
//!
//! A [`BigInterval`] is a non-empty bounded interval; its ends are numbers of the crate `astro-float`, whose arithmetic and
//! elementary functions round as told. Every operation rounds outwards to the precision of a [`Bits`]. Its users evaluate at
//! points, so the rules favour few operations over tight ranges of wide intervals.
//!
//! # What the enclosures rest on
//! `+ - * /` and `sqrt` of `astro-float` rounded as directed. Its `exp`, `ln` and circular functions are taken at 32 bits more than asked for and
//! widened by a unit of the last place asked for, so they need not be correctly rounded.
//!
//! An operation gives `None` where the result has no bounded enclosure at this precision: a divisor that may be 0, a logarithm
//! of what may not be positive, an exponent beyond 2^30.

mod arithmetic;
mod decimal;
mod elementary;
mod gamma;
mod normal;
mod number;
mod trigonometric;

use astro_float::{BigFloat, Consts, RoundingMode, Sign, WORD_BIT_SIZE, Word};
use num_bigint::{BigInt, Sign as IntegerSign};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::cell::RefCell;

use super::Interval;

pub use decimal::{Digits, common_digits, exponential_digits};
pub use number::BigNumber;

/// The precision of an operation: the number of bits of a mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bits(pub usize);

/// A bounded interval `[lo, hi]` of numbers of many bits.
///
/// ```
/// use forgetting::interval::big::{BigInterval, Bits};
/// let bits = Bits(256);
/// let third = BigInterval::from_rational(&forgetting::interval::parse_rational("1/3")?, bits);
/// let gap = third.exp(bits).and_then(|e| e.sub(&third, bits).ln(bits));
/// assert!(gap.unwrap().to_interval().width() < f64::EPSILON);
/// # Ok::<(), forgetting::interval::ParseRationalError>(())
/// ```
#[derive(Clone, Debug)]
pub struct BigInterval {
    lo: BigFloat,
    hi: BigFloat,
}

const DOWN: RoundingMode = RoundingMode::Down;
const UP: RoundingMode = RoundingMode::Up;
/// Bits beyond those asked for, in elementary functions.
const GUARD: usize = 32;

thread_local! {
    /// The constants pi, ln 2, ... that `astro-float` keeps between calls.
    static CONSTANTS: RefCell<Option<Consts>> = const { RefCell::new(None) };
}

/// Runs `f` with the constants; `None` only if there is no memory for them.
fn with_constants<T>(f: impl FnOnce(&mut Consts) -> T) -> Option<T> {
    CONSTANTS.with(|cell| {
        let mut cell = cell.borrow_mut();
        if cell.is_none() {
            *cell = Consts::new().ok();
        }
        cell.as_mut().map(f)
    })
}

impl BigInterval {
    /// The interval between two numbers; `None` unless both are finite and in order.
    fn between(lo: BigFloat, hi: BigFloat) -> Option<Self> {
        let finite = |x: &BigFloat| !x.is_nan() && !x.is_inf();
        (finite(&lo) && finite(&hi) && lo <= hi).then_some(Self { lo, hi })
    }

    /// The point 0.
    pub fn zero() -> Self {
        Self::integer(0)
    }

    /// The point 1.
    pub fn one() -> Self {
        Self::integer(1)
    }

    /// An integer, exactly.
    pub fn integer(n: i64) -> Self {
        let n = BigFloat::from_i64(n, 64);
        Self {
            lo: n.clone(),
            hi: n,
        }
    }

    /// A finite double, exactly; `None` for NaN and infinities.
    pub fn number(x: f64) -> Option<Self> {
        BigRational::from_float(x).map(|x| Self::from_rational(&x, Bits(64)))
    }

    /// The hull of two intervals.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        Self {
            lo: self.lo.min(&other.lo),
            hi: self.hi.max(&other.hi),
        }
    }

    /// An exact rational, rounded outwards; dyadic rationals that fit stay points.
    pub fn from_rational(value: &BigRational, bits: Bits) -> Self {
        let (numerator, denominator) = (exact(value.numer()), exact(value.denom()));
        Self {
            lo: numerator.div(&denominator, bits.0, DOWN),
            hi: numerator.div(&denominator, bits.0, UP),
        }
    }

    /// The circle constant.
    pub fn pi(bits: Bits) -> Option<Self> {
        with_constants(|constants| {
            Self::between(constants.pi(bits.0, DOWN), constants.pi(bits.0, UP))
        })?
    }

    /// Itself, unless an operation has left the range of exponents.
    pub fn checked(self) -> Option<Self> {
        Self::between(self.lo, self.hi)
    }

    /// Whether every number in it is positive.
    pub fn is_positive(&self) -> bool {
        self.lo.is_positive() && !self.lo.is_zero()
    }

    /// Whether every number in it is negative.
    pub fn is_negative(&self) -> bool {
        self.hi.is_negative() && !self.hi.is_zero()
    }

    /// Whether it is one number.
    pub fn is_point(&self) -> bool {
        self.lo == self.hi
    }

    /// Whether it is the number 0.
    pub fn is_zero(&self) -> bool {
        self.lo.is_zero() && self.hi.is_zero()
    }

    /// The smallest interval of doubles around it; an end beyond the largest finite double is infinite.
    pub fn to_interval(&self) -> Interval {
        Interval::from_bounds(to_double(&self.lo, false), to_double(&self.hi, true))
    }

    /// A double in it or next to it.
    pub fn approximate(&self) -> f64 {
        self.to_interval().mid()
    }

    /// The lower end, as a point.
    #[must_use]
    pub fn lower(&self) -> Self {
        Self {
            lo: self.lo.clone(),
            hi: self.lo.clone(),
        }
    }

    /// The upper end, as a point.
    #[must_use]
    pub fn upper(&self) -> Self {
        Self {
            lo: self.hi.clone(),
            hi: self.hi.clone(),
        }
    }

    /// Whether every number in it is at most every number in the other.
    pub fn certainly_le(&self, other: &Self) -> bool {
        self.hi <= other.lo
    }

    /// Whether every number in it is below every number in the other.
    pub fn certainly_lt(&self, other: &Self) -> bool {
        self.hi < other.lo
    }

    /// The part of it in `[lo, hi]`, for a quantity known to lie there.
    #[must_use]
    pub fn clamp(&self, lo: i64, hi: i64) -> Self {
        let (least, most) = (BigFloat::from_i64(lo, 64), BigFloat::from_i64(hi, 64));
        Self {
            lo: self.lo.clamp(&least, &most),
            hi: self.hi.clamp(&least, &most),
        }
    }
}

/// An integer with all its bits.
fn exact(n: &BigInt) -> BigFloat {
    let (sign, bytes) = n.to_bytes_le();
    if sign == IntegerSign::NoSign {
        return BigFloat::from_i64(0, 64);
    }
    // Words are as long as the machine's, numbers as on the one with the longest.
    let words: Vec<Word> = bytes
        .chunks(size_of::<u64>())
        .flat_map(|bytes| words_of(little_endian(bytes.iter().copied())))
        .collect();
    let sign = if sign == IntegerSign::Minus {
        Sign::Neg
    } else {
        Sign::Pos
    };
    // The value of words is 0.words times 2^exponent.
    BigFloat::from_words(&words, sign, (WORD_BIT_SIZE * words.len()) as i32)
}

fn little_endian(bytes: impl Iterator<Item = u8>) -> u64 {
    let mut all = [0; size_of::<u64>()];
    for (slot, byte) in all.iter_mut().zip(bytes) {
        *slot = byte;
    }
    u64::from_le_bytes(all)
}

fn words_of(bits: u64) -> impl Iterator<Item = Word> {
    (0..u64::BITS as usize / WORD_BIT_SIZE).map(move |k| (bits >> (k * WORD_BIT_SIZE)) as Word)
}

/// A number as an exact rational; `None` where its exponent is beyond 2^16.
fn rational(x: &BigFloat) -> Option<BigRational> {
    if x.is_zero() {
        return Some(BigRational::zero());
    }
    let (words, _, sign, exponent, _) = x.as_raw_parts()?;
    if exponent.unsigned_abs() > 1 << 16 {
        return None;
    }
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let sign = match sign {
        Sign::Neg => IntegerSign::Minus,
        Sign::Pos => IntegerSign::Plus,
    };
    let mantissa = BigRational::from_integer(BigInt::from_bytes_le(sign, &bytes));
    let shift = i64::from(exponent) - 8 * bytes.len() as i64;
    let power = BigRational::from_integer(BigInt::from(1) << shift.unsigned_abs());
    Some(if shift >= 0 {
        mantissa * power
    } else {
        mantissa / power
    })
}

/// The size of a number cut off after the bits of a double, and whether nothing was cut off; `None` near the ends of the range.
fn leading_bits(x: &BigFloat) -> Option<(f64, bool)> {
    let (words, _, _, exponent, _) = x.as_raw_parts()?;
    let most = words
        .len()
        .checked_sub(u64::BITS as usize / WORD_BIT_SIZE)?;
    let (rest, top) = words.split_at(most);
    let top = little_endian(top.iter().flat_map(|word| word.to_le_bytes()));
    if top.leading_zeros() > 0 || !(-960..=1024).contains(&exponent) {
        return None;
    }
    let cut = u64::BITS - f64::MANTISSA_DIGITS;
    let mantissa = top >> cut;
    let is_exact = mantissa << cut == top && rest.iter().all(|&word| word == 0);
    let unit = 2f64.powi(exponent - f64::MANTISSA_DIGITS as i32);
    Some((mantissa as f64 * unit, is_exact))
}

/// The nearest double above or below.
fn to_double(x: &BigFloat, up: bool) -> f64 {
    if x.is_zero() {
        return 0.0;
    }
    let negative = x.is_negative();
    // Away from zero, or towards it.
    let away = up != negative;
    let exponent = x.exponent().unwrap_or(i32::MAX);
    let magnitude = if exponent > 1024 {
        if away { f64::INFINITY } else { f64::MAX }
    } else if exponent < -1080 {
        if away { f64::from_bits(1) } else { 0.0 }
    } else if let Some((magnitude, is_exact)) = leading_bits(x) {
        if away && !is_exact {
            magnitude.next_up()
        } else {
            magnitude
        }
    } else {
        let exact = rational(x).map_or_else(BigRational::zero, |x| x.abs());
        let range = Interval::from_rational(&exact);
        if away { range.hi() } else { range.lo() }
    };
    if negative { -magnitude } else { magnitude }
}
