//! Ways to bound a slack on a box, as data.

use std::fmt;
use std::str::FromStr;

/// What is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// larger - smaller
    Difference,
    /// ln(larger) - ln(smaller), where both sides are positive.
    Logarithm,
}

/// An end of a variable's range in a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The lower end.
    Lower,
    /// The upper end.
    Upper,
}

/// How a leaf of the search is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The natural interval extension of the difference.
    Natural,
    /// `F(c) + sum_i G_i (X_i - c_i)` with `G` the gradient over the box. The centre `c` is the one with the largest lower
    /// bound (Baumann 1988): the end of the range on every axis where the sign of the derivative is known, so this is the
    /// monotonicity test too.
    MeanValue(Scale),
    /// `sum_(j<k) F_j (x_a - e)^j/j! + F_k(X) (x_a - e)^k/k!` around the face `x_a = e` of the box, where the slack may vanish.
    Taylor {
        /// The axis of the face.
        axis: usize,
        /// Which of its two faces.
        side: Side,
        /// The order `k` of the derivative taken over the box.
        order: usize,
    },
    /// Some form of the two sides without their common factor, which is positive on the box.
    Factored,
    /// Convexity around the point of this number at which the slack vanishes.
    Stationary(usize),
    /// A side condition or an end of the domain says it.
    Given,
    /// Some side condition is false on the whole box.
    Outside,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Natural => f.write_str("natural"),
            Self::MeanValue(Scale::Difference) => f.write_str("mean-value"),
            Self::MeanValue(Scale::Logarithm) => f.write_str("log-mean-value"),
            Self::Taylor { axis, side, order } => {
                let side = match side {
                    Side::Lower => "lower",
                    Side::Upper => "upper",
                };
                write!(f, "taylor:{axis}:{side}:{order}")
            }
            Self::Factored => f.write_str("factored"),
            Self::Stationary(which) => write!(f, "stationary:{which}"),
            Self::Given => f.write_str("given"),
            Self::Outside => f.write_str("outside"),
        }
    }
}

impl FromStr for Form {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "natural" => Self::Natural,
            "mean-value" => Self::MeanValue(Scale::Difference),
            "log-mean-value" => Self::MeanValue(Scale::Logarithm),
            "factored" => Self::Factored,
            "given" => Self::Given,
            "outside" => Self::Outside,
            _ if text.starts_with("stationary:") => {
                let which = text.strip_prefix("stationary:").ok_or(())?;
                Self::Stationary(which.parse().map_err(|_| ())?)
            }
            _ => {
                let mut parts = text.strip_prefix("taylor:").ok_or(())?.split(':');
                let axis = parts.next().and_then(|x| x.parse().ok()).ok_or(())?;
                let side = match parts.next() {
                    Some("lower") => Side::Lower,
                    Some("upper") => Side::Upper,
                    _ => return Err(()),
                };
                let order = parts.next().and_then(|x| x.parse().ok()).ok_or(())?;
                let ends = parts.next().is_none();
                return ends.then_some(Self::Taylor { axis, side, order }).ok_or(());
            }
        })
    }
}
