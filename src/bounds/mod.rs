//! The closed-form bounds of the theory, one function per claim.
//!
//! They use exponentials and square roots only, never the kernel: a bound and the exact
//! value beside it in a table come by separate routes. Each function names its claim id;
//! all take the validated [`Weight`](crate::model::Weight) and [`Separation`](crate::model::Separation),
//! and are right to [`ACCURACY`] unless they say otherwise.

/// The relative error of the bounds: a few roundings of exponentials and square roots.
pub const ACCURACY: f64 = 1e-14;
/// The relative error of the bounds that solve an equation: the envelope of a collapsing weight, which inverts a time, and
/// [`uniform_drift_bound`].
pub const ENVELOPE_ACCURACY: f64 = 1e-12;

mod a_priori_drift;
mod collapse;
mod conditioning;
mod drift;
mod free_mean;
mod misassignment;
mod uniform_drift;

pub use a_priori_drift::{A_PRIORI_ACCURACY, APrioriDrift, a_priori_drift};
pub use collapse::{
    CollapseEnvelope, collapse_rate_envelope, collapse_tail, collapse_time_envelope,
    collapse_weight_envelope,
};
pub use conditioning::conditioning_bound;
pub use drift::{DriftBound, drift_bound};
pub use free_mean::{sft_kept_weight_bound, sft_kept_weight_bound_near};
pub use misassignment::{bhattacharyya_bound, refined_bounds, sech_zero_bounds};
pub use uniform_drift::uniform_drift_bound;
