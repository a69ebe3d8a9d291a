//! The divergence between two mixtures of the same modes, to full relative accuracy at every separation.

use crate::kernel::lattice::standard_normal;
use crate::model::{Separation, Weight};

/// Below this separation the difference of logarithms is integrated in a form without cancellation.
const NEAR: f64 = 1.0;
/// From here on the modes share less than `e^-800` of each other: nothing that a weight above 1e-300 could lift to rounding.
const FAR: f64 = 80.0;
/// The relative error of [`mixture_divergence`].
pub const DIVERGENCE_ACCURACY: f64 = 1e-12;

/// $\mathrm{KL}(q_a\Vert q_b)$ for weights in [0, 1] at a separation below 1 or of at least 80; `None` in between, where the
/// kernel serves. Relative error at most [`DIVERGENCE_ACCURACY`], also for $\delta\to0$ and $b\to a$.
///
/// Below 1: $\mathbb{E}_{q_a}[y-\log(1+y)]$, $1+y=q_b/q_a$, $y=2(a-b)\sinh t/(ae^{-t}+(1-a)e^t)$, $t=\delta x/2$: positive, no
/// subtraction. Beyond 80 the modes are disjoint and what remains is the divergence of the weights; where `b` leaves out a mode that
/// `a` has, $\delta^2/2$ for each old or new point and the entropy of the weights. Source: S2.
///
/// ```
/// use forgetting::{model::{Separation, Weight}, overlap::mixture_divergence};
/// let (a, b) = (Weight::new(0.9)?, Weight::new(0.1)?);
/// let kl = mixture_divergence(a, b, Separation::new(1e-8)?).unwrap();
/// assert!((kl / 3.2e-17 - 1.0).abs() < forgetting::overlap::DIVERGENCE_ACCURACY); // (a - b)^2 delta^2/2 to leading order
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn mixture_divergence(a: Weight, b: Weight, separation: Separation) -> Option<f64> {
    let delta = separation.delta();
    if a == b {
        return Some(0.0);
    }
    if delta >= FAR {
        return Some(far_divergence(a, b, delta));
    }
    if delta >= NEAR {
        return None;
    }
    let gap = a.minus(b);
    let under = |sign: f64| {
        let terms = standard_normal().map(|(z, weight)| {
            let t = 0.5 * delta * (z + 0.5 * sign * delta);
            let (down, up) = (core_math::exp(-t), core_math::exp(t));
            let y = 2.0 * gap * core_math::sinh(t) / (a.old() * down + a.new_mode() * up);
            weight * excess(y)
        });
        terms.sum::<f64>()
    };
    Some(a.old() * under(-1.0) + a.new_mode() * under(1.0))
}

/// Disjoint modes.
fn far_divergence(a: Weight, b: Weight, delta: f64) -> f64 {
    let lost = if b.old() == 0.0 {
        a.old()
    } else if b.new_mode() == 0.0 {
        a.new_mode()
    } else {
        return between_weights(a, b);
    };
    // Each lost point costs delta^2/2, less what the learner's own weights tell of it.
    let entropy = |p: f64| if p > 0.0 { p * core_math::log(p) } else { 0.0 };
    0.5 * lost * delta * delta + entropy(a.old()) + entropy(a.new_mode())
}

/// `y - ln(1 + y)` for `y > -1`.
fn excess(y: f64) -> f64 {
    if y.abs() > 0.125 {
        return y - core_math::log1p(y);
    }
    // y^2/2 - y^3/3 + ...
    let mut sum = 0.0;
    for k in (2..=20).rev() {
        sum = 1.0 / f64::from(k) - y * sum;
    }
    y * y * sum
}

/// `a ln(a/b) + (1 - a) ln((1 - a)/(1 - b))` as a sum of nonnegative terms, $p(y-\log(1+y))$ with $1+y$ the ratio of the weights.
fn between_weights(a: Weight, b: Weight) -> f64 {
    let gap = b.minus(a);
    let part = |p: f64, q: f64, change: f64| {
        let y = change / p;
        if p == 0.0 {
            change
        } else if y.is_finite() && y > -0.5 {
            p * excess(y)
        } else {
            change - p * (core_math::log(q) - core_math::log(p))
        }
    };
    part(a.old(), b.old(), gap) + part(a.new_mode(), b.new_mode(), -gap)
}
