//! The published simulation.

pub(super) mod figure;
pub(super) mod table;
