//! `recheck`: a certificate is verified without the search that made it.

use crate::numeric::Instant;
use std::time::Duration;

use num_rational::BigRational;
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::bounder::{Bounder, Sides};
use super::branch_bound::Leaf;
use super::certificate::{Certificate, FORMAT, ObligationRecord, leaves_hash, read_leaf};
use super::certificate_error::CertificateError;
use super::cover;
use super::domain::Domain;
use super::form::Form;
use super::hexadecimal::to_hex;
use super::judgement::{certified_or_agrees, summary};
use super::obligation::{Assertion, Obligation, obligations};
use super::prepared::Prepared;
use super::proof_certificate::{self, ProofCertificate};
use super::refuter::{Refuter, contradicts};
use super::stationary::Stationary;
use super::unfold::unfolded;
use super::verdict::Verdict;
use crate::claim::{
    Claim, Definitions, EvalError, ParseError, ParseErrorKind, parse_claim, parse_expression,
    rational_value,
};
use crate::interval::Interval;
use crate::numeric::sha256;

/// Longest text of a coordinate, in bytes.
const MAX_COORDINATE: usize = 200;

/// What a valid certificate establishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Rechecked {
    /// The claim.
    pub claim: Claim,
    /// [`Verdict::Proved`]; [`Verdict::Vacuous`] where the side conditions contradict each other; [`Verdict::Certified`], or [`Verdict::Agrees`] for equations that hold to [`Rechecked::width`] only.
    pub verdict: Verdict,
    /// Boxes re-evaluated.
    pub boxes: usize,
    /// Steps of a proof checked again.
    pub steps: usize,
    /// A lower bound of the slack of every inequality.
    pub slack: Option<f64>,
    /// An upper bound of the distance of the sides of every equation.
    pub width: Option<f64>,
}

/// Verifies a certificate: hashes, claim, a point of the domain, the tiling of the domain by the boxes, and every box anew with
/// the form it states, which must prove at least the bound it states. No tolerance is taken from the certificate.
///
/// # Errors
/// The first thing that is wrong, see [`CertificateError`].
///
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::{Limits, judge, recheck};
/// let claim = parse_claim("for delta in [0, 3]: eps_old(1/2, delta) <= 1/2*bc(delta)")?;
/// let text = judge(&claim, &Limits::default()).certificate.expect("certified").to_json();
/// assert_eq!(recheck(&text)?.claim, claim);
/// assert!(recheck("{}").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn recheck(text: &str) -> Result<Rechecked, CertificateError> {
    recheck_within(text, None)
}

/// As [`recheck`], for at most this time.
///
/// # Errors
/// As [`recheck`], and [`CertificateError::Limit`].
///
/// ```
/// use std::time::Duration;
/// assert!(forgetting::judge::recheck_within("{}", Some(Duration::from_secs(60))).is_err());
/// ```
pub fn recheck_within(text: &str, time: Option<Duration>) -> Result<Rechecked, CertificateError> {
    let deadline = time.and_then(|time| Some((time, Instant::now().checked_add(time)?)));
    let header: Header =
        serde_json::from_str(text).map_err(|e| CertificateError::NotACertificate(e.to_string()))?;
    match header.format.as_str() {
        FORMAT => recheck_boxes(&read(text)?, deadline),
        proof_certificate::FORMAT => recheck_proof(&read(text)?),
        found => Err(CertificateError::Unsupported(format!(
            "its format is `{found}`, neither `{FORMAT}` nor `{}`",
            proof_certificate::FORMAT
        ))),
    }
}

/// What every certificate begins with.
#[derive(Deserialize)]
struct Header {
    format: String,
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, CertificateError> {
    serde_json::from_str(text).map_err(|e| CertificateError::Malformed(e.to_string()))
}

/// The claim of a certificate, in the text that it prints as.
fn read_claim(text: &str) -> Result<Claim, CertificateError> {
    let claim = parse_claim(text).map_err(unreadable)?;
    if claim.to_string() != text {
        return Err(CertificateError::Claim("it prints differently".into()));
    }
    Ok(claim)
}

fn recheck_proof(certificate: &ProofCertificate) -> Result<Rechecked, CertificateError> {
    certificate.check_hashes()?;
    let claim = read_claim(certificate.claim())?;
    let domain = Domain::new(&claim).map_err(CertificateError::Domain)?;
    if let Some(point) = certificate.point() {
        let obligations = obligations(&claim);
        let prepared = prepared(&obligations, &claim);
        let wrong = |error: EvalError| CertificateError::Claim(error.to_string());
        let refuter = Refuter::new(&claim, &domain, &obligations, &prepared).map_err(wrong)?;
        let inhabitant = check_inhabitant(point, &domain, &refuter)?;
        if let Some(witness) = refuter.check(&inhabitant) {
            return Err(CertificateError::Refuted(witness.to_string()));
        }
    }
    let (verdict, steps) = certificate.shows(&claim, &domain)?;
    Ok(Rechecked {
        claim,
        verdict,
        boxes: 0,
        steps,
        slack: None,
        width: None,
    })
}

fn recheck_boxes(
    certificate: &Certificate,
    deadline: Option<(Duration, Instant)>,
) -> Result<Rechecked, CertificateError> {
    check_hashes(certificate)?;
    let claim = read_claim(&certificate.claim)?;
    let domain = Domain::new(&claim).map_err(CertificateError::Domain)?;
    let obligations = obligations(&claim);
    let prepared = prepared(&obligations, &claim);
    let wrong = |error: EvalError| CertificateError::Claim(error.to_string());
    let refuter = Refuter::new(&claim, &domain, &obligations, &prepared).map_err(wrong)?;
    let inhabitant = check_inhabitant(&certificate.inhabitant, &domain, &refuter)?;
    if let Some(witness) = refuter.check(&inhabitant) {
        return Err(CertificateError::Refuted(witness.to_string()));
    }
    let inner = unfolded(&claim);
    if certificate.unfolded != inner.as_ref().map(ToString::to_string) {
        return Err(CertificateError::Claim("it unfolds differently".into()));
    }
    let searched = inner.as_ref().unwrap_or(&claim);
    let domain = Domain::new(searched).map_err(CertificateError::Domain)?;
    let obligations = self::obligations(searched);
    check_statements(&obligations, &certificate.obligations)?;
    let prepared = self::prepared(&obligations, searched);
    let refuter = Refuter::new(searched, &domain, &obligations, &prepared).map_err(wrong)?;
    let mut parts = Vec::new();
    for (k, (prepared, record)) in prepared.iter().zip(&certificate.obligations).enumerate() {
        let bounder = Bounder::new(prepared).map_err(wrong)?;
        let bounder = bounder.with_points(read_points(k + 1, record, prepared)?);
        let part = Part {
            position: k + 1,
            domain: &domain,
            bounder: &bounder,
            refuter: &refuter,
            deadline,
        };
        parts.push(part.check(record)?);
    }
    let (slack, width) = summary(&obligations, &parts);
    if certificate.slack != slack.map(to_hex) {
        return Err(CertificateError::Summary("smallest slack"));
    }
    if certificate.width != width.map(to_hex) {
        return Err(CertificateError::Summary("width of the equality"));
    }
    Ok(Rechecked {
        claim,
        verdict: certified_or_agrees(width),
        boxes: parts.iter().map(Vec::len).sum(),
        steps: 0,
        slack,
        width,
    })
}

fn prepared(obligations: &[Obligation], claim: &Claim) -> Vec<Prepared> {
    let prepare = |obligation| Prepared::of_claim(obligation, claim);
    obligations.iter().map(prepare).collect()
}

/// A claim of a later version may use names that this one does not know.
fn unreadable(error: ParseError) -> CertificateError {
    match error.kind() {
        ParseErrorKind::UnknownFunction { .. } => CertificateError::Unsupported(error.to_string()),
        _ => CertificateError::Claim(error.to_string()),
    }
}

fn check_hashes(certificate: &Certificate) -> Result<(), CertificateError> {
    if sha256(&certificate.claim) != certificate.claim_sha256 {
        return Err(CertificateError::Hash("the claim".into()));
    }
    for (k, part) in certificate.obligations.iter().enumerate() {
        if leaves_hash(&part.leaves) != part.leaves_sha256 {
            return Err(CertificateError::Hash(format!(
                "the boxes of obligation {}",
                k + 1
            )));
        }
    }
    if certificate.hash() != certificate.sha256 {
        return Err(CertificateError::Hash("the certificate".into()));
    }
    Ok(())
}

fn check_statements(
    obligations: &[Obligation],
    records: &[ObligationRecord],
) -> Result<(), CertificateError> {
    for position in 0..obligations.len().max(records.len()) {
        let expected = obligations.get(position).map(ToString::to_string);
        let found = records.get(position).map(|record| record.statement.clone());
        if expected != found {
            let text = |text: Option<String>| text.unwrap_or_else(|| "missing".into());
            return Err(CertificateError::Obligation {
                position: position + 1,
                found: text(found),
                expected: text(expected),
            });
        }
    }
    Ok(())
}

fn check_inhabitant(
    point: &[String],
    domain: &Domain,
    refuter: &Refuter<'_>,
) -> Result<Vec<BigRational>, CertificateError> {
    let exact: Option<Vec<BigRational>> = point
        .iter()
        .map(|text| {
            let expr = parse_expression(text, &[], &Definitions::new()).ok()?;
            rational_value(&expr)
        })
        .collect();
    let fits = exact.filter(|exact| exact.len() == domain.dimension());
    fits.filter(|exact| refuter.meets_hypotheses(exact))
        .ok_or_else(|| {
            let why = format!("the point ({}) is not shown to lie in it", point.join(", "));
            CertificateError::Domain(why)
        })
}

/// One obligation of the certificate.
struct Part<'c, 'p> {
    /// Counted from 1.
    position: usize,
    domain: &'c Domain,
    bounder: &'c Bounder<'p>,
    refuter: &'c Refuter<'p>,
    deadline: Option<(Duration, Instant)>,
}

impl Part<'_, '_> {
    fn check(&self, record: &ObligationRecord) -> Result<Vec<Leaf>, CertificateError> {
        let wrong = |leaf: usize, why: String| CertificateError::Leaf {
            position: self.position,
            leaf: leaf + 1,
            why,
        };
        let leaves: Vec<Leaf> = record
            .leaves
            .iter()
            .enumerate()
            .map(|(k, text)| read_leaf(text, self.domain.dimension()).map_err(|why| wrong(k, why)))
            .collect::<Result<_, _>>()?;
        let boxes: Vec<&[Interval]> = leaves.iter().map(|leaf| leaf.region.as_slice()).collect();
        cover::check(&self.domain.cover(), &boxes).map_err(|corner| {
            let corner: Vec<String> = corner.into_iter().map(to_hex).collect();
            CertificateError::Cover {
                position: self.position,
                place: format!("({})", corner.join(", ")),
            }
        })?;
        let (domain, bounder, deadline) = (self.domain, self.bounder, self.deadline);
        let failure = leaves
            .par_iter()
            .enumerate()
            .filter_map(|(k, leaf)| {
                let late = deadline.filter(|(_, end)| Instant::now() >= *end);
                let checked = match late {
                    Some((time, _)) => Err(Failure::Late(time)),
                    None => check_leaf(leaf, domain, bounder).map_err(Failure::Wrong),
                };
                checked.err().map(|failure| (k, failure))
            })
            .min_by_key(|(k, _)| *k);
        match failure {
            Some((_, Failure::Late(time))) => Err(CertificateError::Limit(time.as_secs_f64())),
            Some((k, Failure::Wrong(why))) => Err(self
                .refuted(&leaves[k].region)
                .unwrap_or_else(|| wrong(k, why))),
            None => Ok(leaves),
        }
    }

    /// Whether the claim fails in the middle or at an end of this box.
    fn refuted(&self, region: &[Interval]) -> Option<CertificateError> {
        let ends: [fn(&Interval) -> f64; 3] = [|x| x.mid(), |x| x.lo(), |x| x.hi()];
        ends.iter().find_map(|end| {
            let point: Vec<f64> = region.iter().map(end).collect();
            let witness = self.refuter.confirm(&point)?;
            Some(CertificateError::Refuted(witness.to_string()))
        })
    }
}

/// The points at which the slack is said to vanish, each shown anew.
fn read_points(
    position: usize,
    record: &ObligationRecord,
    prepared: &Prepared,
) -> Result<Vec<Stationary>, CertificateError> {
    let read = |point: &Vec<String>| {
        let coordinates = point.iter().map(|text| {
            let short = text.len() <= MAX_COORDINATE;
            short.then(|| parse_expression(text, &[], &Definitions::new()).ok())?
        });
        Stationary::verify(prepared, &coordinates.collect::<Option<Vec<_>>>()?)
    };
    record
        .points
        .iter()
        .map(|point| {
            read(point).ok_or_else(|| CertificateError::Point {
                position,
                point: point.join(", "),
            })
        })
        .collect()
}

/// Why a leaf was not shown.
enum Failure {
    Wrong(String),
    Late(Duration),
}

fn check_leaf(leaf: &Leaf, domain: &Domain, bounder: &Bounder<'_>) -> Result<(), String> {
    let excluded = |axis: usize, face: f64| domain.excludes_face(axis, face);
    let Some(proved) = bounder.prove(leaf.form, &leaf.region, &excluded) else {
        return Err(format!("the {} form proves nothing there", leaf.form));
    };
    let sound = match bounder.assertion() {
        // Sides that differ for certain are not within any width of each other.
        Assertion::Equal if leaf.form != Form::Outside && differ(&bounder.sides(&leaf.region)) => {
            return Err("the sides of the equation differ there".to_owned());
        }
        Assertion::Equal => leaf.bound.is_finite() && leaf.bound >= proved,
        _ => 0.0 <= leaf.bound && leaf.bound <= proved,
    };
    if sound {
        Ok(())
    } else {
        let (stated, proved) = (to_hex(leaf.bound), to_hex(proved));
        Err(format!(
            "it states the bound {stated}, the {} form proves {proved}",
            leaf.form
        ))
    }
}

fn differ(sides: &Sides) -> bool {
    let Sides {
        smaller,
        larger,
        slack,
    } = *sides;
    contradicts(Assertion::Equal, slack) || contradicts(Assertion::Equal, larger - smaller)
}
