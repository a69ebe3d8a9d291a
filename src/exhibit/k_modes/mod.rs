//! G4: more than two modes.

pub(super) mod table;
