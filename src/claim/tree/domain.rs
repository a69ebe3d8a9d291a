//! The domains of the table as data: what each argument of a function must satisfy.

use std::sync::LazyLock;

use num_rational::BigRational;

use super::function::{Function, FunctionEntry};
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

impl FunctionEntry {
    /// What each argument must satisfy, read from [`domain`](FunctionEntry::domain); `None` where the words are not understood.
    ///
    /// # Examples
    /// ```
    /// use forgetting::claim::Function;
    /// let bounds = Function::EpsOld.entry().argument_bounds().unwrap();
    /// assert!(bounds[0].lower.is_some() && bounds[0].upper.is_some() && bounds[1].upper.is_none());
    /// ```
    pub fn argument_bounds(&self) -> Option<Vec<ArgumentBounds>> {
        let mut bounds = vec![ArgumentBounds::default(); self.parameters.len()];
        // What stands in parentheses at the end speaks of derivatives and of points beyond.
        let (text, remark) = self.domain.split_once(" (").unwrap_or((self.domain, ")"));
        if remark.find(')') != Some(remark.len() - 1) {
            return None;
        }
        for clause in text.split(", ") {
            let words: Vec<&str> = clause.split_whitespace().collect();
            let position = |name: &str| self.parameters.iter().position(|p| *p == name);
            let index = |name: &str| self.index.is_some_and(|index| index.name == name);
            match words.as_slice() {
                [name, "in", _] if index(name) => {}
                ["any", name] | [name] if position(name).is_some() => {}
                [name, relation, end] => {
                    let k = position(name)?;
                    bounds[k].restrict(relation, number(end)?)?;
                }
                [end, first, name, second, other] => {
                    let k = position(name)?;
                    bounds[k].restrict(flipped(first)?, number(end)?)?;
                    bounds[k].restrict(second, number(other)?)?;
                }
                _ => return None,
            }
        }
        Some(bounds)
    }
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
    fn new(bounds: &ArgumentBounds) -> Self {
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

impl Function {
    /// The range of each of its arguments: the one domain of all number types.
    pub fn ranges(self) -> &'static [ArgumentRange] {
        static RANGES: LazyLock<Vec<Vec<ArgumentRange>>> = LazyLock::new(|| {
            let of = |function: &Function| {
                let bounds = function.entry().argument_bounds().unwrap_or_default();
                bounds.iter().map(ArgumentRange::new).collect()
            };
            Function::ALL.iter().map(of).collect()
        });
        &RANGES[self as usize]
    }
}

impl ArgumentBounds {
    /// Adds `argument relation end`.
    fn restrict(&mut self, relation: &str, end: BigRational) -> Option<()> {
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

fn flipped(relation: &str) -> Option<&'static str> {
    match relation {
        "<" => Some(">"),
        "<=" => Some(">="),
        _ => None,
    }
}

fn number(text: &str) -> Option<BigRational> {
    parse_rational(text).ok()
}

#[cfg(test)]
mod tests {
    use crate::claim::Function;

    #[test]
    fn every_domain_of_the_table_is_understood() {
        for function in Function::ALL {
            let entry = function.entry();
            let bounds = entry.argument_bounds();
            assert!(bounds.is_some(), "{}: {}", entry.name, entry.domain);
        }
    }
}
