//! The weights-only divergences and the boundary slope.
//!
//! All three divergences are `KL(p_a || p_b)` between two members of the family `p_w = w p_o + (1-w) p_n` with
//! correct means, because the learner with correct means is `p_beta`:
//! `kl_sft(beta) = KL(p_0||p_beta)`, `kl_replay(beta, rho) = KL(p_rho||p_beta)`,
//! `kl_reverse(beta, alpha) = KL(p_beta||p_alpha)`.
//!
//! # Monotonicity, hence exact ranges
//! With `phi_b = logit b`: `dKL/dphi_b = (b - a) D(b)`, `dKL/da = int_(phi_b)^(phi_a) D dphi`, so for `a > b` it
//! increases in `a` and decreases in `b` (and the reverse for `a < b`). It increases in `delta` by data
//! processing: scaling by `t < 1` and adding independent noise maps the pair at `delta` to the pair at
//! `t delta`, whatever the weights.
//!
//! # At a point
//! Four enclosures are intersected:
//! 1. `a [F_o(a) - F_o(b)] + (1-a) [F_n(a) - F_n(b)]`, `F_o(b) = E_(p_o)[ln p_b/p_o] = ln b + P(-phi_b - w, delta)`;
//! 2. `[min D, max D]` between `a` and `b` times the Bernoulli divergence `kl(a||b)`, since
//!    `KL = int (b' - a) D(b') dphi'` and `D = 1` gives `kl`: relatively accurate where `b` is near `a`;
//! 3. Pinsker: `KL >= 2 TV^2 (a - b)^2`;
//! 4. `KL <= chi^2(p_a||p_b) = (a - b)^2 D(b)/(b (1 - b))`.

use super::misassignment::{distinguishability_at, tv_at};
use super::{around, between, log_odds, on_domain};
use crate::interval::{Decoration, Interval};
use crate::kernel::enclosure::{LARGEST_SEPARATION, Need, jet, zeroth_difference};

/// Forward KL of supervised fine-tuning, `KL(p_n || q_beta)`, correct means.
///
/// Increasing in `beta` and `delta`; `delta^2/2` at `beta = 1`. Exact range up to the corner enclosures, whose
/// width is about `1e-13 beta` (relative accuracy is lost where the divergence is far below `beta`).
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::kl_sft;
/// // All of the learner on the old mode: the divergence of the modes.
/// let value = kl_sft(Interval::point(1.0), Interval::point(3.0));
/// assert!(value.lo() <= 4.5 && 4.5 <= value.hi());
/// ```
#[must_use]
pub fn kl_sft(beta: Interval, delta: Interval) -> Interval {
    on_domain([beta], delta, |[beta], delta| {
        divergence(Interval::ZERO, beta, delta)
    })
}

/// Forward KL with replay in the data, `KL(p_rho || q_beta)`, correct means; zero exactly at `beta = rho`.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::kl_replay;
/// let (rho, delta) = (Interval::point(0.25), Interval::point(3.0));
/// assert!(kl_replay(rho, rho, delta).mid().abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn kl_replay(beta: Interval, rho: Interval, delta: Interval) -> Interval {
    on_domain([beta, rho], delta, |[beta, rho], delta| {
        divergence(rho, beta, delta)
    })
}

/// Reverse KL of the weights, `KL(q_beta || p_alpha)`, correct means; zero exactly at `beta = alpha`.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::kl_reverse;
/// let (alpha, delta) = (Interval::point(0.25), Interval::point(3.0));
/// assert!(kl_reverse(alpha, alpha, delta).mid().abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn kl_reverse(beta: Interval, alpha: Interval, delta: Interval) -> Interval {
    on_domain([beta, alpha], delta, |[beta, alpha], delta| {
        divergence(beta, alpha, delta)
    })
}

/// `K(alpha, delta) = P(phi + w, delta) - P(phi - w, delta)`, `phi = logit(alpha)`: minus the slope of the
/// reverse KL at `beta = 0`.
///
/// Increasing in `alpha` (derivative `D` in `phi`) and in `delta` (derivative
/// `delta [(K_1 + K_2)(phi + w) + (K_1 - K_2)(phi - w)] > 0`); 0 at `alpha = 0`, `delta^2` at `alpha = 1`.
/// Relative width at a point at most [`RELATIVE_WIDTH`](crate::kernel::enclosure::RELATIVE_WIDTH).
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::boundary_slope;
/// // C2: K(1/2, delta) = delta^2/2.
/// let value = boundary_slope(Interval::point(0.5), Interval::point(3.0));
/// assert!(value.lo() <= 4.5 && 4.5 <= value.hi());
/// ```
#[must_use]
pub fn boundary_slope(alpha: Interval, delta: Interval) -> Interval {
    on_domain([alpha], delta, |[alpha], delta| {
        between(
            (alpha.lo(), delta.lo()),
            (alpha.hi(), delta.hi()),
            |(alpha, delta)| boundary_slope_at(alpha, delta),
        )
    })
}

fn boundary_slope_at(alpha: f64, delta: f64) -> Interval {
    if alpha == 0.0 || delta == 0.0 {
        return Interval::ZERO;
    }
    if delta.is_infinite() {
        return Interval::constant(f64::MAX, f64::INFINITY);
    }
    let square = Interval::number(delta).sqr();
    if alpha == 1.0 {
        return square;
    }
    let phi = log_odds(alpha);
    let slope = if alpha <= 0.5 {
        lower_slope(phi, delta)
    } else {
        // P(x) = x + P(-x) on both terms.
        square - lower_slope(-phi, delta)
    };
    // An integral of K_1 over a window of length delta^2, 0 < K_1 < 1.
    slope.meet(Interval::build(0.0, square.hi(), Decoration::Com))
}

/// The slope for `phi <= 0`.
fn lower_slope(phi: Interval, delta: f64) -> Interval {
    if delta <= LARGEST_SEPARATION {
        // An integral of K_1, and 0 <= d ln K_1/dm <= 1.
        let (centre, spread) = around(phi, 1.0);
        return zeroth_difference(centre.min(0.0), delta) * spread;
    }
    let half_square = Interval::number(delta).sqr() * 0.5;
    softplus_normal_at(phi + half_square, delta) - softplus_normal_at(phi - half_square, delta)
}

/// `P` at a thin argument: `0 <= d ln K_0/dm <= 1`.
fn softplus_normal_at(m: Interval, delta: f64) -> Interval {
    let (centre, spread) = around(m, 1.0);
    jet(centre, delta, Need::Zero)[0] * spread
}

/// `KL(p_a || p_b)` over boxes.
fn divergence(a: Interval, b: Interval, delta: Interval) -> Interval {
    if a.is_point() && b.is_point() && delta.is_point() {
        return divergence_at(a.lo(), b.lo(), delta.lo());
    }
    let meet = a.lo() <= b.hi() && b.lo() <= a.hi();
    let least = if meet {
        0.0
    } else if a.lo() > b.hi() {
        divergence_at(a.lo(), b.hi(), delta.lo()).lo()
    } else {
        divergence_at(a.hi(), b.lo(), delta.lo()).lo()
    };
    let mut most = 0.0f64;
    if a.hi() > b.lo() {
        most = most.max(divergence_at(a.hi(), b.lo(), delta.hi()).hi());
    }
    if a.lo() < b.hi() {
        most = most.max(divergence_at(a.lo(), b.hi(), delta.hi()).hi());
    }
    Interval::build(least, most, Decoration::Com)
}

/// `KL(p_a || p_b)` at a point of `[0, 1]^2 x [0, inf]`.
fn divergence_at(a: f64, b: f64, delta: f64) -> Interval {
    if a == b || delta == 0.0 {
        return Interval::ZERO;
    }
    let (pa, pb) = (Interval::number(a), Interval::number(b));
    let bernoulli = bernoulli_divergence(a, b);
    if delta.is_infinite() {
        return bernoulli;
    }
    let natural = pa * (log_ratio(a, Own::Old, delta) - log_ratio(b, Own::Old, delta))
        + (Interval::ONE - pa) * (log_ratio(a, Own::New, delta) - log_ratio(b, Own::New, delta));
    let (at_a, at_b) = (
        distinguishability_at(a, delta),
        distinguishability_at(b, delta),
    );
    let top = if a.min(b) < 0.5 && a.max(b) > 0.5 {
        distinguishability_at(0.5, delta).hi()
    } else {
        at_a.hi().max(at_b.hi())
    };
    let d = Interval::build(at_a.lo().min(at_b.lo()), top, Decoration::Com);
    let square = (pa - pb).sqr();
    let pinsker = (tv_at(delta).sqr() * square * 2.0).lo();
    let variance = pb * (Interval::ONE - pb);
    let chi_square = if variance.lo() > 0.0 {
        (square * at_b / variance).hi()
    } else {
        f64::INFINITY
    };
    Interval::build(pinsker, chi_square, Decoration::Com)
        .meet(natural)
        .meet(bernoulli * d)
}

/// Which mode the expectation is over.
#[derive(Debug, Clone, Copy)]
enum Own {
    Old,
    New,
}

/// `E_(p_own)[ln p_weight/p_own]`, `ln(own weight) + P(other log-odds - w, delta)`, written so that neither
/// term is large: `P(m) = m + P(-m)` for `m > 0`.
fn log_ratio(weight: f64, own: Own, delta: f64) -> Interval {
    let half_square = Interval::number(delta).sqr() * 0.5;
    let own_is_old = matches!(own, Own::Old);
    if weight == 0.0 || weight == 1.0 {
        let all_own = (weight == 1.0) == own_is_old;
        return if all_own {
            Interval::ZERO
        } else {
            -half_square
        };
    }
    let ln_old = Interval::number(weight).ln();
    let ln_new = (-Interval::number(weight)).ln_1p();
    let phi = log_odds(weight);
    let (ln_own, ln_other, m) = if own_is_old {
        (ln_old, ln_new, -phi - half_square)
    } else {
        (ln_new, ln_old, phi - half_square)
    };
    if m.mid() <= 0.0 {
        ln_own + softplus_normal_at(m, delta)
    } else {
        ln_other - half_square + softplus_normal_at(-m, delta)
    }
}

/// `a ln(a/b) + (1-a) ln((1-a)/(1-b))`, relatively accurate near `a = b` through `(a-b)^2/(2 x (1-x))`, `x` between.
fn bernoulli_divergence(a: f64, b: f64) -> Interval {
    let (pa, pb) = (Interval::number(a), Interval::number(b));
    let one = Interval::ONE;
    let entropy = |weight: Interval, log: Interval| {
        if weight.hi() == 0.0 {
            Interval::ZERO
        } else {
            weight * log
        }
    };
    if b == 0.0 || b == 1.0 {
        return Interval::constant(f64::MAX, f64::INFINITY);
    }
    let natural = entropy(pa, (pa / pb).ln()) + entropy(one - pa, (-pa).ln_1p() - (-pb).ln_1p());
    let inside = Interval::build(a.min(b), a.max(b), Decoration::Com);
    let variance = super::weight_variance(inside);
    let mut bound = natural.meet(Interval::build(0.0, f64::INFINITY, Decoration::Com));
    if variance.lo() > 0.0 {
        bound = bound.meet((pa - pb).sqr() / (variance * 2.0));
    }
    bound
}
