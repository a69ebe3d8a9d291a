//! Tables of the body with the figures beside them, and a list of all other tables.

use super::frame::framed;
use super::text::Linker;
use super::{Contents, command, verdict_markup};
use crate::error::Result;
use crate::exhibit::{BODY, Exhibit, FIGURES, FigureEntry, TableEntry};
use crate::figure::Figure;
use crate::model::Part;
use crate::table::{Cell, Extent, Table, View};
use maud::{Markup, PreEscaped, html};

pub(super) fn section(
    exhibit: &Exhibit,
    number: usize,
    contents: &Contents,
    linker: &Linker,
) -> Markup {
    let id = format!("exhibit-{}", exhibit.name);
    html! {
        section.exhibit id=(id) aria-labelledby={ (id) "-title" } {
            h3 id={ (id) "-title" } { (exhibit.title) }
            (content(exhibit, number, contents, linker))
        }
    }
}

/// What it says, its tables and its figures.
pub(super) fn content(
    exhibit: &Exhibit,
    number: usize,
    contents: &Contents,
    linker: &Linker,
) -> Markup {
    let parts = exhibit.shown(contents.tables);
    let figures: Vec<&Figure> = exhibit
        .figures
        .iter()
        .filter_map(|name| contents.figures.iter().find(|figure| figure.name == *name))
        .collect();
    html! {
        p { (linker.prose(exhibit.says)) }
        @for (k, (table, part)) in parts.iter().zip(exhibit.parts).enumerate() {
            @let letter = if parts.len() > 1 { char::from(b'a' + k as u8).to_string() } else { String::new() };
            (one_table(table, &format!("Table {number}{letter}"), part.title, linker))
        }
        @if !figures.is_empty() {
            div.figures { @for figure in figures { (one_figure(figure, linker)) } }
        }
    }
}

fn one_figure(figure: &Figure, linker: &Linker) -> Markup {
    html! {
        figure id={ "figure-" (figure.name) "-box" } {
            (PreEscaped(figure.to_inline_svg()))
            figcaption {
                p.title { "Figure " (number(figure.name)) ". " (figure.title) }
                (linker.caption(&figure.caption))
                " " (claim_list(figure.claims, linker))
                " " (setting(FigureEntry::find(figure.name).map(|e| e.uses)))
            }
        }
    }
}

/// In the order of the page: the figures of the body, then the others.
fn number(figure: &str) -> usize {
    let body = BODY
        .iter()
        .flat_map(|exhibit| exhibit.figures.iter().copied());
    let others = FIGURES.iter().map(|entry| entry.name);
    let others = others.filter(|name| BODY.iter().all(|exhibit| !exhibit.figures.contains(name)));
    body.chain(others)
        .position(|name| name == figure)
        .map_or(0, |k| k + 1)
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
            "It changes with "
            @for (k, flag) in flags.iter().enumerate() { @if k > 0 { ", " } code { (flag) } }
            "."
        }
    }
}

fn one_table(table: &Table, label: &str, title: &str, linker: &Linker) -> Markup {
    let id = format!("table-{}", table.name);
    let view = table.view(Extent::Readable);
    let caption = html! {
        b { (label) @if !title.is_empty() { ": " (linker.prose(title)) } ". " }
        (linker.prose(&table.caption)) "."
    };
    html! {
        div.table id=(id) {
            (framed(&id, &caption, &html! {
                thead { tr {
                    @for k in &view.columns {
                        th.n[table.right_aligned(*k)] scope="col" { (linker.prose(table.columns[*k].heading)) }
                    }
                } }
                tbody { @for row in 0..table.rows.len() { (one_row(table, &view, row, linker)) } }
            }))
            div.notes {
                p { (claim_list(table.claims, linker)) " " (linker.prose(&view.remarks.join(" "))) " " (setting(TableEntry::find(table.name).map(|e| e.uses))) }
                @if !table.notes.is_empty() { p { (linker.prose(&table.notes.join(" "))) } }
                p.screen { (command(&format!("forgetting table {} --wide", table.name))) }
            }
        }
    }
}

fn one_row(table: &Table, view: &View, row: usize, linker: &Linker) -> Markup {
    let content = |column: usize| match view.cell(row, column) {
        Cell::Verdict(verdict) => verdict_markup(*verdict),
        _ => linker.prose(&view.text(row, column)),
    };
    let long = |column: usize| view.text(row, column).chars().count() > 24;
    html! {
        tr {
            @for (at, k) in view.columns.iter().enumerate() {
                @if at == 0 {
                    th.n[table.right_aligned(*k)] scope="row" { (content(*k)) }
                } @else {
                    td.n[table.right_aligned(*k)].wrap[long(*k)] { (content(*k)) }
                }
            }
        }
    }
}

/// Tables and figures that the body does not show.
pub(super) fn further(contents: &Contents, linker: &Linker) -> Markup {
    let shown = |name: &str| {
        BODY.iter()
            .flat_map(|e| e.parts)
            .any(|part| part.table == name)
    };
    let tables = contents.tables.iter().filter(|table| !shown(table.name));
    let drawn = |name: &str| BODY.iter().any(|e| e.figures.contains(&name));
    let figures: Vec<&Figure> = contents
        .figures
        .iter()
        .filter(|figure| !drawn(figure.name))
        .collect();
    html! {
        section #further aria-labelledby="further-title" {
            h3 #further-title { "Further tables" }
            p { "In the folder " code { "tables/" } " beside this file and from " code { "forgetting table NAME" } "." }
            ul.further { @for table in tables {
                @let about = TableEntry::find(table.name).map(|entry| entry.about).unwrap_or_default();
                li id={ "table-" (table.name) } { b { (table.name) } ", " (table.rows.len()) " rows: " (linker.prose(about)) ". " (claim_list(table.claims, linker)) }
            } }
            @if !figures.is_empty() { div.figures { @for figure in figures { (one_figure(figure, linker)) } } }
        }
    }
}
