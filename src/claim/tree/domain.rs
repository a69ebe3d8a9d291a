//! The domains of the table as data: what each argument of a function must satisfy.

use std::sync::LazyLock;

use super::entry::FunctionEntry;
use super::function::Function;
use super::range::{ArgumentBounds, ArgumentRange, flipped, number};

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

    /// The range of each argument in doubles; `None` where the words are not understood.
    pub(in crate::claim) fn argument_ranges(&self) -> Option<Vec<ArgumentRange>> {
        let bounds = self.argument_bounds()?;
        Some(bounds.iter().map(ArgumentRange::new).collect())
    }
}

impl Function {
    /// The range of each of its arguments: the one domain of all number types.
    pub fn ranges(self) -> &'static [ArgumentRange] {
        static RANGES: LazyLock<Vec<Vec<ArgumentRange>>> = LazyLock::new(|| {
            let of = |function: &Function| function.entry().argument_ranges().unwrap_or_default();
            Function::ALL.iter().map(of).collect()
        });
        match self {
            Self::User(user) => user.ranges(),
            _ => &RANGES[self.row().unwrap_or_default()],
        }
    }
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
