//! C5-C7: Fisher information and the local rate.

pub(super) mod figure;
pub(super) mod rate;
pub(super) mod table;
