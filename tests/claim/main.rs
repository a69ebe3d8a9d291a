//! The claim language: reading, printing, values, derivatives, expectations.

#[path = "../support/mod.rs"]
mod support;

mod aggregates;
mod derivative;
mod evaluate;
mod expectation;
mod functions;
mod mathml;
mod mutations;
mod parse;
mod roundtrip;
mod statements;
mod typeset;
