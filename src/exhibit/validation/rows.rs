//! Rows of the two simulations: as they are recorded, and as they are shown.

use crate::data::validation::ValidationRow;
use crate::error::{Error, Result};
use crate::simulate::Frequency;
use crate::table::{Cell, Column, Table, Verdict};

/// Rows as a simulation writes them, every digit of them.
///
/// ```
/// use forgetting::data::validation::recovery_rows;
/// let rows = recovery_rows(&[])?;
/// assert_eq!(forgetting::exhibit::validation_rows(&rows).rows.len(), rows.len());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn validation_rows(rows: &[ValidationRow]) -> Table {
    let number = |x: Option<f64>| x.map_or(Cell::Missing, Cell::Input);
    Table {
        name: "validation",
        caption: "Intervals and checks against what is known".into(),
        claims: &[],
        columns: FIELDS
            .map(|field| Column::new(field, field, field))
            .to_vec(),
        rows: rows
            .iter()
            .map(|row| {
                vec![
                    Cell::text(&row.setting),
                    Cell::Count(row.columns),
                    Cell::Count(row.n),
                    Cell::text(&row.what),
                    Cell::text(&row.kind),
                    number(row.truth),
                    Cell::Count(row.runs),
                    Cell::Count(row.hits),
                    number(row.estimate),
                    number(row.width),
                    Cell::Count(row.warned),
                ]
            })
            .collect(),
        notes: Vec::new(),
    }
}

/// The columns of a recorded simulation.
const FIELDS: [&str; 11] = [
    "setting", "columns", "n", "what", "kind", "truth", "runs", "hits", "estimate", "width",
    "warned",
];

/// The rows of a recorded simulation.
pub(super) fn recorded(name: &str, text: &str) -> Result<Vec<ValidationRow>> {
    let refused = |error: csv::Error| Error::data(name, "", error.to_string());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row| row.map_err(refused))
        .collect()
}

/// What a nominal 95 % interval must cover, at least and at most.
const COVERAGE: (f64, f64) = (0.93, 0.97);
/// Share of runs that must say so where it does not.
const WARNED: f64 = 0.99;
/// An interval narrower than this is rounding.
const EXACT: f64 = 1e-9;
/// The probability with which the interval of a share is wrong.
const ERROR: f64 = 0.01;

/// The columns shown.
pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::new("setting", "setting", "setting"),
        Column::new("columns", "features", "$d$"),
        Column::new("n", "n a task", "$n$"),
        Column::new("what", "interval or check", "interval or check"),
        Column::new("truth", "truth", "truth"),
        Column::new("share", "covers, or rejects", "share"),
        Column::new("share_low", "at least", "at least"),
        Column::new("share_high", "at most", "at most"),
        Column::new("estimate", "mean estimate", "estimate"),
        Column::new("width", "mean width", "width"),
        Column::new("warned", "said not to be trusted, or not made", "warned"),
        Column::new("verdict", "verdict", "verdict"),
    ]
}

/// One row as it is shown; `claimed`: whether its interval is to hold its level.
pub(super) fn shown(row: &ValidationRow, claimed: bool) -> Vec<Cell> {
    let seen = Frequency {
        hits: row.hits,
        trials: row.runs,
    };
    let (low, high) = seen.clopper_pearson(ERROR);
    let warned = row.warned as f64 / row.runs as f64;
    let three = |value: f64| Cell::Number { value, digits: 3 };
    let number = |x: Option<f64>| x.map_or(Cell::Missing, three);
    let truth = match row.kind.as_str() {
        "interval" => number(row.truth),
        "holds" => Cell::text("holds"),
        _ => Cell::text("fails"),
    };
    let verdict = match row.kind.as_str() {
        "interval" if !claimed => Cell::Missing,
        // Nothing is left to chance: a value of the family is found exactly.
        "interval" if row.hits == row.runs && row.width.is_some_and(|w| w < EXACT) => {
            Cell::Verdict(Verdict::HoldsOnSamples)
        }
        "interval" if (low <= COVERAGE.1 && high >= COVERAGE.0) || warned >= WARNED => {
            Cell::Verdict(Verdict::HoldsOnSamples)
        }
        "interval" => Cell::Verdict(Verdict::FailsOnSamples),
        _ => Cell::Missing,
    };
    vec![
        Cell::text(&row.setting),
        Cell::Count(row.columns),
        Cell::Count(row.n),
        Cell::text(&row.what),
        truth,
        three(seen.share()),
        three(low),
        three(high),
        number(row.estimate),
        number(row.width),
        three(warned),
        verdict,
    ]
}

/// What the columns say.
pub(super) fn note(name: &str, rows: &[ValidationRow]) -> String {
    let runs = rows.iter().map(|row| row.runs).max().unwrap_or(0);
    format!(
        "Recorded from `forgetting simulate {name} --seeds {runs} --format csv`. For an interval at level 95 %: the share of runs in which it covers the truth, with the ends of a 99 % interval for that share. \
         For a check: the share in which it rejects, false alarms where what it checks holds and 1 less the misses where it fails. \
         Verdict, where the level is claimed: the coverage is compatible with {} to {}, or at least {} of the runs say that the interval is not to be trusted at its level and why, or the interval is no wider than rounding and always right.",
        COVERAGE.0, COVERAGE.1, WARNED
    )
}
