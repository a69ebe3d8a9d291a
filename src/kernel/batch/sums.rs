//! Expectations of the logistic function at eight points of one range of spreads.

use super::lanes::Lanes;
use super::rule::{GROWING, Narrow, POLES, Rule};
use std::f64::consts::PI;

/// 1/sqrt(2 pi)
const FRAC_1_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
/// Adding it rounds to an integer.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// $\mathbb{E}[\sigma(b+sZ)]$ for $b\ge-\tfrac12$ and the spreads of a narrow lattice.
#[inline(always)]
pub(super) fn narrow(lattice: &Narrow, b: Lanes, s: Lanes) -> Lanes {
    let x = (-b).exp();
    let one = x * x + 1.0;
    let (up, down) = ((s * lattice.step).exp(), (s * -lattice.step).exp());
    let (mut p, mut q) = (up, down);
    let mut sum = Lanes::splat(lattice.weights[0]) / (x + 1.0);
    for &weight in &lattice.weights[1..] {
        // 1/(1 + x q) + 1/(1 + x p) with p q = 1.
        let crossed = x * (p + q);
        sum = sum + (crossed + 2.0) * weight / (one + crossed);
        p = p * up;
        q = q * down;
    }
    sum
}

/// $e^{b^2/2s^2}\,\mathbb{E}[\sigma(b+sZ)]$ for $-\tfrac12s^2\le b\le0$.
///
/// The integrand is $\tfrac12\mathrm{sech}\tfrac u2\,e^{-\rho u-u^2/2s^2}$ with $\rho=-\tfrac12-b/s^2$: it falls at the rate $t=-b/s^2$ on one side and $1-t$ on the other.
#[inline(always)]
pub(super) fn peak(rule: &Rule, fall: usize, b: Lanes, s: Lanes) -> Lanes {
    let inverse = Lanes::splat(1.0) / s;
    let square = inverse * inverse;
    let t = -b * square;
    let h = rule.step;
    let half = square * (-0.5 * h * h);
    let first = half.exp();
    let ratio = (half * 2.0).exp();
    let (slow, fast) = ((t * -h).exp(), ((t + -1.0) * h).exp());
    let (mut gauss, mut next) = (first, first * ratio);
    let (mut left, mut right) = (slow, fast);
    let mut sum = Lanes::splat(0.5);
    for &logistic in &rule.logistic[1..=rule.peak[fall]] {
        sum = sum + gauss * (left + right) * logistic;
        gauss = gauss * next;
        next = next * ratio;
        left = left * slow;
        right = right * fast;
    }
    (sum * h - poles(rule, square, t)) * inverse * FRAC_1_SQRT_TAU
}

/// $\mathbb{E}[\sigma(b+sZ)]$ for $b\ge0$.
#[inline(always)]
pub(super) fn normal(rule: &Rule, b: Lanes, s: Lanes) -> Lanes {
    let inverse = Lanes::splat(1.0) / s;
    let square = inverse * inverse;
    let h = rule.step;
    // The node nearest to the centre.
    let middle = (b * (1.0 / h)).map(|x| (x + ROUNDER) - ROUNDER) * h;
    let offset = b - middle;
    let x = (-middle).exp();
    let half = square * (-0.5 * h * h);
    let tilt = square * offset * h;
    let first = half.exp();
    let ratio = (half * 2.0).exp();
    let (ahead, back) = (tilt.exp(), (-tilt).exp());
    let (mut gauss, mut next) = (first, first * ratio);
    let (mut above, mut below) = (ahead, back);
    let mut sum = Lanes::splat(1.0) / (x + 1.0);
    for &(less, more) in &rule.powers[1..=rule.normal] {
        let (up, down) = (x * less + 1.0, x * more + 1.0);
        sum = sum + gauss * (above * down + below * up) / (up * down);
        gauss = gauss * next;
        next = next * ratio;
        above = above * ahead;
        below = below * back;
    }
    let centre = (square * offset * offset * -0.5).exp();
    let height = (square * b * b * -0.5).exp();
    let turns = (b * square).map(|t| t - 2.0 * ((0.5 * t + ROUNDER) - ROUNDER));
    let poles = poles(rule, square, turns) * height;
    (sum * centre * h + poles) * inverse * FRAC_1_SQRT_TAU
}

/// $4\pi\sum_jc_je^{y_j^2/2s^2}\sin((2j-1)\pi t)$, $y_j=(2j-1)\pi$, for $|t|\le1$ and $1/s^2$.
#[inline(always)]
fn poles(rule: &Rule, square: Lanes, t: Lanes) -> Lanes {
    let first = (square * (0.5 * PI * PI)).exp();
    // The powers 9, 25 and 49.
    let two = first * first;
    let eight = (two * two) * (two * two);
    let ninth = eight * first;
    let sixteenth = eight * eight;
    let heights: [Lanes; POLES] = [
        first,
        ninth,
        sixteenth * ninth,
        sixteenth * ninth * (sixteenth * eight),
    ];
    let sine = t.map(sin_pi);
    let twice = sine * sine * -4.0 + 2.0;
    let (mut before, mut sine) = (-sine, sine);
    let mut sum = Lanes::splat(0.0);
    for (height, pole) in heights.into_iter().zip(rule.poles) {
        sum = sum + height * sine * pole;
        (before, sine) = (sine, twice * sine - before);
    }
    sum
}

/// $\sin\pi t$ for $|t|\le1$, to 5e-14: it multiplies at most a hundredth of a sum.
#[inline(always)]
fn sin_pi(t: f64) -> f64 {
    let size = t.abs();
    let x = PI * if size > 0.5 { 1.0 - size } else { size };
    let square = x * x;
    let series = SINE.iter().rev().fold(0.0, |sum, c| sum * square + c);
    (x * series).copysign(t)
}

/// $(-1)^k/(2k+1)!$
const SINE: [f64; 9] = {
    let mut terms = [1.0; 9];
    let mut k = 1;
    while k < terms.len() {
        terms[k] = -terms[k - 1] / (2 * k * (2 * k + 1)) as f64;
        k += 1;
    }
    terms
};

/// $D/(8v\,\mathrm{BC})$ for $\delta<1$ and $v=\beta(1-\beta)$: $\sum_{k\ge1}w_k\,\frac{S_k^2C_k}{1+4vS_k^2}$, $S_k=\sinh(k\tau\delta/2)$, $C_k=\cosh(k\tau\delta/2)$.
///
/// The positive form of the distinguishability with the nodes $\pm z$ taken together: no subtraction.
#[inline(always)]
pub(crate) fn distinguishability(v: Lanes, delta: Lanes) -> Lanes {
    let lattice = &*GROWING;
    let x = delta * (0.5 * lattice.step);
    let y = x * x;
    let series = |from: f64| {
        // sinh x / x and cosh x: |x| < 0.19, so seven terms leave less than 1e-17.
        let mut value = Lanes::splat(1.0);
        for k in (1..8).rev() {
            let k = f64::from(2 * k) + from;
            value = y * value * (1.0 / (k * (k - 1.0))) + 1.0;
        }
        value
    };
    let (sinh, cosh) = (x * series(1.0), series(0.0));
    let (mut s, mut c) = (sinh, cosh);
    let four = v * 4.0;
    let mut sum = Lanes::splat(0.0);
    for &weight in &lattice.weights[1..] {
        let square = s * s;
        sum = sum + square * c * weight / (four * square + 1.0);
        (s, c) = (s * cosh + c * sinh, c * cosh + s * sinh);
    }
    sum
}
