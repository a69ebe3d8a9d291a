//! Symbolic calculus: derivatives, definitions unfolded, substitution.

mod derivative;
mod expand;
mod family;
mod fisher;
mod simplify;
mod substitute;
mod template;
mod unroll;

pub use derivative::differentiate;
pub use expand::expand_theory;
pub(in crate::claim) use simplify::{one, sub};
pub(in crate::claim) use substitute::rename_bound;
pub(crate) use substitute::substitute;
pub(in crate::claim) use unroll::terms;
pub use unroll::unrolled;
