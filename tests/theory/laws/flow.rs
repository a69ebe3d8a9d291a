//! What every gradient flow obeys, and B2, C2, C8 along random runs.

use super::{FLOW, GRADIENT, any_delta, config, plain_weight, separation};
use forgetting::bounds::{collapse_tail, collapse_weight_envelope};
use forgetting::flow::{GradientFlow, Integrator, Trajectory, gradient_descent, uniform_drift};
use forgetting::minimize::Free;
use forgetting::model::{Mixture, TwoModes, Weight};
use forgetting::objective::{FORM_ACCURACY, ForwardKl, Objective, ReverseKl};
use nalgebra::DVector;
use proptest::prelude::*;

const HORIZON: f64 = 25.0;
/// What the quadrature over a stretch of the flow is asked for.
const INTEGRAL: f64 = 1e-12;

/// Means within a few deviations of each other, in one, two or four dimensions.
fn any_pair() -> impl Strategy<Value = (Mixture, Mixture)> {
    prop_oneof![Just(1usize), Just(2), Just(4)].prop_flat_map(|d| {
        let mean = || prop::collection::vec(-2.5..2.5f64, d).prop_map(DVector::from_vec);
        let mixture = move || {
            (plain_weight(), mean(), mean())
                .prop_map(|(w, a, b)| Mixture::new(w, a, b).expect("finite"))
        };
        (mixture(), mixture())
    })
}

/// SFT to one mode, SFT to a mixture, and reverse KL.
fn objectives(target: &Mixture) -> [Box<dyn Objective>; 3] {
    [
        Box::new(ForwardKl::sft(target)),
        Box::new(ForwardKl::new(target.clone())),
        Box::new(ReverseKl::new(target.clone())),
    ]
}

fn largest_difference(a: &Mixture, b: &Mixture) -> f64 {
    (a.to_parameters() - b.to_parameters()).amax()
}

proptest! {
    #![proptest_config(config(12))]

    /// The divergence falls along its own flow, and by exactly the integral of the squared gradient.
    #[test]
    fn divergence_falls_by_the_squared_gradient((target, start) in any_pair()) {
        for objective in objectives(&target) {
            let run = GradientFlow::new(objective.as_ref(), Free::All).run(&start, HORIZON).expect("runs");
            let values: Vec<f64> = run.times(12).into_iter().map(|t| objective.value_and_gradient(&run.at(t)).0).collect();
            // The kernel form's error, of terms of at most half a squared distance of means and a log-weight; and the flow's,
            // against which the value is stationary up to its gradient.
            let reach = (target.to_parameters() - start.to_parameters()).norm() + target.to_parameters().norm();
            let form = FORM_ACCURACY * (5.0 + 0.5 * reach.powi(2));
            let allowed = 2.0 * form + FLOW * objective.value_and_gradient(&start).1.norm();
            prop_assert!(values.windows(2).all(|w| w[1] <= w[0] + allowed), "{values:?}");
            let speed = |t: f64| objective.value_and_gradient(&run.at(t)).1.norm_squared();
            let (from, to) = (1.0, 1.5);
            let lost = quadrature::integrate(speed, from, to, INTEGRAL).integral;
            let value = |t: f64| objective.value_and_gradient(&run.at(t)).0;
            let size = objective.value_and_gradient(&start).1.norm_squared();
            prop_assert!((value(from) - value(to) - lost).abs() <= 2.0 * form + INTEGRAL + 10.0 * FLOW * (1.0 + size), "{lost}");
        }
    }

    /// Exchanging the labels of the learner exchanges them along the whole flow.
    #[test]
    fn flows_commute_with_the_label_swap((target, start) in any_pair()) {
        for objective in objectives(&target) {
            let flow = GradientFlow::new(objective.as_ref(), Free::All);
            let run = flow.run(&start, HORIZON).expect("runs");
            let swapped = flow.run(&start.swapped(), HORIZON).expect("runs");
            let allowed = amplified(&run, objective.as_ref());
            for time in run.times(15) {
                let found = largest_difference(&run.at(time).swapped(), &swapped.at(time));
                prop_assert!(found <= allowed, "{found:e} {allowed:e}");
            }
        }
    }

    /// Moving and reflecting everything moves and reflects the flow.
    #[test]
    fn flows_commute_with_rigid_motions((target, start) in any_pair(), shift in -3.0..3.0f64) {
        let moved = |m: &Mixture| {
            let mean = |v: &DVector<f64>| -v.add_scalar(shift);
            Mixture::new(m.weight(), mean(m.old_mean()), mean(m.new_mean())).expect("finite")
        };
        for (here, there) in objectives(&target).iter().zip(objectives(&moved(&target)).iter()) {
            let run = GradientFlow::new(here.as_ref(), Free::All).run(&start, HORIZON).expect("runs");
            let other = GradientFlow::new(there.as_ref(), Free::All).run(&moved(&start), HORIZON).expect("runs");
            let allowed = amplified(&run, here.as_ref());
            for time in run.times(15) {
                let found = largest_difference(&moved(&run.at(time)), &other.at(time));
                prop_assert!(found <= allowed, "{found:e} {allowed:e}");
            }
        }
    }

    /// The explicit and the implicit method, and two tolerances, agree.
    #[test]
    fn methods_and_tolerances_agree((target, start) in any_pair()) {
        for objective in objectives(&target) {
            let flow = GradientFlow::new(objective.as_ref(), Free::All);
            let run = flow.run(&start, HORIZON).expect("runs");
            let implicit = flow.with_integrator(Integrator::Implicit).run(&start, HORIZON).expect("runs");
            let finer = flow.with_tolerance(0.5 * GradientFlow::TOLERANCE).expect("allowed").run(&start, HORIZON).expect("runs");
            let allowed = amplified(&run, objective.as_ref());
            for time in run.times(15) {
                let at = run.at(time);
                prop_assert!(largest_difference(&at, &implicit.at(time)) <= allowed);
                prop_assert!(largest_difference(&at, &finer.at(time)) <= allowed);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(60))]

    /// C2: with correct means reverse KL moves the weight one way only, and to alpha.
    #[test]
    fn reverse_kl_moves_the_weight_monotonically(alpha in plain_weight(), start in plain_weight(), delta in 1.0..8.0f64) {
        let target = TwoModes::on_the_line(separation(delta)).mixture(alpha);
        let rl = ReverseKl::new(target.clone());
        let run = GradientFlow::new(&rl, Free::Weight).run(&target.with_weight(start), 1e6).expect("runs");
        let sign = if start.old() < alpha.old() { 1.0 } else { -1.0 };
        let logits: Vec<f64> = run.points().map(|(_, q)| sign * q.weight().logit()).collect();
        prop_assert!(logits.windows(2).all(|w| w[1] >= w[0] - FLOW));
        prop_assert!((run.end().weight().logit() - alpha.logit()).abs() <= 10.0 * FLOW);
    }

    /// B2: SFT's weight stays between the envelopes, above the tail, and falls.
    #[test]
    fn sft_stays_between_its_envelopes(start in plain_weight(), delta in any_delta(), log_time in -1.0..9.0f64) {
        let target = TwoModes::on_the_line(separation(delta)).mixture(start);
        let sft = ForwardKl::sft(&target);
        let horizon = 10f64.powf(log_time);
        let run = GradientFlow::new(&sft, Free::Weight).run(&target, horizon).expect("runs");
        // The slope's own error, relative to the weight, acts for all of the time.
        let allowed = FLOW + GRADIENT * horizon;
        for time in run.times(10) {
            let beta = run.at(time).weight().old();
            let sides = collapse_weight_envelope(start, time, separation(delta)).expect("inside");
            let tail = collapse_tail(start, time, separation(delta)).expect("inside");
            prop_assert!(sides.fastest.max(tail) <= beta * (1.0 + allowed), "{time}: {sides:?} {tail} {beta}");
            prop_assert!(beta <= sides.slowest * (1.0 + allowed), "{time}: {sides:?} {beta}");
        }
    }

    /// C8: from a correct old mean, drift stays below the forcing's supremum, and below the closed bound where there is one.
    #[test]
    fn drift_stays_below_both_bounds(alpha in 0.1..0.9f64, start in 0.1..0.9f64, delta in 1.0..9.0f64, offset in -1.5..1.5f64) {
        let target = TwoModes::on_the_line(separation(delta)).mixture(Weight::new(alpha).expect("a weight"));
        let new_mean = target.new_mean().add_scalar(offset);
        let start = Mixture::new(Weight::new(start).expect("a weight"), target.old_mean().clone(), new_mean).expect("finite");
        let found = uniform_drift(&ReverseKl::new(target), &start, 1e4).expect("runs");
        prop_assert!(found.drift.value <= found.forcing.value + 2.0 * FLOW);
        if let Some(rho) = found.closed_form {
            prop_assert!(found.drift.value <= rho + 2.0 * FLOW);
        }
    }

    /// B1, B5 in steps: descent at a modest rate moves the weight the way its slope says, without ever passing the minimiser.
    #[test]
    fn descent_keeps_its_direction(start in plain_weight(), rho in plain_weight(), delta in 0.5..8.0f64) {
        let data = TwoModes::on_the_line(separation(delta)).mixture(rho);
        let objective = ForwardKl::new(data.clone());
        let weights: Vec<f64> = gradient_descent(&objective, &data.with_weight(start), Free::Weight, 1.0)
            .expect("allowed").take(100).map(|q| q.weight().old()).collect();
        let sign = if start.old() > rho.old() { 1.0 } else { -1.0 };
        // d beta/d phi <= 1/4 and the curvature in phi at most 1/4: rate 1 cannot overshoot, but for the slope's own error, whose terms are
        // at most 1 + delta^2/2 < 33.
        let rounding = 33.0 * GRADIENT;
        prop_assert!(weights.windows(2).all(|w| sign * (w[0] - w[1]) >= -rounding), "{weights:?}");
        prop_assert!(weights.iter().all(|w| sign * (w - rho.old()) >= -rounding));
    }
}

/// The contract, times what the flow itself makes of a small error: at most $e^{\int\max(0,-\lambda_{\min})dt}$ along the run, which is 1 where the objective is convex.
fn amplified(run: &Trajectory, objective: &dyn Objective) -> f64 {
    let rates: Vec<(f64, f64)> = run
        .points()
        .map(|(time, q)| {
            let least = objective
                .derivatives(&q)
                .hessian
                .symmetric_eigenvalues()
                .min();
            (time, (-least).max(0.0))
        })
        .collect();
    let growth: f64 = rates
        .windows(2)
        .map(|w| (w[1].0 - w[0].0) * w[0].1.max(w[1].1))
        .sum();
    FLOW * (1.0 + growth.exp())
}
