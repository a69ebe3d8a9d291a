//! The standard normal density and distribution function.

use super::{BigInterval, Bits, GUARD};

/// Beyond this many deviations the tail is given its leading bound only: `Phi(-x)` is then about as small as exponents of 32 bits reach.
const FAR: f64 = 50_000.0;

impl BigInterval {
    /// The standard normal density.
    pub fn normal_density(&self, bits: Bits) -> Option<Self> {
        let wide = Bits(bits.0 + GUARD);
        let exponent = self.sqr(wide).shift(-1)?.neg();
        let root = Self::pi(wide)?.shift(1)?.sqrt(wide)?;
        exponent.exp(wide)?.div(&root, bits)
    }

    /// The standard normal distribution function, relative accuracy in the lower tail.
    pub fn normal_cdf(&self, bits: Bits) -> Option<Self> {
        let at = |x: Self| {
            let tail = x.abs().upper_tail(bits)?;
            Some(if x.is_negative() || x.is_zero() {
                tail
            } else {
                Self::one().sub(&tail, bits)
            })
        };
        let low = at(self.lower())?;
        if self.is_point() {
            return Some(low);
        }
        Some(low.hull(&at(self.upper())?))
    }

    /// The logarithm of the distribution function, also where that underflows.
    pub fn ln_normal_cdf(&self, bits: Bits) -> Option<Self> {
        let at = |x: Self| {
            if x.is_positive() {
                return x.upper_tail(bits)?.neg().ln_1p(bits);
            }
            if x.to_interval().lo() < -FAR {
                // x^2/(1 + x^2) < Phi(-x) x/phi(x) < 1 for x > 0.
                let square = x.sqr(bits);
                let share = square.div(&square.add(&Self::one(), bits), bits)?;
                let log_root = Self::pi(bits)?.shift(1)?.ln(bits)?.shift(-1)?;
                let log = square
                    .shift(-1)?
                    .neg()
                    .sub(&log_root, bits)
                    .sub(&x.abs().ln(bits)?, bits);
                return Some(log.add(&share.ln(bits)?.hull(&Self::zero()), bits));
            }
            x.abs().upper_tail(bits)?.ln(bits)
        };
        let low = at(self.lower())?;
        if self.is_point() {
            return Some(low);
        }
        Some(low.hull(&at(self.upper())?))
    }

    /// The complementary error function, `2 Phi(-x sqrt 2)`, relative accuracy in the upper tail.
    pub fn erfc(&self, bits: Bits) -> Option<Self> {
        let wide = Bits(bits.0 + GUARD);
        let root = Self::integer(2).sqrt(wide)?;
        self.mul(&root, wide).neg().normal_cdf(bits)?.shift(1)
    }

    /// The scaled complementary error function, `exp(x^2) erfc(x)`, to the relative accuracy of `bits`.
    pub fn erfcx(&self, bits: Bits) -> Option<Self> {
        let at = |x: Self| {
            let wide = Bits(bits.0 + GUARD);
            let scaled = x.mul(&Self::integer(2).sqrt(wide)?, wide);
            if x.is_positive() && scaled.has_asymptotic_tail(wide) {
                let share = scaled.tail_share(wide)?;
                let root = Self::pi(wide)?.sqrt(wide)?;
                return share.div(&root.mul(&x, wide), bits);
            }
            Some(x.sqr(wide).exp(wide)?.mul(&x.erfc(wide)?, bits))
        };
        let low = at(self.lower())?;
        if self.is_point() {
            return Some(low);
        }
        Some(low.hull(&at(self.upper())?))
    }

    /// The error function, relative accuracy at small arguments.
    pub fn erf(&self, bits: Bits) -> Option<Self> {
        let at = |x: Self| {
            if x.to_interval().mag() > 0.5 {
                return Some(Self::one().sub(&x.erfc(bits)?, bits));
            }
            let wide = Bits(bits.0 + GUARD);
            let y = x.abs().mul(&Self::integer(2).sqrt(wide)?, wide);
            let size = y
                .normal_density(wide)?
                .mul(&y.ratio(wide)?, wide)
                .shift(1)?;
            Some(if x.is_negative() { size.neg() } else { size })
        };
        let low = at(self.lower())?;
        if self.is_point() {
            return Some(low);
        }
        Some(low.hull(&at(self.upper())?))
    }

    /// `Phi(-x)` at a point `x >= 0`, to the relative accuracy of `bits`.
    fn upper_tail(&self, bits: Bits) -> Option<Self> {
        let x = self.to_interval().hi();
        if x > FAR {
            // Phi(-x) < phi(x) here; both are far below every double.
            return Some(Self::zero().hull(&self.normal_density(bits)?));
        }
        if self.has_asymptotic_tail(bits) {
            let share = self.tail_share(bits)?;
            self.normal_density(bits)?.mul(&share, bits).div(self, bits)
        } else {
            let wide = Bits(bits.0 + depth(x) as usize + GUARD);
            let half = Self::one().shift(-1)?;
            let body = self.normal_density(wide)?.mul(&self.ratio(wide)?, wide);
            Some(half.sub(&body, wide))
        }
    }

    /// `(Phi(x) - 1/2)/phi(x) = x + x^3/3 + x^5/(3 5) + ...`, `x >= 0`.
    fn ratio(&self, bits: Bits) -> Option<Self> {
        let square = self.sqr(bits);
        let (bound, mut term, mut sum) = (square.to_interval().hi(), self.clone(), self.clone());
        for k in 1i64..1 << 20 {
            term = term
                .mul(&square, bits)
                .div(&Self::integer(2 * k + 1), bits)?;
            sum = sum.add(&term, bits);
            if (2 * k + 3) as f64 <= 2.0 * bound {
                continue;
            }
            // From here on the terms fall by a factor of 2 at least, so the rest is at most the last.
            let small = term.is_zero()
                || i64::from(sum.hi.exponent()?) - i64::from(term.hi.exponent()?)
                    > bits.0 as i64 + 2;
            if small {
                return Some(sum.add(&Self::zero().hull(&term), bits));
            }
        }
        None
    }

    /// Whether the asymptotic series reaches so many bits.
    fn has_asymptotic_tail(&self, bits: Bits) -> bool {
        depth(self.to_interval().hi()) > bits.0 as f64 + 16.0
    }

    /// `Phi(-x) x/phi(x) = 1 - 1/x^2 + 3/x^4 - ...`; the error is at most the first term left out.
    fn tail_share(&self, bits: Bits) -> Option<Self> {
        let inverse = Self::one().div(&self.sqr(bits), bits)?;
        let (mut term, mut sum) = (Self::one(), Self::one());
        for k in 1..1i64 << 20 {
            term = term
                .mul(&inverse, bits)
                .mul(&Self::integer(2 * k - 1), bits)
                .neg();
            if term.is_zero() || i64::from(term.abs().hi.exponent()?) < -(bits.0 as i64) - 2 {
                let rest = term.abs().upper();
                return Some(sum.add(&rest.neg().hull(&rest), bits));
            }
            sum = sum.add(&term, bits);
        }
        None
    }
}

/// The size of `Phi(-x)` in bits.
fn depth(x: f64) -> f64 {
    0.5 * x * x * std::f64::consts::LOG2_E
}
