//! Every divergence by a second, independent route; every derivative by differences of a lower one.

use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::{
    FORM_ACCURACY, ForwardKl, GRADIENT_ACCURACY, ModelReplay, Objective, ReverseKl, SLOPE_ACCURACY,
    VALUE_ACCURACY, VALUE_FLOOR, relative_entropy,
};
use nalgebra::{DVector, dvector};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use std::f64::consts::PI;

/// What the quadrature of a panel, one unit wide, is asked for; there are at most 32.
const PANEL: f64 = 1e-14;
/// Of central differences.
const STEP: f64 = 1e-4;
const ORACLE: f64 = 32.0 * PANEL;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn mixture(beta: f64, old: &[f64], new: &[f64]) -> Mixture {
    Mixture::new(
        weight(beta),
        DVector::from_column_slice(old),
        DVector::from_column_slice(new),
    )
    .expect("a mixture")
}

/// The density in plain arithmetic: nothing of the library.
fn density(q: &Mixture, x: &[f64]) -> f64 {
    let mode = |m: &DVector<f64>| {
        let square: f64 = x.iter().zip(m.iter()).map(|(a, b)| (a - b) * (a - b)).sum();
        (-0.5 * square).exp() * (2.0 * PI).powf(-0.5 * x.len() as f64)
    };
    q.weight().old() * mode(q.old_mean()) + q.weight().new_mode() * mode(q.new_mean())
}

/// KL(f || g) in 1-D by the double exponential rule on unit subintervals.
fn kl_by_quadrature(f: &Mixture, g: impl Fn(f64) -> f64) -> f64 {
    let means = [f.old_mean()[0], f.new_mean()[0]];
    let (lo, hi) = (means[0].min(means[1]) - 11.0, means[0].max(means[1]) + 11.0);
    let panels = (hi - lo).ceil() as usize;
    let width = (hi - lo) / panels as f64;
    (0..panels)
        .map(|k| {
            let a = lo + k as f64 * width;
            let integrand = |x: f64| {
                let p = density(f, &[x]);
                if p > 0.0 { p * (p / g(x)).ln() } else { 0.0 }
            };
            quadrature::integrate(integrand, a, a + width, PANEL).integral
        })
        .sum()
}

/// The size of the kernel form's terms: half the squared distances of the four means, and the logs of the weights here.
fn size(modes: &Mixture, learner: &Mixture) -> f64 {
    let means = [modes, learner].map(|q| [q.old_mean(), q.new_mean()]);
    let squares = means.as_flattened().iter().flat_map(|a| {
        let apart = |b: &&DVector<f64>| (*a - *b).norm_squared();
        means.as_flattened().iter().map(apart).collect::<Vec<_>>()
    });
    4.0 + 0.5 * squares.fold(0.0, f64::max)
}

/// All four objectives on one pair of modes.
fn objectives(modes: &Mixture) -> Vec<Box<dyn Objective>> {
    vec![
        Box::new(ForwardKl::sft(modes)),
        Box::new(ForwardKl::new(modes.with_weight(weight(0.3)))),
        Box::new(ModelReplay::new(modes, weight(0.25)).expect("rho < 1")),
        Box::new(ReverseKl::new(modes.with_weight(weight(0.4)))),
    ]
}

/// Old weights of the new data, the old data, the replayed data and the target.
const PARTS: [f64; 4] = [0.0, 1.0, 0.3, 0.4];

/// The second route to each of them, in 1-D.
fn by_quadrature(modes: &Mixture, learner: &Mixture) -> [f64; 4] {
    let [p_n, p_o, p_rho, p_alpha] = PARTS.map(|old| modes.with_weight(weight(old)));
    let q = |x: f64| density(learner, &[x]);
    [
        kl_by_quadrature(&p_n, q),
        kl_by_quadrature(&p_rho, q),
        kl_by_quadrature(&p_n, |x| {
            0.75 * density(learner, &[x]) + 0.25 * density(&p_o, &[x])
        }),
        kl_by_quadrature(learner, |x| density(&p_alpha, &[x])),
    ]
}

#[test]
fn values_agree_with_direct_quadrature_on_the_line() {
    for (delta, learner) in [
        (2.0, mixture(0.7, &[0.0], &[1.0])),
        (5.0, mixture(0.2, &[-0.5], &[4.0])),
        (1.0, mixture(0.5, &[1.5], &[-0.5])),
        (8.0, mixture(0.9, &[0.3], &[7.5])),
    ] {
        let modes = mixture(0.5, &[0.0], &[delta]);
        for (objective, second) in objectives(&modes)
            .iter()
            .zip(by_quadrature(&modes, &learner))
        {
            let value = objective.value(&learner);
            assert!(
                (value - second).abs() <= ORACLE + VALUE_ACCURACY * second,
                "{} at delta {delta}: {value} against {second}",
                objective.name()
            );
            let form = objective.value_and_gradient(&learner).0;
            assert!(
                (form - second).abs() <= ORACLE + FORM_ACCURACY * size(&modes, &learner),
                "{}",
                objective.name()
            );
        }
    }
}

#[test]
fn values_agree_with_monte_carlo_in_three_dimensions() {
    let samples = crate::support::scaled(400_000) as usize;
    let modes = mixture(0.4, &[0.0, 0.0, 0.0], &[2.0, 0.5, -1.0]);
    let learner = mixture(0.65, &[0.3, -0.4, 0.2], &[1.5, 1.0, -0.3]);
    let estimate = |f: &Mixture, g: &dyn Fn(&[f64]) -> f64, seed: u64| {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
        let (mut sum, mut squares) = (0.0, 0.0);
        for k in 0..samples {
            // Stratified over the components.
            let mean = if (k as f64 + 0.5) / (samples as f64) < f.weight().old() {
                f.old_mean()
            } else {
                f.new_mean()
            };
            let x: Vec<f64> = mean
                .iter()
                .map(|m| {
                    let z: f64 = StandardNormal.sample(&mut rng);
                    m + z
                })
                .collect();
            let v = (density(f, &x) / g(&x)).ln();
            sum += v;
            squares += v * v;
        }
        let n = samples as f64;
        (sum / n, ((squares / n - (sum / n).powi(2)) / n).sqrt())
    };
    let [p_n, p_o, p_rho, p_alpha] = PARTS.map(|old| modes.with_weight(weight(old)));
    let q = |x: &[f64]| density(&learner, x);
    let estimates = [
        estimate(&p_n, &q, 1),
        estimate(&p_rho, &q, 2),
        estimate(
            &p_n,
            &|x| 0.75 * density(&learner, x) + 0.25 * density(&p_o, x),
            3,
        ),
        estimate(&learner, &|x| density(&p_alpha, x), 4),
    ];
    for (objective, (mean, error)) in objectives(&modes).iter().zip(estimates) {
        let value = objective.value(&learner);
        // Six standard errors: a false alarm once in 10^8 runs, were the seeds not fixed.
        assert!(
            (value - mean).abs() < 6.0 * error,
            "{}: {value} against {mean} +- {error}",
            objective.name()
        );
        assert!(
            error < 0.01 * value,
            "{}: the estimate is too coarse to tell",
            objective.name()
        );
    }
}

/// A learner in general position, away from the ends.
fn learners() -> impl Strategy<Value = (Mixture, Mixture)> {
    (1usize..=3).prop_flat_map(|d| {
        let means = || prop::collection::vec(-2.5f64..2.5, d);
        (0.05f64..0.95, means(), means(), means(), means())
            .prop_map(|(beta, a, b, c, e)| (mixture(0.5, &a, &b), mixture(beta, &c, &e)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::support::scaled(24), ..ProptestConfig::default() })]

    #[test]
    fn gradients_and_hessians_are_derivatives((modes, learner) in learners()) {
        let theta = learner.to_parameters();
        let d = learner.dimension();
        let at = |theta: &DVector<f64>| Mixture::new(
            Weight::from_logit(theta[0]),
            theta.rows(1, d).into_owned(),
            theta.rows(1 + d, d).into_owned(),
        ).expect("finite");
        for objective in objectives(&modes) {
            // The product rule in three dimensions is exact but slow; the line and the plane cover it.
            if objective.name() == "sft-model-replay" && d > 2 { continue; }
            let all = objective.derivatives(&learner);
            let (value, gradient) = objective.value_and_gradient(&learner);
            let size = size(&modes, &learner);
            prop_assert!((all.value - value).abs() < 2.0 * FORM_ACCURACY * size);
            prop_assert!((&all.gradient - &gradient).norm() < 2.0 * GRADIENT_ACCURACY * size);
            // Central differences: h^2/6 times a third derivative (below 100 here), and the error of what is differenced over h.
            let h = STEP;
            let [of_values, of_gradients] =
                [FORM_ACCURACY, GRADIENT_ACCURACY].map(|accuracy| 20.0 * h * h + accuracy * size / h);
            for i in 0..theta.len() {
                let mut up = theta.clone();
                let mut down = theta.clone();
                up[i] += h;
                down[i] -= h;
                let (v_up, g_up) = objective.value_and_gradient(&at(&up));
                let (v_down, g_down) = objective.value_and_gradient(&at(&down));
                prop_assert!(((v_up - v_down) / (2.0 * h) - gradient[i]).abs() < of_values, "{} gradient {i}", objective.name());
                let column = (g_up - g_down) / (2.0 * h);
                prop_assert!((column - all.hessian.column(i)).norm() < of_gradients, "{} Hessian column {i}", objective.name());
            }
            prop_assert!((&all.hessian - all.hessian.transpose()).amax() < 2.0 * GRADIENT_ACCURACY * size);
            // d/dbeta = (d/dphi) / (beta (1 - beta)).
            let slope = objective.weight_slope(&learner);
            let from_gradient = gradient[0] / learner.weight().variance();
            let error = 2.0 * GRADIENT_ACCURACY * size / learner.weight().variance();
            prop_assert!((slope - from_gradient).abs() < error, "{}: {slope} against {from_gradient}", objective.name());
        }
    }

    #[test]
    fn divergences_are_nonnegative_and_two_routes_agree((modes, learner) in learners()) {
        for objective in objectives(&modes) {
            if objective.name() == "sft-model-replay" { continue; }
            let value = objective.value(&learner);
            prop_assert!(value >= 0.0);
            let (f, g) = match objective.name() {
                "sft" => (modes.with_weight(weight(0.0)), learner.clone()),
                "sft-replay" => (modes.with_weight(weight(0.3)), learner.clone()),
                _ => (learner.clone(), modes.with_weight(weight(0.4))),
            };
            let positive = relative_entropy(&f, &g).expect("one dimension");
            prop_assert!((value - positive).abs() <= VALUE_ACCURACY * positive + VALUE_FLOOR, "{}: {value:e} against {positive:e}", objective.name());
        }
    }

    #[test]
    fn objectives_do_not_see_the_labels((modes, learner) in learners()) {
        for objective in objectives(&modes) {
            let (a, b) = (objective.value(&learner), objective.value(&learner.swapped()));
            prop_assert!((a - b).abs() <= 2.0 * VALUE_ACCURACY * a + VALUE_FLOOR, "{}: {a} against {b}", objective.name());
        }
    }
}

#[test]
fn tiny_divergences_keep_their_digits() {
    // KL(q_beta || p_alpha) = h^2 D(alpha) / (2 alpha (1-alpha)) (1 + O(h)), h = beta - alpha.
    for delta in [0.5, 2.0, 6.0] {
        let modes = TwoModes::on_the_line(Separation::new(delta).expect("finite"));
        let alpha = weight(0.25);
        let objective = ReverseKl::new(modes.mixture(alpha));
        let d = forgetting::overlap::distinguishability(alpha, modes.separation());
        for exponent in [10, 20, 30, 40] {
            let h = 0.5f64.powi(exponent);
            let value = objective.value(&modes.mixture(weight(0.25 + h)));
            let leading = h * h * d / (2.0 * 0.25 * 0.75);
            assert!(
                (value / leading - 1.0).abs() < 4.0 * h + VALUE_ACCURACY,
                "delta {delta}, h {h:e}: {value:e} against {leading:e}"
            );
        }
        assert_eq!(objective.value(&modes.mixture(alpha)), 0.0);
    }
    // A mean off by h costs h^2/2 times the Fisher entry: also in three dimensions, in general position.
    let target = mixture(0.4, &[0.0, 0.0, 0.0], &[3.0, 0.0, 0.0]);
    let fisher = forgetting::overlap::fisher(weight(0.4), Separation::new(3.0).expect("finite"));
    let h = 1e-8;
    let moved = mixture(0.4, &[0.0, h, 0.0], &[3.0, 0.0, h]);
    let value = ReverseKl::new(target.clone()).value(&moved);
    let leading = 0.5 * h * h * (fisher.transverse()[(0, 0)] + fisher.transverse()[(1, 1)]);
    assert!(
        (value / leading - 1.0).abs() < 4.0 * h + VALUE_ACCURACY,
        "{value:e} against {leading:e}"
    );
    // SFT near its minimiser on the boundary: beta^2 chi^2/2.
    let modes = TwoModes::on_the_line(Separation::new(1.0).expect("finite"));
    let value = ForwardKl::sft(&modes.mixture(weight(0.5))).value(&modes.mixture(weight(1e-12)));
    assert!(
        (value / (0.5e-24 * modes.separation().chi_squared()) - 1.0).abs() < VALUE_ACCURACY,
        "{value:e}"
    );
}

#[test]
fn shared_reference_values_are_reproduced() {
    let data: serde_json::Value =
        serde_json::from_str(include_str!("../data/methods.json")).expect("JSON");
    let number = |row: &serde_json::Value, key: &str| {
        row[key]
            .as_str()
            .expect("text")
            .parse::<f64>()
            .expect("number")
    };
    let mut seen = 0;
    for row in data["kl_reverse"].as_array().expect("list") {
        let modes = TwoModes::on_the_line(Separation::new(number(row, "delta")).expect("finite"));
        let objective = ReverseKl::new(modes.mixture(weight(number(row, "alpha"))));
        let value = objective.value(&modes.mixture(weight(number(row, "beta"))));
        assert!(
            (value / number(row, "value") - 1.0).abs() < VALUE_ACCURACY,
            "{row}: {value}"
        );
        seen += 1;
    }
    for row in data["boundary_slope"].as_array().expect("list") {
        let modes = TwoModes::on_the_line(Separation::new(number(row, "delta")).expect("finite"));
        let objective = ReverseKl::new(modes.mixture(weight(number(row, "alpha"))));
        let slope = objective.weight_slope(&modes.mixture(weight(0.0)));
        assert!(
            (-slope / number(row, "value") - 1.0).abs() < SLOPE_ACCURACY,
            "{row}: {slope}"
        );
        seen += 1;
    }
    assert!(seen >= 9);
}

#[test]
fn dimension_mismatch_is_an_error() {
    let flat =
        Mixture::new(weight(0.5), dvector![0.0, 0.0], dvector![1.0, 0.0]).expect("a mixture");
    let error =
        relative_entropy(&mixture(0.5, &[0.0], &[1.0]), &flat).expect_err("1-D against 2-D");
    assert!(error.to_string().contains("must have 1 entries"), "{error}");
}

#[test]
fn huge_separations_cost_no_more_and_give_the_bernoulli_divergence() {
    // Modes that do not overlap: KL is that of the weights.
    for delta in [61.0, 1e3, 1e6] {
        let modes = TwoModes::on_the_line(Separation::new(delta).expect("finite"));
        let objective = ReverseKl::new(modes.mixture(weight(0.25)));
        for h in [1e-3f64, 1e-9] {
            let beta = 0.25 + h;
            let bernoulli = beta * (h / 0.25).ln_1p() + (1.0 - beta) * (-h / 0.75).ln_1p();
            let value = objective.value(&modes.mixture(weight(beta)));
            let leading = h * h / (2.0 * 0.25 * 0.75);
            // The subtraction in `bernoulli` is the less accurate side for the smaller step; either way the old weight's rounding is
            // one of h, which is squared.
            let rounding = 2.0 * f64::EPSILON / h;
            let (truth, error) = if h < STEP {
                (leading, 4.0 * h + rounding)
            } else {
                (bernoulli, 2.0 * rounding)
            };
            assert!(
                (value / truth - 1.0).abs() < error + VALUE_ACCURACY,
                "delta {delta}, h {h}: {value:e} against {truth:e}"
            );
        }
    }
}
