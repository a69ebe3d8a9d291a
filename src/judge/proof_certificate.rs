//! Certificates of proofs: the evidence for `proved`, and for conditions that contradict each other, as a file.
//!
//! JSON with the claim in plain text, a point of the domain and the whole proof. Hashes catch accidents; the recheck reads what has to
//! be shown from the claim and takes from the file only how. proofs/CERTIFICATES.md describes every field.

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use super::algebraic::{InequalityRecord, is_met, is_met_within};
use super::certificate_error::CertificateError;
use super::domain::Domain;
use super::hexadecimal::{from_hex, to_hex};
use super::judgement::Judgement;
use super::refuter::exact_text;
use super::symbolic::ProofRecord;
use super::verdict::Verdict;
use crate::claim::Claim;
use crate::interval::Interval;
use crate::numeric::sha256;

/// The first field of every certificate of a proof.
pub(super) const FORMAT: &str = "forgetting proof 1";

/// The evidence that a claim is proved, or that its side conditions contradict each other.
///
/// # Examples
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::{Limits, Verdict, judge, recheck};
/// let claim = parse_claim("for x in [0, inf): x^2 + 1 >= 2*x")?;
/// let certificate = judge(&claim, &Limits::default()).proof_certificate.expect("proved");
/// let text = certificate.to_json();
/// assert_eq!(recheck(&text)?.verdict, Verdict::Proved);
/// assert!(recheck(&text.replace("x^2 + 1 >=", "x^2 >=")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofCertificate {
    format: String,
    version: String,
    pub(super) claim: String,
    claim_sha256: String,
    verdict: Verdict,
    inhabitant: Inhabitant,
    proof: Evidence,
    sha256: String,
}

/// That some point of the domain meets the side conditions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Inhabitant {
    /// It is this one, in exact rationals.
    Point(Vec<String>),
    /// It lies in these intervals, one a variable, ends in hexadecimal.
    Within(Vec<[String; 2]>),
    /// There is none, as the proof shows.
    None,
}

/// The proof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Evidence {
    Equations(ProofRecord),
    Inequalities(InequalityRecord),
}

impl ProofCertificate {
    /// The certificate of a judgement with a proof; `point` meets the side conditions.
    pub(super) fn new(
        claim: &Claim,
        domain: &Domain,
        judgement: &Judgement,
        point: impl FnOnce() -> Option<Vec<BigRational>>,
    ) -> Option<Self> {
        let verdict = judgement.verdict;
        let proof = match (&judgement.proof, &judgement.inequality_proof) {
            (Some(proof), _) => Evidence::Equations(proof.record()),
            (None, Some(proof)) => Evidence::Inequalities(proof.record()?),
            (None, None) => return None,
        };
        let inhabitant = match verdict {
            Verdict::Proved => match point() {
                Some(point) => Inhabitant::Point(point.iter().map(exact_text).collect()),
                None => {
                    let ends = |x: &Interval| [to_hex(x.lo()), to_hex(x.hi())];
                    Inhabitant::Within(is_met(claim, domain)?.iter().map(ends).collect())
                }
            },
            Verdict::Vacuous => Inhabitant::None,
            _ => return None,
        };
        let text = claim.to_string();
        let mut certificate = Self {
            format: FORMAT.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            claim_sha256: sha256(&text),
            claim: text,
            verdict,
            inhabitant,
            proof,
            sha256: String::new(),
        };
        certificate.sha256 = certificate.hash();
        Some(certificate)
    }

    /// The claim in plain text.
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// The file: indented JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and counts have a JSON form") + "\n"
    }

    /// SHA-256 of the compact JSON with an empty `sha256` field.
    fn hash(&self) -> String {
        let mut bare = self.clone();
        bare.sha256 = String::new();
        sha256(serde_json::to_string(&bare).expect("texts and counts have a JSON form"))
    }

    /// Whether the hashes fit.
    pub(super) fn check_hashes(&self) -> Result<(), CertificateError> {
        if sha256(&self.claim) != self.claim_sha256 {
            return Err(CertificateError::Hash("the claim".into()));
        }
        if self.hash() != self.sha256 {
            return Err(CertificateError::Hash("the certificate".into()));
        }
        Ok(())
    }

    /// The point that is said to meet the side conditions, where one is given.
    pub(super) fn point(&self) -> Option<&[String]> {
        match &self.inhabitant {
            Inhabitant::Point(point) => Some(point),
            Inhabitant::Within(_) | Inhabitant::None => None,
        }
    }

    /// What the proof shows of the claim, and in how many steps; points given as such are looked at elsewhere.
    pub(super) fn shows(
        &self,
        claim: &Claim,
        domain: &Domain,
    ) -> Result<(Verdict, usize), CertificateError> {
        let met = match &self.inhabitant {
            Inhabitant::Within(ends) => {
                let read = |[lo, hi]: &[String; 2]| {
                    let (lo, hi) = (from_hex(lo)?, from_hex(hi)?);
                    let x = Interval::from_bounds(lo, hi);
                    (lo <= hi && x.is_bounded()).then_some(x)
                };
                let point: Option<Vec<Interval>> = ends.iter().map(read).collect();
                point.is_some_and(|point| is_met_within(claim, domain, &point))
            }
            Inhabitant::Point(_) => self.verdict == Verdict::Proved,
            Inhabitant::None => self.verdict == Verdict::Vacuous,
        };
        let sound = matches!(self.verdict, Verdict::Proved | Verdict::Vacuous) && met;
        if !sound || self.verdict == Verdict::Vacuous && self.inhabitant != Inhabitant::None {
            let why = "no point is shown to meet the conditions";
            return Err(CertificateError::Domain(why.into()));
        }
        let vacuous = self.verdict == Verdict::Vacuous;
        let steps = match &self.proof {
            Evidence::Equations(_) if vacuous => {
                Err("equations do not refute the side conditions".to_owned())
            }
            Evidence::Equations(record) => record.shows(claim, domain),
            Evidence::Inequalities(record) => record.shows(claim, vacuous),
        };
        let steps = steps.map_err(CertificateError::Proof)?;
        Ok((self.verdict, steps))
    }
}
