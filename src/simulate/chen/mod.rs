//! The two-mode simulation of Chen et al., "Retaining by Doing" (arXiv:2510.18874), reproduced independently.
//!
//! One dimension, unequal scales, five moving parameters, 200 plain gradient steps on batches of 1000. [`replicate`] follows the
//! published update rules on sampled batches, [`population`] takes their expectations, and [`PUBLISHED`] are the published code's results
//! over 200 seeds.

/// The error of what the population's steps report.
pub const POPULATION_ACCURACY: f64 = 1e-9;

mod area;
mod learner;
mod run;
mod setting;
mod step;
mod summary;
mod weight_tail;

pub use learner::{Mode, ScaledMixture};
pub use run::{Report, Trajectory, population, population_path, population_with, replicate};
pub use setting::{BATCH, ITERATIONS, METHODS, Method, NEW_MEAN, REPORTED, Target};
pub use summary::{COLUMNS, PUBLISHED, Row, published, summarise};
pub use weight_tail::{WeightTail, tail_index, tail_index_seen, weight_tail};
