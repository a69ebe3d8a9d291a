//! `+ - * /`, powers and square root.

use super::{BigInterval, Bits, DOWN, UP};
use astro_float::{BigFloat, RoundingMode};
use std::cmp::Ordering;

/// Numbers whose exponents are further apart are not added bit by bit: `astro-float` would write down all the bits between them.
const FAR_APART: i64 = 1 << 16;

/// `a + b`, rounded down or up.
fn sum(a: &BigFloat, b: &BigFloat, bits: Bits, rounding: RoundingMode) -> BigFloat {
    let exponents = a.exponent().zip(b.exponent());
    let gap = exponents.map_or(0, |(p, q)| i64::from(p) - i64::from(q));
    if gap.abs() <= FAR_APART || a.is_zero() || b.is_zero() {
        return a.add(b, bits.0, rounding);
    }
    let (large, small) = match gap.cmp(&0) {
        Ordering::Greater => (a, b),
        _ => (b, a),
    };
    // In the direction of the rounding the small one counts as a larger one, against it as nothing.
    if small.is_positive() != (rounding == UP) {
        return large.add(&BigFloat::from_i64(0, 64), bits.0, rounding);
    }
    let mut stand_in = BigFloat::from_i64(if small.is_positive() { 1 } else { -1 }, 64);
    stand_in.set_exponent(large.exponent().unwrap_or(0) - (FAR_APART / 2) as i32);
    large.add(&stand_in, bits.0, rounding)
}

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
            lo: sum(&self.lo, &other.lo, bits, DOWN),
            hi: sum(&self.hi, &other.hi, bits, UP),
        }
    }

    /// `x - y`.
    #[must_use]
    pub fn sub(&self, other: &Self, bits: Bits) -> Self {
        Self {
            lo: sum(&self.lo, &other.hi.neg(), bits, DOWN),
            hi: sum(&self.hi, &other.lo.neg(), bits, UP),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_numbers_far_apart_are_enclosed_and_quick() {
        let bits = Bits(128);
        let one = BigInterval::one();
        for shift in [-70_000, -1_000_000_000] {
            for sign in [1, -1] {
                let tiny = BigInterval::integer(sign).shift(shift).unwrap();
                for sum in [one.add(&tiny, bits), tiny.add(&one, bits)] {
                    // The value lies strictly between the ends on the side of the tiny number.
                    let beyond = if sign > 0 { sum.upper() } else { sum.lower() };
                    let (near, gap) = (one.sub(&sum, bits), one.sub(&beyond, bits).abs());
                    assert!(!near.is_positive() && !near.is_negative() && gap.is_positive());
                    assert!(gap.certainly_lt(&one.shift(-120).unwrap()));
                }
                let back = one.sub(&one.add(&tiny, bits), bits);
                assert!(!back.is_positive() && !back.is_negative());
            }
        }
    }
}
