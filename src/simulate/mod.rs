//! Finite batches: what sampling adds to the population's theory.
//!
//! Every simulation is seeded, and each replicate has a random stream of its own, so the same seed gives the same bytes for any
//! number of threads. [`chen`] reproduces a published simulation; [`Starvation`], [`Line`] and [`Training`] speak about C9-C11.

mod batch;
pub mod chen;
mod frequency;
mod own_samples;
mod progress;
mod random_weights;
mod starvation;
mod statistics;
mod stream;
mod training;

pub use batch::{BatchGradient, Line, LineLearner, Rule};
pub use frequency::{Frequency, INTERVAL_ACCURACY};
pub use own_samples::{Fates, OwnSamples, SampleReplay};
pub use progress::{Progress, Recorder, run_replicates};
pub use random_weights::{RandomWeights, random_weights};
pub use starvation::{PROBABILITY_ACCURACY, Starvation};
pub use statistics::BatchStatistics;
pub use training::Training;
