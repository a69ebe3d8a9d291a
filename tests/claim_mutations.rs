//! The claims have teeth: changing a constant or flipping a relation turns the ledger red, unless it only weakens the claim.
//!
//! Every numeral of every statement is taken 1 % up and 1 % down, and every relation is turned round. A mutant is *caught* if the judges
//! refute it, or leave it undecided with four times the boxes that settled the original. It *weakens* the claim if at no point of
//! a random sample its slack is below the original's. At least 95 % of the others must be caught.

use forgetting::claim::{Claim, Float, Program, Relation, Theory, parse_claim};
use forgetting::judge::{Assertion, Domain, Limits, Obligation, Verdict, judge, obligations};
use forgetting::ledger::{FiledClaim, Ledger, judge_filed, shipped_claim_files};
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use std::time::Duration;

/// Points at which slacks are compared.
const POINTS: usize = 300;
/// Functions whose first argument is an order, not a quantity.
const INDEXED: [&str; 3] = ["kernel(", "sech_moment(", "overlap_moment("];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Caught,
    Weakens,
    Survives,
}

#[test]
fn mutants_are_caught() {
    let ledger = Ledger::recorded();
    let filed: Vec<FiledClaim> = shipped_claim_files()
        .expect("proofs/ can be read")
        .iter()
        .flat_map(|file| file.claims().to_vec())
        .collect();
    let mutants: Vec<(&FiledClaim, String)> = filed
        .iter()
        .flat_map(|filed| {
            mutants(&filed.claim)
                .into_iter()
                .map(move |text| (filed, text))
        })
        .collect();
    let fates: Vec<Fate> = mutants
        .par_iter()
        .map(|(filed, text)| {
            let spent = ledger.entry(filed).map_or(0, |entry| entry.boxes);
            fate(filed, text, spent)
        })
        .collect();
    let count = |fate: Fate| fates.iter().filter(|f| **f == fate).count();
    let (caught, weaken, survive) = (
        count(Fate::Caught),
        count(Fate::Weakens),
        count(Fate::Survives),
    );
    for ((filed, text), fate) in mutants.iter().zip(&fates) {
        if *fate == Fate::Survives {
            println!("survives  {}  {text}", filed.id);
        }
    }
    let share = caught as f64 / (caught + survive) as f64;
    println!(
        "{} mutants of {} claims: {caught} caught, {weaken} weaken the claim, {survive} survive; {:.1} % of the non-weakening ones caught",
        fates.len(),
        filed.len(),
        100.0 * share
    );
    assert!(caught + survive > 300 && share >= 0.95);
}

fn fate(filed: &FiledClaim, text: &str, spent: u64) -> Fate {
    let Ok(mutant) = parse_claim(text) else {
        panic!("a mutant does not parse: {text}");
    };
    let quick = Limits {
        boxes: 0,
        ..Limits::default()
    };
    // A violation is usually in sight of the samples.
    if judge(&mutant, &quick).verdict == Verdict::Refuted {
        return Fate::Caught;
    }
    if weakens(&filed.claim, &mutant) {
        return Fate::Weakens;
    }
    let limits = Limits {
        boxes: 4 * spent.max(500),
        time: Duration::from_secs(20),
        ..Limits::default()
    };
    let changed = FiledClaim {
        claim: mutant,
        ..filed.clone()
    };
    match judge_filed(&changed, &limits).verdict {
        Verdict::Refuted | Verdict::Undecided => Fate::Caught,
        _ => Fate::Survives,
    }
}

/// Every claim with one numeral of the statement scaled or one relation turned round.
fn mutants(claim: &Claim) -> Vec<String> {
    let whole = claim.to_string();
    let statement = claim.statement.to_string();
    let head = whole
        .strip_suffix(&statement)
        .expect("a claim ends with its statement");
    let mut found = Vec::new();
    for (at, numeral) in numerals(&statement) {
        let value: f64 = numeral.parse().expect("a numeral");
        for factor in [1.01, 0.99] {
            let scaled = value * factor;
            let (before, after) = (&statement[..at], &statement[at + numeral.len()..]);
            found.push(format!("{head}{before}{scaled}{after}"));
        }
    }
    for (left, relation, right) in claim.statement.pairs() {
        let turned = match relation {
            Relation::Equal => Relation::Less,
            other => other.flipped(),
        };
        found.push(format!("{head}{left} {} {right}", turned.symbol()));
    }
    found
}

/// The nonzero numerals that are quantities, with their places.
fn numerals(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let word: &str = &rest[..rest.find(|c| !part(c) && c != '.').unwrap_or(rest.len())];
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            let is_order = INDEXED.iter().any(|name| text[..at].ends_with(name));
            // 1e-9 is one numeral.
            let length = match word.strip_suffix('e') {
                Some(_) if rest[word.len()..].starts_with('-') => {
                    let tail = &rest[word.len() + 1..];
                    let digits = tail.find(|c: char| !c.is_ascii_digit());
                    word.len() + 1 + digits.unwrap_or(tail.len())
                }
                _ => word.len(),
            };
            let numeral = &rest[..length];
            if !is_order && numeral.parse::<f64>().is_ok_and(|x| x != 0.0) {
                found.push((at, numeral));
            }
            at += length;
        } else {
            at += word
                .len()
                .max(rest.chars().next().map_or(1, char::len_utf8));
        }
    }
    found
}

/// Whether the mutant's slack is nowhere below the original's.
fn weakens(original: &Claim, mutant: &Claim) -> bool {
    let (old, new) = (obligations(original), obligations(mutant));
    let pairs = old.len() == new.len()
        && old
            .iter()
            .zip(&new)
            .all(|(a, b)| a.assertion == b.assertion && a.assertion != Assertion::Equal);
    let Ok(domain) = Domain::new(original) else {
        return false;
    };
    if !pairs {
        return false;
    }
    let variables = domain.variables();
    let slacks: Vec<_> = old.iter().chain(&new).map(Obligation::slack).collect();
    let program = Program::new(&slacks, &variables);
    let float = Float::new(&Theory);
    let Ok(program) = program.bind(&float) else {
        return false;
    };
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(5);
    let ranges = domain.sample_ranges();
    (0..POINTS).all(|_| {
        let point: Vec<f64> = ranges
            .iter()
            .map(|&(a, b)| if a < b { random.random_range(a..=b) } else { a })
            .collect();
        program.evaluate(&point).map_or(true, |slacks| {
            let (old, new) = slacks.split_at(slacks.len() / 2);
            old.iter().zip(new).all(|(old, new)| new >= old)
        })
    })
}

#[test]
fn a_toothless_claim_would_be_noticed() {
    let loose = parse_claim("for x in [0, 1]: x <= 5").expect("a claim");
    let fates: Vec<Fate> = mutants(&loose)
        .iter()
        .map(|text| {
            let filed = FiledClaim {
                id: "loose".into(),
                claim: loose.clone(),
                sampled: None,
            };
            fate(&filed, text, 0)
        })
        .collect();
    assert_eq!(fates, [Fate::Weakens, Fate::Survives, Fate::Caught]);
}
