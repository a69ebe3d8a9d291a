//! Numerical methods that many modules need, each once: a root, a maximum, Gauss's rule, a hash, a clock.

mod brent;
mod clock;
mod hash;
mod legendre;

pub(crate) use brent::{maximum, root};
pub use clock::Instant;
pub(crate) use hash::{hexadecimal, sha256};
pub(crate) use legendre::{LEGENDRE, legendre};
