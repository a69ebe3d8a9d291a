//! What `advise` and `diagnose` say of the data that come with the project.

use super::characters::characters;
use super::command;
use super::frame::{framed, headings};
use super::text::Linker;
use crate::data::{
    AdviceSetting, Advisory, Diagnosis, DiagnosisSetting, Interval, advise, diagnose, open_rows,
    read_log_likelihoods,
};
use crate::error::Result;
use crate::exhibit::diagnosis_figure;
use crate::table::significant_digits;
use maud::{Markup, PreEscaped, html};
use std::io::Write;

/// Two tasks from Fisher's irises, and log-likelihoods of checkpoints, as `examples/tasks` has them.
const OLD: &str = include_str!("../../../examples/tasks/iris-old.csv");
const NEW: &str = include_str!("../../../examples/tasks/iris-new.csv");
const CHAINS: &str = include_str!("../../../examples/tasks/chains.csv");

pub(super) fn section(linker: &Linker) -> Markup {
    html! {
        section #data aria-labelledby="data-title" {
            h2 #data-title { "Your own data" }
            p { "From features of two tasks, or from log-likelihoods of checkpoints, the same numbers with intervals; here for the data in " code { "examples/tasks" } "." }
            @match advisory() {
                Ok(advisory) => (advice(&advisory, linker)),
                Err(error) => p { "advise: " (error) },
            }
            @match diagnosis() {
                Ok(diagnosis) => (checkpoints(&diagnosis, linker)),
                Err(error) => p { "diagnose: " (error) },
            }
            (characters(linker))
        }
    }
}

/// The readers take files, so that they never hold more than they must.
fn written(text: &str) -> Result<tempfile::NamedTempFile> {
    let failed = |source| crate::error::Error::File {
        action: "write",
        path: "a temporary file".into(),
        source,
    };
    let mut file = tempfile::Builder::new()
        .suffix(".csv")
        .tempfile()
        .map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(file)
}

fn advisory() -> Result<Advisory> {
    let (old, new) = (written(OLD)?, written(NEW)?);
    let (old, new) = (open_rows(old.path())?, open_rows(new.path())?);
    advise(old.as_ref(), new.as_ref(), &AdviceSetting::default())
}

fn diagnosis() -> Result<Diagnosis> {
    let file = written(CHAINS)?;
    let mut tables = read_log_likelihoods(file.path())?;
    let (_, whole) = tables.pop().expect("a table has a row");
    diagnose(&whole, &DiagnosisSetting::default())
}

/// Three digits of a value and of its ends, where it has any.
fn interval(found: &Interval) -> String {
    ends(found.value, found.lo, found.hi)
}

fn ends(value: f64, lo: f64, hi: f64) -> String {
    let three = |x: f64| significant_digits(x, 3);
    if lo == hi {
        three(value)
    } else {
        format!("{} [{}, {}]", three(value), three(lo), three(hi))
    }
}

fn advice(found: &Advisory, linker: &Linker) -> Markup {
    let quantities = [
        ("separation δ", &found.separation),
        ("Bhattacharyya coefficient", &found.bhattacharyya),
        ("misassigned, old", &found.misassignment_old),
        ("misassigned, new", &found.misassignment_new),
        ("distinguishability D", &found.distinguishability),
    ];
    html! {
        h3 { "Two tasks: what each method will do" }
        p.screen { (command("forgetting advise --old examples/tasks/iris-old.csv --new examples/tasks/iris-new.csv")) }
        p {
            "Versicolor (old) and virginica (new), four features. "
            @for (k, (name, value)) in quantities.iter().enumerate() { @if k > 0 { "; " } (name) " " (linker.prose(&interval(value))) }
            ". Intervals at " (100.0 * found.separation.level) "%."
        }
        p.notes {
            @for assumption in &found.assumptions {
                (assumption.name) ": " (assumption.verdict)
                @if let Some(p) = assumption.p { " (p = " (linker.prose(&significant_digits(p, 2))) ")" }
                ". "
            }
            @for note in &found.notes { (note) ". " }
        }
        (framed("advice", &html! { b { "Advice. " } "What each method needs or does, by claim." }, &html! {
            (headings(&[("claim", false), ("what", false), ("value", true), ("if", false)]))
            tbody { @for line in &found.advice { tr {
                th scope="row" { (linker.prose(line.claim)) }
                td.wrap { (linker.prose(&line.what)) }
                td.n { (linker.prose(&ends(line.value, line.lo, line.hi))) }
                td.wrap { (line.assumption) }
            } } }
        }))
    }
}

fn checkpoints(found: &Diagnosis, linker: &Linker) -> Markup {
    let figure = diagnosis_figure(found);
    html! {
        h3 { "Checkpoints: how much was forgotten, as mass and as drift" }
        p.screen { (command("forgetting diagnose examples/tasks/chains.csv")) }
        p.notes {
            "Sequences of two Markov chains under simulated checkpoints of SFT and of RL. "
            @for check in &found.consistency { (check.name) ": " (check.verdict) ". " }
            @for note in &found.notes { (note) ". " }
        }
        (framed("checkpoints", &html! { b { "Checkpoints. " } "Old mass, and forgetting split into mass and drift (H2), in nats." }, &html! {
            (headings(&[
                ("model", false),
                ("old mass b", true),
                ("mass forgetting", true),
                ("drift", true),
                ("larger", false),
                ("trust", false),
            ]))
            tbody { @for model in &found.checkpoints { tr {
                th scope="row" { (model.model) }
                td.n { (linker.prose(&interval(&model.old_mass))) }
                td.n { (linker.prose(&interval(&model.mass_forgetting))) }
                td.n { (linker.prose(&interval(&model.drift))) }
                td { (model.dominant) }
                td.wrap { (model.trust) }
            } } }
        }))
        div.figures { figure #figure-diagnosis-box {
            (PreEscaped(figure.to_inline_svg()))
            figcaption { p.title { (figure.title) } (linker.caption(&figure.caption)) }
        } }
    }
}
