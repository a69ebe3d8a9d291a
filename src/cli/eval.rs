//! `eval`: one value or enclosure, or one a line.

use super::arguments::Eval;
use super::{Outcome, print, written};
use forgetting::error::{Error, Result};
use forgetting::judge::{DIGITS, enclose_within, known_digits_within};
use forgetting::table::significant_digits;
use forgetting::theory::evaluate_within;
use serde_json::json;
use std::io::{BufRead, ErrorKind, Write};
use std::path::PathBuf;
use std::time::Duration;

/// Longest line of standard input that is kept, in bytes.
const MAX_LINE: usize = 1 << 20;

pub(super) fn run(options: &Eval) -> Result<Outcome> {
    match &options.expression {
        Some(text) => {
            print(&(rendered(text, options)? + "\n"))?;
            Ok(Outcome::Well)
        }
        None => lines(options),
    }
}

/// The digits that are known, the plain `f64` (`--raw`), or the enclosure.
fn rendered(text: &str, options: &Eval) -> Result<String> {
    let time = options.time.map(Duration::from_secs_f64);
    if options.enclose {
        let value = enclose_within(text, time)?;
        return Ok(if options.json {
            json!({ "expression": text, "lo": value.lo(), "hi": value.hi() }).to_string()
        } else {
            value.to_string()
        });
    }
    let (value, printed, at_most) = if options.raw {
        let value = evaluate_within(text, time)?;
        (value, significant_digits(value, DIGITS as u8), None)
    } else {
        let known = known_digits_within(text, options.digits.map(usize::from), time)?;
        (known.value(), known.to_string(), known.at_most())
    };
    if !options.json {
        return Ok(printed);
    }
    // The digits say what a double cannot hold, below its range or beyond its precision.
    let mut answer = json!({ "expression": text, "value": value, "digits": printed });
    if let Some(bound) = at_most {
        answer["at_most"] = json!(bound);
    }
    Ok(answer.to_string())
}

/// A line out for every line in, in order; a bad line never stops the rest.
fn lines(options: &Eval) -> Result<Outcome> {
    let mut input = std::io::stdin().lock();
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut outcome = Outcome::Well;
    let mut line = Line::default();
    loop {
        let more = line.read(&mut input).map_err(|source| Error::File {
            action: "read",
            path: PathBuf::from("standard input"),
            source,
        })?;
        if !more {
            break;
        }
        let (text, result) = line.result(options);
        let printed = result.unwrap_or_else(|error| {
            outcome = Outcome::RefutedOrFailed;
            // The first line names the place and the reason; the drawing below it is for people.
            let message = error.to_string();
            let message = message.lines().next().unwrap_or_default();
            if options.json {
                json!({ "expression": text, "error": message }).to_string()
            } else {
                format!("error: {message}")
            }
        });
        match writeln!(out, "{printed}") {
            // Nobody reads on.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(outcome),
            wrote => written(wrote)?,
        }
    }
    written(out.flush())?;
    Ok(outcome)
}

/// One line of the input, of which no more than [`MAX_LINE`] bytes are kept.
#[derive(Default)]
struct Line {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Line {
    /// Reads the next line to its end; whether there was one.
    fn read(&mut self, input: &mut impl BufRead) -> std::io::Result<bool> {
        self.bytes.clear();
        self.too_long = false;
        let mut any = false;
        loop {
            let available = match input.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                return Ok(any);
            }
            any = true;
            let end = available.iter().position(|&byte| byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            let room = MAX_LINE - self.bytes.len();
            self.too_long |= part.len() > room;
            self.bytes.extend_from_slice(&part[..part.len().min(room)]);
            let used = part.len() + usize::from(end.is_some());
            input.consume(used);
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// The text to quote, and what is printed for it.
    fn result(&self, options: &Eval) -> (String, Result<String>) {
        if self.too_long {
            let message = format!("a line may have {MAX_LINE} bytes at most");
            return (String::new(), Err(Error::Expression(message)));
        }
        let text = String::from_utf8_lossy(&self.bytes);
        let text = text.trim_end_matches('\r');
        (text.to_owned(), rendered(text, options))
    }
}
