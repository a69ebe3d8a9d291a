//! `diagnose`: log-likelihoods to mass forgetting and drift.

use super::advise::shown;
use super::arguments::Diagnose;
use super::{Outcome, print};
use forgetting::data::{Diagnosis, DiagnosisSetting, diagnose, read_log_likelihoods};
use forgetting::error::{Error, Result};
use forgetting::exhibit::diagnosis_figure;
use forgetting::figure::FigureFormat;
use forgetting::report::write_whole;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

pub(super) fn run(options: &Diagnose) -> Result<Outcome> {
    let default = DiagnosisSetting::default();
    let setting = DiagnosisSetting {
        alpha: options.alpha.unwrap_or(default.alpha),
        level: options.level.unwrap_or(default.level),
        seed: options.seed.unwrap_or(default.seed),
    };
    let format = options.figure.as_deref().map(format_of).transpose()?;
    let tables = read_log_likelihoods(&options.file)?;
    let diagnoses: Vec<(Option<u64>, Diagnosis)> = tables
        .iter()
        .map(|(length, table)| Ok((*length, diagnose(table, &setting)?)))
        .collect::<Result<_>>()?;
    if let (Some(path), Some(format), Some((_, whole))) =
        (&options.figure, format, diagnoses.last())
    {
        write_whole(path, &format.render(&diagnosis_figure(whole)))?;
    }
    let text = if options.json {
        let document = document(&diagnoses);
        format!(
            "{}\n",
            serde_json::to_string_pretty(&document).expect("keys are text")
        )
    } else {
        diagnoses
            .iter()
            .map(|(length, d)| page(*length, d))
            .collect()
    };
    print(&text)?;
    Ok(Outcome::Well)
}

fn format_of(path: &Path) -> Result<FigureFormat> {
    let extension =
        path.extension()
            .and_then(|e| e.to_str())
            .ok_or_else(|| Error::UnknownName {
                kind: "figure format",
                name: path.display().to_string(),
                allowed: FigureFormat::ALL.map(FigureFormat::extension).join(", "),
            })?;
    FigureFormat::of_extension(extension)
}

/// One diagnosis as it is; several, one a length, under `lengths`, the longest also at the top.
pub(crate) fn document(diagnoses: &[(Option<u64>, Diagnosis)]) -> Value {
    let value = |d: &Diagnosis| serde_json::to_value(d).expect("keys are text");
    let (_, whole) = diagnoses.last().expect("a table has a row");
    let mut top = value(whole);
    if diagnoses.iter().any(|(length, _)| length.is_some()) {
        let lengths = diagnoses
            .iter()
            .map(|(length, d)| json!({"length": length, "diagnosis": value(d)}));
        top["lengths"] = lengths.collect();
    }
    top
}

/// The page that people read.
pub(crate) fn page(length: Option<u64>, diagnosis: &Diagnosis) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a String grows");
    if let Some(length) = length {
        line(format!("prefixes of length {length}"));
    }
    for entry in &diagnosis.consistency {
        line(format!(
            "H1  {}: {} ({})",
            entry.name,
            shown(&entry.interval),
            entry.verdict
        ));
    }
    for note in &diagnosis.notes {
        line(format!("note: {note}"));
    }
    for checkpoint in &diagnosis.checkpoints {
        line(String::new());
        line(checkpoint.model.clone());
        for (name, interval) in [
            ("old mass b", Some(&checkpoint.old_mass)),
            (
                "old mass of its samples",
                checkpoint.old_mass_of_samples.as_ref(),
            ),
            ("mass forgetting (nats)", Some(&checkpoint.mass_forgetting)),
            ("drift (nats)", Some(&checkpoint.drift)),
            ("total (nats)", Some(&checkpoint.total)),
            (
                "misassigned, old, at b",
                Some(&checkpoint.misassignment_old),
            ),
            (
                "distinguishability at b",
                Some(&checkpoint.distinguishability),
            ),
        ] {
            if let Some(interval) = interval {
                line(format!("    {name:<24} {}", shown(interval)));
            }
        }
        line(format!(
            "    larger: {}; trust: {}",
            checkpoint.dominant, checkpoint.trust
        ));
    }
    if let Some(path) = &diagnosis.path {
        line(String::new());
        let next = path
            .next_old_mass
            .map(|b| format!("; after one more step of SFT (B2) old mass {b:.4}"))
            .unwrap_or_default();
        line(format!("path: {}{next}", path.verdict));
    }
    out
}
