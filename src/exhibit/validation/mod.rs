//! How far the intervals of `advise` and `diagnose` are to be trusted: recorded simulations of what is known.

pub(super) mod coverage;
pub(super) mod recovery;
pub(super) mod rows;
