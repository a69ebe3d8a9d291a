//! What was found and what was judged, in a paragraph each.

use super::Contents;
use super::text::Linker;
use crate::judge::Verdict;
use crate::ledger::ClaimFile;
use crate::table::{Extent, Table};
use maud::{Markup, html};

pub(super) fn lead(contents: &Contents, linker: &Linker) -> Markup {
    html! {
        p.lead { (found(contents, linker)) }
        p { (judged(contents)) }
    }
}

/// The old mass of a method's first setting, and what that setting is.
fn kept(methods: &Table, method: &str) -> Option<(String, String)> {
    let view = methods.view(Extent::Readable);
    let row = (0..methods.rows.len()).find(|row| methods.word(*row, "method") == Some(method))?;
    let at = methods
        .columns
        .iter()
        .position(|column| column.key == "exact")?;
    let setting = methods.word(row, "setting").unwrap_or_default().to_owned();
    Some((
        view.text(row, at).trim_end_matches(['†', '‡']).to_owned(),
        setting,
    ))
}

fn found(contents: &Contents, linker: &Linker) -> Markup {
    let Some(methods) = contents.tables.iter().find(|table| table.name == "methods") else {
        return html! {};
    };
    let inputs = &contents.manifest["inputs"];
    let delta = inputs["delta"].as_f64().unwrap_or(f64::NAN);
    let says = |method: &str, words: &str| {
        let kept = kept(methods, method);
        html! { @if let Some((mass, setting)) = kept { (words) " " strong { (linker.prose(&mass)) } " (" (linker.prose(&setting)) ")" } }
    };
    html! {
        "Two modes, old and new, " (linker.prose(&format!("δ = {}", crate::table::significant_digits(delta, 4).trim_end_matches('0').trim_end_matches('.'))))
        " standard deviations apart. Of the old mode's weight, training to the end keeps: "
        (says("sft", "SFT on new data")) "; " (says("sft-replay", "with replay in the data")) "; "
        (says("sft-model-replay", "with replay in the model only")) "; " (says("reverse-kl", "reverse KL to the target")) "; "
        (says("ttt-discover", "TTT-Discover")) "; " (says("oapl", "OAPL")) ". "
        "Reverse KL moves the old mode only as far as the two overlap, by misassignment probabilities that fall like exp(−δ²/8)."
    }
}

fn judged(contents: &Contents) -> Markup {
    let mut rows = 0;
    let mut agree = 0;
    let mut refuted = 0;
    for table in contents.tables.iter().filter(|table| !table.is_recorded()) {
        for (verdict, count) in table.verdict_counts() {
            rows += count;
            agree += if verdict == Verdict::HoldsOnSamples {
                count
            } else {
                0
            };
            refuted += if verdict == Verdict::Refuted {
                count
            } else {
                0
            };
        }
    }
    let open = rows - agree - refuted;
    let statements: usize = contents.claims.iter().map(|file| file.claims().len()).sum();
    let established: usize = contents
        .ledger
        .counts()
        .iter()
        .filter(|(verdict, _)| verdict.is_established())
        .map(|(_, count)| count)
        .sum();
    let theorems: usize = contents
        .claims
        .iter()
        .map(|file| ClaimFile::machine_checked(file).count())
        .sum();
    html! {
        "Judged in this run: " (rows) " rows of " (contents.tables.iter().filter(|table| !table.is_recorded() && !table.verdict_counts().is_empty()).count())
        " tables, each a sample of the claims it names; " (agree) " agree, " (refuted) " are refuted, " (open) " are undecided. "
        "Not judged again: " (statements) " statements of " (contents.claims.len()) " claims, of which " (established)
        " are proved or certified, with " (theorems) " machine-checked theorems beside them; their verdicts were " (contents.ledger.provenance()) "."
    }
}
