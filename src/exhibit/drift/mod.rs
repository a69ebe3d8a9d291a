//! C3, C4, C8, C13: how far the old mean moves.

pub(super) mod a_priori;
pub(super) mod a_priori_figure;
pub(super) mod figure;
pub(super) mod gradient;
pub(super) mod pull_figure;
pub(super) mod trajectory;
