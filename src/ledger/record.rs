//! The recorded ledger: what `check` said of every claim that comes with the tool.
//!
//! Judging all claims takes longer than reading a report should. So the verdicts are kept in `proofs/ledger.json`, and
//! `cargo test` judges every claim again and compares.

use serde::{Deserialize, Serialize};

use super::claim_file::FiledClaim;
use super::entry::Entry;
use crate::judge::Verdict;

static RECORDED: &str = include_str!("../../proofs/ledger.json");

/// The first field of every recorded ledger.
const FORMAT: &str = "forgetting ledger 1";

/// Verdicts on claims, in the order of the claim files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    format: String,
    /// One entry for each claim.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// A ledger of these entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            entries,
        }
    }

    /// The ledger that comes with the tool.
    ///
    /// # Panics
    /// Never: the text is part of the program, and a test reads it.
    pub fn recorded() -> Self {
        serde_json::from_str(RECORDED).expect("proofs/ledger.json is a ledger")
    }

    /// The entry that speaks of this claim, text and all; `None` where the claim has changed since or was never judged.
    pub fn entry(&self, filed: &FiledClaim) -> Option<&Entry> {
        let claim = filed.claim.to_string();
        self.entries
            .iter()
            .find(|entry| entry.id == filed.id && entry.claim == claim)
    }

    /// How often each verdict occurs, strongest first.
    pub fn counts(&self) -> Vec<(Verdict, usize)> {
        let count = |verdict| {
            let entries = self.entries.iter();
            entries.filter(|entry| entry.verdict == verdict).count()
        };
        let counts = Verdict::ALL.map(|verdict| (verdict, count(verdict)));
        counts.into_iter().filter(|(_, n)| *n > 0).collect()
    }

    /// The ledger as JSON, one line an entry.
    pub fn to_json(&self) -> String {
        let lines: Vec<String> = self
            .entries
            .iter()
            .map(|entry| serde_json::to_string(entry).expect("finite numbers and text"))
            .collect();
        format!(
            "{{\n\"format\": \"{FORMAT}\",\n\"entries\": [\n{}\n]\n}}\n",
            lines.join(",\n")
        )
    }
}
