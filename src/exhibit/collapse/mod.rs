//! B1-B4, B7: how forward KL empties the old mode.

pub(super) mod figure;
pub(super) mod flow;
pub(super) mod free_means;
pub(super) mod table;
