//! The report: one HTML file that opens from disk, with everything in it.

mod characters;
mod closing;
mod data;
mod exhibits;
mod explorer;
mod frame;
mod lead;
mod ledger;
mod notation;
mod text;

use crate::exhibit::BODY;
use crate::figure::{self, Figure, css_rules, css_variables};
use crate::judge::Verdict;
use crate::ledger::{ClaimFile, Ledger};
use crate::table::Table;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use text::Linker;

/// What goes into the report.
pub(super) struct Contents<'a> {
    pub tables: &'a [Table],
    pub figures: &'a [Figure],
    pub claims: &'a [ClaimFile],
    pub ledger: &'a Ledger,
    /// The manifest of everything but the report itself.
    pub manifest: &'a Value,
}

/// The sections, by anchor.
const SECTIONS: [(&str, &str); 8] = [
    ("methods", "Methods"),
    ("tables", "Tables and figures"),
    ("claims", "Claims"),
    ("explorer", "Explorer"),
    ("data", "Your own data"),
    ("notation", "Notation"),
    ("manifest", "Manifest"),
    ("cite", "How to cite"),
];

/// The report as HTML; the same contents give the same bytes.
pub(super) fn page(contents: &Contents) -> String {
    let statements = contents.claims.iter().flat_map(ClaimFile::claims);
    let ids = contents.claims.iter().filter_map(ClaimFile::short_id);
    let linker = Linker::new(ids.chain(statements.map(|filed| filed.id.as_str())));
    let version = contents.manifest["version"].as_str().unwrap_or_default();
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(version))
            body {
                a.skip href="#methods" { "Skip to the results" }
                header {
                    h1 { "Forgetting in post-training" }
                    (lead::lead(contents, &linker))
                    nav aria-label="Contents" {
                        ul { @for (anchor, words) in SECTIONS { li { a href={ "#" (anchor) } { (words) } } } }
                    }
                }
                (results(contents, &linker))
                footer { p { "Made by forgetting " (version) ". The same input gives the same bytes." } }
                (scripts())
            }
        }
    }
    .into_string()
}

fn head(version: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="generator" content={ "forgetting " (version) };
            title { "Forgetting in post-training: what was found, and what it rests on" }
            style { (PreEscaped(style())) }
        }
    }
}

/// The sections, in order.
fn results(contents: &Contents, linker: &Linker) -> Markup {
    let field = |key: &str| contents.manifest[key].as_str().unwrap_or_default();
    html! {
        main {
            section #methods aria-labelledby="methods-title" {
                h2 #methods-title { (BODY[0].title) }
                (exhibits::content(&BODY[0], 1, contents, linker))
            }
            section #tables aria-labelledby="tables-title" {
                h2 #tables-title { "Tables and figures" }
                p {
                    "Four digits at most, and never one that is not vouched for; the folder " code { "tables/" } " beside this file has every row, column and digit as CSV, JSON, Markdown and LaTeX, and "
                    code { "figures/" } " every figure as SVG, PNG and CSV. In figures solid blue is exact, dashed orange the plain bound, dotted green the refined bound."
                }
            }
            @for (k, exhibit) in BODY.iter().enumerate().skip(1) {
                (exhibits::section(exhibit, k + 1, contents, linker))
            }
            (exhibits::further(contents, linker))
            (ledger::section(contents, linker))
            (explorer::section(linker))
            (data::section(linker))
            (notation::section(linker))
            (closing::facts(contents.manifest))
            (closing::cite(field("version"), field("commit")))
        }
    }
}

/// The library compiled for the page, and what calls it.
fn scripts() -> Markup {
    html! {
        script #library type="text/plain" {
            (PreEscaped(STANDARD.encode(include_bytes!("library.wasm.gz"))))
        }
        script {
            (PreEscaped(include_str!("library.js")))
            (PreEscaped(include_str!("explorer.js")))
            (PreEscaped(include_str!("copy.js")))
        }
    }
}

fn style() -> String {
    let wash = |light: &str| format!("--wash:{light};");
    let face = |style: &str, font: &[u8]| {
        format!(
            "@font-face{{font-family:\"Noto Sans Figures\";font-style:{style};src:url(data:font/ttf;base64,{})}}",
            STANDARD.encode(font)
        )
    };
    let light = css_variables(false) + &wash("#f3f5f7");
    let dark = css_variables(true) + &wash("#1e2126");
    format!(
        ":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}{}{}svg{{font-family:\"Noto Sans Figures\",sans-serif}}{}{}",
        face("normal", figure::REGULAR),
        face("italic", figure::ITALIC),
        include_str!("style.css"),
        css_rules(),
    )
}

fn verdict_markup(verdict: Verdict) -> Markup {
    html! { span class={ "verdict " (verdict_kind(verdict)) } { (verdict) } }
}

/// The sign before it.
fn verdict_kind(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Refuted => "bad",
        open if open.is_open() => "open",
        _ => "good",
    }
}

/// A command a reader can copy.
fn command(words: &str) -> Markup {
    html! { span.command { code { (words) } button type="button" data-copy="" aria-label={ "Copy " (words) } { "Copy" } } }
}
