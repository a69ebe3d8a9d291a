//! Powers with integer, rational and real exponents.

use super::elementary::{above, below};
use super::{Decoration, Interval};
use num_rational::Ratio;

impl Interval {
    /// `x^n` for an integer `n`, with `x^0 = 1`; negative powers exclude zero from the domain.
    ///
    /// Two ulps wide at a point at most (six for negative `n`), and a point where repeated multiplication is
    /// exact.
    ///
    /// ```
    /// use forgetting::interval::Interval;
    /// let x = Interval::from_bounds(-2.0, 3.0);
    /// assert_eq!(x.pow_int(3), Interval::from_bounds(-8.0, 27.0));
    /// assert!(!x.pow_int(-1).is_defined());
    /// ```
    #[must_use]
    pub fn pow_int(self, n: i32) -> Self {
        if self.is_empty() {
            return self;
        }
        match n {
            0 => Self::ONE.at_most(self.decoration()),
            1 => self,
            2 => self.sqr(),
            _ if n < 0 => self.pow_int_negative(n),
            _ if n % 2 == 0 => {
                let size = self.abs();
                let lo = magnitude_pow(size.lo(), n).lo();
                let hi = magnitude_pow(size.hi(), n).hi();
                Self::build(lo, hi, size.decoration())
                    .with_open(size.open_lo(), size.open_hi())
                    .positive_if(size.is_positive())
            }
            _ => {
                let odd = |x: f64| {
                    let p = magnitude_pow(x.abs(), n);
                    if x < 0.0 { -p } else { p }
                };
                Self::build(odd(self.lo()).lo(), odd(self.hi()).hi(), self.decoration())
                    .with_open(self.open_lo(), self.open_hi())
                    .positive_if(self.is_positive())
            }
        }
    }

    /// `x^n`, `n < 0`: the reciprocal, piecewise on the two sides of zero.
    fn pow_int_negative(self, n: i32) -> Self {
        // i32::MIN has no positive counterpart; x^MIN = (x^2)^(MIN / 2).
        if n == i32::MIN {
            return self.sqr().pow_int(n / 2);
        }
        let quotient = Self::ONE / self.pow_int(-n);
        if self.contains_zero() {
            quotient
        } else {
            // A power that underflows to zero makes the bound infinite, not the function undefined.
            Self::build(quotient.lo(), quotient.hi(), self.decoration())
                .with_open(quotient.open_lo(), quotient.open_hi())
        }
    }

    /// `x^(p/q)` as `exp((p/q) ln x)`, domain `x > 0`, and `x = 0` where the exponent is positive.
    ///
    /// An integer exponent is [`Interval::pow_int`], with its larger domain. The real odd roots of
    /// negative numbers are *not* taken. Within two ulps for exponents that are doubles.
    #[must_use]
    pub fn pow_rational(self, exponent: Ratio<i64>) -> Self {
        if exponent.is_integer()
            && let Ok(n) = i32::try_from(exponent.to_integer())
        {
            return self.pow_int(n);
        }
        if exponent == Ratio::new(1, 2) {
            return self.sqrt();
        }
        let number = |n: i64| {
            let nearest = n as f64;
            if nearest as i128 == i128::from(n) {
                Self::point(nearest)
            } else {
                Self::constant(nearest.next_down(), nearest.next_up())
            }
        };
        self.pow(number(*exponent.numer()) / number(*exponent.denom()))
    }

    /// `x^y` as `exp(y ln x)`, domain `x > 0`, and `x = 0` where `y > 0` (IEEE 1788-2015, `pow`).
    ///
    /// Monotone in each variable on `x > 0`, so the four corners decide; within one ulp of the range.
    #[must_use]
    pub fn pow(self, exponent: Self) -> Self {
        if self.is_empty() || exponent.is_empty() {
            return Self::EMPTY.at_most(self.decoration().min(exponent.decoration()));
        }
        let mut decoration = self.decoration().min(exponent.decoration());
        let zero_allowed = exponent.lo() > 0.0;
        let base = self.restrict(0.0, !zero_allowed, f64::INFINITY, false);
        if base.is_empty() {
            // Zero to positive powers is zero even if the exponent reaches down to zero or below.
            let only_zero = self.hi() == 0.0 && exponent.hi() > 0.0;
            decoration = decoration.min(Decoration::Trv);
            return if only_zero {
                Self::ZERO.at_most(decoration)
            } else {
                Self::EMPTY.at_most(decoration)
            };
        }
        decoration = decoration.min(base.decoration());
        let (mut lo, mut hi) = (f64::INFINITY, 0.0f64);
        for x in [base.lo(), base.hi()] {
            for y in [exponent.lo(), exponent.hi()] {
                let (down, up) = corner_pow(x, y);
                lo = lo.min(down);
                hi = hi.max(up);
            }
        }
        Self::build(lo, hi, decoration).positive_if(base.is_positive())
    }
}

/// `x^y` in the limit at a corner of `[0, inf] x [-inf, inf]`, rounded both ways.
fn corner_pow(x: f64, y: f64) -> (f64, f64) {
    if x == 1.0 || y == 0.0 {
        // Next to an infinite partner the limit is undetermined, but the other corners of such a box reach
        // 0 or infinity; 1 is a value taken inside.
        return (1.0, 1.0);
    }
    if x == 0.0 {
        return if y > 0.0 {
            (0.0, 0.0)
        } else {
            (f64::INFINITY, f64::INFINITY)
        };
    }
    if x.is_infinite() || y.is_infinite() {
        let grows = (x > 1.0) == (y > 0.0);
        return if grows {
            (f64::INFINITY, f64::INFINITY)
        } else {
            (0.0, 0.0)
        };
    }
    let r = core_math::pow(x, y);
    (below(r, false).max(0.0), above(r, false))
}

/// `x^n` for `x >= 0` (perhaps infinite) and `n >= 1`.
fn magnitude_pow(x: f64, n: i32) -> Interval {
    if x == 0.0 || x.is_infinite() {
        return Interval::constant(x.min(f64::MAX), x);
    }
    // The neighbours of the correctly rounded power, sharpened to a point where products are exact.
    let r = core_math::pow(x, f64::from(n));
    let rounded = Interval::build(below(r, false).max(0.0), above(r, false), Decoration::Com);
    if n > 64 {
        return rounded;
    }
    let (mut square, mut rest, mut product) = (Interval::point(x), n, Interval::ONE);
    loop {
        if rest % 2 == 1 {
            product = product * square;
        }
        rest /= 2;
        if rest == 0 {
            return rounded.meet(product);
        }
        square = square.sqr();
    }
}
