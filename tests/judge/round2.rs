//! Expressions and claims that earlier versions answered wrongly (tests/data/round2_judging.json), by the commands themselves.

use assert_cmd::Command;
use forgetting::interval::parse_rational;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use rayon::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Data {
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    eval: Option<String>,
    claim: Option<String>,
    value: Option<String>,
    #[serde(default)]
    refused: bool,
    boxes: Option<u64>,
    #[serde(default)]
    verdicts: Vec<String>,
}

/// The exit code and the text on standard output.
fn run(arguments: &[&str]) -> (i32, String) {
    let output = Command::cargo_bin("forgetting")
        .expect("the binary is built")
        .args(arguments)
        .output()
        .expect("it runs");
    let code = output.status.code().expect("an exit code");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    (code, text.trim().to_owned())
}

fn rational(text: &str) -> BigRational {
    parse_rational(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// One unit of the last digit of a decimal.
fn unit(text: &str) -> BigRational {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, d)| d.len() as i32);
    let exponent: i32 = exponent.parse().expect("an exponent");
    rational(&format!("1e{}", exponent - decimals))
}

/// Two decimals that round the same number agree to half a unit of each one's last digit; 0 stands for what doubles do not reach.
fn same(printed: &str, right: &str) -> bool {
    let (p, r) = (rational(printed), rational(right));
    if r.is_zero() {
        return p.is_zero();
    }
    let room = (unit(printed) + unit(right)) / BigRational::from_integer(2.into());
    (p - r).abs() <= room
}

fn check_value(text: &str, right: &str) -> Option<String> {
    let (code, printed) = run(&["eval", text]);
    if code != 0 || !same(&printed, right) {
        return Some(format!(
            "eval '{text}': {printed} (exit {code}), right {right}"
        ));
    }
    let (code, range) = run(&["eval", "--enclose", text]);
    let ends: Vec<BigRational> = range
        .trim_matches(['[', ']'])
        .split(", ")
        .map(rational)
        .collect();
    let half = unit(right) / BigRational::from_integer(2.into());
    let contains = ends[0] <= rational(right) + &half && rational(right) - half <= ends[1];
    (code != 0 || !contains).then(|| format!("eval --enclose '{text}': {range}, right {right}"))
}

fn check_refusal(text: &str) -> Option<String> {
    let codes = [run(&["eval", text]).0, run(&["eval", "--enclose", text]).0];
    (codes != [2, 2]).then(|| format!("eval '{text}': {codes:?}"))
}

fn check_claim(line: &Line, text: &str) -> Option<String> {
    let boxes = line.boxes.map(|n| format!("--boxes={n}"));
    let mut arguments = vec!["claim", "--json", text];
    arguments.extend(boxes.as_deref());
    let (code, out) = run(&arguments);
    let found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let word = found["verdict"].as_str().expect("a word");
    let allowed = line.verdicts.iter().any(|v| v == word);
    let expected = match word {
        "proved" | "certified" => 0,
        "refuted" => 1,
        _ => 3,
    };
    (!allowed || code != expected).then(|| format!("claim '{text}': {word} (exit {code})"))
}

#[test]
fn what_was_wrong_once_is_right() {
    let data = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/round2_judging.json"
    ));
    let data: Data = serde_json::from_str(&data.expect("the file")).expect("its format");
    let wrong: Vec<String> = data
        .lines
        .par_iter()
        .filter_map(|line| match (&line.eval, &line.claim, &line.value) {
            (Some(text), None, Some(right)) => check_value(text, right),
            (Some(text), None, None) if line.refused => check_refusal(text),
            (None, Some(text), None) => check_claim(line, text),
            _ => panic!("a line is neither a value, a refusal nor a claim"),
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(data.lines.len(), 40);
}
