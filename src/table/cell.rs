//! Cells that know what they can vouch for.

use super::Verdict;
use crate::interval::Interval;

/// Digits an `f64` computed to the kernel's contract ($10^{-13}$ relative) can show.
pub(crate) const CONTRACT_DIGITS: u8 = 13;

/// Digits shown to people; programs get all that are vouched for.
const READABLE_DIGITS: u8 = 4;
/// A bound this near to a round number is that number.
const ROUNDING: f64 = 1e-12;

/// One cell.
///
/// ```
/// use forgetting::table::Cell;
/// assert_eq!(Cell::Text("exact".into()).readable(), "exact");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// An exact input, printed in full.
    Input(f64),
    /// A computed number and how many significant digits of it are right.
    Number {
        /// The value.
        value: f64,
        /// Significant digits vouched for, at least 1.
        digits: u8,
    },
    /// A size known only to be at most this.
    AtMost(f64),
    /// A count.
    Count(u64),
    /// The verdict on the row's claim.
    Verdict(Verdict),
    /// Not applicable here.
    Missing,
}

impl Cell {
    /// A number right to the kernel's contract.
    pub(crate) fn exact(value: f64) -> Self {
        Self::Number {
            value,
            digits: CONTRACT_DIGITS,
        }
    }

    /// A number right to a stated relative error.
    pub(crate) fn within(value: f64, relative_error: f64) -> Self {
        // An error that is not known leaves nothing known of the value.
        let value = if relative_error.is_nan() {
            f64::NAN
        } else {
            value
        };
        let digits = (-relative_error.log10()).floor().clamp(1.0, 16.0) as u8;
        Self::Number { value, digits }
    }

    /// A number known to lie in an interval, with the digits both ends agree on.
    pub(crate) fn enclosed(value: Interval) -> Self {
        if !value.is_defined() || !value.is_bounded() {
            return Self::Missing;
        }
        match (value.mid(), value.width()) {
            (0.0, 0.0) => Self::Input(0.0),
            (middle, 0.0) => Self::Number {
                value: middle,
                digits: 16,
            },
            (middle, width) if width < 0.5 * middle.abs() => {
                Self::within(middle, width / middle.abs())
            }
            _ => Self::below(value.mag()),
        }
    }

    /// `a - b` with both right to `relative_error`: what cancels is not printed.
    pub(crate) fn difference(a: f64, b: f64, relative_error: f64) -> Self {
        let value = a - b;
        let error = relative_error * a.abs().max(b.abs());
        if value.abs() <= error || !value.is_finite() {
            return if value.is_finite() {
                Self::below(error)
            } else {
                Self::Number { value, digits: 1 }
            };
        }
        Self::within(value, error / value.abs())
    }

    /// A number right to a stated absolute error; below that only its order is known.
    pub(crate) fn known_to(value: f64, error: f64) -> Self {
        if value.abs() <= error {
            Self::below(error)
        } else {
            Self::within(value, error / value.abs())
        }
    }

    /// A size known only to be at most `bound`.
    pub(crate) fn below(bound: f64) -> Self {
        if bound <= 0.0 || !bound.is_finite() {
            return Self::Input(bound);
        }
        // One digit, rounded up: the statement must stay true.
        let unit = 10f64.powf(bound.log10().floor());
        let rounded = (bound / unit * (1.0 - ROUNDING)).ceil() * unit;
        // The decimal of one digit, not its neighbour among the products of floating-point numbers.
        Self::AtMost(significant_digits(rounded, 1).parse().unwrap_or(rounded))
    }

    /// $10^x$ with a sign, where $x$ is known to an absolute error and the number itself may leave the range of `f64`.
    pub(crate) fn power_of_ten(negative: bool, exponent: f64, error: f64) -> Self {
        let sign = if negative { "-" } else { "" };
        let whole = exponent.floor();
        let mantissa = core_math::exp10(exponent - whole);
        let relative = (error * std::f64::consts::LN_10).max(0.5 * f64::EPSILON);
        let digits = (-relative.log10()).floor().clamp(1.0, 6.0) as u8;
        Self::Text(format!(
            "{sign}{}e{whole}",
            significant_digits(mantissa, digits)
        ))
    }

    /// Whether it is a number and yet none: infinite or undefined.
    fn is_lost(&self) -> bool {
        matches!(self, Self::Number { value, .. } | Self::Input(value) | Self::AtMost(value) if !value.is_finite())
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// What was found, or that it is not known where the row is undecided.
    pub(crate) fn unless_undecided(self, verdict: Verdict) -> Self {
        if verdict == Verdict::Undecided {
            Self::text("not known")
        } else {
            self
        }
    }

    /// As people read it: at most four significant digits.
    pub fn readable(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Input(value) => input(*value),
            Self::Number { value, digits } => {
                significant_digits(*value, (*digits).min(READABLE_DIGITS))
            }
            Self::AtMost(bound) => format!("< {}", significant_digits(*bound, 1)),
            Self::Count(n) => n.to_string(),
            Self::Verdict(v) => v.label().into(),
            Self::Missing => "-".into(),
        }
    }
}

/// One column: a key for programs, a heading for people, and a heading for LaTeX.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// ASCII key in CSV and JSON.
    pub key: &'static str,
    /// Heading in Markdown.
    pub heading: &'static str,
    /// Heading in LaTeX.
    pub latex: &'static str,
    /// Whether only who asks for every column sees it.
    pub detail: bool,
    /// The key of the column that says how its numbers were found, where one does.
    pub evidence: Option<&'static str>,
}

impl Column {
    pub(crate) const fn new(key: &'static str, heading: &'static str, latex: &'static str) -> Self {
        Self {
            key,
            heading,
            latex,
            detail: false,
            evidence: None,
        }
    }

    /// The same for who asks for every column only.
    pub(crate) const fn detail(self) -> Self {
        Self {
            detail: true,
            ..self
        }
    }

    /// The same with its numbers marked by what the column `evidence` says of them.
    pub(crate) const fn marked_by(self, evidence: &'static str) -> Self {
        Self {
            evidence: Some(evidence),
            ..self
        }
    }
}

/// A finished table.
///
/// ```
/// use forgetting::exhibit::TABLES;
/// use forgetting::model::Scenario;
/// let entry = TABLES.iter().find(|entry| entry.name == "summary").expect("in the catalogue");
/// let table = entry.build(&Scenario::find("moderate")?)?;
/// assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The catalogue name.
    pub name: &'static str,
    /// A sentence saying what it shows.
    pub caption: String,
    /// Claim ids it speaks to.
    pub claims: &'static [&'static str],
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Explanations below the table, one sentence or more each.
    pub notes: Vec<String>,
}

impl Table {
    /// Whether a column holds numbers, which are set flush right.
    pub fn right_aligned(&self, column: usize) -> bool {
        self.rows.iter().any(|row| {
            !matches!(
                row[column],
                Cell::Text(_) | Cell::Verdict(_) | Cell::Missing
            )
        })
    }

    /// The number in a row's cell under this key, where there is one.
    pub fn number(&self, row: usize, key: &str) -> Option<f64> {
        match self.cell(row, key)? {
            Cell::Input(value) | Cell::Number { value, .. } => Some(*value),
            Cell::Count(count) => Some(*count as f64),
            Cell::Text(_) | Cell::AtMost(_) | Cell::Verdict(_) | Cell::Missing => None,
        }
    }

    /// The words in a row's cell under this key, where there are some.
    pub fn word(&self, row: usize, key: &str) -> Option<&str> {
        match self.cell(row, key)? {
            Cell::Text(words) => Some(words),
            _ => None,
        }
    }

    fn cell(&self, row: usize, key: &str) -> Option<&Cell> {
        let at = self.columns.iter().position(|column| column.key == key)?;
        self.rows.get(row)?.get(at)
    }

    /// What is no number is not shown as one, and its row does not hold.
    pub(crate) fn sealed(mut self) -> Self {
        for row in &mut self.rows {
            if !row.iter().any(Cell::is_lost) {
                continue;
            }
            for cell in row {
                if cell.is_lost() {
                    *cell = Cell::text("not known");
                } else if *cell == Cell::Verdict(Verdict::HoldsOnSamples) {
                    *cell = Cell::Verdict(Verdict::Undecided);
                }
            }
        }
        self
    }

    /// How often each verdict occurs, in the order of [`Verdict`].
    pub fn verdict_counts(&self) -> Vec<(Verdict, usize)> {
        Verdict::ALL
            .into_iter()
            .map(|v| {
                (
                    v,
                    self.rows
                        .iter()
                        .flatten()
                        .filter(|cell| **cell == Cell::Verdict(v))
                        .count(),
                )
            })
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}

/// An exact input in full, in scientific notation where it is very small or very large.
pub(crate) fn input(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-6..1e15).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// At most seven significant digits, without zeros at the end.
pub(crate) fn rounded(value: f64) -> String {
    input(format!("{value:.6e}").parse().unwrap_or(value))
}

/// `value` with `digits` significant digits, in plain notation for moderate sizes.
///
/// ```
/// assert_eq!(forgetting::table::significant_digits(0.0012345, 3), "0.00123");
/// ```
pub fn significant_digits(value: f64, digits: u8) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 {
            "0".into()
        } else {
            format!("{value}")
        };
    }
    let scientific = format!("{value:.*e}", usize::from(digits.max(1)) - 1);
    let exponent: i32 = scientific
        .split_once('e')
        .and_then(|(_, e)| e.parse().ok())
        .unwrap_or(0);
    if (-4..7).contains(&exponent) && exponent < i32::from(digits) {
        format!(
            "{value:.*}",
            (i32::from(digits) - 1 - exponent).max(0) as usize
        )
    } else {
        scientific
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Table, significant_digits};
    use crate::judge::Verdict;

    #[test]
    fn significant_digits_are_counted_not_decimals() {
        assert_eq!(significant_digits(0.001_234_56, 3), "0.00123");
        assert_eq!(significant_digits(123_456.0, 3), "1.23e5");
        assert_eq!(significant_digits(12.0, 4), "12.00");
        assert_eq!(significant_digits(-1e-88, 6), "-1.00000e-88");
        assert_eq!(significant_digits(0.0, 6), "0");
        assert_eq!(
            [3.0, 2.0f64.sqrt(), 1e-9].map(super::rounded),
            ["3", "1.414214", "1e-9"]
        );
    }

    #[test]
    fn what_is_no_number_never_holds() {
        let row = |value: f64| {
            vec![
                Cell::within(value, 1e-3),
                Cell::Verdict(Verdict::HoldsOnSamples),
            ]
        };
        let table = Table {
            name: "none",
            caption: String::new(),
            claims: &[],
            columns: Vec::new(),
            rows: [1.0, f64::NAN, f64::NEG_INFINITY].map(row).to_vec(),
            notes: Vec::new(),
        }
        .sealed();
        assert_eq!(table.rows[0], row(1.0));
        for row in &table.rows[1..] {
            assert_eq!(
                *row,
                [Cell::text("not known"), Cell::Verdict(Verdict::Undecided)]
            );
        }
        assert!(Cell::within(1.0, f64::NAN).is_lost());
    }

    #[test]
    fn a_power_beyond_the_range_is_still_a_number() {
        assert_eq!(
            Cell::power_of_ten(true, 694.5, 1e-9),
            Cell::text("-3.16228e694")
        );
    }

    #[test]
    fn a_difference_shows_only_what_survives() {
        let Cell::Number { value, digits } = Cell::difference(1.0 + 1e-10, 1.0, 3e-13) else {
            panic!("a number survives")
        };
        assert!((value - 1e-10).abs() < f64::EPSILON);
        assert_eq!(digits, 2);
        assert_eq!(
            Cell::difference(1.0 + 45.0 * f64::EPSILON, 1.0, 1e-13),
            Cell::AtMost(1e-13)
        );
        assert_eq!(Cell::below(7.2e-10), Cell::AtMost(8e-10));
        assert_eq!(Cell::below(1e-12).readable(), "< 1e-12");
    }
}
