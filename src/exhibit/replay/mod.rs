//! B5, B6: replay in the data and in the model.

pub(super) mod figure;
pub(super) mod table;
