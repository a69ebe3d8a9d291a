//! Exponents in two words.
//!
//! `exp` amplifies an absolute error of its argument into a relative error of its value:
//! at 800 the half unit in the last place alone is 6e-14. Large exponents are therefore
//! kept as an unevaluated sum `hi + lo` until the single call to `exp`.

/// An unevaluated sum `hi + lo` with `|lo|` far below `|hi|`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Exponent {
    hi: f64,
    lo: f64,
}

impl Exponent {
    pub(crate) const ZERO: Self = Self { hi: 0.0, lo: 0.0 };

    /// `hi + lo` exactly (both words are kept).
    pub(crate) fn new(hi: f64, lo: f64) -> Self {
        Self { hi, lo }
    }

    /// The product `a b`, exact but for underflow.
    pub(crate) fn product(a: f64, b: f64) -> Self {
        let hi = a * b;
        Self {
            hi,
            lo: a.mul_add(b, -hi),
        }
    }

    /// `c a^2 / b^2` for `b != 0`, to twice the working precision.
    pub(crate) fn scaled_square_ratio(c: f64, a: f64, b: f64) -> Self {
        let q = a / b;
        // a = q b + r exactly, so (a/b)^2 = q^2 + 2 q r/b + O((r/b)^2).
        let r = (-q).mul_add(b, a) / b;
        let square = Self::product(q, q);
        let hi = c * square.hi;
        let lo = c.mul_add(square.hi, -hi) + c * (2.0f64.mul_add(q * r, square.lo));
        Self { hi, lo }
    }

    /// The sum, with the rounding error of the leading words carried along.
    pub(crate) fn plus(self, other: Self) -> Self {
        let hi = self.hi + other.hi;
        let back = hi - self.hi;
        let error = (self.hi - (hi - back)) + (other.hi - back);
        Self {
            hi,
            lo: error + self.lo + other.lo,
        }
    }

    /// The sum to working precision.
    pub(crate) fn leading(self) -> f64 {
        self.hi
    }

    pub(crate) fn scale_by_power_of_two(self, factor: f64) -> Self {
        Self {
            hi: self.hi * factor,
            lo: self.lo * factor,
        }
    }

    /// `factor * exp(hi + lo)`, finite wherever the product is, 0 on underflow.
    pub(crate) fn exp_times(self, factor: f64) -> f64 {
        // Two halves, so that exp(-800) * 1e200 keeps its digits.
        let half = core_math::exp(0.5 * self.hi);
        factor * half * half.mul_add(self.lo, half)
    }
}

#[cfg(test)]
mod tests {
    use super::Exponent;

    #[test]
    fn squares_keep_the_second_word() {
        let e = Exponent::scaled_square_ratio(-0.5, 799.3, 31.7);
        // 30-digit value of -(799.3/31.7)^2/2 computed from the doubles' decimal inputs differs
        // from the doubles themselves only in the 16th digit, so compare with exact arithmetic.
        use num_rational::BigRational;
        use num_traits::ToPrimitive;
        let exact = |x: f64| BigRational::from_float(x).expect("finite");
        let ratio = exact(799.3) / exact(31.7);
        let truth = -(&ratio * &ratio) / exact(2.0);
        let error = (truth - exact(e.hi) - exact(e.lo)).to_f64().expect("small");
        // Two words of 53 bits each.
        assert!(
            error.abs() < 4.0 * f64::EPSILON * f64::EPSILON * e.hi.abs(),
            "{error:e}"
        );
    }

    #[test]
    fn halves_do_not_underflow_early() {
        let e = Exponent::new(-800.0, 0.0);
        let v = e.exp_times(1e200);
        // The other side's argument is rounded at the size of its terms, 800.
        let other = core_math::exp(-800.0 + 200.0 * std::f64::consts::LN_10);
        assert!((v / other - 1.0).abs() < 800.0 * f64::EPSILON);
    }
}
