//! Numbers of many bits without an enclosure, for searches whose result is checked otherwise.

use super::{Bits, with_constants};
use astro_float::{BigFloat, RoundingMode};
use std::ops::{Add, Div, Mul, Neg, Sub};

const NEAREST: RoundingMode = RoundingMode::ToEven;

/// A number with the precision it was made with; results have that of the first operand.
///
/// ```
/// use forgetting::interval::big::{BigNumber, Bits};
/// let x = BigNumber::new(1e-200, Bits(128));
/// assert!((x.exp_m1() / &x).to_f64() == 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct BigNumber {
    value: BigFloat,
    bits: usize,
}

/// Below `2^-24`, `exp(x) - 1` and `ln(1 + x)` are summed as series.
const SMALL: i32 = -24;

macro_rules! operator {
    ($trait:ident, $name:ident) => {
        impl $trait<&BigNumber> for &BigNumber {
            type Output = BigNumber;
            fn $name(self, other: &BigNumber) -> BigNumber {
                self.with(self.value.$name(&other.value, self.bits, NEAREST))
            }
        }
        impl $trait<BigNumber> for BigNumber {
            type Output = BigNumber;
            fn $name(self, other: BigNumber) -> BigNumber {
                (&self).$name(&other)
            }
        }
        impl $trait<&BigNumber> for BigNumber {
            type Output = BigNumber;
            fn $name(self, other: &BigNumber) -> BigNumber {
                (&self).$name(other)
            }
        }
        impl $trait<BigNumber> for &BigNumber {
            type Output = BigNumber;
            fn $name(self, other: BigNumber) -> BigNumber {
                self.$name(&other)
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

impl Neg for BigNumber {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            value: self.value.neg(),
            bits: self.bits,
        }
    }
}

impl BigNumber {
    /// A finite double, exactly.
    pub fn new(x: f64, bits: Bits) -> Self {
        Self {
            value: BigFloat::from_f64(x, bits.0),
            bits: bits.0,
        }
    }

    fn with(&self, value: BigFloat) -> Self {
        Self {
            value,
            bits: self.bits,
        }
    }

    /// A double at this number's precision.
    #[must_use]
    pub fn like(&self, x: f64) -> Self {
        Self::new(x, Bits(self.bits))
    }

    /// The exponential.
    #[must_use]
    pub fn exp(&self) -> Self {
        let value = with_constants(|c| self.value.exp(self.bits, NEAREST, c));
        self.with(value.unwrap_or_else(|| astro_float::NAN.clone()))
    }

    /// The natural logarithm.
    #[must_use]
    pub fn ln(&self) -> Self {
        let value = with_constants(|c| self.value.ln(self.bits, NEAREST, c));
        self.with(value.unwrap_or_else(|| astro_float::NAN.clone()))
    }

    /// The square root.
    #[must_use]
    pub fn sqrt(&self) -> Self {
        self.with(self.value.sqrt(self.bits, NEAREST))
    }

    /// $2^n$ times the number.
    #[must_use]
    pub fn shift(&self, n: i32) -> Self {
        let mut value = self.value.clone();
        if let Some(exponent) = value.exponent().filter(|_| !value.is_zero()) {
            value.set_exponent(exponent + n);
        }
        self.with(value)
    }

    /// $e^x-1$ without cancellation.
    #[must_use]
    pub fn exp_m1(&self) -> Self {
        if !self.is_below(SMALL) {
            return self.exp() - self.like(1.0);
        }
        let mut term = self.clone();
        self.series(|k| {
            if k > 1 {
                term = &term * self / self.like(f64::from(k));
            }
            term.clone()
        })
    }

    /// $\log(1+x)$ without cancellation.
    #[must_use]
    pub fn ln_1p(&self) -> Self {
        if !self.is_below(SMALL) {
            return (self + self.like(1.0)).ln();
        }
        let mut power = self.clone();
        self.series(|k| {
            if k > 1 {
                power = -(&power * self);
            }
            &power / self.like(f64::from(k))
        })
    }

    /// The sum of terms that fall by $2^{-24}$ or faster.
    fn series(&self, mut term: impl FnMut(u32) -> Self) -> Self {
        let mut sum = self.like(0.0);
        for k in 1..=(2 + self.bits as u32 / SMALL.unsigned_abs()) {
            sum = sum + term(k);
        }
        sum
    }

    /// Whether it is below $2^n$ in size.
    pub fn is_below(&self, n: i32) -> bool {
        self.value.is_zero() || self.value.exponent().is_some_and(|e| e <= n)
    }

    /// Whether it is at most $2^n$ times the other in size.
    pub fn is_within(&self, n: i32, other: &Self) -> bool {
        self.value.abs() <= other.shift(n).value.abs()
    }

    /// Whether it is above 0.
    pub fn is_positive(&self) -> bool {
        self.value.is_positive() && !self.value.is_zero()
    }

    /// Whether it is a number.
    pub fn is_finite(&self) -> bool {
        !self.value.is_nan() && !self.value.is_inf()
    }

    /// A double next to it; 0 below the range.
    pub fn to_f64(&self) -> f64 {
        if !self.is_finite() {
            return f64::NAN;
        }
        super::to_double(&self.value, false)
    }
}
