//! Numerical methods that many modules need, each once: a root, a maximum, Gauss's rule, a hash.

mod brent;
mod hash;
mod legendre;

pub(crate) use brent::{maximum, root};
pub(crate) use hash::{hexadecimal, sha256};
pub(crate) use legendre::{LEGENDRE, legendre};
