//! OAPL: regression to the tilt of a lagged policy (F1-F4).

use super::balance::{FORCE_ACCURACY, shared_separation};
use super::half_line::half_line;
use super::pointwise::{self, Here, Integrand, Terms};
use super::soft_reward::{LARGEST_TILT, sigmoid_rise};
use super::{Balance, Derivatives, Objective, Reward, SoftReward};
use crate::error::{Error, Result};
use crate::kernel::sigmoid;
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::overlap::Overlap;

/// The old mass of the tilted policy, $\mathrm{logit}\,\text{mass}^*=\mathrm{logit}\,\beta-\Delta/\tau$, for mode-constant rewards (F1).
///
/// `gap` is the new mode's advantage $\Delta$ (any sign), `tau` the temperature $\tau>0$. The ends of [0, 1] stay where they are.
/// By F2 it bounds from below the old mass of the tilt for any reward in $[0,\Delta]$; after $K$ refreshed rounds it is this with $K\Delta$ (F3).
///
/// # Errors
/// $\tau\le0$, or an argument that is not finite.
///
/// ```
/// use forgetting::{model::Weight, objective::tilted_mass};
/// let mass = tilted_mass(Weight::new(0.5)?, 1.0, 1.0)?;
/// assert!((mass.old() - 0.268_941_421_369_995_1).abs() < forgetting::objective::MASS_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn tilted_mass(weight: Weight, gap: f64, tau: f64) -> Result<Weight> {
    if !gap.is_finite() {
        return Err(Error::domain("gap", "be finite", gap));
    }
    if !(tau > 0.0 && tau.is_finite()) {
        return Err(Error::domain("tau", "be finite and > 0", tau));
    }
    Ok(Weight::from_logit(weight.logit() - gap / tau))
}

/// Refuses gaps and temperatures whose tilt does not fit an `f64`; gives $\Delta/\tau$.
pub(super) fn tilt_of(gap: f64, tau: f64) -> Result<f64> {
    if !(gap >= 0.0 && gap.is_finite()) {
        return Err(Error::domain("gap", "be finite and >= 0", gap));
    }
    if !(tau > 0.0 && tau.is_finite()) {
        return Err(Error::domain("tau", "be finite and > 0", tau));
    }
    let tilt = gap / tau;
    if tilt > LARGEST_TILT {
        return Err(Error::domain("gap/tau", "be at most 300", tilt));
    }
    Ok(tilt)
}

/// The exact old mass of the tilt $q^*\propto q_{\text{lag}}e^{r/\tau}$: the labelled component's (F2), for a reward that is a function of the sample.
///
/// Relative error at most [`MASS_ACCURACY`](super::MASS_ACCURACY).
///
/// # Errors
/// A gap negative or not finite, $\tau\le0$ or not finite, $\Delta/\tau>300$.
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::{Reward, exact_tilt, tilted_mass};
/// let (half, delta) = (Weight::new(0.5)?, Separation::new(2.0)?);
/// let exact = exact_tilt(Reward::Hard, half, delta, 1.0, 1.0)?;
/// assert!(exact.old() > tilted_mass(half, 1.0, 1.0)?.old());           // F2
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn exact_tilt(
    reward: Reward,
    lag: Weight,
    separation: Separation,
    gap: f64,
    tau: f64,
) -> Result<Weight> {
    let (old, new) = reward.lifts(tilt_of(gap, tau)?, separation.delta())?;
    let log_ratio = core_math::log1p(new) - core_math::log1p(old);
    Ok(Weight::from_logit(lag.logit() - log_ratio))
}

/// F4: how far the mean of the tilted old component moves for the frozen soft reward at weight `frozen`, and the bound
/// $\tfrac{\Delta\delta}\tau e^{\Delta/\tau}\varepsilon_o(w)$, as `(move, bound)` in whitened units.
///
/// By Stein's identity the move is $\mathbb{E}_{p_o}[\nabla r\,e^{r/\tau}]/(\tau\,\mathbb{E}_{p_o}[e^{r/\tau}])$, whatever the lagged policy's weight.
///
/// # Errors
/// As [`exact_tilt`], and a weight at an end of [0, 1].
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::tilt_drift;
/// let (moved, bound) = tilt_drift(Weight::new(0.5)?, Separation::new(6.0)?, 1.0, 1.0)?;
/// assert!(0.0 < moved && moved < bound && moved < 0.0125);                 // F4
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn tilt_drift(
    frozen: Weight,
    separation: Separation,
    gap: f64,
    tau: f64,
) -> Result<(f64, f64)> {
    let tilt = tilt_of(gap, tau)?;
    let modes = TwoModes::on_the_line(separation).mixture(frozen);
    // With r/tau as the reward and eta = 1 the tilt is e^(r/tau).
    let at = SoftReward::new(tilt, &modes)?.tilt(1.0, modes.old_mean());
    let delta = separation.delta();
    let bound =
        tilt * delta * core_math::exp(tilt) * Overlap::new(frozen, separation).misassignment_old();
    Ok((delta * at.first / (1.0 + at.value), bound))
}

/// The contract on the tilts behind the baseline, and on logarithms.
const LEVEL_ACCURACY: f64 = 1e-13;

/// OAPL's regression loss over learners: $\mathbb{E}_{q_{\text{lag}}}\bigl[(\tau\log\tfrac q{q_{\text{lag}}}-(r-V))^2\bigr]$,
/// $V=\tau\log\mathbb{E}_{q_{\text{lag}}}[e^{r/\tau}]$, with the frozen soft reward.
///
/// By quadrature on the span of the means, error below $10^{-12}$ times the size of the terms. Not convex in the weight: its minimiser
/// inside the family need not be near the tilt. For the weight alone, with a stated error and hard rewards too, see [`super::OaplLine`].
///
/// ```
/// use forgetting::minimize::{Free, minimise};
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::Oapl;
/// let modes = TwoModes::on_the_line(Separation::new(1.0)?).mixture(Weight::new(0.5)?);
/// let kept = minimise(&Oapl::new(1.0, 1.0, &modes)?, &modes, Free::Weight)?;
/// assert_eq!(format!("{:.4}", kept.learner.weight().old()), "0.2640");    // F2 promises the tilt 0.2689
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Oapl {
    tau: f64,
    gap: f64,
    lag: Mixture,
    /// The log of the frozen weights' ratio over that of the lagged policy's.
    shift: f64,
    baseline: f64,
}

impl Oapl {
    /// The gap $\Delta\ge0$, the temperature $\tau>0$ and the lagged policy, whose own responsibility is the reward's.
    ///
    /// # Errors
    /// As [`exact_tilt`], and a lagged weight at an end of [0, 1].
    pub fn new(gap: f64, tau: f64, lag: &Mixture) -> Result<Self> {
        Self::with_reward_at(gap, tau, lag, lag.weight())
    }

    /// As [`Oapl::new`], the reward's responsibility frozen at the weight `frozen`.
    ///
    /// # Errors
    /// As [`Oapl::new`].
    pub fn with_reward_at(gap: f64, tau: f64, lag: &Mixture, frozen: Weight) -> Result<Self> {
        let tilt = tilt_of(gap, tau)?;
        let reward = SoftReward::new(tilt, &lag.with_weight(frozen))?;
        if !lag.weight().is_interior() {
            return Err(Error::domain("beta0", "lie in (0, 1)", lag.weight().old()));
        }
        let (old, new) = (
            reward.tilt(1.0, lag.old_mean()).value,
            reward.tilt(1.0, lag.new_mean()).value,
        );
        let lifted = lag.weight().old() * old + lag.weight().new_mode() * new;
        Ok(Self {
            tau,
            gap,
            lag: lag.clone(),
            shift: frozen.log_odds_new() - lag.weight().log_odds_new(),
            baseline: tau * core_math::log1p(lifted),
        })
    }
}

impl Oapl {
    /// The lagged policy.
    pub(super) fn lag(&self) -> &Mixture {
        &self.lag
    }

    /// The three sums behind the slope at one place of the half line, `way` $=\delta z$: $H(z)-H(-z)$ with $H=\tfrac1R(\tau\log R-(r-V))$, $R=q/q_{\text{lag}}$,
    /// split into what lowers and what raises the old weight, and the size of what is known absolutely only.
    ///
    /// Differences across the midpoint are formed from $\sigma(b)-\sigma(a)$, which has no subtraction.
    fn half_terms(&self, weight: Weight, way: f64) -> [f64; 3] {
        let lag = self.lag.weight();
        let lambda = lag.log_odds_new();
        let (far, near) = (lambda - way, lambda + way);
        let ratio = |u: f64| {
            weight.old() * (sigmoid(-u) / lag.old())
                + weight.new_mode() * (sigmoid(u) / lag.new_mode())
        };
        let (at_far, at_near) = (ratio(far), ratio(near));
        let rise = sigmoid_rise(far, near, 2.0 * way);
        let step = lag.minus(weight) / lag.old() * (rise / lag.new_mode());
        let reward = self.gap * sigmoid(far + self.shift);
        let reward_rise = self.gap * sigmoid_rise(far + self.shift, near + self.shift, 2.0 * way);
        let log_far = self.tau * core_math::log(at_far);
        let level = log_far - (reward - self.baseline);
        let change = step / at_far;
        // A ratio that falls far is known from its logarithms.
        let growth = if change > -0.5 {
            core_math::log1p(change)
        } else {
            core_math::log(at_near) - core_math::log(at_far)
        };
        let pull = change / at_near;
        let terms = [
            self.tau * growth / at_near,
            -reward_rise / at_near,
            -pull * level,
        ];
        let size = log_far.abs() + reward + self.baseline.abs();
        // The slope is minus the integral of H(z) - H(-z) against the excess of the new mode.
        let lowering = terms.iter().map(|t| (-t).max(0.0)).sum();
        let raising = terms.iter().map(|t| t.max(0.0)).sum();
        [lowering, raising, pull.abs() * size]
    }
}

impl Integrand for Oapl {
    fn fixed(&self) -> &Mixture {
        &self.lag
    }

    fn terms(&self, here: &Here) -> Terms {
        let log_lag = here.log_fixed();
        let reward = self.gap * sigmoid(here.fixed[1] - here.fixed[0] + self.shift);
        let residual = self.tau * (here.log_q - log_lag) - (reward - self.baseline);
        Terms {
            value: core_math::exp(log_lag) * residual * residual,
            first: 2.0 * self.tau * residual,
            second: 2.0 * self.tau * self.tau,
            log_scale: log_lag,
        }
    }

    /// Slopes at an empty component weigh squares of one density over another.
    fn extents(&self) -> f64 {
        1.0
    }
}

impl Objective for Oapl {
    fn name(&self) -> &'static str {
        "oapl"
    }

    fn value(&self, learner: &Mixture) -> f64 {
        pointwise::value(self, learner)
    }

    fn derivatives(&self, learner: &Mixture) -> Derivatives {
        pointwise::derivatives(self, learner)
    }

    fn integrates_over_the_span(&self) -> bool {
        true
    }

    fn is_convex_in_weight(&self) -> bool {
        false
    }

    fn balance_of_true_means(&self, learner: &Mixture) -> Option<Balance> {
        let separation = shared_separation(learner, &self.lag)?;
        let (weight, delta) = (learner.weight(), separation.delta());
        if delta == 0.0 {
            return Some(Balance::NONE);
        }
        let lambda = self.lag.weight().log_odds_new();
        let turns = [lambda, lambda + self.shift, weight.log_odds_new()];
        let turns: Vec<f64> = turns.into_iter().filter(|t| t.is_finite()).collect();
        let [lowering, raising, level] =
            half_line(separation, &turns, |z| self.half_terms(weight, delta * z));
        // The baseline is known to the tilts' accuracy.
        let tilt = core_math::exp(self.gap / self.tau);
        let error = FORCE_ACCURACY * (lowering + raising) + LEVEL_ACCURACY * tilt.min(1e3) * level;
        Some(Balance {
            lowering,
            raising,
            error,
        })
    }

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        pointwise::weight_slope(self, learner)
    }
}
