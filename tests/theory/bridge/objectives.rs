//! Objectives between any two densities: the Gaussian law gives what `solve` gives, and every law obeys the theorems.

use forgetting::flow::{self, ManyModes};
use forgetting::law::{
    EQUILIBRIUM_ACCURACY, GaussianLaw, GaussianMode, Law, LawScenario, ManyGaussians, ManyScenario,
    UnequalGaussian, mellin, solve_on_law,
};
use forgetting::minimize::{Free, WEIGHT_ACCURACY, minimise};
use forgetting::model::{Scenario, Separation, Weight};
use forgetting::objective::{OBJECTIVES, ObjectiveEntry, Parameter, Parameters};
use forgetting::{bounds, overlap};
use nalgebra::{DMatrix, DVector, dmatrix, dvector};
use proptest::prelude::*;

fn gaussian(delta: f64) -> LawScenario {
    let text = format!("[family]\nname = \"normal\"\nold = [0.0, 1.0]\nnew = [{delta:?}, 1.0]\n");
    LawScenario::from_toml("line", &text).expect("reads")
}

fn end(name: &str, scenario: &LawScenario, parameters: &Parameters) -> f64 {
    let entry = ObjectiveEntry::named(name).expect("in the catalogue");
    let found = solve_on_law(entry, scenario, parameters).unwrap_or_else(|e| panic!("{name}: {e}"));
    found.weight.old()
}

/// Quadrature in the sample against the kernel, for every objective of the catalogue.
#[test]
fn the_normal_law_by_quadrature_gives_what_the_kernel_gives() {
    for delta in [0.8, 2.0, 4.0] {
        let law = gaussian(delta);
        let line = Scenario::on_the_line(Separation::new(delta).expect("finite"));
        for entry in &OBJECTIVES {
            let parameters = Parameters::default();
            let objective = entry.build(&line, &parameters).expect("defaults");
            let start = line.modes().mixture(line.start().weight());
            let known = minimise(objective.as_ref(), &start, Free::Weight);
            let known = known.expect("a minimum").learner.weight().old();
            let found = end(entry.name, &law, &parameters);
            assert!(
                (found - known).abs() <= (EQUILIBRIUM_ACCURACY + WEIGHT_ACCURACY) * known,
                "{} at {delta}: {found} against {known}",
                entry.name
            );
        }
    }
}

/// The shipped examples.
const LAWS: [&str; 4] = [
    include_str!("../../../examples/laws/two-covariances.toml"),
    include_str!("../../../examples/laws/chains.toml"),
    include_str!("../../../examples/laws/laplace.toml"),
    include_str!("../../../examples/laws/student-t.toml"),
];

/// B1, B5, B6, C1, G1 and E1 for laws that are not Gaussian.
#[test]
fn every_law_obeys_the_theorems() {
    for text in LAWS {
        let law = LawScenario::from_toml("law", text).expect("reads");
        let with = |parameter, value: f64| Parameters::default().with(parameter, value);
        let default = Parameters::default();
        assert_eq!(end("sft", &law, &default), 0.0);
        assert_eq!(end("sft-model-replay", &law, &default), 0.0);
        assert_eq!(end("sft-replay", &law, &default), 0.2);
        assert_eq!(end("reverse-kl", &law, &default), 0.3);
        // G1: a share of reverse KL keeps some, more of it keeps more, never above the target.
        let kept: Vec<f64> = [0.1, 0.5, 0.9]
            .iter()
            .map(|&s| end("hybrid", &law, &with(Parameter::Share, s)))
            .collect();
        assert!(
            0.0 < kept[0] && kept[0] < kept[1] && kept[1] < kept[2] && kept[2] < 0.3,
            "{kept:?}"
        );
        // E1: more anchor keeps more, never above beta0.
        for name in ["ttt-discover", "ttt-discover-soft"] {
            let kept: Vec<f64> = [0.5, 2.0, 20.0]
                .iter()
                .map(|&tau| end(name, &law, &with(Parameter::Tau, tau)))
                .collect();
            assert!(
                kept[0] <= kept[1] && kept[1] < kept[2] && kept[2] < 0.7,
                "{name} {kept:?}"
            );
        }
        assert!(end("oapl", &law, &with(Parameter::Tau, 20.0)) > 0.6);
    }
}

#[test]
fn faults_of_such_scenarios_are_named() {
    for (text, part) in [
        (
            "[family]\nname = \"laplce\"\nold = [0.0, 1.0]\nnew = [1.0, 1.0]\n",
            "laplce",
        ),
        (
            "[family]\nname = \"student-t\"\nold = [0.0, 1.0]\nnew = [1.0, 1.0]\n",
            "degrees",
        ),
        (
            "[family]\nname = \"laplace\"\nold = [0.0, -1.0]\nnew = [1.0, 1.0]\n",
            "scale",
        ),
        ("[finite]\nold = [0.5, 0.6]\nnew = [0.5, 0.5]\n", "1"),
        (
            "[finite]\nold = [0.5, 0.5]\nnew = [0.5, 0.5]\nmore = 1\n",
            "more",
        ),
        (
            "[finite]\nold = [1.0]\nnew = [1.0]\n[family]\nname = \"laplace\"\nold = [0.0, 1.0]\nnew = [1.0, 1.0]\n",
            "one of",
        ),
        (
            "[modes]\nold_mean = [0.0]\nnew_mean = [1.0]\nold_covariance = [[1.0]]\nnew_covariance = [[-1.0]]\n",
            "positive definite",
        ),
        (
            "[modes]\nold_mean = [0.0]\nnew_mean = [1.0]\nold_covariance = [[1.0]]\n",
            "new_covariance",
        ),
        (
            "[chains]\nold = [[0.9, 0.2], [0.5, 0.5]]\nnew = [[0.5, 0.5], [0.5, 0.5]]\nlength = 3\n",
            "1",
        ),
        (
            "[finite]\nold = [0.5, 0.5]\nnew = [0.4, 0.6]\n[target]\nalpha = 1.5\n",
            "alpha",
        ),
    ] {
        assert!(LawScenario::describes(text), "{text}");
        let error = LawScenario::from_toml("law", text)
            .err()
            .unwrap_or_else(|| panic!("{text}: accepted"));
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
    assert!(!LawScenario::describes(
        "[modes]\nold_mean = [0.0]\nnew_mean = [1.0]\n"
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Finite laws: swapping the labels and the letters' order changes nothing but names.
    #[test]
    fn letters_have_no_order(a in 0.05..0.9_f64, b in 0.05..0.9_f64, s in 0.1..0.9_f64) {
        prop_assume!((a - b).abs() > 0.05);
        let at = |old: [f64; 2], new: [f64; 2]| {
            let text = format!("[finite]\nold = [{:?}, {:?}]\nnew = [{:?}, {:?}]\n", old[0], old[1], new[0], new[1]);
            let law = LawScenario::from_toml("letters", &text).expect("reads");
            end("hybrid", &law, &Parameters::default().with(Parameter::Share, s))
        };
        let (one, other) = (at([a, 1.0 - a], [b, 1.0 - b]), at([1.0 - a, a], [1.0 - b, b]));
        prop_assert!((one / other - 1.0).abs() < 2.0 * EQUILIBRIUM_ACCURACY, "{} {}", one, other);
    }
}

/// Modes on a line against the trapezoidal rule of the flow, in the plane against two modes' own law, and the theorems' weights.
#[test]
fn many_modes_agree_with_other_routes() {
    let line = |means: &[f64], weights: &[f64]| {
        let modes = means.iter().zip(weights).enumerate();
        let modes = modes.map(|(k, (&mean, &weight))| GaussianMode {
            is_old: k + 1 < means.len(),
            mean: dvector![mean],
            covariance: dmatrix![1.0],
            weight,
        });
        ManyGaussians::new(modes.collect()).expect("valid modes")
    };
    for (means, weights) in [
        (&[-0.5, -3.0, 0.0][..], &[0.1, 0.8, 0.1][..]),
        (&[-12.0, 0.0, 12.0], &[0.3, 0.3, 0.4]),
        (&[-2.0, 0.0, 3.0, 5.0], &[1e-6, 0.2, 0.3, 0.5 - 1e-6]),
    ] {
        let found = line(means, weights).misassignments(weights).expect("valid");
        let known = ManyModes::new(means)
            .expect("valid")
            .misassignments(weights);
        for (found, (exact, bound)) in found.iter().zip(known) {
            let off = (found.exact.value - exact).abs();
            // Three standard errors leave one in 370 out.
            assert!(
                off <= 2.0 * found.exact.error + flow::DIVERGENCE_FLOOR,
                "{means:?}: {found:?} {exact}"
            );
            assert!(found.exact.error < 0.02 * exact, "{means:?}: {found:?}");
            assert!(
                (found.bound / bound - 1.0).abs() < bounds::ACCURACY,
                "{means:?}"
            );
            assert!(exact <= bound);
        }
    }
    let (a, b) = (dmatrix![1.0, 0.3; 0.3, 0.5], dmatrix![2.0, 0.0; 0.0, 0.7]);
    let pair = UnequalGaussian::new(dvector![0.0, 0.0], a.clone(), dvector![2.0, 1.0], b.clone());
    let pair = pair.expect("valid");
    let mode = |is_old, mean, covariance, weight| GaussianMode {
        is_old,
        mean,
        covariance,
        weight,
    };
    let two = ManyGaussians::new(vec![
        mode(true, dvector![0.0, 0.0], a, 0.3),
        mode(false, dvector![2.0, 1.0], b, 0.7),
    ]);
    let two = two.expect("valid");
    let agreement = two.bhattacharyya(0, 1) / pair.bhattacharyya();
    assert!((agreement - 1.0).abs() < mellin::ACCURACY);
    let found = two.misassignments(&[0.3, 0.7]).expect("valid")[0].exact;
    let known = pair.misassignment_old(Weight::new(0.3).expect("a weight"));
    assert!(
        (found.value - known).abs() <= 2.0 * found.error,
        "{found:?} {known}"
    );
    // Far apart, and many dimensions: what is averaged stays bounded.
    let far = |d: usize, delta: f64| {
        let mean = |x: f64| DVector::from_fn(d, |k, _| if k == 0 { x } else { 0.0 });
        let unit = || DMatrix::identity(d, d);
        ManyGaussians::new(vec![
            mode(true, mean(0.0), unit(), 0.5),
            mode(false, mean(delta), unit(), 0.5),
        ])
        .expect("valid")
    };
    for (d, delta) in [(1, 40.0), (20, 6.0), (3, 1e-3)] {
        let found = far(d, delta).misassignments(&[0.5, 0.5]).expect("valid")[0].exact;
        let half = Weight::new(0.5).expect("a weight");
        let law = GaussianLaw::new(Separation::new(delta).expect("finite"));
        let known = law.misassignment_old(half);
        let off = (found.value - known).abs();
        assert!(
            off <= 2.0 * found.error + overlap::ACCURACY * known,
            "{d} {delta}: {found:?} {known:e}"
        );
        assert!(found.error <= 0.1 * known, "{d} {delta}: {found:?}");
    }
}

#[test]
fn many_modes_end_where_the_theorems_say() {
    let text = include_str!("../../../examples/laws/three-modes.toml");
    let scenario = ManyScenario::from_toml("three", text).expect("reads");
    assert!(ManyScenario::describes(text) && !LawScenario::describes(text));
    let ends = |name: &str, rho: f64| {
        let entry = ObjectiveEntry::named(name).expect("in the catalogue");
        scenario
            .modes()
            .solve(entry, rho)
            .map(|(weights, _)| weights)
    };
    assert_eq!(ends("sft", 0.2).expect("B1"), [0.0, 0.0, 1.0]);
    assert_eq!(ends("reverse-kl", 0.2).expect("C1"), [0.1, 0.5, 0.4]);
    let kept = ends("sft-replay", 0.3).expect("B5");
    // Shares of a given whole: a handful of roundings.
    const ROUNDING: f64 = 4.0 * f64::EPSILON;
    assert!((scenario.modes().old_mass(&kept) - 0.3).abs() < ROUNDING);
    assert!((kept[1] / kept[0] - 5.0).abs() < 5.0 * ROUNDING);
    for refused in ["ttt-discover", "hybrid", "oapl"] {
        assert!(ends(refused, 0.2).is_err(), "{refused}");
    }
    assert!(ends("sft-replay", 1.2).is_err());
    let mode = |task: &str, mean: &str, more: &str| {
        format!("[[mode]]\ntask = \"{task}\"\nmean = {mean}\n{more}\n")
    };
    let old = mode("old", "[0.0]", "weight = 0.5");
    for (other, part) in [
        (
            mode("old", "[1.0]", "weight = 0.5"),
            "new modes must be at least one",
        ),
        (
            mode("both", "[1.0]", "weight = 0.5"),
            "mode 2's task must be old or new",
        ),
        (mode("new", "[1.0, 2.0]", "weight = 0.5"), "mode 2's mean"),
        (mode("new", "[1.0]", "weight = 0.6"), "sum 1"),
        (mode("new", "[1.0]", "weight = -0.5"), "positive"),
        (mode("new", "[nan]", "weight = 0.5"), "be finite"),
        (mode("new", "[0.0]", "weight = 0.5"), "mode 2 like mode 1"),
        (
            mode("new", "[1.0]", "weight = 0.5\ncovariance = [[0.0]]"),
            "positive definite",
        ),
        (
            mode("new", "[1.0]", "weight = 0.5\ncovariance = [[1.0], [1.0]]"),
            "covariance",
        ),
        (mode("new", "[1.0]", "weights = 0.5"), "weights"),
        (mode("new", "[]", "weight = 0.5"), "mode 2's mean"),
    ] {
        let error = ManyScenario::from_toml("three", &(old.clone() + &other)).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(part) && text.lines().count() == 1,
            "{other}: {text}"
        );
    }
}
