//! Other divergences.

pub(super) mod table;
