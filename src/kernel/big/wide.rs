//! The kernel for large `s`, by an expansion in powers of `1/s`.
//!
//! `softplus(u) = max(u, 0) + g(u)`, `g(u) = softplus(-|u|)` even with `int g(u) u^(2j)/(2j)! du = 2 eta(2j + 2)`, `eta` the
//! alternating zeta function. With Taylor's theorem for the density `psi(u)` of `N(m, s^2)` at `u = 0`,
//!
//! `K_n = d^n/dm^n [m Phi(m/s) + s phi(m/s)] + (-1)^n sum_(j < J) 2 eta(2j + 2) psi^(2j+n)(0) + R`,
//! `|R| <= 2 eta(2J + 2) sup |psi^(2J+n)|`, `|psi^(k)| <= 0.44 sqrt(k!) s^(-k-1)` (Cramer's inequality for Hermite functions).
//!
//! Sources: Taylor's theorem; Cramer's inequality |He_k(x)| e^(-x^2/4) <= 1.0865 sqrt(k!) (Abramowitz and Stegun 22.14.17).

use crate::interval::big::{BigInterval, Bits};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::sync::LazyLock;

/// Most terms of the expansion.
const TERMS: usize = 60;

/// `|B_(2k)|/(2 (2k)!) (2^(2k) - 2)`, so that `eta(2k)` is this times `pi^(2k)`; from index 1 on.
static ETA: LazyLock<Vec<BigRational>> = LazyLock::new(|| {
    let size = 2 * TERMS + 4;
    let mut bernoulli = vec![BigRational::one()];
    for m in 1..=size {
        let mut sum = BigRational::zero();
        let mut binomial = BigInt::one();
        for (k, b) in bernoulli.iter().enumerate() {
            sum += b * BigRational::from_integer(binomial.clone());
            binomial = binomial * (m + 1 - k) / (k + 1);
        }
        bernoulli.push(-sum / BigRational::from_integer((m + 1).into()));
    }
    let mut factorial = BigInt::one();
    let mut eta = vec![BigRational::zero()];
    for k in 1..=size / 2 {
        factorial = factorial * (2 * k - 1) * (2 * k);
        let power = (BigInt::one() << (2 * k)) - 2;
        eta.push(bernoulli[2 * k].abs() * BigRational::new(power, factorial.clone() * 2));
    }
    eta
});

/// `K_n(m, s)`; the error shrinks with `s`.
pub(super) fn kernel(
    n: usize,
    m: &BigInterval,
    s: &BigInterval,
    bits: Bits,
) -> Option<BigInterval> {
    if !s.is_positive() {
        return None;
    }
    let x = m.div(s, bits)?;
    let density = x.normal_density(bits)?;
    let leading = leading(n, m, s, &x, &density, bits)?;
    let value = leading.add(&series(n, s, &x, &density, bits)?, bits);
    Some(if n <= 2 {
        value.max(&BigInterval::zero())
    } else {
        value
    })
}

/// `value` for even `n`, `-value` for odd.
fn alternating(n: usize, value: BigInterval) -> BigInterval {
    if n.is_multiple_of(2) {
        value
    } else {
        value.neg()
    }
}

/// `(-1)^n sum_(j < J) 2 eta(2j + 2) psi^(2j+n)(0) + R`, with the `J` that leaves the narrowest enclosure; `x = m/s`, `density = phi(x)`.
fn series(
    n: usize,
    s: &BigInterval,
    x: &BigInterval,
    density: &BigInterval,
    bits: Bits,
) -> Option<BigInterval> {
    let inverse = BigInterval::one().div(s, bits)?;
    let square = BigInterval::pi(bits)?.sqr(bits);
    // He_k(x) and s^(-k-1) as k grows.
    let mut hermite = Hermite::of_order(n, x, bits);
    let mut power = inverse.powi(n as i32 + 1, bits)?;
    let inverse_square = inverse.sqr(bits);
    let mut circle = BigInterval::one();
    let mut sum = BigInterval::zero();
    let mut best: Option<BigInterval> = None;
    for j in 0..TERMS {
        circle = circle.mul(&square, bits);
        let eta = BigInterval::from_rational(&ETA[j + 1], bits).mul(&circle, bits);
        let scaled = eta.shift(1)?.mul(&power, bits);
        // The remainder if the sum ends before this term.
        let remainder = scaled
            .mul(&root_factorial(2 * j + n, bits)?, bits)
            .mul(&BigInterval::number(0.44)?, bits)
            .upper();
        let here = sum.add(&remainder.neg().hull(&remainder), bits);
        if best.as_ref().is_none_or(|best| narrower(&here, best)) {
            best = Some(here);
        }
        // (-1)^n psi^(k)(0) = (-1)^n s^(-k-1) He_k(m/s) phi(m/s), since He_k((u - m)/s) (-1)^k at 0 is He_k(m/s).
        let term = scaled.mul(&hermite.value, bits).mul(density, bits);
        sum = sum.add(&alternating(n, term), bits);
        power = power.mul(&inverse_square, bits);
        hermite.next();
        hermite.next();
    }
    best
}

fn narrower(a: &BigInterval, b: &BigInterval) -> bool {
    let width = |x: &BigInterval| x.upper().sub(&x.lower(), Bits(64));
    width(a).certainly_lt(&width(b))
}

/// `d^n/dm^n [m Phi(m/s) + s phi(m/s)]`: `Phi(x)`, then `phi(x)/s` and its derivatives.
fn leading(
    n: usize,
    m: &BigInterval,
    s: &BigInterval,
    x: &BigInterval,
    density: &BigInterval,
    bits: Bits,
) -> Option<BigInterval> {
    match n {
        0 => Some(
            m.mul(&x.normal_cdf(bits)?, bits)
                .add(&s.mul(density, bits), bits),
        ),
        1 => x.normal_cdf(bits),
        _ => {
            let hermite = Hermite::of_order(n - 2, x, bits);
            let power = BigInterval::one().div(s, bits)?.powi(n as i32 - 1, bits)?;
            let value = power.mul(&hermite.value, bits).mul(density, bits);
            Some(alternating(n, value))
        }
    }
}

fn root_factorial(k: usize, bits: Bits) -> Option<BigInterval> {
    let factorial: BigInt = (1..=k).map(BigInt::from).product();
    BigInterval::from_rational(&BigRational::from_integer(factorial), bits).sqrt(bits)
}

/// Hermite polynomials: `He_(k+1) = x He_k - k He_(k-1)`.
struct Hermite<'a> {
    x: &'a BigInterval,
    value: BigInterval,
    before: BigInterval,
    order: i64,
    bits: Bits,
}

impl<'a> Hermite<'a> {
    /// `He_n(x)`.
    fn of_order(n: usize, x: &'a BigInterval, bits: Bits) -> Self {
        let mut hermite = Self {
            x,
            value: BigInterval::one(),
            before: BigInterval::zero(),
            order: 0,
            bits,
        };
        for _ in 0..n {
            hermite.next();
        }
        hermite
    }

    fn next(&mut self) {
        let back = self
            .before
            .mul(&BigInterval::integer(self.order), self.bits);
        let next = self.x.mul(&self.value, self.bits).sub(&back, self.bits);
        self.before = std::mem::replace(&mut self.value, next);
        self.order += 1;
    }
}
