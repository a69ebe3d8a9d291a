//! What is made of all values of a body: their sum or their integral.

/// What is made of the values of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregation {
    /// Their sum over the integers from one end to the other.
    Sum,
    /// Their integral from one end to the other.
    Integral,
}

impl Aggregation {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sum, Self::Integral];

    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Integral => "integral",
        }
    }

    /// How it is written.
    pub(in crate::claim) fn call(self) -> &'static str {
        match self {
            Self::Sum => "`sum(k, 0, 10, f)`: a name, both ends and what is added",
            Self::Integral => "`integral(x, 0, 1, f)`: a name, both ends and what is integrated",
        }
    }

    /// The one of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.word() == word)
    }
}
