//! What made a result folder.

use super::Reproduction;
use crate::error::Result;
use crate::exhibit::{FigureEntry, TableEntry};
use crate::figure::Figure;
use crate::ledger::Ledger;
use crate::model::{Part, Scenario};
use crate::numeric::sha256;
use crate::table::{Table, Verdict};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// The manifest: version, commit, toolchain, command, inputs, a hash of every file, verdict counts: those of this run, and apart
/// from them those it copied from the recorded ledger, with the day and commit of the record.
///
/// No time of this run, no path, no machine: the same input gives the same manifest.
pub(super) fn manifest(
    request: &Reproduction,
    tables: &[Table],
    figures: &[Figure],
    files: &[(PathBuf, Vec<u8>)],
) -> Value {
    let scenario = &request.scenario;
    let hashes = files.iter().map(|(path, bytes)| {
        (
            path.to_string_lossy().replace('\\', "/"),
            json!(sha256(bytes)),
        )
    });
    let per_table = tables
        .iter()
        .map(|table| (table.name.to_owned(), counts(&[table])));
    let (copied, judged): (Vec<&Table>, Vec<&Table>) =
        tables.iter().partition(|table| table.is_recorded());
    let command = match &request.only {
        Some(name) => format!("reproduce --only {name}"),
        None if request.paper => "reproduce --paper".to_owned(),
        None => "reproduce".to_owned(),
    };
    json!({
        "tool": "forgetting",
        "version": env!("CARGO_PKG_VERSION"),
        "commit": env!("FORGETTING_COMMIT"),
        "toolchain": env!("FORGETTING_TOOLCHAIN"),
        "command": command,
        "inputs": inputs(scenario),
        "depends_on": {
            "tables": dependencies(tables.iter().map(|t| (t.name, TableEntry::find(t.name).map(|e| e.uses)))),
            "figures": dependencies(figures.iter().map(|f| (f.name, FigureEntry::find(f.name).map(|e| e.uses)))),
        },
        "verdicts": counts(&judged),
        "recorded_verdicts": {
            "recorded": Ledger::recorded().recorded,
            "tables": copied.iter().map(|table| table.name).collect::<Vec<_>>(),
            "verdicts": counts(&copied),
        },
        "verdicts_by_table": Value::Object(Map::from_iter(per_table)),
        "files": Value::Object(Map::from_iter(hashes)),
    })
}

/// Which parts of the scenario each shows; none where its setting is fixed.
fn dependencies<'a>(entries: impl Iterator<Item = (&'a str, Result<&'static [Part]>)>) -> Value {
    let named = entries.map(|(name, uses)| {
        let parts = uses.map(Part::names).unwrap_or_default();
        (name.to_owned(), json!(parts))
    });
    Value::Object(named.collect())
}

/// The scenario in full, and the hash of just that.
fn inputs(scenario: &Scenario) -> Value {
    let modes = scenario.modes();
    let start = scenario.start();
    let mut inputs = json!({
        "scenario": scenario.name(),
        "old_mean": modes.old_mean().as_slice(),
        "new_mean": modes.new_mean().as_slice(),
        "delta": modes.separation().delta(),
        "alpha": scenario.alpha().old(),
        "rho": scenario.rho().old(),
        "start": {
            "old_weight": start.weight().old(),
            "old_mean_whitened": start.old_mean().as_slice(),
            "new_mean_whitened": start.new_mean().as_slice(),
        },
    });
    inputs["scenario_sha256"] = json!(sha256(inputs.to_string()));
    inputs
}

fn counts(tables: &[&Table]) -> Value {
    let total = |verdict: Verdict| -> usize {
        tables
            .iter()
            .flat_map(|table| table.verdict_counts())
            .filter(|(v, _)| *v == verdict)
            .map(|(_, n)| n)
            .sum()
    };
    Value::Object(
        Verdict::ALL
            .into_iter()
            .map(|v| (v.label().to_owned(), json!(total(v))))
            .collect(),
    )
}
