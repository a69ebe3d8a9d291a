//! A2-A4: misassignment and its bounds.

pub(super) mod densities;
pub(super) mod figure;
mod rows;
pub(super) mod table;
