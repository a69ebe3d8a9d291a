//! wip
pub mod bounds;
pub mod error;
pub mod kernel;
pub mod minimize;
pub mod model;
pub mod objective;
pub mod overlap;
pub use error::{Error, Result};
