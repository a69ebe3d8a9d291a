//! Training in time: gradient flows of every objective, plain descent, and what the theory says of them.
//!
//! A flow $\dot\theta=-\nabla_\theta$ runs in $\theta=(\varphi,m_o,m_n)$ (or $\varphi$ alone), whitened, with time measured at learning rate 1.
//! [`GradientFlow`] follows any [`Objective`](crate::objective::Objective) in any dimension and returns a [`Trajectory`] that knows the learner
//! at every time.

/// The error of a trajectory in the logit and in the whitened means, at any time.
pub const ACCURACY: f64 = 1e-9;
/// The relative error of a collapse time.
pub const TIME_ACCURACY: f64 = 1e-10;
/// The relative error of a collapse rate.
pub const RATE_ACCURACY: f64 = 1e-12;

/// The absolute error of the divergences of many modes.
pub const DIVERGENCE_FLOOR: f64 = 1e-13;

mod descent;
mod drift;
mod gradient_flow;
mod integrate;
mod keep;
mod many_modes;
mod rate;
mod sdft;
mod sft_free_mean;
mod trajectory;
mod weight_collapse;

pub use descent::gradient_descent;
pub use drift::{UniformDrift, drift_forcing, uniform_drift};
pub use gradient_flow::{GradientFlow, Integrator};
pub use many_modes::{LOGITS_ACCURACY, ManyModes, Training};
pub use rate::fitted_rate;
pub use sdft::{SdftFlow, SdftPair};
pub use sft_free_mean::sft_kept_weight;
pub use trajectory::{Extremum, Sample, Trajectory};
pub use weight_collapse::{collapse_rate, collapse_time, em_iterates};
