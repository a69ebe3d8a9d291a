//! Forward and reverse KL mixed.

pub(super) mod figure;
pub(super) mod table;
