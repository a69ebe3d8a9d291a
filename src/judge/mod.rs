//! The judges: is a claim true on its whole domain, where is it tight, where does it fail?
//!
//! Equations are tried symbolically first ([`symbolic::prove`], `proved`, with steps).
//!
//! A claim becomes obligations ([`Obligation`]), one for each relation. [`judge`] samples them in `f64`, pushes the slack down by
//! a local search and tries to confirm a violation with intervals (`refuted`). Otherwise branch and bound encloses the slack
//! on boxes that cover the domain until every box is settled (`certified`, with a [`Certificate`]) or a limit is hit
//! (`undecided`, with the smallest box left). [`recheck`] verifies a certificate without the search.
//!
//! # What `certified` rests on
//! - the boxes cover the domain: ends are rounded outwards, and certifying more than the domain is harmless;
//! - on each box both sides are defined and a [`Form`] bounds the slack; every form rests on the interval enclosures of
//!   [`IntervalAlgebra`] and, but for the natural one, on the symbolic derivative of the slack;
//! - NaN, empty, unbounded or undecorated enclosures prove nothing, and an empty domain is never certified.
//!
//! An equation whose sides are only enclosed to within a width of each other `agrees`, which establishes nothing. It is `refuted` where
//! an enclosure of the difference, after cancelling what cancels exactly, leaves out 0.

pub mod algebraic;
mod bounder;
mod branch_bound;
mod certificate;
mod certificate_error;
mod climb;
mod compound;
mod cover;
mod decide;
mod definite;
mod domain;
mod enclose;
mod evaluation;
mod exact;
mod examine;
mod factor;
mod form;
mod given;
mod growth;
mod hexadecimal;
mod hypotheses;
mod interval_algebra;
mod judgement;
mod local_search;
mod logarithms;
mod minimum;
mod minimum_numeric;
mod obligation;
mod panel;
mod panels;
pub mod precise;
mod prepared;
mod proof_certificate;
mod recheck;
mod refine;
mod refuter;
mod remembered;
mod sampling;
mod stationary;
pub mod symbolic;
mod taylor;
mod unfold;
mod verdict;
mod weigh;
mod work;

pub use bounder::{Bounder, Sides};
pub use branch_bound::{Leaf, Limit, Limits};
pub use certificate::Certificate;
pub use certificate_error::CertificateError;
pub use compound::judge_statement;
pub use decide::judge;
pub use domain::Domain;
pub use enclose::{enclose, enclose_within};
pub use evaluation::{DIGITS, FAST_DIGITS, Known, MAX_DIGITS, known_digits, known_digits_within};
pub use form::{Form, Scale, Side};
pub use interval_algebra::IntervalAlgebra;
pub use judgement::{Judgement, Part};
pub use minimum::{Minimum, minimise};
pub use minimum_numeric::{NumericMinimum, minimise_numerically};
pub use obligation::{Assertion, Obligation, obligations};
pub use prepared::Prepared;
pub use proof_certificate::ProofCertificate;
pub use recheck::{Rechecked, recheck, recheck_within};
pub use refuter::Witness;
pub use sampling::{Observation, Samples};
pub use verdict::Verdict;
