//! The exact misassignment probability and its bounds over weights and separations.

use crate::bounds::{bhattacharyya_bound, refined_bounds};
use crate::error::Result;
use crate::model::{Separation, Weight};
use crate::overlap::Overlap;

/// One point.
pub(super) struct Row {
    pub beta: f64,
    pub delta: f64,
    pub exact: f64,
    /// A3.
    pub bhattacharyya: f64,
    /// A4, from below and above.
    pub lower: f64,
    pub upper: f64,
}

impl Row {
    fn new(weight: Weight, separation: Separation) -> Self {
        let (lower, upper) = refined_bounds(weight, separation);
        Self {
            beta: weight.old(),
            delta: separation.delta(),
            exact: Overlap::new(weight, separation).misassignment_old(),
            bhattacharyya: bhattacharyya_bound(weight, separation),
            lower,
            upper,
        }
    }
}

/// The points at these weights and separations, weight by weight.
pub(super) fn rows(weights: &[f64], separations: &[f64]) -> Result<Vec<Row>> {
    let at = |beta: &f64, delta: &f64| Ok(Row::new(Weight::new(*beta)?, Separation::new(*delta)?));
    let of_weight = |beta| separations.iter().map(move |delta| at(beta, delta));
    weights.iter().flat_map(of_weight).collect()
}
