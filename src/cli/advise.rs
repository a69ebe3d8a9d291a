//! `advise`: two tasks' features, or their moments, to what each method will do to the old task.

use super::arguments::Advise;
use super::{Outcome, print};
use forgetting::data::{
    AdviceSetting, Advisory, Interval, TaskMoments, advise, advise_moments, open_rows,
};
use forgetting::error::{Error, Result};
use serde::Deserialize;
use std::fmt::Write;
use std::path::Path;

pub(super) fn run(options: &Advise) -> Result<Outcome> {
    let setting = setting(options);
    let advisory = match (&options.moments, &options.old, &options.new) {
        (Some(path), ..) => {
            let both = read_moments(path)?;
            advise_moments(&both.old, &both.new, &setting).map_err(|error| of_file(error, path))?
        }
        (None, Some(old), Some(new)) => {
            advise(open_rows(old)?.as_ref(), open_rows(new)?.as_ref(), &setting)?
        }
        _ => unreachable!("the parser asks for both files or for moments"),
    };
    if options.json {
        let text =
            serde_json::to_string_pretty(&advisory).expect("no map has a key that is no text");
        print(&format!("{text}\n"))?;
    } else {
        print(&page(&advisory))?;
    }
    Ok(Outcome::Well)
}

fn setting(options: &Advise) -> AdviceSetting {
    let default = AdviceSetting::default();
    AdviceSetting {
        keep: options.keep.unwrap_or(default.keep),
        start: options.beta0.unwrap_or(default.start),
        gap: options.gap.unwrap_or(default.gap),
        eta: options.eta.unwrap_or(default.eta),
        batch: options.batch.unwrap_or(default.batch),
        tracking: options.tracking.unwrap_or(default.tracking),
        level: options.level.unwrap_or(default.level),
        seed: options.seed.unwrap_or(default.seed),
    }
}

/// The moments of both tasks, as `--moments` reads them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BothMoments {
    pub old: TaskMoments,
    pub new: TaskMoments,
}

/// JSON, or TOML by the file's ending.
fn read_moments(path: &Path) -> Result<BothMoments> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::File {
        action: "read",
        path: path.to_owned(),
        source,
    })?;
    let refused = |message: String| Error::Scenario {
        path: path.to_owned(),
        message: message.lines().next().unwrap_or_default().to_owned(),
    };
    if path.extension().is_some_and(|e| e == "toml") {
        toml::from_str(&text).map_err(|error: toml::de::Error| {
            let line = error.span().map_or(String::new(), |span| {
                let before = &text[..span.start.min(text.len())];
                format!(" at line {}", before.matches('\n').count() + 1)
            });
            refused(format!("{}{line}", error.message()))
        })
    } else {
        serde_json::from_str(&text).map_err(|error| refused(error.to_string()))
    }
}

/// Names the file that the moments came from.
fn of_file(error: Error, path: &Path) -> Error {
    match error {
        Error::Data { place, message, .. } => Error::Data {
            source_name: path.display().to_string(),
            place,
            message,
        },
        other => other,
    }
}

/// The page that people read.
pub(crate) fn page(advisory: &Advisory) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a String grows");
    for (name, interval) in [
        ("separation", &advisory.separation),
        ("Bhattacharyya coefficient", &advisory.bhattacharyya),
        ("misassigned, old", &advisory.misassignment_old),
        ("misassigned, new", &advisory.misassignment_new),
        ("distinguishability", &advisory.distinguishability),
    ] {
        line(format!("{name:<26} {}", shown(interval)));
    }
    if let Some(bootstrap) = &advisory.separation_bootstrap {
        line(format!(
            "{:<26} {}",
            "separation, cross-fitted",
            shown(bootstrap)
        ));
    }
    line(format!(
        "intervals cover {}% of the time",
        100.0 * advisory.separation.level
    ));
    line(String::new());
    for assumption in &advisory.assumptions {
        let p = assumption
            .p
            .map(|p| format!(" (p = {p:.2e})"))
            .unwrap_or_default();
        line(format!("{}: {}{p}", assumption.name, assumption.verdict));
    }
    for note in &advisory.notes {
        line(format!("note: {note}"));
    }
    line(String::new());
    for advice in &advisory.advice {
        let interval = Interval {
            value: advice.value,
            lo: advice.lo,
            hi: advice.hi,
            level: advisory.separation.level,
        };
        line(format!(
            "{:<4} {} = {}",
            advice.claim,
            advice.parameter,
            shown(&interval)
        ));
        line(format!("     {}", advice.what));
        line(format!("     if {}", advice.assumption));
    }
    out
}

/// Four digits: an interval from data has no more.
pub(super) fn shown(interval: &Interval) -> String {
    let digits = |x: f64| {
        if x == 0.0 || !x.is_finite() || (1e-3..1e6).contains(&x.abs()) {
            let magnitude = if x == 0.0 || !x.is_finite() {
                0.0
            } else {
                x.abs().log10().floor()
            };
            let places = (3.0 - magnitude).clamp(0.0, 6.0) as usize;
            format!("{x:.places$}")
        } else {
            format!("{x:.3e}")
        }
    };
    if interval.lo == interval.hi {
        return digits(interval.value);
    }
    format!(
        "{} [{}, {}]",
        digits(interval.value),
        digits(interval.lo),
        digits(interval.hi)
    )
}
