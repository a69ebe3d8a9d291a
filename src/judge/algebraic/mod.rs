//! The algebraic judge: inequalities proved exactly.
//!
//! A claim `smaller <= larger` becomes the goal `larger - smaller >= 0` on the inside of its domain; the ends follow, because
//! both sides have values there and every function of the language is continuous where it is defined. A goal is shown by
//! - its normal form as a product of factors of known sign;
//! - the Bernstein coefficients of a polynomial on pieces of the domain, in exact arithmetic;
//! - the sign of a derivative of the function over a positive divisor, chosen so that the derivative is simpler, down to
//!   polynomials; it begins at an end of the range, by an expansion there, or on the diagonal of two variables;
//! - another variable, such as `t = x/(1 - x)`;
//! - the integrand, where it is a mean over a normal variable (`mean`);
//! - interval enclosures, where there is room;
//! - a bound of a function of the theory that is proved elsewhere (`known`).
//!
//! A claim with hypotheses is shown by the contradiction between them and its contrary (`contradiction`).
//!
//! What is found is a derivation, which a checker goes through without the search.

mod bernstein;
mod cell;
mod check;
mod concave;
mod constant;
mod contradiction;
mod cut;
mod derivation;
mod forms;
mod given;
mod judge;
mod known;
mod logs;
mod mean;
mod peak;
mod pieces;
mod places;
mod plain;
mod polynomial;
mod polynomial_form;
mod portable;
mod powers;
mod product;
mod proof;
mod quadratic;
mod record;
mod restated;
mod search;
mod series;
mod shear;
mod slope;
mod solve;
mod square;
mod square_free;
mod steps;
mod substitution;
#[cfg(test)]
mod tests;
mod values;

pub(super) use contradiction::{is_met, is_met_within};
pub use judge::{derive, derive_until};
pub(super) use judge::{imply, never};
pub(super) use portable::InequalityRecord;
pub use proof::InequalityProof;
