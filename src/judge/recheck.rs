//! `recheck`: a certificate is verified without the search that made it.

use num_rational::BigRational;
use rayon::prelude::*;

use super::bounder::Bounder;
use super::branch_bound::Leaf;
use super::certificate::{Certificate, FORMAT, ObligationRecord, leaves_hash, read_leaf, sha256};
use super::cover;
use super::domain::Domain;
use super::hexadecimal::{from_hex, to_hex};
use super::judgement::summary;
use super::obligation::{Assertion, Obligation, obligations};
use super::prepared::Prepared;
use super::refuter::enclosed;
use crate::claim::{Claim, Definitions, parse_claim, parse_expression, rational_value};
use crate::interval::Interval;

/// Why a certificate is rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The text is not a certificate.
    #[error("not a certificate: {0}")]
    Malformed(String),
    /// A hash does not fit its content.
    #[error("the SHA-256 of {0} does not fit")]
    Hash(String),
    /// The claim cannot be read, or is not in the plain text it prints as.
    #[error("the claim is not in plain text: {0}")]
    Claim(String),
    /// The domain may be empty, or the recorded point is not in it.
    #[error("the domain: {0}")]
    Domain(String),
    /// The obligations are not those of the claim.
    #[error("obligation {position} is `{found}`, the claim asks for `{expected}`")]
    Obligation {
        /// Which, counted from 1.
        position: usize,
        /// What the certificate has.
        found: String,
        /// What the claim has.
        expected: String,
    },
    /// The leaves do not tile the domain.
    #[error("obligation {position}: the boxes do not tile {place}")]
    Cover {
        /// Which obligation, counted from 1.
        position: usize,
        /// The part of the domain where the tiling fails.
        place: String,
    },
    /// A leaf does not prove what it says.
    #[error("obligation {position}, box {leaf}: {why}")]
    Leaf {
        /// Which obligation, counted from 1.
        position: usize,
        /// Which leaf, counted from 1.
        leaf: usize,
        /// What is wrong with it.
        why: String,
    },
    /// An equation holds to a width beyond the one the certificate was asked for.
    #[error("the sides of an equation may differ by more than the width asked for, {asked}")]
    Width {
        /// The width asked for, in hexadecimal.
        asked: String,
    },
    /// The summary does not follow from the leaves.
    #[error("the {0} is not that of the boxes")]
    Summary(&'static str),
}

/// What a valid certificate establishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Rechecked {
    /// The claim.
    pub claim: Claim,
    /// Boxes re-evaluated.
    pub boxes: usize,
    /// A lower bound of the slack of every inequality.
    pub slack: Option<f64>,
    /// An upper bound of the distance of the sides of every equation.
    pub width: Option<f64>,
}

/// Verifies a certificate: hashes, claim, a point of the domain, the tiling of the domain by the boxes, and every box anew with
/// the form it states, which must prove at least the bound it states.
///
/// # Errors
/// The first thing that is wrong, see [`CertificateError`].
pub fn recheck(text: &str) -> Result<Rechecked, CertificateError> {
    let certificate: Certificate =
        serde_json::from_str(text).map_err(|e| CertificateError::Malformed(e.to_string()))?;
    check_hashes(&certificate)?;
    let claim = parse_claim(&certificate.claim)
        .map_err(|error| CertificateError::Claim(error.to_string()))?;
    if claim.to_string() != certificate.claim {
        return Err(CertificateError::Claim("it prints differently".into()));
    }
    let domain = Domain::new(&claim).map_err(CertificateError::Domain)?;
    let obligations = obligations(&claim);
    check_statements(&obligations, &certificate.obligations)?;
    let variables = domain.variables();
    let mut parts = Vec::new();
    for (k, (obligation, record)) in obligations.iter().zip(&certificate.obligations).enumerate() {
        let prepared = Prepared::new(obligation, &claim.conditions, &variables);
        let bounder =
            Bounder::new(&prepared).map_err(|e| CertificateError::Claim(e.to_string()))?;
        if k == 0 {
            check_inhabitant(&certificate.inhabitant, &domain, &bounder)?;
        }
        parts.push(check_part(k + 1, record, &domain, &bounder)?);
    }
    let (slack, width) = summary(&obligations, &parts);
    let asked = from_hex(&certificate.limits.equality);
    if width.is_some_and(|width| asked.is_none_or(|asked| width > asked)) {
        return Err(CertificateError::Width {
            asked: certificate.limits.equality,
        });
    }
    if certificate.slack != slack.map(to_hex) {
        return Err(CertificateError::Summary("smallest slack"));
    }
    if certificate.width != width.map(to_hex) {
        return Err(CertificateError::Summary("width of the equality"));
    }
    Ok(Rechecked {
        claim,
        boxes: parts.iter().map(Vec::len).sum(),
        slack,
        width,
    })
}

fn check_hashes(certificate: &Certificate) -> Result<(), CertificateError> {
    if certificate.format != FORMAT {
        let found = &certificate.format;
        return Err(CertificateError::Malformed(format!(
            "its format is `{found}`, not `{FORMAT}`"
        )));
    }
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
    bounder: &Bounder<'_>,
) -> Result<(), CertificateError> {
    let exact: Option<Vec<BigRational>> = point
        .iter()
        .map(|text| {
            let expr = parse_expression(text, &[], &Definitions::new()).ok()?;
            rational_value(&expr)
        })
        .collect();
    let inside =
        exact.is_some_and(|exact| domain.contains(&exact) && bounder.is_inside(&enclosed(&exact)));
    if inside {
        Ok(())
    } else {
        let why = format!("the point ({}) is not shown to lie in it", point.join(", "));
        Err(CertificateError::Domain(why))
    }
}

fn check_part(
    position: usize,
    record: &ObligationRecord,
    domain: &Domain,
    bounder: &Bounder<'_>,
) -> Result<Vec<Leaf>, CertificateError> {
    let wrong = |leaf: usize, why: String| CertificateError::Leaf {
        position,
        leaf: leaf + 1,
        why,
    };
    let leaves: Vec<Leaf> = record
        .leaves
        .iter()
        .enumerate()
        .map(|(k, text)| read_leaf(text, domain.dimension()).map_err(|why| wrong(k, why)))
        .collect::<Result<_, _>>()?;
    let boxes: Vec<&[Interval]> = leaves.iter().map(|leaf| leaf.region.as_slice()).collect();
    cover::check(&domain.cover(), &boxes).map_err(|place| CertificateError::Cover {
        position,
        place: place
            .iter()
            .map(|x| format!("[{}, {}]", to_hex(x.lo()), to_hex(x.hi())))
            .collect::<Vec<_>>()
            .join(" x "),
    })?;
    let failure = leaves
        .par_iter()
        .enumerate()
        .filter_map(|(k, leaf)| check_leaf(leaf, domain, bounder).err().map(|why| (k, why)))
        .min_by_key(|(k, _)| *k);
    match failure {
        Some((k, why)) => Err(wrong(k, why)),
        None => Ok(leaves),
    }
}

fn check_leaf(leaf: &Leaf, domain: &Domain, bounder: &Bounder<'_>) -> Result<(), String> {
    let excluded = |axis: usize, face: f64| domain.excludes_face(axis, face);
    let Some(proved) = bounder.prove(leaf.form, &leaf.region, excluded) else {
        return Err(format!("the {} form proves nothing there", leaf.form));
    };
    let equation = bounder.assertion() == Assertion::Equal;
    let sound = if equation {
        leaf.bound.is_finite() && leaf.bound >= proved
    } else {
        0.0 <= leaf.bound && leaf.bound <= proved
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
