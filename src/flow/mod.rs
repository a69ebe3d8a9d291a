//! Training in time: gradient flows of the weight.

mod weight_collapse;

pub use weight_collapse::{collapse_rate, collapse_time, em_iterates};
