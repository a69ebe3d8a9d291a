//! Finite batches against the theory they sample (C9, C10, C11).
//!
//! False alarms: Clopper-Pearson intervals at 1e-8 each, means at six standard errors (2e-9 each for the thousands of batches here); fewer than 100
//! comparisons, so less than 1e-6 together. Planted errors of 5 % are seen by the same tests.

use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::{ForwardKl, Objective, ReverseKl};
use forgetting::overlap::ReplayWeight;
use forgetting::simulate::{Line, LineLearner, PROBABILITY_ACCURACY, Rule, Starvation, Training};
use rand::SeedableRng;

const MISS: f64 = 1e-8;
/// What each of the 26 pieces of an integral of at most 1/(1 - rho) <= 2 is asked for.
const PIECE: f64 = 1e-14;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("a separation")
}

#[test]
fn starvation_is_as_frequent_as_c11_says() {
    for beta in [0.01, 0.1, 0.3] {
        for rho in [0.0, 0.1] {
            for batch in [4, 16] {
                let starvation = Starvation::new(weight(beta), rho, batch).expect("valid");
                let exact = starvation.probability();
                let direct = ((1.0 - rho) * (1.0 - beta)).powi(batch as i32);
                assert!((exact / direct - 1.0).abs() < PROBABILITY_ACCURACY);
                let seen = starvation.simulate(100_000, 5);
                let (low, high) = seen.clopper_pearson(MISS);
                assert!(low <= exact && exact <= high, "{beta} {rho} {batch}");
                // 5 % off would be noticed wherever starvation is not rare.
                if exact > 0.2 {
                    assert!(1.05 * exact > high && 0.95 * exact < low);
                }
            }
        }
    }
    assert!(Starvation::new(weight(0.5), 1.0, 3).is_err());
    assert!(Starvation::new(weight(0.5), f64::NAN, 3).is_err());
    assert!(Starvation::new(weight(0.5), 0.0, 0).is_err());
}

/// Means and standard errors of the gradient over batches.
fn sampled(rule: Rule, line: &Line, learner: &LineLearner) -> ([f64; 3], [f64; 3], [f64; 3]) {
    const BATCHES: usize = 4000;
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(11);
    let (mut sum, mut square, mut moments) = ([0.0; 3], [0.0; 3], [0.0; 3]);
    for _ in 0..BATCHES {
        let batch = line
            .gradient(rule, learner, 64, &mut random)
            .expect("valid");
        for k in 0..3 {
            sum[k] += batch.gradient[k] / BATCHES as f64;
            square[k] += batch.gradient[k].powi(2) / BATCHES as f64;
        }
        let more = [batch.second_moment, batch.weight, batch.square_weight];
        for (moment, x) in moments.iter_mut().zip(more) {
            *moment += x / BATCHES as f64;
        }
    }
    let errors = std::array::from_fn(|k| ((square[k] - sum[k] * sum[k]) / BATCHES as f64).sqrt());
    (sum, errors, moments)
}

fn mixture(beta: f64, old: f64, new: f64) -> Mixture {
    let mean = |x: f64| nalgebra::DVector::from_element(1, x);
    Mixture::new(weight(beta), mean(old), mean(new)).expect("a mixture")
}

#[test]
fn batch_gradients_are_unbiased_with_and_without_replay() {
    let (delta, alpha, rho) = (2.0, 0.4, 0.2);
    let line = Line::new(weight(alpha), separation(delta)).expect("valid");
    let modes = TwoModes::on_the_line(separation(delta));
    let half = 0.5 * delta;
    let target = modes.mixture(weight(alpha));
    let learner = LineLearner {
        phi: weight(0.3).logit(),
        old_mean: -half + 0.3,
        new_mean: half - 0.5,
    };
    // Whitened coordinates begin wherever the modes have them.
    let shift = target.old_mean()[0] + half;
    let same = mixture(0.3, learner.old_mean + shift, learner.new_mean + shift);
    let data = |share: f64| modes.mixture(weight(share));
    let cases: [(Rule, Box<dyn Objective>); 4] = [
        (Rule::Sft, Box::new(ForwardKl::sft(&target))),
        (Rule::SftReplay { rho }, Box::new(ForwardKl::new(data(rho)))),
        (Rule::ReverseKl, Box::new(ReverseKl::new(target.clone()))),
        (
            Rule::ReverseKlReplay { rho },
            Box::new(ReverseKl::new(target.clone())),
        ),
    ];
    for (rule, objective) in cases {
        let exact = objective.value_and_gradient(&same).1;
        let (mean, errors, _) = sampled(rule, &line, &learner);
        for k in 0..3 {
            let gap = (mean[k] - exact[k]).abs();
            assert!(
                gap < 6.0 * errors[k],
                "{rule:?} {k}: {} {}",
                mean[k],
                exact[k]
            );
        }
        // Some component is large enough for 5 % to show.
        let seen = (0..3).any(|k| (0.05 * exact[k]).abs() > 6.0 * errors[k]);
        assert!(seen, "{rule:?}: {exact:?} {errors:?}");
    }
}

#[test]
fn replay_inflates_the_second_moment_by_less_than_its_bound() {
    let (delta, beta, rho) = (2.0, 0.2, 0.3);
    let line = Line::new(weight(0.5), separation(delta)).expect("valid");
    let learner = line.learner(weight(beta));
    let weights = ReplayWeight::new(weight(beta), rho, separation(delta)).expect("valid");
    let (.., plain) = sampled(Rule::ReverseKl, &line, &learner);
    let (.., replayed) = sampled(Rule::ReverseKlReplay { rho }, &line, &learner);
    assert!(
        (replayed[1] - 1.0).abs() < 0.01,
        "E_b[w] = 1: {}",
        replayed[1]
    );
    let exact = weights.second_moment();
    assert!(
        (replayed[2] / exact - 1.0).abs() < 0.01,
        "{} {exact}",
        replayed[2]
    );
    assert!(exact > 1.0 && exact < weights.bound());
    assert!(replayed[0] < plain[0] * weights.bound() * 1.02);
}

#[test]
fn the_second_moment_of_the_weight_agrees_with_quadrature() {
    for (beta, rho, delta) in [
        (0.5, 0.2, 3.0),
        (0.01, 0.5, 1.0),
        (0.9, 0.05, 6.0),
        (0.3, 0.0, 2.0),
    ] {
        let exact = ReplayWeight::new(weight(beta), rho, separation(delta))
            .expect("valid")
            .second_moment();
        let normal = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let integrand = |x: f64| {
            let old = normal(x + 0.5 * delta);
            let q = beta * old + (1.0 - beta) * normal(x - 0.5 * delta);
            q * q / ((1.0 - rho) * q + rho * old)
        };
        // Pieces short enough for the double exponential rule.
        let whole: f64 = (-13..13)
            .map(|k| {
                quadrature::integrate(integrand, f64::from(k), f64::from(k) + 1.0, PIECE).integral
            })
            .sum();
        let error = forgetting::overlap::ACCURACY + 26.0 * PIECE / exact;
        assert!((whole / exact - 1.0).abs() < error, "{beta} {rho} {delta}");
    }
}

#[test]
fn training_is_the_same_for_any_number_of_threads_and_replay_saves_the_old_mode() {
    let line = Line::new(weight(0.5), separation(4.0)).expect("valid");
    let start = line.learner(weight(0.05));
    let training = |rule| Training {
        rule,
        batch: 8,
        steps: 150,
        rate: 0.2,
    };
    let run = |rule, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads")
            .install(|| training(rule).replicates(&line, start, 3, 20))
            .expect("valid")
    };
    let plain = run(Rule::ReverseKl, 1);
    assert_eq!(plain, run(Rule::ReverseKl, 2));
    let replayed = run(Rule::ReverseKlReplay { rho: 0.2 }, 2);
    let median = |learners: &[LineLearner]| {
        let mut weights: Vec<f64> = learners.iter().map(LineLearner::old_weight).collect();
        weights.sort_by(f64::total_cmp);
        weights[weights.len() / 2]
    };
    assert!(
        median(&replayed) > median(&plain),
        "{} {}",
        median(&replayed),
        median(&plain)
    );
    let sft = run(Rule::Sft, 2);
    assert!(median(&sft) < 0.05);
}
