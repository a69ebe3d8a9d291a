//! The kernel's accuracy contract against Arb values (tests/data, made by make_reference.py).

use crate::support::reference::{CONTRACT, Decimal, kernel_points, relative_error};
use forgetting::kernel::{UNDERFLOW, kernel, kernel_jet};

#[test]
fn jets_meet_the_contract_at_every_reference_point() {
    let points = kernel_points();
    assert!(points.len() > 250, "only {} points were read", points.len());
    let mut worst = [0.0f64; 5];
    for point in &points {
        let jet = kernel_jet(point.m, point.s);
        for order in 0..5 {
            let truth = &point.orders[order];
            // Odd orders vanish at symmetric points: K_3 and K_4 are measured against K_2.
            let scale = if order < 3 { truth } else { &point.orders[2] };
            let error = if scale.value() < UNDERFLOW {
                (jet[order].abs() > 10.0 * UNDERFLOW) as u8 as f64
            } else {
                truth.distance(jet[order]) / scale.value()
            };
            assert!(
                error <= CONTRACT,
                "K_{order}({}, {}): {:e} against {truth}, error {error:e}",
                point.m,
                point.s,
                jet[order]
            );
            worst[order] = worst[order].max(error);
        }
    }
    println!("worst relative errors: {worst:?}");
}

#[test]
fn single_orders_agree_with_the_jet() {
    for point in kernel_points() {
        let jet = kernel_jet(point.m, point.s);
        for order in 0..5 {
            let scale = if order < 3 { jet[order] } else { jet[2] };
            let gap = (kernel(order, point.m, point.s) - jet[order]).abs();
            assert!(
                gap <= 2.0 * CONTRACT * scale.abs() + UNDERFLOW,
                "K_{order}({}, {})",
                point.m,
                point.s
            );
        }
    }
}

#[test]
fn high_orders_are_derivatives_of_lower_ones() {
    // K_{n+1} by a central difference of K_n, n = 4..7, with the step error bounded by h^2/6 |K_{n+3}| <= 100 h^2 (sigma's
    // derivatives grow like k!/pi^(k+1)) and twice the kernel's error over the step.
    const STEP: f64 = 1e-4;
    let h = STEP;
    for (m, s) in [(-2.0, 0.4), (0.7, 1.3), (-5.0, 3.0), (3.0, 8.0)] {
        for order in 4..8 {
            let slope = (kernel(order, m + h, s) - kernel(order, m - h, s)) / (2.0 * h);
            assert!(
                (slope - kernel(order + 1, m, s)).abs() < 100.0 * STEP.powi(2) + CONTRACT / STEP,
                "order {order} at ({m}, {s})"
            );
        }
    }
}

#[test]
fn no_argument_overflows_or_gives_nan_where_a_number_exists() {
    for m in [
        -1e308, -1e9, -800.0, -1e-300, 0.0, 1e-300, 3.0, 800.0, 1e9, 1e300,
    ] {
        for s in [0.0, 1e-300, 1e-9, 0.999_999, 1.0, 60.0, 1e4, 1e8] {
            let jet = kernel_jet(m, s);
            for order in 0..5 {
                assert!(
                    jet[order].is_finite(),
                    "K_{order}({m}, {s}) = {}",
                    jet[order]
                );
            }
            assert!(
                jet[0] >= m.max(0.0)
                    && (0.0..=1.0).contains(&jet[1])
                    && (0.0..=0.25).contains(&jet[2]),
                "({m}, {s}): {jet:?}"
            );
        }
    }
    assert!(kernel_jet(f64::NAN, 1.0)[0].is_nan());
    assert!(kernel_jet(0.0, f64::INFINITY)[1].is_nan());
}

#[test]
fn the_oracle_can_tell_a_wrong_digit() {
    let truth = Decimal::parse("0.1234567890123456789012345678");
    assert!(relative_error(0.123_456_789_012_345_68, &truth) < 4.0 * f64::EPSILON);
    assert!(relative_error(0.123_456_789_012_5, &truth) > CONTRACT);
}
