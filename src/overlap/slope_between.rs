//! How much the slope of reverse KL changes between two weights, without subtracting nearly equal slopes.

use super::boundary::boundary_slope;
use super::{DIFFERENCE_ACCURACY, distinguishability};
use crate::kernel::{self, softplus_normal};
use crate::model::{Separation, Weight};
use crate::numeric::LEGENDRE;

/// The relative error of [`slope_between`]: that of $D$ and $K$, and the cancellation that is let pass.
pub const SLOPE_BETWEEN_ACCURACY: f64 = 1e-11;
/// Half of the smallest subnormal's reach: below it relative accuracy ends.
const UNDERFLOW: f64 = 1e-322;

/// $K(b,\delta)-K(a,\delta)=\int_{\operatorname{logit}a}^{\operatorname{logit}b}D\,d\varphi\ge0$ for weights $a\le b$, with a bound on its error.
///
/// The slope of $\mathrm{KL}(q_\beta\Vert p_\alpha)$ in $\beta$ is this between the two weights (C2). Relative error at most
/// [`SLOPE_BETWEEN_ACCURACY`] at any separation:
/// a short stretch is integrated, a long one is the difference of closed forms that cancels least. Zero where $a>b$.
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::overlap::{SLOPE_BETWEEN_ACCURACY, distinguishability, slope_between};
/// let (delta, a, b) = (Separation::new(1e-3)?, Weight::new(0.3)?, Weight::new(0.3 + 1e-9)?);
/// let (difference, error) = slope_between(a, b, delta);
/// let leading = distinguishability(a, delta) * (b.logit() - a.logit());
/// // D changes by less than the step in the logit.
/// assert!((difference / leading - 1.0).abs() < b.logit() - a.logit());
/// assert!(error < SLOPE_BETWEEN_ACCURACY * difference);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn slope_between(a: Weight, b: Weight, separation: Separation) -> (f64, f64) {
    let delta = separation.delta();
    if delta == 0.0 {
        return (0.0, 0.0);
    }
    if a.old() == 0.0 || b.new_mode() == 0.0 {
        let slope = if a.old() == 0.0 {
            boundary_slope(b, separation)
        } else {
            boundary_slope(a.swapped(), separation)
        };
        return (slope, DIFFERENCE_ACCURACY * slope + UNDERFLOW);
    }
    let (low, high) = (a.logit(), b.logit());
    if high <= low {
        return (0.0, 0.0);
    }
    if high - low <= 1.0 {
        let value = short_stretch(low, high, separation);
        return (value, DIFFERENCE_ACCURACY * value + UNDERFLOW);
    }
    let routes = if delta < 1.0 {
        let difference = |less: f64, more: f64| {
            (
                more - less,
                DIFFERENCE_ACCURACY * (more.abs() + less.abs()) + UNDERFLOW,
            )
        };
        let slope = |weight: Weight| boundary_slope(weight, separation);
        vec![
            difference(slope(a), slope(b)),
            difference(slope(b.swapped()), slope(a.swapped())),
        ]
    } else {
        closed_forms(low, high, delta)
    };
    let least = routes.into_iter().min_by(|x, y| x.1.total_cmp(&y.1));
    let (value, error) = least.expect("there is a route");
    (value.max(0.0), error)
}

/// Gauss's rule with eight points: $D$ is analytic in the strip of half-width $\pi$ around the logits.
fn short_stretch(low: f64, high: f64, separation: Separation) -> f64 {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    let at = |phi: f64| distinguishability(Weight::from_logit(phi), separation);
    let sum: f64 = LEGENDRE
        .iter()
        .map(|&(x, w)| w * (at(middle + half * x) + at(middle - half * x)))
        .sum();
    half * sum
}

/// With $h=\delta^2/2$: $[P(\varphi+h)-P(\varphi-h)]$ between the two logits, each $P(x)$ as it is or as $x+P(-x)$; with errors.
fn closed_forms(low: f64, high: f64, delta: f64) -> Vec<(f64, f64)> {
    let half = 0.5 * delta * delta;
    let p = |m: f64| softplus_normal(m, delta);
    let summed = |terms: [f64; 4], exact: f64| {
        let size: f64 = terms.iter().map(|t| t.abs()).sum();
        let value = exact + (terms[0] - terms[1]) + (terms[2] - terms[3]);
        (
            value,
            kernel::ACCURACY * size + f64::EPSILON * exact.abs() + UNDERFLOW,
        )
    };
    vec![
        summed(
            [p(high + half), p(low + half), p(low - half), p(high - half)],
            0.0,
        ),
        summed(
            [
                p(-high - half),
                p(-low - half),
                p(low - half),
                p(high - half),
            ],
            high - low,
        ),
        summed(
            [
                p(half - low),
                p(half - high),
                p(-high - half),
                p(-low - half),
            ],
            0.0,
        ),
    ]
}
