//! The recorded ledger: what `check` said of every claim that comes with the tool.
//!
//! Judging all claims takes longer than reading a report should. So the verdicts are kept in `proofs/ledger.json`, and
//! `cargo test` judges every claim again and compares.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::claim_file::{ClaimFile, FiledClaim};
use super::coverage::Coverage;
use super::entry::Entry;
use crate::judge::Verdict;

static RECORDED: &str = include_str!("../../proofs/ledger.json");

/// The first field of every recorded ledger.
const FORMAT: &str = "forgetting ledger 1";

/// When verdicts were recorded, and by which commit of the tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The day in UTC, `YYYY-MM-DD`.
    pub date: String,
    /// The commit, `unknown` where the tool was built without one.
    pub commit: String,
}

impl Recorded {
    /// By this build, so many seconds after the beginning of 1970 in UTC.
    ///
    /// # Examples
    /// ```
    /// use forgetting::ledger::Recorded;
    /// assert_eq!(Recorded::at(951_782_400).date, "2000-02-29");
    /// ```
    pub fn at(seconds: u64) -> Self {
        Self {
            date: day(seconds / 86_400),
            commit: env!("FORGETTING_COMMIT").to_owned(),
        }
    }
}

/// `recorded on 2000-02-29 at 0123456789`
impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commit = self.commit.get(..10).unwrap_or(&self.commit);
        write!(f, "recorded on {} at {commit}", self.date)
    }
}

/// The day so many days after 1970-01-01 in the Gregorian calendar.
fn day(days: u64) -> String {
    // Years begin in March here, so that a leap day comes last; 719468 days lie between 0000-03-01 and 1970-01-01.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = 400 * era + year + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// Verdicts on claims, in the order of the claim files.
///
/// ```
/// use forgetting::ledger::Ledger;
/// let ledger = Ledger::recorded();
/// let counted: usize = ledger.counts().iter().map(|(_, count)| count).sum();
/// assert_eq!(counted, ledger.entries.len());   // every claim has one verdict
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    format: String,
    /// When and at which commit the verdicts were recorded, where they were.
    pub recorded: Option<Recorded>,
    /// One entry for each claim.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// A ledger of these entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            recorded: None,
            entries,
        }
    }

    /// The same verdicts, recorded then.
    pub fn recorded_as(self, recorded: Recorded) -> Self {
        Self {
            recorded: Some(recorded),
            ..self
        }
    }

    /// `recorded on DATE at COMMIT`, for a reader.
    pub fn provenance(&self) -> String {
        let recorded = self.recorded.as_ref().map(Recorded::to_string);
        recorded.unwrap_or_else(|| "recorded on a day that is not known".to_owned())
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

    /// Whether a theorem is established on its whole domain: its blocks state all of it, and each of them was established.
    pub fn establishes(&self, file: &ClaimFile) -> bool {
        let established = |filed| {
            self.entry(filed)
                .is_some_and(|e| e.verdict.is_established())
        };
        file.covers() == Some(&Coverage::Whole)
            && file.has_blocks()
            && file.bad_blocks().is_empty()
            && file.claims().iter().all(established)
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
        let recorded = serde_json::to_string(&self.recorded).expect("text");
        format!(
            "{{\n\"format\": \"{FORMAT}\",\n\"recorded\": {recorded},\n\"entries\": [\n{}\n]\n}}\n",
            lines.join(",\n")
        )
    }
}
