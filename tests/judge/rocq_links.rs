//! Claim files and machine-checked theorems agree, in both directions.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use forgetting::ledger::{ClaimFile, RocqScope, shipped_claim_files, statement};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proofs/rocq");

fn files() -> Vec<ClaimFile> {
    shipped_claim_files().expect("proofs/ can be read")
}

fn source(file: &str) -> String {
    fs::read_to_string(Path::new(FOLDER).join(file)).expect("the linked file exists")
}

/// What `check.sh` has compiled and compared: (claim, file.v:theorem).
fn checked() -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(Path::new(FOLDER).join("statements.txt")).expect("readable");
    let rows = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|row| row[0] == "theorem")
        .map(|row| (row[1].to_owned(), row[2].to_owned()))
        .collect()
}

#[test]
fn the_links_are_exactly_the_theorems_that_rocq_checks() {
    let linked: BTreeSet<(String, String)> = files()
        .iter()
        .flat_map(|file| {
            let short = file.short_id().unwrap_or_default();
            let links = file.rocq().iter();
            links
                .map(|link| (short.to_owned(), link.to_string()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(linked, checked());
}

#[test]
fn every_linked_theorem_is_recorded_as_its_source_states_it() {
    let mut compared = 0;
    for file in files() {
        let recorded = file.recorded_statements();
        let links: Vec<_> = recorded.iter().map(|record| &record.link).collect();
        assert_eq!(
            links,
            file.rocq().iter().collect::<Vec<_>>(),
            "{}",
            file.id()
        );
        for record in recorded {
            let link = &record.link;
            let stated = statement(&source(&link.file), &link.theorem);
            assert_eq!(stated.as_ref(), Some(&record.statement), "{link}");
            compared += 1;
        }
    }
    assert!(compared >= 60, "{compared}");
}

#[test]
fn every_file_with_links_says_how_much_of_its_claim_they_cover() {
    let mut parts = 0;
    for file in files() {
        let scope = file.machine_checked_scope();
        assert_eq!(scope.is_some(), !file.rocq().is_empty(), "{}", file.id());
        assert_eq!(
            file.field("rocq_covers").is_some(),
            !file.rocq().is_empty(),
            "{}",
            file.id()
        );
        parts += usize::from(matches!(scope, Some(RocqScope::Part(_))));
    }
    // What `proofs/rocq/README.md` lists as not proved is not called whole.
    assert!(parts >= 8, "{parts}");
    for claim in ["A4", "B2", "B4", "C1", "C2", "C5", "C6", "D2", "E2", "G1"] {
        let file = files()
            .into_iter()
            .find(|file| file.short_id() == Some(claim))
            .expect("a claim");
        let scope = file.machine_checked_scope();
        assert!(matches!(scope, Some(RocqScope::Part(_))), "{claim}");
    }
    let parse = |scope: &str| {
        let text = format!("---\nclaim: A3\nrocq_covers: {scope}\n---\n");
        ClaimFile::parse(&text, Path::new("x.md"))
    };
    // A scope alone makes nothing machine-checked.
    assert!(parse("whole").is_ok_and(|file| file.machine_checked_scope().is_none()));
    assert!(parse("part: half of it").is_ok());
    for wrong in ["", "Whole", "whole of it", "part", "part:", "all"] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_weakened_statement_is_noticed() {
    let files = files();
    let mut links = files.iter().flat_map(ClaimFile::rocq);
    let link = links.next().expect("some theorem is linked");
    let text = source(&link.file);
    let stated = statement(&text, &link.theorem).expect("stated");
    // An extra hypothesis, a changed constant, a comment that hides part of it.
    let weaker = text.replacen(
        &format!(" {} :", link.theorem),
        &format!(" {} : False ->", link.theorem),
        1,
    );
    assert_ne!(statement(&weaker, &link.theorem), Some(stated.clone()));
    let gone = text.replace(&link.theorem, "something_else");
    assert_eq!(statement(&gone, &link.theorem), None);
    let commented = format!("(* {text} *)");
    assert_eq!(statement(&commented, &link.theorem), None);
    let apart = text.replace("  ", " \n ");
    assert_eq!(statement(&apart, &link.theorem), Some(stated));
}

#[test]
fn a_link_alone_makes_nothing_machine_checked() {
    let (claim, link) = checked().into_iter().next().expect("a theorem");
    let text =
        |link: &str| format!("---\nclaim: {claim}\nrocq: {link}\n---\n```claim\n1 < 2\n```\n");
    let parse = |text: &str| ClaimFile::parse(text, Path::new("x.md"));
    let forged = parse(&text(&link)).expect("a claim file");
    assert_eq!(
        (forged.rocq().len(), forged.machine_checked().count()),
        (1, 0)
    );
    for wrong in ["misassignment.v", "misassignment:x", "x.v:", "x.v:a b"] {
        assert!(parse(&text(wrong)).is_err());
    }
    // The real file, and the same with one word changed.
    let path = Path::new(FOLDER).with_file_name("a3-bhattacharyya-bound.md");
    let real = fs::read_to_string(path).expect("readable");
    assert!(parse(&real).is_ok_and(|file| file.machine_checked().count() > 0));
    let changed = real.replacen("any two", "most", 1);
    assert_ne!(changed, real);
    assert!(parse(&changed).is_ok_and(|file| file.machine_checked().count() == 0));
}
