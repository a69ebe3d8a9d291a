//! What is said of a claim.

use serde::{Deserialize, Serialize};

/// The verdict on a claim; the words are the tool's whole vocabulary.
///
/// Strongest first. A table row is one sample point in `f64`: it can hold on samples, be refuted, or be undecided because
/// the two sides agree to rounding. The other verdicts need the symbolic, the interval or the Rocq judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&str", try_from = "String")]
pub enum Verdict {
    /// Derived symbolically, with steps.
    Proved,
    /// A theorem checked by Rocq.
    MachineChecked,
    /// True on the whole domain by interval arithmetic: with a box, a number of sub-boxes and the smallest slack.
    Certified,
    /// True at the sampled points, with slack beyond rounding.
    HoldsOnSamples,
    /// False at a witness point, by more than rounding; from the refuter, with both sides enclosed.
    Refuted,
    /// None of these, with the limit that was hit.
    Undecided,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Proved,
        Self::MachineChecked,
        Self::Certified,
        Self::HoldsOnSamples,
        Self::Refuted,
        Self::Undecided,
    ];

    /// The word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::MachineChecked => "machine-checked",
            Self::Certified => "certified",
            Self::HoldsOnSamples => "holds on samples",
            Self::Refuted => "refuted",
            Self::Undecided => "undecided",
        }
    }

    /// Whether it speaks about the whole domain of the claim and says that it is true.
    pub fn is_established(self) -> bool {
        matches!(self, Self::Proved | Self::MachineChecked | Self::Certified)
    }

    /// `smaller <= larger` at a point, each known to `relative_error`.
    pub fn of_inequality(smaller: f64, larger: f64, relative_error: f64) -> Self {
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

    /// `a = b` at a point to within `error`, an absolute error both are known to.
    pub fn of_equality(a: f64, b: f64, error: f64) -> Self {
        if (a - b).abs() <= error {
            Self::HoldsOnSamples
        } else if (a - b).is_nan() {
            Self::Undecided
        } else {
            Self::Refuted
        }
    }

    /// Both claims together: refuted if one is, else undecided if one is, else the weaker.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Refuted, _) | (_, Self::Refuted) => Self::Refuted,
            _ => self.max(other),
        }
    }
}

impl From<Verdict> for &str {
    fn from(verdict: Verdict) -> Self {
        verdict.label()
    }
}

impl TryFrom<String> for Verdict {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|v| v.label() == word);
        known.ok_or_else(|| format!("`{word}` is no verdict"))
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.label())
    }
}
