//! Overlap of the two modes under a mixture: misassignment probabilities and what follows.
//!
//! With $z$ the whitened coordinate along $\mu_n-\mu_o$ from the midpoint and
//! $\lambda=\log\frac{1-\beta}{\beta}$,
//!
//! $$ S_j(\lambda,\delta)=\mathbb{E}\bigl[\mathrm{sech}\tfrac{\lambda+\delta Z}{2}\,Z^j\bigr],\qquad
//!    \kappa_j=\mathbb{E}_q[r_or_nz^j]=\tfrac12\sqrt{\beta(1-\beta)}\;\mathrm{BC}\;S_j,\qquad
//!    \varepsilon_o=\kappa_0/\beta,\quad \varepsilon_n=\kappa_0/(1-\beta). $$
//!
//! # Accuracy contract
//!
//! Relative error at most $10^{-13}$ for $S_0,S_2,\kappa_0,\kappa_2,\varepsilon_o,\varepsilon_n$ ($S_1,\kappa_1$ relative to
//! $S_0,\kappa_0$): [`ACCURACY`]; distinguishability to [`DIFFERENCE_ACCURACY`] for every $\delta\ge 10^{-6}$ and every
//! representable weight; Fisher eigenvalues to [`FISHER_ACCURACY`], and to [`FISHER_RELATIVE_ACCURACY`] for $\delta\ge 1$.

/// Relative error of $S_0,S_2,\kappa_0,\kappa_2,\varepsilon_o,\varepsilon_n$, and of $S_1,\kappa_1$ relative to $S_0,\kappa_0$.
pub const ACCURACY: f64 = 1e-13;
/// Relative error of the distinguishability and of the boundary slope.
pub const DIFFERENCE_ACCURACY: f64 = 1e-12;
/// Absolute error of the Fisher eigenvalues.
pub const FISHER_ACCURACY: f64 = 1e-14;
/// Relative error of the Fisher eigenvalues for separations of at least 1.
pub const FISHER_RELATIVE_ACCURACY: f64 = 1e-10;

mod batch;
mod boundary;
mod densities;
mod distinguishability;
mod divergence;
pub mod enclosure;
mod fisher;
mod moments;
mod replay_weight;
mod slope_between;

pub use batch::{distinguishabilities, misassignments_new, misassignments_old};
pub use boundary::boundary_slope;
pub use densities::{
    log_mixture_density, log_new_density, log_old_density, mixture_density, new_density,
    old_density, responsibility_new, responsibility_old,
};
pub use distinguishability::distinguishability;
pub(crate) use distinguishability::weight_curvature;
pub use divergence::{DIVERGENCE_ACCURACY, mixture_divergence};
pub use fisher::{Fisher, fisher};
pub use moments::{Overlap, sech_moment};
pub use replay_weight::ReplayWeight;
pub use slope_between::{SLOPE_BETWEEN_ACCURACY, slope_between};
