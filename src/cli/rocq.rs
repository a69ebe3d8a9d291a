//! `check --rocq`: the machine-checked proofs, compiled again.

use std::path::Path;
use std::process::Command;

use super::Outcome;
use forgetting::error::{Error, Result};

/// The script, from the root of a checkout.
const SCRIPT: &str = "proofs/rocq/check.sh";

/// Runs the script where it can run; says why not and returns the outcome for that; `None` where Rocq checked everything.
///
/// # Errors
/// [`Error::File`] where the script is there and cannot be started.
pub(super) fn check() -> Result<Option<Outcome>> {
    let script = Path::new(SCRIPT);
    if !script.is_file() {
        eprintln!("forgetting: --rocq needs {SCRIPT}; run it from a checkout of the project");
        return Ok(Some(Outcome::Undecided));
    }
    if Command::new("coqc").arg("--version").output().is_err() {
        eprintln!(
            "forgetting: coqc is not installed, so the machine-checked proofs were not compiled again \
             (on Debian: apt-get install coq libcoq-coquelicot libcoq-interval)"
        );
        return Ok(Some(Outcome::Undecided));
    }
    let status = Command::new(script)
        .status()
        .map_err(|source| Error::File {
            action: "run",
            path: script.to_owned(),
            source,
        })?;
    Ok((!status.success()).then_some(Outcome::RefutedOrFailed))
}
