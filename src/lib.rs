//! wip
pub mod bounds;
pub mod claim;
pub mod error;
pub mod flow;
pub mod kernel;
pub mod minimize;
pub mod model;
pub mod objective;
pub mod overlap;
pub mod report;
pub mod table;
pub use error::{Error, Result};
