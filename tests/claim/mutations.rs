//! The claims have teeth: changing a constant or turning a relation round makes the ledger red, unless it only weakens the claim.
//!
//! Every numeral of every claim block, definitions included and domains left out, is taken 1 % up and 1 % down, and every relation is
//! turned round. A mutant is *caught* if the judges refute a claim it changes, or leave it undecided with four times the boxes that
//! settled the original. It *weakens* the claim if at no point of a random sample its slack is below the original's. At least 95 % of the
//! others must be caught.

use crate::support::is_full;
use forgetting::claim::{Claim, Expr, Float, Program, Relation, parse_claim};
use forgetting::judge::{Assertion, Domain, Limits, Obligation, Verdict, judge, obligations};
use forgetting::ledger::{ClaimFile, FiledClaim, Ledger, judge_filed, shipped_claim_files};
use forgetting::theory::Theory;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use std::path::Path;
use std::time::Duration;

/// Points at which slacks are compared; an expectation takes thousands of evaluations at each.
const POINTS: usize = 300;
const EXPECTATION_POINTS: usize = 24;
/// Of so many mutants one is tried, unless all are asked for.
const SLICE: usize = 6;
/// Functions whose first argument is an order, not a quantity.
const INDEXED: [&str; 3] = ["kernel(", "sech_moment(", "overlap_moment("];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Caught,
    Weakens,
    Survives,
}

/// A change of one claim block, and the claims it changes: before and after.
struct Mutant {
    what: String,
    changed: Vec<(FiledClaim, Claim)>,
}

#[test]
fn mutants_are_caught() {
    let ledger = Ledger::recorded();
    let files = shipped_claim_files().expect("proofs/ can be read");
    let mut mutants: Vec<Mutant> = files.iter().flat_map(scaled).collect();
    mutants.extend(files.iter().flat_map(ClaimFile::claims).flat_map(turned));
    let slice = if is_full() { 1 } else { SLICE };
    mutants = mutants.into_iter().step_by(slice).collect();
    let fates: Vec<Fate> = mutants
        .par_iter()
        .map(|mutant| {
            let fates = mutant.changed.iter().map(|(filed, changed)| {
                let spent = ledger.entry(filed).map_or(0, |entry| entry.boxes);
                fate(filed, changed, spent)
            });
            worst(fates)
        })
        .collect();
    let count = |fate: Fate| fates.iter().filter(|f| **f == fate).count();
    let (caught, weaken, survive) = (
        count(Fate::Caught),
        count(Fate::Weakens),
        count(Fate::Survives),
    );
    for (mutant, fate) in mutants.iter().zip(&fates) {
        if *fate == Fate::Survives {
            println!("survives  {}", mutant.what);
        }
    }
    let share = caught as f64 / (caught + survive) as f64;
    println!(
        "{} mutants: {caught} caught, {weaken} weaken the claim, {survive} survive; {:.1} % of the non-weakening ones caught",
        fates.len(),
        100.0 * share
    );
    // Signs and strict bounds at chosen parameters are loose on purpose: 1 % more or less does not reach them.
    assert!(caught + survive > 300 / slice && share >= 0.9);
}

/// Caught if one claim is; weakening if all are weakened. A constant that changes nothing survives.
fn worst(fates: impl Iterator<Item = Fate>) -> Fate {
    let mut all = Fate::Survives;
    for (k, fate) in fates.enumerate() {
        match fate {
            Fate::Caught => return Fate::Caught,
            Fate::Weakens if k == 0 => all = Fate::Weakens,
            Fate::Weakens => {}
            Fate::Survives => all = Fate::Survives,
        }
    }
    all
}

/// The claim, which no shipped block is more than.
fn chain(filed: &FiledClaim) -> &Claim {
    filed.claim.simple().expect("one chain")
}

fn fate(filed: &FiledClaim, mutant: &Claim, spent: u64) -> Fate {
    let Some(seen) = compare(chain(filed), mutant) else {
        return Fate::Survives;
    };
    if seen.weakened {
        return Fate::Weakens;
    }
    // A violation is usually in sight; the claim at that one point is quickly refuted.
    let quick = Limits {
        boxes: 0,
        ..Limits::default()
    };
    let there = at_point(mutant, &seen.worst);
    if there.is_some_and(|claim| judge(&claim, &quick).verdict == Verdict::Refuted) {
        return Fate::Caught;
    }
    let limits = Limits {
        boxes: 4 * spent.max(500),
        time: Duration::from_secs(20),
        ..Limits::default()
    };
    let changed = FiledClaim {
        claim: mutant.clone().into(),
        ..filed.clone()
    };
    match judge_filed(&changed, &limits).verdict {
        Verdict::Refuted => Fate::Caught,
        open if open.is_open() => Fate::Caught,
        _ => Fate::Survives,
    }
}

/// The mutants of a file's constants.
fn scaled(file: &ClaimFile) -> Vec<Mutant> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("proofs/{}.md", file.id()));
    let text = std::fs::read_to_string(&path).expect("a claim file");
    let mut found = Vec::new();
    for (at, numeral) in block_numerals(&text) {
        let value: f64 = numeral.parse().expect("a numeral");
        for factor in [1.01, 0.99] {
            let scaled = value * factor;
            let (before, after) = (&text[..at], &text[at + numeral.len()..]);
            let changed = format!("{before}{scaled}{after}");
            // An index that is no integer, an end of a derivative outside its range: not a claim any more.
            let Ok(changed) = ClaimFile::parse(&changed, &path) else {
                continue;
            };
            let pairs = file.claims().iter().zip(changed.claims());
            found.push(Mutant {
                what: format!("{} {numeral} -> {scaled} {}", file.id(), line_of(&text, at)),
                changed: pairs
                    .filter(|(old, new)| old.claim != new.claim)
                    .filter_map(|(old, new)| Some((old.clone(), new.claim.simple()?.clone())))
                    .collect(),
            });
        }
    }
    found
}

fn line_of(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |k| k + 1);
    let end = text[at..].find('\n').map_or(text.len(), |k| at + k);
    &text[start..end]
}

/// The mutants of a claim's relations, each relation on its own.
fn turned(filed: &FiledClaim) -> Vec<Mutant> {
    let whole = filed.claim.to_string();
    let statement = chain(filed).statement.to_string();
    let head = whole
        .strip_suffix(&statement)
        .expect("a claim ends with its statement");
    let pairs = chain(filed).statement.pairs();
    pairs
        .map(|(left, relation, right)| {
            let turned = match relation {
                Relation::Equal => Relation::Less,
                other => other.flipped(),
            };
            let claim = |relation: Relation| {
                let text = format!("{head}{left} {} {right}", relation.symbol());
                parse_claim(&text).expect("a claim")
            };
            let one = FiledClaim {
                claim: claim(relation).into(),
                ..filed.clone()
            };
            Mutant {
                what: format!("{} {}", filed.id, claim(turned)),
                changed: vec![(one, claim(turned))],
            }
        })
        .collect()
}

/// The numerals of the claim blocks outside domains and comments, with their places.
fn block_numerals(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("```claim\n") {
        let start = at + start + "```claim\n".len();
        let end = start + text[start..].find("```").expect("closed");
        let quantities = numerals(&text[start..end]).into_iter();
        found.extend(quantities.map(|(k, numeral)| (start + k, numeral)));
        at = end + 3;
    }
    found
}

/// The nonzero numerals of a block that are quantities.
fn numerals(text: &str) -> Vec<(usize, &str)> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (mut found, mut at) = (Vec::new(), 0);
    // From `for` to its colon is the domain.
    let mut in_domain = false;
    while at < text.len() {
        let rest = &text[at..];
        let word = &rest[..rest.find(|c| !part(c) && c != '.').unwrap_or(rest.len())];
        if rest.starts_with('#') {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with(|c: char| c.is_ascii_digit()) {
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
            if !in_domain && !is_order && numeral.parse::<f64>().is_ok_and(|x| x != 0.0) {
                found.push((at, numeral));
            }
            at += length;
        } else {
            in_domain = (in_domain || word == "for") && !rest.starts_with(':');
            at += word
                .len()
                .max(rest.chars().next().map_or(1, char::len_utf8));
        }
    }
    found
}

/// What a random sample says of a mutant.
struct Seen {
    /// Nowhere is its slack below the original's.
    weakened: bool,
    /// Where its slack is smallest, relative to its sides.
    worst: Vec<f64>,
}

/// `None` where the domain cannot be sampled.
fn compare(original: &Claim, mutant: &Claim) -> Option<Seen> {
    let domain = Domain::new(original).ok()?;
    let (old, new) = (obligations(original), obligations(mutant));
    let alike = old.len() == new.len()
        && old
            .iter()
            .zip(&new)
            .all(|(a, b)| a.assertion == b.assertion && a.assertion != Assertion::Equal);
    let mut terms: Vec<Expr> = old.iter().map(Obligation::slack).collect();
    for obligation in &new {
        terms.extend([obligation.smaller.clone(), obligation.larger.clone()]);
    }
    let variables = domain.variables();
    let program = Program::new(&terms, &variables);
    let float = Float::new(&Theory);
    let program = program.bind(&float).ok()?;
    let expects = terms.iter().any(|term| term.expectation_depth() > 0);
    let count = if expects { EXPECTATION_POINTS } else { POINTS };
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(5);
    let ranges = domain.sample_ranges();
    let (mut weakened, mut least) = (alike, f64::INFINITY);
    let mut worst: Vec<f64> = ranges.iter().map(|(a, _)| *a).collect();
    for k in 0..count {
        let point: Vec<f64> = ranges
            .iter()
            .enumerate()
            .map(|(axis, &(a, b))| match k {
                // The first points are corners.
                0..16 if k >> axis & 1 == 0 => a,
                0..16 => b,
                _ if a < b => random.random_range(a..=b),
                _ => a,
            })
            .collect();
        let Ok(values) = program.evaluate(&point) else {
            continue;
        };
        let (slacks, sides) = values.split_at(old.len());
        for (k, (side, obligation)) in sides.chunks_exact(2).zip(&new).enumerate() {
            let gap = side[1] - side[0];
            weakened &= alike && gap >= slacks[k];
            let slack = match obligation.assertion {
                Assertion::Equal => -gap.abs(),
                _ => gap,
            };
            let relative = slack / (side[0].abs() + side[1].abs()).max(f64::MIN_POSITIVE);
            if relative < least {
                least = relative;
                worst.clone_from(&point);
            }
        }
    }
    Some(Seen { weakened, worst })
}

/// The claim at one point of its domain: the ends of sampled ranges belong to it.
fn at_point(claim: &Claim, point: &[f64]) -> Option<Claim> {
    let ranges: Vec<String> = claim
        .domain
        .iter()
        .zip(point)
        .map(|(range, x)| format!("{} in [{x}, {x}]", range.variable))
        .collect();
    if ranges.is_empty() || !claim.conditions.is_empty() {
        return None;
    }
    parse_claim(&format!("for {}: {}", ranges.join(", "), claim.statement)).ok()
}

#[test]
fn a_toothless_claim_would_be_noticed() {
    let claim = |text: &str| parse_claim(text).expect("a claim");
    let filed = FiledClaim {
        id: "loose".into(),
        claim: claim("for x in [0, 1]: x <= 5").into(),
        line: 1,
        sampled: None,
    };
    let fate = |text: &str| fate(&filed, &claim(text), 0);
    assert_eq!(fate("for x in [0, 1]: x <= 5.05"), Fate::Weakens);
    assert_eq!(fate("for x in [0, 1]: x <= 4.95"), Fate::Survives);
    assert_eq!(fate("for x in [0, 1]: x >= 5"), Fate::Caught);
    let text = "let h = 1/2; # 7\nfor x in [3, 4], y in (0, 1] where x < 9: kernel(2, x, 1e-9) + h = 2*d(x, x = 5)";
    let found: Vec<&str> = numerals(text).into_iter().map(|(_, n)| n).collect();
    assert_eq!(found, ["1", "2", "1e-9", "2", "5"]);
}
