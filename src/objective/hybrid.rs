//! A share of reverse KL added to SFT (G1).

use super::{Balance, Derivatives, ForwardKl, Objective, ReverseKl};
use crate::error::{Error, Result};
use crate::model::Mixture;
use nalgebra::DVector;

/// $J_s=(1-s)\,\mathrm{KL}(p_n\Vert q)+s\,\mathrm{KL}(q\Vert p_\alpha)$ (G1).
///
/// ```
/// use forgetting::minimize::{Free, minimise};
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::Hybrid;
/// let target = TwoModes::on_the_line(Separation::new(2.0)?).mixture(Weight::new(0.5)?);
/// let found = minimise(&Hybrid::new(0.5, target.clone())?, &target, Free::Weight)?;
/// assert!((found.learner.weight().old() - 0.228_006_384_243_410_05).abs() < forgetting::minimize::WEIGHT_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Hybrid {
    share: f64,
    forward: ForwardKl,
    reverse: ReverseKl,
}

impl Hybrid {
    /// The share $s$ of reverse KL to `target`; the rest is SFT on the target's new mode.
    ///
    /// # Errors
    /// $s\notin[0, 1]$.
    pub fn new(share: f64, target: Mixture) -> Result<Self> {
        if !(0.0..=1.0).contains(&share) {
            return Err(Error::domain("s", "lie in [0, 1]", share));
        }
        Ok(Self {
            share,
            forward: ForwardKl::sft(&target),
            reverse: ReverseKl::new(target),
        })
    }

    fn blend<T>(&self, forward: T, reverse: T) -> T
    where
        T: std::ops::Mul<f64, Output = T> + std::ops::Add<Output = T>,
    {
        forward * (1.0 - self.share) + reverse * self.share
    }
}

impl Objective for Hybrid {
    fn name(&self) -> &'static str {
        "hybrid"
    }

    fn value(&self, learner: &Mixture) -> f64 {
        self.blend(self.forward.value(learner), self.reverse.value(learner))
    }

    fn value_and_gradient(&self, learner: &Mixture) -> (f64, DVector<f64>) {
        let (forward, reverse) = (
            self.forward.value_and_gradient(learner),
            self.reverse.value_and_gradient(learner),
        );
        (
            self.blend(forward.0, reverse.0),
            self.blend(forward.1, reverse.1),
        )
    }

    fn derivatives(&self, learner: &Mixture) -> Derivatives {
        let (forward, reverse) = (
            self.forward.derivatives(learner),
            self.reverse.derivatives(learner),
        );
        Derivatives {
            value: self.blend(forward.value, reverse.value),
            gradient: self.blend(forward.gradient, reverse.gradient),
            hessian: self.blend(forward.hessian, reverse.hessian),
        }
    }

    fn boundary_repels(&self) -> bool {
        self.share > 0.0 && self.reverse.boundary_repels()
    }

    /// $(1-s)\,\beta\,D/(\beta(1-\beta))+s\,(K(\beta)-K(\alpha))$.
    fn balance_of_true_means(&self, learner: &Mixture) -> Option<Balance> {
        let forward = self.forward.balance_of_true_means(learner)?;
        let reverse = self.reverse.balance_of_true_means(learner)?;
        Some(
            forward
                .times(1.0 - self.share)
                .plus(reverse.times(self.share)),
        )
    }

    fn vanishes_at(&self) -> Option<Mixture> {
        if self.share == 0.0 {
            self.forward.vanishes_at()
        } else if self.share == 1.0 {
            self.reverse.vanishes_at()
        } else {
            None
        }
    }

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        self.blend(
            self.forward.weight_slope(learner),
            self.reverse.weight_slope(learner),
        )
    }
}
