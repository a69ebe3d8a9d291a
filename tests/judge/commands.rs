//! The commands `claim`, `check`, `recheck` and `eval --enclose`.

use assert_cmd::Command;
use forgetting::kernel::enclosure::RELATIVE_WIDTH;
use forgetting::overlap::ACCURACY;
use serde_json::Value;
use std::fs;
use std::path::Path;

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::cargo_bin("forgetting")
        .expect("the binary is built")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Run {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

fn run(arguments: &[&str]) -> Run {
    run_in(Path::new("."), arguments)
}

const KEYS: [&str; 21] = [
    "id",
    "file",
    "line",
    "column",
    "claim",
    "verdict",
    "boxes",
    "slack",
    "witness",
    "limit",
    "seconds",
    "width",
    "reason",
    "samples",
    "sampled_only",
    "machine_checked",
    "machine_checked_scope",
    "proof",
    "inequality_proof",
    "judges",
    "parts",
];

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn object(line: &str) -> Value {
    let value = json(line);
    let keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
    assert_eq!(keys, KEYS);
    value
}

#[test]
fn claim_exit_codes_follow_the_verdict() {
    for (claim, code, word) in [
        ("for x in [0, 1]: x^2 <= x + 1", 0, "certified"),
        ("for x in [0, 1]: x^2 > x + 1", 1, "refuted"),
        ("for x in [0, 1]: x/x = 1", 3, "undecided"),
    ] {
        let ran = run(&["claim", claim]);
        assert_eq!(ran.code, Some(code), "{claim}");
        assert!(ran.out.starts_with(word), "{}", ran.out);
        assert!(ran.out.contains(claim) && ran.err.is_empty());
        let ran = run(&["claim", claim, "--json"]);
        assert_eq!(ran.code, Some(code));
        assert_eq!(object(&ran.out)["verdict"], word);
    }
}

#[test]
fn an_equation_agrees_to_the_width_asked_for_and_is_not_established() {
    // Nested roots are beyond the symbolic judge.
    let claim = "for x in [1, 2]: sqrt(3 + 2*sqrt(2))*x^2 - x*x = sqrt(2)*x^2";
    for width in ["0.5", "1e-3"] {
        let ran = run(&["claim", claim, "--width", width, "--json"]);
        assert_eq!(ran.code, Some(3), "{}", ran.out);
        assert_eq!(object(&ran.out)["verdict"], "agrees");
        let enclosed = object(&ran.out)["width"].as_f64().expect("a width");
        let asked: f64 = width.parse().expect("a number");
        assert!(enclosed <= asked && enclosed > asked * 1e-3);
    }
    let ran = run(&["claim", claim, "--width", "1e-30", "--boxes", "2000"]);
    assert_eq!(ran.code, Some(3));
    let ran = run(&["claim", claim, "--width", "0"]);
    assert!(
        ran.err.contains("it must be a positive number"),
        "{}",
        ran.err
    );
}

#[test]
fn a_proof_is_printed_when_it_is_asked_for_and_always_in_json() {
    let claim = "for beta in (0, 1), delta in [0, 9]: beta*eps_old(beta, delta) = (1 - beta)*eps_new(beta, delta)";
    let ran = run(&["claim", claim]);
    assert!(ran.out.starts_with("proved") && !ran.out.contains("[tilt]"));
    let ran = run(&["claim", claim, "--explain"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.out.contains("[tilt]") && ran.out.contains("on the domain"),
        "{}",
        ran.out
    );
    assert_eq!(
        ran.out
            .lines()
            .filter(|line| line.trim_start().starts_with("= "))
            .count(),
        4
    );
    let value = object(&run(&["claim", claim, "--json"]).out);
    assert_eq!(value["verdict"], "proved");
    assert_eq!(value["judges"]["symbolic"], "proved");
    assert_eq!(value["judges"]["samples"], "holds on samples");
    let steps = value["proof"]["equations"][0]["steps"]
        .as_array()
        .expect("steps");
    assert_eq!(steps.len(), 4);
    assert_eq!(steps[3]["rule"], "definition of eps_new");
    let value = object(&run(&["claim", "for x in [0, 1]: x < 2", "--json"]).out);
    assert_eq!(value["proof"], Value::Null);
}

#[test]
fn bad_input_is_exit_code_2_and_nothing_on_standard_output() {
    for arguments in [
        &["claim", "for x in [0, 1]: y <= 1"][..],
        &["claim", "for x in [0, nan]: x <= 1"],
        &["claim", "1 <"],
        &["claim"],
        &["claim", "1 < 2", "--time", "nan"],
        &["claim", "1 < 2", "--time", "-1"],
        &["claim", "1 < 2", "--boxes", "-1"],
        &["claim", "1 = 1", "--width", "0"],
        &["claim", "1 = 1", "--width", "-1e-9"],
        &["claim", "1 = 1", "--width", "inf"],
        &["claim", "1 = 1", "--width", "wide"],
        &["check", "--width", "nan"],
        &["check", "no-such-claim"],
        &["recheck"],
        &["recheck", "no-such-file.json"],
        &["eval", "--enclose", "ln(0)"],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{arguments:?}");
    }
    let ran = run(&["claim", "for x in [0, 1]: epsold(x, 1) <= 1"]);
    assert!(
        ran.err.contains("eps_old") && ran.err.contains('^'),
        "{}",
        ran.err
    );
}

#[test]
fn a_refuted_claim_has_a_witness() {
    let ran = run(&[
        "claim",
        "for x in [0, 1], y in [2, 3]: x + y < 3.5",
        "--json",
    ]);
    let value = object(&ran.out);
    let witness = &value["witness"];
    let number = |text: &Value| {
        text.as_str()
            .expect("text")
            .parse::<f64>()
            .expect("a number")
    };
    let sum = number(&witness["point"]["x"]) + number(&witness["point"]["y"]);
    assert!(sum >= 3.5);
    assert!(witness["left"][0].as_f64() >= witness["right"][1].as_f64());
    assert_eq!(value["limit"], Value::Null);
}

#[test]
fn limits_and_sampling_only() {
    let wide = "for delta in [0.1, 6]: distinguishability(0.3, delta) - 0.9*distinguishability(0.4, delta) >= -0.2";
    let ran = run(&["claim", wide, "--boxes", "1", "--json"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(object(&ran.out)["limit"], "boxes");
    let ran = run(&["claim", "for x in [0, 1]: x < 2", "--boxes", "0"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.starts_with("holds on samples"));
}

#[test]
fn a_certificate_is_written_and_rechecked() {
    let folder = tempfile::tempdir().expect("a folder");
    let claim = "for beta in [0.1, 0.9], delta in [1, 3]: eps_old(beta, delta) < 1/2*sqrt((1 - beta)/beta)*bc(delta)";
    let ran = run_in(folder.path(), &["claim", claim, "--certificate", "a3.json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = run_in(folder.path(), &["recheck", "a3.json"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.out.starts_with("valid") && ran.out.contains(claim),
        "{}",
        ran.out
    );
    let path = folder.path().join("a3.json");
    let text = fs::read_to_string(&path).expect("written");
    fs::write(
        folder.path().join("wrong.json"),
        text.replace("[1, 3]", "[1, 4]"),
    )
    .expect("written");
    let ran = run_in(folder.path(), &["recheck", "a3.json", "wrong.json"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.contains("rejected") && ran.out.contains("SHA-256"),
        "{}",
        ran.out
    );
    let ran = run_in(
        folder.path(),
        &["claim", "1 > 2", "--certificate", "none.json"],
    );
    assert_eq!(ran.code, Some(1));
    assert!(!folder.path().join("none.json").exists() && ran.err.contains("no certificate"));
}

#[test]
fn a_record_says_when_and_at_which_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = |epoch: &str| {
        Command::cargo_bin("forgetting")
            .expect("built")
            .current_dir(folder.path())
            .env("SOURCE_DATE_EPOCH", epoch)
            .args(["check", "D2:1", "--record", "."])
            .output()
            .expect("runs")
    };
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("written");
    for (epoch, date) in [
        ("0", "1970-01-01"),
        ("951782399", "2000-02-28"),
        ("951868800", "2000-03-01"),
        ("4107542399", "2100-02-28"),
        ("253402300799", "9999-12-31"),
    ] {
        assert_eq!(record(epoch).status.code(), Some(0), "{epoch}");
        let ledger = json(&read("ledger.json"));
        assert_eq!(ledger["recorded"]["date"], date);
        let commit = ledger["recorded"]["commit"].as_str().expect("text");
        let start = commit.get(..10).unwrap_or(commit);
        let said = format!("recorded on {date} at {start}.");
        assert!(read("README.md").contains(&said), "{said}");
    }
    let before = read("ledger.json");
    for epoch in ["", "-1", "1.5", "253402300800", "today"] {
        let output = record(epoch);
        assert_eq!(output.status.code(), Some(2), "{epoch}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("SOURCE_DATE_EPOCH"));
    }
    assert_eq!(read("ledger.json"), before);
}

/// Beside the word stands that it was not checked here, and how much of the claim it speaks of.
#[test]
fn machine_checked_says_recorded_and_its_scope() {
    for (claim, scope) in [
        ("D1:1", "in whole"),
        (
            "D2:1",
            "in part: everything about the two-by-two linear system",
        ),
    ] {
        let ran = run(&["check", claim]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let line = ran.out.lines().nth(1).expect("a second line");
        let words = line.trim_start().strip_prefix("machine-checked");
        let words = words.expect("the word first").trim_start();
        assert!(words.starts_with(&format!("recorded, {scope}")), "{line}");
        assert!(
            ran.out.contains("machine-checked (recorded)"),
            "{}",
            ran.out
        );
        let ran = run(&["check", claim, "--json"]);
        let found = object(ran.out.trim_end())["machine_checked_scope"].clone();
        assert!(found.as_str().expect("text").starts_with(scope), "{found}");
    }
}

#[test]
fn check_reads_claim_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let proofs = folder.path().join("proofs");
    fs::create_dir(&proofs).expect("made");
    let write = |name: &str, text: &str| fs::write(proofs.join(name), text).expect("written");
    write(
        "a1-first.md",
        "---\nid: a1-first\ntitle: The first\n---\nProse.\n\n```claim\nlet half(x) = x/2;\nfor x in [1, 2]: half(x) < x\n```\n\nMore.\n\n```rust\nnot a claim\n```\n\n````claim\nfor x in [1, 2]: half(x) < 2\n````\n",
    );
    write("README.md", "No claims here.\n");
    let ran = run_in(folder.path(), &["check"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "a1-first  The first");
    assert!(lines[1].starts_with("  :1 certified") && lines[2].starts_with("  :2 certified"));
    assert!(lines[3].starts_with("2 claims in 1 file: 2 certified (100 % proved or certified)"));
    let ran = run_in(folder.path(), &["check", "A1-FIRST:2", "--explain"]);
    assert!(ran.out.contains("a1-first:2") && ran.out.contains("1 box covers the domain"));
    let arguments = ["check", "--certificates", "kept", "--record", "."];
    assert_eq!(run_in(folder.path(), &arguments).code, Some(0));
    let kept = ["kept/a1-first-1.json", "kept/a1-first-2.json"];
    let ran = run_in(folder.path(), &["recheck", kept[0], kept[1]]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ledger = fs::read_to_string(folder.path().join("ledger.json")).expect("written");
    let ledger: Value = serde_json::from_str(&ledger).expect("JSON");
    assert_eq!(ledger["entries"][1]["verdict"], "certified");
    write("b2-second.md", "```claim\nfor x in [0, 1]: x < 1\n```\n");
    let ran = run_in(folder.path(), &["check", "--json"]);
    assert_eq!(ran.code, Some(1));
    let found: Vec<(String, String)> = ran
        .out
        .lines()
        .map(|line| {
            let value = object(line);
            let text = |key: &str| value[key].as_str().expect("text").to_owned();
            (text("id"), text("verdict"))
        })
        .collect();
    let expected = [
        ("a1-first:1", "certified"),
        ("a1-first:2", "certified"),
        ("b2-second", "refuted"),
    ];
    let expected = expected.map(|(id, verdict)| (id.to_owned(), verdict.to_owned()));
    assert_eq!(found, expected);
    assert_eq!(run_in(folder.path(), &["check", "b2-second"]).code, Some(1));
    assert_eq!(
        run_in(folder.path(), &["check", "proofs/a1-first.md"]).code,
        Some(0)
    );
    assert_eq!(
        run_in(folder.path(), &["check", "proofs/README.md"]).code,
        Some(2)
    );
    let ran = run_in(folder.path(), &["check", "a1-frist"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("a1-first"),
        "{}",
        ran.err
    );
    // A bad block: the line is that of the file, and the other claims are judged all the same.
    write(
        "c3-third.md",
        "---\nid: c3\n---\n\n```claim\nfor x in [0, 1]:\n  z < 1\n```\n\n```claim\n1 < 2\n```\n",
    );
    let ran = run_in(folder.path(), &["check", "--json"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("line 7") && ran.err.contains("c3-third.md"),
        "{}",
        ran.err
    );
    let records: Vec<Value> = ran.out.lines().map(json).collect();
    assert_eq!(records.len(), 5);
    assert!(
        records[3]["line"] == 7 && records[3]["column"] == 3 && records[3]["error"].is_string()
    );
    assert!(records[4]["id"] == "c3:2" && records[4]["line"] == 11);
    for fence in [
        "```Claim\n1 = 2\n```\n",
        "```claim x\n1 = 2\n```\n",
        "~~~claim\n1 = 2\n~~~\n",
    ] {
        write("c3-third.md", fence);
        let ran = run_in(folder.path(), &["check", "c3-third"]);
        assert!(
            ran.code == Some(2) && ran.err.contains("would not be judged"),
            "{}",
            ran.err
        );
    }
    write("c3-third.md", "```claim\n1 < 2\n");
    let ran = run_in(folder.path(), &["check", "c3-third"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("never closed"),
        "{}",
        ran.err
    );
}

#[test]
fn enclosures_contain_the_value() {
    let ran = run(&["eval", "--enclose", "eps_old(0.5, 40)"]);
    assert_eq!(ran.code, Some(0));
    let ends: Vec<f64> = ran
        .out
        .trim()
        .trim_matches(['[', ']'])
        .split(", ")
        .map(|end| end.parse().expect("a number"))
        .collect();
    assert!(ends[0] < ends[1] && ends[1] - ends[0] < RELATIVE_WIDTH * ends[1]);
    let value: f64 = run(&["eval", "eps_old(0.5, 40)"])
        .out
        .trim()
        .parse()
        .expect("a number");
    assert!((value - ends[0]).abs() <= (RELATIVE_WIDTH + ACCURACY) * value);
    let ran = run(&["eval", "--enclose", "--json", "1/3"]);
    let value: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(value["hi"].as_f64(), value["lo"].as_f64().map(f64::next_up));
}

#[test]
fn check_reads_every_kind_of_document_and_says_where_claims_stand() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    fs::create_dir_all(folder.path().join("paper/sections")).expect("made");
    write(
        "paper/sections/main.tex",
        "Text.\n\n\\begin{claim}\nfor x in [1, 2]: x <= x^2\n\\end{claim}\n% claim\n% for x in [1, 2]: x^2 <= x\n",
    );
    write(
        "paper/notes.ipynb",
        r#"{"cells": [{"cell_type": "code", "source": ["%%claim\n", "1 < 2\n", "\n", "2 < 1"]}]}"#,
    );
    let ran = run_in(
        folder.path(),
        &["check", "paper", "--json", "--sarif", "log.sarif"],
    );
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let found: Vec<(String, u64, String)> = ran
        .out
        .lines()
        .map(|line| {
            let value = object(line);
            let text = |key: &str| value[key].as_str().expect("text").to_owned();
            (
                text("file"),
                value["line"].as_u64().expect("a line"),
                text("verdict"),
            )
        })
        .collect();
    let expected = [
        ("paper/sections/main.tex", 4, "proved"),
        ("paper/sections/main.tex", 7, "refuted"),
        ("paper/notes.ipynb", 1, "certified"),
        ("paper/notes.ipynb", 1, "refuted"),
    ];
    for (file, line, verdict) in expected {
        let wanted = (file.to_owned(), line, verdict.to_owned());
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
    assert_eq!(found.len(), expected.len());
    let log = fs::read_to_string(folder.path().join("log.sarif")).expect("written");
    let log = json(&log);
    let results = log["runs"][0]["results"].as_array().expect("results");
    let errors = results.iter().filter(|result| result["level"] == "error");
    assert_eq!((results.len(), errors.count()), (4, 2));
    write("prose.md", "No claims.\n");
    assert_eq!(run_in(folder.path(), &["check", "prose.md"]).code, Some(2));
    let ran = run_in(folder.path(), &["check", "--allow-empty", "prose.md"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = run_in(folder.path(), &["check", "paper/absent.md"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("cannot read paper/absent.md"),
        "{}",
        ran.err
    );
}
