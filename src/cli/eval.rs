//! `eval`: one value or enclosure, or one a line.

use super::arguments::Eval;
use super::{Outcome, print};
use forgetting::claim::evaluate;
use forgetting::error::{Error, Result};
use forgetting::judge::enclose;
use forgetting::table::significant_digits;
use serde_json::json;
use std::io::{BufRead, Write};
use std::path::PathBuf;

pub(super) fn run(options: &Eval) -> Result<Outcome> {
    match &options.expression {
        Some(text) => {
            print(&(rendered(text, options)? + "\n"))?;
            Ok(Outcome::Well)
        }
        None => lines(options),
    }
}

/// The value or its enclosure; seventeen significant digits determine an `f64`.
fn rendered(text: &str, options: &Eval) -> Result<String> {
    if options.enclose {
        let value = enclose(text)?;
        return Ok(if options.json {
            json!({ "expression": text, "lo": value.lo(), "hi": value.hi() }).to_string()
        } else {
            value.to_string()
        });
    }
    let value = evaluate(text)?;
    Ok(if options.json {
        json!({ "expression": text, "value": value }).to_string()
    } else {
        significant_digits(value, 17)
    })
}

/// A line out for every line in, in order; a bad line never stops the rest.
fn lines(options: &Eval) -> Result<Outcome> {
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
        let line = match rendered(text, options) {
            Ok(line) => line,
            Err(error) => {
                outcome = Outcome::RefutedOrFailed;
                // The first line names the place and the reason; the drawing below it is for people.
                let message = error.to_string();
                let message = message.lines().next().unwrap_or_default();
                if options.json {
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
