//! The claim parser, on any text.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/harness/claim.rs"]
mod claim;

fuzz_target!(|source: &str| claim::survives(source));
