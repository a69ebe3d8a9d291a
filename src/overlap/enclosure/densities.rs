//! The densities of the modes and of the learner, and the responsibilities, over boxes.
//!
//! Weights are cut to `[0, 1]` and separations to `[0, inf)`, as everywhere in the overlap.

use crate::interval::{Decoration, Interval};

/// `phi(x + delta/2)`: the exact range up to rounding, since each argument occurs once.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::old_density;
/// assert!((old_density(Interval::point(0.0), Interval::point(2.0)).mid() - 0.241_970_724_519_143_37).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn old_density(x: Interval, delta: Interval) -> Interval {
    (x + separation(delta) * 0.5).normal_density()
}

/// `phi(x - delta/2)`; see [`old_density`].
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::new_density;
/// // The new mode sits at +delta/2.
/// assert!((new_density(Interval::point(1.0), Interval::point(2.0)).mid() - 0.398_942_280_401_432_7).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn new_density(x: Interval, delta: Interval) -> Interval {
    (x - separation(delta) * 0.5).normal_density()
}

/// `beta old(x) + (1 - beta) new(x)`, `0 <= beta <= 1`, `delta >= 0`.
///
/// Exact in `beta` up to rounding (the mixture is linear in it), and exact in `x` outside the two modes, where both densities
/// are monotone; between the modes the excess width is linear.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::mixture_density;
/// let (beta, delta) = (Interval::point(0.25), Interval::point(2.0));
/// // At the midpoint both modes are as dense.
/// assert!((mixture_density(Interval::point(0.0), beta, delta).mid() - 0.241_970_724_519_143_37).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn mixture_density(x: Interval, beta: Interval, delta: Interval) -> Interval {
    on_domain(x, beta, delta, |beta, delta| {
        let half = delta * 0.5;
        let (left, right) = (x - half, x + half);
        let falling = left.lo() >= 0.0 && right.lo() >= 0.0;
        let rising = left.hi() <= 0.0 && right.hi() <= 0.0;
        let at = |x: Interval| {
            let (old, new) = (old_density(x, delta), new_density(x, delta));
            let mixed = |b: f64| {
                let b = Interval::number(b);
                old * b + new * (Interval::ONE - b)
            };
            mixed(beta.lo()).hull(mixed(beta.hi()))
        };
        if (falling || rising) && x.is_bounded() {
            at(Interval::number(x.lo())).hull(at(Interval::number(x.hi())))
        } else {
            at(x)
        }
    })
}

/// `log_old = -(x + delta/2)^2/2 - ln(2 pi)/2`: the exact range up to rounding.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::log_old_density;
/// assert!((log_old_density(Interval::point(-1.0), Interval::point(2.0)).mid() + 0.918_938_533_204_672_8).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn log_old_density(x: Interval, delta: Interval) -> Interval {
    log_density(x + separation(delta) * 0.5)
}

/// `log_new`; see [`log_old_density`].
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::log_new_density;
/// assert!((log_new_density(Interval::point(1.0), Interval::point(2.0)).mid() + 0.918_938_533_204_672_8).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn log_new_density(x: Interval, delta: Interval) -> Interval {
    log_density(x - separation(delta) * 0.5)
}

fn log_density(z: Interval) -> Interval {
    -(z.sqr() * 0.5) - Interval::TAU.ln() * 0.5
}

/// `log_mix`, between the logarithms of the two densities; inside (0, 1) also `ln(1 - beta) + log_new + softplus(logit(beta) - delta x)`
/// and the same from the other mode, whose excess width is linear.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::log_mixture_density;
/// let (beta, delta) = (Interval::point(0.25), Interval::point(2.0));
/// assert!((log_mixture_density(Interval::point(0.0), beta, delta).mid() + 1.418_938_533_204_672_8).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn log_mixture_density(x: Interval, beta: Interval, delta: Interval) -> Interval {
    on_domain(x, beta, delta, |beta, delta| {
        let (old, new) = (log_old_density(x, delta), log_new_density(x, delta));
        let mut range = old.hull(new);
        if beta.hi() == 0.0 {
            range = new;
        } else if beta.lo() == 1.0 {
            range = old;
        } else if beta.lo() > 0.0 && beta.hi() < 1.0 {
            let odds = beta.logit() - delta * x;
            let from_new = (-beta).ln_1p() + new + odds.softplus();
            let from_old = beta.ln() + old + (-odds).softplus();
            range = range.meet(from_new).meet(from_old);
        }
        range
    })
}

/// `resp_old = beta/(beta + (1 - beta) exp(delta x))`, `0 <= beta <= 1`: increasing in `beta`, decreasing in `delta x`, hence the
/// exact range up to rounding.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::responsibility_old;
/// let (beta, delta) = (Interval::point(0.25), Interval::point(2.0));
/// // At the midpoint a sample says nothing.
/// assert!((responsibility_old(Interval::point(0.0), beta, delta).mid() - 0.25).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn responsibility_old(x: Interval, beta: Interval, delta: Interval) -> Interval {
    on_domain(x, beta, delta, |beta, delta| {
        let tilt = x * delta;
        let low = share(beta.lo(), tilt.hi());
        let high = share(beta.hi(), tilt.lo());
        Interval::build(low.lo(), high.hi(), Decoration::Com)
    })
}

/// `resp_new = 1 - resp_old = (1 - beta)/(1 - beta + beta exp(-delta x))`; see [`responsibility_old`].
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::responsibility_new;
/// let (beta, delta) = (Interval::point(0.25), Interval::point(2.0));
/// assert!((responsibility_new(Interval::point(0.0), beta, delta).mid() - 0.75).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn responsibility_new(x: Interval, beta: Interval, delta: Interval) -> Interval {
    on_domain(x, beta, delta, |beta, delta| {
        let tilt = x * delta;
        let low = rest(beta.hi(), tilt.lo());
        let high = rest(beta.lo(), tilt.hi());
        Interval::build(low.lo(), high.hi(), Decoration::Com)
    })
}

/// The responsibility of a mode of weight `b` at `e^t` to one against it.
fn share(b: f64, t: f64) -> Interval {
    quotient(Interval::number(b), Interval::ONE - Interval::number(b), t)
}

/// The responsibility of the other mode.
fn rest(b: f64, t: f64) -> Interval {
    quotient(Interval::ONE - Interval::number(b), Interval::number(b), -t)
}

fn quotient(mine: Interval, other: Interval, t: f64) -> Interval {
    if mine.hi() <= 0.0 || (t == f64::INFINITY && other.lo() > 0.0) {
        // In the limit, and a lower bound anyway.
        return Interval::ZERO;
    }
    if other.hi() <= 0.0 || t == f64::NEG_INFINITY {
        return Interval::ONE;
    }
    let value = mine / (mine + other * Interval::number(t).exp());
    Interval::build(value.lo().max(0.0), value.hi().min(1.0), Decoration::Com)
}

fn separation(delta: Interval) -> Interval {
    delta.restrict(0.0, false, f64::INFINITY, false)
}

/// Cuts the parameters to their domains, evaluates the set and passes decorations on (all functions are continuous).
fn on_domain(
    x: Interval,
    beta: Interval,
    delta: Interval,
    set: impl FnOnce(Interval, Interval) -> Interval,
) -> Interval {
    let (beta, delta) = (beta.restrict(0.0, false, 1.0, false), separation(delta));
    let parameters = beta.decoration().min(delta.decoration());
    let decoration = x.decoration().min(parameters);
    if x.is_empty() || beta.is_empty() || delta.is_empty() {
        return Interval::EMPTY.at_most(decoration);
    }
    let set = set(beta, delta);
    Interval::build(set.lo(), set.hi(), decoration)
}
