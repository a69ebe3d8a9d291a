//! From the phrases of the analysed abstract to the claims that settle them.

use super::{Sources, appendix};
use crate::table::latex_text;

/// A phrase, what became of it in a few words, and the claims.
const PHRASES: [(&str, &str, &[&str]); 9] = [
    (
        "forward KL on new data drives the old weight to zero",
        "from every start; at an algebraic rate",
        &["B1", "B2", "B3"],
    ),
    (
        "replay must modify the training distribution",
        "in the data it keeps its share, in the model nothing",
        &["B5", "B6"],
    ),
    (
        "reverse KL converges to the true target",
        "the only optimum up to labels; the weight from every start in (0, 1)",
        &["C1", "C2", "G3"],
    ),
    (
        "reverse KL retains the old mode",
        "the boundary repels, with a slope in closed form",
        &["C2", "G1"],
    ),
    (
        "drift only through overlap-gated misassignment probabilities",
        "an exact gradient, its bound, and bounds along the whole run",
        &["C3", "C4", "C8", "C13"],
    ),
    (
        "drift decays exponentially with mode separation",
        "like exp(-δ²/8), constants given",
        &["A3", "A4", "C4", "C8"],
    ),
    (
        "locally well-conditioned geometry, exponential convergence",
        "the smallest eigenvalue from both sides; the rate is twice it",
        &["C5", "C6", "C7"],
    ),
    (
        "replay with bounded importance weights",
        "weights at most 1/(1-ρ), and no starvation",
        &["C9", "C10", "C11"],
    ),
    (
        "near-on-policy methods: SDFT, TTT-Discover, OAPL",
        "conditions under which each keeps the old mode",
        &["D1", "D2", "E1", "E2", "F2", "F4", "F5"],
    ),
];

pub(super) fn section(sources: &Sources) -> String {
    let mut out = String::from(
        "\\section{Crosswalk}\\label{sec:crosswalk}\n\nWhat the abstract of~\\cite{theory} says, what became of it, and what that rests on.\n\n\\begin{center}\\footnotesize\n\\begin{tabular}{p{0.27\\linewidth}p{0.3\\linewidth}p{0.33\\linewidth}}\n\\toprule\nphrase & here & claims and evidence \\\\\n\\midrule\n",
    );
    for (phrase, here, ids) in PHRASES {
        let evidence: Vec<String> = ids
            .iter()
            .filter_map(|id| {
                let file = sources.claim(id)?;
                Some(format!("{id} ({})", appendix::counts(file, sources.ledger)))
            })
            .collect();
        out += &format!(
            "{} & {} & {} \\\\\n\\addlinespace\n",
            latex_text(phrase),
            latex_text(here),
            latex_text(&evidence.join("; "))
        );
    }
    out + "\\bottomrule\n\\end{tabular}\n\\end{center}\n\n"
}

#[cfg(test)]
mod tests {
    use super::PHRASES;
    use crate::ledger::shipped_claim_files;

    #[test]
    fn every_claim_named_is_there() {
        let files = shipped_claim_files().expect("readable");
        for id in PHRASES
            .iter()
            .flat_map(|(_, _, ids)| ids.iter())
            .copied()
            .chain(super::super::theorems())
        {
            let file = files.iter().find(|file| file.short_id() == Some(id));
            let file = file.unwrap_or_else(|| panic!("{id}"));
            assert!(file.section("Statement").is_some(), "{id}");
        }
    }
}
