//! A small neural character model under four methods: what `diagnose` says of its checkpoints, as recorded beside the data.

use super::command;
use super::frame::{framed, headings};
use super::text::Linker;
use crate::table::significant_digits;
use maud::{Markup, html};
use serde_json::Value;

/// The method, what the theory says of its old weight, and the recorded `diagnose --json`.
const METHODS: [(&str, &str, &str); 4] = [
    (
        "sft",
        "falls to 0 (B1)",
        include_str!("../../../examples/characters/sft.json"),
    ),
    (
        "replay",
        "to ρ = 0.3 (B5)",
        include_str!("../../../examples/characters/replay.json"),
    ),
    (
        "reverse-kl",
        "to α = 0.5 (C1)",
        include_str!("../../../examples/characters/reverse-kl.json"),
    ),
    (
        "ttt",
        "kept above 0 (E1)",
        include_str!("../../../examples/characters/ttt.json"),
    ),
];

/// What agrees with the theory and what does not, as `examples/characters/README.md` has it.
const FOUND: &str = include_str!("../../../examples/characters/found.txt");

pub(super) fn characters(linker: &Linker) -> Markup {
    let recorded = METHODS.map(|(method, theory, text)| {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        (method, theory, document)
    });
    html! {
        h3 { "A neural character model under four methods" }
        p.screen { (command("forgetting diagnose examples/characters/sft.csv")) }
        p { "A recurrent network that starts with old weight 0.7 on two tasks, ten characters of Genesis (old) and of a dictionary (new), trained for 1000 steps by each method." }
        (framed("characters", &html! { b { "Checkpoints of the character model. " } "Old mass and the split of H2 against α = 1/2, in nats; b of its samples is H3's." }, &html! {
            (headings(&[
                ("method", false),
                ("the weight, in theory", false),
                ("step", true),
                ("old mass b", true),
                ("b of its samples", true),
                ("mass forgetting", true),
                ("drift", true),
                ("trust", false),
            ]))
            tbody { @for (method, theory, document) in &recorded {
                @for checkpoint in document["checkpoints"].as_array().into_iter().flatten() { tr {
                    th scope="row" { (method) }
                    td { (linker.prose(theory)) }
                    td.n { (checkpoint["model"].as_str().unwrap_or("-")) }
                    td.n { (linker.prose(&interval(&checkpoint["old_mass"]))) }
                    td.n { (linker.prose(&interval(&checkpoint["old_mass_of_samples"]))) }
                    td.n { (linker.prose(&interval(&checkpoint["mass_forgetting"]))) }
                    td.n { (linker.prose(&interval(&checkpoint["drift"]))) }
                    td.wrap { (checkpoint["trust"].as_str().unwrap_or("-")) }
                } }
            } }
        }))
        @for paragraph in FOUND.split("\n\n") { p { (linker.prose(paragraph.trim())) } }
    }
}

/// Two digits of a recorded interval.
fn interval(found: &Value) -> String {
    let part = |key: &str| found[key].as_f64().map(|x| significant_digits(x, 2));
    match [part("value"), part("lo"), part("hi")] {
        [Some(value), Some(lo), Some(hi)] => format!("{value} [{lo}, {hi}]"),
        _ => "-".to_owned(),
    }
}
