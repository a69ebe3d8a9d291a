//! The index of the claim files, `proofs/README.md`.

use super::claim_file::ClaimFile;
use super::coverage::Coverage;
use super::record::Ledger;
use crate::judge::Verdict;

/// The parts of the theory: the letter of their claims, and what they are about.
const PARTS: [(&str, &str); 10] = [
    ("S", "Setting: one kernel carries everything"),
    ("A", "Overlap"),
    ("B", "Forward KL (SFT)"),
    ("C", "Reverse KL (RL)"),
    ("D", "SDFT: reverse KL to an averaged teacher"),
    ("E", "TTT-Discover: entropic utility with a KL anchor"),
    ("F", "OAPL: regression to the tilt of a lagged policy"),
    ("G", "Beyond the paper"),
    (
        "H",
        "Any two densities: the law of the log-likelihood ratio",
    ),
    ("I", "KL estimators as they are trained with"),
];

const PREAMBLE: &str = "\
# The theory, claim by claim

Each file states one theorem of the theory of forgetting in two-mode learners, says under which hypotheses and why it matters, and proves it. Whatever can be
checked by machine stands in a claim block: `forgetting check` judges every block, and `cargo test` does so again. Read from top to bottom, or follow the links.

The verdicts: **proved** by exact rewriting, **machine-checked** by Rocq ([rocq/](rocq/)), **certified** by interval arithmetic on the whole domain, **holds on
samples** where only sampling was possible (the block says why). [TRUST.md](../TRUST.md) says what each rests on.

This index is written by `forgetting check --record proofs`.
";

/// The index as Markdown: the claim files by part of the theory, with tightness, verdicts and machine-checked theorems.
///
/// ```
/// use forgetting::ledger::{Ledger, index, shipped_claim_files};
/// let text = index(&shipped_claim_files()?, &Ledger::recorded());
/// assert!(text.contains("a3-bhattacharyya-bound.md"));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn index(files: &[ClaimFile], ledger: &Ledger) -> String {
    let theorems = files
        .iter()
        .filter(|file| file.field("status") == Some("theorem"));
    let whole = files.iter().filter(|file| ledger.establishes(file));
    let mut text = format!(
        "{PREAMBLE}The verdicts were {}. Of {} theorems {} are established on their whole domain; \
         the column \"they cover\" says what the blocks of the others leave out.\n",
        ledger.provenance(),
        theorems.count(),
        whole.count(),
    );
    for (letter, title) in PARTS {
        let rows: Vec<String> = files
            .iter()
            .filter(|file| file.short_id().is_some_and(|id| id.starts_with(letter)))
            .map(|file| row(file, ledger))
            .collect();
        if !rows.is_empty() {
            text += &format!(
                "\n## {title}\n\n| claim | what it says | tightness | its claim blocks | they cover | theorems in Rocq |\n\
                 | --- | --- | --- | --- | --- | --- |\n{}\n",
                rows.join("\n")
            );
        }
    }
    text
}

fn row(file: &ClaimFile, ledger: &Ledger) -> String {
    let counts = Verdict::ALL.into_iter().filter_map(|verdict| {
        let judged = file.claims().iter().filter_map(|filed| ledger.entry(filed));
        let count = judged.filter(|entry| entry.verdict == verdict).count();
        (count > 0).then(|| format!("{count} {verdict}"))
    });
    let counts: Vec<String> = counts.collect();
    let theorems = match file.machine_checked().count() {
        0 => "".to_owned(),
        n => format!("{n} {}", Verdict::MachineChecked),
    };
    let scope = file.machine_checked_scope();
    let scope = scope.map_or_else(String::new, |scope| format!(" {scope}"));
    let covers = file.covers().map_or_else(String::new, Coverage::to_string);
    format!(
        "| [{}]({}.md) | {} | {} | {} | {covers} | {theorems}{scope} |",
        file.short_id().unwrap_or_default(),
        file.id(),
        file.title().unwrap_or_default(),
        file.field("tightness").unwrap_or_default(),
        counts.join(", "),
    )
}
