//! The landscape of reverse KL: its stationary lines by other routes, and what searches and flows find in it.

use crate::support::reference::is_printed_as;
use forgetting::kernel::{self, kernel};
use forgetting::landscape::{
    POSITION_ACCURACY, basins, collapsed_lines, plane_of_means, random_starts, search,
    three_lines_from,
};
use forgetting::minimize::{GRADIENT_TOLERANCE, StationaryKind, stationary_points_from};
use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::{
    FORM_ACCURACY, GRADIENT_ACCURACY, Objective, ReverseKl, VALUE_ACCURACY,
};
use nalgebra::{DVector, Vector3};
use proptest::prelude::*;

/// Settings this close to where lines appear or vanish are left out: which side they are on, rounding may decide.
const THRESHOLD: f64 = 1e-6;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("in [0, 1]")
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("finite and >= 0")
}

fn collapsed(target: &Mixture, beta: f64, position: f64) -> Mixture {
    let mean = target.old_mean() + DVector::from_element(1, position);
    Mixture::new(weight(beta), mean.clone(), mean).expect("finite")
}

#[test]
fn the_midpoint_splits_where_the_theory_says() {
    let found = three_lines_from(weight(0.5))
        .expect("inside (0, 1)")
        .delta();
    assert!(is_printed_as(found, "2.92167"));
    // It is a root of its equation, and the count changes across it. The equation's slope is at most 2 delta K_2 + delta^3 |K_4| < 4.
    let equation = found * found * kernel(2, 0.0, found) - 1.0;
    assert!(equation.abs() < 4.0 * POSITION_ACCURACY + kernel::ACCURACY);
    for alpha in [0.5, 0.3, 0.9, 0.05] {
        let at = three_lines_from(weight(alpha))
            .expect("inside (0, 1)")
            .delta();
        assert!(at >= found);
        let count = |delta: f64| collapsed_lines(weight(alpha), separation(delta)).len();
        assert_eq!(
            (count(at - THRESHOLD), count(at + THRESHOLD)),
            (1, 3),
            "{alpha}"
        );
    }
    for end in [0.0, 1.0] {
        assert!(three_lines_from(weight(end)).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// As many lines as a fine lattice sees changes of sign in the slope of KL(N(m)||p).
    #[test]
    fn no_line_is_missed(alpha in 0.02..0.98f64, delta in 0.2..9.0f64) {
        let target = TwoModes::on_the_line(separation(delta)).mixture(weight(alpha));
        let objective = ReverseKl::new(target.clone());
        let slope = |x: f64| {
            let (_, gradient) = objective.value_and_gradient(&collapsed(&target, 0.5, x));
            gradient[1] + gradient[2]
        };
        let lines = collapsed_lines(weight(alpha), separation(delta));
        let lattice: Vec<f64> = (0..=4000).map(|k| slope(delta * f64::from(k) / 4000.0)).collect();
        let changes = lattice.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0 || w[0] > 0.0 && w[1] <= 0.0).count();
        // Two lines may share a cell of the lattice next to the threshold.
        prop_assert!(lines.len() == changes || lines.len() == changes + 2, "{} {changes}", lines.len());
        prop_assert!(lines.windows(2).all(|w| w[0].position < w[1].position));
    }

    /// On a line everything vanishes whatever the weight, and the curvatures are G3's: 1 - delta^2 K_2 for a shift, -beta(1-beta) delta^2 K_2 for a split.
    #[test]
    fn lines_are_stationary_with_the_curvatures_of_g3(alpha in 0.05..0.95f64, delta in 0.3..7.0f64, beta in 0.05..0.95f64) {
        let target = TwoModes::on_the_line(separation(delta)).mixture(weight(alpha));
        let objective = ReverseKl::new(target.clone());
        for line in collapsed_lines(weight(alpha), separation(delta)) {
            let at = objective.derivatives(&collapsed(&target, beta, line.position));
            // The position's error times the curvature, at most delta^2/4.
            prop_assert!(at.gradient.norm() <= POSITION_ACCURACY * (1.0 + delta * delta));
            let form = |v: Vector3<f64>| {
                let v = DVector::from_column_slice(v.as_slice());
                (v.transpose() * &at.hessian * &v)[0]
            };
            let shift = form(Vector3::new(0.0, 1.0, 1.0));
            // Four entries of the Hessian against 1 - delta^2 K_2, whose argument is rounded at the size delta^2.
            let error = (4.0 * GRADIENT_ACCURACY + kernel::ACCURACY) * (1.0 + delta * delta);
            prop_assert!((shift - line.shift_curvature).abs() < error);
            let split = form(Vector3::new(0.0, 1.0 - beta, -beta));
            let stated = -beta * (1.0 - beta) * (1.0 - line.shift_curvature);
            prop_assert!((split - stated).abs() < error);
            prop_assert!(split < 0.0);
            let descending = 1 + usize::from(line.shift_curvature < 0.0);
            // Within rounding of the threshold the signature is anyone's.
            if line.shift_curvature.abs() > THRESHOLD {
                prop_assert_eq!(line.kind, StationaryKind::Saddle(descending));
            }
        }
    }

    /// Exchanging the modes mirrors the lines.
    #[test]
    fn lines_mirror(alpha in 0.05..0.95f64, delta in 0.3..8.0f64) {
        let here = collapsed_lines(weight(alpha), separation(delta));
        let there = collapsed_lines(weight(alpha).swapped(), separation(delta));
        prop_assume!((delta - three_lines_from(weight(alpha)).expect("inside").delta()).abs() > THRESHOLD);
        prop_assert_eq!(here.len(), there.len());
        for (a, b) in here.iter().zip(there.iter().rev()) {
            let error = 2.0 * POSITION_ACCURACY / a.shift_curvature.abs().min(1.0);
            prop_assert!((a.position + b.position - delta).abs() < error);
            prop_assert!((a.value - b.value).abs() <= 2.0 * VALUE_ACCURACY * a.value);
        }
    }
}

/// G3's question, put to Newton's method: what else is stationary? Observed: nothing.
#[test]
fn searches_find_nothing_the_theory_does_not_name() {
    let mut found_lines = 0;
    for alpha in [0.5, 0.25, 0.8] {
        for delta in [0.7, 2.0, 3.2, 4.5, 6.0] {
            let found = search(weight(alpha), separation(delta), 120, 11);
            assert!(
                found.others.is_empty(),
                "{alpha} {delta}: {:?}",
                found.others
            );
            let [target, swap] = &found.minima;
            assert!(target.hits > 0 && swap.hits > 0, "{alpha} {delta}");
            assert_eq!(target.kind, StationaryKind::Minimum);
            assert!(swap.kind == StationaryKind::Minimum && swap.label_swap && swap.value == 0.0);
            let hits: usize = found.line_hits.iter().sum();
            assert!(target.hits + swap.hits + hits <= found.starts);
            found_lines += hits;
        }
    }
    assert!(
        found_lines > 100,
        "the searches do reach saddles: {found_lines}"
    );
}

/// The searches can find what is there: from random starts alone, told nothing, they come up with both minima and all three lines.
#[test]
fn searches_rediscover_all_that_is_known() {
    let target = TwoModes::on_the_line(separation(4.0)).mixture(weight(0.5));
    let starts = random_starts(separation(4.0), 400, 2);
    let objective = ReverseKl::new(target.clone());
    let found = stationary_points_from(&objective, &starts, &target);
    let minima = found
        .iter()
        .filter(|p| p.kind == StationaryKind::Minimum)
        .count();
    assert_eq!((found.len(), minima), (5, 2));
    // A position, and how far a gradient within the tolerance leaves it from where the gradient vanishes.
    let position = |learner: &Mixture| {
        let means = objective
            .derivatives(learner)
            .hessian
            .remove_row(0)
            .remove_column(0);
        let curvatures = means.symmetric_eigenvalues().abs();
        let error = GRADIENT_TOLERANCE / curvatures.min() + POSITION_ACCURACY;
        ((learner.old_mean() - target.old_mean())[0], error)
    };
    let mut positions: Vec<(f64, f64)> = found
        .iter()
        .filter(|p| p.collapsed)
        .map(|p| position(&p.learner))
        .collect();
    positions.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lines = collapsed_lines(weight(0.5), separation(4.0));
    assert_eq!(positions.len(), lines.len());
    for ((position, error), line) in positions.iter().zip(&lines) {
        assert!(
            (position - line.position).abs() < *error,
            "{position} {error:e}"
        );
    }
}

#[test]
fn flows_end_at_the_target_or_its_swap() {
    for (alpha, delta) in [(0.5, 2.0), (0.3, 4.0)] {
        let ends = basins(weight(alpha), separation(delta), 200, 3).expect("runs");
        assert_eq!(ends.target + ends.swap + ends.open, ends.starts);
        assert_eq!(ends.open, 0);
        // Components do cross, but labels in order mostly stay so.
        assert!(ends.swap > 0 && ends.target > 4 * ends.swap, "{ends:?}");
    }
}

#[test]
fn one_thread_and_two_agree_and_the_seed_decides() {
    let run = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        pool.install(|| basins(weight(0.4), separation(3.0), 24, seed).expect("runs"))
    };
    assert_eq!(run(1, 5), run(2, 5));
    let starts = |seed| random_starts(separation(3.0), 4, seed);
    assert_eq!(starts(5), starts(5));
    assert_ne!(starts(5), starts(6));
    for start in random_starts(separation(3.0), 500, 9) {
        assert!((0.02..=0.98).contains(&start.weight().old()));
        let old_mode = TwoModes::on_the_line(separation(3.0)).old_mean()[0];
        assert!((-2.0..=5.0).contains(&(start.old_mean()[0] - old_mode)));
    }
}

#[test]
fn the_plane_shows_the_landscape() {
    let half = weight(0.5);
    let plane = plane_of_means(half, separation(4.0), half, 2.0, 81).expect("allowed");
    let line = &collapsed_lines(half, separation(4.0))[1];
    // Offsets -2, -1.9, ..., 6: mu_o at 20, the midpoint at 40, mu_n at 60.
    assert!((plane.offsets[40] - line.position).abs() < POSITION_ACCURACY);
    // The kernel form's terms are half the squared distances of means, at most 6 here, and logs of weights.
    let form = FORM_ACCURACY * (1.0 + 0.5 * 6f64.powi(2));
    assert!((plane.values[40][40] - line.value).abs() < form);
    assert!(plane.values[20][60].abs() < form && plane.values[60][20].abs() < form);
    for (i, row) in plane.values.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            assert!(*value > -form);
            assert!(
                (value - plane.values[j][i]).abs() < 2.0 * form,
                "symmetric at beta = 1/2"
            );
        }
    }
    assert!(plane_of_means(half, separation(4.0), half, 2.0, 1).is_err());
    assert!(plane_of_means(half, separation(4.0), half, f64::NAN, 5).is_err());
}
