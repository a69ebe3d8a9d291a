//! Old mass against the distance from the start.

pub(super) mod figure;
pub(super) mod table;
