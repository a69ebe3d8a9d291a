//! Training in time: gradient flows of the weight.

mod sdft;
mod weight_collapse;

pub use sdft::{SdftFlow, SdftPair};
pub use weight_collapse::{collapse_rate, collapse_time, em_iterates};
