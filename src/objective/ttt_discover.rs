//! TTT-Discover: the entropic utility with a KL anchor (E1-E3).

use super::soft_reward::{LARGEST_TILT, NEGLIGIBLE, SoftReward, Tilt, lift};
use super::{Blocks, Derivatives, Objective, ReverseKl, stack};
use crate::error::{Error, Result};
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::overlap::{Overlap, boundary_slope};
use nalgebra::{DMatrix, DVector};

/// The entropic utility $\tfrac1\eta\log\mathbb{E}_q[e^{\eta r}]$ of rewards whose new mode is ahead by $\Delta$ ($\eta=0$: the mean reward).
///
/// ```
/// use forgetting::objective::EntropicUtility;
/// assert!(EntropicUtility::new(1.0, 0.5).is_ok());
/// assert_eq!(
///     EntropicUtility::new(-1.0, 0.5).unwrap_err().to_string(),
///     "eta must be finite and >= 0, got -1"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EntropicUtility {
    eta: f64,
    gap: f64,
}

impl EntropicUtility {
    /// The utility's temperature parameter $\eta\ge0$ and the advantage $\Delta\ge0$ of the new mode.
    ///
    /// # Errors
    /// Either negative or not finite. (An old mode with the advantage is the label swap of this.)
    pub fn new(eta: f64, gap: f64) -> Result<Self> {
        for (argument, value) in [("eta", eta), ("gap", gap)] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::domain(argument, "be finite and >= 0", value));
            }
        }
        Ok(Self { eta, gap })
    }

    /// $\eta$.
    pub fn eta(self) -> f64 {
        self.eta
    }

    /// $\Delta$.
    pub fn gap(self) -> f64 {
        self.gap
    }

    /// $1-e^{-\eta\Delta}$.
    fn saturation(self) -> f64 {
        -core_math::expm1(-self.eta * self.gap)
    }

    /// $g(0)=(1-e^{-\eta\Delta})/\eta$, the pull towards the new mode where the old one has no weight; $\Delta$ at $\eta=0$.
    pub fn least_pull(self) -> f64 {
        // -(e^(-x) - 1)/eta
        -lift(self.eta, -self.gap)
    }

    /// $g(\beta)=\frac1\eta\frac{e^{\eta\Delta}-1}{\beta+(1-\beta)e^{\eta\Delta}}$: minus the slope of the utility in $\beta$ for mode-constant rewards (E2).
    ///
    /// Increasing in $\beta$, from [`EntropicUtility::least_pull`] to $(e^{\eta\Delta}-1)/\eta$.
    pub fn pull(self, weight: Weight) -> f64 {
        self.least_pull() / self.remainder(weight)
    }

    /// $g(\beta)-g(0)$ without subtraction.
    pub(crate) fn extra_pull(self, weight: Weight) -> f64 {
        self.pull(weight) * weight.old() * self.saturation()
    }

    /// $1-\beta(1-e^{-\eta\Delta})$.
    fn remainder(self, weight: Weight) -> f64 {
        weight.new_mode() + weight.old() * core_math::exp(-self.eta * self.gap)
    }
}

/// The critical anchor $\tau_c=\dfrac{1-e^{-\eta\Delta}}{\eta\,K(\beta_0,\delta)}$ below which the old mass is lost (E1).
///
/// `eta` is the utility's temperature parameter, $\eta\ge0$ (at 0 the linear utility, $\tau_c=\Delta/K$); `gap` the reward
/// advantage $\Delta>0$ of the new mode; `reference` the anchor's old weight $\beta_0$. Relative error at most $2\cdot10^{-12}$.
/// Infinite at $\delta=0$ or $\beta_0=0$, where no anchor retains anything.
///
/// # Errors
/// $\eta<0$ or $\Delta\le0$, or either not finite.
///
/// ```
/// use forgetting::{model::{Separation, Weight}, objective::critical_anchor};
/// let tau = critical_anchor(1.0, 1.0, Weight::new(0.5)?, Separation::new(1.0)?)?;
/// assert!((tau - 1.264_241_117_657_115_4).abs() < 1e-12);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn critical_anchor(
    eta: f64,
    gap: f64,
    reference: Weight,
    separation: Separation,
) -> Result<f64> {
    if !(eta >= 0.0 && eta.is_finite()) {
        return Err(Error::domain("eta", "be finite and >= 0", eta));
    }
    if !(gap > 0.0 && gap.is_finite()) {
        return Err(Error::domain("gap", "be finite and > 0", gap));
    }
    let utility = EntropicUtility::new(eta, gap)?;
    Ok(utility.least_pull() / boundary_slope(reference, separation))
}

/// What the utility rewards.
#[derive(Clone, Debug)]
enum Rewarded {
    /// The label of the component, wherever its mean is.
    Label,
    /// The sample, by a frozen soft reward.
    Sample(SoftReward),
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
/// assert!((kept.learner.weight().old() - by_forces.old()).abs() < 1e-12);
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
        Self::new(utility, tau, reference, Rewarded::Sample(reward))
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
        let tilt = utility.eta * utility.gap;
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
        let eta = self.utility.eta;
        match &self.rewarded {
            Rewarded::Label => {
                let gap = self.utility.gap;
                [0.0, lift(eta, gap)].map(|value| Tilt {
                    value,
                    first: 0.0,
                    second: 0.0,
                })
            }
            Rewarded::Sample(reward) => {
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
        let eta = self.utility.eta;
        if (eta * lifted).abs() < NEGLIGIBLE {
            lifted
        } else {
            core_math::log1p(eta * lifted) / eta
        }
    }

    /// Value, gradient and Hessian of the utility.
    fn utility_derivatives(&self, learner: &Mixture) -> Derivatives {
        let eta = self.utility.eta;
        let (beta, rest) = (learner.weight().old(), learner.weight().new_mode());
        let (variance, d) = (learner.weight().variance(), learner.dimension());
        let [old, new] = self.tilts(learner);
        let axis = match &self.rewarded {
            Rewarded::Label => DVector::zeros(d),
            Rewarded::Sample(reward) => reward.axis().clone(),
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
            Rewarded::Sample(_) => "ttt-discover-soft",
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

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        let pull = match self.rewarded {
            Rewarded::Label => self.utility.pull(learner.weight()),
            Rewarded::Sample(_) => {
                let (beta, rest) = (learner.weight().old(), learner.weight().new_mode());
                let [old, new] = self.tilts(learner);
                let lifted = beta * old.value + rest * new.value;
                (new.value - old.value) / (1.0 + self.utility.eta * lifted)
            }
        };
        self.tau * self.anchor.weight_slope(learner) + pull
    }
}

/// E2: the closed envelope $\bigl[\sigma(\varphi_0-g(\beta_0)/\tau),\ \sigma(\varphi_0-(1-e^{-\eta\Delta})/(\eta\tau))\bigr]$ of the equilibrium for $\tau>\tau_c$.
///
/// The upper side holds for every separation, the lower one only as $D\to1$.
///
/// # Errors
/// $\tau\le0$ or not finite.
pub fn retention_envelope(
    utility: EntropicUtility,
    tau: f64,
    reference: Weight,
) -> Result<(Weight, Weight)> {
    if !(tau > 0.0 && tau.is_finite()) {
        return Err(Error::domain("tau", "be finite and > 0", tau));
    }
    let at = |pull: f64| Weight::from_logit(reference.logit() - pull / tau);
    Ok((at(utility.pull(reference)), at(utility.least_pull())))
}

/// E3: with the frozen soft reward at weight `frozen` and correct means, the utility's pull on the old mean of a learner of weight `weight`
/// and its bound $\beta\Delta\delta e^{\eta\Delta}\varepsilon_o(w)$, as `(pull, bound)`.
///
/// # Errors
/// As [`TttDiscover::soft`].
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
        * utility.gap
        * delta
        * core_math::exp(utility.eta * utility.gap)
        * Overlap::new(frozen, separation).misassignment_old();
    Ok((pull, bound))
}
