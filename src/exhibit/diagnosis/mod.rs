//! What was forgotten, from log-likelihoods.

pub(super) mod figure;
