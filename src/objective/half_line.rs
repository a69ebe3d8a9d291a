//! Integrals against $p_n-p_o\ge0$ on the side of the new mode, by adaptive Gauss panels.
//!
//! With $z$ the whitened coordinate from the midpoint, $p_n-p_o$ is odd, so that
//! $\int f\,(p_n-p_o)\,dz=\int_0^\infty[f(z)-f(-z)]\,(p_n-p_o)\,dz$: for an increasing $f$ a sum of nonnegative terms at every separation.

use crate::model::Separation;
use crate::numeric::LEGENDRE;
use std::f64::consts::PI;

/// Panels that differ from their halves by less than this share of the total are settled.
const SETTLED: f64 = 1e-14;
const DEEPEST: u32 = 40;
const MOST_PANELS: u32 = 1000;
/// What is lost to subnormal numbers is not found by halving.
const UNDERFLOW: f64 = 1e-318;
/// Separations from which both densities are below $10^{-340}$ midway between the modes.
const DISJOINT: f64 = 80.0;
/// A normal density is below 1e-20 of its peak at this many deviations.
const REACH: f64 = 10.0;

/// $\int_0^\infty f(z)\,(p_n-p_o)(z)\,dz$, each entry of $f$ nonnegative; `turns` are the log-odds at which $f$ bends.
///
/// The number of panels does not grow with the separation.
pub(super) fn half_line<const N: usize>(
    separation: Separation,
    turns: &[f64],
    f: impl Fn(f64) -> [f64; N],
) -> [f64; N] {
    let delta = separation.delta();
    // Between disjoint modes nothing counts: the coordinate is the mode's own, whose distances rounding does not touch.
    let base = if delta > DISJOINT { 0.5 * delta } else { 0.0 };
    let integrand = |x: f64| {
        let (z, from_mode) = (base + x, x + (base - 0.5 * delta));
        let excess = -core_math::expm1(-delta * z);
        let mass = excess * core_math::exp(-0.5 * from_mode * from_mode) / (2.0 * PI).sqrt();
        if mass == 0.0 {
            return [0.0; N];
        }
        f(z).map(|value| mass * value)
    };
    let ends = if delta > DISJOINT {
        (-10..=10).map(f64::from).collect()
    } else {
        panel_ends(delta, turns)
    };
    let panels: Vec<([f64; 2], [f64; N])> = ends
        .windows(2)
        .map(|w| ([w[0], w[1]], gauss(w[0], w[1], &integrand)))
        .collect();
    let first: f64 = panels.iter().flat_map(|(_, sums)| sums).sum();
    let mut total = [0.0; N];
    let mut left: Vec<([f64; 2], [f64; N], u32)> =
        panels.into_iter().rev().map(|(e, s)| (e, s, 0)).collect();
    let mut panels_left = MOST_PANELS;
    while let Some(([a, b], whole, depth)) = left.pop() {
        let middle = 0.5 * (a + b);
        let halves = [gauss(a, middle, &integrand), gauss(middle, b, &integrand)];
        let sum: [f64; N] = std::array::from_fn(|i| halves[0][i] + halves[1][i]);
        let change: f64 = sum.iter().zip(&whole).map(|(x, y)| (x - y).abs()).sum();
        let size = first.max(total.iter().sum());
        // NaN settles too: halving does not mend it.
        let unsettled = change > SETTLED * size + UNDERFLOW && panels_left > 0;
        if !unsettled || depth == DEEPEST {
            for (t, s) in total.iter_mut().zip(sum) {
                *t += s;
            }
        } else {
            panels_left -= 1;
            left.push(([middle, b], halves[1], depth + 1));
            left.push(([a, middle], halves[0], depth + 1));
        }
    }
    total
}

/// Where panels begin and end: unit steps around $\delta/2$ and $3\delta/2$, where products of densities peak, and around the turns.
fn panel_ends(delta: f64, turns: &[f64]) -> Vec<f64> {
    let last = 1.5 * delta + REACH;
    let mut ends = vec![0.0, last];
    for centre in [0.5 * delta, 1.5 * delta] {
        ends.extend((-10..=10).map(|k| centre + f64::from(k)));
    }
    for turn in turns {
        let centre = turn.abs() / delta;
        ends.extend((-5..=5).map(|k| centre + f64::from(k)));
        let near = [0.5, 2.0, 5.0, 12.0, 25.0, 50.0];
        ends.extend(
            near.iter()
                .flat_map(|u| [centre - u / delta, centre + u / delta]),
        );
    }
    ends.retain(|z| (0.0..=last).contains(z));
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    ends
}

fn gauss<const N: usize>(a: f64, b: f64, f: &impl Fn(f64) -> [f64; N]) -> [f64; N] {
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let mut sums = [0.0; N];
    for &(x, w) in &LEGENDRE {
        for z in [middle - half * x, middle + half * x] {
            for (sum, value) in sums.iter_mut().zip(f(z)) {
                *sum += half * w * value;
            }
        }
    }
    sums
}
