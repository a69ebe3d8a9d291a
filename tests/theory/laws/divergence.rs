//! KL as a divergence, C3 and C4 at random means, C5 as the Hessian at the optimum.

use super::{BOUND, DISTINGUISHABILITY, EPS, GRADIENT, VALUE, config, plain_weight, separation};
use crate::support::reference::CONTRACT;
use forgetting::bounds::drift_bound;
use forgetting::model::{Mixture, TwoModes, Weight};
use forgetting::objective::{ForwardKl, ModelReplay, Objective, ReverseKl, relative_entropy};
use forgetting::overlap::{Overlap, distinguishability, fisher};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

fn mixture(weight: Weight, old: &[f64], new: &[f64]) -> Mixture {
    Mixture::new(
        weight,
        DVector::from_column_slice(old),
        DVector::from_column_slice(new),
    )
    .expect("finite means")
}

/// Two means in one to three dimensions.
fn two_means(reach: f64) -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (1..=3usize).prop_flat_map(move |d| {
        let mean = || prop::collection::vec(-reach..reach, d);
        (mean(), mean())
    })
}

fn one_mixture() -> impl Strategy<Value = Mixture> {
    (plain_weight(), -4.0..4.0f64, -4.0..4.0f64)
        .prop_map(|(w, old, new)| mixture(w, &[old], &[new]))
}

proptest! {
    #![proptest_config(config(300))]

    /// KL >= 0, and 0 exactly at equality.
    #[test]
    fn divergences_vanish_only_at_equality(f in one_mixture(), g in one_mixture(), exponent in -12.0..0.0f64, which in 0..3usize) {
        prop_assert_eq!(relative_entropy(&f, &f).expect("one dimension"), 0.0);
        prop_assert_eq!(ReverseKl::new(f.clone()).value(&f), 0.0);
        prop_assert_eq!(ForwardKl::new(f.clone()).value(&f), 0.0);
        let no_replay = ModelReplay::new(&f, Weight::new(0.0).expect("a weight")).expect("rho < 1");
        prop_assert_eq!(no_replay.value(&f.with_weight(Weight::new(0.0).expect("an end"))), 0.0);
        let step = 10f64.powf(exponent);
        let shift = |mean: &DVector<f64>, by: f64| mean.map(|x| x + by);
        let near = match which {
            0 => f.with_weight(Weight::new(f.weight().old() * (1.0 - 0.5 * step)).expect("inside (0, 1)")),
            1 => Mixture::new(f.weight(), shift(f.old_mean(), step), f.new_mean().clone()).expect("finite"),
            _ => Mixture::new(f.weight(), f.old_mean().clone(), shift(f.new_mean(), step)).expect("finite"),
        };
        // A weight says nothing where the modes coincide.
        prop_assume!(which > 0 || (f.old_mean() - f.new_mean()).norm() > 1e-3);
        for other in [&near, &g] {
            let values = [
                relative_entropy(&f, other).expect("one dimension"),
                ReverseKl::new(other.clone()).value(&f),
                ForwardKl::new(f.clone()).value(other),
            ];
            for value in values {
                prop_assert!(value > 0.0, "{value:e} between {f:?} and {other:?}");
                // Three entries to one number.
                prop_assert!((value - values[0]).abs() <= 2.0 * VALUE * values[0], "{values:?}");
            }
        }
    }

    /// Close weights: KL = h^2 D/(2 beta (1-beta)), within what the third order allows. With y = h (p_o - p_n)/f, |y| <= eta = h/min(beta, 1-beta),
    /// |y - log(1+y) - y^2/2| <= (y^2/2) (2 eta/3)/(1 - eta), and the integral of f y^2 is h^2 D/(beta (1-beta)).
    #[test]
    fn small_divergences_keep_their_digits(weight in plain_weight(), delta in 0.1..8.0f64, exponent in -12.0..-1.0f64) {
        let f = TwoModes::on_the_line(separation(delta)).mixture(weight);
        let beta = weight.old();
        let g = f.with_weight(Weight::new(beta + beta.min(1.0 - beta) * 10f64.powf(exponent)).expect("inside (0, 1)"));
        // The smaller of the two components carries the difference, as in the library.
        let h = if beta < 0.5 { g.weight().old() - beta } else { weight.new_mode() - g.weight().new_mode() };
        prop_assume!(h > 0.0);
        let eta = h / beta.min(1.0 - beta);
        let law = 0.5 * h * h * distinguishability(weight, separation(delta)) / weight.variance();
        let tolerance = 2.0 * eta / 3.0 / (1.0 - eta) + VALUE + DISTINGUISHABILITY + 8.0 * EPS;
        for value in [ReverseKl::new(g.clone()).value(&f), ForwardKl::new(f.clone()).value(&g)] {
            prop_assert!((value / law - 1.0).abs() <= tolerance, "{value:e} {law:e}");
        }
    }

    /// C4 at a correct old mean, any new mean: the pull, its misassignment bound, and that bound's two closed forms.
    #[test]
    fn drift_is_gated_by_overlap(beta in plain_weight(), alpha in plain_weight(), (target_mean, new_mean) in two_means(6.0)) {
        let origin = vec![0.0; target_mean.len()];
        let target = mixture(alpha, &origin, &target_mean);
        let learner = mixture(beta, &origin, &new_mean);
        let (own, delta) = (separation(learner.new_mean().norm()), separation(target.new_mean().norm()));
        let gradient = ReverseKl::new(target).value_and_gradient(&learner).1;
        let pull = gradient.rows(1, origin.len()).norm();
        let eps_q = Overlap::new(beta, own).misassignment_old();
        let eps_p = Overlap::new(alpha, delta).misassignment_old();
        let bound = beta.old() * (eps_q * own.delta() + eps_p * delta.delta());
        let terms = beta.old() * (own.delta() + delta.delta());
        prop_assert!(pull <= bound * (1.0 + CONTRACT) + GRADIENT * terms, "{pull} {bound}");
        let closed = drift_bound(beta, own, alpha, delta);
        prop_assert!(bound <= closed.refined * (1.0 + CONTRACT + BOUND) && closed.refined <= closed.bhattacharyya);
    }

    /// C4, exact: with the new mean right as well the pull is beta delta |eps_o(beta) - eps_o(alpha)|.
    #[test]
    fn drift_at_correct_means_is_a_difference_of_misassignments(beta in plain_weight(), alpha in plain_weight(), delta in 0.0..20.0f64) {
        let target = TwoModes::on_the_line(separation(delta)).mixture(alpha);
        let learner = target.with_weight(beta);
        let pull = ReverseKl::new(target).value_and_gradient(&learner).1[1].abs();
        let eps = |w: Weight| Overlap::new(w, separation(delta)).misassignment_old();
        let exact = beta.old() * delta * (eps(beta) - eps(alpha)).abs();
        let terms = beta.old() * delta;
        // The objective's contract is absolute in its terms; the misassignments are known to 1e-13 each.
        prop_assert!((pull - exact).abs() <= (GRADIENT + 2.0 * EPS) * terms + CONTRACT * terms * (eps(beta) + eps(alpha)), "{pull} {exact}");
    }

    /// C5: at the optimum the Hessian of reverse KL, and of forward KL on the target, is the Fisher information; the axis is turned to the first coordinate.
    #[test]
    fn hessians_at_the_optimum_are_the_fisher_information(alpha in plain_weight(), (old_mean, new_mean) in two_means(4.0)) {
        let d = old_mean.len();
        let target = mixture(alpha, &old_mean, &new_mean);
        let axis = target.new_mean() - target.old_mean();
        let delta = axis.norm();
        prop_assume!(delta > 0.1);
        // A reflection that takes the axis to the first coordinate.
        let mut normal = &axis / delta;
        normal[0] += if normal[0] >= 0.0 { 1.0 } else { -1.0 };
        let turn = DMatrix::identity(d, d) - &normal * normal.transpose() * (2.0 / normal.norm_squared());
        let sign = (&turn * &axis)[0].signum();
        let turn = turn * sign;
        let mut full = DMatrix::zeros(2 * d + 1, 2 * d + 1);
        full[(0, 0)] = 1.0;
        full.view_mut((1, 1), (d, d)).copy_from(&turn);
        full.view_mut((1 + d, 1 + d), (d, d)).copy_from(&turn);
        let expected = fisher(alpha, separation(delta)).matrix(d);
        // Entries are sums of shares (at most 1) and delta^2 times K_2 and K_3 (at most 1/4 and 1/10); kernel values are known to 1e-13 of K_2,
        // and each entry is turned by two orthogonal matrices.
        let terms = 1.0 + delta * delta;
        let tolerance = (GRADIENT + CONTRACT + 8.0 * (d * d) as f64 * EPS) * terms;
        let objectives: [&dyn Objective; 2] = [&ReverseKl::new(target.clone()), &ForwardKl::new(target.clone())];
        for objective in objectives {
            let at = objective.derivatives(&target);
            let turned = &full * at.hessian * full.transpose();
            let gap = (&turned - &expected).amax();
            prop_assert!(gap <= tolerance, "{}: {gap:e} in {turned}{expected}", objective.name());
            prop_assert!(at.gradient.amax() <= GRADIENT * (1.0 + delta + old_mean.iter().chain(&new_mean).fold(0.0, |a: f64, b| a.max(b.abs()))));
        }
    }
}
