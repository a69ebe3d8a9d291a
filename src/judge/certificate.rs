//! Certificates: the evidence for `certified`, as a file.
//!
//! JSON with the claim in plain text, the limits of the search, a point of the domain, and for each obligation its leaves, one
//! text each: the form, the number it proves and the bounds of the box, all numbers in hexadecimal. SHA-256 hashes of the claim,
//! of each obligation's leaves and of the whole catch accidents; `recheck` catches everything else.

use crate::numeric::sha256;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use super::branch_bound::{Leaf, Limits};
use super::hexadecimal::{from_hex, to_hex};
use super::judgement::summary;
use super::obligation::obligations;
use super::refuter::exact_text;
use super::unfold::unfolded;
use crate::claim::Claim;
use crate::interval::Interval;

/// The first field of every certificate.
pub const FORMAT: &str = "forgetting certificate 1";

/// The evidence that a claim holds on its whole domain.
///
/// # Examples
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::{Certificate, Limits, judge, recheck};
/// let claim = parse_claim("for delta in [0, 3]: eps_old(1/2, delta) <= 1/2*bc(delta)")?;
/// let certificate = judge(&claim, &Limits::default()).certificate.unwrap();
/// let text = certificate.to_json();
/// assert_eq!(recheck(&text)?.claim, claim);
/// assert!(recheck(&text.replace("[0, 3]", "[0, 4]")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    pub(super) format: String,
    pub(super) version: String,
    pub(super) claim: String,
    pub(super) claim_sha256: String,
    /// The claim over which the boxes lie, where ranges that stand for unbounded ones were unfolded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unfolded: Option<String>,
    pub(super) limits: LimitsRecord,
    /// A point of the domain that meets the conditions, in exact rationals.
    pub(super) inhabitant: Vec<String>,
    /// The smallest bound of the inequalities.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) slack: Option<String>,
    /// The largest bound of the equations.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) width: Option<String>,
    pub(super) obligations: Vec<ObligationRecord>,
    pub(super) sha256: String,
}

/// The limits the search ran under, as a record: `recheck` takes none of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsRecord {
    boxes: u64,
    seconds: String,
    width: String,
    equality: String,
}

/// One obligation and its leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObligationRecord {
    pub statement: String,
    /// The points at which the slack vanishes that leaves refer to, as closed expressions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Vec<String>>,
    pub leaves: Vec<String>,
    pub leaves_sha256: String,
}

impl Certificate {
    pub(super) fn new(
        claim: &Claim,
        limits: &Limits,
        inhabitant: &[BigRational],
        parts: &[Vec<Leaf>],
        points: &[Vec<Vec<String>>],
    ) -> Self {
        let inner = unfolded(claim);
        let obligations = obligations(inner.as_ref().unwrap_or(claim));
        let (slack, width) = summary(&obligations, parts);
        let text = claim.to_string();
        let parts = parts.iter().zip(points);
        let records = obligations
            .iter()
            .zip(parts)
            .map(|(obligation, (leaves, points))| {
                let leaves: Vec<String> = leaves.iter().map(leaf_text).collect();
                ObligationRecord {
                    statement: obligation.to_string(),
                    points: points.clone(),
                    leaves_sha256: leaves_hash(&leaves),
                    leaves,
                }
            });
        let mut certificate = Self {
            format: FORMAT.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            claim_sha256: sha256(&text),
            claim: text,
            unfolded: inner.map(|inner| inner.to_string()),
            limits: LimitsRecord {
                boxes: limits.boxes,
                seconds: to_hex(limits.time.as_secs_f64()),
                width: to_hex(limits.width),
                equality: to_hex(limits.equality),
            },
            inhabitant: inhabitant.iter().map(exact_text).collect(),
            slack: slack.map(to_hex),
            width: width.map(to_hex),
            obligations: records.collect(),
            sha256: String::new(),
        };
        certificate.sha256 = certificate.hash();
        certificate
    }

    /// The claim in plain text.
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// Boxes that the domain was cut into, over all obligations.
    pub fn leaves(&self) -> usize {
        self.obligations.iter().map(|part| part.leaves.len()).sum()
    }

    /// The file: indented JSON, one leaf a line.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and counts have a JSON form") + "\n"
    }

    /// SHA-256 of the compact JSON with an empty `sha256` field.
    pub(super) fn hash(&self) -> String {
        let mut bare = self.clone();
        bare.sha256 = String::new();
        sha256(serde_json::to_string(&bare).expect("texts and counts have a JSON form"))
    }
}

/// The hash of an obligation's leaves, one a line.
pub(super) fn leaves_hash(leaves: &[String]) -> String {
    sha256(leaves.join("\n"))
}

/// `form bound lo hi lo hi ...`
fn leaf_text(leaf: &Leaf) -> String {
    let mut text = format!("{} {}", leaf.form, to_hex(leaf.bound));
    for x in &leaf.region {
        text += &format!(" {} {}", to_hex(x.lo()), to_hex(x.hi()));
    }
    text
}

/// Reads a leaf of a domain with this many variables.
pub(super) fn read_leaf(text: &str, dimension: usize) -> Result<Leaf, String> {
    let words: Vec<&str> = text.split(' ').collect();
    let [form, bound, ends @ ..] = words.as_slice() else {
        return Err("it has no form and bound".into());
    };
    if ends.len() != 2 * dimension {
        return Err(format!(
            "it has {} box ends, the domain {}",
            ends.len(),
            2 * dimension
        ));
    }
    let number =
        |text: &str| from_hex(text).ok_or_else(|| format!("`{text}` is not a hexadecimal number"));
    let form = form
        .parse()
        .map_err(|()| format!("`{form}` is not a form"))?;
    let region = ends
        .chunks_exact(2)
        .map(|pair| {
            let x = Interval::from_bounds(number(pair[0])?, number(pair[1])?);
            // Ends may be infinite where the domain is.
            if x.is_nai() || x.is_empty() {
                Err(format!("[{}, {}] is not an interval", pair[0], pair[1]))
            } else {
                Ok(x)
            }
        })
        .collect::<Result<_, String>>()?;
    Ok(Leaf {
        region,
        form,
        bound: number(bound)?,
    })
}
