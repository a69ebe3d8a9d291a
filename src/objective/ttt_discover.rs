//! TTT-Discover: the entropic utility with a KL anchor, as an objective (E1, E3).

use super::balance::{FORCE_ACCURACY, shared_separation};
use super::soft_reward::{LARGEST_TILT, NEGLIGIBLE, SoftReward, Tilt, lift};
use super::{Balance, Blocks, Derivatives, EntropicUtility, Objective, ReverseKl, stack};
use crate::error::{Error, Result};
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::overlap::Overlap;
use nalgebra::{DMatrix, DVector};
use std::sync::OnceLock;

/// What the utility rewards.
#[derive(Clone, Debug)]
enum Rewarded {
    /// The label of the component, wherever its mean is.
    Label,
    /// The sample, by a frozen soft reward.
    Sample(SoftReward, OnceLock<f64>),
}

/// TTT-Discover as something to minimise: $-J=\tau\,\mathrm{KL}(q\Vert q_0)-\tfrac1\eta\log\mathbb{E}_q[e^{\eta r}]$ (E1, E3).
///
/// $q_0$ is the policy the anchor holds on to. With mode-constant rewards ([`TttDiscover::mode_constant`]) the reward hangs on the label of a
/// component: with free means a learner can then gain by swapping labels with its density unchanged, so for anything but the weight prefer the
/// frozen soft reward ([`TttDiscover::soft`]). The value may be negative; it is absolute to $10^{-12}(1+\Delta+\tau)$.
///
/// ```
/// use forgetting::minimize::{Boundary, Free, minimise, ttt_old_weight};
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::{EntropicUtility, TttDiscover};
/// let modes = TwoModes::on_the_line(Separation::new(2.0)?).mixture(Weight::new(0.5)?);
/// let utility = EntropicUtility::new(1.0, 1.0)?;
/// let kept = minimise(&TttDiscover::mode_constant(utility, 0.5, &modes)?, &modes, Free::Weight)?;
/// let by_forces = ttt_old_weight(utility, 0.5, modes.weight(), Separation::new(2.0)?)?;
/// assert!((kept.learner.weight().old() - by_forces.old()).abs() < forgetting::minimize::WEIGHT_ACCURACY);
/// let lost = minimise(&TttDiscover::mode_constant(utility, 0.3, &modes)?, &modes, Free::Weight)?;
/// assert_eq!(lost.boundary, Some(Boundary::OldWeightZero)); // tau_c = 0.316
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TttDiscover {
    utility: EntropicUtility,
    tau: f64,
    anchor: ReverseKl,
    rewarded: Rewarded,
}

impl TttDiscover {
    /// Rewards on labels: $r_n-r_o=\Delta$. The reference $q_0$ is the anchor's policy.
    ///
    /// # Errors
    /// $\tau<0$ or not finite, $\eta\Delta>300$.
    pub fn mode_constant(utility: EntropicUtility, tau: f64, reference: &Mixture) -> Result<Self> {
        Self::new(utility, tau, reference, Rewarded::Label)
    }

    /// The frozen soft reward $\Delta\,r_n(x)$ at the reference's own weight and means.
    ///
    /// # Errors
    /// As [`TttDiscover::mode_constant`], and a reference whose weight is 0 or 1.
    pub fn soft(utility: EntropicUtility, tau: f64, reference: &Mixture) -> Result<Self> {
        let reward = SoftReward::new(utility.gap(), reference)?;
        let lead = OnceLock::new();
        Self::new(utility, tau, reference, Rewarded::Sample(reward, lead))
    }

    fn new(
        utility: EntropicUtility,
        tau: f64,
        reference: &Mixture,
        rewarded: Rewarded,
    ) -> Result<Self> {
        if !(tau >= 0.0 && tau.is_finite()) {
            return Err(Error::domain("tau", "be finite and >= 0", tau));
        }
        let tilt = utility.eta() * utility.gap();
        if tilt > LARGEST_TILT {
            return Err(Error::domain("eta*gap", "be at most 300", tilt));
        }
        Ok(Self {
            utility,
            tau,
            anchor: ReverseKl::new(reference.clone()),
            rewarded,
        })
    }

    /// The tilts of the learner's two components; constant in the means for rewards on labels.
    fn tilts(&self, learner: &Mixture) -> [Tilt; 2] {
        let eta = self.utility.eta();
        match &self.rewarded {
            Rewarded::Label => {
                let gap = self.utility.gap();
                [0.0, lift(eta, gap)].map(|value| Tilt {
                    value,
                    first: 0.0,
                    second: 0.0,
                })
            }
            Rewarded::Sample(reward, _) => {
                [learner.old_mean(), learner.new_mean()].map(|mean| reward.tilt(eta, mean))
            }
        }
    }

    /// The utility alone.
    pub fn utility(&self, learner: &Mixture) -> f64 {
        let (beta, rest) = (learner.weight().old(), learner.weight().new_mode());
        let [old, new] = self.tilts(learner);
        self.logarithm(beta * old.value + rest * new.value)
    }

    /// $\log(1+\eta N)/\eta$, and $N$ at $\eta=0$.
    fn logarithm(&self, lifted: f64) -> f64 {
        let eta = self.utility.eta();
        if (eta * lifted).abs() < NEGLIGIBLE {
            lifted
        } else {
            core_math::log1p(eta * lifted) / eta
        }
    }

    /// Value, gradient and Hessian of the utility.
    fn utility_derivatives(&self, learner: &Mixture) -> Derivatives {
        let eta = self.utility.eta();
        let (beta, rest) = (learner.weight().old(), learner.weight().new_mode());
        let (variance, d) = (learner.weight().variance(), learner.dimension());
        let [old, new] = self.tilts(learner);
        let axis = match &self.rewarded {
            Rewarded::Label => DVector::zeros(d),
            Rewarded::Sample(reward, _) => reward.axis().clone(),
        };
        let lifted = beta * old.value + rest * new.value;
        let mean = 1.0 + eta * lifted;
        let difference = old.value - new.value;
        let gradient = stack(
            variance * difference,
            &(&axis * (beta * old.first)),
            &(&axis * (rest * new.first)),
        ) / mean;
        let outer = &axis * axis.transpose();
        let hessian = Blocks {
            phi_phi: variance * (rest - beta) * difference,
            phi_old: &axis * (variance * old.first),
            phi_new: &axis * (-variance * new.first),
            old_old: &outer * (beta * old.second),
            old_new: DMatrix::zeros(d, d),
            new_new: outer * (rest * new.second),
        };
        Derivatives {
            value: self.logarithm(lifted),
            hessian: hessian.assemble() / mean - &gradient * gradient.transpose() * eta,
            gradient,
        }
    }
}

impl Objective for TttDiscover {
    fn name(&self) -> &'static str {
        match self.rewarded {
            Rewarded::Label => "ttt-discover",
            Rewarded::Sample(..) => "ttt-discover-soft",
        }
    }

    fn value(&self, learner: &Mixture) -> f64 {
        self.tau * self.anchor.value(learner) - self.utility(learner)
    }

    fn value_and_gradient(&self, learner: &Mixture) -> (f64, DVector<f64>) {
        let (value, gradient) = self.anchor.value_and_gradient(learner);
        let utility = self.utility_derivatives(learner);
        (
            self.tau * value - utility.value,
            gradient * self.tau - utility.gradient,
        )
    }

    fn derivatives(&self, learner: &Mixture) -> Derivatives {
        let anchor = self.anchor.derivatives(learner);
        let utility = self.utility_derivatives(learner);
        Derivatives {
            value: self.tau * anchor.value - utility.value,
            gradient: anchor.gradient * self.tau - utility.gradient,
            hessian: anchor.hessian * self.tau - utility.hessian,
        }
    }

    /// With a free mean an empty component can always be put where the reference's density is far above the learner's.
    fn boundary_repels(&self) -> bool {
        self.tau > 0.0 && self.anchor.boundary_repels()
    }

    /// The utility's pull towards the new mode against $\tau(K(\beta_0)-K(\beta))$ (E2).
    fn balance_of_true_means(&self, learner: &Mixture) -> Option<Balance> {
        let swapped = learner.swapped();
        let given = shared_separation(learner, self.anchor.target());
        let (separation, anchor) = match (given, &self.rewarded) {
            (Some(separation), _) => (separation, self.anchor.balance_of_true_means(learner)?),
            // The anchor does not see labels, only the rewards do.
            (None, Rewarded::Label) => (
                shared_separation(&swapped, self.anchor.target())?,
                self.anchor.balance_of_true_means(&swapped)?.opposite(),
            ),
            (None, Rewarded::Sample(..)) => return None,
        };
        let anchor = anchor.times(self.tau);
        let pull = match &self.rewarded {
            Rewarded::Label => self.utility.pull(learner.weight()),
            Rewarded::Sample(reward, lead) => {
                let eta = self.utility.eta();
                let lead = *lead.get_or_init(|| reward.lead(eta, separation));
                let [old, new] = self.tilts(learner);
                let (beta, rest) = (learner.weight().old(), learner.weight().new_mode());
                lead / (1.0 + eta * (beta * old.value + rest * new.value))
            }
        };
        Some(anchor.plus(Balance::of_slope(pull, FORCE_ACCURACY * pull)))
    }

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        let pull = match self.rewarded {
            Rewarded::Label => self.utility.pull(learner.weight()),
            Rewarded::Sample(..) => {
                let (beta, rest) = (learner.weight().old(), learner.weight().new_mode());
                let [old, new] = self.tilts(learner);
                let lifted = beta * old.value + rest * new.value;
                (new.value - old.value) / (1.0 + self.utility.eta() * lifted)
            }
        };
        self.tau * self.anchor.weight_slope(learner) + pull
    }
}

/// E3: with the frozen soft reward at weight `frozen` and correct means, the utility's pull on the old mean of a learner of weight `weight`
/// and its bound $\beta\Delta\delta e^{\eta\Delta}\varepsilon_o(w)$, as `(pull, bound)`.
///
/// # Errors
/// As [`TttDiscover::soft`].
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::{EntropicUtility, utility_drift};
/// let (learner, frozen) = (Weight::new(0.9)?, Weight::new(0.1)?);
/// let (pull, bound) = utility_drift(EntropicUtility::new(0.5, 0.3)?, learner, frozen, Separation::new(3.0)?)?;
/// assert!(format!("{pull:.4}") == "0.0753" && pull < bound);                   // E3
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn utility_drift(
    utility: EntropicUtility,
    weight: Weight,
    frozen: Weight,
    separation: Separation,
) -> Result<(f64, f64)> {
    let modes = TwoModes::on_the_line(separation).mixture(frozen);
    let soft = TttDiscover::soft(utility, 0.0, &modes)?;
    let pull = soft
        .utility_derivatives(&modes.with_weight(weight))
        .gradient[1];
    let delta = separation.delta();
    let bound = weight.old()
        * utility.gap()
        * delta
        * core_math::exp(utility.eta() * utility.gap())
        * Overlap::new(frozen, separation).misassignment_old();
    Ok((pull, bound))
}
