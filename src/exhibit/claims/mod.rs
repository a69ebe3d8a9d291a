//! The claims, their verdicts and their tightest points.

pub(super) mod bounds;
pub(super) mod ledger;
pub(super) mod statements;
