//! Where an expression is expanded.

use std::fmt;

use num_rational::BigRational;

/// An end of a range, or a point from one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::judge) enum End {
    Above(BigRational),
    Below(BigRational),
    Infinity,
    MinusInfinity,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Above(a) | Self::Below(a) => write!(f, "{a}"),
            Self::Infinity => f.write_str("inf"),
            Self::MinusInfinity => f.write_str("-inf"),
        }
    }
}
