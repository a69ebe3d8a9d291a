//! `K_0 .. K_6` at a point.
//!
//! With `sigma` the sigmoid, `p = sigma (1 - sigma)` and `t = tanh(u/2)`, the derivatives of softplus are
//! `f_1 = sigma`, `f_2 = p`, `f_3 = -p t`, `f_4 = p (1 - 6 p)`, `f_5 = -p t (1 - 12 p)`,
//! `f_6 = p (1 - 30 p + 120 p^2)`; for `n = 2 .. 6` they satisfy `|f_n| <= p`. One pass over the lattice
//! gives them all. `K_0, K_1, K_2` have positive terms, so their errors are relative; the errors of
//! `K_3 .. K_6` are relative to `K_2`.

use super::lattice::{End, Lattice, SMALLEST_SCALE, Terms};
use super::sum::CompensatedSum;
use crate::interval::Interval;

/// Which of the kernels a caller needs besides `K_1` and `K_2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// `K_1` and `K_2` only.
    Low,
    /// Also `K_0`, which costs a logarithm a node.
    Zero,
    /// Also `K_3 .. K_6`.
    High,
}

/// Enclosures of `K_0 .. K_6` at one point; those not asked for are [`Interval::ENTIRE`].
pub(crate) type Jet = [Interval; 7];

/// `|f_n| <= DERIVATIVE_BOUND[n] f_2` for `n = 2 .. 8` (index 0 and 1 unused).
///
/// For `n <= 8` the quotient is the polynomial in `t` of [`derivative_on_strip`] and its continuation
/// `q_(n+1) = -t q_n + (1 - t^2) q_n'/2`, whose extrema on `[-1, 1]` are 1 (n <= 6), 1.82 (n = 7), 17/4 (n = 8).
pub(crate) const DERIVATIVE_BOUND: [f64; 9] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 4.25];

/// Rounding error of the terms of `K_n`, in units of `u`, relative to the terms of `K_0`, `K_1`, or `K_2` for
/// `n >= 2`, without the error of the weight. Counted from 3 for the logistic factor and 2 for a decay factor.
const TERM_ERROR: [f64; 7] = [12.0, 8.0, 16.0, 28.0, 40.0, 80.0, 280.0];

/// The kernels at a point `(m, s)`, `m` finite, `0 <= s < inf`.
pub(crate) fn jet(m: f64, s: f64, need: Need) -> Jet {
    if m > 0.0 {
        return reflect(m, jet(-m, s, need));
    }
    if s < SMALLEST_SCALE {
        return narrow(m, s);
    }
    match Lattice::new(m, s, 1.0) {
        Some(lattice) => summed(&lattice, need),
        None => coarse(m, s),
    }
}

/// `K_n(-m, s)` from `K_n(m, s)`: `K_0(m) = m + K_0(-m)`, `K_1(m) = 1 - K_1(-m)`, then even, odd, even, ...
fn reflect(m: f64, at_minus: Jet) -> Jet {
    let [k0, k1, k2, k3, k4, k5, k6] = at_minus;
    [
        Interval::number(m) + k0,
        Interval::ONE - k1,
        k2,
        -k3,
        k4,
        -k5,
        k6,
    ]
}

/// `f_0 .. f_6` at a number.
pub(super) fn derivatives(m: f64) -> Jet {
    let x = Interval::number(m);
    let e = Interval::number(-m.abs()).exp();
    let d = (Interval::ONE + e).recip();
    let p = e * d.sqr();
    let t = (x * 0.5).tanh();
    [
        x.softplus(),
        x.sigmoid(),
        p,
        -(p * t),
        p * (Interval::ONE - p * 6.0),
        -(p * t * (Interval::ONE - p * 12.0)),
        p * (Interval::ONE - p * 30.0 + p.sqr() * 120.0),
    ]
}

/// `s < 2^-27`: the heat equation moves each kernel by at most a factor `e^(s^2/2)` from its value at `s = 0`.
fn narrow(m: f64, s: f64) -> Jet {
    let mut at_zero = derivatives(m);
    if s == 0.0 {
        return at_zero;
    }
    // d ln K_n / d(s^2/2) = K_(n+2)/K_n lies in [0, 1], [-1, 1], [-1, 1] for n = 0, 1, 2; 2^-55 > s^2/2.
    let small = 2f64.powi(-55);
    let factor = Interval::from_bounds(-small, small).exp();
    let up = Interval::from_bounds(0.0, small).exp();
    at_zero[0] = at_zero[0] * up;
    at_zero[1] = at_zero[1] * factor;
    at_zero[2] = at_zero[2] * factor;
    let spread = Interval::number(at_zero[2].hi()) * Interval::from_bounds(-small, small);
    for (n, kernel) in at_zero.iter_mut().enumerate().skip(3) {
        *kernel = *kernel + spread * DERIVATIVE_BOUND[n + 2];
    }
    at_zero
}

/// `s` or `|m|` beyond the lattice: sound bounds that are tight only as `s` grows.
fn coarse(m: f64, s: f64) -> Jet {
    let (mean, scale) = (Interval::number(m), Interval::number(s));
    let density = (scale * Interval::SQRT_TAU).recip();
    let exponential = (mean + scale.sqr() * 0.5).exp();
    // int f_2 = 1, f_2 <= 1/4, f_2 <= f_1 <= e^u.
    let k2 = density.hi().min(0.25).min(exponential.hi());
    // sigma - 1{u > 0} integrates to ln 2 on either side of zero and has opposite signs there.
    let z = mean / scale;
    let spread = (Interval::LN_2 * density).hi();
    let k1 = z.normal_cdf() + Interval::from_bounds(-spread, spread);
    let k1 = k1.meet(Interval::from_bounds(0.0, exponential.hi().min(0.5)));
    // relu <= softplus <= relu + ln 2, and softplus - relu integrates to pi^2/6.
    let gauss = (-(z.sqr() * 0.5)).exp();
    let relu = mean * z.normal_cdf() + scale * gauss / Interval::SQRT_TAU;
    let gap = (Interval::PI.sqr() / Interval::number(6.0) * density)
        .hi()
        .min(Interval::LN_2.hi());
    let k0 = Interval::from_bounds(
        relu.lo().max(mean.softplus().lo()),
        (relu.hi() + gap).next_up().min(exponential.hi()),
    );
    let sign = Interval::from_bounds(-k2, k2);
    [
        k0,
        k1,
        Interval::from_bounds(0.0, k2),
        Interval::from_bounds(0.0, k2),
        sign,
        sign,
        sign,
    ]
}

/// The sums over a lattice, without the common factor.
#[derive(Default)]
struct Sums {
    /// The terms of `K_0 .. K_2`, which are positive.
    positive: [Terms; 3],
    /// The terms of `K_3 .. K_6`, with signs (the lower indices unused).
    signed: [CompensatedSum; 7],
}

impl Sums {
    #[inline]
    fn over(lattice: &Lattice, need: Need) -> Self {
        let mut sums = Self::default();
        let Self { positive, signed } = &mut sums;
        lattice.for_each(|node| {
            let (w, e, d) = (node.weight, node.decay, node.logistic);
            let left = node.u < 0.0;
            let first = w * d;
            let second = if left { first * d } else { first * d * e };
            positive[1].add(first, &node);
            positive[2].add(second, &node);
            match need {
                Need::Low => {}
                Need::Zero => positive[0].add(w * softplus_ratio(node.u, e), &node),
                Need::High => {
                    let p = e * d * d;
                    let t = (1.0 - e) * d;
                    let minus_t = if left { t } else { -t };
                    signed[3].add(second * minus_t);
                    signed[4].add(second * (1.0 - 6.0 * p));
                    signed[5].add(second * (minus_t * (1.0 - 12.0 * p)));
                    signed[6].add(second * (1.0 - p * (30.0 - 120.0 * p)));
                }
            }
        });
        sums
    }
}

/// Bounds of the terms of `K_0 .. K_2` that the lattice leaves out.
#[inline]
fn tails(lattice: &Lattice) -> [f64; 3] {
    let left = lattice.tail(End::Left, |_, _| (1.0, 0.0));
    let zero = lattice.tail(End::Right, |u, _| {
        // softplus(u) <= 1 + u for u >= 0, and ln(1 + u) grows by at most h/(1 + u) a step; about a
        // shifted peak the weight holds e^-u, which falls faster than 1 + u grows.
        let u = u.max(0.0);
        let growth = if lattice.is_shifted() {
            0.0
        } else {
            lattice.step() / (1.0 + u)
        };
        (1.0 + u, growth)
    });
    let first = lattice.tail(End::Right, |_, _| (1.0, 0.0));
    let second = lattice.tail(End::Right, |u, _| {
        (core_math::exp(-u.max(0.0)).next_up(), 0.0)
    });
    [left + zero, left + first, left + second]
}

/// The lattice sums with all their error bounds.
fn summed(lattice: &Lattice, need: Need) -> Jet {
    let Sums {
        positive: terms,
        signed,
    } = Sums::over(lattice, need);
    let tails = tails(lattice);
    let secant = Interval::number(lattice.secant);
    let positive = |n: usize, strip: Interval| {
        lattice.enclose(terms[n], TERM_ERROR[n], tails[n], strip, Interval::ZERO)
    };
    let second = positive(2, secant.sqr());
    let mut jet = [Interval::ENTIRE; 7];
    jet[1] = positive(1, secant) * lattice.factor;
    jet[2] = second * lattice.factor;
    match need {
        Need::Low => {}
        Need::Zero => jet[0] = positive(0, secant) * lattice.factor,
        Need::High => {
            let total = Interval::number(terms[2].total());
            for n in 3..=6 {
                let strip = Interval::number(lattice.trapezoid)
                    * secant.sqr()
                    * derivative_on_strip(n, lattice.tangent)
                    * Interval::number(second.hi());
                let rounding = lattice.rounding(TERM_ERROR[n], terms[2].mean_exponent());
                jet[n] = lattice.enclose_signed(signed[n], rounding, total, tails[2], strip);
            }
        }
    }
    jet
}

/// `softplus(u)` divided by `e^u` left of zero (in `[ln 2, 1]`) and by 1 right of it.
#[inline]
fn softplus_ratio(u: f64, e: f64) -> f64 {
    if u >= 0.0 {
        u + core_math::log1p(e)
    } else if e < 1e-17 {
        1.0
    } else {
        core_math::log1p(e) / e
    }
}

/// Upper bound of `|f_n(u + i b)| cos^2(b/2) / f_2(u)` where `|tanh((u + i b)/2)| <= tangent`.
fn derivative_on_strip(n: usize, tangent: f64) -> Interval {
    let t = Interval::number(tangent);
    let t2 = t.sqr();
    match n {
        3 => t,
        4 => (t2 * 3.0 + Interval::ONE) * 0.5,
        5 => t * (t2 * 3.0 + Interval::number(2.0)),
        _ => Interval::ONE + t2 * 7.5 + t2.sqr() * 7.5,
    }
}
