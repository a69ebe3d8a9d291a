//! One random stream for each replicate.

use rand::SeedableRng;
use rand_pcg::Pcg64;
use sha2::{Digest, Sha256};

/// The generator of replicate number `replicate` of a simulation with this name and seed.
///
/// The state is a hash of the three, so replicates are independent of each other, of the number of threads and of the order in
/// which they run.
pub(super) fn stream(simulation: &str, seed: u64, replicate: u64) -> Pcg64 {
    let mut hash = Sha256::new();
    hash.update(simulation.as_bytes());
    hash.update([0]);
    hash.update(seed.to_le_bytes());
    hash.update(replicate.to_le_bytes());
    Pcg64::from_seed(hash.finalize().into())
}
