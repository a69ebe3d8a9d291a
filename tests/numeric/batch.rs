//! The batched kernel against Arb values, against the scalar kernel at random and extreme points, and its laws.

use crate::support::random::Random;
use crate::support::reference::{CONTRACT, kernel_points, overlap_points};
use forgetting::kernel::{kernel, kernels, logistic_normal, logistic_normals};
use forgetting::model::{Separation, Weight};
use forgetting::overlap::{
    DIFFERENCE_ACCURACY, Overlap, distinguishabilities, distinguishability, misassignments_new,
    misassignments_old,
};
use proptest::prelude::*;
use rayon::prelude::*;

/// Below, an underflow is allowed.
const TINY: f64 = forgetting::kernel::UNDERFLOW;

type Batch = fn(&[f64], &[f64], &mut [f64]);

fn column(batch: Batch, a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; a.len()];
    batch(a, b, &mut out);
    out
}

#[test]
fn logistic_normals_meet_the_contract_at_every_reference_point() {
    let points = kernel_points();
    assert!(points.len() > 250, "only {} points were read", points.len());
    let m: Vec<f64> = points.iter().map(|p| p.m).collect();
    let s: Vec<f64> = points.iter().map(|p| p.s).collect();
    for (point, value) in points.iter().zip(column(logistic_normals, &m, &s)) {
        let truth = &point.orders[1];
        if truth.value() > TINY {
            let error = truth.distance(value) / truth.value();
            assert!(error <= CONTRACT, "L({}, {}): {error:e}", point.m, point.s);
        }
    }
}

#[test]
fn misassignments_meet_the_contract_at_every_reference_point() {
    let points = overlap_points();
    assert!(points.len() > 150, "only {} points were read", points.len());
    let beta: Vec<f64> = points.iter().map(|p| p.beta).collect();
    let delta: Vec<f64> = points.iter().map(|p| p.delta).collect();
    let batches: [(&str, Batch, f64); 3] = [
        ("eps_o", misassignments_old, CONTRACT),
        ("eps_n", misassignments_new, CONTRACT),
        (
            "distinguishability",
            distinguishabilities,
            DIFFERENCE_ACCURACY,
        ),
    ];
    for (name, batch, contract) in batches {
        for (point, value) in points.iter().zip(column(batch, &beta, &delta)) {
            let truth = point.get(name).expect("present");
            if truth.value() > TINY {
                let error = truth.distance(value) / truth.value();
                let at = (point.beta, point.delta);
                assert!(error <= contract, "{name}{at:?}: {error:e}");
            }
        }
    }
}

/// Weights from 1e-300 to 1 - 1e-9, separations from 1e-8 to 1e9, all magnitudes alike; the ends among them.
fn extreme_points(count: usize) -> (Vec<f64>, Vec<f64>) {
    let mut random = Random(7);
    let (mut beta, mut delta) = (Vec::new(), Vec::new());
    for k in 0..count {
        beta.push(match k % 4 {
            0 => 10f64.powf(random.uniform(-300.0, 0.0)),
            1 => 1.0 - 10f64.powf(random.uniform(-9.0, 0.0)),
            2 => random.unit(),
            _ => [0.0, 1.0, 0.5, 1e-300, 5e-324, 1.0 - 1e-9][random.bits() as usize % 6],
        });
        delta.push(match k % 3 {
            0 => 10f64.powf(random.uniform(-8.0, 9.0)),
            1 => random.uniform(0.0, 50.0),
            _ => [0.0, 1e-8, 0.5, 1.0, 4.0, 31.999, 32.0, 1e5, 1e9, 1e-160]
                [random.bits() as usize % 10],
        });
    }
    (beta, delta)
}

/// Twice the contract: each of the two has its own error.
fn agrees(value: f64, scalar: f64, contract: f64) -> bool {
    value == scalar || (value - scalar).abs() <= 2.0 * contract * scalar.abs() + TINY
}

#[test]
fn batches_equal_the_scalar_functions_at_random_and_extreme_points() {
    let (beta, delta) = extreme_points(60_000);
    let overlap = |beta, delta| {
        let separation = Separation::new(delta).expect("a separation");
        let weight = Weight::new(beta).expect("a weight");
        (
            Overlap::new(weight, separation),
            distinguishability(weight, separation),
        )
    };
    let old = column(misassignments_old, &beta, &delta);
    let new = column(misassignments_new, &beta, &delta);
    let apart = column(distinguishabilities, &beta, &delta);
    for k in 0..beta.len() {
        let at = (beta[k], delta[k]);
        let (scalar, difference) = overlap(beta[k], delta[k]);
        let (o, n) = (scalar.misassignment_old(), scalar.misassignment_new());
        assert!(
            agrees(old[k], o, CONTRACT),
            "eps_o{at:?}: {:e}, {o:e}",
            old[k]
        );
        assert!(
            agrees(new[k], n, CONTRACT),
            "eps_n{at:?}: {:e}, {n:e}",
            new[k]
        );
        let close = agrees(apart[k], difference, DIFFERENCE_ACCURACY);
        assert!(close, "D{at:?}: {:e}, {difference:e}", apart[k]);
    }
}

#[test]
fn kernels_equal_the_scalar_kernel() {
    let mut random = Random(8);
    let s: Vec<f64> = extreme_points(20_000).1;
    let m: Vec<f64> = (0..s.len())
        .map(|k| match k % 3 {
            0 => random.uniform(-800.0, 800.0),
            1 => random.uniform(-3.0, 1.0) * s[k].min(30.0).powi(2),
            _ => random.scaled(-30, 20),
        })
        .collect();
    for order in 0..4 {
        let mut values = vec![0.0; m.len()];
        kernels(order, &m, &s, &mut values);
        for k in 0..m.len() {
            let scalar = kernel(order, m[k], s[k]);
            let close = agrees(values[k], scalar, CONTRACT);
            assert!(
                close,
                "K_{order}({}, {}): {:e}, {scalar:e}",
                m[k], s[k], values[k]
            );
        }
    }
}

#[test]
fn what_has_no_value_is_nan() {
    let beta = [-0.1, 1.1, f64::NAN, 0.5, 0.5, 0.5];
    let delta = [1.0, 1.0, 1.0, -1.0, f64::NAN, f64::INFINITY];
    for batch in [misassignments_old, misassignments_new, distinguishabilities] {
        let values = column(batch, &beta, &delta);
        assert!(values.iter().all(|x| x.is_nan()), "{values:?}");
    }
    let values = column(
        logistic_normals,
        &[f64::NAN, f64::INFINITY, 0.0],
        &[1.0, 1.0, f64::NAN],
    );
    assert!(values.iter().all(|x| x.is_nan()), "{values:?}");
}

#[test]
fn a_value_does_not_depend_on_its_neighbours_or_on_threads() {
    let (beta, delta) = extreme_points(10_000);
    for batch in [misassignments_old, distinguishabilities] {
        let whole = column(batch, &beta, &delta);
        for size in [1, 7, 4096] {
            let mut out = vec![0.0; beta.len()];
            let inputs = beta.par_chunks(size).zip(delta.par_chunks(size));
            let work = out.par_chunks_mut(size).zip(inputs);
            work.for_each(|(out, (beta, delta))| batch(beta, delta, out));
            let same = whole
                .iter()
                .zip(&out)
                .all(|(a, b)| a.to_bits() == b.to_bits());
            assert!(same, "pieces of {size}");
        }
    }
}

proptest! {
    /// L(m, s) + L(-m, s) = 1 and L(m, s) = exp(m + s^2/2) L(-m - s^2, s), in any company.
    #[test]
    fn reflection_and_tilt(m in -60.0..60.0f64, s in 1e-4..12.0f64) {
        let tilted = -m - s * s;
        let values = column(logistic_normals, &[m, -m, tilted], &[s, s, s]);
        prop_assert!((values[0] + values[1] - 1.0).abs() <= 2.0 * CONTRACT);
        let exponent = m + 0.5 * s * s;
        // The exponent's own rounding, and that of the tilted place, come on top.
        let rounding = f64::EPSILON * (m.abs() + s * s);
        let expected = exponent.exp() * values[2];
        prop_assert!((values[0] - expected).abs() <= (2.0 * CONTRACT + 2.0 * rounding) * values[0]);
    }

    /// beta eps_o = (1 - beta) eps_n (A1), and the label swap.
    #[test]
    fn balance_and_swap(k in 1u32..1024, delta in 1e-4..30.0f64) {
        let beta = f64::from(k) / 1024.0;
        let (betas, deltas) = ([beta, 1.0 - beta], [delta, delta]);
        let old = column(misassignments_old, &betas, &deltas);
        let new = column(misassignments_new, &betas, &deltas);
        prop_assert!((beta * old[0] - (1.0 - beta) * new[0]).abs() <= 2.0 * CONTRACT * beta * old[0]);
        prop_assert!(agrees(old[0], new[1], CONTRACT) && agrees(old[1], new[0], CONTRACT));
        let apart = column(distinguishabilities, &betas, &deltas);
        prop_assert!(agrees(apart[0], apart[1], DIFFERENCE_ACCURACY));
        prop_assert!((apart[0] + old[0] + new[0] - 1.0).abs() <= 3.0 * DIFFERENCE_ACCURACY);
    }

    #[test]
    fn one_point_alone(m in -700.0..700.0f64, s in 1e-9..1e3f64) {
        let value = column(logistic_normals, &[m], &[s])[0];
        prop_assert!(agrees(value, logistic_normal(m, s), CONTRACT));
    }
}
