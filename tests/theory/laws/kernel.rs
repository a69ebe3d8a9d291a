//! Section 2: reflection, tilt, heat equation, monotonicity of the softplus-normal function.

use super::{EPS, config};
use crate::support::reference::CONTRACT;
use forgetting::kernel::{kernel, kernel_jet, logistic_normal, softplus_normal};
use proptest::prelude::*;

/// A comparison of a few values that may underflow must forgive that much.
const UNDERFLOW: f64 = 100.0 * forgetting::kernel::UNDERFLOW;

fn any_m() -> impl Strategy<Value = f64> {
    prop_oneof![-5.0..5.0f64, -50.0..50.0f64, -800.0..800.0f64]
}

fn any_s() -> impl Strategy<Value = f64> {
    prop_oneof![0.0..2.0f64, 0.0..10.0f64, 0.0..60.0f64, Just(0.0)]
}

/// $|\sigma^{(k)}|\le k!\,r^{-k}/\cos(r/2)$ at $r=2$: Cauchy's estimate with $|\sigma(u+ib)|\le1/\cos(b/2)$. Bounds $|K_{k+1}|$.
fn sigmoid_derivative_bound(k: usize) -> f64 {
    (1..=k).map(|j| j as f64 / 2.0).product::<f64>() / 1f64.cos()
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn reflection(m in any_m(), s in any_s()) {
        let (plus, minus) = (softplus_normal(m, s), softplus_normal(-m, s));
        prop_assert!((plus - minus - m).abs() <= CONTRACT * (plus + minus) + 2.0 * EPS * (plus + m.abs()), "P: {plus} {minus}");
        let (plus, minus) = (logistic_normal(m, s), logistic_normal(-m, s));
        prop_assert!((plus + minus - 1.0).abs() <= CONTRACT * (plus + minus) + 2.0 * EPS, "L: {plus} {minus}");
        let (plus, minus) = (kernel_jet(m, s), kernel_jet(-m, s));
        prop_assert!((plus[2] - minus[2]).abs() <= 2.0 * CONTRACT * plus[2] + UNDERFLOW);
        prop_assert!((plus[3] + minus[3]).abs() <= 2.0 * CONTRACT * plus[2] + UNDERFLOW);
        prop_assert!((plus[4] - minus[4]).abs() <= 2.0 * CONTRACT * plus[2] + UNDERFLOW);
    }

    /// In logarithms, so that values of 1e-298 and of 1 stand on the two sides. L(m, s) >= L(m, 0) > e^m/2 for m < 0: both arguments
    /// stay above -685, so neither value underflows.
    #[test]
    fn tilt(t in 0.0..1.0f64, s in prop_oneof![0.0..3.0f64, 0.0..37.0f64]) {
        let m = -685.0 + t * (1370.0 - s * s);
        let (straight, tilted) = (logistic_normal(m, s), logistic_normal(-m - s * s, s));
        let (left, exponent) = (straight.ln(), m + 0.5 * s * s);
        let right = exponent + tilted.ln();
        // d log L/dm lies in [0, 1], so the rounded argument costs at most its own error.
        let rounding = 4.0 * EPS * (m.abs() + s * s) + EPS * (left.abs() + tilted.ln().abs());
        prop_assert!((left - right).abs() <= 2.0 * CONTRACT + rounding, "{left} {right}");
    }

    /// dK_n/ds = s K_{n+2} by a central difference: truncation h^2/6 |d^3K_n/ds^3|, d^3K_n/ds^3 = 3 s K_{n+4} + s^3 K_{n+6}.
    #[test]
    fn heat_equation(order in 0..=6usize, m in -6.0..6.0f64, s in 0.05..4.0f64) {
        let third = 3.0 * (s + 0.01) * sigmoid_derivative_bound(order + 3) + (s + 0.01).powi(3) * sigmoid_derivative_bound(order + 5);
        let size = kernel(order.min(2), m, s);
        // The step that balances rounding against truncation.
        let h = (3.0 * CONTRACT * size / third).cbrt().min(0.01);
        let (above, below) = (s + h, s - h);
        let slope = (kernel(order, m, above) - kernel(order, m, below)) / (above - below);
        let expected = s * kernel(order + 2, m, s);
        let largest = [above, below].map(|s| kernel(order.min(2), m, s)).into_iter().fold(size, f64::max);
        let tolerance = h * h / 6.0 * third + 2.0 * CONTRACT * largest / h + CONTRACT * s * kernel(2, m, s) + 4.0 * EPS * size / h;
        prop_assert!((slope - expected).abs() <= tolerance, "order {order}: {slope} {expected}, tolerance {tolerance:e}");
    }

    /// P is increasing and convex in m: it lies above its tangents, and they lie above it at the other end.
    #[test]
    fn softplus_normal_is_convex_and_increasing(m in any_m(), step in prop_oneof![0.0..1.0f64, 0.0..50.0f64], s in any_s()) {
        let (a, b) = (m, m + step);
        let step = b - a;
        let (left, right) = (kernel_jet(a, s), kernel_jet(b, s));
        let tolerance = CONTRACT * (left[0] + right[0] + (left[1] + right[1]) * step) + 4.0 * EPS * right[0] + UNDERFLOW;
        let rise = right[0] - left[0];
        prop_assert!(rise >= -tolerance && rise >= left[1] * step - tolerance && rise <= right[1] * step + tolerance);
    }

    /// K_2 is a symmetric unimodal density in m: L rises by at least the smaller end value times the step, at most by the largest value.
    #[test]
    fn logistic_normal_increases_and_its_density_is_unimodal(m in any_m(), step in prop_oneof![0.0..1.0f64, 0.0..50.0f64], s in any_s()) {
        let (a, b) = (m, m + step);
        let step = b - a;
        let (left, right) = (kernel_jet(a, s), kernel_jet(b, s));
        let peak = if a < 0.0 && b > 0.0 { kernel(2, 0.0, s) } else { left[2].max(right[2]) };
        let tolerance = CONTRACT * (left[1] + right[1] + peak * step) + 4.0 * EPS * right[1] + UNDERFLOW;
        let rise = right[1] - left[1];
        prop_assert!(rise >= left[2].min(right[2]) * step - tolerance && rise <= peak * step + tolerance);
        let (near, far) = if a.abs() < b.abs() { (left[2], right[2]) } else { (right[2], left[2]) };
        prop_assert!(near >= far * (1.0 - 2.0 * CONTRACT) - UNDERFLOW);
    }

    /// By the heat equation more noise raises P everywhere and draws L towards 1/2.
    #[test]
    fn noise_raises_the_softplus_and_flattens_the_logistic(m in any_m(), s in any_s(), more in 0.0..5.0f64) {
        let (calm, noisy) = (kernel_jet(m, s), kernel_jet(m, s + more));
        prop_assert!(noisy[0] >= calm[0] * (1.0 - 2.0 * CONTRACT) - UNDERFLOW);
        let towards_half = if m < 0.0 { noisy[1] - calm[1] } else { calm[1] - noisy[1] };
        prop_assert!(towards_half >= -CONTRACT * (noisy[1] + calm[1]) - UNDERFLOW);
    }
}
