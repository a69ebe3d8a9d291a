//! `paper/`: every table and figure as a LaTeX document that compiles with a plain TeX Live (booktabs, graphicx, lscape, hyperref).

use super::{File, Reproduction};
use crate::figure::label::{Level, spans};
use crate::figure::{Figure, FigureFormat};
use crate::judge::Verdict;
use crate::table::{Format, Table, latex_math, latex_text};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// From so many columns on a table gets a page on its side, unless it has more rows than that page has lines.
const WIDE: usize = 10;
const LINES: usize = 32;

/// `main.tex`, the tables it reads and the figures it includes.
pub(super) fn files(request: &Reproduction, tables: &[Table], figures: &[Figure]) -> Vec<File> {
    let paper = Path::new("paper");
    let mut files = vec![(
        paper.join("main.tex"),
        document(request, tables, figures).into_bytes(),
    )];
    files.extend(tables.iter().map(|table| {
        let path = paper.join(format!("tables/{}.tex", table.name));
        (path, Format::Latex.render(table).into_bytes())
    }));
    files.par_extend(figures.par_iter().map(|figure| {
        let path: PathBuf = paper.join(format!("figures/{}.pdf", figure.name));
        (path, FigureFormat::Pdf.render(figure))
    }));
    files
}

fn document(request: &Reproduction, tables: &[Table], figures: &[Figure]) -> String {
    let mut out = String::from(PREAMBLE);
    out += &format!(
        "\\newcommand{{\\version}}{{{}}}\n",
        env!("CARGO_PKG_VERSION")
    );
    out += BEGINNING;
    out += &setting(request);
    out += &verdicts(tables);
    out += "\\section{Figures}\n\n";
    for figure in figures {
        out += &format!(
            "\\begin{{figure}}\n\\centering\n\\includegraphics[width=0.62\\linewidth]{{figures/{0}}}\n\\caption{{\\textbf{{{1}.}} {2} Claims: {3}.}}\n\\label{{fig:{0}}}\n\\end{{figure}}\n\n",
            figure.name,
            latex_text(&figure.title),
            caption(&figure.caption),
            figure.claims.join(", "),
        );
    }
    out += "\\clearpage\n\\section{Tables}\n\n";
    for table in tables {
        let input = format!("\\input{{tables/{}}}\n", table.name);
        out += &if table.columns.len() >= WIDE && table.rows.len() <= LINES {
            format!("\\begin{{landscape}}\n{input}\\end{{landscape}}\n\n")
        } else {
            format!("{input}\n")
        };
    }
    out + "\\end{document}\n"
}

const PREAMBLE: &str = r"% Written by `forgetting reproduce --paper`; every number is from that run.
\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[margin=1in]{geometry}
\usepackage{amsmath,booktabs,graphicx,lscape}
\usepackage[hidelinks]{hyperref}
\renewcommand{\topfraction}{0.9}
\renewcommand{\floatpagefraction}{0.7}
";

const BEGINNING: &str = r"\title{Forgetting in post-training:\\ exact values, bounds and verdicts}
\author{forgetting \version}
\date{}

\begin{document}
\maketitle

A learner $q=\beta N(m_o,\Sigma)+(1-\beta)N(m_n,\Sigma)$ mixes an old and a new Gaussian mode at Mahalanobis separation $\delta$.
Forward KL on new data (SFT) empties the old mode; reverse KL to the target keeps it and drifts only through the misassignment
probabilities $\varepsilon_o$ and $\varepsilon_n$, which the Bhattacharyya coefficient $\mathrm{BC}=e^{-\delta^2/8}$ bounds.
Claim ids such as A3 are those of the report beside this document.

";

fn setting(request: &Reproduction) -> String {
    let scenario = &request.scenario;
    format!(
        "\\section{{Setting and verdicts}}\n\nWhere a table is about one setting it is the scenario ``{}'': dimension {}, $\\delta={:.6}$, target old weight $\\alpha={}$, replay rate $\\rho={}$, start $\\beta_0={}$.\n",
        latex_text(scenario.name()),
        scenario.modes().dimension(),
        scenario.modes().separation().delta(),
        scenario.alpha().old(),
        scenario.rho().old(),
        scenario.start().weight().old(),
    )
}

/// One line a table: what its rows say.
fn verdicts(tables: &[Table]) -> String {
    let mut out = String::from(
        "Table~\\ref{tab:verdicts} counts the verdicts of the rows; a row is one sample of its claims.\n\n\\begin{table}[h]\n\\centering\\small\n\\caption{Rows by verdict}\n\\label{tab:verdicts}\n\\begin{tabular}{llrrr}\n\\toprule\ntable & claims & hold & refuted & open \\\\\n\\midrule\n",
    );
    for table in tables {
        let count = |verdict| {
            let all = table.verdict_counts();
            let found = all.iter().find(|(v, _)| *v == verdict);
            found.map_or(0, |(_, n)| *n)
        };
        let open: usize = Verdict::ALL
            .into_iter()
            .filter(|verdict| verdict.is_open())
            .map(count)
            .sum();
        out += &format!(
            "\\ref{{tab:{0}}}~{0} & {1} & {2} & {3} & {4} \\\\\n",
            table.name,
            table.claims.join(", "),
            count(Verdict::HoldsOnSamples),
            count(Verdict::Refuted),
            open,
        );
    }
    out + "\\bottomrule\n\\end{tabular}\n\\end{table}\n\n"
}

/// A caption in the figures' markup.
fn caption(markup: &str) -> String {
    let mut out = String::new();
    for span in spans(markup) {
        out += &match (span.level, span.italic) {
            (Level::Line, false) => latex_text(&span.text),
            (Level::Line, true) => format!("${}$", latex_math(&span.text)),
            (Level::Subscript, _) => format!("$_{{{}}}$", script(&span.text)),
            (Level::Superscript, _) => format!("$^{{{}}}$", script(&span.text)),
        };
    }
    out.replace("$$", "")
}

fn script(text: &str) -> String {
    let word = text.len() > 1 && text.chars().all(|c| c.is_ascii_alphabetic());
    if word {
        format!("\\mathrm{{{text}}}")
    } else {
        latex_math(text)
    }
}

#[cfg(test)]
mod tests {
    use super::caption;

    #[test]
    fn captions_become_formulas() {
        assert_eq!(
            caption("*β*_{0} and *e*^{−δ²/8}, rate 2*λ*_{min} & more"),
            "$\\beta_{0}$ and $e^{-\\delta ^2/8}$, rate 2$\\lambda_{\\mathrm{min}}$ \\& more"
        );
    }
}
