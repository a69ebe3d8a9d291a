//! H2, C12, E4, F5, G4, I1 to I3: the library's numbers against routes that share nothing with them, and as laws.
//!
//! Tolerances are the stated accuracies of the functions, or standard errors of the sampling route.

use crate::support::reference::is_printed_as;
use forgetting::flow::{self, GradientFlow, ManyModes, Training};
use forgetting::law::{
    EQUILIBRIUM_ACCURACY, ESTIMATOR_ACCURACY, GaussianLaw, Law, OaplReward, SLOPE_ACCURACY, Side,
    adaptive_penalty, adaptive_weight, extinction, kl_estimators, nearest_weight,
    oapl_critical_temperature, split,
};
use forgetting::minimize::Free;
use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::{FORM_ACCURACY, OaplLine, ReverseKl, Reward, VALUE_FLOOR};
use forgetting::overlap::{DIFFERENCE_ACCURACY, distinguishability};
use forgetting::simulate::{OwnSamples, SampleReplay};
use nalgebra::DVector;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// Relative error of a divergence.
const DIVERGENCE: f64 = forgetting::objective::VALUE_ACCURACY;
/// The trapezoidal rule below on analytic integrands, relative to the largest of them.
const RULE: f64 = 1e-12;
/// The error in the logit of the two flows that are compared.
const FLOW: f64 = flow::LOGITS_ACCURACY + flow::ACCURACY;

/// The relative error of a penalty at the weight that it keeps: the logit's and K's errors, of a difference of values of K that is at least
/// a hundredth of them.
const PENALTY: f64 = 100.0 * (EQUILIBRIUM_ACCURACY + SLOPE_ACCURACY);
/// A share of a weight that only the slope at 0 is seen from.
const TINY: f64 = 1e-40;
/// Of central differences.
const STEP: f64 = 1e-4;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("in [0, 1]")
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("finite and >= 0")
}

fn target(alpha: f64, delta: f64) -> Mixture {
    TwoModes::on_the_line(separation(delta)).mixture(weight(alpha))
}

fn learner(beta: f64, old: f64, new: f64) -> Mixture {
    let at = |x: f64| DVector::from_element(1, x);
    Mixture::new(weight(beta), at(old), at(new)).expect("one dimension")
}

/// The trapezoidal rule over the whole line.
fn integral(f: impl Fn(f64) -> f64) -> f64 {
    let step = 1.0 / 64.0;
    step * (-1280..=1280).map(|k| f(step * f64::from(k))).sum::<f64>()
}

fn normal(x: f64, mean: f64, deviation: f64) -> f64 {
    let z = (x - mean) / deviation;
    (-0.5 * z * z).exp() / (deviation * std::f64::consts::TAU.sqrt())
}

/// H2's two worked examples, origin at the old mode; the second learner is outside the family. Numbers to their last printed digit.
#[test]
fn forgetting_splits_as_in_the_worked_examples() {
    let (delta, alpha) = (3.0, 0.5);
    type Example = (fn(f64) -> f64, [&'static str; 4]);
    let examples: [Example; 2] = [
        (
            |x| 0.4 * normal(x, 0.3, 1.0) + 0.6 * normal(x, 2.5, 1.0),
            ["0.446627", "0.0045975", "0.0779223", "0.0825198"],
        ),
        (
            |x| 0.2 * normal(x, -0.2, 1.2) + 0.8 * normal(x, 3.4, 0.9),
            ["0.168678", "0.2256283", "0.0689910", "0.2946193"],
        ),
    ];
    let mix = |b: f64, x: f64| b * normal(x, 0.0, 1.0) + (1.0 - b) * normal(x, delta, 1.0);
    let law = GaussianLaw::new(separation(delta));
    for (q, [b, mass, drift, total]) in examples {
        let seen = |mean: f64| {
            integral(|x| normal(x, mean, 1.0) * (q(x).ln() - normal(x, delta, 1.0).ln()))
        };
        let kept = nearest_weight(&law, seen(0.0) - seen(delta))
            .expect("a weight")
            .old();
        let kl = |f: &dyn Fn(f64) -> f64, g: &dyn Fn(f64) -> f64| {
            integral(|x| f(x) * (f(x) / g(x)).ln())
        };
        let (from, nearest) = (|x| mix(alpha, x), |x| mix(kept, x));
        let parts = [kl(&from, &nearest), kl(&nearest, &q), kl(&from, &q)];
        assert!(is_printed_as(kept, b), "{kept} {b}");
        for (part, quoted) in parts.into_iter().zip([mass, drift, total]) {
            assert!(is_printed_as(part, quoted), "{part} {quoted}");
        }
        assert!((parts[0] + parts[1] - parts[2]).abs() < RULE);
    }
    // The library's own route.
    let parts = split(&target(alpha, delta), &learner(0.4, 0.3, 2.5)).expect("splits");
    assert!(is_printed_as(parts.kept.old(), "0.446627"), "{parts:?}");
    assert!(is_printed_as(parts.drift, "0.0779223"), "{parts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// H2: mass and drift add up; a mixture of the modes has no drift; names of components do not matter.
    #[test]
    fn mass_and_drift_add_up(
        alpha in 0.02..0.98f64, beta in 0.02..0.98f64, delta in 0.3..12.0f64,
        a in -3.0..3.0f64, b in -3.0..3.0f64,
    ) {
        let reference = target(alpha, delta);
        let moved = learner(beta, a - 0.5 * delta, b + 0.5 * delta);
        let parts = split(&reference, &moved).expect("splits");
        let sum = parts.mass + parts.drift;
        let error = 2.0 * DIVERGENCE * parts.total;
        if parts.kept.is_interior() {
            prop_assert!((sum - parts.total).abs() <= error, "{parts:?}");
        } else {
            prop_assert!(sum <= parts.total + error);
        }
        let swapped = split(&reference.swapped(), &moved.swapped()).expect("splits");
        prop_assert!((swapped.drift - parts.drift).abs() <= error);
        // K at the weight kept is a difference of expected logs, of the size of half a squared distance; D is its slope in the logit,
        // which between two logits is no less than at one of them.
        let terms = FORM_ACCURACY * (1.0 + 0.5 * (delta + 3.0).powi(2));
        let slope = 2.0 * (terms + DIFFERENCE_ACCURACY * delta * delta);
        let steep = |kept: Weight| distinguishability(kept, separation(delta));
        let steepness = steep(parts.kept).min(steep(swapped.kept));
        let moved = (swapped.kept.logit() + parts.kept.logit()).abs();
        prop_assert!(moved * steepness <= slope || !parts.kept.is_interior(), "{parts:?} {swapped:?}");
        let still = split(&reference, &reference.with_weight(weight(beta))).expect("splits");
        let off = (still.kept.logit() - weight(beta).logit()).abs();
        prop_assert!(off * steep(weight(beta)) <= slope && still.drift < VALUE_FLOOR, "{still:?}");
    }

    /// H2 at any distance: once the modes no longer overlap, a mean moved by a costs a^2/2 nats of its component's log-odds.
    #[test]
    fn far_modes_split_in_closed_form(
        exponent in 1.5..9.0f64, alpha in -30.0..30.0f64, beta in -30.0..30.0f64, a in -2.0..2.0f64, b in -2.0..2.0f64,
    ) {
        let delta = 10f64.powf(exponent);
        let at = |phi: f64| Weight::from_logit(phi);
        let whole = |weight: Weight, a: f64, b: f64| {
            let mean = |x: f64| DVector::from_element(1, x);
            Mixture::new(weight, mean(a), mean(delta + b)).expect("a mixture")
        };
        let parts = split(&whole(at(alpha), 0.0, 0.0), &whole(at(beta), a, b)).expect("splits");
        // Means as far out as delta are rounded to its last digit, which the square of the shift carries.
        let rounding = 4.0 * f64::EPSILON * delta;
        let error = (DIVERGENCE + rounding) * (4.0 + beta.abs());
        let off = (parts.kept.logit() - (beta - 0.5 * a * a + 0.5 * b * b)).abs();
        prop_assert!(off <= error, "{off:e} {error:e} {parts:?}");
        prop_assert!((parts.mass + parts.drift - parts.total).abs() <= parts.error, "{parts:?}");
    }

    /// E4: the weight kept is where the penalty balances, and a larger penalty keeps more.
    #[test]
    fn the_adaptive_weight_balances(beta0 in 0.02..0.95f64, delta in 0.5..12.0f64, factor in 1.05..40.0f64) {
        let law = GaussianLaw::new(separation(delta));
        let least = adaptive_penalty(&law, weight(beta0), weight(0.0)).expect("interior");
        let kept = |penalty: f64| adaptive_weight(&law, penalty, weight(beta0)).expect("interior");
        let found = kept(factor * least);
        prop_assert!(found.old() > 0.0 && found.old() < beta0);
        let asked = adaptive_penalty(&law, weight(beta0), found).expect("below the reference");
        prop_assert!((asked / (factor * least) - 1.0).abs() < PENALTY, "{asked}");
        prop_assert!(kept(1.1 * factor * least).old() >= found.old());
        if beta0 <= 0.5 {
            prop_assert_eq!(kept(0.95 * least).old(), 0.0);
        }
    }

    /// I2: as a loss, k's gradient is the difference quotient of E_q[k] with the samples' law held; as a reward, of the law alone.
    #[test]
    fn estimators_have_the_gradients_of_difference_quotients(
        beta in 0.02..0.98f64, alpha in 0.05..0.95f64, delta in 0.2..6.0f64,
    ) {
        let law = GaussianLaw::new(separation(delta));
        let found = kl_estimators(&law, weight(beta), weight(alpha)).expect("interior");
        let mix = |b: f64, l: f64| (b * l.exp() + 1.0 - b).ln();
        let mean = |b: f64, f: &dyn Fn(f64) -> f64| {
            b * law.expect(Side::Old, f).value + (1.0 - b) * law.expect(Side::New, f).value
        };
        let k: [fn(f64) -> f64; 3] = [|w| -w, |w| 0.5 * w * w, |w| w.exp() - 1.0 - w];
        let h = STEP;
        let at = |step: f64| Weight::from_logit(weight(beta).logit() + step).old();
        for (i, k) in k.into_iter().enumerate() {
            let second_moment = found.variance[i] + found.mean[i].powi(2);
            let value = |of: f64, under: f64| mean(under, &|l| k(mix(alpha, l) - mix(of, l)));
            let loss = (value(at(h), beta) - value(at(-h), beta)) / (2.0 * h);
            let reward = (value(beta, at(h)) - value(beta, at(-h))) / (2.0 * h);
            // The quotient's own error: h^2/6 times a third derivative of at most some hundreds of the values.
            let error = 100.0 * STEP.powi(2) * (1.0 + found.variance[i].sqrt() + found.mean[i].abs());
            prop_assert!((loss - found.as_loss[i]).abs() < error, "loss k{}: {loss} {}", i + 1, found.as_loss[i]);
            prop_assert!((reward - found.as_reward[i]).abs() < error, "reward k{}: {reward} {}", i + 1, found.as_reward[i]);
            prop_assert!((value(beta, beta) - found.mean[i]).abs() < 2.0 * ESTIMATOR_ACCURACY * (1.0 + second_moment));
        }
        // I1: int p^2/q = 1 + (alpha - beta)^2 D/(beta (1 - beta)), so Var k3 = that - 1 - 2 E[w (e^w - 1)] + Var w.
        let d = distinguishability(weight(beta), separation(delta));
        let second = mean(beta, &|l| (mix(alpha, l) - mix(beta, l)).exp_m1().powi(2));
        let closed = (alpha - beta).powi(2) * d / (beta * (1.0 - beta));
        prop_assert!((second - closed).abs() < 2.0 * ESTIMATOR_ACCURACY * (1.0 + closed), "{second} {closed}");
    }

    /// G4: names of modes do not matter.
    #[test]
    fn many_modes_are_renamed_freely(a in 0.1..0.4f64, b in 0.1..0.4f64, x in 0.8..3.0f64, y in 0.8..3.0f64) {
        let (means, start) = ([-x, 0.3, y], [a, b, 1.0 - a - b]);
        let turned = |v: [f64; 3]| [v[2], v[0], v[1]];
        let run = |means: [f64; 3], start: [f64; 3], new: usize| {
            let modes = ManyModes::new(&means).expect("distinct");
            modes.flow(Training::Sft(new), &start, 10.0).expect("ends")
        };
        let (plain, renamed) = (run(means, start, 0), run(turned(means), turned(start), 1));
        for (k, old) in [2, 0, 1].into_iter().enumerate() {
            prop_assert!((renamed[k] - plain[old]).abs() < FLOW);
        }
    }
}

/// C12: the mean and the diversity of one step, by sampling; replay through importance weights leaves the mean alone too.
#[test]
fn one_step_on_own_samples_is_a_fair_game() {
    let draws = 40_000;
    for (beta, delta, batch) in [(0.3, 2.0, 4), (0.05, 1.0, 3), (0.8, 4.0, 8)] {
        for replay in [
            SampleReplay::None,
            SampleReplay::Weighted(0.3),
            SampleReplay::Counted(0.3),
        ] {
            let game = OwnSamples::new(separation(delta), batch, replay).expect("valid");
            let mut random = Pcg64::seed_from_u64(7);
            let next: Vec<f64> = (0..draws)
                .map(|_| game.step(weight(beta), &mut random).old())
                .collect();
            let moments = |f: &dyn Fn(f64) -> f64| {
                let values: Vec<f64> = next.iter().map(|b| f(*b)).collect();
                let mean = values.iter().sum::<f64>() / f64::from(draws);
                let square = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
                (
                    mean,
                    (square / f64::from(draws)).sqrt() / f64::from(draws).sqrt(),
                )
            };
            let theory = extinction(
                &GaussianLaw::new(separation(delta)),
                weight(beta),
                u64::from(batch),
            )
            .expect("a batch");
            let (mean, error) = moments(&|b| b);
            let d = distinguishability(weight(beta), separation(delta));
            let expected = match replay {
                SampleReplay::Counted(rho) => beta + rho * (1.0 - beta) * d,
                _ => beta,
            };
            assert!(
                (mean - expected).abs() < 5.0 * error,
                "{replay:?}: {mean} {expected}"
            );
            if replay == SampleReplay::None {
                let (diversity, error) = moments(&|b| b * (1.0 - b));
                let expected = beta * (1.0 - beta) * theory.diversity_factor;
                assert!((diversity - expected).abs() < 5.0 * error);
            }
        }
    }
}

/// C12 where nobody looked: weights next to the ends and modes that are all one or far apart.
#[test]
fn a_step_on_own_samples_stays_a_weight() {
    for beta in [1e-300, 1e-9, 0.5, 1.0 - 1e-9] {
        for delta in [1e-8, 1.0, 40.0, 1e3] {
            for replay in [
                SampleReplay::None,
                SampleReplay::Weighted(0.5),
                SampleReplay::Counted(0.5),
            ] {
                let game = OwnSamples::new(separation(delta), 16, replay).expect("valid");
                let next = game.step(weight(beta), &mut Pcg64::seed_from_u64(3)).old();
                assert!(
                    (0.0..=1.0).contains(&next),
                    "{beta} {delta} {replay:?}: {next}"
                );
            }
        }
    }
    assert!(OwnSamples::new(separation(1.0), 0, SampleReplay::None).is_err());
    assert!(OwnSamples::new(separation(1.0), 1, SampleReplay::Weighted(1.0)).is_err());
}

/// G4 with two modes is C2 at twice the pace: the softmax flow's logit is a difference of two.
#[test]
fn two_of_many_modes_are_the_two_modes() {
    let (delta, alpha) = (2.5, 0.3);
    let modes = ManyModes::new(&[-0.5 * delta, 0.5 * delta]).expect("distinct");
    let objective = ReverseKl::new(target(alpha, delta));
    for (beta, time) in [(0.02, 5.0), (0.9, 20.0), (0.5, 1.0)] {
        let softmax = modes
            .flow(
                Training::ReverseKl(&[alpha, 1.0 - alpha]),
                &[beta, 1.0 - beta],
                time,
            )
            .expect("ends");
        let run = GradientFlow::new(&objective, Free::Weight)
            .run(&target(beta, delta), 2.0 * time)
            .expect("ends");
        assert!((softmax[0] - run.end().weight().old()).abs() < FLOW);
        let divergence =
            GaussianLaw::new(separation(delta)).mixture_divergence(weight(beta), weight(alpha));
        let value = modes.reverse_kl(&[beta, 1.0 - beta], &[alpha, 1.0 - alpha]);
        assert!((value - divergence).abs() < flow::DIVERGENCE_FLOOR + DIVERGENCE * divergence);
    }
    for bad in [
        vec![0.0],
        vec![1.0, 1.0],
        vec![0.0, 31.0],
        vec![0.0, f64::NAN],
    ] {
        assert!(ManyModes::new(&bad).is_err(), "{bad:?}");
    }
    let error = modes
        .flow(Training::Sft(2), &[0.5, 0.5], 1.0)
        .expect_err("no third mode");
    assert!(
        error
            .to_string()
            .contains("new must be the index of a mode"),
        "{error}"
    );
}

/// F5: at and below the critical temperature the loss rises from the empty old mode all the way, for the hard reward and the soft one; just above it
/// falls at first.
#[test]
fn oapl_has_one_switch() {
    for (lag, delta, gap) in [
        (1e-3, 2.0, 1.0),
        (0.1, 0.3, 2.0),
        (0.5, 1.0, 1.0),
        (0.7, 3.0, 0.5),
        (0.95, 1.5, 1.0),
        (0.999, 4.0, 3.0),
        (0.999_999, 2.5, 1.0),
    ] {
        for (reward, kind) in [
            (OaplReward::Hard, Reward::Hard),
            (OaplReward::Soft, Reward::Soft(weight(lag))),
        ] {
            let law = GaussianLaw::new(separation(delta));
            let critical =
                oapl_critical_temperature(&law, weight(lag), gap, reward).expect("a root");
            let line = |share: f64| {
                OaplLine::new(kind, weight(lag), separation(delta), gap, share * critical)
            };
            for share in [0.5, 0.9, 0.999] {
                let line = line(share).expect("in range");
                for part in 1..200 {
                    let at = f64::from(part) / 200.0;
                    assert!(line.slope(weight(at)) > 0.0, "{lag} {delta} {share} {at}");
                }
            }
            let above = line(1.001).expect("in range");
            // The loss bends by the modes' fourth moments: only the smallest weights see the slope at 0.
            assert!(above.slope(weight(TINY * lag)) < 0.0, "{lag} {delta}");
        }
    }
}
