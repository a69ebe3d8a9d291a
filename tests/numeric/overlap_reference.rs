//! The overlap's accuracy contract against Arb values.

use crate::support::reference::{CONTRACT, Decimal, OverlapPoint, overlap_points};
use forgetting::kernel::UNDERFLOW;
use forgetting::model::{Separation, Weight};
use forgetting::overlap::{
    DIFFERENCE_ACCURACY, FISHER_ACCURACY, FISHER_RELATIVE_ACCURACY, Overlap, distinguishability,
    fisher, sech_moment,
};

/// Products of a weight's root and a moment that are far enough above the subnormal numbers.
const LEAST_PRODUCT: f64 = 1e-290;

fn arguments(point: &OverlapPoint) -> (Weight, Separation) {
    (
        Weight::new(point.beta).expect("a weight"),
        Separation::new(point.delta).expect("a separation"),
    )
}

fn close(
    name: &str,
    point: &OverlapPoint,
    value: f64,
    truth: &Decimal,
    scale: f64,
    contract: f64,
) -> f64 {
    let error = if truth.is_zero() && value == 0.0 {
        0.0
    } else {
        truth.distance(value) / scale
    };
    assert!(
        error <= contract,
        "{name}({}, {}) = {value:e}, truth {truth}: error {error:e} of {scale:e}",
        point.beta,
        point.delta
    );
    error
}

#[test]
fn moments_and_misassignment_meet_the_contract() {
    let points = overlap_points();
    assert!(points.len() > 150, "only {} points were read", points.len());
    let mut worst = 0.0f64;
    for point in &points {
        let (weight, separation) = arguments(point);
        let overlap = Overlap::new(weight, separation);
        let lambda = weight.log_odds_new();
        for (name, value) in [
            ("eps_o", overlap.misassignment_old()),
            ("eps_n", overlap.misassignment_new()),
        ] {
            let truth = point.get(name).expect("present");
            if truth.value() > UNDERFLOW {
                worst = worst.max(close(name, point, value, &truth, truth.value(), CONTRACT));
            }
        }
        let s0 = point.get("S0").expect("present");
        for (j, name) in ["S0", "S1", "S2"].into_iter().enumerate() {
            let truth = point.get(name).expect("present");
            let scale = if j == 1 { s0.value() } else { truth.value() };
            // The reference belongs to the exact lambda(beta); |dS_j/dlambda| <= |S_j|/2 where lambda is large,
            // so half a unit in lambda's last place moves the truth by this much.
            let moved = 0.25 * lambda.abs() * f64::EPSILON * (truth.value() / scale).abs();
            worst = worst.max(close(
                name,
                point,
                sech_moment(j, lambda, separation),
                &truth,
                scale,
                CONTRACT + moved,
            ));
            // kappa_j = (1/2) sqrt(beta (1-beta)) BC S_j, itself rounded: two roundings more, and the gate's.
            let gate =
                0.5 * weight.old().sqrt() * weight.new_mode().sqrt() * separation.bhattacharyya();
            if gate * scale > LEAST_PRODUCT {
                let gap = (overlap.moment(j) - gate * truth.value()).abs() / (gate * scale);
                assert!(
                    gap <= CONTRACT + 4.0 * f64::EPSILON,
                    "kappa_{j}({}, {}): {gap:e}",
                    point.beta,
                    point.delta
                );
            }
        }
    }
    println!("worst relative error {worst:e}");
}

#[test]
fn distinguishability_keeps_its_digits_down_to_a_millionth() {
    let mut worst = 0.0f64;
    for point in overlap_points() {
        let (weight, separation) = arguments(&point);
        let truth = point.get("distinguishability").expect("present");
        let value = distinguishability(weight, separation);
        if truth.value() > UNDERFLOW {
            let scale = truth.value();
            worst = worst.max(close(
                "D",
                &point,
                value,
                &truth,
                scale,
                DIFFERENCE_ACCURACY,
            ));
        }
    }
    println!("worst relative error {worst:e}");
}

#[test]
fn smallest_fisher_eigenvalue_meets_the_contract() {
    let mut seen = 0;
    for point in overlap_points() {
        let Some(truth) = point.get("fisher_lambda_min_3x3") else {
            continue;
        };
        let (weight, separation) = arguments(&point);
        let value = fisher(weight, separation).min_eigenvalue();
        close("lambda_min", &point, value, &truth, 1.0, FISHER_ACCURACY);
        if point.delta >= 1.0 {
            let scale = truth.value();
            close(
                "lambda_min",
                &point,
                value,
                &truth,
                scale,
                FISHER_RELATIVE_ACCURACY,
            );
        }
        seen += 1;
    }
    assert!(seen >= 29, "only {seen} eigenvalues were compared");
}

#[test]
fn fisher_block_equals_the_missing_information_form() {
    // C5: I = I_complete - E_q[r_o r_n v v'], entries from kappa_0..2; the library uses Stein's form.
    for (beta, delta) in [(0.5, 1.0), (0.1, 2.5), (0.9, 0.3), (0.37, 6.0)] {
        let weight = Weight::new(beta).expect("a weight");
        let separation = Separation::new(delta).expect("a separation");
        let overlap = Overlap::new(weight, separation);
        let [k0, k1, k2] = [0, 1, 2].map(|j| overlap.moment(j));
        let h = delta / 2.0;
        let expected = [
            [beta * (1.0 - beta) - k0, -(k1 + h * k0), k1 - h * k0],
            [
                -(k1 + h * k0),
                beta - (k2 + 2.0 * h * k1 + h * h * k0),
                k2 - h * h * k0,
            ],
            [
                k1 - h * k0,
                k2 - h * h * k0,
                1.0 - beta - (k2 - 2.0 * h * k1 + h * h * k0),
            ],
        ];
        let block = fisher(weight, separation);
        for (i, row) in expected.iter().enumerate() {
            for (j, entry) in row.iter().enumerate() {
                assert!(
                    (block.axial()[(i, j)] - entry).abs() < FISHER_ACCURACY,
                    "({beta}, {delta}) entry ({i}, {j})"
                );
            }
        }
    }
}
