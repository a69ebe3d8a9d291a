//! Directed-rounding interval arithmetic with decorations.
//!
//! An [`Interval`] is a closed connected set of reals `[lo, hi]`, the empty set or a half-line or line
//! with infinite ends, together with a [`Decoration`] that remembers what has been proved about the
//! function evaluated so far. Set semantics, special cases and decorations follow IEEE 1788-2015.
//!
//! # What the enclosures rest on
//! - IEEE 754 binary64 `+ - * /`, `sqrt` and fused multiply-add rounded to nearest, which Rust guarantees.
//!   Directed results come from error-free transformations (the sign of the exact rounding error decides
//!   whether a neighbour is needed), so exact results stay points; where the error term itself may
//!   underflow, the neighbour is taken without asking.
//! - The crate `core-math`, whose elementary functions are correctly rounded: the true value differs from
//!   the result `r` by at most half an ulp, hence lies between the two neighbours of `r`.
//!
//! # Domain violations
//! `sqrt([-1, 4])` is `[0, 2]` as a set but its decoration is [`Decoration::Trv`]: nothing is known about
//! the function on all of the input. Decorations only ever sink through later operations, so
//! [`Interval::is_defined`] is false from then on, and [`Interval::certainly_le`] and
//! [`Interval::certainly_lt`] refuse to answer `true`. NaN, inverted bounds and unreadable text give
//! [`Interval::NAI`] ("not an interval", decoration [`Decoration::Ill`]).

mod arithmetic;
pub mod big;
mod constants;
mod decimal;
mod decoration;
mod elementary;
mod exact;
mod gamma;
mod gaussian;
mod logistic;
mod power;
pub(crate) mod rounding;
mod set;
mod trigonometric;

pub use decoration::Decoration;
pub use exact::{ParseRationalError, parse_rational};
pub(crate) use gamma::{DIGAMMA_FAR, DIGAMMA_SERIES};
pub(crate) use gaussian::{ERFCX_FAR, ERFCX_OVERFLOW};
pub use set::{Interval, IntervalError};
