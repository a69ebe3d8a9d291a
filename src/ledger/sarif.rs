//! What was found in documents, in SARIF 2.1.0: the format code review tools show beside the lines.

use super::claim_file::{ClaimFile, FiledClaim};
use crate::judge::{Judgement, Verdict};
use serde_json::{Value, json};

/// A log of judged claims and of blocks that cannot be read.
///
/// Levels: `error` for what is refuted, fails or cannot be read, `warning` for what is neither established nor refuted, `note`
/// for what is established or holds on samples. The format is OASIS SARIF 2.1.0.
#[derive(Clone, Debug)]
pub struct Sarif {
    results: Vec<Value>,
}

impl Sarif {
    /// A log with the blocks of these files that cannot be read.
    pub fn new<'f>(files: impl Iterator<Item = &'f ClaimFile>) -> Self {
        let unreadable = files.flat_map(|file| {
            file.bad_blocks().iter().map(|bad| {
                let place = location(file, bad.line, bad.column);
                result("unreadable", "error", &bad.message, place)
            })
        });
        Self {
            results: unreadable.collect(),
        }
    }

    /// Adds what is said of a claim.
    pub fn judged(&mut self, file: &ClaimFile, filed: &FiledClaim, judgement: &Judgement) {
        let verdict = judgement.verdict;
        let message = format!("{verdict}: {} ({})", filed.claim, judgement.reason);
        let place = location(file, filed.line, 1);
        let rule = verdict.label().replace(' ', "-");
        self.results
            .push(result(&rule, level(verdict), &message, place));
    }

    /// The log as JSON.
    pub fn to_json(&self) -> String {
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "forgetting",
                    "version": env!("CARGO_PKG_VERSION"),
                }},
                "results": self.results,
            }],
        });
        format!("{log:#}\n")
    }
}

fn level(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Refuted | Verdict::FailsOnSamples => "error",
        open if open.is_open() => "warning",
        _ => "note",
    }
}

fn result(rule: &str, level: &str, message: &str, place: Value) -> Value {
    json!({
        "ruleId": rule,
        "level": level,
        "message": {"text": message},
        "locations": [place],
    })
}

fn location(file: &ClaimFile, line: usize, column: usize) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": file.path()},
        "region": {"startLine": line, "startColumn": column},
    }})
}
