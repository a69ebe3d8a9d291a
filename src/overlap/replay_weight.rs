//! C10: importance weights of replayed batches.

use super::Overlap;
use crate::error::Result;
use crate::model::{Separation, Weight};

/// The importance weight $w=q/b$ of samples from $b=(1-\rho)q+\rho p_o$, for a learner $q$ with correct means (C9, C10).
///
/// With $b$ a mixture of the same two modes, of old weight $b_o=(1-\rho)\beta+\rho$, the weight is affine in the responsibilities of
/// $b$: $w=\frac{\beta}{b_o}r_o^b+\frac1{1-\rho}r_n^b$. So its moments are misassignment probabilities.
#[derive(Clone, Copy, Debug)]
pub struct ReplayWeight {
    beta: Weight,
    rho: f64,
    sampled: Weight,
    overlap: Overlap,
}

impl ReplayWeight {
    /// For a learner of old weight `beta`, replay rate `rho` and separation `delta`.
    ///
    /// # Errors
    /// [`crate::Error::Domain`] unless `beta` lies in (0, 1) and `rho` in [0, 1).
    pub fn new(beta: Weight, rho: f64, delta: Separation) -> Result<Self> {
        Weight::interior("beta", beta.old())?;
        if !(0.0..1.0).contains(&rho) {
            return Err(crate::Error::domain("rho", "lie in [0, 1)", rho));
        }
        let sampled = Weight::new((1.0 - rho) * beta.old() + rho)?;
        Ok(Self {
            beta,
            rho,
            sampled,
            overlap: Overlap::new(sampled, delta),
        })
    }

    /// The bound $1/(1-\rho)$ of the weight and of its second moment.
    pub fn bound(&self) -> f64 {
        1.0 / (1.0 - self.rho)
    }

    /// $\mathbb{E}_bw^2=\mathbb{E}_qw\le\frac1{1-\rho}$, relative error at most [`ACCURACY`](super::ACCURACY) (C10).
    ///
    /// # Examples
    /// ```
    /// use forgetting::model::{Separation, Weight};
    /// use forgetting::overlap::ReplayWeight;
    /// let weight = ReplayWeight::new(Weight::new(0.5)?, 0.2, Separation::new(3.0)?)?;
    /// assert!(weight.second_moment() > 1.0 && weight.second_moment() < weight.bound());
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn second_moment(&self) -> f64 {
        let (beta, complement) = (self.beta.old(), self.beta.new_mode());
        let (eps_old, eps_new) = (
            self.overlap.misassignment_old(),
            self.overlap.misassignment_new(),
        );
        let old = beta * (1.0 - eps_old) + complement * eps_new;
        let new = beta * eps_old + complement * (1.0 - eps_new);
        beta / self.sampled.old() * old + self.bound() * new
    }

    /// The effective share of a batch, $(\mathbb{E}_bw)^2/\mathbb{E}_bw^2\ge1-\rho$.
    pub fn effective_share(&self) -> f64 {
        1.0 / self.second_moment()
    }
}
