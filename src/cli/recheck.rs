//! `recheck`: certificates verified without the search that made them.

use super::arguments::Recheck;
use super::judging::counted;
use super::{Outcome, judging, print};
use forgetting::error::{Error, Result};
use forgetting::judge::{CertificateError, Rechecked, Verdict, recheck_within};
use forgetting::ledger::read_bounded;
use serde_json::json;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Larger certificates are refused while they are read.
const MAX_BYTES: u64 = 1 << 26;
/// Width of the column with the words.
const WORD: usize = 9;

pub(super) fn run(options: &Recheck) -> Result<Outcome> {
    let width = options.width.unwrap_or(0.0);
    let time = options.time.map(Duration::from_secs_f64);
    let mut outcomes = Vec::new();
    let mut malformed = false;
    // A file that cannot be read should not wait for the ones before it to be checked.
    for path in &options.certificates {
        File::open(path).map_err(|source| unreadable(path, source))?;
    }
    for path in &options.certificates {
        let bytes = read_bounded(path, MAX_BYTES, "a certificate")?;
        let found = recheck_within(&String::from_utf8_lossy(&bytes), time);
        let checked = Checked::new(found, width);
        malformed |= matches!(checked.found, Err(CertificateError::NotACertificate(_)));
        print(&if options.json {
            as_json(path, &checked)
        } else {
            as_text(path, &checked)
        })?;
        outcomes.push(checked.verdict());
    }
    // What is no certificate is bad input, not a wrong certificate.
    Ok(if malformed {
        Outcome::BadInput
    } else {
        judging::outcome(outcomes)
    })
}

/// What is said of a certificate.
struct Checked {
    found: std::result::Result<Rechecked, CertificateError>,
    /// All its boxes are proved anew, and its equations hold to the width that is accepted here.
    valid: bool,
}

impl Checked {
    fn new(found: std::result::Result<Rechecked, CertificateError>, accepted: f64) -> Self {
        let valid = found.as_ref().is_ok_and(|checked| {
            let narrow = checked.width.is_none_or(|width| width <= accepted);
            narrow && checked.verdict != Verdict::Vacuous || checked.verdict.is_established()
        });
        Self { found, valid }
    }

    fn word(&self) -> &'static str {
        match &self.found {
            Ok(_) if self.valid => "valid",
            Ok(checked) => checked.verdict.label(),
            Err(CertificateError::NotACertificate(_)) => "malformed",
            Err(error) => error.verdict().map_or("rejected", Verdict::label),
        }
    }

    /// What the exit code follows: a wrong certificate counts as a refuted one.
    fn verdict(&self) -> Verdict {
        match &self.found {
            Ok(checked) if self.valid && !checked.verdict.is_established() => Verdict::Certified,
            Ok(checked) => checked.verdict,
            Err(error) => error.verdict().unwrap_or(Verdict::Refuted),
        }
    }
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::File {
        action: "read",
        path: path.to_owned(),
        source,
    }
}

fn as_text(path: &Path, checked: &Checked) -> String {
    let word = checked.word();
    let (lead, path) = (format!("{word:<WORD$} "), path.display());
    let below = " ".repeat(WORD + 1);
    match &checked.found {
        Ok(found) => {
            let slack = found
                .slack
                .map_or(String::new(), |x| format!("   slack >= {x:.4e}"));
            let width = found
                .width
                .map_or(String::new(), |x| format!("   width {x:.4e}"));
            format!(
                "{lead}{path}\n{below}{}\n{below}{}{slack}{width}\n",
                found.claim,
                match found.boxes {
                    0 => counted(found.steps as u64, "step", "steps"),
                    boxes => counted(boxes as u64, "box", "boxes"),
                }
            )
        }
        Err(error) => format!("{lead}{path}\n{below}{error}\n"),
    }
}

fn as_json(path: &Path, checked: &Checked) -> String {
    let certificate = path.to_string_lossy();
    let object = match &checked.found {
        Ok(found) => json!({
            "certificate": certificate,
            "valid": checked.valid,
            "verdict": found.verdict.label(),
            "claim": found.claim.to_string(),
            "boxes": found.boxes,
            "steps": found.steps,
            "slack": found.slack,
            "width": found.width,
        }),
        Err(error) => json!({
            "certificate": certificate,
            "valid": false,
            "verdict": error.verdict().map(Verdict::label),
            "error": error.to_string(),
        }),
    };
    object.to_string() + "\n"
}
