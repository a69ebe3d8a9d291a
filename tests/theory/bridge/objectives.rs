//! Objectives between any two densities: the Gaussian law gives what `solve` gives, and every law obeys the theorems.

use forgetting::law::{LawScenario, solve_on_law};
use forgetting::minimize::{Free, minimise};
use forgetting::model::{Scenario, Separation};
use forgetting::objective::{OBJECTIVES, ObjectiveEntry, Parameter, Parameters};
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
                (found - known).abs() <= 1e-8 * known,
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
        prop_assert!((one / other - 1.0).abs() < 1e-9, "{} {}", one, other);
    }
}
