//! H2: forgetting as mass and as drift.

pub(super) mod figure;
pub(super) mod table;
