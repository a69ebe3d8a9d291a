//! Minimisers against the theory: B1, B4, B5, B6, C1, C2, in several dimensions.

mod everywhere;
mod high_precision;
mod nearby;
mod real;
mod slopes;

use forgetting::minimize::{
    Boundary, Free, GRADIENT_TOLERANCE, PARAMETER_ACCURACY, StationaryKind, minimise,
    stationary_points,
};
use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::{ForwardKl, GRADIENT_ACCURACY, ModelReplay, Objective, ReverseKl};
use forgetting::overlap::distinguishability;
use nalgebra::DVector;

/// What a divergence leaves at a minimiser: half the gradient times the error of the parameters.
const LEFT: f64 = GRADIENT_TOLERANCE * PARAMETER_ACCURACY;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn line(delta: f64) -> TwoModes {
    TwoModes::on_the_line(Separation::new(delta).expect("finite"))
}

#[test]
fn weights_only_minimisers_are_the_theorems() {
    for delta in [0.3, 1.0, 3.0, 8.0] {
        for beta0 in [0.01, 0.5, 0.99] {
            let start = line(delta).mixture(weight(beta0));
            // B1
            let sft = minimise(&ForwardKl::sft(&start), &start, Free::Weight).expect("convex");
            assert_eq!(
                (sft.boundary, sft.value, sft.learner.weight().old()),
                (Some(Boundary::OldWeightZero), 0.0, 0.0)
            );
            for rho in [1e-6, 0.2, 0.9] {
                // The slope in beta is known to the gradients' accuracy of its terms (of size delta^2/2); d^2KL/dbeta^2 = D/(beta (1-beta)) turns
                // that into the weight's error.
                let curvature = distinguishability(weight(rho), line(delta).separation())
                    / weight(rho).variance();
                let close = |found: f64| {
                    let slope = GRADIENT_ACCURACY * (1.0 + 0.5 * delta * delta);
                    (found - rho).abs() <= slope / curvature + forgetting::kernel::ACCURACY * rho
                };
                // B5
                let replay = minimise(
                    &ForwardKl::new(start.with_weight(weight(rho))),
                    &start,
                    Free::Weight,
                )
                .expect("convex");
                assert!(
                    close(replay.learner.weight().old()),
                    "delta {delta}, rho {rho}: {}",
                    replay.learner.weight().old()
                );
                assert!(replay.gradient_norm <= GRADIENT_TOLERANCE && replay.boundary.is_none());
                // B6
                let model = minimise(
                    &ModelReplay::new(&start, weight(rho)).expect("rho < 1"),
                    &start,
                    Free::Weight,
                )
                .expect("convex");
                assert_eq!(
                    model.boundary,
                    Some(Boundary::OldWeightZero),
                    "delta {delta}, rho {rho}"
                );
                // C1, C2
                let reverse = minimise(
                    &ReverseKl::new(start.with_weight(weight(rho))),
                    &start,
                    Free::Weight,
                )
                .expect("convex");
                assert!(
                    close(reverse.learner.weight().old()),
                    "delta {delta}, alpha {rho}"
                );
            }
        }
    }
}

#[test]
fn free_reverse_kl_finds_the_target_or_its_label_swap() {
    for d in [1usize, 2, 5] {
        let mut new_mean = DVector::zeros(d);
        new_mean[0] = 3.0;
        if d > 1 {
            new_mean[1] = 1.0;
        }
        let target =
            Mixture::new(weight(0.35), DVector::zeros(d), new_mean.clone()).expect("a mixture");
        let objective = ReverseKl::new(target.clone());
        let shift = DVector::from_fn(d, |i, _| 0.4 - 0.2 * i as f64);
        for start in [
            Mixture::new(weight(0.7), DVector::zeros(d), &new_mean - &shift).expect("a mixture"),
            Mixture::new(weight(0.5), shift.clone(), new_mean.clone()).expect("a mixture"),
            Mixture::new(weight(0.6), &new_mean + &shift, shift.clone()).expect("a mixture"),
        ] {
            let found = minimise(&objective, &start, Free::All).expect("converges");
            assert!(found.gradient_norm <= GRADIENT_TOLERANCE);
            let same = |m: &Mixture| {
                (m.weight().old() - 0.35).abs() < PARAMETER_ACCURACY
                    && m.old_mean().norm() < PARAMETER_ACCURACY
                    && (m.new_mean() - &new_mean).norm() < PARAMETER_ACCURACY
            };
            assert!(
                same(&found.learner) || same(&found.learner.swapped()),
                "d {d}: {:?}",
                found.learner
            );
            assert!(found.value < LEFT && found.boundary.is_none());
        }
    }
}

#[test]
fn free_sft_loses_the_old_mode_from_everywhere() {
    // B4: the global minimisers are beta = 0 with m_n = mu_n, beta = 1 with m_o = mu_n, or collapsed at mu_n.
    let modes = line(4.0).mixture(weight(0.5));
    let objective = ForwardKl::sft(&modes);
    for (beta, old, new) in [
        (0.7, 0.0, 3.0),
        (0.2, 0.0, 4.0),
        (0.9, -1.0, 2.0),
        (0.5, 3.5, -2.0),
    ] {
        let start = Mixture::new(
            weight(beta),
            DVector::from_element(1, old),
            DVector::from_element(1, new),
        )
        .expect("a mixture");
        let found = minimise(&objective, &start, Free::All).expect("converges");
        assert!(
            found.gradient_norm <= GRADIENT_TOLERANCE && found.value < LEFT,
            "{found:?}"
        );
        let w = found.learner.weight();
        let lost = match found.boundary {
            // The curvature in the one mean left is 1.
            Some(Boundary::OldWeightZero) => {
                w.old() == 0.0 && (found.learner.new_mean()[0] - 4.0).abs() < PARAMETER_ACCURACY
            }
            Some(Boundary::OldWeightOne) => {
                w.old() == 1.0 && (found.learner.old_mean()[0] - 4.0).abs() < PARAMETER_ACCURACY
            }
            // Means t apart inflate the variance by beta (1 - beta) t^2, a quarter of whose square is the divergence.
            None => {
                let apart = (GRADIENT_TOLERANCE / w.variance().powi(2)).cbrt();
                (found.learner.old_mean()[0] - 4.0).abs() < apart
                    && (found.learner.new_mean()[0] - 4.0).abs() < apart
            }
        };
        assert!(lost, "{found:?}");
    }
}

#[test]
fn stationary_points_of_reverse_kl_are_two_minima_and_collapsed_saddles() {
    // G3 at alpha = 1/2: one collapsed line for delta < 2.92167, three beyond.
    for (delta, lines) in [(2.0, 1), (4.0, 3)] {
        let target = line(delta).mixture(weight(0.5));
        let objective = ReverseKl::new(target.clone());
        let start = target.with_weight(weight(0.7));
        let found = stationary_points(&objective, &start, &target);
        let minima: Vec<_> = found
            .iter()
            .filter(|p| p.kind == StationaryKind::Minimum)
            .collect();
        assert_eq!(minima.len(), 2, "delta {delta}: {found:#?}");
        assert!(!minima[0].label_swap && minima[1].label_swap);
        let collapsed: Vec<_> = found.iter().filter(|p| p.collapsed).collect();
        assert_eq!(collapsed.len(), lines, "delta {delta}: {found:#?}");
        for p in collapsed {
            assert!(matches!(p.kind, StationaryKind::Saddle(_)), "{p:?}");
            // m - mu_o = e_p(m) (mu_n - mu_o)
            let m = p.learner.old_mean()[0];
            let claimed = forgetting::kernel::logistic_normal(delta * (m - delta / 2.0), delta);
            assert!((m - claimed * delta).abs() < PARAMETER_ACCURACY, "{m}");
        }
        for p in &found {
            assert!(p.gradient_norm <= GRADIENT_TOLERANCE);
        }
    }
}

#[test]
fn model_replay_with_free_means_converges_and_its_value_is_a_divergence() {
    let modes = line(3.0).mixture(weight(0.5));
    let objective = ModelReplay::new(&modes, weight(0.2)).expect("rho < 1");
    let start = Mixture::new(
        weight(0.6),
        DVector::zeros(1),
        DVector::from_element(1, 2.5),
    )
    .expect("a mixture");
    let found = minimise(&objective, &start, Free::All).expect("converges");
    assert!(found.gradient_norm <= GRADIENT_TOLERANCE && found.value >= 0.0);
    assert!(
        found.value <= objective.value(&modes.with_weight(weight(0.0))),
        "no worse than beta = 0 with correct means"
    );
}

#[test]
fn reverse_kl_never_ends_at_a_vanishing_weight() {
    // C2: the boundary repels. From these starts the descent runs towards weight 0, where the logit's gradient vanishes
    // although the slope in the weight does not.
    let delta = 3.115_647_159_766_524_5;
    for nudge in [0.1, 0.164_929_183_434_279_04, 0.25, 0.3] {
        for alpha in [0.05, 0.2, 0.5, 0.8] {
            let target = line(delta).mixture(weight(alpha));
            let mean = |t: f64| DVector::from_element(1, delta * t);
            let start =
                Mixture::new(weight(0.5), mean(nudge), mean(1.0 - nudge)).expect("a mixture");
            let found = minimise(&ReverseKl::new(target), &start, Free::All).expect("converges");
            assert!(
                found.boundary.is_none() && found.value < LEFT,
                "alpha {alpha}, nudge {nudge}: {found:?}"
            );
        }
    }
}

#[test]
fn reverse_kl_never_ends_at_the_boundary() {
    // C2: whatever alpha is; a run that gets nowhere is an error, not a lost mode.
    for delta in [1.0, 3.0, 5.0] {
        for alpha in [1e-9, 1e-6, 1e-3] {
            let target = line(delta).mixture(weight(alpha));
            let start = Mixture::new(
                weight(0.7),
                DVector::zeros(1),
                DVector::from_element(1, delta - 0.5),
            )
            .expect("a mixture");
            if let Ok(found) = minimise(&ReverseKl::new(target), &start, Free::All) {
                assert!(
                    found.boundary.is_none(),
                    "delta {delta}, alpha {alpha}: {found:?}"
                );
            }
        }
    }
}
