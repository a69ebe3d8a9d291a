//! How much of its theorem the claim blocks of a file state.

use std::fmt;

/// How much of a theorem its claim blocks state, as the front matter says: `whole`, `part: WHICH` or `instance: WHICH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Every clause has a block, on the clause's own domain.
    Whole,
    /// Some clauses, or clauses on a part of their domain.
    Part(String),
    /// Chosen numbers only.
    Instance(String),
}

impl Coverage {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let after = |word: &str| {
            let rest = text.strip_prefix(word)?.trim_start().strip_prefix(':')?;
            Some(rest.trim().to_owned()).filter(|which| !which.is_empty())
        };
        match (text, after("part"), after("instance")) {
            ("whole", ..) => Ok(Self::Whole),
            (_, Some(which), _) => Ok(Self::Part(which)),
            (.., Some(which)) => Ok(Self::Instance(which)),
            _ => Err(format!(
                "covers must be `whole`, `part: WHICH` or `instance: WHICH`, got `{text}`"
            )),
        }
    }

    /// The word alone.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part(_) => "part",
            Self::Instance(_) => "instance",
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str(self.word()),
            Self::Part(which) | Self::Instance(which) => write!(f, "{}: {which}", self.word()),
        }
    }
}
