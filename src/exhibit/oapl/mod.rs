//! F1-F5: OAPL.

pub(super) mod critical;
pub(super) mod figure;
pub(super) mod rounds;
pub(super) mod table;
