//! The softplus-normal function and its derivatives: the one integral that carries the theory.
//!
//! $$ K_n(m,s) = \frac{\partial^n}{\partial m^n}\,\mathbb{E}\bigl[\log(1+e^{m+sZ})\bigr],\qquad Z\sim N(0,1),\ s\ge 0. $$
//!
//! $K_0=P$ is the softplus-normal function, $K_1=L$ the logistic-normal probability. Every
//! expectation of the log of a two-component equal-covariance mixture is one $K_0$
//! evaluation plus algebra, in any dimension (S2); gradients and Hessians
//! are $K_1,\dots,K_4$ at the same point.
//!
//! All of them are sums over one discretised measure (`kernel/lattice.rs`); nothing here allocates.
//!
//! # Accuracy contract
//!
//! For $|m|\le 800$, $0\le s\le 60$: relative error at most $10^{-13}$ for $K_0,K_1,K_2$, and
//! $10^{-13}K_2$ absolute for $K_n$, $n\ge 3$ (they change sign): [`ACCURACY`]. Values below [`UNDERFLOW`]
//! may underflow to 0. For $s\ge10^8$, by the leading terms in $1/s$, relative error at most $10^{-12}$. The number of nodes is bounded for all arguments (at most about 120).

/// Relative error of $K_0,K_1,K_2$, and error of $K_n$, $n\ge3$, relative to $K_2$, for $|m|\le 800$ and $s\le60$.
pub const ACCURACY: f64 = 1e-13;
/// Values below may underflow to 0.
pub const UNDERFLOW: f64 = 1e-300;

pub(crate) mod batch;
pub mod big;
pub mod enclosure;
mod exponent;
mod exponential;
mod jet;
pub(crate) mod lattice;
mod normal;

pub use batch::{kernels, logistic_normals};
pub(crate) use exponent::Exponent;
pub use exponential::normal_densities;
pub(crate) use exponential::{exps, logs, sigmoids};
pub(crate) use jet::kernel_pair;
pub use jet::{Jet, MAX_ORDER, kernel, kernel_jet, logistic_normal, softplus_normal};
pub use normal::{
    DIGAMMA_ACCURACY, ERFCX_ULPS, digamma, erfcx, log_normal_cdf, log1mexp, logit, normal_cdf,
    normal_density, sigmoid, softplus,
};
pub(crate) use normal::{LN_TAU, shifted_normal_density};
