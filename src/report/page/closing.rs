//! What made the folder, and how to cite it.

use super::frame::{framed, headings};
use maud::{Markup, html};
use serde_json::Value;

pub(super) fn facts(manifest: &Value) -> Markup {
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
                    (framed("files", &html! { "Files of this result folder" }, &html! {
                        (headings(&[("file", false), ("SHA-256", false)]))
                        tbody { @for (name, hash) in files { tr { th scope="row" { code { (name) } } td { code { (plain(hash)) } } } } }
                    }))
                }
            }
        }
    }
}

pub(super) fn cite(version: &str, commit: &str) -> Markup {
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
