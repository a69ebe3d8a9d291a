//! `G_n = E[g^(n)(lambda + delta Z)]`, `g(u) = sech(u/2)`, and the moments `S_j` over boxes.
//!
//! With `y = delta^2/2`: `dG_n/dlambda = G_(n+1)`, `dG_n/dy = G_(n+2)`, and `|g^(n)| <= d_n g` gives the Harnack
//! inequality `|ln G_0' - ln G_0| <= |dlambda|/2 + |dy|/4`, hence Taylor forms as for the kernel. `G_0` is even
//! in `lambda` and falls with `|lambda|`; for large `delta`, `|G_n| <= 2 pi sup |phi^(n)|/delta^(n+1)`. The moments have the derivatives (Stein's identity)
//!
//! `dS_1/dlambda = delta G_2`, `dS_1/ddelta = G_1 + delta^2 G_3`,
//! `dS_2/dlambda = G_1 + delta^2 G_3`, `dS_2/ddelta = 3 delta G_2 + delta^3 G_4`,
//!
//! free of division by `delta`, so the mean-value form holds down to `delta = 0`.

use super::sech::{DERIVATIVE_BOUND, SechPoint, sech_point, sech_zero};
use super::softplus_box::{NEGLIGIBLE, heat_time, is_thin, smoothing_bound, symmetric};
use crate::interval::{Decoration, Interval};

/// The moments at the centre of a box, over the box, and their partial derivatives over the box.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MomentBox {
    /// `S_0 .. S_2` at the centre.
    pub centre: [Interval; 3],
    /// `S_0 .. S_2` over the box.
    pub range: [Interval; 3],
    /// `dS_j/dlambda` over the box.
    pub by_lambda: [Interval; 3],
    /// `dS_j/ddelta` over the box.
    pub by_delta: [Interval; 3],
}

/// The moments of a bounded box around `(centre_lambda, centre_delta)`; `delta >= 0`. Sets only.
pub(crate) fn moment_box(
    lambda: Interval,
    delta: Interval,
    centre_lambda: f64,
    centre_delta: f64,
) -> MomentBox {
    let at = sech_point(centre_lambda, centre_delta);
    let x = lambda - Interval::number(centre_lambda);
    let step = delta - Interval::number(centre_delta);
    let g = derivatives(&at, x, heat_time(delta, centre_delta), delta.lo());
    let square = delta.sqr();
    let mixed = g[1] + square * g[3];
    let by_lambda = [g[1], delta * g[2], mixed];
    let by_delta = [delta * g[2], mixed, delta * (g[2] * 3.0 + square * g[4])];
    let mean_value = |j: usize| at.moments[j] + by_lambda[j] * x + by_delta[j] * step;
    let zeroth = g[0].meet(mean_value(0)).meet(Interval::constant(0.0, 1.0));
    // |S_1| <= sqrt(S_0 S_2) <= sqrt(S_0), with the sign of -lambda; 0 <= S_2 <= E[Z^2] = 1.
    let largest = Interval::number(zeroth.hi()).sqrt().hi();
    let signed = Interval::constant(
        if lambda.hi() <= 0.0 { 0.0 } else { -largest },
        if lambda.lo() >= 0.0 { 0.0 } else { largest },
    );
    let first = mean_value(1).meet(delta * g[1]).meet(signed);
    let second = mean_value(2)
        .meet(g[0] + square * g[2])
        .meet(Interval::constant(0.0, 1.0));
    MomentBox {
        centre: at.moments,
        range: [zeroth, first, second],
        by_lambda,
        by_delta,
    }
}

/// `S_j` over a box, `j <= 2`, `delta >= 0`; the set only.
pub(super) fn sech_moment_box(j: usize, lambda: Interval, delta: Interval) -> Interval {
    if lambda.is_point() && delta.is_point() {
        return sech_point(lambda.lo(), delta.lo()).moments[j].meet(trivial(j, lambda));
    }
    if j == 0
        && let Some(value) = thin(lambda, delta)
    {
        return value;
    }
    if j == 0 {
        let upper = zeroth_along(lambda.mig(), delta).hi();
        let lower = if lambda.mag().is_infinite() {
            0.0
        } else {
            zeroth_along(lambda.mag(), delta).lo()
        };
        return Interval::build(lower, upper, Decoration::Com);
    }
    if !lambda.is_bounded() || !delta.is_bounded() {
        return trivial(j, lambda);
    }
    moment_box(lambda, delta, lambda.mid(), delta.mid()).range[j].meet(trivial(j, lambda))
}

/// `S_0` over a box of a few ulps: `|d ln S_0/d lambda| <= 1/2`, `|d ln S_0/dy| <= 1/4`.
fn thin(lambda: Interval, delta: Interval) -> Option<Interval> {
    let step = Interval::number(lambda.width());
    let time = Interval::number(delta.width()) * Interval::number(delta.hi());
    let reach = (step * 0.5 + time * 0.25).hi();
    let small = is_thin(lambda) && is_thin(delta) && (0.0..=NEGLIGIBLE).contains(&reach);
    small.then(|| {
        (sech_zero(lambda.lo(), delta.lo()) * symmetric(reach).exp()).meet(trivial(0, lambda))
    })
}

/// `S_0` in `[0, 1]`, `S_1` in `[-1, 1]` with the sign of `-lambda`, `S_2` in `[0, 1]`.
fn trivial(j: usize, lambda: Interval) -> Interval {
    if j != 1 {
        return Interval::constant(0.0, 1.0);
    }
    Interval::constant(
        if lambda.hi() <= 0.0 { 0.0 } else { -1.0 },
        if lambda.lo() >= 0.0 { 0.0 } else { 1.0 },
    )
}

/// `S_0(lambda, delta)` over an interval of `delta` at fixed finite `lambda`.
fn zeroth_along(lambda: f64, delta: Interval) -> Interval {
    let trivial = Interval::build(0.0, ceiling(delta.lo()), Decoration::Com);
    if !delta.is_bounded() {
        return trivial;
    }
    if delta.is_point() {
        return sech_zero(lambda, delta.lo()).meet(trivial);
    }
    let centre = delta.mid();
    let at = sech_point(lambda, centre);
    derivatives(&at, Interval::ZERO, heat_time(delta, centre), delta.lo())[0].meet(trivial)
}

/// `S_0 <= min(1, sqrt(2 pi)/delta)`: `g` is at most 1 and integrates to `2 pi`.
fn ceiling(delta: f64) -> f64 {
    smooth(0, delta).min(1.0)
}

/// `|G_n| <= 2 pi sup |phi^(n)|/delta^(n+1)`.
fn smooth(n: usize, delta: f64) -> f64 {
    (Interval::TAU * Interval::number(smoothing_bound(n, delta).min(f64::MAX))).hi()
}

/// `G_0 .. G_4` over the offsets `x` in `lambda` and `y` in `delta^2/2` from a point.
fn derivatives(at: &SechPoint, x: Interval, y: Interval, least_delta: f64) -> [Interval; 5] {
    let g = at.derivatives;
    let (far_x, far_y) = (Interval::number(x.mag()), Interval::number(y.mag()));
    let harnack =
        g[0] * (Interval::constant(-0.5, 0.5) * x + Interval::constant(-0.25, 0.25) * y).exp();
    let largest = Interval::number(harnack.hi().min(ceiling(least_delta)));
    let bounds: [Interval; 7] = std::array::from_fn(|n| {
        let bound = (largest * DERIVATIVE_BOUND[n])
            .hi()
            .min(smooth(n, least_delta));
        Interval::number(bound)
    });
    let bound = |n: usize| bounds[n];
    let taylor = |n: usize| {
        let form = far_x.sqr() * bound(n + 2)
            + far_x * far_y * bound(n + 3) * 2.0
            + far_y.sqr() * bound(n + 4);
        g[n] + g[n + 1] * x + g[n + 2] * y + symmetric((form * 0.5).hi())
    };
    let slope = |n: usize| g[n] + symmetric((far_x * bound(n + 1) + far_y * bound(n + 2)).hi());
    let bounded = |n: usize, value: Interval| value.meet(symmetric(bound(n).hi()));
    [
        taylor(0).meet(harnack),
        bounded(1, taylor(1)),
        bounded(2, taylor(2)),
        bounded(3, slope(3)),
        bounded(4, slope(4)),
    ]
}
