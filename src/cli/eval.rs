//! `eval`: one value, or one a line.

use super::arguments::Eval;
use super::{Outcome, print};
use forgetting::claim::evaluate;
use forgetting::error::{Error, Result};
use forgetting::table::significant_digits;
use serde_json::json;
use std::io::{BufRead, Write};
use std::path::PathBuf;

pub(super) fn run(options: &Eval) -> Result<Outcome> {
    match &options.expression {
        Some(text) => {
            print(&(rendered(text, evaluate(text)?, options.json) + "\n"));
            Ok(Outcome::Well)
        }
        None => lines(options.json),
    }
}

/// Seventeen significant digits determine an `f64`.
fn rendered(text: &str, value: f64, as_json: bool) -> String {
    if as_json {
        json!({ "expression": text, "value": value }).to_string()
    } else {
        significant_digits(value, 17)
    }
}

/// A line out for every line in, in order; a bad line never stops the rest.
fn lines(as_json: bool) -> Result<Outcome> {
    let mut input = std::io::stdin().lock();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut outcome = Outcome::Well;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = input.read_until(b'\n', &mut bytes);
        let read = read.map_err(|source| Error::File {
            action: "read",
            path: PathBuf::from("standard input"),
            source,
        })?;
        if read == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end_matches(['\n', '\r']);
        let line = match evaluate(text) {
            Ok(value) => rendered(text, value, as_json),
            Err(error) => {
                outcome = Outcome::RefutedOrFailed;
                // The first line names the place and the reason; the drawing below it is for people.
                let message = error.to_string();
                let message = message.lines().next().unwrap_or_default();
                if as_json {
                    json!({ "expression": text, "error": message }).to_string()
                } else {
                    format!("error: {message}")
                }
            }
        };
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    let _ = out.flush();
    Ok(outcome)
}
