//! One line of the ledger: a claim of a file, and what the judges said of it.

use serde::{Deserialize, Serialize};

use super::claim_file::FiledClaim;
use crate::judge::{Judgement, Limits, Verdict, judge_statement};

/// Judges a filed claim; one that says it is only sampled is judged without intervals.
///
/// ```
/// use forgetting::judge::{Limits, Verdict};
/// use forgetting::ledger::{ClaimFile, judge_filed};
/// let text = "# Mine\n\n```claim\nfor x in [0, 1]: x*x <= x\n```\n";
/// let file = ClaimFile::parse(text, "mine.md".as_ref())?;
/// let filed = &file.claims()[0];
/// assert_eq!(judge_filed(filed, &Limits::default()).verdict, Verdict::Proved);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn judge_filed(filed: &FiledClaim, limits: &Limits) -> Judgement {
    if filed.sampled.is_none() {
        return judge_statement(&filed.claim, limits);
    }
    let limits = Limits {
        boxes: 0,
        ..*limits
    };
    judge_statement(&filed.claim, &limits)
}

/// What the ledger keeps of a judgement: everything that is the same on every machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The claim's id, such as `a3-bhattacharyya-bound:2`.
    pub id: String,
    /// The claim in plain text: an entry speaks of this text and no other.
    pub claim: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Boxes examined by the interval judge.
    pub boxes: u64,
    /// The smallest slack: proved where certified, else the smallest seen in samples.
    pub slack: Option<f64>,
    /// For certified equations: the width.
    pub width: Option<f64>,
    /// The sampled point at which the relation is tightest, relatively.
    pub tightest: Vec<(String, f64)>,
    /// Why the claim is only sampled, where it is.
    pub sampled: Option<String>,
}

impl Entry {
    /// The entry of a judgement.
    pub fn new(filed: &FiledClaim, judgement: &Judgement) -> Self {
        let finite = |x: &f64| x.is_finite();
        Self {
            id: filed.id.clone(),
            claim: filed.claim.to_string(),
            verdict: judgement.verdict,
            boxes: judgement.boxes,
            slack: judgement.slack.filter(finite),
            width: judgement.width.filter(finite),
            tightest: judgement
                .tightest
                .iter()
                .map(|(name, value)| (name.to_string(), *value))
                .collect(),
            sampled: filed.sampled.clone(),
        }
    }
}
