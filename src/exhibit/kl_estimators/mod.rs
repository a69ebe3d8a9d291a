//! I1-I3: estimators of KL.

pub(super) mod table;
