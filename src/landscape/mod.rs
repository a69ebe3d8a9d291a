//! The landscape of reverse KL with all parameters free, modes on a line (G3).
//!
//! Minima: the target and its label swap. Stationary lines: the collapsed learners $m_o=m_n=m$, any weight, at each $m$ where one normal law
//! is stationary against the target ([`collapsed_lines`], complete). Others: none was ever found ([`search`]). Below the lowest line's
//! value a learner can no longer lose or exchange its modes, which settles where a flow ends ([`basins`]).

/// The error of [`three_lines_from`], and of a collapsed line's position where its shift curvature is 1 or more; a smaller
/// curvature divides it.
pub const POSITION_ACCURACY: f64 = 1e-12;

mod basins;
mod collapsed;
mod plane;
mod search;

pub use basins::{Basins, basins};
pub use collapsed::{CollapsedLine, collapsed_lines, three_lines_from};
pub use plane::{Plane, plane_of_means};
pub use search::{Search, random_starts, search};
