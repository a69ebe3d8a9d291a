//! Every table and figure with every flag: the content differs from the default, or the flag is refused with the flags that are used.

use std::path::Path;
use std::process::Command;

use forgetting::exhibit;
use forgetting::figure::FigureFormat;
use forgetting::model::{Part, Scenario};
use forgetting::table::Format;
use serde_json::Value;

const FLAGS: [&str; 5] = ["--scenario", "--delta", "--alpha", "--beta0", "--rho"];

/// A scenario that differs from the default in every part.
const OTHER: &str = "[modes]\nold_mean = [0.0, 1.0]\nnew_mean = [2.0, 2.5]\ncovariance = [[1.0, 0.3], [0.3, 1.5]]\n\
    [target]\nalpha = 0.37\n[replay]\nrho = 0.31\n[learner]\nbeta0 = 0.61\n";

/// The default scenario with one flag's part changed.
fn changed(flag: &str) -> Scenario {
    let default = Scenario::find("moderate").expect("shipped");
    match flag {
        "--scenario" => Scenario::from_toml("other", OTHER).expect("well formed"),
        "--delta" => {
            Scenario::on_the_line(forgetting::model::Separation::new(2.3).expect("a separation"))
        }
        "--alpha" => default.with_alpha(0.37.into()).expect("a weight"),
        "--beta0" => default.with_beta0(0.61.into()).expect("a weight"),
        "--rho" => default.with_rho(0.31.into()).expect("a weight"),
        other => panic!("{other}"),
    }
}

/// What is checked of one entry, given what it uses and how its content is made.
fn each_flag_counts(name: &str, uses: &[Part], content: impl Fn(&Scenario) -> String) {
    let used = Part::flags(uses);
    let default = content(&Scenario::find("moderate").expect("shipped"));
    for flag in FLAGS {
        // The scenario changes every part: where that changes nothing, no part does.
        if uses.is_empty() && flag != "--scenario" {
            continue;
        }
        let differs = content(&changed(flag)) != default;
        assert_eq!(differs, used.contains(&flag), "{name} {flag}");
    }
}

#[test]
fn every_table_depends_on_the_flags_it_names_and_on_no_other() {
    for entry in &exhibit::TABLES {
        each_flag_counts(entry.name, entry.uses, |scenario| {
            let built = entry.build(scenario).expect("converges");
            Format::Json.render(&built)
        });
    }
}

#[test]
fn every_figure_depends_on_the_flags_it_names_and_on_no_other() {
    for entry in exhibit::FIGURES {
        each_flag_counts(entry.name, entry.uses, |scenario| {
            let built = entry.build(scenario).expect("converges");
            let numbers = FigureFormat::Csv.render(&built);
            String::from_utf8(numbers).expect("UTF-8")
        });
    }
}

/// The exit code and what was said on standard error.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_forgetting"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("it starts");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code(), said)
}

#[test]
fn a_flag_that_reaches_nothing_is_refused_with_those_that_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = ["plane", "2.3", "0.37", "0.61", "0.31"];
    let tables = exhibit::TABLES.iter().map(|t| ("table", t.name, t.uses));
    let figures = exhibit::FIGURES.iter().map(|f| ("figure", f.name, f.uses));
    for (kind, name, uses) in tables.chain(figures) {
        let used = Part::flags(uses);
        for (flag, value) in FLAGS.into_iter().zip(values) {
            if used.contains(&flag) {
                continue;
            }
            let mut commands = vec![vec![kind, name, flag, value]];
            if kind == "figure" {
                commands[0].extend(["--out", "figure.svg"]);
            } else {
                commands.push(vec!["reproduce", "--only", name, flag, value]);
            }
            for arguments in commands {
                let (code, said) = run(folder.path(), &arguments);
                assert_eq!(code, Some(2), "{arguments:?}: {said}");
                let uses = Part::uses(uses);
                let line = format!("forgetting: the {kind} {name} uses {uses}; got {flag}\n");
                assert_eq!(said, line);
            }
        }
    }
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("readable")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

/// The folder of a run with a setting holds each table and figure as that setting makes it, and the manifest says which setting each shows.
#[test]
fn reproduce_with_a_setting_reaches_all_that_depends_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("UTF-8");
    let (code, said) = run(
        folder.path(),
        &["reproduce", "-q", "--out", out, "--scenario", "plane"],
    );
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let read = |name: String| std::fs::read_to_string(folder.path().join(name)).expect("written");
    let manifest: Value = serde_json::from_str(&read("manifest.json".into())).expect("JSON");
    let scenario = Scenario::find("plane").expect("shipped");
    for entry in &exhibit::TABLES {
        let built = entry.build(&scenario).expect("converges");
        let wanted = Format::Json.render(&built);
        assert_eq!(read(format!("tables/{}.json", entry.name)), wanted);
        let said = &manifest["depends_on"]["tables"][entry.name];
        assert_eq!(
            *said,
            serde_json::json!(Part::names(entry.uses)),
            "{}",
            entry.name
        );
    }
    for entry in exhibit::FIGURES {
        let built = entry.build(&scenario).expect("converges");
        let wanted = FigureFormat::Csv.render(&built);
        assert_eq!(
            read(format!("figures/{}.csv", entry.name)).into_bytes(),
            wanted
        );
        let said = &manifest["depends_on"]["figures"][entry.name];
        assert_eq!(
            *said,
            serde_json::json!(Part::names(entry.uses)),
            "{}",
            entry.name
        );
    }
}
