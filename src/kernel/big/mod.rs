//! The kernel and the sech moments to as many bits as asked for, at points.
//!
//! `E[f(X)]`, `X ~ N(m, s^2)`, for `f` one of softplus, its derivatives and `sech(u/2) z^j`, all analytic in `|Im u| < pi`. By the
//! trapezoidal rule (the file `trapezoid.rs`), or for large `s`, where that takes too many nodes, by an expansion in powers of
//! `1/s` (the file `wide.rs`).

mod trapezoid;
mod wide;

use super::MAX_ORDER;
use crate::interval::big::{BigInterval, Bits};
use trapezoid::Family;

/// More nodes than this are refused.
const MAX_NODES: f64 = 40_000.0;
/// More bits than this are refused.
pub const MAX_BITS: Bits = Bits(1024);
/// Bits that the sums of up to [`MAX_NODES`] terms by recurrences lose.
const GUARD: usize = 64;

/// `K_n(m, s)`, `n <= 8`, `s >= 0`, at a point; `None` where the work exceeds the limits.
///
/// ```
/// use forgetting::interval::big::{BigInterval, Bits};
/// use forgetting::kernel::{big::kernel, enclosure::RELATIVE_WIDTH};
/// // E[sigmoid(Z)] = 1/2 by symmetry.
/// let half = kernel(1, &BigInterval::zero(), &BigInterval::one(), Bits(128)).expect("within the limits");
/// let half = half.to_interval();
/// assert!(half.contains(0.5) && half.width() <= RELATIVE_WIDTH * half.lo());
/// ```
pub fn kernel(n: usize, m: &BigInterval, s: &BigInterval, bits: Bits) -> Option<BigInterval> {
    if n > MAX_ORDER || bits > MAX_BITS || s.is_negative() {
        return None;
    }
    if m.approximate() > 0.0 {
        // P(m) = m + P(-m), L(m) = 1 - L(-m), then even, odd, ...
        let reflected = kernel(n, &m.neg(), s, bits)?;
        return Some(match n {
            0 => m.add(&reflected, bits),
            1 => BigInterval::one().sub(&reflected, bits),
            _ if n.is_multiple_of(2) => reflected,
            _ => reflected.neg(),
        });
    }
    let wide = Bits(bits.0 + GUARD);
    if s.is_zero() {
        return trapezoid::at_point(n, m, wide);
    }
    let sum = trapezoid::expectation(Family::Softplus(n), m, s, wide);
    sum.or_else(|| wide::kernel(n, m, s, wide))
        .or_else(|| Some(symmetric(&exponential_bound(m, s, wide)?, n > 2)))
}

/// `5 e^(m/2 + s^2/8)`, a bound of `|K_n(m, s)|` for every `n <= 8`: `softplus(u) <= e^(u/2)`, `sigma(u) <= e^(u/2)/2`, and the
/// derivatives of `sigma` are at most 4.25 times `sigma(1 - sigma)`.
///
/// ```
/// use forgetting::interval::big::{BigInterval, Bits};
/// use forgetting::kernel::big::exponential_bound;
/// // 5 at the origin, where K_0 is ln 2.
/// let bound = exponential_bound(&BigInterval::zero(), &BigInterval::zero(), Bits(64)).expect("few bits");
/// assert!(bound.to_interval().contains(5.0));
/// ```
pub fn exponential_bound(m: &BigInterval, s: &BigInterval, bits: Bits) -> Option<BigInterval> {
    let exponent = m.shift(-1)?.add(&s.sqr(bits).shift(-3)?, bits);
    Some(
        BigInterval::integer(5)
            .mul(&exponent.exp(bits)?, bits)
            .upper(),
    )
}

/// `[0, bound]` or `[-bound, bound]`.
fn symmetric(bound: &BigInterval, signed: bool) -> BigInterval {
    if signed {
        bound.neg().hull(bound)
    } else {
        BigInterval::zero().hull(bound)
    }
}

/// `S_j(lambda, delta)`, `j <= 8`, `delta >= 0`, at a point; `None` where the work exceeds the limits.
///
/// ```
/// use forgetting::interval::big::{BigInterval, Bits};
/// use forgetting::kernel::{big::sech_moment, enclosure::RELATIVE_WIDTH};
/// // Without spread it is sech(0) = 1.
/// let one = sech_moment(0, &BigInterval::zero(), &BigInterval::zero(), Bits(128)).expect("within the limits");
/// let one = one.to_interval();
/// assert!(one.contains(1.0) && one.width() <= RELATIVE_WIDTH * one.lo());
/// ```
pub fn sech_moment(
    j: usize,
    lambda: &BigInterval,
    delta: &BigInterval,
    bits: Bits,
) -> Option<BigInterval> {
    if j > MAX_ORDER || bits > MAX_BITS || delta.is_negative() {
        return None;
    }
    if lambda.approximate() > 0.0 {
        let reflected = sech_moment(j, &lambda.neg(), delta, bits)?;
        return Some(if j.is_multiple_of(2) {
            reflected
        } else {
            reflected.neg()
        });
    }
    let wide = Bits(bits.0 + GUARD);
    if delta.is_zero() {
        let moment = [1, 0, 1, 0, 3, 0, 15, 0, 105][j];
        let sech = lambda.shift(-1)?.sech(wide)?;
        return Some(sech.mul(&BigInterval::integer(moment), bits));
    }
    // |S_j| <= E|Z|^j <= 105.
    let coarse = || {
        symmetric(
            &BigInterval::integer(if j <= 2 { 1 } else { 105 }),
            j % 2 == 1,
        )
    };
    Some(trapezoid::expectation(Family::Sech(j), lambda, delta, wide).unwrap_or_else(coarse))
}
