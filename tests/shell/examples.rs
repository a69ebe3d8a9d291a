//! Every example that help and the manual print is run as it stands, and does what help promises.
//!
//! A shell runs the lines of one command in order, in a folder of their own that holds the files they name.
#![cfg(unix)]

use crate::support::files::{npy, npy_header};
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

/// What is made smaller in the examples that take long, or would write outside the folder. Whole runs of `reproduce` and `check`
/// have tests of their own.
const SMALLER: [(&str, &str); 11] = [
    ("\nforgetting\n", "\nforgetting reproduce --only summary\n"),
    ("--out results\n", "--out results --only summary\n"),
    ("--paper ", "--only summary "),
    ("check\n", "check A3\n"),
    ("--seeds 200", "--seeds 2"),
    ("--seeds 50", "--seeds 2"),
    ("--runs 0..500", "--runs 0..2"),
    ("delta=0.1:12:120", "delta=0.1:12:3"),
    (
        "tau=0.01:10:100:log delta=1:6:6",
        "tau=0.01:10:2:log delta=1:6:2",
    ),
    ("delta=0:9:1000000", "delta=0:9:80"),
    ("> /etc/", "> etc/"),
];

/// A reader of manual pages, which not every machine has.
const MAN: &str = "#!/bin/sh\nexec cat\n";

const CLAIMS: &str = "# Mine\n\n```claim\nfor x in [0, 1]:\n  1 + x <= exp(x)\n```\n";

const MOMENTS: &str = r#"{"old": {"n": 50, "mean": [0, 0], "covariance": [[1, 0], [0, 1]]},
 "new": {"n": 60, "mean": [3, 1], "covariance": [[1, 0], [0, 1]]}}"#;

/// The examples below `Examples:`; a line that is set in goes on with the one before it.
fn examples(page: &str) -> Vec<String> {
    let below = page.lines().skip_while(|line| *line != "Examples:").skip(1);
    let mut found: Vec<String> = Vec::new();
    for line in below.map_while(|line| line.strip_prefix("  ")) {
        assert!(line.len() <= 78, "a terminal of 80 columns wraps {line}");
        match found.last_mut() {
            Some(last) if line.starts_with(' ') => *last += &format!("\n{line}"),
            _ => found.push(line.to_owned()),
        }
    }
    found
}

/// The commands that help lists.
fn commands(help: &str) -> Vec<&str> {
    let below = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    below
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty())
        .collect()
}

/// What a reader sees of a line of roff.
fn read_roff(page: &str) -> String {
    page.replace("\\*(Aq", "'")
        .replace("\\(aq", "'")
        .replace("\\-", "-")
        .replace("\\\\", "\\")
}

fn forgetting(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_forgetting"))
        .args(arguments)
        .output()
        .expect("runs");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The files that examples name.
fn prepare(folder: &Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("written");
    for inner in ["etc/bash_completion.d", ".config/fish/completions", "bin"] {
        std::fs::create_dir_all(folder.join(inner)).expect("made");
    }
    write("bin/man", MAN);
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.join("bin/man"), executable).expect("allowed");
    write("my-claims.md", CLAIMS);
    write("my-tasks.toml", include_str!("../../scenarios/plane.toml"));
    write("tasks.json", MOMENTS);
    write(
        "checkpoints.csv",
        include_str!("../../examples/tasks/chains.csv"),
    );
    let samples = [
        ("old", include_str!("../../examples/tasks/iris-old.csv")),
        ("new", include_str!("../../examples/tasks/iris-new.csv")),
    ];
    for (name, csv) in samples {
        write(&format!("{name}.csv"), csv);
        let rows: Vec<Vec<f64>> = csv
            .lines()
            .filter_map(|row| row.split(',').map(|x| x.parse().ok()).collect())
            .collect();
        let shape = format!("({}, {})", rows.len(), rows[0].len());
        let bytes: Vec<u8> = rows.concat().iter().flat_map(|x| x.to_le_bytes()).collect();
        let header = npy_header("<f8", "False", &shape);
        npy(&folder.join(format!("{name}.npy")), &header, &bytes);
    }
}

/// Runs a line as a person would, with this build first on the path.
fn shell(line: &str, folder: &Path) -> Output {
    let built = Path::new(env!("CARGO_BIN_EXE_forgetting"));
    let path = [&folder.join("bin"), built.parent().expect("a folder")]
        .map(|path| path.to_str().expect("UTF-8").to_owned())
        .join(":");
    let path = format!("{path}:{}", std::env::var("PATH").expect("set"));
    Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", path)
        .env("HOME", folder)
        .output()
        .expect("runs")
}

/// The files a line says it writes.
fn written(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let pairs = words.windows(2);
    let after = ["--out", "--figure", "--certificate", ">"];
    pairs
        .filter(|pair| after.contains(&pair[0]))
        .map(|pair| pair[1].replace("~/", ""))
        .collect()
}

/// Runs one command's examples; what went wrong.
fn try_out(lines: &[String]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path());
    let mut wrong = String::new();
    for line in lines {
        let line = SMALLER
            .iter()
            .fold(format!("\n{line}\n"), |line, (long, short)| {
                line.replace(long, short)
            });
        let line = line.trim();
        // The other parts are made as the one shown.
        let parts: Vec<String> = (1..=8)
            .map(|k| {
                line.replace("3/8", &format!("{k}/8"))
                    .replace("part-3", &format!("part-{k}"))
            })
            .collect();
        let parts = if line.contains("3/8") {
            &parts
        } else {
            &parts[..1]
        };
        for part in parts {
            let output = shell(part, folder.path());
            if output.status.code() != Some(0) {
                let said = String::from_utf8_lossy(&output.stderr);
                let _ = writeln!(wrong, "`{part}`: {}: {said}", output.status);
            }
            for file in written(part) {
                let size = std::fs::metadata(folder.path().join(&file)).map(|file| file.len());
                if !size.is_ok_and(|size| size > 0) {
                    let _ = writeln!(wrong, "`{part}`: no {file}");
                }
            }
        }
    }
    wrong
}

#[test]
fn every_example_of_the_help_does_what_it_says() {
    let top = forgetting(&["--help"]);
    let pages = commands(&top)
        .into_iter()
        .map(|name| forgetting(&["help", name]));
    let every: Vec<Vec<String>> = std::iter::once(top.clone())
        .chain(pages)
        .map(|page| {
            let found = examples(&page);
            assert!(!found.is_empty(), "no example in\n{page}");
            assert!(found.iter().all(|e| e.contains("forgetting")), "{found:?}");
            found
        })
        .collect();
    for (long, _) in SMALLER {
        let is_said = |example: &String| format!("\n{example}\n").contains(long);
        assert!(
            every.iter().flatten().any(is_said),
            "no example says {long:?}"
        );
    }
    let wrong: String = std::thread::scope(|scope| {
        let tried: Vec<_> = every
            .iter()
            .map(|one| scope.spawn(|| try_out(one)))
            .collect();
        tried
            .into_iter()
            .map(|one| one.join().expect("ends"))
            .collect()
    });
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn manual_pages_hold_the_examples_of_the_help() {
    let top = forgetting(&["--help"]);
    let pages = commands(&top).into_iter().map(|name| {
        let page = forgetting(&["man", name]);
        (forgetting(&["help", name]), page)
    });
    for (help, page) in std::iter::once((top.clone(), forgetting(&["man"]))).chain(pages) {
        assert_eq!(examples(&read_roff(&page)), examples(&help));
    }
}

#[test]
fn exit_codes_are_those_that_help_lists() {
    let top = forgetting(&["--help"]);
    let below = top
        .lines()
        .skip_while(|line| *line != "Exit codes:")
        .skip(1);
    let listed: Vec<&str> = below.map_while(|line| line.strip_prefix("  ")).collect();
    let bound = "for delta in [0, 9]: eps_old(1/2, delta) <= 1/2*bc(delta)";
    let ends: [(&str, &[&str]); 4] = [
        ("all well", &["claim", bound]),
        (
            "a claim refuted, or a line failed",
            &["claim", "for x in [0, 1]: x <= 1/2"],
        ),
        ("usage or bad input", &["eval", "bc(-1)"]),
        ("undecided", &["claim", bound, "--boxes", "0"]),
    ];
    let seen = ends.map(|(words, arguments)| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_forgetting"));
        let code = command
            .args(arguments)
            .output()
            .expect("runs")
            .status
            .code();
        format!("{}  {words}", code.expect("a code"))
    });
    assert_eq!(listed, seen);
}
