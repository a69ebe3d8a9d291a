//! Every number that the prose of a claim file quotes has a source.
//!
//! It stands in a claim block of its file, where a judge vouches for it, or in the list `QUOTED`, which says what produces it.

mod quoted;
mod runs;

use forgetting::theory::evaluate;
use quoted::{QUOTED, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The claim files' texts without their front matter, by id.
fn claim_files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder("proofs")).expect("the claim files") {
        let path = entry.expect("an entry").path();
        let text = || fs::read_to_string(&path).expect("UTF-8");
        let id = path.file_stem().expect("a name").to_string_lossy();
        if path.extension().is_some_and(|e| e == "md") && id != "README" && id != "CERTIFICATES" {
            let text = text();
            let body = text.splitn(3, "---\n").nth(2).expect("front matter");
            files.insert(id.into_owned(), body.to_owned());
        }
    }
    files
}

/// The numbers with a decimal point in a file's prose, and those in its blocks.
fn decimals(text: &str) -> [BTreeSet<String>; 2] {
    let (mut prose, mut blocks) = (BTreeSet::new(), BTreeSet::new());
    for (k, part) in text.split("```").enumerate() {
        if k % 2 == 1 {
            blocks.extend(numbers(part));
            continue;
        }
        // Links' targets and identifiers of papers are no numbers.
        let mut words = part.to_owned();
        for (from, to) in [("](", ")"), ("arXiv:", " ")] {
            while let Some(at) = words.find(from) {
                let end = words[at..].find(to).map_or(words.len(), |n| at + n);
                words.replace_range(at..end, "");
            }
        }
        prose.extend(numbers(&words));
    }
    [prose, blocks]
}

/// Digits, a point and digits.
fn numbers(text: &str) -> Vec<String> {
    let runs = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
    let runs = runs.map(|run| run.trim_matches('.'));
    let is_number =
        |run: &&str| run.contains('.') && run.chars().all(|c| c.is_ascii_digit() || c == '.');
    runs.filter(is_number).map(str::to_owned).collect()
}

/// Half a unit of the last digit printed.
fn half_unit(number: &str) -> f64 {
    let places = number.split('.').nth(1).map_or(0, str::len) as i32;
    0.5 * 10f64.powi(-places)
}

#[test]
fn every_number_in_prose_has_a_source() {
    let files = claim_files();
    let mut faults = Vec::new();
    for (id, text) in &files {
        let [prose, blocks] = decimals(text);
        let listed = QUOTED.iter().filter(|(file, _)| file == id);
        let listed: BTreeSet<String> = listed
            .flat_map(|(_, quoted)| quoted.iter().map(|(number, _)| (*number).to_owned()))
            .collect();
        let missing = prose.difference(&blocks).filter(|n| !listed.contains(*n));
        faults.extend(missing.map(|number| format!("{id}: {number} comes from nowhere")));
        let stale = listed.difference(&prose);
        faults.extend(stale.map(|number| format!("{id}: {number} is not in its prose")));
    }
    let unknown = QUOTED.iter().filter(|(id, _)| !files.contains_key(*id));
    faults.extend(unknown.map(|(id, _)| format!("{id}: no such file")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn quoted_numbers_are_the_values_of_their_expressions() {
    let mut faults = Vec::new();
    for (id, quoted) in QUOTED {
        for (number, source) in *quoted {
            let (text, rounded_up) = match source {
                Source::Value(text) => (text, false),
                Source::AtMost(text) => (text, true),
                Source::Test(_) | Source::Given => continue,
            };
            let value = evaluate(text).expect("an expression");
            let printed: f64 = number.parse().expect("a number");
            let unit = half_unit(number);
            let right = if rounded_up {
                value <= printed && printed - value < 2.0 * unit
            } else {
                (printed - value).abs() <= unit + 2.0 * f64::EPSILON * value.abs()
            };
            if !right {
                faults.push(format!("{id}: {number}, {text} is {value}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn tests_named_as_sources_exist() {
    let mut tests = String::new();
    for part in ["tests/theory", "tests/theory/prose"] {
        for entry in fs::read_dir(folder(part)).expect("the theorems' tests") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "rs") {
                tests += &fs::read_to_string(path).expect("UTF-8");
            }
        }
    }
    for (id, quoted) in QUOTED {
        for (number, source) in *quoted {
            if let Source::Test(name) = source {
                let function = format!("#[test]\nfn {name}()");
                assert!(tests.contains(&function), "{id}: {number}, {name}");
            }
        }
    }
}
