//! Every claim block of `proofs/`, as a test of its own.
//!
//! Each is judged again and compared with the recorded ledger, verdict, boxes and slack: the ledger the reports show is what the
//! judges say today. `forgetting check --record proofs` renews it.

use forgetting::judge::{Limits, Verdict};
use forgetting::ledger::{Entry, FiledClaim, Ledger, index, judge_filed, shipped_claim_files};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let files = shipped_claim_files().expect("proofs/ can be read");
    let mut trials: Vec<Trial> = files
        .iter()
        .flat_map(|file| file.claims().to_vec())
        .map(|filed| Trial::test(filed.id.clone(), move || judged(&filed)))
        .collect();
    let ids: Vec<String> = files
        .iter()
        .flat_map(|file| file.claims().iter().map(|filed| filed.id.clone()))
        .collect();
    let page = index(&files, &Ledger::recorded());
    trials.push(Trial::test("the_ledger_lists_these_claims", move || {
        let entries = Ledger::recorded().entries;
        let recorded: Vec<String> = entries.into_iter().map(|entry| entry.id).collect();
        same(&recorded, &ids)
    }));
    trials.push(Trial::test("the_index_is_current", move || {
        same(&include_str!("../proofs/README.md").to_owned(), &page)
    }));
    trials.push(Trial::test("enough_is_established", enough));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn judged(filed: &FiledClaim) -> Result<(), Failed> {
    let judgement = judge_filed(filed, &Limits::default());
    if judgement.verdict == Verdict::Refuted || judgement.verdict.is_open() {
        return Err(format!("{}: {}", judgement.verdict, judgement.reason).into());
    }
    let ledger = Ledger::recorded();
    let recorded = ledger
        .entry(filed)
        .ok_or("the ledger does not know this claim")?;
    same(recorded, &Entry::new(filed, &judgement))
}

/// Nothing refuted, nothing undecided, and four fifths of at least sixty claims established on their whole domain.
fn enough() -> Result<(), Failed> {
    let entries = Ledger::recorded().entries;
    let established = entries.iter().filter(|e| e.verdict.is_established());
    let (established, all) = (established.count(), entries.len());
    if all < 60 || 5 * established < 4 * all {
        return Err(format!("{established} of {all} are established").into());
    }
    let unexplained = entries.iter().find(|entry| {
        entry.verdict == Verdict::HoldsOnSamples
            && entry.sampled.as_deref().is_none_or(str::is_empty)
    });
    unexplained.map_or(Ok(()), |entry| {
        Err(format!("{} is only sampled and does not say why", entry.id).into())
    })
}

fn same<T: PartialEq + std::fmt::Debug>(recorded: &T, now: &T) -> Result<(), Failed> {
    if recorded == now {
        return Ok(());
    }
    Err(format!(
        "recorded {recorded:#?}\nnow {now:#?}\nrenew with: forgetting check --record proofs"
    )
    .into())
}
