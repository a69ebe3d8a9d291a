//! The shipped tables: what `advise` and `diagnose` say of them.

use crate::support::is_full;
use forgetting::data::{
    AdviceSetting, DiagnosisSetting, Interval, advise, diagnose, open_rows, read_log_likelihoods,
};
use std::path::PathBuf;

/// A drift, in nats, that these tables cannot tell from none.
const SMALL: f64 = 1e-3;
/// What sampled checkpoints without drift leave of a weight.
const SAMPLED: f64 = 1e-4;

fn example(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("examples/tasks")
        .join(name)
}

fn rounded(i: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", i.value, i.lo, i.hi)
}

fn advised(name: &str) -> String {
    let [old, new] = ["old", "new"]
        .map(|side| open_rows(&example(&format!("{name}-{side}.csv"))).expect("reads"));
    let found = advise(old.as_ref(), new.as_ref(), &AdviceSetting::default()).expect("valid");
    let mut text = format!(
        "separation {}\nroute {:?}\n",
        rounded(&found.separation),
        found.route
    );
    for check in &found.assumptions {
        text += &format!("{}: {}\n", check.name, check.verdict);
    }
    for line in &found.advice {
        text += &format!(
            "{} {} {:.3} [{:.3}, {:.3}]\n",
            line.claim, line.parameter, line.value, line.lo, line.hi
        );
    }
    text
}

#[test]
fn advice_on_public_data() {
    insta::assert_snapshot!("iris", advised("iris"));
    insta::assert_snapshot!("wine", advised("wine"));
    insta::assert_snapshot!("digits", advised("digits"));
    insta::assert_snapshot!("breast_cancer", advised("breast-cancer"));
}

/// SFT's checkpoints lose mass and do not drift; RL's keep it and drift.
#[test]
fn diagnosis_of_the_chains() {
    let tables = read_log_likelihoods(&example("chains.csv")).expect("reads");
    let found = diagnose(&tables[0].1, &DiagnosisSetting::default()).expect("valid");
    for (checkpoint, weight) in found
        .checkpoints
        .iter()
        .zip([0.5, 0.2, 0.08, 0.03, 0.5, 0.5, 0.5])
    {
        let b = &checkpoint.old_mass;
        // Drift moves b a little: the mixture nearest to a drifted learner is not its weight.
        let slack = if checkpoint.model.starts_with("rl") {
            0.1
        } else {
            SAMPLED
        };
        assert!(
            (b.value - weight).abs() < slack,
            "{}: {b:?}",
            checkpoint.model
        );
        if checkpoint.model.starts_with("sft") {
            assert!(checkpoint.drift.value.abs() < SMALL, "{checkpoint:?}");
        } else {
            assert!(
                checkpoint.drift.value > checkpoint.mass_forgetting.value,
                "{checkpoint:?}"
            );
        }
    }
    let figure = forgetting::exhibit::diagnosis_figure(&found);
    let svg = forgetting::figure::FigureFormat::Svg.render(&figure);
    assert!(svg.starts_with(b"<svg") && svg.len() > 2000);
}

/// What is recorded of the character model is what the command says of its checkpoints.
#[test]
fn recorded_diagnoses_of_the_character_model() {
    let methods = ["sft", "replay", "reverse-kl", "ttt"];
    let chosen = if is_full() { 4 } else { 1 };
    for method in &methods[..chosen] {
        let file = |ending: &str| {
            PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join(format!("examples/characters/{method}.{ending}"))
        };
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_forgetting"))
            .arg("diagnose")
            .arg(file("csv"))
            .arg("--json")
            .output()
            .expect("runs");
        let recorded = std::fs::read(file("json")).expect("recorded");
        assert!(
            output.stdout == recorded,
            "{method}: run diagnose --json again"
        );
    }
}
