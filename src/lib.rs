//! Settles claims about forgetting in post-training.
//!
//! A learner is a mixture $q=\beta N(m_o,\Sigma)+(1-\beta)N(m_n,\Sigma)$ of an old and a new Gaussian mode. Forward KL
//! on new data (SFT) empties the old mode; reverse KL to the true target (RL) keeps it, and moves it only through
//! misassignment probabilities that the Bhattacharyya coefficient bounds (the theory of arXiv:2603.12163; claim
//! ids such as A3 or C8 are this project's own). This crate computes the exact minimisers, probabilities and rates, and sets the
//! closed-form bounds beside them.
//!
//! ```
//! use forgetting::bounds::bhattacharyya_bound;
//! use forgetting::minimize::{Boundary, Free, minimise};
//! use forgetting::model::{Separation, TwoModes, Weight};
//! use forgetting::objective::{ForwardKl, ReverseKl};
//! use forgetting::overlap::Overlap;
//!
//! let (half, delta) = (Weight::new(0.5)?, Separation::new(3.0)?);
//! let exact = Overlap::new(half, delta).misassignment_old();
//! assert!(exact < bhattacharyya_bound(half, delta));              // A3
//!
//! let modes = TwoModes::on_the_line(delta);
//! let learner = modes.mixture(Weight::new(0.7)?);
//! let sft = minimise(&ForwardKl::sft(&learner), &learner, Free::Weight)?;
//! assert_eq!(sft.boundary, Some(Boundary::OldWeightZero));        // B1: SFT forgets
//! let rl = minimise(&ReverseKl::new(modes.mixture(half)), &learner, Free::All)?;
//! assert!((rl.learner.weight().old() - 0.5).abs() < forgetting::minimize::WEIGHT_ACCURACY);       // C1: reverse KL keeps
//! # Ok::<(), forgetting::Error>(())
//! ```
//!
//! # Floors
//!
//! A module uses only modules listed before it: [`error`], [`interval`], [`model`], [`bounds`], [`kernel`], [`overlap`],
//! [`objective`], then [`minimize`], [`flow`], [`simulate`], [`claim`] and [`law`], [`theory`], [`landscape`], [`data`], then [`judge`], [`ledger`],
//! [`table`], [`figure`], [`exhibit`], [`report`] and [`sweep`]. The library never prints and never exits.

pub mod bounds;
pub mod claim;
pub mod data;
pub mod error;
pub mod exhibit;
pub mod figure;
pub mod flow;
pub mod interval;
pub mod judge;
pub mod kernel;
pub mod landscape;
pub mod law;
pub mod ledger;
pub mod minimize;
pub mod model;
mod numeric;
pub mod objective;
pub mod overlap;
pub mod report;
pub mod simulate;
pub mod sweep;
pub mod table;
pub mod theory;

pub use error::{Error, Result};

/// The README's example compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
