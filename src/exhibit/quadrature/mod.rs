//! The kernel beside a quadrature rule.

pub(super) mod table;
