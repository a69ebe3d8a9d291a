//! H5: a learner with one mode beside one with two, on the same data.

pub(super) mod figure;
mod rows;
pub(super) mod table;
