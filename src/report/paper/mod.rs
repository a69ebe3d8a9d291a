//! `paper/`: a document of the results that compiles with Debian's texlive-latex-base and texlive-latex-recommended.
//!
//! Statements come from the claim files, numbers from the tables of this run, and what each claim rests on from the ledger.

mod appendix;
mod crosswalk;
mod frame;
mod prose;

use super::{File, Reproduction};
use crate::exhibit::Exhibit;
use crate::figure::label::{Level, spans};
use crate::figure::{Figure, FigureFormat};
use crate::ledger::{ClaimFile, Ledger};
use crate::table::{Extent, Format, Table, latex_math, latex_tabular, latex_text};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What the paper is made of.
struct Sources<'a> {
    request: &'a Reproduction,
    tables: &'a [Table],
    figures: &'a [Figure],
    claims: &'a [ClaimFile],
    ledger: &'a Ledger,
}

/// A piece of a section.
enum Piece {
    /// Words, in LaTeX.
    Words(&'static str),
    /// The statement of a claim.
    Theorem(&'static str),
    /// A part of the body's tables.
    Table(&'static str),
    /// A figure.
    Figure(&'static str),
    /// Two figures side by side.
    Pair(&'static str, &'static str),
}

use Piece::{Theorem, Words};

/// The results, section by section.
const SECTIONS: [(&str, &[Piece]); 6] = [
    (
        "Misassignment",
        &[
            Words(
                "Everything that moves a correct old mean is gated by how often data of one mode are credited to the other. \
                 The probability has one classical bound and a refinement that is sharp.",
            ),
            Theorem("A3"),
            Theorem("A4"),
            Piece::Pair("misassignment", "sft-collapse"),
            Piece::Table("misassignment"),
        ],
    ),
    (
        "Forward KL forgets",
        &[
            Words(
                "Supervised fine-tuning on new data minimises $\\mathrm{KL}(p_n\\Vert q)$. It empties the old mode from every start, but algebraically rather than exponentially.",
            ),
            Theorem("B1"),
            Theorem("B2"),
            Words(
                "Replay helps when it changes the data, and not when it only changes the model that is being fitted.",
            ),
            Theorem("B5"),
            Theorem("B6"),
            Piece::Table("sft-collapse"),
        ],
    ),
    (
        "Reverse KL keeps",
        &[
            Words(
                "Reinforcement learning with a KL penalty minimises $\\mathrm{KL}(q\\Vert p_\\alpha)$. Its optimum is the target itself, its boundary repels, and what it moves of the old mode is bounded by overlap.",
            ),
            Theorem("C1"),
            Theorem("C2"),
            Theorem("C4"),
            Theorem("C8"),
            Piece::Pair("drift", "drift-apriori"),
            Theorem("G3"),
            Piece::Pair("landscape", "ttt-phase"),
        ],
    ),
    (
        "Conditioning and rate",
        &[
            Words(
                "Near the target the flow converges exponentially, at a rate that the Fisher information gives and that overlap alone makes small.",
            ),
            Theorem("C6"),
            Theorem("C7"),
            Piece::Table("conditioning"),
        ],
    ),
    (
        "Three methods between",
        &[
            Words(
                "Self-distillation, TTT-Discover and OAPL are near-on-policy: each keeps the old mode under a condition of its own, in its own parameters.",
            ),
            Theorem("D1"),
            Theorem("E1"),
            Theorem("F2"),
            Words("Table~\\ref{tab:methods} puts every method into one scenario."),
            Piece::Table("methods"),
        ],
    ),
    (
        "Mass and drift",
        &[
            Words(
                "For any learner at all, Gaussian or not, forgetting splits exactly into lost mass and drift of what is kept; both can be estimated from log-likelihoods.",
            ),
            Theorem("H2"),
            Words(
                "With finite batches the old weight is a martingale, and it can be lost by chance alone.",
            ),
            Theorem("C12"),
            Piece::Figure("extinction"),
        ],
    ),
];

/// `main.tex`, the tables it reads and the figures it includes.
pub(super) fn files(
    request: &Reproduction,
    tables: &[Table],
    figures: &[Figure],
    claims: &[ClaimFile],
) -> Vec<File> {
    let ledger = Ledger::recorded();
    let sources = Sources {
        request,
        tables,
        figures,
        claims,
        ledger: &ledger,
    };
    let paper = Path::new("paper");
    let mut files = vec![(paper.join("main.tex"), sources.document().into_bytes())];
    files.extend(tables.iter().map(|table| {
        let path = paper.join(format!("tables/{}.tex", table.name));
        (path, Format::Latex.render(table).into_bytes())
    }));
    let used = figures.par_iter().filter(|figure| is_used(figure.name));
    files.par_extend(used.map(|figure| {
        let path: PathBuf = paper.join(format!("figures/{}.pdf", figure.name));
        (path, FigureFormat::Pdf.render(figure))
    }));
    files
}

/// The claims whose statements the paper gives.
#[cfg(test)]
fn theorems() -> impl Iterator<Item = &'static str> {
    let pieces = SECTIONS.iter().flat_map(|(_, pieces)| pieces.iter());
    pieces.filter_map(|piece| match piece {
        Theorem(id) => Some(*id),
        _ => None,
    })
}

fn is_used(figure: &str) -> bool {
    let mut pieces = SECTIONS.iter().flat_map(|(_, pieces)| pieces.iter());
    pieces.any(|piece| match piece {
        Piece::Figure(name) => *name == figure,
        Piece::Pair(left, right) => [*left, *right].contains(&figure),
        _ => false,
    })
}

impl Sources<'_> {
    fn document(&self) -> String {
        let mut out = frame::opening(self);
        for (title, pieces) in SECTIONS {
            out += &format!("\\section{{{title}}}\n\n");
            for piece in pieces {
                out += &self.piece(piece);
                out += "\n\n";
            }
        }
        out += &frame::checking(self);
        out += &crosswalk::section(self);
        out += frame::BIBLIOGRAPHY;
        out += &appendix::ledger(self);
        out + "\\end{document}\n"
    }

    fn piece(&self, piece: &Piece) -> String {
        match *piece {
            Words(latex) => latex.to_owned(),
            Theorem(id) => self.theorem(id),
            Piece::Table(name) => self.table(name),
            Piece::Figure(name) => float(&self.figure(name, 0.51)),
            Piece::Pair(left, right) => float(&format!(
                "\\begin{{minipage}}[t]{{0.485\\linewidth}}\n{}\\end{{minipage}}\\hfill\n\\begin{{minipage}}[t]{{0.485\\linewidth}}\n{}\\end{{minipage}}\n",
                self.figure(left, 1.0),
                self.figure(right, 1.0),
            )),
        }
    }

    fn claim(&self, id: &str) -> Option<&ClaimFile> {
        self.claims.iter().find(|file| file.short_id() == Some(id))
    }

    /// The statement as the claim file has it, and in a line what it rests on.
    fn theorem(&self, id: &str) -> String {
        let Some(file) = self.claim(id) else {
            return String::new();
        };
        let title = latex_text(file.title().unwrap_or_default());
        let statement = prose::latex_prose(file.section("Statement").unwrap_or_default());
        format!(
            "\\begin{{claim}}{{{id}}}{{{title}}}\n{statement}\\end{{claim}}\n\\noindent{{\\small\\emph{{Checked:}} {}}}\\par",
            latex_text(&appendix::evidence(file, self.ledger))
        )
    }

    fn table(&self, name: &str) -> String {
        let Some(table) = self.tables.iter().find(|table| table.name == name) else {
            return String::new();
        };
        let mut parts = crate::exhibit::BODY
            .iter()
            .flat_map(|exhibit: &Exhibit| exhibit.parts);
        let part = parts.find(|part| part.table == name);
        let shown = part.map_or_else(|| table.clone(), |part| part.of(table));
        let view = shown.view(Extent::Readable);
        let mut size = crate::table::latex_size(&shown, &view).to_owned();
        if size.contains("scriptsize") {
            // The widest table of the paper keeps inside its margins.
            size += "\\setlength{\\tabcolsep}{2.5pt}";
        }
        format!(
            "\\begin{{table}}[htbp]\n\\centering{size}\n\\caption{{{}.}}\n\\label{{tab:{name}}}\n{}\\par\\smallskip\n\\begin{{minipage}}{{0.96\\linewidth}}\\footnotesize {}\\end{{minipage}}\n\\end{{table}}",
            latex_text(&shown.caption),
            latex_tabular(&shown, &view),
            latex_text(&view.remarks.join(" ")),
        )
    }

    /// A figure as wide as this share of its column, with its caption.
    fn figure(&self, name: &str, width: f64) -> String {
        let Some(figure) = self.figures.iter().find(|figure| figure.name == name) else {
            return String::new();
        };
        format!(
            "\\centering\n\\includegraphics[width={width}\\linewidth]{{figures/{0}}}\n\\caption{{\\textbf{{{1}.}} {2}}}\n\\label{{fig:{0}}}\n",
            figure.name,
            latex_text(&figure.title),
            caption(&figure.caption),
        )
    }
}

fn float(body: &str) -> String {
    format!("\\begin{{figure}}[htbp]\n{body}\\end{{figure}}")
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
