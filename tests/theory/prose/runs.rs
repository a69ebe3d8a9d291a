//! Numbers of the prose that take a run, a minimiser or an integral.

use super::half_unit;
use forgetting::bounds::conditioning_bound;
use forgetting::flow::SdftFlow;
use forgetting::kernel::logistic_normal;
use forgetting::landscape::three_lines_from;
use forgetting::minimize::oapl_minimiser;
use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::{OaplLine, Reward, exact_tilt};
use forgetting::theory::evaluate;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("a separation")
}

/// Asserts that a value is what is printed, to the last digit.
fn assert_printed(number: &str, value: f64) {
    let printed: f64 = number.parse().expect("a number");
    let off = (printed - value).abs();
    assert!(off <= half_unit(number), "{number} is {value}");
}

/// The trapezoidal rule on analytic integrands that vanish beyond 16.
fn integral(f: impl Fn(f64) -> f64) -> f64 {
    let step = 1.0 / 64.0;
    step * (-1024..=1024).map(|k| f(step * f64::from(k))).sum::<f64>()
}

/// The density of a normal law of unit variance.
fn normal(x: f64, mean: f64) -> f64 {
    (-0.5 * (x - mean) * (x - mean)).exp() / std::f64::consts::TAU.sqrt()
}

/// C6: the closed bound says nothing below this separation, and something above.
#[test]
fn the_bound_on_conditioning_is_positive_from_there_on() {
    assert!(conditioning_bound(weight(0.5), separation(4.55)) < 0.0);
    assert!(conditioning_bound(weight(0.5), separation(4.65)) > 0.0);
}

/// D3: forcing, drift of student and teacher.
#[test]
fn the_run_of_d3_that_needs_its_factor() {
    let modes = TwoModes::on_the_line(separation(6.0));
    let at = |phi: f64| modes.mixture(Weight::from_logit(phi));
    let flow = SdftFlow::new(1.0, 0.2, &at(-46.0)).expect("on the line");
    let path = flow.path(&at(8.0), &at(-1.0), 60.0, 6000).expect("runs");
    let place = |q: &Mixture| q.old_mean()[0];
    // The share of the new mode under N(c, 1), and how far apart the modes are.
    let claimed = |q: &Mixture, c: f64| {
        let (old, new) = (q.old_mean()[0], q.new_mean()[0]);
        let axis = new - old;
        let log_odds = q.weight().log_odds_new() + axis * (c - 0.5 * (old + new));
        logistic_normal(log_odds, axis.abs()) * axis.abs()
    };
    let correct = place(&path[0].student);
    let (mut forcing, mut student, mut teacher) = (0.0f64, 0.0f64, 0.0f64);
    for pair in &path {
        let c = place(&pair.student);
        forcing = forcing.max(claimed(&pair.student, c) + claimed(&pair.teacher, c));
        student = student.max((c - correct).abs());
        teacher = teacher.max((place(&pair.teacher) - correct).abs());
    }
    assert_printed("0.0288", forcing);
    assert_printed("0.1668", student);
    assert_printed("5.79", student / forcing);
    assert_printed("0.1729", 6.0 * forcing);
    assert_printed("0.1387", teacher);
    let off = 1.0 - 1.2 * teacher / student;
    assert!((0.0..0.003).contains(&off), "{off}");
}

/// E3: the pull of a frozen reward on the old mean, and where its bound is tight.
#[test]
fn the_pull_of_a_frozen_reward() {
    let pull = |frozen: f64, beta: f64, delta: f64, gap: f64, eta: f64| {
        let lambda = (1.0 - frozen).ln() - frozen.ln();
        let tilt = |x: f64| (eta * gap / (1.0 + (-lambda - delta * x).exp())).exp();
        let old = |x: f64| normal(x, -0.5 * delta);
        let pulled = integral(|x| old(x) * (x + 0.5 * delta) * tilt(x));
        let mix = |x: f64| beta * old(x) + (1.0 - beta) * normal(x, 0.5 * delta);
        beta / eta * pulled / integral(|x| mix(x) * tilt(x))
    };
    assert_printed("0.0753", pull(0.1, 0.9, 3.0, 0.3, 0.5));
    let bound = 0.5 * 0.01 * 0.2 * evaluate("eps_old(99/100, 1/5)").expect("a value");
    let off = 100.0 * (bound / pull(0.99, 0.5, 0.2, 0.01, 1.0) - 1.0);
    assert_printed("1.1", off);
}

/// F1, F2: what the best mixture keeps, what the tilt keeps.
#[test]
fn oapl_inside_the_family_and_its_tilt() {
    let half = weight(0.5);
    for (reward, delta, gap, family, tilt) in [
        (Reward::Hard, 1.0, 1.0, "0.118", "0.412"),
        (Reward::Soft(half), 1.0, 1.0, "0.264", "0.449"),
        (Reward::Hard, 3.0, 1.0, "0.255", "0.300"),
        (Reward::Hard, 6.0, 1.0, "0.269", "0.270"),
        (Reward::Hard, 1.0, 2.0, "0.000", "0.354"),
    ] {
        let line = OaplLine::new(reward, half, separation(delta), gap, 1.0).expect("in range");
        assert_printed(family, oapl_minimiser(&line).0.old());
        let exact = exact_tilt(reward, half, separation(delta), gap, 1.0).expect("in range");
        assert_printed(tilt, exact.old());
    }
}

/// G2: the near old mode grows at first, the total falls at every step.
#[test]
fn em_on_new_data_with_two_old_modes() {
    let means = [-0.5, -3.0, 0.0];
    let mut weights = [0.1, 0.8, 0.1];
    for (near, total) in [(0.363, 0.537), (0.393, 0.427), (0.377, 0.387)] {
        let mix = |x: f64| -> f64 { (0..3).map(|k| weights[k] * normal(x, means[k])).sum() };
        let share = |k: usize| weights[k] * normal_share(means[k], mix);
        weights = [share(0), share(1), share(2)];
        assert!((weights[0] - near).abs() <= 5e-4, "{weights:?}");
        assert!(
            (weights[0] + weights[1] - total).abs() <= 5e-4,
            "{weights:?}"
        );
    }
}

/// The mean of a mode's density over the mixture's, under new data at 0.
fn normal_share(mean: f64, mix: impl Fn(f64) -> f64) -> f64 {
    integral(|x| normal(x, 0.0) * normal(x, mean) / mix(x))
}

/// G3: where one collapsed line becomes three, its digits cut off.
#[test]
fn the_separation_at_which_lines_split() {
    let from = three_lines_from(weight(0.5)).expect("one").delta();
    assert!((2.92166..2.92167).contains(&from), "{from}");
}

/// G3: with replay in the model a collapsed learner beyond the new mode does better than the right one with no old weight.
#[test]
fn the_learner_that_overshoots() {
    let loss = |mean: f64| {
        let held = |x: f64| 0.8 * normal(x, mean) + 0.2 * normal(x, -1.5);
        integral(|x| normal(x, 1.5) * (normal(x, 1.5) / held(x)).ln())
    };
    assert_printed("0.1500", loss(1.5927));
    assert_printed("0.1538", loss(1.5));
}
