//! The verdict on one row.

/// What is said of a claim; the words are the tool's whole vocabulary.
///
/// A table row is one sample point in `f64`: it can hold on samples, be refuted, or be undecided because the two sides
/// agree to rounding. The stronger verdicts need the symbolic, interval or Rocq judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// True at the sampled points, with slack beyond rounding.
    HoldsOnSamples,
    /// False at the sampled point, by more than rounding.
    Refuted,
    /// The two sides agree to within the accuracy they are known to.
    Undecided,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::HoldsOnSamples, Self::Refuted, Self::Undecided];

    /// The word.
    pub fn label(self) -> &'static str {
        match self {
            Self::HoldsOnSamples => "holds on samples",
            Self::Refuted => "refuted",
            Self::Undecided => "undecided",
        }
    }

    /// `smaller <= larger`, each known to `relative_error`.
    pub(super) fn of_inequality(smaller: f64, larger: f64, relative_error: f64) -> Self {
        let slack = larger - smaller;
        let error = relative_error * smaller.abs().max(larger.abs());
        if slack > error {
            Self::HoldsOnSamples
        } else if slack < -error {
            Self::Refuted
        } else {
            // Also NaN.
            Self::Undecided
        }
    }

    /// `a = b` to within `error`, an absolute error both are known to.
    pub(super) fn of_equality(a: f64, b: f64, error: f64) -> Self {
        if (a - b).abs() <= error {
            Self::HoldsOnSamples
        } else if (a - b).is_nan() {
            Self::Undecided
        } else {
            Self::Refuted
        }
    }

    /// Both claims of a row together.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Refuted, _) | (_, Self::Refuted) => Self::Refuted,
            (Self::Undecided, _) | (_, Self::Undecided) => Self::Undecided,
            _ => Self::HoldsOnSamples,
        }
    }
}
