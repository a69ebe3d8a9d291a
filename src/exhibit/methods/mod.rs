//! Every method in one scenario.

pub(super) mod rows;
pub(super) mod table;
