//! B1-B4: how forward KL empties the old mode.

pub(super) mod figure;
pub(super) mod flow;
pub(super) mod table;
