//! The domains of the table as data: what each argument of a function must satisfy.

use num_rational::BigRational;

use super::function::FunctionEntry;
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
