//! The laws of the theory as properties: identities and inequalities at random points.
//!
//! Every tolerance is a sum of stated accuracy contracts (the module documentation's numbers) and of the roundings that a test makes
//! itself in forming its two sides; none is taken from an observed error.

mod divergence;
mod flow;
mod geometry;
mod kernel;
mod overlap;
mod weight;

use forgetting::model::{Separation, Weight};
use proptest::prelude::*;

/// The unit of rounding as it appears in the bounds below.
const EPS: f64 = f64::EPSILON;
/// Relative error of distinguishability (`overlap`).
const DISTINGUISHABILITY: f64 = 1e-12;
/// Error of gradients, Hessians and slopes, times the size of their terms (`objective`).
const GRADIENT: f64 = 1e-14;
/// Relative error of an objective's value (`objective`).
const VALUE: f64 = 1e-10;
/// Error of a gradient flow in the logit and in every mean (`flow`).
const FLOW: f64 = 1e-9;
/// Relative error of the closed-form bounds (`bounds`).
const BOUND: f64 = 1e-14;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases: crate::support::scaled(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("finite and >= 0")
}

/// Weights in (0, 1) by their logit: ordinary ones, and ones that only a logit can express.
fn any_weight() -> impl Strategy<Value = Weight> {
    prop_oneof![3 => -6.0..6.0f64, 1 => -200.0..200.0f64].prop_map(Weight::from_logit)
}

/// Weights a person would write.
fn plain_weight() -> impl Strategy<Value = Weight> {
    (0.01..0.99f64).prop_map(|w| Weight::new(w).expect("inside (0, 1)"))
}

/// Separations from the smallest the contracts cover to where misassignment is 1e-88.
fn any_delta() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.01..8.0f64,
        1 => 8.0..40.0f64,
        1 => (-6.0..-2.0f64).prop_map(|e| 10f64.powf(e)),
    ]
}
