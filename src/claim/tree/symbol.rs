//! Names: what a variable may be called.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::aggregation::Aggregation;
use super::function::Function;

/// Words with a meaning of their own.
pub(in crate::claim) const KEYWORDS: &[&str] =
    &["for", "in", "where", "and", "or", "implies", "let", EXPECT];

/// The keyword of expectations, the only one that starts an expression.
pub(in crate::claim) const EXPECT: &str = "expect";

/// The variable that `expect old (f)` binds.
pub(in crate::claim) const BOUND: &str = "x";

/// Whether `name` is a letter followed by letters, digits and underscores.
pub(in crate::claim) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(is_name_byte)
}

/// Whether `name` has a meaning already: a keyword, a function, `d` or a constant.
pub(in crate::claim) fn is_reserved(name: &str) -> bool {
    KEYWORDS.contains(&name)
        || name == "pi"
        || name == "d"
        || Aggregation::from_word(name).is_some()
        || Function::from_name(name).is_some()
}

/// Whether a name may contain this byte.
pub(in crate::claim) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The name of a variable: a letter followed by letters, digits and underscores, and no reserved word.
///
/// ```
/// use forgetting::claim::Symbol;
/// assert!(Symbol::new("beta_0").is_some());
/// assert!(Symbol::new("0beta").is_none() && Symbol::new("exp").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(Arc<str>);

impl Symbol {
    /// The symbol of this name; `None` where the name is no identifier, or is a keyword, a function or a constant.
    pub fn new(name: &str) -> Option<Self> {
        (is_identifier(name) && !is_reserved(name)).then(|| Self(name.into()))
    }

    /// The variable of an expectation that names none.
    pub(in crate::claim) fn of_expectations() -> Self {
        Self(BOUND.into())
    }
}

impl Deref for Symbol {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}
