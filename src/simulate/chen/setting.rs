//! The setting of arXiv:2510.18874's two-mode simulation, as its public code has it.

use super::learner::{Mode, ScaledMixture};
use crate::error::{Error, Result};

/// Where the learner starts.
pub(super) const START: ScaledMixture = ScaledMixture {
    old_weight: 0.75,
    old: Mode {
        mean: -3.5,
        sd: 1.0,
    },
    new: Mode { mean: 0.5, sd: 0.7 },
};
/// Steps of $w$, $m_1$ and $s_1$ are multiplied by this.
pub(super) const SLOW_FACTOR: f64 = 0.005;
/// Added to densities in denominators.
pub(super) const DENSITY_FLOOR: f64 = 1e-12;
/// The weight stays between this and its complement.
pub(super) const LEAST_WEIGHT: f64 = 0.001;
/// Scales stay above this.
pub(super) const LEAST_SD: f64 = 0.001;
/// The reward is the log-ratio of densities over this.
pub(super) const REWARD_SCALE: f64 = 0.1;
/// Samples in a published batch.
pub const BATCH: usize = 1000;
/// Number of gradient steps.
pub const ITERATIONS: usize = 200;
/// Iterations at which the learner is reported.
pub const REPORTED: [usize; 4] = [25, 50, 100, 200];
/// The published simulation's place for the target's new mode.
pub const NEW_MEAN: f64 = 3.5;

/// The target $0.75N(-3,1)+0.25N(\mu,0.7^2)$.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    mixture: ScaledMixture,
}

impl Target {
    /// The target with its new mode at `new_mean`.
    ///
    /// # Errors
    /// [`Error::Domain`] unless -8 <= `new_mean` <= 8, the window of the area overlaps.
    pub fn new(new_mean: f64) -> Result<Self> {
        if !(-8.0..=8.0).contains(&new_mean) {
            return Err(Error::domain("new-mean", "lie in [-8, 8]", new_mean));
        }
        Ok(Self {
            mixture: ScaledMixture {
                old_weight: 0.75,
                old: Mode {
                    mean: -3.0,
                    sd: 1.0,
                },
                new: Mode {
                    mean: new_mean,
                    sd: 0.7,
                },
            },
        })
    }

    /// Its parameters.
    pub fn mixture(&self) -> ScaledMixture {
        self.mixture
    }

    pub(super) fn new_mode(&self) -> Mode {
        self.mixture.new
    }
}

/// What is ascended, and the length of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// The log-likelihood of the target's new mode.
    ForwardKl {
        /// Length of a step.
        rate: f64,
    },
    /// The reward $\log(p_2/((1-w)N_2)/0.1)$ of samples of the learner's own new mode, with importance weights $q/((1-w)N_2)$.
    Reinforce {
        /// Length of a step.
        rate: f64,
    },
}

/// The three published fits.
pub const METHODS: [Method; 3] = [
    Method::ForwardKl { rate: 0.15 },
    Method::ForwardKl { rate: 0.01 },
    Method::Reinforce { rate: 0.01 },
];

impl Method {
    /// The name in the published results.
    pub fn name(self) -> String {
        match self {
            Self::ForwardKl { rate } => format!("forward_kl lr={rate}"),
            Self::Reinforce { rate } => format!("reinforce lr={rate}"),
        }
    }

    pub(super) fn rate(self) -> f64 {
        match self {
            Self::ForwardKl { rate } | Self::Reinforce { rate } => rate,
        }
    }

    /// The mode the samples come from.
    pub(super) fn sampled(self, learner: &ScaledMixture, target: &Target) -> Mode {
        match self {
            Self::ForwardKl { .. } => target.new_mode(),
            Self::Reinforce { .. } => learner.new,
        }
    }
}
