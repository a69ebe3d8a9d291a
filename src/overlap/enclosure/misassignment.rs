//! Bhattacharyya coefficient, total variation, chi-square, misassignment probabilities, distinguishability.

use super::{around, between, log_odds, on_domain};
use crate::interval::rounding::two_prod;
use crate::interval::{Decoration, Interval};
use crate::kernel::enclosure::{
    LARGEST_SEPARATION, NEGLIGIBLE, Need, exp_sum, first_difference, is_thin, jet, sech_zero,
};

/// From here on the Bhattacharyya coefficient is combined with the odds before it is exponentiated.
const FAR: f64 = 70.0;

/// Bhattacharyya coefficient `BC = exp(-delta^2/8)`, decreasing in `delta >= 0`.
///
/// Relative width at a point a few units in the last place, down to `1e-307`.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::bc;
/// assert!((bc(Interval::point(2.0)).mid() - 0.606_530_659_712_633_4).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn bc(delta: Interval) -> Interval {
    on_domain([], delta, |[], delta| {
        Interval::build(
            bc_at(delta.hi()).lo(),
            bc_at(delta.lo()).hi(),
            Decoration::Com,
        )
    })
}

/// Total variation `TV = 2 Phi(delta/2) - 1 = erf(delta/(2 sqrt 2))`, increasing in `delta >= 0`; a few ulps.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::{overlap, tv};
/// let delta = Interval::point(3.0);
/// let value = tv(delta) + overlap(delta);
/// assert!(value.lo() <= 1.0 && 1.0 <= value.hi());
/// ```
#[must_use]
pub fn tv(delta: Interval) -> Interval {
    on_domain([], delta, |[], delta| {
        Interval::build(
            tv_at(delta.lo()).lo(),
            tv_at(delta.hi()).hi(),
            Decoration::Com,
        )
    })
}

/// Overlap `1 - TV = 2 Phi(-delta/2)`, decreasing in `delta >= 0`; a few ulps.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::overlap;
/// // Two standard deviations apart, each mode has the share Phi(-1) beyond the midpoint.
/// assert!((overlap(Interval::point(2.0)).mid() - 2.0 * 0.158_655_253_931_457_05).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn overlap(delta: Interval) -> Interval {
    on_domain([], delta, |[], delta| (-(delta * 0.5)).normal_cdf() * 2.0)
}

/// Chi-square divergence `exp(delta^2) - 1`, increasing in `delta >= 0`; relative width at a point about
/// `4e-16 max(1, delta^2)`.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::chi2;
/// assert!((chi2(Interval::point(1.0)).mid() - (std::f64::consts::E - 1.0)).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn chi2(delta: Interval) -> Interval {
    on_domain([], delta, |[], delta| delta.sqr().exp_m1())
}

/// Misassignment probability of old data, `eps_o = L(lambda - delta^2/2, delta)`.
///
/// Decreasing in `beta` and in `delta`: `d eps_o/d delta = -2 delta E[f_2 sigma] < 0`. Relative width at a
/// point at most [`RELATIVE_WIDTH`](crate::kernel::enclosure::RELATIVE_WIDTH) down to [`UNDERFLOW`](crate::kernel::UNDERFLOW).
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::eps_old;
/// let eps = eps_old(Interval::point(0.5), Interval::point(40.0));
/// assert!(eps.lo() > 0.0 && eps.width() <= forgetting::kernel::enclosure::RELATIVE_WIDTH * eps.lo());
/// ```
#[must_use]
pub fn eps_old(beta: Interval, delta: Interval) -> Interval {
    on_domain([beta], delta, |[beta], delta| {
        if let Some(spread) = thin(beta, delta) {
            return eps_old_at(beta.lo(), delta.lo()) * spread;
        }
        between(
            (beta.hi(), delta.hi()),
            (beta.lo(), delta.lo()),
            |(beta, delta)| eps_old_at(beta, delta),
        )
    })
}

/// Misassignment probability of new data, `eps_n = beta eps_o/(1 - beta)`; increasing in `beta`, decreasing in
/// `delta`. Accuracy as [`eps_old`].
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::{eps_new, eps_old};
/// let (beta, delta) = (Interval::point(0.25), Interval::point(2.0));
/// // A2: beta eps_o = (1 - beta) eps_n.
/// assert!((eps_old(beta, delta).mid() - 3.0 * eps_new(beta, delta).mid()).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn eps_new(beta: Interval, delta: Interval) -> Interval {
    on_domain([beta], delta, |[beta], delta| {
        if let Some(spread) = thin(beta, delta) {
            return eps_new_at(beta.lo(), delta.lo()) * spread;
        }
        between(
            (beta.lo(), delta.hi()),
            (beta.hi(), delta.lo()),
            |(beta, delta)| eps_new_at(beta, delta),
        )
    })
}

/// By what factor a misassignment changes over a box of a few ulps: with `L = K_1`, `|d ln L/dm| <= 1`, and in `delta` at fixed odds
/// `2 delta E[f_2 sigma] <= (delta/2) L`.
fn thin(beta: Interval, delta: Interval) -> Option<Interval> {
    if beta.is_point() && delta.is_point() || !(is_thin(beta) && is_thin(delta)) {
        return None;
    }
    let variance = Interval::number(beta.lo()) * (Interval::ONE - Interval::number(beta.hi()));
    let odds = Interval::number(beta.width()) / variance;
    let time = Interval::number(delta.width()) * Interval::number(delta.hi()) * 0.5;
    let reach = (odds + time).hi();
    // Not where the weight is an end, or nearly.
    (0.0..=NEGLIGIBLE)
        .contains(&reach)
        .then(|| Interval::from_bounds(-reach, reach).exp())
}

/// Distinguishability `D = 1 - eps_o - eps_n = L(phi + w, delta) - L(phi - w, delta)`.
///
/// Increasing in `delta` (both misassignments decrease); even in `phi` and falling with `|phi|`, being the
/// integral of the even unimodal `K_2` over a window centred at `phi`. Relative width at a point at most
/// [`RELATIVE_WIDTH`](crate::kernel::enclosure::RELATIVE_WIDTH) also for small `delta` and small `beta`, where a positive form is summed instead of the difference.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::{distinguishability, eps_new, eps_old};
/// let (beta, delta) = (Interval::point(0.25), Interval::point(2.0));
/// let parts = eps_old(beta, delta) + eps_new(beta, delta);
/// let value = parts + distinguishability(beta, delta);
/// assert!(value.lo() <= 1.0 && 1.0 <= value.hi());
/// ```
#[must_use]
pub fn distinguishability(beta: Interval, delta: Interval) -> Interval {
    on_domain([beta], delta, |[beta], delta| {
        let near = if beta.contains(0.5) {
            0.5
        } else if beta.lo() > 0.5 {
            beta.lo()
        } else {
            beta.hi()
        };
        let at = |(beta, delta)| distinguishability_at(beta, delta);
        let far = if beta.lo() >= 0.5 {
            beta.hi()
        } else {
            beta.lo()
        };
        let range = between((far, delta.lo()), (near, delta.hi()), at);
        if beta.lo() < 0.5 && beta.hi() > 0.5 {
            // Either end may be the farther one from 1/2.
            let other = at((beta.hi(), delta.lo()));
            return Interval::build(range.lo().min(other.lo()), range.hi(), Decoration::Com);
        }
        range
    })
}

/// `BC` at one separation in `[0, inf]`.
pub(super) fn bc_at(delta: f64) -> Interval {
    if delta > 1e3 {
        return Interval::constant(0.0, f64::from_bits(1));
    }
    if delta < 1e-100 {
        // The square might underflow.
        return Interval::constant(
            if delta == 0.0 {
                1.0
            } else {
                1.0f64.next_down()
            },
            1.0,
        );
    }
    let (square, error) = two_prod(delta, delta);
    exp_sum(-0.125 * square, Interval::number(-0.125 * error))
}

/// `TV` at one separation in `[0, inf]`.
pub(super) fn tv_at(delta: f64) -> Interval {
    if delta.is_infinite() {
        return Interval::ONE;
    }
    (Interval::number(delta) / (Interval::SQRT_2 * 2.0)).erf()
}

/// `eps_o` at a point of `[0, 1] x [0, inf]`.
pub(super) fn eps_old_at(beta: f64, delta: f64) -> Interval {
    if beta == 0.0 || beta == 1.0 {
        return Interval::number(1.0 - beta);
    }
    let beta = Interval::number(beta);
    overlap_ratio(beta, Interval::ONE - beta, delta)
}

/// `eps_n` at a point of `[0, 1] x [0, inf]`.
pub(super) fn eps_new_at(beta: f64, delta: f64) -> Interval {
    if beta == 0.0 || beta == 1.0 {
        return Interval::number(beta);
    }
    let beta = Interval::number(beta);
    overlap_ratio(Interval::ONE - beta, beta, delta)
}

/// `(1/2) sqrt(other/own) BC S_0(ln(other/own), delta)`, the misassignment of the mode with weight `own`.
fn overlap_ratio(own: Interval, other: Interval, delta: f64) -> Interval {
    if delta.is_infinite() {
        return Interval::ZERO;
    }
    if delta == 0.0 {
        return other;
    }
    // At delta = 0 it is the other weight, and it decreases from there.
    let ceiling = Interval::build(0.0, other.hi(), Decoration::Com);
    let lambda = if own.is_point() {
        -own.logit()
    } else {
        other.logit()
    };
    // |d ln S_0/d lambda| <= 1/2.
    let (centre, spread) = around(lambda, 0.5);
    let s0 = sech_zero(centre, delta) * spread;
    let prefactor = if delta < FAR {
        (other / own).sqrt() * bc_at(delta)
    } else {
        (lambda * 0.5 - Interval::number(delta).sqr() * 0.125).exp()
    };
    (prefactor * s0 * 0.5).meet(ceiling)
}

/// `D` at a point of `[0, 1] x [0, inf]`.
pub(super) fn distinguishability_at(beta: f64, delta: f64) -> Interval {
    if beta == 0.0 || beta == 1.0 || delta == 0.0 {
        return Interval::ZERO;
    }
    if delta.is_infinite() {
        return Interval::ONE;
    }
    let phi = -log_odds(beta).abs();
    if delta <= LARGEST_SEPARATION {
        // D is an integral of K_2, and |d ln K_2/dm| <= 1.
        let (centre, spread) = around(phi, 1.0);
        return (first_difference(centre.min(0.0), delta) * spread)
            .meet(Interval::constant(0.0, 1.0));
    }
    let half_square = Interval::number(delta).sqr() * 0.5;
    // 0 <= d ln K_1/dm <= 1.
    let (centre, spread) = around(phi + half_square, 1.0);
    let above = jet(centre, delta, Need::Low)[1] * spread;
    let below = if beta <= 0.5 {
        eps_new_at(beta, delta)
    } else {
        eps_old_at(beta, delta)
    };
    (above - below).meet(Interval::constant(0.0, 1.0))
}
