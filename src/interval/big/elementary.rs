//! Exponentials, logarithms and what is made of them without cancellation.

use super::{BigInterval, Bits, DOWN, GUARD, UP, with_constants};
use astro_float::{BigFloat, Consts, RoundingMode};

/// Arguments of `exp` beyond are refused or give a bound: the exponents of `astro-float` have 31 bits.
const LARGEST_EXPONENT: f64 = 7.0e8;
/// Below, `ln(1 + x)` and `exp(x) - 1` are summed as series.
const SMALL: f64 = 0.015_625;

/// A value of an elementary function with its error of a few units 32 bits further on.
fn widened(x: &BigFloat, bits: Bits) -> Option<BigInterval> {
    if x.is_nan() || x.is_inf() {
        return None;
    }
    if x.is_zero() {
        return Some(BigInterval::zero());
    }
    let mut slack = BigFloat::from_i64(1, 64);
    slack.set_exponent(x.exponent()?.checked_sub(bits.0 as i32)?);
    BigInterval::between(x.sub(&slack, bits.0, DOWN), x.add(&slack, bits.0, UP))
}

impl BigInterval {
    /// The hull of the images of the two ends, for a monotone function.
    fn monotone(&self, at: impl Fn(&BigFloat) -> Option<Self>) -> Option<Self> {
        let low = at(&self.lo)?;
        if self.is_point() {
            return Some(low);
        }
        Some(low.hull(&at(&self.hi)?))
    }

    /// `f` of `astro-float` at the ends, with an error bound.
    pub(super) fn elementary(
        &self,
        bits: Bits,
        f: impl Fn(&BigFloat, usize, RoundingMode, &mut Consts) -> BigFloat,
    ) -> Option<Self> {
        let precision = bits.0 + GUARD;
        self.monotone(|x| {
            let value = with_constants(|c| f(x, precision, RoundingMode::ToEven, c))?;
            widened(&value, bits)
        })
    }

    /// The exponential; `None` for exponents beyond 7e8. Below -7e8 it is `[0, 2^-1e9]`.
    pub fn exp(&self, bits: Bits) -> Option<Self> {
        if self.is_zero() {
            return Some(Self::one());
        }
        let range = self.to_interval();
        if range.hi() > LARGEST_EXPONENT {
            return None;
        }
        if range.lo() < -LARGEST_EXPONENT {
            // e^-7e8 < 2^-1e9; the upper end is exact enough for whoever sees so small a number.
            let top = if range.hi() < -LARGEST_EXPONENT {
                Self::one().shift(-1_000_000_000)?
            } else {
                self.upper().exp(bits)?
            };
            return Some(Self::zero().hull(&top));
        }
        self.elementary(bits, |x, p, rm, c| x.exp(p, rm, c))
    }

    /// The natural logarithm; `None` where `x` may not be positive.
    pub fn ln(&self, bits: Bits) -> Option<Self> {
        if !self.is_positive() {
            return None;
        }
        let one = BigFloat::from_i64(1, 64);
        self.monotone(|x| {
            if *x == one {
                return Some(Self::zero());
            }
            let precision = bits.0 + GUARD;
            let value = with_constants(|c| x.ln(precision, RoundingMode::ToEven, c))?;
            widened(&value, bits)
        })
    }

    /// The terms of a series whose terms fall by a factor of at least 2 from one to the next, with the bound `|last term|` for
    /// what is left out.
    pub(super) fn series(bits: Bits, mut next: impl FnMut(i64) -> Option<Self>) -> Option<Self> {
        let mut sum = Self::zero();
        for k in 1..=(2 * bits.0 as i64 + 64) {
            let term = next(k)?;
            sum = sum.add(&term, bits);
            let size = term.abs();
            let done = size.is_zero()
                || match (size.hi.exponent(), sum.abs().hi.exponent()) {
                    (Some(small), Some(large)) => {
                        i64::from(large) - i64::from(small) > bits.0 as i64 + 2
                    }
                    _ => false,
                };
            if done {
                let rest = size.upper();
                return Some(sum.add(&rest.neg().hull(&rest), bits));
            }
        }
        None
    }

    /// `ln(1 + x)` to full relative accuracy; `None` where `x` may not exceed -1.
    pub fn ln_1p(&self, bits: Bits) -> Option<Self> {
        if self.is_zero() {
            return Some(Self::zero());
        }
        if self.to_interval().mag() > SMALL {
            return self.add(&Self::one(), Bits(bits.0 + GUARD)).ln(bits);
        }
        let wide = Bits(bits.0 + GUARD);
        self.monotone(|x| {
            let x = Self::between(x.clone(), x.clone())?;
            let mut power = Self::one().neg();
            Self::series(wide, |k| {
                power = power.mul(&x, wide).neg();
                power.div(&Self::integer(k), wide)
            })
        })
    }

    /// `exp(x) - 1` to full relative accuracy.
    pub fn exp_m1(&self, bits: Bits) -> Option<Self> {
        if self.is_zero() {
            return Some(Self::zero());
        }
        if self.to_interval().mag() > SMALL {
            let wide = Bits(bits.0 + GUARD);
            return Some(self.exp(wide)?.sub(&Self::one(), bits));
        }
        let wide = Bits(bits.0 + GUARD);
        self.monotone(|x| {
            let x = Self::between(x.clone(), x.clone())?;
            let mut term = Self::one();
            Self::series(wide, |k| {
                term = term.mul(&x, wide).div(&Self::integer(k), wide)?;
                Some(term.clone())
            })
        })
    }

    /// The hyperbolic sine.
    pub fn sinh(&self, bits: Bits) -> Option<Self> {
        self.monotone(|x| {
            let x = Self::between(x.clone(), x.clone())?;
            // (m + m/(1 + m))/2 for m = e^x - 1.
            let m = x.abs().exp_m1(bits)?;
            let half = m
                .add(&m.div(&m.add(&Self::one(), bits), bits)?, bits)
                .shift(-1)?;
            Some(if x.is_negative() { half.neg() } else { half })
        })
    }

    /// The hyperbolic cosine.
    pub fn cosh(&self, bits: Bits) -> Option<Self> {
        self.abs().monotone(|x| {
            let e = Self::between(x.clone(), x.clone())?.exp(bits)?;
            e.add(&Self::one().div(&e, bits)?, bits).shift(-1)
        })
    }

    /// The hyperbolic tangent.
    pub fn tanh(&self, bits: Bits) -> Option<Self> {
        self.monotone(|x| {
            let x = Self::between(x.clone(), x.clone())?;
            // -m/(2 + m) for m = e^(-2|x|) - 1.
            let m = x.abs().neg().shift(1)?.exp_m1(bits)?;
            let size = m.neg().div(&m.add(&Self::integer(2), bits), bits)?;
            Some(if x.is_negative() { size.neg() } else { size })
        })
    }

    /// The hyperbolic secant, without overflow.
    pub fn sech(&self, bits: Bits) -> Option<Self> {
        self.abs().monotone(|x| {
            let e = Self::between(x.clone(), x.clone())?.neg().exp(bits)?;
            e.shift(1)?.div(&e.sqr(bits).add(&Self::one(), bits), bits)
        })
    }

    /// The logistic function.
    pub fn sigmoid(&self, bits: Bits) -> Option<Self> {
        self.monotone(|x| {
            let x = Self::between(x.clone(), x.clone())?;
            let e = x.abs().neg().exp(bits)?;
            let whole = e.add(&Self::one(), bits);
            if x.is_negative() {
                e.div(&whole, bits)
            } else {
                Self::one().div(&whole, bits)
            }
        })
    }

    /// `ln(1 + e^x)`.
    pub fn softplus(&self, bits: Bits) -> Option<Self> {
        self.monotone(|x| {
            let x = Self::between(x.clone(), x.clone())?;
            let tail = x.abs().neg().exp(bits)?.ln_1p(bits)?;
            Some(if x.is_negative() {
                tail
            } else {
                tail.add(&x, bits)
            })
        })
    }

    /// The log-odds `ln(p/(1 - p))`; `None` unless `0 < p < 1` for certain.
    pub fn logit(&self, bits: Bits) -> Option<Self> {
        self.monotone(|p| {
            let p = Self::between(p.clone(), p.clone())?;
            // The complement of a number with a far exponent must not round to 1.
            let complement = Self::one().sub(&p, Bits(bits.0 + GUARD));
            if p.to_interval().mag() < SMALL {
                return Some(p.ln(bits)?.sub(&p.neg().ln_1p(bits)?, bits));
            }
            p.div(&complement, bits)?.ln(bits)
        })
    }

    /// `ln(1 - e^-x)`; `None` unless `x > 0` for certain.
    pub fn ln_1m_exp(&self, bits: Bits) -> Option<Self> {
        self.monotone(|x| {
            let x = Self::between(x.clone(), x.clone())?;
            if !x.is_positive() {
                return None;
            }
            if x.to_interval().hi() < 0.7 {
                x.neg().exp_m1(bits)?.neg().ln(bits)
            } else {
                x.neg().exp(bits)?.neg().ln_1p(bits)
            }
        })
    }

    /// `x^y = exp(y ln x)` for `x > 0`, and 0 for `x = 0 < y`.
    pub fn pow(&self, exponent: &Self, bits: Bits) -> Option<Self> {
        if self.is_zero() && exponent.is_positive() {
            return Some(Self::zero());
        }
        let wide = Bits(bits.0 + GUARD);
        self.ln(wide)?.mul(exponent, wide).exp(bits)
    }
}
