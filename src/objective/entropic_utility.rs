//! The entropic utility of TTT-Discover and the closed forms of its balance with an anchor (E1, E2).

use super::soft_reward::lift;
use crate::error::{Error, Result};
use crate::model::{Separation, Weight};
use crate::overlap::boundary_slope;

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
/// advantage $\Delta>0$ of the new mode; `reference` the anchor's old weight $\beta_0$. Relative error at most
/// [`ANCHOR_ACCURACY`](super::ANCHOR_ACCURACY).
/// Infinite at $\delta=0$ or $\beta_0=0$, where no anchor retains anything.
///
/// # Errors
/// $\eta<0$ or $\Delta\le0$, or either not finite.
///
/// ```
/// use forgetting::{model::{Separation, Weight}, objective::critical_anchor};
/// let tau = critical_anchor(1.0, 1.0, Weight::new(0.5)?, Separation::new(1.0)?)?;
/// assert!((tau - 1.264_241_117_657_115_4).abs() < forgetting::objective::ANCHOR_ACCURACY);
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

/// E2: the closed envelope $\bigl[\sigma(\varphi_0-g(\beta_0)/\tau),\ \sigma(\varphi_0-(1-e^{-\eta\Delta})/(\eta\tau))\bigr]$ of the equilibrium for $\tau>\tau_c$.
///
/// The upper side holds for every separation, the lower one only as $D\to1$.
///
/// # Errors
/// $\tau\le0$ or not finite.
///
/// ```
/// use forgetting::model::Weight;
/// use forgetting::objective::{EntropicUtility, retention_envelope};
/// let (_, most) = retention_envelope(EntropicUtility::new(1.0, 1.0)?, 1.0, Weight::new(0.5)?)?;
/// assert!((most.old() - 0.347).abs() < 5e-4);                              // E2: at any separation at most this is kept
/// # Ok::<(), forgetting::Error>(())
/// ```
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
