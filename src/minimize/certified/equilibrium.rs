//! The weights at which two forces balance, enclosed over boxes: TTT-Discover (E1) and the hybrid (G1).
//!
//! Each is the zero of a slope that increases strictly in the weight, or the end 0 where the slope is nonnegative there. So a
//! weight whose slope is enclosed by nonpositive numbers for all parameters of the box is a lower bound of every equilibrium of
//! the box, and conversely: two sign tests are the whole proof, however the weights were found. The first guess is the zero in `f64`;
//! its residual over the slope's derivative is Newton's radius, doubled until the sign is certain.
//!
//! Where the equilibrium is monotone in a parameter, the corner stands for the box (signs of the partial derivatives of the
//! slope, with $\partial_\beta\mathrm{KL}(q_\beta\Vert p_\alpha)=K(\beta)-K(\alpha)=-\int_{\varphi_\beta}^{\varphi_\alpha}D\,d\varphi$ and $D$ increasing in $\delta$):
//! TTT-Discover falls with the gap and rises with $\tau$, $\beta_0$ and $\delta$; the hybrid rises with $s$ and $\alpha$. The others, $\eta$ and
//! the hybrid's $\delta$, enter the sign tests as intervals.

use super::weight::rise;
use crate::interval::{Decoration, Interval};
use crate::kernel::kernel;
use crate::minimize::{hybrid_logit, ttt_old_weight as ttt_approximation};
use crate::model::{Separation, Weight};
use crate::objective::EntropicUtility;
use crate::overlap::enclosure::{boundary_slope, distinguishability};

/// The old weight of TTT-Discover's optimum, `ttt_old_weight(eta, tau, gap, beta0, delta)` (E1), over a box.
///
/// Defined for $\eta,\tau,\Delta,\delta\ge0$ and $\beta_0\in[0, 1]$, save where $\Delta=0$ and $\tau\delta=0$. Exactly `[0, 0]` where the mode is
/// proved to be lost on the whole box, positive below where it is proved to be kept. At a point the width is that of the slope's
/// enclosure, $10^{-12}$ or less, over its derivative.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::ttt_old_weight;
/// let p = Interval::point;
/// let kept = ttt_old_weight(p(1.0), p(0.5), p(1.0), p(0.5), p(2.0));
/// assert!(kept.contains(0.059_739_205_872_153_855) && kept.width() < forgetting::minimize::certified::CERTIFIED_WIDTH);
/// assert_eq!(ttt_old_weight(p(1.0), p(0.5), p(1.0), p(0.5), p(1.0)), Interval::ZERO);
/// ```
#[must_use]
pub fn ttt_old_weight(
    eta: Interval,
    tau: Interval,
    gap: Interval,
    beta0: Interval,
    delta: Interval,
) -> Interval {
    let nonnegative = |x: Interval| x.restrict(0.0, false, f64::INFINITY, false);
    let [eta, tau, gap, delta] = [eta, tau, gap, delta].map(nonnegative);
    let beta0 = beta0.restrict(0.0, false, 1.0, false);
    let all = [eta, tau, gap, beta0, delta];
    let mut decoration = least_decoration(&all);
    if all.iter().any(|x| x.is_empty()) {
        return Interval::EMPTY.at_most(decoration);
    }
    if gap.lo() == 0.0 && (tau.lo() == 0.0 || delta.lo() == 0.0) {
        decoration = decoration.min(Decoration::Trv);
    }
    if !all.iter().all(|x| x.is_bounded()) {
        return Interval::build(0.0, beta0.hi(), decoration);
    }
    let bound = |side: Side, tau: f64, gap: f64, beta0: f64, delta: f64| {
        if gap == 0.0 && tau > 0.0 && delta > 0.0 {
            return beta0;
        }
        let anchored = |beta: Interval| {
            let pull = ttt_pull(eta, Interval::point(gap), beta);
            pull + Interval::point(tau) * repulsion(beta, beta0, delta)
        };
        let slope = |beta: f64| anchored(Interval::point(beta));
        // F' = eta g^2 + tau D/(beta (1 - beta)).
        let steepness = |beta: f64| {
            let pull = ttt_pull(eta, Interval::point(gap), Interval::point(beta)).lo();
            eta.lo() * pull * pull + tau * curvature(beta, delta)
        };
        let guess = |eta: f64| {
            let utility = EntropicUtility::new(eta, gap).ok()?;
            let reference = Weight::new(beta0).ok()?;
            let separation = Separation::new(delta).ok()?;
            Some(
                ttt_approximation(utility, tau, reference, separation)
                    .ok()?
                    .old(),
            )
        };
        let guesses = [guess(eta.lo()), guess(eta.hi())];
        certain(side, guesses, beta0, slope, steepness)
    };
    let lo = bound(Side::Below, tau.lo(), gap.hi(), beta0.lo(), delta.lo());
    let hi = bound(Side::Above, tau.hi(), gap.lo(), beta0.hi(), delta.hi());
    Interval::build(lo, hi, decoration)
}

/// The old weight of the hybrid's minimiser, `hybrid_old_weight(s, alpha, delta)` (G1), over a box.
///
/// Defined for $s\in[0, 1]$, $\alpha\in(0,1)$, $\delta>0$. At a point the relative width is about $10^{-12}(1+\delta^2)$ down to $10^{-290}$; below that the
/// lower end is 0.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::hybrid_old_weight;
/// let p = Interval::point;
/// let kept = hybrid_old_weight(p(0.01), p(0.5), p(5.0));
/// assert!(kept.contains(7.837_954_241_693_118e-9) && kept.width() < forgetting::minimize::certified::CERTIFIED_WIDTH * kept.hi());
/// ```
#[must_use]
pub fn hybrid_old_weight(s: Interval, alpha: Interval, delta: Interval) -> Interval {
    let s = s.restrict(0.0, false, 1.0, false);
    let alpha = alpha.restrict(0.0, true, 1.0, true);
    let delta = delta.restrict(0.0, true, f64::INFINITY, false);
    let all = [s, alpha, delta];
    let decoration = least_decoration(&all);
    if all.iter().any(|x| x.is_empty()) {
        return Interval::EMPTY.at_most(decoration);
    }
    if !delta.is_bounded() {
        return Interval::build(0.0, alpha.hi(), decoration);
    }
    let ends = [delta.lo(), delta.hi()];
    let bound = |side: Side, s: f64, alpha: f64| {
        if s == 0.0 {
            return 0.0;
        }
        if s == 1.0 {
            return alpha;
        }
        let share = Interval::point(s);
        let rest = Interval::ONE - share;
        let slope = |beta: f64| {
            let at = Interval::point(beta);
            let forward = distinguishability(at, delta) / (Interval::ONE - at);
            // The repulsion is monotone in delta.
            let [one, other] = ends.map(|delta| repulsion(at, alpha, delta));
            rest * forward + share * hull(one, other)
        };
        let steepness =
            |beta: f64| (1.0 - s) * forward_curvature(beta, ends[0]) + s * curvature(beta, ends[0]);
        let guess = |delta: f64| {
            let separation = Separation::new(delta).ok()?;
            let alpha = Weight::interior("alpha", alpha).ok()?;
            Some(Weight::from_logit(hybrid_logit(s, alpha, separation).ok()?).old())
        };
        certain(side, ends.map(guess), alpha, slope, steepness)
    };
    let lo = bound(Side::Below, s.lo(), alpha.lo());
    let hi = bound(Side::Above, s.hi(), alpha.hi());
    Interval::build(lo, hi, decoration)
}

/// The utility's pull $g(\beta)=\frac1\eta\frac{1-e^{-\eta\Delta}}{1-\beta(1-e^{-\eta\Delta})}$ towards the new mode, over a box of nonnegative numbers;
/// $\Delta$ at $\eta=0$.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::ttt_pull;
/// let pull = ttt_pull(Interval::point(1.0), Interval::point(1.0), Interval::ZERO);
/// assert!(pull.contains(1.0 - (-1.0f64).exp()) && pull.width() < 8.0 * f64::EPSILON);   // g(0) of E1
/// ```
#[must_use]
pub fn ttt_pull(eta: Interval, gap: Interval, beta: Interval) -> Interval {
    // (1 - e^(-x))/eta falls with eta and rises with the gap.
    let least = |eta: f64, gap: f64| {
        if eta == 0.0 || gap == 0.0 {
            return Interval::point(gap);
        }
        let (eta, gap) = (Interval::point(eta), Interval::point(gap));
        // 1 - x <= (1 - e^(-x))/x <= 1, which also serves where the product underflows.
        let product = eta * gap;
        let floor = (gap * (Interval::ONE - product)).lo().max(0.0);
        (-(-product).exp_m1() / eta).meet(Interval::build(floor, gap.hi(), Decoration::Com))
    };
    let (low, high) = (least(eta.hi(), gap.lo()), least(eta.lo(), gap.hi()));
    let decoration = least_decoration(&[eta, gap, beta]);
    let least = Interval::build(low.lo(), high.hi(), decoration);
    let decay = (-(eta * gap)).exp();
    // 1 - beta + beta e^(-x), written so that neither term is negative.
    least / ((Interval::ONE - beta) + beta * decay)
}

/// Which side of the equilibria a bound is on.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Below,
    Above,
}

/// A weight in `[0, ceiling]` proved to lie on `side` of every zero of the increasing slopes that `slope` encloses, near the guesses.
fn certain(
    side: Side,
    guesses: [Option<f64>; 2],
    ceiling: f64,
    slope: impl Fn(f64) -> Interval,
    steepness: impl Fn(f64) -> f64,
) -> f64 {
    let worst = match side {
        Side::Below => 0.0,
        Side::Above => ceiling,
    };
    let [Some(one), Some(other)] = guesses else {
        return worst;
    };
    let start = match side {
        Side::Below => one.min(other),
        Side::Above => one.max(other),
    }
    .clamp(0.0, ceiling);
    let proved = |beta: f64| {
        let here = slope(beta);
        here.is_defined()
            && match side {
                Side::Below => here.hi() <= 0.0,
                Side::Above => here.lo() >= 0.0,
            }
    };
    if start == worst || (start == 0.0 && proved(0.0)) {
        // Nothing lies beyond the worst; at 0 a nonnegative slope makes 0 the equilibrium of the whole box.
        return start;
    }
    let newton = 2.0 * slope(start).mag() / steepness(start);
    let least = 2.0 * f64::EPSILON * start + f64::MIN_POSITIVE;
    let mut radius = if newton.is_finite() {
        newton.max(least)
    } else {
        least
    };
    loop {
        let beta = match side {
            Side::Below => start - radius,
            Side::Above => start + radius,
        };
        let outside = match side {
            Side::Below => beta <= worst,
            Side::Above => beta >= worst,
        };
        if outside {
            return worst;
        }
        if proved(beta) {
            return beta;
        }
        radius *= 2.0;
    }
}

/// $K(\beta,\delta)-K(\alpha,\delta)$, the slope of reverse KL, relatively accurate where the weights are close.
fn repulsion(beta: Interval, alpha: f64, delta: f64) -> Interval {
    let (alpha, delta) = (Interval::point(alpha), Interval::point(delta));
    let natural = boundary_slope(beta, delta) - boundary_slope(alpha, delta);
    let inside = |weight: Interval| weight.lo() > 0.0 && weight.hi() < 1.0;
    if !(inside(beta) && inside(alpha)) {
        return natural;
    }
    // The slope is an integral of D over the logit: a mean value.
    let between = Interval::from_bounds(beta.lo().min(alpha.lo()), beta.hi().max(alpha.hi()));
    let mean_value = distinguishability(between, delta) * (beta.logit() - alpha.logit());
    natural
        .meet(rise(beta, delta) - rise(alpha, delta))
        .meet(mean_value)
}

/// An approximation of $D/(\beta(1-\beta))$, at 0 its limit $\chi^2$.
fn curvature(beta: f64, delta: f64) -> f64 {
    let Ok(separation) = Separation::new(delta) else {
        return 0.0;
    };
    match Weight::new(beta) {
        Ok(weight) if weight.is_interior() => {
            crate::overlap::distinguishability(weight, separation) / weight.variance()
        }
        _ => separation.chi_squared().min(f64::MAX),
    }
}

/// An approximation of the derivative of $D/(1-\beta)$.
fn forward_curvature(beta: f64, delta: f64) -> f64 {
    let (Ok(weight), Ok(separation)) = (Weight::new(beta), Separation::new(delta)) else {
        return 0.0;
    };
    if !weight.is_interior() {
        return separation.chi_squared().min(f64::MAX);
    }
    let (phi, half) = (weight.logit(), 0.5 * delta * delta);
    let slope = kernel(2, phi + half, delta) - kernel(2, phi - half, delta);
    (slope / weight.old() + crate::overlap::distinguishability(weight, separation))
        / (weight.new_mode() * weight.new_mode())
}

/// The smallest interval around two enclosures, with the lesser decoration: the range of a monotone function between two points.
fn hull(a: Interval, b: Interval) -> Interval {
    let decoration = least_decoration(&[a, b]);
    Interval::build(a.lo().min(b.lo()), a.hi().max(b.hi()), decoration)
}

fn least_decoration(all: &[Interval]) -> Decoration {
    all.iter()
        .fold(Decoration::Com, |least, x| least.min(x.decoration()))
}
