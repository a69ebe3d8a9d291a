//! Readable proofs by equality saturation.
//!
//! The normal form decides; this module looks for a chain of named rules that a person can follow. Terms of both sides live
//! in an e-graph with explanations (egg). Rules are directed (definitions are unfolded, kernel values move towards their representative),
//! arithmetic is one rule, and every step of the explanation is checked by the normal form. What it does not
//! find within its limits, which count nodes and rounds and no time, is simply not shown as a chain.

mod explanation;
mod order;
mod rules;
mod saturation;
mod term;

pub(super) use rules::{ARITHMETIC, EXPECTATION, is_built_in};
pub(super) use saturation::Chain;
