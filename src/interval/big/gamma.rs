//! The gamma function and its relatives by Stirling's series.

use super::{BigInterval, Bits, GUARD};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::sync::OnceLock;

/// Terms of the series at most.
const MOST_TERMS: usize = 120;
/// `log2 (2 MOST_TERMS)!`, rounded up.
const FACTORIAL_BITS: f64 = 1557.0;

/// B_0, B_2, ..., B_2n of the even Bernoulli numbers.
fn bernoulli() -> &'static [BigRational] {
    static NUMBERS: OnceLock<Vec<BigRational>> = OnceLock::new();
    NUMBERS.get_or_init(|| {
        // By the recurrence sum_{j<=m} C(m+1, j) B_j = 0.
        let whole = |n: usize| BigRational::from_integer(BigInt::from(n));
        let mut all: Vec<BigRational> = vec![BigRational::one()];
        for m in 1..=2 * MOST_TERMS {
            let (mut choose, mut sum) = (BigRational::one(), BigRational::zero());
            for (j, number) in all.iter().enumerate() {
                sum += &choose * number;
                choose = choose * whole(m + 1 - j) / whole(j + 1);
            }
            all.push(-sum / whole(m + 1));
        }
        all.into_iter().step_by(2).collect()
    })
}

impl BigInterval {
    /// The gamma function of a positive number.
    pub fn gamma(&self, bits: Bits) -> Option<Self> {
        // The logarithm is about x ln x: so many bits more.
        let size = self.to_interval().mag().max(2.0).log2().ceil() as usize;
        self.ln_gamma(Bits(bits.0 + 2 * size + GUARD))?.exp(bits)
    }

    /// The logarithm of the gamma function of a positive number.
    pub fn ln_gamma(&self, bits: Bits) -> Option<Self> {
        let wide = Bits(bits.0 + GUARD);
        let whole = self.over_the_turn(|x| {
            let (y, factors) =
                x.carried_up(wide, Self::one(), |product, y| Some(product.mul(y, wide)))?;
            let log_root = Self::pi(wide)?.shift(1)?.ln(wide)?.shift(-1)?;
            let half = Self::one().shift(-1)?;
            let body = y.sub(&half, wide).mul(&y.ln(wide)?, wide).sub(&y, wide);
            let series = y.stirling(wide, |k| (2 * k * (2 * k - 1), 2 * k - 1))?;
            let above = body.add(&log_root, wide).add(&series, wide);
            Some(above.sub(&factors.ln(wide)?, bits))
        })?;
        Some(whole)
    }

    /// The logarithmic derivative of the gamma function of a positive number.
    pub fn digamma(&self, bits: Bits) -> Option<Self> {
        let wide = Bits(bits.0 + GUARD);
        let at = |x: Self| {
            let (y, carried) = x.carried_up(wide, Self::zero(), |sum, y| {
                Some(sum.add(&Self::one().div(y, wide)?, wide))
            })?;
            let half = Self::one().div(&y.shift(1)?, wide)?;
            let series = y.stirling(wide, |k| (2 * k, 2 * k))?;
            let above = y.ln(wide)?.sub(&half, wide).sub(&series, wide);
            Some(above.sub(&carried, bits))
        };
        let low = at(self.lower())?;
        if self.is_point() {
            return Some(low);
        }
        Some(low.hull(&at(self.upper())?))
    }

    /// A function of the ends that falls before the turn of the gamma function and rises after it; none where the turn is inside.
    fn over_the_turn(&self, at: impl Fn(Self) -> Option<Self>) -> Option<Self> {
        let low = at(self.lower())?;
        if self.is_point() {
            return Some(low);
        }
        let range = self.to_interval();
        if range.lo() < 1.47 && range.hi() > 1.46 {
            return None;
        }
        Some(low.hull(&at(self.upper())?))
    }

    /// A positive point carried up by ones to where the series reaches so many bits, with what the steps add up to.
    fn carried_up(
        &self,
        bits: Bits,
        start: Self,
        step: impl Fn(&Self, &Self) -> Option<Self>,
    ) -> Option<(Self, Self)> {
        if !self.is_positive() {
            return None;
        }
        // The terms 2 (2k)!/(2 pi y)^2k fall until k is about pi y, to e^(-2 pi y); or as far as there are terms.
        let bits_of = bits.0 as f64;
        let all_terms = (bits_of + FACTORIAL_BITS) / (2 * MOST_TERMS) as f64;
        let far = (0.18 * bits_of + 8.0).max(all_terms.exp2() / std::f64::consts::TAU);
        let (mut y, mut sum) = (self.clone(), start);
        while y.to_interval().lo() < far {
            sum = step(&sum, &y)?;
            y = y.add(&Self::one(), bits);
        }
        Some((y, sum))
    }

    /// `sum of B_2k/(divisor y^power)` with the divisor and the power of the k-th term, k >= 1; the rest of these alternating series
    /// is at most the first term left out (Abramowitz and Stegun 6.1.42, 6.3.18).
    fn stirling(&self, bits: Bits, term: impl Fn(i64) -> (i64, i64)) -> Option<Self> {
        let inverse = Self::one().div(&self.sqr(bits), bits)?;
        let mut power = Self::one().div(&self.powi(term(1).1 as i32, bits)?, bits)?;
        let mut sum = Self::zero();
        for (k, number) in (1i64..).zip(&bernoulli()[1..]) {
            let number = Self::from_rational(number, bits);
            let next = number
                .mul(&power, bits)
                .div(&Self::integer(term(k).0), bits)?;
            if next.is_zero() || i64::from(next.abs().hi.exponent()?) < -(bits.0 as i64) {
                let rest = next.abs().upper();
                return Some(sum.add(&rest.neg().hull(&rest), bits));
            }
            sum = sum.add(&next, bits);
            power = power.mul(&inverse, bits);
        }
        None
    }
}
