//! Why `recheck` does not accept a certificate.

use super::verdict::Verdict;

/// Why a certificate is not accepted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The text is not a certificate: not JSON, or without the name of a format.
    #[error("not a certificate: {0}")]
    NotACertificate(String),
    /// Its fields are not those of its format.
    #[error("not of its format: {0}")]
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
    #[error(
        "obligation {position}: the boxes do not tile the domain: they do not fit together at {place}"
    )]
    Cover {
        /// Which obligation, counted from 1.
        position: usize,
        /// A corner at which the tiling fails.
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
    /// A step of a proof does not follow.
    #[error("the proof: {0}")]
    Proof(String),
    /// The claim is false.
    #[error("the claim is false: {0}")]
    Refuted(String),
    /// A certificate of another format, or a claim with a name that this version does not know.
    #[error("not supported: {0}")]
    Unsupported(String),
    /// The time allowed is over.
    #[error("the limit of {0} s was hit")]
    Limit(f64),
    /// A point at which the slack is said to vanish.
    #[error("obligation {position}: the slack is not shown to vanish at ({point})")]
    Point {
        /// Which obligation, counted from 1.
        position: usize,
        /// Its coordinates.
        point: String,
    },
    /// The summary does not follow from the leaves.
    #[error("the {0} is not that of the boxes")]
    Summary(&'static str),
}

impl CertificateError {
    /// The verdict on the claim: refuted, or undecided where nothing is wrong with the certificate as far as it was looked at. `None`
    /// where the certificate is wrong, which says nothing of the claim.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Refuted(_) => Some(Verdict::Refuted),
            Self::Unsupported(_) | Self::Limit(_) => Some(Verdict::Undecided),
            Self::NotACertificate(_)
            | Self::Malformed(_)
            | Self::Proof(_)
            | Self::Hash(_)
            | Self::Claim(_)
            | Self::Domain(_)
            | Self::Obligation { .. }
            | Self::Cover { .. }
            | Self::Leaf { .. }
            | Self::Point { .. }
            | Self::Summary(_) => None,
        }
    }
}
