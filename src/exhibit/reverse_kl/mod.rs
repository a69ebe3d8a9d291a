//! C1, C2: where reverse KL ends and how it gets there.

pub(super) mod flow;
pub(super) mod minimisers;
