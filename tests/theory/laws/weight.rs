//! B1-B3, B5, B6, C2: how training moves the weight while the means are right.

use super::{
    BOUND, DISTINGUISHABILITY, EPS, GRADIENT, SMALLEST, VALUE, any_delta, any_weight, config,
    plain_weight, separation,
};
use crate::support::reference::CONTRACT;
use forgetting::bounds::{bhattacharyya_bound, collapse_rate_envelope, collapse_time_envelope};
use forgetting::flow::{collapse_rate, collapse_time, em_iterates};
use forgetting::model::{Mixture, TwoModes, Weight};
use forgetting::objective::{ForwardKl, ModelReplay, Objective, ReverseKl};
use forgetting::overlap::{boundary_slope, distinguishability};
use nalgebra::DVector;
use proptest::prelude::*;

/// The flow time's stated relative error.
const TIME: f64 = forgetting::flow::TIME_ACCURACY;
/// The collapse rate's.
const RATE: f64 = forgetting::flow::RATE_ACCURACY;

fn on_the_line(delta: f64, weight: Weight) -> Mixture {
    TwoModes::on_the_line(separation(delta)).mixture(weight)
}

proptest! {
    #![proptest_config(config(1_000))]

    /// B1: the logit slope is beta D, in (0, beta).
    #[test]
    fn sft_always_pushes_the_old_weight_down(weight in any_weight(), delta in any_delta()) {
        let learner = on_the_line(delta, weight);
        let slope = ForwardKl::sft(&learner).value_and_gradient(&learner).1[0];
        let (beta, d) = (weight.old(), distinguishability(weight, separation(delta)));
        // The slope is a difference of terms of size min(beta, 1 - beta) when written without cancellation.
        let tolerance = DISTINGUISHABILITY * beta * d + (GRADIENT + CONTRACT) * beta;
        prop_assert!((slope - beta * d).abs() <= tolerance, "{slope} {}", beta * d);
        prop_assert!(slope > -tolerance && slope < beta + tolerance);
        // Where the law leaves more room than rounding, the sign is strict.
        prop_assert!(beta * d <= tolerance || slope > 0.0);
    }

    /// B5: with replay in the data the slope is (beta - rho) D.
    #[test]
    fn replay_in_the_data_pulls_to_its_rate(weight in plain_weight(), rho in plain_weight(), delta in any_delta()) {
        let learner = on_the_line(delta, weight);
        let slope = ForwardKl::new(learner.with_weight(rho)).value_and_gradient(&learner).1[0];
        let law = (weight.old() - rho.old()) * distinguishability(weight, separation(delta));
        prop_assert!((slope - law).abs() <= DISTINGUISHABILITY * law.abs() + GRADIENT + 2.0 * EPS, "{slope} {law}");
    }

    /// B6: with replay in the model only, the slope in beta is positive everywhere: the minimum stays at 0.
    #[test]
    fn replay_in_the_model_does_not_help(weight in plain_weight(), rho in plain_weight(), delta in 0.05..20.0f64) {
        let objective = ModelReplay::new(&on_the_line(delta, weight), rho).expect("rho < 1");
        for learner in [on_the_line(delta, weight), on_the_line(delta, Weight::new(0.0).expect("an end"))] {
            // In g = (1-b) p_n + b p_o, b = rho + (1-rho) beta, it is (1-rho) D(b)/(1-b).
            let merged = Weight::new(rho.old() + rho.new_mode() * learner.weight().old()).expect("inside (0, 1)");
            let law = rho.new_mode() * distinguishability(merged, separation(delta)) / merged.new_mode();
            let slope = objective.weight_slope(&learner);
            prop_assert!(slope > 0.0);
            // A difference of E_n[N_o/g] and E_n[p_n/g], at most 1 and 1/(1-beta); b itself is rounded, and 1 - b with it.
            let terms = 1.0 + 1.0 / learner.weight().new_mode();
            let tolerance = DISTINGUISHABILITY * law + (GRADIENT + EPS) * terms + 4.0 * EPS * law / merged.new_mode();
            prop_assert!((slope - law).abs() <= tolerance, "{slope} {law}");
        }
    }

    /// B3: EM decreases the weight and lands below its bound in one step.
    #[test]
    fn em_collapses(weight in any_weight(), delta in any_delta()) {
        let d = distinguishability(weight, separation(delta));
        let next = em_iterates(weight, separation(delta)).nth(1).expect("endless");
        prop_assert!(next.old() <= weight.old() * (1.0 + CONTRACT));
        // beta - eps_n = beta D exceeds the error of eps_n once D does.
        prop_assert!(d < 2.0 * CONTRACT || next.old() < weight.old());
        let bound = bhattacharyya_bound(weight.swapped(), separation(delta));
        prop_assert!(next.old() <= bound * (1.0 + CONTRACT + BOUND) + f64::MIN_POSITIVE, "{} {bound}", next.old());
        // Every further step too; `Weight::new` keeps 1 - beta, so the iterates stay right.
        let steps: Vec<f64> = em_iterates(weight, separation(delta)).take(6).map(Weight::old).collect();
        prop_assert!(steps.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + CONTRACT)));
    }

    /// B2: the rate between its envelopes.
    #[test]
    fn collapse_rate_lies_in_its_envelope(weight in any_weight(), delta in any_delta()) {
        let (rate, envelope) = (collapse_rate(weight, separation(delta)), collapse_rate_envelope(weight, separation(delta)));
        prop_assume!(envelope.slowest < -SMALLEST);
        let slack = 1.0 + RATE + BOUND;
        // All three are negative.
        prop_assert!(envelope.fastest * slack <= rate && rate * slack <= envelope.slowest, "{envelope:?} {rate}");
    }

    /// C2: the slope at beta = 0 is -K, at beta = 1 it is K(1 - alpha).
    #[test]
    fn the_boundary_repels_under_reverse_kl(alpha in plain_weight(), delta in prop_oneof![1e-3..1.0f64, 1.0..30.0f64]) {
        let target = on_the_line(delta, alpha);
        let objective = ReverseKl::new(target.clone());
        // Four expected log-densities, each of at most delta^2/2 + |log alpha| + |log (1-alpha)|.
        let terms = 4.0 * (0.5 * delta * delta - alpha.old().ln() - alpha.new_mode().ln());
        for (beta, slope) in [(0.0, -boundary_slope(alpha, separation(delta))), (1.0, boundary_slope(alpha.swapped(), separation(delta)))] {
            let found = objective.weight_slope(&target.with_weight(Weight::new(beta).expect("an end")));
            prop_assert!((found - slope).abs() <= GRADIENT * terms + DISTINGUISHABILITY * slope.abs(), "{found} {slope}");
        }
    }

    /// Every objective is convex in beta at any means: a density that is linear in beta inside a convex divergence.
    #[test]
    fn divergences_are_convex_in_the_weight(
        a in plain_weight(), b in plain_weight(), t in 0.0..1.0f64, alpha in plain_weight(),
        means in prop::array::uniform2(-3.0..6.0f64), delta in 0.1..5.0f64,
    ) {
        let target = on_the_line(delta, alpha);
        let at = |w: f64| {
            let [old, new] = means.map(|m| DVector::from_element(1, m));
            Mixture::new(Weight::new(w).expect("a convex combination"), old, new).expect("finite")
        };
        let between = t * a.old() + (1.0 - t) * b.old();
        let model_replay = ModelReplay::new(&target, alpha).expect("rho < 1");
        let objectives: [&dyn Objective; 4] = [&ForwardKl::sft(&target), &ForwardKl::new(target.clone()), &model_replay, &ReverseKl::new(target.clone())];
        for objective in objectives {
            let chord = t * objective.value(&at(a.old())) + (1.0 - t) * objective.value(&at(b.old()));
            let inside = objective.value(&at(between));
            // Rounding the weight between moves the value by its slope, at most 1/min(beta, 1-beta) <= 100 or the gap of log-densities.
            let moved = EPS * (100.0 + objective.weight_slope(&at(between)).abs());
            prop_assert!(inside <= chord + VALUE * (chord + inside) + moved, "{}: {inside} > {chord}", objective.name());
        }
    }
}

proptest! {
    #![proptest_config(config(150))]

    /// B2: the time between its envelopes, and times add up.
    #[test]
    fn collapse_time_lies_in_its_envelope(from in 0.05..0.95f64, ratio in 0.01..0.9f64, cut in 0.1..0.9f64, delta in 0.1..12.0f64) {
        let weight = |w: f64| Weight::new(w).expect("inside (0, 1)");
        let (start, end) = (weight(from), weight(from * ratio));
        let middle = weight(from * (ratio + (1.0 - ratio) * cut));
        let time = |a: Weight, b: Weight| collapse_time(a, b, separation(delta)).expect("ordered");
        let (exact, envelope) = (time(start, end), collapse_time_envelope(start, end, separation(delta)).expect("ordered"));
        // The closed forms are differences of these terms.
        let tv = separation(delta).total_variation();
        let (b, terms) = (end.old(), |w: Weight| 1.0 / w.old() + w.logit().abs());
        let fast = BOUND * (terms(start) + terms(end));
        let slow = BOUND * (0.5 / (b * b) + 3.0 * (terms(start) + terms(end)) + 1.0 / start.new_mode()) / (tv * tv);
        prop_assert!(envelope.fastest <= exact * (1.0 + TIME) + fast, "{envelope:?} {exact}");
        prop_assert!(exact <= envelope.slowest * (1.0 + TIME) + slow, "{envelope:?} {exact}");
        prop_assert!((time(start, middle) + time(middle, end) - exact).abs() <= 2.0 * TIME * exact);
    }
}
