//! `K_n` over boxes.
//!
//! With `y = s^2/2` the heat equation reads `dK_n/dy = K_(n+2)`, next to `dK_n/dm = K_(n+1)`.
//! - `K_0` increases in `m` and in `s` (`K_1, K_2 > 0`); `K_1` increases in `m`, and in `s` its derivative
//!   `s K_3` has the sign of `-m` (the convolution of an odd and an even unimodal function). So the extreme
//!   values are at corners and the range is exact up to the point enclosures.
//! - `K_2` is even in `m` and falls with `|m|` (same reason), so its extremes lie on two edges of constant
//!   `m`, where a mean-value form in `y` is used.
//! - `|f_n| <= c_n f_2` makes `K_2` a Harnack function: `|ln K_2(m', y') - ln K_2(m, y)| <= |m'-m| + |y'-y|`.
//!   It bounds every second derivative over the box from its value at the centre, which turns Taylor's
//!   formula at the centre into the mean-value form for `K_3 .. K_6`: the excess width is quadratic.
//! - For large `s` the Gaussian smooths: `K_(2+k) = int f_2(u) d^k/dm^k phi((u-m)/s)/s du` and `int f_2 = 1` give
//!   `|K_(2+k)| <= sup |phi^(k)|/s^(k+1)`, used where it is smaller than the Harnack bound.

use super::softplus::{DERIVATIVE_BOUND, Need, jet};
use crate::interval::{Decoration, Interval};

/// Boxes within which logarithms of the kernels change by no more than this are evaluated at one point.
pub(crate) const NEGLIGIBLE: f64 = 64.0 * f64::EPSILON;

/// Whether it holds a few doubles only.
pub(crate) fn is_thin(x: Interval) -> bool {
    x.is_bounded() && x.width() <= 4.0 * f64::EPSILON * x.mag()
}

/// `sup |f_n|` for `n = 3 .. 6`, rounded up: `1/(6 sqrt 3)`, `1/8`, and `1/4` beyond.
const GLOBAL_BOUND: [f64; 7] = [f64::INFINITY, 1.0, 0.25, 0.0963, 0.125, 0.25, 0.25];

/// `K_n` over the box, `n <= 6`; `m`, `s` nonempty, `s >= 0`. The set only: decorations are the caller's.
pub(super) fn kernel_box(n: usize, m: Interval, s: Interval) -> Interval {
    if m.is_point() && s.is_point() {
        let need = match n {
            0 => Need::Zero,
            1 | 2 => Need::Low,
            _ => Need::High,
        };
        let at = jet(m.lo(), s.lo(), need)[n];
        // K_0, K_1, K_2 are positive, K_1 < 1.
        return match n {
            0 | 2 => at.meet(Interval::build(0.0, f64::INFINITY, Decoration::Com)),
            1 => at.meet(Interval::constant(0.0, 1.0)),
            _ => at,
        };
    }
    if let Some(value) = thin(n, m, s) {
        return value;
    }
    match n {
        0 => Interval::build(zeroth_below(m, s), zeroth_above(m, s), Decoration::Com),
        1 => Interval::build(first_below(m, s), first_above(m, s), Decoration::Com),
        2 => second(m, s),
        _ => higher(n, m, s),
    }
}

/// `K_0 .. K_2` over a box of a few ulps, at one point with what the derivatives add: at half the price of two corners.
fn thin(n: usize, m: Interval, s: Interval) -> Option<Interval> {
    if n > 2 || !(is_thin(m) && is_thin(s)) {
        return None;
    }
    let x = Interval::number(m.width());
    let y = Interval::number(s.width()) * Interval::number(s.hi());
    let reach = x + y;
    if !(0.0..=NEGLIGIBLE).contains(&reach.hi()) {
        return None;
    }
    let need = if n == 0 { Need::Zero } else { Need::Low };
    let at = jet(m.lo(), s.lo(), need);
    // |K_3|, |K_4| <= K_2, and each K changes by a factor of at most e^reach over the box.
    let slope = match n {
        0 => at[1] * x + at[2] * y,
        _ => at[2] * reach,
    };
    let error = symmetric((slope * reach.exp()).hi());
    let most = if n == 1 { 1.0 } else { f64::INFINITY };
    let value = (at[n] + error).meet(Interval::build(0.0, most, Decoration::Com));
    Some(Interval::build(value.lo(), value.hi(), Decoration::Com))
}

fn zeroth_below(m: Interval, s: Interval) -> f64 {
    if m.lo() == f64::NEG_INFINITY {
        return 0.0;
    }
    jet(m.lo(), s.lo(), Need::Zero)[0].lo().max(0.0)
}

fn zeroth_above(m: Interval, s: Interval) -> f64 {
    if m.hi() == f64::INFINITY || s.hi() == f64::INFINITY {
        return f64::INFINITY;
    }
    jet(m.hi(), s.hi(), Need::Zero)[0].hi()
}

fn first_below(m: Interval, s: Interval) -> f64 {
    let corner = if m.lo() < 0.0 { s.lo() } else { s.hi() };
    if m.lo() == f64::NEG_INFINITY {
        0.0
    } else if corner == f64::INFINITY {
        0.5
    } else {
        jet(m.lo(), corner, Need::Low)[1].lo().max(0.0)
    }
}

fn first_above(m: Interval, s: Interval) -> f64 {
    let corner = if m.hi() > 0.0 { s.lo() } else { s.hi() };
    if m.hi() == f64::INFINITY {
        1.0
    } else if corner == f64::INFINITY {
        0.5
    } else {
        jet(m.hi(), corner, Need::Low)[1].hi().min(1.0)
    }
}

fn second(m: Interval, s: Interval) -> Interval {
    let upper = second_along(m.mig(), s).hi();
    let lower = if m.mag().is_infinite() {
        0.0
    } else {
        second_along(m.mag(), s).lo()
    };
    Interval::build(lower, upper, Decoration::Com)
}

/// `K_2(m, s)` over an interval of `s` at fixed finite `m`.
fn second_along(m: f64, s: Interval) -> Interval {
    let trivial = Interval::build(0.0, second_ceiling(s.lo()), Decoration::Com);
    if !s.is_bounded() {
        return trivial;
    }
    if s.is_point() {
        return jet(m, s.lo(), Need::Low)[2].meet(trivial);
    }
    let centre = s.mid();
    let at = jet(m, centre, Need::High);
    let y = heat_time(s, centre);
    // d ln K_2/dy = K_4/K_2 lies in [-1/2, 1] because f_4/f_2 = 1 - 6 f_2 does.
    let harnack = at[2] * (Interval::constant(-0.5, 1.0) * y).exp();
    let bounds = order_bounds(harnack.hi(), s.lo());
    let curvature = remainder(2, Interval::ZERO, y, &bounds);
    let taylor = at[2] + at[4] * y + curvature;
    harnack.meet(taylor).meet(trivial)
}

fn higher(n: usize, m: Interval, s: Interval) -> Interval {
    let global = Interval::constant(-GLOBAL_BOUND[n], GLOBAL_BOUND[n]);
    let signed = match n {
        // K_3 has the sign of -m.
        3 if m.lo() >= 0.0 => global.meet(Interval::constant(-1.0, 0.0)),
        3 if m.hi() <= 0.0 => global.meet(Interval::constant(0.0, 1.0)),
        // f_4 = p (1 - 6 p), p in [0, 1/4].
        4 => Interval::constant(-0.125, (1.0f64 / 24.0).next_up()),
        _ => global,
    };
    if !m.is_bounded() || !s.is_bounded() {
        return signed;
    }
    let (centre_m, centre_s) = (m.mid(), s.mid());
    let at = jet(centre_m, centre_s, Need::High);
    let x = m - Interval::number(centre_m);
    let y = heat_time(s, centre_s);
    let reach = (Interval::number(x.mag()) + Interval::number(y.mag())).exp();
    let bounds = order_bounds((Interval::number(at[2].hi()) * reach).hi(), s.lo());
    let taylor = if n <= 4 {
        at[n] + at[n + 1] * x + at[n + 2] * y + remainder(n, x, y, &bounds)
    } else {
        let slope =
            Interval::number(x.mag()) * bounds[n + 1] + Interval::number(y.mag()) * bounds[n + 2];
        at[n] + symmetric(slope.hi())
    };
    taylor.meet(signed).meet(symmetric(bounds[n]))
}

/// `(x d/dm + y d/dy)^2 K_n / 2`, given bounds of `|K_n|` over the box.
fn remainder(n: usize, x: Interval, y: Interval, bounds: &[f64; 9]) -> Interval {
    let (x, y) = (Interval::number(x.mag()), Interval::number(y.mag()));
    let form = x.sqr() * bounds[n + 2] + x * y * 2.0 * bounds[n + 3] + y.sqr() * bounds[n + 4];
    symmetric((form * 0.5).hi())
}

/// Upper bounds of `|K_n|`, `n = 2 .. 8`, where `K_2 <= ceiling` and `s >= least_scale`.
fn order_bounds(ceiling: f64, least_scale: f64) -> [f64; 9] {
    let ceiling = ceiling.min(0.25);
    let mut bounds = [f64::INFINITY; 9];
    for (n, bound) in bounds.iter_mut().enumerate().skip(2) {
        *bound = (Interval::number(ceiling) * DERIVATIVE_BOUND[n])
            .hi()
            .min(smoothing_bound(n - 2, least_scale));
    }
    bounds
}

/// `K_2 <= min(1/4, 1/(s sqrt(2 pi)))`.
fn second_ceiling(s: f64) -> f64 {
    smoothing_bound(0, s).min(0.25)
}

/// `sup |phi^(k)|/s^(k+1)`, rounded up: the `k`-th derivative in `m` of `E[f(m + s Z)]` for `int |f| = 1`.
pub(super) fn smoothing_bound(k: usize, s: f64) -> f64 {
    /// `E|Z|^k/sqrt(2 pi)` rounded up, a bound of `|phi^(k)|` by Fourier inversion.
    const SUPREMUM: [f64; 7] = [
        0.398_95, 0.318_32, 0.398_95, 0.636_63, 1.196_83, 2.546_49, 5.984_14,
    ];
    if s < 1.0 {
        return f64::INFINITY;
    }
    (Interval::number(SUPREMUM[k]) / Interval::number(s).pow_int(k as i32 + 1)).hi()
}

/// `(s^2 - centre^2)/2` over `s`.
pub(super) fn heat_time(s: Interval, centre: f64) -> Interval {
    let centre = Interval::number(centre);
    (s - centre) * (s + centre) * 0.5
}

/// `[-bound, bound]`, entire where the bound overflowed.
pub(super) fn symmetric(bound: f64) -> Interval {
    Interval::build(-bound, bound, Decoration::Com)
}

#[cfg(test)]
mod tests {
    use super::super::softplus::DERIVATIVE_BOUND;

    /// The recursion of the polynomials, evaluated on a fine grid, never exceeds the stated bounds.
    #[test]
    fn derivative_bounds_cover_the_polynomials() {
        let mut q = vec![1.0f64];
        for (n, bound) in DERIVATIVE_BOUND.iter().enumerate().skip(2) {
            let largest = (-1000..=1000)
                .map(|i| f64::from(i) / 1000.0)
                .map(|t| q.iter().rev().fold(0.0, |sum, c| sum * t + c).abs())
                .fold(0.0, f64::max);
            assert!(
                largest <= bound * (1.0 + 100.0 * f64::EPSILON),
                "n = {n}: {largest} > {bound}"
            );
            assert!(
                largest > 0.9 * bound,
                "n = {n}: {bound} is not sharp: {largest}"
            );
            let mut next = vec![0.0; q.len() + 1];
            for (k, c) in q.iter().enumerate() {
                next[k + 1] -= c;
                if k > 0 {
                    next[k - 1] += 0.5 * k as f64 * c;
                    next[k + 1] -= 0.5 * k as f64 * c;
                }
            }
            q = next;
        }
    }
}
