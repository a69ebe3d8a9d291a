//! G3: everything stationary.

pub(super) mod figure;
pub(super) mod table;
