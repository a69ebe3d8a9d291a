//! Gradient flows against other integrators, other routes and the reference numbers of the theory.
//!
//! Tolerances are the stated contract of `flow::GradientFlow`, in the logit and in every mean, or the last digit of a printed reference.

use crate::support::reference::is_printed_as;
use forgetting::Result;
use forgetting::bounds::{
    collapse_tail, collapse_weight_envelope, sft_kept_weight_bound, sft_kept_weight_bound_near,
};
use forgetting::flow::{
    ACCURACY as CONTRACT, GradientFlow, Integrator, TIME_ACCURACY, Trajectory, collapse_time,
    fitted_rate, gradient_descent, sft_kept_weight, uniform_drift,
};
use forgetting::kernel::kernel;
use forgetting::minimize::Free;
use forgetting::model::{Mixture, Scenario, Separation, TwoModes, Weight};
use forgetting::objective::{ForwardKl, GRADIENT_ACCURACY, ModelReplay, Objective, ReverseKl};
use forgetting::overlap::{DIFFERENCE_ACCURACY, boundary_slope, distinguishability, fisher};
use nalgebra::{DMatrix, DVector};

/// What the double exponential rule is asked for: of integrals of order one, and of times.
const INTEGRAL: f64 = 1e-13;
const TIME: f64 = 1e-9;
/// The rule for B7's path ends at s = 1e-3, below which the logit moves by less than s^2.
const CUT: f64 = 2e-6;
/// The end of a run at time 5: a few additions of steps.
const FIVE: f64 = 50.0 * f64::EPSILON;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("in [0, 1]")
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("finite and >= 0")
}

fn on_the_line(delta: f64, beta: f64) -> Mixture {
    TwoModes::on_the_line(separation(delta)).mixture(weight(beta))
}

/// The largest difference of any parameter.
fn distance(a: &Mixture, b: &Mixture) -> f64 {
    (a.to_parameters() - b.to_parameters()).amax()
}

/// The largest difference along two runs, at times between the steps of both.
fn distance_along(a: &Trajectory, b: &Trajectory) -> f64 {
    a.times(97)
        .into_iter()
        .map(|time| distance(&a.at(time), &b.at(time)))
        .fold(0.0, f64::max)
}

/// The setting of C8's reference run.
fn reference_run(delta: f64) -> (ReverseKl, Mixture) {
    let target = on_the_line(delta, 0.5);
    let start = Mixture::new(
        weight(0.7),
        target.old_mean().clone(),
        target.new_mean().add_scalar(-1.0),
    )
    .expect("finite means");
    (ReverseKl::new(target), start)
}

/// Runs of different objectives in different dimensions, means off the axis where there is room.
fn cases() -> Vec<(String, Box<dyn Objective>, Mixture, f64)> {
    let mut all: Vec<(String, Box<dyn Objective>, Mixture, f64)> = Vec::new();
    for name in ["moderate", "eight-dimensional"] {
        let scenario = Scenario::find(name).expect("shipped");
        let target = scenario.modes().mixture(scenario.alpha());
        let start = scenario.start().clone();
        let objectives: [Box<dyn Objective>; 3] = [
            Box::new(ForwardKl::sft(&target)),
            Box::new(ForwardKl::new(target.with_weight(weight(0.2)))),
            Box::new(ReverseKl::new(target)),
        ];
        for objective in objectives {
            let label = format!("{} in {name}", objective.name());
            all.push((label, objective, start.clone(), 60.0));
        }
    }
    let modes = on_the_line(3.0, 0.5);
    let replay = ModelReplay::new(&modes, weight(0.2)).expect("rho < 1");
    all.push(("model replay".into(), Box::new(replay), modes, 20.0));
    let (reference, start) = reference_run(5.0);
    all.push(("C8's run".into(), Box::new(reference), start, 200.0));
    all
}

/// Error control: half the tolerance, and a tenth, change nothing beyond the contract, at any time; a thousand times the tolerance does.
#[test]
fn tighter_tolerances_agree_below_the_contract_and_loose_ones_do_not() {
    let mut loosest: f64 = 0.0;
    for (label, objective, start, horizon) in cases() {
        let flow = GradientFlow::new(objective.as_ref(), Free::All);
        let at = |factor: f64| -> Result<Trajectory> {
            flow.with_tolerance(factor * GradientFlow::TOLERANCE)?
                .run(&start, horizon)
        };
        let standard = at(1.0).expect("runs");
        for factor in [0.5, 0.1] {
            let found = distance_along(&standard, &at(factor).expect("runs"));
            assert!(found <= CONTRACT, "{label}: {found:e} at {factor}");
        }
        loosest = loosest.max(distance_along(&standard, &at(1e6).expect("runs")));
    }
    assert!(loosest > CONTRACT, "the comparison cannot see errors");
}

#[test]
fn the_explicit_and_the_implicit_method_agree() {
    for (label, objective, start, horizon) in cases() {
        let flow = GradientFlow::new(objective.as_ref(), Free::All);
        let run = |integrator| {
            flow.with_integrator(integrator)
                .run(&start, horizon)
                .expect("runs")
        };
        let (explicit, implicit) = (run(Integrator::Explicit), run(Integrator::Implicit));
        assert!(explicit.stiff_from().is_none() && implicit.stiff_from() == Some(0.0));
        let found = distance_along(&explicit, &implicit);
        assert!(found <= CONTRACT, "{label}: {found:e}");
    }
}

/// The classical fourth-order rule with a fixed step in plain time, no library.
#[test]
fn a_fixed_step_rule_agrees() {
    for (label, objective, start, _) in cases().into_iter().filter(|c| c.0 != "model replay") {
        // Error of order h^4: 1e-12 or so times the flow's fifth derivatives, which its rates of at most delta^2/4 or so bound.
        let (time, steps) = (4.0, 4000);
        let h = time / f64::from(steps);
        let slope = |theta: &DVector<f64>| {
            let d = (theta.len() - 1) / 2;
            let learner = Mixture::new(
                Weight::from_logit(theta[0]),
                theta.rows(1, d).into_owned(),
                theta.rows(1 + d, d).into_owned(),
            )
            .expect("finite");
            -objective.value_and_gradient(&learner).1
        };
        let mut theta = start.to_parameters();
        for _ in 0..steps {
            let k1 = slope(&theta);
            let k2 = slope(&(&theta + &k1 * (h / 2.0)));
            let k3 = slope(&(&theta + &k2 * (h / 2.0)));
            let k4 = slope(&(&theta + &k3 * h));
            theta += (k1 + k2 * 2.0 + k3 * 2.0 + k4) * (h / 6.0);
        }
        let run = GradientFlow::new(objective.as_ref(), Free::All)
            .run(&start, 10.0)
            .expect("runs");
        let found = (run.at(time).to_parameters() - theta).amax();
        assert!(found <= CONTRACT, "{label}: {found:e}");
    }
}

/// B2 by two routes: the flow, stopped at a threshold, and the integral of dphi/(beta D).
#[test]
fn the_time_to_a_threshold_is_that_of_the_integral() {
    for delta in [1.0, 2.5, 5.0, 9.0] {
        let start = on_the_line(delta, 0.8);
        let sft = ForwardKl::sft(&start);
        let flow = GradientFlow::new(&sft, Free::Weight);
        for to in [0.5, 0.01, 1e-5] {
            let exact = collapse_time(weight(0.8), weight(to), separation(delta)).expect("inside");
            for integrator in [Integrator::Automatic, Integrator::Implicit] {
                let run = flow
                    .with_integrator(integrator)
                    .run_until(&start, 1e14, |q| q.weight().old() - to)
                    .expect("runs");
                // An error in the logit of the contract's size moves the time by as much times dt/dphi = 1/(beta D) <= t or so, and beta by a share.
                let stretch = 1.0 / (to * distinguishability(weight(to), separation(delta)));
                let allowed = CONTRACT * stretch + TIME_ACCURACY * exact;
                assert!(run.stopped());
                assert!((run.duration() - exact).abs() <= allowed, "{delta} {to}");
                assert!((run.end().weight().old() / to - 1.0).abs() <= CONTRACT);
            }
        }
    }
}

/// B2 to t = 1e12: between the envelopes, above the tail, and the tail is the limit.
#[test]
fn sft_collapses_between_its_envelopes_and_onto_its_tail() {
    for delta in [1.0, 2.0, 4.0, 8.0] {
        let start = on_the_line(delta, 0.6);
        let sft = ForwardKl::sft(&start);
        let run = GradientFlow::new(&sft, Free::Weight)
            .run(&start, 1e12)
            .expect("runs");
        let mut ratios = Vec::new();
        for time in run.times(60) {
            let beta = run.at(time).weight().old();
            let sides = collapse_weight_envelope(weight(0.6), time, separation(delta)).expect("ok");
            let tail = collapse_tail(weight(0.6), time, separation(delta)).expect("ok");
            assert!(sides.fastest <= beta * (1.0 + CONTRACT), "{delta} {time}");
            assert!(beta <= sides.slowest * (1.0 + CONTRACT), "{delta} {time}");
            assert!(tail <= beta * (1.0 + CONTRACT), "{delta} {time}");
            ratios.push(beta / tail);
        }
        let last = ratios[ratios.len() - 1];
        if delta <= 2.0 {
            // Past beta = exp(-3 delta^2/2) the next term of D is of relative order beta e^(3 delta^2).
            let next = run.end().weight().old() * (3.0 * delta * delta).exp();
            assert!(last < 1.0 + next && next < 0.1, "{last}");
        }
    }
}

/// All free and stiff: to t = 1e7 by the implicit method, checked against the same at another tolerance.
#[test]
fn long_runs_with_free_means_are_stiff_and_right() {
    for delta in [3.0, 5.0] {
        let start = on_the_line(delta, 0.5);
        let sft = ForwardKl::sft(&start);
        let flow = GradientFlow::new(&sft, Free::All);
        let run = flow.run(&start, 1e7).expect("runs");
        let stiff = run.stiff_from().expect("stiff");
        assert!(stiff > 10.0 && stiff < 1e5);
        let coarser = flow.with_tolerance(1e-11).expect("allowed");
        let other = coarser
            .with_integrator(Integrator::Implicit)
            .run(&start, 1e7)
            .expect("runs");
        // The objective's own error, of terms below 1, acts for the time t.
        let allowed = 10.0 * CONTRACT + GRADIENT_ACCURACY * 1e7;
        let found = distance_along(&run, &other);
        assert!(found <= allowed, "{delta}: {found:e}");
    }
}

/// C8's reference run, to the digits it is printed with.
#[test]
fn the_reference_run_of_c8_is_reproduced() {
    for (delta, drift, forcing, rho) in [
        (5.0, "0.019882", "0.1358", None),
        (6.0, "0.007967", "0.0431", Some((0.164, 1e-3))),
        (7.0, "0.002293", "0.0106", Some((0.0422, 1e-4))),
        (8.0, "0.000491", "0.00203", Some((0.0091, 2e-4))),
    ] {
        let (objective, start) = reference_run(delta);
        let found = uniform_drift(&objective, &start, 1e5).expect("runs");
        assert!(is_printed_as(found.drift.value, drift), "{found:?}");
        assert!(found.towards_new < 0.0, "away from the new mode");
        assert!((found.towards_new.abs() - found.drift.value).abs() < 4.0 * f64::EPSILON);
        assert!(is_printed_as(found.forcing.value, forcing), "{found:?}");
        match (found.closed_form, rho) {
            (None, None) => {}
            (Some(found), Some((printed, unit))) => {
                assert!((found - printed).abs() <= 0.5 * unit, "{delta}: {found}");
            }
            other => panic!("{delta}: {other:?}"),
        }
        assert!(found.trajectory.stopped(), "the run came to rest");
        assert!(found.drift.value <= found.forcing.value);
    }
}

/// The largest drift is the largest of a dense sampling too.
#[test]
fn a_maximum_is_not_missed() {
    let (objective, start) = reference_run(6.0);
    let target = objective.target().clone();
    let found = uniform_drift(&objective, &start, 1e4).expect("runs");
    let drift = |time: f64| (found.trajectory.at(time).old_mean() - target.old_mean()).norm();
    let sampled = (0..20_000)
        .map(|k| drift(f64::from(k) * 1e-3))
        .fold(0.0, f64::max);
    assert!((sampled - found.drift.value).abs() <= CONTRACT);
}

#[test]
fn c8_refuses_a_start_it_does_not_speak_of() {
    let (objective, start) = reference_run(6.0);
    let off = Mixture::new(
        start.weight(),
        start.old_mean().add_scalar(0.1),
        start.new_mean().clone(),
    )
    .expect("finite");
    let error = uniform_drift(&objective, &off, 10.0).expect_err("C8 does not apply");
    assert!(
        error.is_bad_input() && error.to_string().contains("old mean"),
        "{error}"
    );
    let plane = Mixture::new(weight(0.5), DVector::zeros(2), DVector::zeros(2)).expect("finite");
    assert!(uniform_drift(&objective, &plane, 10.0).is_err());
}

/// C2: off the boundary in the time 1/(K beta(0)), and phi' = beta (1-beta) times the integral of D.
#[test]
fn the_boundary_repels_quadratically() {
    let alpha = 0.35;
    for delta in [1.0, 2.0, 4.0] {
        let target = on_the_line(delta, alpha);
        let rl = ReverseKl::new(target.clone());
        let k = boundary_slope(weight(alpha), separation(delta));
        let scaled = |beta: f64| {
            let start = target.with_weight(weight(beta));
            let run = GradientFlow::new(&rl, Free::Weight)
                .run_until(&start, 1e14, |q| 0.5 * alpha - q.weight().old())
                .expect("runs");
            assert!(run.stopped());
            k * beta * run.duration()
        };
        let (near, nearer) = (scaled(1e-6), scaled(1e-9));
        assert!(
            nearer > 0.99 && (nearer - 1.0).abs() < (near - 1.0).abs(),
            "{delta}: {near} {nearer}"
        );
        assert!((nearer - 1.0).abs() < 0.01);
        // The law of the flow, its integral by double-exponential quadrature.
        let (phi, phi_alpha) = (-1.3, weight(alpha).logit());
        let at = Weight::from_logit(phi);
        let slope = -rl.value_and_gradient(&target.with_weight(at)).1[0];
        let integral = quadrature::integrate(
            |p| distinguishability(Weight::from_logit(p), separation(delta)),
            phi,
            phi_alpha,
            INTEGRAL,
        )
        .integral;
        let terms = 1.0 + delta * delta + at.logit().abs();
        let error = GRADIENT_ACCURACY * terms + DIFFERENCE_ACCURACY * integral + INTEGRAL;
        assert!((slope - at.variance() * integral).abs() < error, "{slope}");
    }
}

/// The times of escape that C2's text quotes, to their last printed digit, at separation 3 from an even target's boundary.
#[test]
fn the_escape_times_of_the_text_are_reproduced() {
    let target = on_the_line(3.0, 0.5);
    let rl = ReverseKl::new(target.clone());
    for (start, end, quoted, digit) in [
        (1e-2, 0.1, 35.6, 0.1),
        (1e-2, 0.25, 42.0, 0.1),
        (1e-4, 0.1, 2390.0, 1.0),
        (1e-4, 0.25, 2396.0, 1.0),
    ] {
        let run = GradientFlow::new(&rl, Free::Weight)
            .run_until(&target.with_weight(weight(start)), 1e5, |q| {
                end - q.weight().old()
            })
            .expect("runs");
        // The same time as an integral: d phi / (beta (1 - beta) (K(alpha) - K(beta))).
        let slowness = |phi: f64| {
            let at = Weight::from_logit(phi);
            let force =
                boundary_slope(weight(0.5), separation(3.0)) - boundary_slope(at, separation(3.0));
            1.0 / (at.variance() * force)
        };
        let (low, high) = (weight(start).logit(), weight(end).logit());
        let time = quadrature::integrate(slowness, low, high, TIME).integral;
        // An error in the logit moves the time by as much times dt/dphi.
        let error = TIME + CONTRACT * (slowness(low) + slowness(high));
        assert!((run.duration() - time).abs() < error, "{start}");
        assert!(
            (time - quoted).abs() <= 0.5 * digit,
            "{start} {end}: {time}"
        );
    }
}

/// The slope of B7's path, $d\varphi/ds=(1-\beta)D/(sK_2)$.
fn free_mean_slope(phi: f64, s: f64) -> f64 {
    let at = Weight::from_logit(phi);
    let pulled = s * kernel(2, -phi - 0.5 * s * s, s);
    at.new_mode() * distinguishability(at, separation(s)) / pulled
}

/// B7 with the new mean held: the path is that of the objective's own gradient, and the weights it ends at are those of the text.
#[test]
fn sft_with_a_free_old_mean_keeps_the_weight_of_its_path() {
    for (phi, s) in [(0.0, 3.0), (-4.0, 1.5), (2.0, 0.7), (-12.0, 2.5)] {
        let learner = on_the_line(s, Weight::from_logit(phi).old());
        let gradient = ForwardKl::sft(&learner).value_and_gradient(&learner).1;
        // s shrinks as the old mean moves towards the new one.
        let ratio = gradient[0] / -gradient[1];
        let terms = 1.0 + s * s;
        let error = DIFFERENCE_ACCURACY + 2.0 * GRADIENT_ACCURACY * terms / gradient.amin();
        assert!(
            (ratio / free_mean_slope(phi, s) - 1.0).abs() < error,
            "{phi} {s}"
        );
    }
    for (delta, quoted) in [(1.0, "0.4337"), (2.0, "0.2197"), (3.0, "0.0370")] {
        let phi = free_mean_path(0.0, delta);
        let kept = Weight::from_logit(phi).old();
        assert!(is_printed_as(kept, quoted), "{delta}: {kept}");
        assert!(phi > -0.5 * delta * delta);
    }
}

/// The logit at rest, by Runge and Kutta's rule of fourth order down to s = 1e-3, below which phi moves by less than s^2.
fn free_mean_path(start: f64, delta: f64) -> f64 {
    let steps = 4000;
    let h = (delta - 1e-3) / f64::from(steps);
    let (mut phi, mut s) = (start, delta);
    for _ in 0..steps {
        let k1 = free_mean_slope(phi, s);
        let k2 = free_mean_slope(phi - 0.5 * h * k1, s - 0.5 * h);
        let k3 = free_mean_slope(phi - 0.5 * h * k2, s - 0.5 * h);
        let k4 = free_mean_slope(phi - h * k3, s - h);
        phi -= h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
        s -= h;
    }
    phi
}

/// B7: the enclosure of the weight kept holds that of the path, from starts and separations of every size, and B7's bounds lie below it.
#[test]
fn the_weight_that_sft_keeps_is_enclosed() {
    for (start, delta) in [
        (0.0, 0.3),
        (0.0, 2.0),
        (3.0, 1.0),
        (-7.0, 1.5),
        (-30.0, 0.8),
        (6.0, 2.5),
    ] {
        let from = Weight::from_logit(start);
        let kept = sft_kept_weight(from, separation(delta)).expect("bounded");
        let path = Weight::from_logit(free_mean_path(start, delta)).old();
        let allowed = CUT * path;
        assert!(
            kept.lo() <= path + allowed && path <= kept.hi() + allowed,
            "{start} {delta}: {path:e} in {kept:?}"
        );
        assert!(kept.width() <= 0.05 * path, "{start} {delta}: {kept:?}");
        assert!(kept.hi() <= from.old() * (1.0 + 4.0 * f64::EPSILON));
        assert!(sft_kept_weight_bound(from, separation(delta)).old() <= kept.lo());
        let near = sft_kept_weight_bound_near(from, separation(delta));
        assert!(near.is_none_or(|near| near.old() <= kept.lo()));
    }
    for delta in [0.0, 1e-8, 0.01] {
        let kept = sft_kept_weight(weight(0.25), separation(delta)).expect("bounded");
        assert!((kept.hi() - 0.25).abs() <= 4.0 * f64::EPSILON, "{kept:?}");
        assert!(kept.width() <= 0.2 * delta * delta + 4.0 * f64::EPSILON);
    }
    for end in [0.0, 1.0] {
        assert!(sft_kept_weight(weight(end), separation(1.0)).is_err());
    }
}

/// B7: what the text observes with everything free, to its last digit.
#[test]
fn sft_with_everything_free_keeps_the_weights_of_the_text() {
    for (delta, quoted) in [(1.0, 0.4414), (2.0, 0.2712), (3.0, 0.0663)] {
        let start = on_the_line(delta, 0.5);
        let sft = ForwardKl::sft(&start);
        let run = GradientFlow::new(&sft, Free::All).run(&start, 1e7);
        let end = run.expect("runs").end();
        assert!((end.weight().old() - quoted).abs() <= 0.5e-4, "{delta}");
        let moved = (end.old_mean() - start.old_mean()).norm() / delta;
        assert!((moved - 1.0).abs() < 1e-2, "{delta}: {moved}");
    }
}

/// C7: the fitted rate is 2 lambda_min in any dimension and position of the start.
#[test]
fn the_rate_near_the_optimum_is_twice_the_smallest_eigenvalue() {
    for (alpha, delta, d) in [(0.5, 2.0, 1), (0.3, 3.0, 3), (0.5, 5.0, 2)] {
        let mut axis = DVector::zeros(d);
        axis[0] = delta;
        let target = Mixture::new(weight(alpha), DVector::zeros(d), axis).expect("finite");
        let rl = ReverseKl::new(target.clone());
        let start = Mixture::new(
            weight(0.55),
            target.old_mean().add_scalar(0.15),
            target.new_mean().add_scalar(-0.2),
        )
        .expect("finite");
        let run = GradientFlow::new(&rl, Free::All)
            .run_until(&start, 1e6, |q| rl.value_and_gradient(q).1.norm() - 1e-7)
            .expect("runs");
        let end = run.duration();
        let rate = fitted_rate(&run, &rl, 0.75 * end, end);
        let slowest = 2.0 * fisher(weight(alpha), separation(delta)).min_eigenvalue_in(d);
        // Other eigenvectors and the landscape's third derivatives have died down to a thousandth by then.
        assert!(
            (rate / slowest - 1.0).abs() < 1e-3,
            "{alpha} {delta} {d}: {rate} {slowest}"
        );
    }
}

/// Descent is the flow in steps: its error halves with the rate.
#[test]
fn descent_shadows_the_flow() {
    let (objective, start) = reference_run(4.0);
    let time = 5.0;
    let run = GradientFlow::new(&objective, Free::All)
        .run(&start, time)
        .expect("runs");
    let error = |steps: usize| {
        let rate = time / steps as f64;
        let end = gradient_descent(&objective, &start, Free::All, rate)
            .expect("allowed")
            .nth(steps)
            .expect("endless");
        distance(&end, &run.end())
    };
    let (coarse, fine) = (error(2000), error(4000));
    assert!(
        coarse < 1e-3 && (coarse / fine - 2.0).abs() < 0.01,
        "{coarse} {fine}"
    );
}

/// Whitening: the same flow for the same separation, whatever the covariance, the place and the units.
#[test]
fn the_flow_is_affine_invariant() {
    let covariance = DMatrix::from_row_slice(2, 2, &[4.0, 1.5, 1.5, 2.0]);
    let (old, new) = (
        DVector::from_vec(vec![10.0, -3.0]),
        DVector::from_vec(vec![14.0, 1.0]),
    );
    let modes = TwoModes::new(old.clone(), new.clone(), covariance).expect("positive definite");
    let delta = modes.separation().delta();
    let line = on_the_line(delta, 0.4);
    let plane = modes.mixture(weight(0.4));
    // The new mean a quarter of the way short, in either frame.
    let short = |m: &Mixture| {
        let new_mean = m.new_mean() * 0.75 + m.old_mean() * 0.25;
        Mixture::new(weight(0.7), m.old_mean().clone(), new_mean).expect("finite")
    };
    let (rl_line, rl_plane) = (ReverseKl::new(line.clone()), ReverseKl::new(plane.clone()));
    let on_line = GradientFlow::new(&rl_line, Free::All)
        .run(&short(&line), 30.0)
        .expect("runs");
    let in_plane = GradientFlow::new(&rl_plane, Free::All)
        .run(&short(&plane), 30.0)
        .expect("runs");
    for time in on_line.times(40) {
        let (a, b) = (on_line.at(time), in_plane.at(time));
        let drift = |q: &Mixture, m: &Mixture| {
            [
                (q.old_mean() - m.old_mean()).norm(),
                (q.new_mean() - m.new_mean()).norm(),
            ]
        };
        assert!((a.weight().logit() - b.weight().logit()).abs() <= CONTRACT);
        for (x, y) in drift(&a, &line).into_iter().zip(drift(&b, &plane)) {
            assert!((x - y).abs() <= CONTRACT, "{time}: {x} {y}");
        }
    }
}

#[test]
fn bad_input_is_refused_with_its_name_and_value() {
    let start = on_the_line(3.0, 0.5);
    let sft = ForwardKl::sft(&start);
    let flow = GradientFlow::new(&sft, Free::All);
    let empty = start.with_weight(weight(0.0));
    for (result, part) in [
        (flow.run(&empty, 1.0).err(), "beta"),
        (flow.run(&start, 0.0).err(), "horizon"),
        (flow.run(&start, f64::NAN).err(), "horizon"),
        (flow.run(&start, f64::INFINITY).err(), "horizon"),
        (flow.with_tolerance(0.5).err(), "tolerance"),
        (flow.with_tolerance(f64::NAN).err(), "tolerance"),
        (
            gradient_descent(&sft, &start, Free::All, -1.0).err(),
            "rate",
        ),
        (gradient_descent(&sft, &empty, Free::All, 1.0).err(), "beta"),
    ] {
        let error = result.expect("refused");
        assert!(
            error.is_bad_input() && error.to_string().starts_with(part),
            "{error}"
        );
    }
}

/// A condition that is met at the start ends a run there; one that is never met lets it reach the horizon.
#[test]
fn a_run_ends_where_it_should() {
    let start = on_the_line(3.0, 0.5);
    let sft = ForwardKl::sft(&start);
    let flow = GradientFlow::new(&sft, Free::All);
    let at_once = flow.run_until(&start, 5.0, |_| -1.0).expect("runs");
    assert!(at_once.stopped() && at_once.duration() == 0.0 && at_once.end() == start);
    let never = flow.run_until(&start, 5.0, |_| 1.0).expect("runs");
    assert!(!never.stopped() && (never.duration() - 5.0).abs() < FIVE);
    assert_eq!(never.at(-1.0), start);
    assert_eq!(never.at(1e9), never.end());
    let times: Vec<f64> = never.points().map(|(time, _)| time).collect();
    assert!(times.windows(2).all(|w| w[0] < w[1]) && times[0] == 0.0);
    assert!((times[times.len() - 1] - 5.0).abs() < FIVE);
}

/// Forty dimensions: the same flow as on the line, by the explicit method throughout; the implicit one says that it cannot.
#[test]
fn many_dimensions_are_one() {
    let embed = |x: f64| {
        let mut v = DVector::zeros(40);
        v[7] = x;
        v
    };
    let line = on_the_line(4.0, 0.5);
    let (old, new) = (line.old_mean()[0], line.new_mean()[0]);
    let space = Mixture::new(weight(0.5), embed(old), embed(new)).expect("finite");
    let (rl_line, rl_space) = (ReverseKl::new(line), ReverseKl::new(space));
    let here = Mixture::new(
        weight(0.8),
        DVector::from_element(1, old),
        DVector::from_element(1, new - 1.0),
    );
    let there = Mixture::new(weight(0.8), embed(old), embed(new - 1.0)).expect("finite");
    let on_line = GradientFlow::new(&rl_line, Free::All)
        .run(&here.expect("finite"), 50.0)
        .expect("runs");
    let flow = GradientFlow::new(&rl_space, Free::All);
    let in_space = flow.run(&there, 50.0).expect("runs");
    for time in on_line.times(20) {
        let (a, b) = (on_line.at(time), in_space.at(time));
        assert!((a.weight().logit() - b.weight().logit()).abs() <= CONTRACT);
        assert!((a.old_mean()[0] - b.old_mean()[7]).abs() <= CONTRACT);
        assert!((a.new_mean()[0] - b.new_mean()[7]).abs() <= CONTRACT);
    }
    let refused = flow.with_integrator(Integrator::Implicit).run(&there, 1.0);
    assert!(
        refused
            .expect_err("too large")
            .to_string()
            .contains("32 dimensions")
    );
}
