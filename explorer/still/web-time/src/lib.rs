//! A clock that stands still, with what argmin asks of `web-time`.

pub use std::time::Duration;

/// A moment; all are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant;

impl Instant {
    /// The one moment.
    pub fn now() -> Self {
        Self
    }

    /// None has passed.
    pub fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}
