//! C9-C12: what finite batches lose.

pub(super) mod extinction;
pub(super) mod extinction_figure;
pub(super) mod figure;
pub(super) mod finite;
pub(super) mod replay_weights;
pub(super) mod starvation;
