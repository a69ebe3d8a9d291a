//! The ledger in a long table: every claim and what it rests on.

use super::Sources;
use crate::judge::Verdict;
use crate::ledger::{ClaimFile, Ledger};
use crate::table::latex_text;

/// How many statements have which verdict.
pub(super) fn counts(file: &ClaimFile, ledger: &Ledger) -> String {
    let entries: Vec<Verdict> = file
        .claims()
        .iter()
        .filter_map(|filed| Some(ledger.entry(filed)?.verdict))
        .collect();
    let count = |verdict: Verdict| entries.iter().filter(|v| **v == verdict).count();
    let found = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, count(verdict)));
    let words: Vec<String> = found
        .filter(|(_, n)| *n > 0)
        .map(|(verdict, n)| format!("{n} {verdict}"))
        .collect();
    words.join(", ")
}

/// In a sentence: verdicts, and how much is machine-checked.
pub(super) fn evidence(file: &ClaimFile, ledger: &Ledger) -> String {
    let theorems = file.machine_checked().count();
    let scope = file
        .machine_checked_scope()
        .map_or_else(String::new, |scope| format!(" {scope}"));
    match theorems {
        0 => format!("{}.", counts(file, ledger)),
        1 => format!("{}; 1 theorem in Rocq,{scope}.", counts(file, ledger)),
        n => format!("{}; {n} theorems in Rocq,{scope}.", counts(file, ledger)),
    }
}

pub(super) fn ledger(sources: &Sources) -> String {
    let mut out = String::from(
        "\\appendix\n\\section{The ledger}\n\nEvery claim, its statements by verdict, and what the theorems in Rocq cover of it.\n\n{\\scriptsize\\renewcommand{\\arraystretch}{0.95}\\setlength{\\LTleft}{0pt}\\setlength{\\LTright}{0pt}\n\\begin{longtable}{@{}lp{0.36\\linewidth}p{0.56\\linewidth}@{}}\n\\toprule\nid & claim & evidence \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n",
    );
    for file in sources.claims {
        let cells = [
            file.short_id().unwrap_or(file.id()),
            file.title().unwrap_or_default(),
            &evidence(file, sources.ledger),
        ]
        .map(latex_text);
        out += &format!("{} \\\\\n", cells.join(" & "));
    }
    out + "\\end{longtable}\n}\n"
}
