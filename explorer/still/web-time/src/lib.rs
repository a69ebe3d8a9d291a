//! The clock that stands still, with what argmin asks of `web-time`.

pub use quanta::Instant;
pub use std::time::Duration;
