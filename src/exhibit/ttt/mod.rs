//! E1-E4: TTT-Discover.

pub(super) mod figure;
pub(super) mod own_units;
pub(super) mod phase;
pub(super) mod table;
