//! Invariance: the theory sees two modes only through their Mahalanobis geometry.

use super::{DISTINGUISHABILITY, EPS, VALUE, config, plain_weight, separation};
use forgetting::minimize::{Free, GRADIENT_TOLERANCE, minimise};
use forgetting::model::{Mixture, TwoModes, Weight};
use forgetting::objective::{ForwardKl, ModelReplay, Objective, ReverseKl};
use forgetting::overlap::{distinguishability, fisher};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// Condition numbers of the covariance and of the map, by construction.
const COVARIANCE_CONDITION: f64 = 16.0;
const MAP_CONDITION: f64 = 2.0;

/// One setting in two coordinate systems that an invertible affine map relates.
#[derive(Clone, Debug)]
struct Setting {
    d: usize,
    modes: TwoModes,
    mapped: TwoModes,
    map: DMatrix<f64>,
    shift: DVector<f64>,
    covariance: DMatrix<f64>,
    /// Old and new mean of a learner, in the first system.
    learner: [DVector<f64>; 2],
}

impl Setting {
    fn move_point(&self, x: &DVector<f64>) -> DVector<f64> {
        &self.map * x + &self.shift
    }

    /// The learner's whitened mixture in either system.
    fn learners(&self, weight: Weight) -> [Mixture; 2] {
        let [old, new] = &self.learner;
        let build = |modes: &TwoModes, old: &DVector<f64>, new: &DVector<f64>| {
            Mixture::new(weight, modes.whiten(old), modes.whiten(new)).expect("finite means")
        };
        [
            build(&self.modes, old, new),
            build(&self.mapped, &self.move_point(old), &self.move_point(new)),
        ]
    }

    /// How far a whitened vector of length `size` may differ in length between the two systems.
    ///
    /// Forming B Sigma B' rounds it by at most 2 d^2 eps of its norm, its Cholesky factor and a triangular solve by d (d+1) eps and d^2 eps more; relative to
    /// the quadratic form each is magnified by at most the condition number. Forming B x + c rounds by (d+2) eps of the sizes added.
    fn whitening_error(&self, size: f64) -> f64 {
        let d = self.d as f64;
        let condition = COVARIANCE_CONDITION * MAP_CONDITION * MAP_CONDITION;
        let points = [
            self.modes.old_mean(),
            self.modes.new_mean(),
            &self.learner[0],
            &self.learner[1],
        ];
        let largest = points.iter().map(|x| x.norm()).fold(0.0, f64::max);
        // The smallest standard deviation is at least 1/2 (times 0.7 after the map), the map's norm at most 1.4.
        let formed = (d + 2.0) * EPS * 2.0 * (1.4 * d.sqrt() * largest + self.shift.norm()) / 0.35;
        4.0 * d * (d + 1.0) * EPS * condition * size + formed
    }
}

/// Q_1 diag(scales) Q_2 with scales in [low, 1/low] read off the entries.
fn conditioned(entries: &[f64], d: usize, low: f64) -> DMatrix<f64> {
    let orthogonal = |from: usize| {
        DMatrix::from_fn(d, d, |i, j| entries[from + 4 * i + j])
            .qr()
            .q()
    };
    let scales = DVector::from_fn(d, |i, _| low.powf(entries[32 + i]));
    orthogonal(0) * DMatrix::from_diagonal(&scales) * orthogonal(16)
}

fn setting(dimensions: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Setting> {
    let matrix = || prop::collection::vec(-1.0..1.0f64, 36);
    let points = prop::array::uniform5(prop::array::uniform4(-3.0..3.0f64));
    (dimensions, matrix(), matrix(), points).prop_map(|(d, shape, map, points)| {
        let [old, new, shift, learner_old, learner_new] =
            points.map(|p| DVector::from_column_slice(&p[..d]));
        let factor = conditioned(&shape, d, 0.5);
        // Symmetric to the last bit, as a user's file would be.
        let symmetric = |m: DMatrix<f64>| (&m + m.transpose()) * 0.5;
        let covariance = symmetric(&factor * factor.transpose());
        let map = conditioned(&map, d, 1.0 / 2f64.sqrt());
        let modes =
            TwoModes::new(old.clone(), new.clone(), covariance.clone()).expect("positive definite");
        let image = |x: &DVector<f64>| &map * x + &shift;
        let mapped = TwoModes::new(
            image(&old),
            image(&new),
            symmetric(&map * &covariance * map.transpose()),
        );
        Setting {
            d,
            modes,
            mapped: mapped.expect("positive definite"),
            learner: [learner_old, learner_new],
            map,
            shift,
            covariance,
        }
    })
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn whitening_has_an_inverse_and_measures_mahalanobis_distances(s in setting(1..=4)) {
        let d = s.d as f64;
        let [x, y] = &s.learner;
        let size = x.norm() + y.norm() + s.modes.old_mean().norm();
        // A triangular solve and its inverse product: d^2 eps of |L| |L^-1|, whose norms multiply to at most d sqrt(condition).
        let tolerance = 4.0 * d.powi(3) * EPS * COVARIANCE_CONDITION.sqrt();
        let back = s.modes.unwhiten(&s.modes.whiten(x));
        prop_assert!((&back - x).norm() <= tolerance * size);
        let back = s.modes.whiten(&s.modes.unwhiten(y));
        prop_assert!((&back - y).norm() <= tolerance * 2.0 * size);
        prop_assert_eq!(s.modes.whiten(s.modes.old_mean()), DVector::zeros(s.d));
        // The same distance by an LU solve with the covariance itself.
        let gap = x - y;
        let solved = s.covariance.clone().lu().solve(&gap).expect("invertible");
        let (whitened, direct) = ((s.modes.whiten(x) - s.modes.whiten(y)).norm(), gap.dot(&solved).sqrt());
        // LU with partial pivoting adds a growth factor of at most 2^(d-1) to the same analysis.
        let growth = 2f64.powi(s.d as i32 - 1);
        prop_assert!((whitened - direct).abs() <= growth * s.whitening_error(direct), "{whitened} {direct}");
    }

    #[test]
    fn separation_and_all_that_follows_are_affine_invariant(s in setting(1..=4), weight in plain_weight()) {
        let (a, b) = (s.modes.separation(), s.mapped.separation());
        let moved = s.whitening_error(a.delta());
        prop_assert!((a.delta() - b.delta()).abs() <= moved, "{} {}", a.delta(), b.delta());
        prop_assume!(a.delta() > 0.1);
        // |dD/d delta| <= 2 delta D (1 + 1/delta^2) would do; D <= 1 and D ~ delta^2 give |d log D/d log delta| <= 2 + delta^2.
        let (d_a, d_b) = (distinguishability(weight, a), distinguishability(weight, b));
        let relative = (2.0 + a.delta().powi(2)) * moved / a.delta();
        prop_assert!((d_a - d_b).abs() <= (2.0 * DISTINGUISHABILITY + relative) * d_a, "{d_a} {d_b}");
    }

    #[test]
    fn divergences_are_affine_invariant(s in setting(1..=4), beta in plain_weight(), alpha in plain_weight()) {
        let [here, there] = s.learners(beta);
        let (target, mapped_target) = (s.modes.mixture(alpha), s.mapped.mixture(alpha));
        let reach = [here.old_mean(), here.new_mean(), target.new_mean()].iter().map(|m| m.norm()).fold(0.0, f64::max);
        // Any mean pulls on a divergence with at most E|x - m| <= 2 reach + sqrt(d) on either side of it, and four means move.
        let moved = 4.0 * 2.0 * (2.0 * reach + (s.d as f64).sqrt()) * s.whitening_error(reach);
        for (objective, mapped) in [
            (Box::new(ReverseKl::new(target.clone())) as Box<dyn Objective>, Box::new(ReverseKl::new(mapped_target.clone())) as Box<dyn Objective>),
            (Box::new(ForwardKl::new(target.clone())), Box::new(ForwardKl::new(mapped_target.clone()))),
            (Box::new(ForwardKl::sft(&target)), Box::new(ForwardKl::sft(&mapped_target))),
        ] {
            let (a, b) = (objective.value(&here), mapped.value(&there));
            prop_assert!((a - b).abs() <= VALUE * (a + b) + moved, "{}: {a} {b}", objective.name());
        }
    }

    /// Labels are names: exchanging them in learner and target changes nothing but the order of the parameters.
    #[test]
    fn divergences_are_invariant_under_label_swap(s in setting(1..=3), beta in plain_weight(), alpha in plain_weight()) {
        let [learner, _] = s.learners(beta);
        let target = s.modes.mixture(alpha);
        for (objective, swapped) in [
            (Box::new(ReverseKl::new(target.clone())) as Box<dyn Objective>, Box::new(ReverseKl::new(target.swapped())) as Box<dyn Objective>),
            (Box::new(ForwardKl::new(target.clone())), Box::new(ForwardKl::new(target.swapped()))),
        ] {
            let value = objective.value(&learner);
            for (objective, learner) in [(&objective, learner.swapped()), (&swapped, learner.clone()), (&swapped, learner.swapped())] {
                let other = objective.value(&learner);
                prop_assert!((value - other).abs() <= VALUE * (value + other), "{value} {other}");
            }
        }
    }
}

proptest! {
    #![proptest_config(config(12))]

    /// Replay in the model integrates over the span of the means: at most two dimensions here, to keep it quick.
    #[test]
    fn replay_in_the_model_is_affine_invariant(s in setting(1..=2), beta in plain_weight(), rho in plain_weight()) {
        let [here, there] = s.learners(beta);
        let (target, mapped_target) = (s.modes.mixture(beta), s.mapped.mixture(beta));
        let reach = [here.old_mean(), here.new_mean(), target.new_mean()].iter().map(|m| m.norm()).fold(0.0, f64::max);
        let moved = 4.0 * 2.0 * (2.0 * reach + (s.d as f64).sqrt()) * s.whitening_error(reach);
        let (a, b) = (
            ModelReplay::new(&target, rho).expect("rho < 1").value(&here),
            ModelReplay::new(&mapped_target, rho).expect("rho < 1").value(&there),
        );
        prop_assert!((a - b).abs() <= VALUE * (a + b) + moved, "{a} {b}");
    }
}

proptest! {
    #![proptest_config(config(40))]

    /// The minimiser's weight and its means in the user's coordinates do not depend on the coordinates it was found in.
    #[test]
    fn minimisers_are_affine_equivariant(s in setting(1..=4), alpha in 0.2..0.8f64, nudge in 0.0..0.3f64) {
        let delta = s.modes.separation().delta();
        prop_assume!((1.5..8.0).contains(&delta));
        let alpha = Weight::new(alpha).expect("a weight");
        let mut s = s;
        // Start near the target, so that both searches are in its valley.
        let (old, new) = (s.modes.old_mean().clone(), s.modes.new_mean().clone());
        s.learner = [&old + (&new - &old) * nudge, &new - (&new - &old) * nudge];
        let [here, there] = s.learners(Weight::new(0.5).expect("a weight"));
        // At a gradient of 1e-12 the parameters are within that over the smallest Fisher eigenvalue, to first order; 2 covers the second.
        let information = fisher(alpha, separation(delta)).min_eigenvalue_in(s.d);
        let error = 2.0 * GRADIENT_TOLERANCE / information;
        for (kind, targets) in [("reverse", true), ("replay", false)] {
            let solve = |modes: &TwoModes, start: &Mixture| {
                let target = modes.mixture(alpha);
                if targets { minimise(&ReverseKl::new(target), start, Free::All) } else { minimise(&ForwardKl::new(target), start, Free::All) }
            };
            let (a, b) = (solve(&s.modes, &here).expect("converges"), solve(&s.mapped, &there).expect("converges"));
            let (w_a, w_b) = (a.learner.weight().old(), b.learner.weight().old());
            prop_assert!((w_a - alpha.old()).abs() <= error && (w_b - w_a).abs() <= 2.0 * error, "{kind}: {w_a} {w_b}");
            for (mean, other) in [(a.learner.old_mean(), b.learner.old_mean()), (a.learner.new_mean(), b.learner.new_mean())] {
                let expected = s.move_point(&s.modes.unwhiten(mean));
                // Errors in whitened units grow by at most the largest deviation, 2 * 1.4.
                let tolerance = 2.8 * (2.0 * error + 2.0 * s.whitening_error(delta + 1.0));
                prop_assert!((s.mapped.unwhiten(other) - expected).norm() <= tolerance, "{kind}");
            }
        }
    }
}
