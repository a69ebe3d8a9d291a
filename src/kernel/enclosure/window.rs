//! Differences of the kernel over a window of length `delta^2`, without cancellation, for small `delta`.
//!
//! With `w = delta^2/2`, `X ~ N(phi, delta^2)`:
//! - `K_1(phi + w) - K_1(phi - w) = 2 sinh(w) E[e^X / ((1 + e^(X + w))(1 + e^(X - w)))]`,
//! - `K_0(phi + w) - K_0(phi - w) = E[ln(1 + (e^(2 w) - 1) sigma(X - w))]`,
//!
//! both expectations of positive functions on the lattice of the softplus family. On the shifted contour the
//! first is bounded by `1/cos^2(b/2)` times itself (two logistic factors), the second by `1/cos(b/2)` (it is
//! the integral of `sigma` over the window).

use super::lattice::{End, Lattice, Terms};
use super::softplus::{Need, jet};
use crate::interval::Interval;

/// Rounding error of the terms, in units of `u`, without the weight's: two factors `1 + e^(-|u| +- w)` of at
/// most 5 each, a logarithm and the products.
const TERM_ERROR: f64 = 32.0;

/// Largest separation served: up to here the window is shorter than the kernel's own scale.
pub(crate) const LARGEST_SEPARATION: f64 = 1.0;

/// `K_1(phi + delta^2/2, delta) - K_1(phi - delta^2/2, delta)`, `phi <= 0`, `0 <= delta <= 1`.
pub(crate) fn first_difference(phi: f64, delta: f64) -> Interval {
    let Some(lattice) = small_lattice(phi, delta) else {
        return tiny(phi, delta, 2);
    };
    let (grow, shrink, sinh) = window(delta);
    let mut sum = Terms::default();
    lattice.for_each(|node| {
        let e = node.decay;
        let term = node.weight / ((1.0 + e * grow) * (1.0 + e * shrink));
        sum.add(if node.u < 0.0 { term } else { term * e }, &node);
    });
    let tail = lattice.tail(End::Left, |_, _| (1.0, 0.0))
        + lattice.tail(End::Right, |u, _| {
            (core_math::exp(-u.max(0.0)).next_up(), 0.0)
        });
    let strip = Interval::number(lattice.secant).sqr();
    lattice.enclose(sum, TERM_ERROR, tail, strip, Interval::ZERO) * lattice.factor * sinh * 2.0
}

/// `K_0(phi + delta^2/2, delta) - K_0(phi - delta^2/2, delta)`, `phi <= 0`, `0 <= delta <= 1`.
pub(crate) fn zeroth_difference(phi: f64, delta: f64) -> Interval {
    let Some(lattice) = small_lattice(phi, delta) else {
        return tiny(phi, delta, 1);
    };
    let (grow, shrink, sinh) = window(delta);
    let length = core_math::expm1(delta * delta);
    let twice_sinh = 2.0 * core_math::sinh(0.5 * delta * delta);
    let mut sum = Terms::default();
    lattice.for_each(|node| {
        let e = node.decay;
        // f / (2 sinh(w) e^u) left of zero, f / (2 sinh w) right of it: both at most 1.
        let term = if node.u < 0.0 {
            let logistic = 1.0 / (1.0 + e * shrink);
            let rise = length * (e * shrink) * logistic;
            if rise < 1e-17 {
                logistic
            } else {
                logistic * (core_math::log1p(rise) / rise)
            }
        } else {
            core_math::log1p(length / (1.0 + e * grow)) / twice_sinh
        };
        sum.add(node.weight * term, &node);
    });
    let tail =
        lattice.tail(End::Left, |_, _| (1.0, 0.0)) + lattice.tail(End::Right, |_, _| (1.0, 0.0));
    let strip = Interval::number(lattice.secant);
    lattice.enclose(sum, TERM_ERROR, tail, strip, Interval::ZERO) * lattice.factor * sinh * 2.0
}

/// The lattice, unless `delta` is too small for it.
fn small_lattice(phi: f64, delta: f64) -> Option<Lattice> {
    debug_assert!(phi <= 0.0 && delta <= LARGEST_SEPARATION);
    Lattice::new(phi, delta, 1.0)
}

/// `e^w`, `e^-w` rounded and `sinh w` enclosed, `w = delta^2/2`.
fn window(delta: f64) -> (f64, f64, Interval) {
    let half = 0.5 * delta * delta;
    let sinh = (Interval::number(delta).sqr() * 0.5).sinh();
    (core_math::exp(half), core_math::exp(-half), sinh)
}

/// Without a lattice: the window times `K_n` at its centre, up to `e^(+-w)` because `|K_(n+1)| <= K_n`.
fn tiny(phi: f64, delta: f64, n: usize) -> Interval {
    let length = Interval::number(delta).sqr();
    let half = (length * 0.5).hi();
    let kernel = jet(phi, delta, Need::Low)[n];
    length * kernel * Interval::from_bounds(-half, half).exp()
}
