//! `+ - * /`, absolute value, minimum, maximum, square and reciprocal.

use super::rounding::{add_down, add_up, div_down, div_up, mul_down, mul_up};
use super::{Decoration, Interval};
use std::ops::{Add, Div, Mul, Neg, Sub};

impl Interval {
    /// The decoration two operands pass on.
    #[inline]
    fn joint(self, other: Self) -> Decoration {
        self.decoration().min(other.decoration())
    }

    /// The empty result of an operation on `self` and `other`.
    #[inline]
    fn empty_with(self, other: Self) -> Self {
        Self::EMPTY.at_most(self.joint(other))
    }

    /// `x^2`, tighter than `x * x` where the interval contains zero.
    ///
    /// ```
    /// use forgetting::interval::Interval;
    /// let x = Interval::from_bounds(-1.0, 2.0);
    /// assert_eq!((x.sqr().lo(), x.sqr().hi()), (0.0, 4.0));
    /// ```
    #[must_use]
    pub fn sqr(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let x = self.abs();
        let (small, large) = (x.lo(), x.hi());
        let square = Self::build(mul_down(small, small), mul_up(large, large), x.decoration());
        square
            .with_open(x.open_lo(), x.open_hi() || large.is_infinite())
            .positive_if(x.is_positive())
    }

    /// Without zero as lower end, where every value is known to be positive.
    #[inline]
    pub(super) fn positive_if(self, positive: bool) -> Self {
        self.with_open(positive && self.lo() == 0.0, false)
    }

    /// The quotient of nonempty sets, the divisor positive everywhere.
    #[inline]
    fn divided_by_positive(self, other: Self, decoration: Decoration) -> Self {
        let (a, b, c, d) = (self.lo(), self.hi(), other.lo(), other.hi());
        // Quotients near a divisor that tends to zero are unbounded, and zero by zero is never formed.
        let by_least = |x: f64, sign: f64, divide: fn(f64, f64) -> f64| {
            if c > 0.0 {
                divide(x, c)
            } else if x == 0.0 {
                0.0
            } else {
                sign * f64::INFINITY
            }
        };
        let lo = if a >= 0.0 {
            div_down(a, d)
        } else {
            by_least(a, -1.0, div_down)
        };
        let hi = if b <= 0.0 {
            div_up(b, d)
        } else {
            by_least(b, 1.0, div_up)
        };
        let open_lo = self.open_lo()
            || if a > 0.0 {
                other.open_hi()
            } else {
                a < 0.0 && other.open_lo()
            };
        let open_hi = self.open_hi()
            || if b < 0.0 {
                other.open_hi()
            } else {
                b > 0.0 && other.open_lo()
            };
        Self::build(lo, hi, decoration).with_open(
            open_lo || lo == 0.0 && self.is_positive(),
            open_hi || hi == 0.0 && (-self).is_positive(),
        )
    }

    /// The product of two nonempty sets of numbers that are not negative.
    #[inline]
    fn magnitude_product(self, other: Self) -> Self {
        let (a, b, c, d) = (self.lo(), self.hi(), other.lo(), other.hi());
        Self::build(mul_down(a, c), mul_up(b, d), self.joint(other))
            .with_open(
                a > 0.0 && c > 0.0 && (self.open_lo() || other.open_lo()),
                b > 0.0 && d > 0.0 && (self.open_hi() || other.open_hi()),
            )
            .positive_if(self.is_positive() && other.is_positive())
    }

    /// `1 / x`, see division for intervals containing zero.
    #[must_use]
    pub fn recip(self) -> Self {
        Self::ONE / self
    }

    /// `|x|`.
    #[must_use]
    pub fn abs(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let (a, b) = (self.lo(), self.hi());
        if a >= 0.0 {
            self
        } else if b <= 0.0 {
            -self
        } else {
            let open = (self.open_lo() || -a < b) && (self.open_hi() || b < -a);
            Self::build(0.0, self.mag(), self.decoration()).with_open(false, open)
        }
    }

    /// The pointwise minimum of two quantities.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return self.empty_with(other);
        }
        Self::build(
            self.lo().min(other.lo()),
            self.hi().min(other.hi()),
            self.joint(other),
        )
        .with_open(
            (self.open_lo() || self.lo() > other.lo())
                && (other.open_lo() || other.lo() > self.lo()),
            self.open_hi() && self.hi() <= other.hi() || other.open_hi() && other.hi() <= self.hi(),
        )
    }

    /// The pointwise maximum of two quantities.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return self.empty_with(other);
        }
        Self::build(
            self.lo().max(other.lo()),
            self.hi().max(other.hi()),
            self.joint(other),
        )
        .with_open(
            self.open_lo() && self.lo() >= other.lo() || other.open_lo() && other.lo() >= self.lo(),
            (self.open_hi() || self.hi() < other.hi())
                && (other.open_hi() || other.hi() < self.hi()),
        )
    }
}

impl Neg for Interval {
    type Output = Self;

    fn neg(self) -> Self {
        if self.is_empty() {
            return self;
        }
        Self::build(-self.hi(), -self.lo(), self.decoration())
            .with_open(self.open_hi(), self.open_lo())
    }
}

impl Add for Interval {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return self.empty_with(other);
        }
        Self::build(
            add_down(self.lo(), other.lo()),
            add_up(self.hi(), other.hi()),
            self.joint(other),
        )
        .with_open(
            self.open_lo() || other.open_lo(),
            self.open_hi() || other.open_hi(),
        )
    }
}

impl Sub for Interval {
    type Output = Self;

    #[inline]
    fn sub(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return self.empty_with(other);
        }
        Self::build(
            add_down(self.lo(), -other.hi()),
            add_up(self.hi(), -other.lo()),
            self.joint(other),
        )
        .with_open(
            self.open_lo() || other.open_hi(),
            self.open_hi() || other.open_lo(),
        )
    }
}

impl Mul for Interval {
    type Output = Self;

    #[inline]
    fn mul(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return self.empty_with(other);
        }
        let (a, b, c, d) = (self.lo(), self.hi(), other.lo(), other.hi());
        if (a >= 0.0 || b <= 0.0) && (c >= 0.0 || d <= 0.0) {
            let product = self.abs().magnitude_product(other.abs());
            return if (a >= 0.0) == (c >= 0.0) {
                product
            } else {
                -product
            };
        }
        let (lo, hi) = if a >= 0.0 {
            (mul_down(b, c), mul_up(b, d))
        } else if b <= 0.0 {
            (mul_down(a, d), mul_up(a, c))
        } else if c >= 0.0 {
            (mul_down(a, d), mul_up(b, d))
        } else if d <= 0.0 {
            (mul_down(b, c), mul_up(a, c))
        } else {
            (
                mul_down(a, d).min(mul_down(b, c)),
                mul_up(a, c).max(mul_up(b, d)),
            )
        };
        Self::build(lo, hi, self.joint(other))
    }
}

/// Division as in IEEE 1788-2015 (table 9.1): where the divisor contains zero the result is the hull of
/// the quotients that exist (empty for the divisor `[0, 0]`), decorated `trv`.
impl Div for Interval {
    type Output = Self;

    #[inline]
    fn div(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return self.empty_with(other);
        }
        let (a, b, c, d) = (self.lo(), self.hi(), other.lo(), other.hi());
        let decoration = self.joint(other);
        if other.is_positive() {
            return self.divided_by_positive(other, decoration);
        }
        if (-other).is_positive() {
            return (-self) / (-other);
        }
        let decoration = decoration.min(Decoration::Trv);
        if c == 0.0 && d == 0.0 {
            return Self::EMPTY.at_most(decoration);
        }
        if a == 0.0 && b == 0.0 {
            return Self::build(0.0, 0.0, decoration);
        }
        let entire = Self::ENTIRE.at_most(decoration);
        if (c < 0.0 && d > 0.0) || (a < 0.0 && b > 0.0) {
            return entire;
        }
        let (lo, hi) = match (a >= 0.0, c == 0.0) {
            (true, true) => (div_down(a, d), f64::INFINITY),
            (true, false) => (f64::NEG_INFINITY, div_up(a, c)),
            (false, true) => (f64::NEG_INFINITY, div_up(b, d)),
            (false, false) => (div_down(b, c), f64::INFINITY),
        };
        Self::build(lo, hi, decoration)
    }
}

impl Add<f64> for Interval {
    type Output = Self;

    fn add(self, other: f64) -> Self {
        self + Self::point(other)
    }
}

impl Sub<f64> for Interval {
    type Output = Self;

    fn sub(self, other: f64) -> Self {
        self - Self::point(other)
    }
}

impl Mul<f64> for Interval {
    type Output = Self;

    fn mul(self, other: f64) -> Self {
        self * Self::point(other)
    }
}

impl Div<f64> for Interval {
    type Output = Self;

    fn div(self, other: f64) -> Self {
        self / Self::point(other)
    }
}
