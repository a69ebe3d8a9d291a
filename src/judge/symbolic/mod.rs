//! The symbolic judge: equations decided by an exact normal form.
//!
//! Both sides are brought into one field of rational functions over atoms (`Field`): variables, pi,
//! logarithms, kernel values and whatever no rule takes apart; with exponentials and fractional powers that multiply as they should.
//! Definitions of the table are unfolded, and kernel values are moved to one representative under reflection and tilt.
//! The equation holds if the difference of the two sides, over a common denominator, has numerator zero.
//!
//! # Why that is a proof
//! 1. Both sides have a value at every point of the domain: each denominator, logarithm, root and function of the table asks for a
//!    condition on its argument, and every condition is shown by exact ranges with open and closed ends, by intervals
//!    on pieces of the domain, or by a strict side condition of the claim.
//! 2. The rewriting is valid on the interior of the domain: signs that split logarithms and roots are shown there.
//! 3. The interior is dense in the domain, and every function of the language is continuous where it is defined. So
//!    the sides agree at the ends as well.
//!
//! What is not proved is not false: a condition may be beyond the means of the judge, or the identity beyond its rules.

mod arithmetic;
mod chain;
mod corner;
mod defined;
mod division;
mod element;
mod expectation;
mod factoring;
mod field;
mod image;
mod normal;
mod obstacle;
mod orbit;
mod poly;
mod power;
mod proof;
mod prove;
mod range;
mod record;
mod region;
mod sech;
mod show;
mod sign;
mod terms;

pub(super) use defined::{Conditions, require_defined};
pub(super) use range::{End, Range};
pub(super) use record::ProofRecord;
pub(super) use region::{Region, region_end};
pub(super) use sign::{Sign, has_sign, has_sign_at_once};
pub(super) use terms::{Factored, Sum, Term, are_identical, factored};

pub use obstacle::Obstacle;
pub use proof::{EquationProof, Method, Proof, ProofStep};
pub(super) use prove::difference;
pub use prove::{prove, prove_until};
