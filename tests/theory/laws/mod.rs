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
/// Relative error of distinguishability and of the boundary slope.
const DISTINGUISHABILITY: f64 = forgetting::overlap::DIFFERENCE_ACCURACY;
/// Error of gradients, Hessians and slopes, times the size of their terms.
const GRADIENT: f64 = forgetting::objective::GRADIENT_ACCURACY;
/// Relative error of an objective's value.
const VALUE: f64 = forgetting::objective::VALUE_ACCURACY;
/// Error of a gradient flow in the logit and in every mean.
const FLOW: f64 = forgetting::flow::ACCURACY;
/// Relative error of the closed-form bounds.
const BOUND: f64 = forgetting::bounds::ACCURACY;
/// Error of the Fisher information's eigenvalues.
const FISHER: f64 = forgetting::overlap::FISHER_ACCURACY;
/// A product of a weight and a probability below this may be subnormal.
const SMALLEST: f64 = 1e-290;

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
