//! Rigorous enclosures of the softplus-normal kernel and the hyperbolic-secant moments, at points and over
//! boxes.
//!
//! `K_0(m, s) = E[ln(1 + e^(m + s Z))]`, `K_n = d^n K_0/dm^n`, and
//! `S_j(lambda, delta) = E[sech((lambda + delta Z)/2) Z^j]`, `Z ~ N(0, 1)`.
//!
//! # Method
//! One trapezoidal sum per point, whose error is bounded *before* it is computed:
//! - reflection to `m <= 0` (`lambda <= 0`), the common exponential factored out and enclosed with error-free
//!   transformations, and a lattice centred at the peak of what remains, so that nothing underflows and every
//!   exponent is relatively accurate;
//! - the trapezoidal error from the strip of analyticity, relative to the quantity itself;
//! - the terms left out from a geometric series;
//! - the rounding of each term and of the compensated sum from an a-priori count.
//!
//! The derivations are in the private modules `lattice` (trapezoid, tail, rounding), `peak`, `softplus` and
//! `sech` (the integrands), `window` (differences over short windows) and `*_box` (monotonicity, Harnack
//! inequality and mean-value forms). The lattice has about 30 nodes for small `s`, `44 s` at most, and a
//! bounded number for `0 < -m/s^2 < 1` away from the ends, where the integrand itself decays; beyond 16384
//! nodes elementary bounds take over, sound but wide.
//!
//! # Accuracy
//! At a point with `|m| <= 700`, `0 <= s <= 60` the width is at most [`RELATIVE_WIDTH`] times `K_n` for `n <= 2`
//! (measured: 2e-14), times `K_2` for `n = 3, 4`, times `S_0` for `S_0` and `S_1`, and times `S_2` for itself. Below about `1e-307` the absolute spacing of the doubles takes over.

mod lattice;
mod peak;
mod sech;
mod sech_box;
mod softplus;
mod softplus_box;
mod sum;
mod window;

pub(crate) use peak::exp_sum;
pub(crate) use sech::sech_zero;
pub(crate) use sech_box::{MomentBox, moment_box};
pub(crate) use softplus::{Need, jet};
pub(crate) use softplus_box::{NEGLIGIBLE, is_thin};
pub(crate) use window::{LARGEST_SEPARATION, first_difference, zeroth_difference};

use crate::interval::{Decoration, Interval};

/// The width at a point over the value (over `K_2` for `K_3` and `K_4`, over `S_0` for `S_1`).
pub const RELATIVE_WIDTH: f64 = 1e-12;
/// Highest order of [`kernel`] with an enclosure better than the whole line.
pub const HIGHEST_ORDER: u32 = 6;

/// `K_n(m, s)`, the `n`-th derivative of the softplus-normal function, over a box.
///
/// Domain: all `m`, `s >= 0`; a box reaching below `s = 0` is cut and decorated `trv`, one entirely below
/// gives the empty set. `n = 0, 1`: the exact range up to the error at two corners. `n = 2 .. 4`: excess width
/// quadratic in the box. `n = 5, 6`: linear. `n > 6`: the whole line (sound, and useless).
/// Source: S2.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::kernel::enclosure::{RELATIVE_WIDTH, kernel};
/// let k2 = kernel(2, Interval::ZERO, Interval::ONE);
/// assert!(k2.contains(0.206620964141907) && k2.width() <= RELATIVE_WIDTH * k2.lo());
/// ```
#[must_use]
pub fn kernel(n: u32, m: Interval, s: Interval) -> Interval {
    on_domain(m, s, |m, s| {
        if n > HIGHEST_ORDER {
            Interval::ENTIRE
        } else {
            softplus_box::kernel_box(n as usize, m, s)
        }
    })
}

/// The softplus-normal function `P(m, s) = K_0(m, s)` over a box; see [`kernel`].
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::kernel::enclosure::softplus_normal;
/// let (m, s) = (Interval::point(0.5), Interval::ONE);
/// // Reflection: P(m, s) - P(-m, s) = m (S2).
/// assert!((softplus_normal(m, s) - softplus_normal(-m, s)).contains(0.5));
/// ```
#[must_use]
pub fn softplus_normal(m: Interval, s: Interval) -> Interval {
    kernel(0, m, s)
}

/// The logistic-normal function `L(m, s) = K_1(m, s) = E[sigma(m + s Z)]` over a box; see [`kernel`].
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::kernel::enclosure::{RELATIVE_WIDTH, logistic_normal};
/// let half = logistic_normal(Interval::ZERO, Interval::point(3.0));   // by symmetry
/// assert!(half.contains(0.5) && half.width() <= RELATIVE_WIDTH * half.lo());
/// ```
#[must_use]
pub fn logistic_normal(m: Interval, s: Interval) -> Interval {
    kernel(1, m, s)
}

/// `S_j(lambda, delta) = E[sech((lambda + delta Z)/2) Z^j]` over a box, `j <= 2`.
///
/// Domain: all `lambda`, `delta >= 0` (cut and decorated as for [`kernel`]). Excess width quadratic in the
/// box. `j > 2`: the whole line. Source: S2.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::kernel::enclosure::{RELATIVE_WIDTH, sech_moment};
/// let s0 = sech_moment(0, Interval::ZERO, Interval::point(40.0));
/// assert!(s0.is_defined() && s0.width() <= RELATIVE_WIDTH * s0.lo());
/// ```
#[must_use]
pub fn sech_moment(j: u32, lambda: Interval, delta: Interval) -> Interval {
    on_domain(lambda, delta, |lambda, delta| {
        if j > 2 {
            Interval::ENTIRE
        } else {
            sech_box::sech_moment_box(j as usize, lambda, delta)
        }
    })
}

/// Cuts the scale to `[0, inf)` and passes the decorations on: the functions here are continuous.
fn on_domain(
    location: Interval,
    scale: Interval,
    f: impl FnOnce(Interval, Interval) -> Interval,
) -> Interval {
    let scale = scale.restrict(0.0, false, f64::INFINITY, false);
    let decoration = location.decoration().min(scale.decoration());
    if location.is_empty() || scale.is_empty() {
        return Interval::EMPTY.at_most(decoration);
    }
    let set = f(location, scale);
    if set.is_empty() {
        // Two sound enclosures never miss each other; should it happen, nothing may be concluded.
        return Interval::ENTIRE.at_most(decoration.min(Decoration::Trv));
    }
    Interval::build(set.lo(), set.hi(), decoration)
}
