//! The ranges of arguments.

use num_rational::BigRational;

use super::rational::nearest;
use crate::interval::parse_rational;

/// What one argument must satisfy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArgumentBounds {
    /// The least value, and whether it is allowed itself.
    pub lower: Option<(BigRational, bool)>,
    /// The greatest value, and whether it is allowed itself.
    pub upper: Option<(BigRational, bool)>,
}

/// The range of one argument in doubles: the ends of the table are small integers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArgumentRange {
    /// The least value, or minus infinity.
    pub least: f64,
    /// Whether `least` is excluded.
    pub open_below: bool,
    /// The greatest value, or infinity.
    pub most: f64,
    /// Whether `most` is excluded.
    pub open_above: bool,
}

impl ArgumentRange {
    pub(super) fn new(bounds: &ArgumentBounds) -> Self {
        let end = |end: &Option<(BigRational, bool)>, none: f64| match end {
            Some((value, included)) => (nearest(value), !included),
            None => (none, false),
        };
        let (least, open_below) = end(&bounds.lower, f64::NEG_INFINITY);
        let (most, open_above) = end(&bounds.upper, f64::INFINITY);
        Self {
            least,
            open_below,
            most,
            open_above,
        }
    }

    /// Whether a number lies in it.
    pub fn contains(&self, x: f64) -> bool {
        (x > self.least || (x == self.least && !self.open_below))
            && (x < self.most || (x == self.most && !self.open_above))
    }

    /// The range in words: `lie in [0, 1]`, `be > 0`.
    pub fn allowed(&self) -> String {
        let (left, right) = (
            if self.open_below { '(' } else { '[' },
            if self.open_above { ')' } else { ']' },
        );
        match (self.least.is_finite(), self.most.is_finite()) {
            (true, true) => format!("lie in {left}{}, {}{right}", self.least, self.most),
            (true, false) if self.open_below => format!("be > {}", self.least),
            (true, false) => format!("be >= {}", self.least),
            (false, true) if self.open_above => format!("be < {}", self.most),
            (false, true) => format!("be <= {}", self.most),
            (false, false) => "be a number".to_owned(),
        }
    }
}

impl ArgumentBounds {
    /// Adds `argument relation end`.
    pub(super) fn restrict(&mut self, relation: &str, end: BigRational) -> Option<()> {
        match relation {
            ">" => self.lower = Some((end, false)),
            ">=" => self.lower = Some((end, true)),
            "<" => self.upper = Some((end, false)),
            "<=" => self.upper = Some((end, true)),
            _ => return None,
        }
        Some(())
    }
}

pub(super) fn flipped(relation: &str) -> Option<&'static str> {
    match relation {
        "<" => Some(">"),
        "<=" => Some(">="),
        _ => None,
    }
}

pub(super) fn number(text: &str) -> Option<BigRational> {
    parse_rational(text).ok()
}
