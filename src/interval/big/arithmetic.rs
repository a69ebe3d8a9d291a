//! `+ - * /`, powers and square root.

use super::{BigInterval, Bits, DOWN, UP};
use astro_float::BigFloat;

impl BigInterval {
    /// `-x`.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self {
            lo: self.hi.neg(),
            hi: self.lo.neg(),
        }
    }

    /// `|x|`.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.lo.is_positive() || self.lo.is_zero() {
            self.clone()
        } else if self.hi.is_negative() {
            self.neg()
        } else {
            Self {
                lo: BigFloat::from_i64(0, 64),
                hi: self.hi.max(&self.lo.neg()),
            }
        }
    }

    /// `x + y`.
    #[must_use]
    pub fn add(&self, other: &Self, bits: Bits) -> Self {
        Self {
            lo: self.lo.add(&other.lo, bits.0, DOWN),
            hi: self.hi.add(&other.hi, bits.0, UP),
        }
    }

    /// `x - y`.
    #[must_use]
    pub fn sub(&self, other: &Self, bits: Bits) -> Self {
        Self {
            lo: self.lo.sub(&other.hi, bits.0, DOWN),
            hi: self.hi.sub(&other.lo, bits.0, UP),
        }
    }

    /// `x y`.
    #[must_use]
    pub fn mul(&self, other: &Self, bits: Bits) -> Self {
        let down = |a: &BigFloat, b: &BigFloat| a.mul(b, bits.0, DOWN);
        let up = |a: &BigFloat, b: &BigFloat| a.mul(b, bits.0, UP);
        let nonnegative = |x: &BigFloat| x.is_zero() || x.is_positive();
        if nonnegative(&self.lo) && nonnegative(&other.lo) {
            return Self {
                lo: down(&self.lo, &other.lo),
                hi: up(&self.hi, &other.hi),
            };
        }
        let pairs = [
            (&self.lo, &other.lo),
            (&self.lo, &other.hi),
            (&self.hi, &other.lo),
            (&self.hi, &other.hi),
        ];
        let [a, b, c, d] = pairs.map(|(x, y)| down(x, y));
        let [e, f, g, h] = pairs.map(|(x, y)| up(x, y));
        Self {
            lo: a.min(&b).min(&c).min(&d),
            hi: e.max(&f).max(&g).max(&h),
        }
    }

    /// `x / y`; `None` where `y` may be 0.
    pub fn div(&self, other: &Self, bits: Bits) -> Option<Self> {
        if !other.is_positive() && !other.is_negative() {
            return None;
        }
        let pairs = [
            (&self.lo, &other.lo),
            (&self.lo, &other.hi),
            (&self.hi, &other.lo),
            (&self.hi, &other.hi),
        ];
        let [a, b, c, d] = pairs.map(|(x, y)| x.div(y, bits.0, DOWN));
        let [e, f, g, h] = pairs.map(|(x, y)| x.div(y, bits.0, UP));
        Self::between(a.min(&b).min(&c).min(&d), e.max(&f).max(&g).max(&h))
    }

    /// `x^2`.
    #[must_use]
    pub fn sqr(&self, bits: Bits) -> Self {
        let x = self.abs();
        x.mul(&x, bits)
    }

    /// `x 2^n`, exactly; `None` beyond the range of exponents.
    pub fn shift(&self, n: i32) -> Option<Self> {
        let scaled = |x: &BigFloat| {
            let mut x = x.clone();
            if !x.is_zero() {
                let exponent = x.exponent()?.checked_add(n)?;
                if exponent.unsigned_abs() > 1 << 30 {
                    return None;
                }
                x.set_exponent(exponent);
            }
            Some(x)
        };
        Self::between(scaled(&self.lo)?, scaled(&self.hi)?)
    }

    /// `x^n`, with `x^0 = 1`; `None` where a divisor may be 0 or a power leaves the range.
    pub fn powi(&self, n: i32, bits: Bits) -> Option<Self> {
        let mut power = Self::one();
        let base = if n % 2 == 0 { self.abs() } else { self.clone() };
        let mut left = n.unsigned_abs();
        let mut square = base;
        while left > 0 {
            if left % 2 == 1 {
                power = power.mul(&square, bits);
            }
            left /= 2;
            if left > 0 {
                square = square.mul(&square, bits);
            }
        }
        let power = Self::between(power.lo, power.hi)?;
        if n < 0 {
            Self::one().div(&power, bits)
        } else {
            Some(power)
        }
    }

    /// The square root; `None` where `x` may be negative.
    pub fn sqrt(&self, bits: Bits) -> Option<Self> {
        if self.lo.is_negative() && !self.lo.is_zero() {
            return None;
        }
        Self::between(self.lo.sqrt(bits.0, DOWN), self.hi.sqrt(bits.0, UP))
    }

    /// The smaller of two.
    #[must_use]
    pub fn min(&self, other: &Self) -> Self {
        Self {
            lo: self.lo.min(&other.lo),
            hi: self.hi.min(&other.hi),
        }
    }

    /// The larger of two.
    #[must_use]
    pub fn max(&self, other: &Self) -> Self {
        Self {
            lo: self.lo.max(&other.lo),
            hi: self.hi.max(&other.hi),
        }
    }
}
