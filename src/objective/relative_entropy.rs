//! Small divergences without cancellation.
//!
//! $\mathrm{KL}(f\Vert g)=\int f\,(y-\log(1+y))$ with $y=g/f-1$: the integrand is nonnegative, so the sum keeps
//! relative accuracy at $10^{-300}$. For mixtures that nearly agree, $y$ itself must not be formed by
//! subtraction: with components paired, $g-f=\sum_i f_i\,\mathrm{expm1}(\eta_i)$,
//! $\eta_i=\log\frac{w_i^g}{w_i^f}+\langle m_i^g-m_i^f,\,x-m_i^f\rangle-\tfrac12|m_i^g-m_i^f|^2$.

use super::span::Span;
use crate::model::Mixture;
use nalgebra::DVector;
use std::f64::consts::PI;

/// Means within this of each other are compared beside one normal law.
const NEAR: f64 = 1.0;
/// Below this fraction of its terms the kernel form is not trusted with ten digits.
const CANCELLATION: f64 = 1e-4;

/// $\mathrm{KL}(f\Vert g)$ of two whitened mixtures of one dimension by positive quadrature on the span of their means.
///
/// Relative error at most [`VALUE_ACCURACY`](super::VALUE_ACCURACY) for means within 40 of each other. At most three
/// dimensions are integrated over; the cost grows accordingly (about 0.1 ms collinear, 10 ms in general position).
/// Infinite only if it overflows. This is the route the kernel form is checked against.
///
/// # Errors
/// Mixtures of different dimension.
///
/// ```
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::relative_entropy;
/// let modes = TwoModes::on_the_line(Separation::new(3.0)?);
/// let (f, g) = (modes.mixture(Weight::new(0.5)?), modes.mixture(Weight::new(0.5 + 1e-10)?));
/// // To leading order D/(2 beta (1-beta)) (difference)^2.
/// let kl = relative_entropy(&f, &g)?;
/// // The step is rounded in the weight's seventeenth digit.
/// let step = 1e-10;
/// assert!((kl / (0.802_757_497_8 / 0.5 * step * step) - 1.0).abs() < 4.0 * f64::EPSILON / step);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn relative_entropy(f: &Mixture, g: &Mixture) -> crate::Result<f64> {
    if f.dimension() != g.dimension() {
        return Err(crate::Error::Dimension {
            argument: "the second mixture's means".into(),
            expected: f.dimension(),
            reference: "the first mixture".into(),
            found: g.dimension(),
        });
    }
    Ok(positive_form(&paired(f, g)))
}

/// `own + cross` where that is accurate, the positive form where it cancels.
pub(super) fn refined(own: f64, cross: f64, f: &Mixture, g: &Mixture) -> f64 {
    let value = own + cross;
    if value > CANCELLATION * (1.0 + own.abs() + cross.abs()) {
        value
    } else {
        positive_form(&paired(f, g))
    }
}

/// One component of `f` and the component of `g` it is compared with.
pub(super) struct Pair<'a> {
    pub f: (f64, &'a DVector<f64>),
    pub g: (f64, &'a DVector<f64>),
    /// `g` weight minus `f` weight, as accurately as it is known.
    pub change: f64,
}

/// Pairs components by label, or across if that is closer.
fn paired<'a>(f: &'a Mixture, g: &'a Mixture) -> [Pair<'a>; 2] {
    let distance = |a: &DVector<f64>, b: &DVector<f64>| (a - b).norm();
    let straight = distance(f.old_mean(), g.old_mean()) + distance(f.new_mean(), g.new_mean());
    let across = distance(f.old_mean(), g.new_mean()) + distance(f.new_mean(), g.old_mean());
    let (fw, gw) = (f.weight(), g.weight());
    let (gw, g_old, g_new) = if across < straight {
        (gw.swapped(), g.new_mean(), g.old_mean())
    } else {
        (gw, g.old_mean(), g.new_mean())
    };
    // The smaller weight of each pair carries the digits of the difference.
    let change = if fw.old() < fw.new_mode() {
        gw.old() - fw.old()
    } else {
        fw.new_mode() - gw.new_mode()
    };
    [
        Pair {
            f: (fw.old(), f.old_mean()),
            g: (gw.old(), g_old),
            change,
        },
        Pair {
            f: (fw.new_mode(), f.new_mean()),
            g: (gw.new_mode(), g_new),
            change: -change,
        },
    ]
}

/// A pair in the coordinates of the span.
struct Term {
    mean_f: Vec<f64>,
    mean_g: Vec<f64>,
    log_f: f64,
    log_g: f64,
    /// $\log(w^g/w^f)$, NaN when a weight vanishes.
    log_ratio: f64,
}

/// The divergence of paired mixtures of `N` components.
pub(super) fn positive_form<const N: usize>(pairs: &[Pair<'_>; N]) -> f64 {
    if pairs
        .iter()
        .all(|p| p.change == 0.0 && (p.f.0 == 0.0 || p.f.1 == p.g.1))
    {
        return 0.0;
    }
    let means: Vec<&DVector<f64>> = pairs
        .iter()
        .flat_map(|p| [p.f, p.g])
        .filter(|(w, _)| *w > 0.0)
        .map(|(_, m)| m)
        .collect();
    let span = Span::of(&means, 1e-14);
    let terms: [Term; N] = std::array::from_fn(|i| {
        let p = &pairs[i];
        Term {
            mean_f: span.coordinates(p.f.1),
            mean_g: span.coordinates(p.g.1),
            log_f: core_math::log(p.f.0),
            log_g: core_math::log(p.g.0),
            log_ratio: if p.f.0 > 0.0 && p.g.0 > 0.0 {
                core_math::log1p(p.change / p.f.0)
            } else {
                f64::NAN
            },
        }
    });
    let k = span.dimension();
    let norm = 0.5 * k as f64 * core_math::log(2.0 * PI);
    let changes: [f64; N] = std::array::from_fn(|i| pairs[i].change);
    let near = span.extent() < NEAR;
    let mut sum = 0.0;
    // g^2/f may peak one full extent beyond the outermost mean.
    span.visit(
        |lo, hi| (lo - (hi - lo) - 9.0, hi + (hi - lo) + 9.0),
        |x, volume| {
            sum += volume
                * if near {
                    near_density_times_excess(&terms, &changes, x, norm)
                } else {
                    density_times_excess(&terms, x, norm)
                }
        },
    );
    sum
}

/// As [`density_times_excess`] for means within [`NEAR`] of the origin, where $f$ and $g$ differ by little whatever their weights.
///
/// Beside the standard normal law each component is $1+\mathrm{expm1}(e)$, $e=\langle m,x\rangle-\tfrac12|m|^2$, and as weights add to one,
/// $g-f\propto\sum_i(w^g_i-w^f_i)\,\mathrm{expm1}(e^g_i)+\sum_iw^f_ie^{e^f_i}\mathrm{expm1}(e^g_i-e^f_i)$: each term is of the order of the means.
fn near_density_times_excess<const N: usize>(
    terms: &[Term; N],
    changes: &[f64; N],
    x: &[f64],
    norm: f64,
) -> f64 {
    let tilt = |mean: &[f64]| {
        x.iter()
            .zip(mean)
            .map(|(x, m)| m * (x - 0.5 * m))
            .sum::<f64>()
    };
    let (mut density, mut difference) = (0.0, 0.0);
    for (t, change) in terms.iter().zip(changes) {
        let own = core_math::exp(t.log_f + tilt(&t.mean_f));
        let mut moved = 0.0;
        for ((x, f), g) in x.iter().zip(&t.mean_f).zip(&t.mean_g) {
            moved += (g - f) * (x - f - 0.5 * (g - f));
        }
        density += own;
        difference += change * core_math::expm1(tilt(&t.mean_g)) + own * core_math::expm1(moved);
    }
    let square: f64 = x.iter().map(|x| x * x).sum();
    core_math::exp(-0.5 * square - norm) * density * excess(difference / density)
}

/// $f(x)\,(y-\log(1+y))$ at one point.
fn density_times_excess<const N: usize>(terms: &[Term; N], x: &[f64], norm: f64) -> f64 {
    let exponent = |log: f64, mean: &[f64]| {
        log - 0.5
            * x.iter()
                .zip(mean)
                .map(|(a, b)| (a - b) * (a - b))
                .sum::<f64>()
    };
    let logs_f: [f64; N] = std::array::from_fn(|i| exponent(terms[i].log_f, &terms[i].mean_f));
    let top = logs_f.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shares = logs_f.map(|l| {
        if l == top {
            1.0
        } else {
            core_math::exp(l - top)
        }
    });
    let total: f64 = shares.iter().sum();
    let y: f64 = (0..N)
        .map(|i| {
            let t = &terms[i];
            if t.log_ratio.is_nan() {
                return (core_math::exp(exponent(t.log_g, &t.mean_g) - top) - shares[i]) / total;
            }
            let mut eta = t.log_ratio;
            for ((x, f), g) in x.iter().zip(&t.mean_f).zip(&t.mean_g) {
                let moved = g - f;
                eta += moved * (x - f) - 0.5 * moved * moved;
            }
            shares[i] / total * core_math::expm1(eta)
        })
        .sum();
    if y > -0.5 && y < 1e12 {
        return core_math::exp(top - norm) * total * excess(y);
    }
    // Far from agreement the logs themselves are accurate, and the factors of y may have overflowed.
    let log_f = top + core_math::log(total);
    let logs_g: [f64; N] = std::array::from_fn(|i| exponent(terms[i].log_g, &terms[i].mean_g));
    let top_g = logs_g.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_g = top_g
        + core_math::log(
            logs_g
                .iter()
                .map(|l| core_math::exp(l - top_g))
                .sum::<f64>(),
        );
    let v = log_g - log_f;
    // f (e^v - 1 - v), with g = f e^v formed directly.
    core_math::exp(log_g - norm) - (1.0 + v) * core_math::exp(log_f - norm)
}

/// $y-\log(1+y)\ge0$ for $y>-1$, relative accuracy for small $y$.
fn excess(y: f64) -> f64 {
    if y.abs() < 0.02 {
        // Alternating series; ten terms reach 0.02^12.
        let tail = (2..13)
            .rev()
            .fold(0.0, |sum, n| 1.0 / f64::from(n) - y * sum);
        y * y * tail
    } else {
        y - core_math::log1p(y)
    }
}

#[cfg(test)]
mod tests {
    use super::excess;

    #[test]
    fn excess_is_continuous_and_right_to_second_order() {
        for y in [0.019_999_999, 0.020_000_001, -0.019_999_999, -0.020_000_001] {
            // The subtraction rounds at the size of y, against y^2/2.
            let exact = y - core_math::log1p(y);
            assert!(
                (excess(y) / exact - 1.0).abs() < 4.0 * f64::EPSILON / y.abs(),
                "{y}"
            );
        }
        // y^2/2 (1 - 2y/3).
        let y = 1e-9;
        assert!((excess(y) / (0.5 * y * y) - 1.0).abs() < y);
        assert_eq!(excess(0.0), 0.0);
    }
}
