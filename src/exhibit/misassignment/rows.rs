//! The exact misassignment probability and its bounds at one weight and separation.

use crate::bounds::{bhattacharyya_bound, refined_bounds};
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
    pub fn new(weight: Weight, separation: Separation) -> Self {
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
