//! Functions that a user of the library adds to the language.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::entry::FunctionEntry;
use super::range::ArgumentRange;
use crate::interval::Interval;

/// A value in `f64`; NaN or an infinity where there is none.
pub type UserValue = Box<dyn Fn(&[f64]) -> f64 + Send + Sync>;
/// An interval that contains every value on a box; [`Interval::ENTIRE`] where nothing is known.
pub type UserEnclosure = Box<dyn Fn(&[Interval]) -> Interval + Send + Sync>;

/// What is known of a registered function.
pub(in crate::claim) struct UserEntry {
    pub entry: FunctionEntry,
    pub ranges: Vec<ArgumentRange>,
    pub value: UserValue,
    pub enclosure: UserEnclosure,
}

/// A registered function: it lives as long as the program.
#[derive(Clone, Copy)]
pub struct UserFunction(pub(in crate::claim) &'static UserEntry);

impl UserFunction {
    /// What is known of it.
    pub fn entry(self) -> &'static FunctionEntry {
        &self.0.entry
    }

    /// The range of each argument.
    pub(in crate::claim) fn ranges(self) -> &'static [ArgumentRange] {
        &self.0.ranges
    }

    /// Its value.
    pub fn value(self, arguments: &[f64]) -> f64 {
        (self.0.value)(arguments)
    }

    /// An interval around its values on a box.
    pub fn enclosure(self, arguments: &[Interval]) -> Interval {
        (self.0.enclosure)(arguments)
    }
}

impl PartialEq for UserFunction {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for UserFunction {}

impl Hash for UserFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.0).hash(state);
    }
}

impl fmt::Debug for UserFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.entry.name)
    }
}
