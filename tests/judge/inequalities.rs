//! Public inequalities, restated: no verdict is ever wrong, and no fewer are settled than recorded.
//!
//! `data/inequalities.json` restates statements of public collections (MetiTarski, SMT-LIB, DLMF, NASALib, HOL Light, Polya,
//! FPBench, coq-interval and others, named in each entry) with their truth. `data/inequalities_floor.json` records how many of
//! each source were settled. By default every fifth statement is judged; `FORGETTING_TEST=full` judges all and prints the table.

use crate::support::is_full;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use forgetting::claim::parse_claim;
use forgetting::judge::{Limits, Verdict, judge, recheck};
use rayon::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Inequality {
    source: String,
    claim: String,
    truth: String,
}

/// One in this many is judged by default.
const SLICE: usize = 5;

fn read<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name);
    let text = std::fs::read_to_string(&path).expect("the data is there");
    serde_json::from_str(&text).expect("the data can be read")
}

fn limits(seconds: f64) -> Limits {
    Limits {
        boxes: 20_000,
        time: Duration::from_secs_f64(seconds),
        ..Limits::default()
    }
}

/// Whether the truth is established; a wrong verdict fails.
fn settled(case: &Inequality, seconds: f64) -> bool {
    let claim = parse_claim(&case.claim).unwrap_or_else(|e| panic!("{}: {e}", case.claim));
    let judgement = judge(&claim, &limits(seconds));
    let established = judgement.verdict.is_established();
    let refuted = judgement.verdict == Verdict::Refuted;
    // Contradictory hypotheses decide the statement too: it is true of nothing.
    let vacuous = judgement.verdict == Verdict::Vacuous;
    let is_true = case.truth == "true";
    assert!(
        !established || is_true,
        "certified, though false: {}",
        case.claim
    );
    assert!(!vacuous || is_true, "vacuous, though false: {}", case.claim);
    assert!(!refuted || !is_true, "refuted, though true: {}", case.claim);
    if let Some(certificate) = &judgement.certificate {
        let checked = recheck(&certificate.to_json());
        assert!(checked.is_ok(), "{}: {:?}", case.claim, checked.err());
    }
    if std::env::var_os("FORGETTING_LIST").is_some() && !established && !refuted && !vacuous {
        println!(
            "open\t{}\t{}\t{}",
            case.source, case.claim, judgement.reason
        );
    }
    established || refuted || vacuous
}

fn tally(cases: &[Inequality], seconds: f64) -> BTreeMap<String, (usize, usize)> {
    let verdicts: Vec<bool> = cases
        .par_iter()
        .map(|case| settled(case, seconds))
        .collect();
    let mut table: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (case, settled) in cases.iter().zip(verdicts) {
        let row = table.entry(case.source.clone()).or_default();
        row.0 += usize::from(settled);
        row.1 += 1;
    }
    table
}

#[test]
fn no_public_inequality_is_judged_wrongly_and_none_is_lost() {
    let cases: Vec<Inequality> = read("inequalities.json");
    assert!(cases.len() >= 445);
    let full = is_full();
    if !full {
        let slice: Vec<Inequality> = cases.into_iter().step_by(SLICE).collect();
        let settled: usize = tally(&slice, 1.0).values().map(|row| row.0).sum();
        let floor: BTreeMap<String, usize> = read("inequalities_floor.json");
        assert!(settled >= floor["every fifth"], "{settled}");
        return;
    }
    let floor: BTreeMap<String, usize> = read("inequalities_floor.json");
    let table = tally(&cases, 5.0);
    for (source, (settled, of)) in &table {
        println!("{settled:4} of {of:4}  {source}");
    }
    let settled: usize = table.values().map(|row| row.0).sum();
    println!("{settled:4} of {:4}", cases.len());
    assert!(
        settled >= floor["all"],
        "{settled} settled, {} recorded",
        floor["all"]
    );
}
