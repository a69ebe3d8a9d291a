//! `recheck`: certificates verified without the search that made them.

use super::arguments::Recheck;
use super::{Outcome, print};
use forgetting::error::{Error, Result};
use forgetting::judge::{CertificateError, Rechecked, recheck};
use serde_json::json;
use std::path::Path;

pub(super) fn run(options: &Recheck) -> Result<Outcome> {
    let mut texts = Vec::new();
    for path in &options.certificates {
        let bytes = std::fs::read(path).map_err(|source| Error::File {
            action: "read",
            path: path.clone(),
            source,
        })?;
        texts.push((path, String::from_utf8_lossy(&bytes).into_owned()));
    }
    let mut outcome = Outcome::Well;
    for (path, text) in texts {
        let checked = recheck(&text);
        if checked.is_err() {
            outcome = Outcome::RefutedOrFailed;
        }
        print(&if options.json {
            as_json(path, &checked)
        } else {
            as_text(path, &checked)
        })?;
    }
    Ok(outcome)
}

fn as_text(path: &Path, checked: &Result<Rechecked, CertificateError>) -> String {
    match checked {
        Ok(checked) => {
            let slack = checked
                .slack
                .map_or(String::new(), |x| format!("   slack >= {x:.4e}"));
            let width = checked
                .width
                .map_or(String::new(), |x| format!("   width {x:.4e}"));
            format!(
                "valid     {}\n          {}\n          {} boxes{slack}{width}\n",
                path.display(),
                checked.claim,
                checked.boxes
            )
        }
        Err(error) => format!("rejected  {}\n          {error}\n", path.display()),
    }
}

fn as_json(path: &Path, checked: &Result<Rechecked, CertificateError>) -> String {
    let certificate = path.to_string_lossy();
    let object = match checked {
        Ok(checked) => json!({
            "certificate": certificate,
            "valid": true,
            "claim": checked.claim.to_string(),
            "boxes": checked.boxes,
            "slack": checked.slack,
            "width": checked.width,
        }),
        Err(error) => json!({
            "certificate": certificate,
            "valid": false,
            "error": error.to_string(),
        }),
    };
    object.to_string() + "\n"
}
