//! The report: one HTML file that opens from disk, with everything in it.

mod explorer;
mod ledger;
mod text;

use crate::claim::{Definitions, Function, Symbol, latex_to_mathml, parse_expression};
use crate::error::Result;
use crate::figure::{self, Figure, FigureEntry, css_rules, css_variables};
use crate::judge::Verdict;
use crate::ledger::{ClaimFile, Ledger};
use crate::model::Part;
use crate::table::{Cell, Table, TableEntry};
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

/// The report as HTML; the same contents give the same bytes.
pub(super) fn page(contents: &Contents) -> String {
    let statements = contents.claims.iter().flat_map(ClaimFile::claims);
    let ids = contents.claims.iter().filter_map(ClaimFile::short_id);
    let linker = Linker::new(ids.chain(statements.map(|filed| filed.id.as_str())));
    // What the ledger's section says is not said twice.
    let tables = || contents.tables.iter().filter(|t| !ledger::repeats(t));
    let manifest = contents.manifest;
    let field = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "forgetting " (field("version")) };
                title { "Forgetting in post-training: claims, tables and figures" }
                style { (PreEscaped(style())) }
            }
            body {
                a.skip href="#claims" { "Skip to the claims" }
                header {
                    h1 { "Forgetting in post-training" }
                    p {
                        "A learner mixes an old and a new Gaussian mode. Forward KL on new data (SFT) empties the old mode; reverse KL keeps it and drifts only \
                         through misassignment probabilities that the Bhattacharyya coefficient bounds. This report holds the exact side of every statement beside its bound."
                    }
                    nav aria-label="Contents" {
                        ul {
                            li { a href="#claims" { "Claims" } }
                            li { a href="#explorer" { "Explorer" } }
                            li { a href="#figures" { "Figures" } }
                            li { a href="#tables" { "Tables" } }
                            li { a href="#notation" { "Notation" } }
                            li { a href="#manifest" { "Manifest" } }
                            li { a href="#cite" { "How to cite" } }
                        }
                    }
                }
                main {
                    (ledger::section(contents, &linker))
                    (explorer::section(&linker))
                    section #figures aria-labelledby="figures-title" {
                        h2 #figures-title { "Figures" }
                        p { "Solid blue is always exact, dashed orange the plain bound, dotted green the refined bound. The folder " code { "figures/" } " beside this file has each as SVG, PNG and CSV." }
                        div.figures { @for figure in contents.figures { (one_figure(figure, &linker)) } }
                    }
                    section #tables aria-labelledby="tables-title" {
                        h2 #tables-title { "Tables" }
                        p { "Six digits at most, and never a digit that is not vouched for; the folder " code { "tables/" } " has all of them." }
                        ul.plain { @for table in tables() { li { a href={ "#table-" (table.name) } { (table.name) } } } }
                    }
                    @for table in tables() { (one_table(table, &linker)) }
                    (notation(&linker))
                    (facts(manifest))
                    (cite(&field("version"), &field("commit")))
                }
                footer { p { "Made by forgetting " (field("version")) ". The same input gives the same bytes." } }
                script { (PreEscaped(include_str!("kernel.js"))) (PreEscaped(include_str!("explorer.js"))) }
            }
        }
    }
    .into_string()
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

fn one_figure(figure: &Figure, linker: &Linker) -> Markup {
    html! {
        figure id={ "figure-" (figure.name) "-box" } {
            (PreEscaped(figure.to_inline_svg()))
            figcaption {
                h3 { (figure.title) }
                (linker.caption(&figure.caption))
                " " (claim_list(figure.claims, linker))
                " " (setting(FigureEntry::find(figure.name).map(|e| e.uses)))
            }
        }
    }
}

fn claim_list(claims: &[&str], linker: &Linker) -> Markup {
    html! {
        @if !claims.is_empty() { "Claims: " (linker.prose(&claims.join(", "))) "." }
    }
}

/// Which of the scenario's parts, listed in the manifest, it shows.
fn setting(uses: Result<&[Part]>) -> Markup {
    let flags = uses.map(Part::flags).unwrap_or_default();
    html! {
        @if flags.is_empty() {
            "Its setting is fixed."
        } @else {
            "Of the scenario in the manifest it shows what "
            @for (k, flag) in flags.iter().enumerate() { @if k > 0 { ", " } code { (flag) } }
            " set."
        }
    }
}

fn one_table(table: &Table, linker: &Linker) -> Markup {
    let id = format!("table-{}", table.name);
    let wide = (table.columns.len() > 9).then_some("wide");
    html! {
        section.print.(wide.unwrap_or("narrow")) id=(id) aria-labelledby={ (id) "-title" } {
            h3 id={ (id) "-title" } { (table.name) }
            div.scroll role="region" aria-labelledby={ (id) "-caption" } tabindex="0" {
                table {
                    caption id={ (id) "-caption" } { span { (linker.prose(&table.caption)) } }
                    thead { tr {
                        @for (k, column) in table.columns.iter().enumerate() {
                            th.n[table.right_aligned(k)] scope="col" { (linker.prose(column.heading)) }
                        }
                    } }
                    tbody { @for row in &table.rows { (one_row(table, row, linker)) } }
                }
            }
            div.notes {
                p { (claim_list(table.claims, linker)) " " (setting(TableEntry::find(table.name).map(|e| e.uses))) }
                @for note in &table.notes { p { (linker.prose(note)) } }
            }
        }
    }
}

fn one_row(table: &Table, row: &[Cell], linker: &Linker) -> Markup {
    let content = |cell: &Cell| match cell {
        Cell::Verdict(verdict) => verdict_markup(*verdict),
        other => linker.prose(&other.readable()),
    };
    html! {
        tr {
            @for (k, cell) in row.iter().enumerate() {
                @if k == 0 {
                    th.n[table.right_aligned(k)] scope="row" { (content(cell)) }
                } @else {
                    td.n[table.right_aligned(k)] { (content(cell)) }
                }
            }
        }
    }
}

/// Every function of the theory as it is written, typed and set.
fn notation(linker: &Linker) -> Markup {
    let theory = Function::ALL.iter().filter(|f| f.is_theory());
    html! {
        section #notation aria-labelledby="notation-title" {
            h2 #notation-title { "Notation" }
            p { "What claims, the command line and " code { "forgetting eval" } " call the functions of the theory." }
            div.scroll role="region" aria-labelledby="notation-caption" tabindex="0" {
                table {
                    caption #notation-caption { span { "Functions of the theory" } }
                    thead { tr {
                        th scope="col" { "typed" }
                        th scope="col" { "set" }
                        th scope="col" { "meaning" }
                        th scope="col" { "domain" }
                        th scope="col" { "claim" }
                    } }
                    tbody { @for function in theory {
                        @let entry = function.entry();
                        tr {
                            th scope="row" { code { (entry.signature()) } }
                            td { (PreEscaped(formula(*function))) }
                            td.wrap { (linker.prose(entry.about)) }
                            td.wrap { (entry.domain) }
                            td { (linker.prose(entry.claim)) }
                        }
                    } }
                }
            }
        }
    }
}

/// The function of its parameters, those with an index at an unnamed one.
fn formula(function: Function) -> String {
    let entry = function.entry();
    let names: Vec<Symbol> = entry
        .parameters
        .iter()
        .filter_map(|p| Symbol::new(p))
        .collect();
    let index = entry.index.iter().map(|_| "1");
    let arguments: Vec<&str> = index.chain(entry.parameters.iter().copied()).collect();
    let source = format!("{}({})", entry.name, arguments.join(", "));
    let expr = parse_expression(&source, &names, &Definitions::new());
    let latex = expr.map(|e| e.to_latex()).unwrap_or_default();
    let general = entry.index.as_ref().map_or(latex.clone(), |index| {
        latex.replace("_{1}", &format!("_{{{}}}", index.name))
    });
    latex_to_mathml(&general).unwrap_or_default()
}

fn facts(manifest: &Value) -> Markup {
    let inputs = &manifest["inputs"];
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let files = manifest["files"].as_object();
    html! {
        section #manifest aria-labelledby="manifest-title" {
            h2 #manifest-title { "Manifest" }
            dl.facts {
                @for key in ["tool", "version", "commit", "toolchain", "command"] {
                    dt { (key) } dd { code { (plain(&manifest[key])) } }
                }
                @for (key, value) in inputs.as_object().into_iter().flatten() {
                    dt { (key.replace('_', " ")) } dd { code { (plain(value)) } }
                }
                @for (key, value) in manifest["verdicts"].as_object().into_iter().flatten() {
                    dt { "rows: " (key) } dd { (plain(value)) }
                }
                @let recorded = &manifest["recorded_verdicts"];
                @for (key, value) in recorded["verdicts"].as_object().into_iter().flatten() {
                    dt { "recorded rows: " (key) } dd { (plain(value)) }
                }
                @for (key, value) in recorded["recorded"].as_object().into_iter().flatten() {
                    dt { "recorded: " (key) } dd { code { (plain(value)) } }
                }
            }
            @if let Some(files) = files {
                details {
                    summary { (files.len()) " files and their SHA-256" }
                    div.scroll role="region" aria-labelledby="files-caption" tabindex="0" {
                        table {
                            caption #files-caption { span { "Files of this result folder" } }
                            thead { tr { th scope="col" { "file" } th scope="col" { "SHA-256" } } }
                            tbody { @for (name, hash) in files { tr { th scope="row" { code { (name) } } td { code { (plain(hash)) } } } } }
                        }
                    }
                }
            }
        }
    }
}

fn cite(version: &str, commit: &str) -> Markup {
    let note = if commit == "unknown" {
        format!("version {version}")
    } else {
        format!(
            "version {version}, commit {}",
            &commit[..commit.len().min(12)]
        )
    };
    let entries = format!(
        "@software{{forgetting,\n  title = {{forgetting: exact values and judged claims on forgetting in post-training}},\n  version = {{{version}}},\n  note = {{{note}}}\n}}\n\n\
         @misc{{balasubramanian2026forgetting,\n  title = {{A Quantitative Characterization of Forgetting in Post-Training}},\n  \
         author = {{Balasubramanian and Kasiviswanathan}},\n  year = {{2026}},\n  eprint = {{2603.12163}},\n  archivePrefix = {{arXiv}}\n}}\n"
    );
    html! {
        section #cite aria-labelledby="cite-title" {
            h2 #cite-title { "How to cite" }
            p { "Numbers and verdicts: this software with its version and commit. The theory: the paper. Claim ids such as A3 are this project's own." }
            pre tabindex="0" { (entries) }
        }
    }
}
