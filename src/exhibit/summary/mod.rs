//! Population optima in one scenario.

pub(super) mod optimum;
pub(super) mod table;
