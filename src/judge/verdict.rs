//! What is said of a claim.

use crate::interval::Interval;
use serde::{Deserialize, Serialize};

/// The verdict on a claim; the words are the tool's whole vocabulary.
///
/// From the best to the worst: of two claims together, the greater verdict is said ([`Verdict::and`]). A table row is one sample
/// point in `f64`: it can hold or fail on samples, be refuted by intervals, or be undecided because the two sides agree to
/// rounding. The other verdicts need the symbolic, the interval or the Rocq judge.
///
/// ```
/// use forgetting::judge::Verdict;
/// assert_eq!(Verdict::Certified.and(Verdict::Undecided), Verdict::Undecided);
/// assert!(Verdict::Proved.is_established() && !Verdict::HoldsOnSamples.is_established());
/// ```
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
    /// An equation whose sides are enclosed to within a stated width of each other on the whole domain: it may be false.
    Agrees,
    /// No point of the domain meets the hypotheses: nothing is claimed, so nothing is established.
    Vacuous,
    /// None of these, with the limit that was hit.
    Undecided,
    /// Violated in `f64`, beyond rounding, at a point at which intervals could not confirm it.
    FailsOnSamples,
    /// False at a witness point, with both sides enclosed there.
    Refuted,
}

impl Verdict {
    /// All of them, from the best to the worst.
    pub const ALL: [Self; 9] = [
        Self::Proved,
        Self::MachineChecked,
        Self::Certified,
        Self::HoldsOnSamples,
        Self::Agrees,
        Self::Vacuous,
        Self::Undecided,
        Self::FailsOnSamples,
        Self::Refuted,
    ];

    /// The word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::MachineChecked => "machine-checked",
            Self::Certified => "certified",
            Self::HoldsOnSamples => "holds on samples",
            Self::Agrees => "agrees",
            Self::Vacuous => "vacuous",
            Self::Undecided => "undecided",
            Self::FailsOnSamples => "fails on samples",
            Self::Refuted => "refuted",
        }
    }

    /// Whether it speaks about the whole domain of the claim and says that it is true.
    pub fn is_established(self) -> bool {
        matches!(self, Self::Proved | Self::MachineChecked | Self::Certified)
    }

    /// Whether it leaves the claim open: neither established nor seen to hold, and not refuted.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Agrees | Self::Vacuous | Self::Undecided | Self::FailsOnSamples
        )
    }

    /// `smaller <= larger` at a point, each known to `relative_error`. What is not a number decides nothing.
    pub fn of_inequality(smaller: f64, larger: f64, relative_error: f64) -> Self {
        let slack = larger - smaller;
        let error = relative_error * smaller.abs().max(larger.abs());
        if !slack.is_finite() || !error.is_finite() || slack.abs() <= error {
            Self::Undecided
        } else if slack > 0.0 {
            Self::HoldsOnSamples
        } else {
            Self::FailsOnSamples
        }
    }

    /// `a = b` at a point to within `error`, an absolute error both are known to. What is not a number decides nothing.
    pub fn of_equality(a: f64, b: f64, error: f64) -> Self {
        let difference = (a - b).abs();
        if !difference.is_finite() || !error.is_finite() {
            Self::Undecided
        } else if difference <= error {
            Self::HoldsOnSamples
        } else {
            Self::FailsOnSamples
        }
    }

    /// Whether what must hold at a point was seen to, in `f64`.
    pub fn of_condition(holds: bool) -> Self {
        if holds {
            Self::HoldsOnSamples
        } else {
            Self::FailsOnSamples
        }
    }

    /// `smaller <= larger` or an equation at a point, seen to fail in `f64`: refuted where intervals for the two sides
    /// lie apart the wrong way.
    #[must_use]
    pub fn confirmed_by(self, smaller: Interval, larger: Interval) -> Self {
        let defined = smaller.is_defined() && larger.is_defined();
        if self == Self::FailsOnSamples && defined && smaller.lo() > larger.hi() {
            Self::Refuted
        } else {
            self
        }
    }

    /// Both claims together: the worse of the two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.max(other)
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
