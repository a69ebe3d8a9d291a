//! D1-D3: self-distillation.

pub(super) mod table;
