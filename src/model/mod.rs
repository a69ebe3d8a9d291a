//! Two Gaussian modes with one covariance, and the learner that mixes them.
//!
//! $$ p_o=N(\mu_o,\Sigma),\qquad p_n=N(\mu_n,\Sigma),\qquad
//!    \delta=\sqrt{(\mu_n-\mu_o)^\top\Sigma^{-1}(\mu_n-\mu_o)}. $$
//!
//! Everything downstream works in whitened coordinates ($x\mapsto L^{-1}x$, $\Sigma=LL^\top$),
//! where the covariance is the identity and norms are Mahalanobis norms. [`TwoModes`] goes
//! both ways.

mod covariance;
mod given;
mod mahalanobis;
mod mixture;
mod part;
mod scenario;
mod scenario_text;
mod separation;
mod two_modes;
mod weight;

pub use covariance::Covariance;
pub use given::Given;
pub use mixture::Mixture;
pub use part::Part;
pub(crate) use scenario::name_of_file;
pub use scenario::{Scenario, shipped_scenarios};
pub use separation::{OVERLAP_ACCURACY, Separation};
pub use two_modes::{SEPARATION_ACCURACY, TwoModes};
pub use weight::Weight;
