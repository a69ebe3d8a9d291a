//! Critical anchors, penalties and temperatures, the weights they lead to, and extinction: on any law.

use super::objectives::{below_doubles, divergence_slope, hidden, hybrid};
use super::{Law, Side, log_mixture_ratio};
use crate::error::{Error, Result};
use crate::kernel::sigmoid;
use crate::model::Weight;
use crate::numeric::root;
use crate::objective::EntropicUtility;

/// Logits between which weights are looked for.
const LEAST_LOGIT: f64 = -700.0;
const ROOT_TOLERANCE: f64 = 1e-13;
/// Steps in which a falling weight looks for its first rest: those of the pull lie at least as far apart.
const LOGIT_STEP: f64 = 0.25;

/// The critical anchor $\tau_c=g(0)/K(\beta_0)$ below which TTT-Discover loses the old mass (E1); infinite where $K=0$.
///
/// # Errors
/// A gap of 0: nothing pulls; and [`Error::Limit`] where the law has no value of $K$.
///
/// ```
/// use forgetting::law::{GaussianLaw, critical_anchor};
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::EntropicUtility;
/// let law = GaussianLaw::new(Separation::new(1.0)?);
/// let tau = critical_anchor(&law, EntropicUtility::new(1.0, 1.0)?, Weight::new(0.5)?)?;
/// assert!((tau - 1.264).abs() < 5e-4);                                     // E1: an anchor of 1 loses the old mode
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn critical_anchor(law: &dyn Law, utility: EntropicUtility, reference: Weight) -> Result<f64> {
    if utility.gap() == 0.0 {
        return Err(Error::domain("gap", "be > 0", 0.0));
    }
    let slope = law.boundary_slope(reference);
    if slope >= 0.0 {
        Ok(utility.least_pull() / slope)
    } else {
        Err(hidden())
    }
}

/// TTT-Discover's old weight at rest (E1, E2): exactly 0 for $\tau\le\tau_c$, otherwise the root of $\tau(K(\beta_0)-K(\beta))=g(\beta)$.
///
/// # Errors
/// $\tau$ negative or not finite, a gap of 0, a reference at an end of [0, 1]; [`Error::Limit`] where the weight is positive but below the
/// doubles, or where the law's errors hide it.
///
/// ```
/// use forgetting::law::{GaussianLaw, ttt_weight};
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::EntropicUtility;
/// let law = GaussianLaw::new(Separation::new(2.0)?);
/// let kept = ttt_weight(&law, EntropicUtility::new(1.0, 1.0)?, 0.5, Weight::new(0.5)?)?;
/// assert!((kept.old() - 0.059_739_205_872_153_855).abs() < forgetting::law::EQUILIBRIUM_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn ttt_weight(
    law: &dyn Law,
    utility: EntropicUtility,
    tau: f64,
    reference: Weight,
) -> Result<Weight> {
    if !(tau >= 0.0 && tau.is_finite()) {
        return Err(Error::domain("tau", "be finite and >= 0", tau));
    }
    let reference = interior("beta0", reference)?;
    if tau <= critical_anchor(law, utility, reference)? {
        return Ok(Weight::NEW_MODE_ONLY);
    }
    let slope = |phi: f64| {
        let weight = Weight::from_logit(phi);
        utility.pull(weight) - tau * difference(law, reference, weight)
    };
    if slope(LEAST_LOGIT) > 0.0 {
        return Err(below_doubles());
    }
    let found = root(LEAST_LOGIT, reference.logit(), ROOT_TOLERANCE, slope).ok_or_else(hidden)?;
    known(law, reference, Weight::from_logit(found))
}

/// $K(\beta_0)-K(\beta)$ for a weight below the reference; where $K$ is infinite, the finite difference of its integrands.
fn difference(law: &dyn Law, reference: Weight, weight: Weight) -> f64 {
    let (rise, _) = law.slope_between(weight, reference);
    if rise.is_finite() {
        rise
    } else {
        -divergence_slope(law, weight, reference).value
    }
}

/// The weight where $K(\beta_0)-K(\beta)$ is known, unlike where large slopes cancel.
fn known(law: &dyn Law, reference: Weight, weight: Weight) -> Result<Weight> {
    let (rise, error) = law.slope_between(weight, reference);
    if rise.is_finite() && error > LARGEST_ERROR * rise {
        return Err(hidden());
    }
    Ok(weight)
}

/// Slopes less certain than this do not place a weight.
const LARGEST_ERROR: f64 = 1e-6;

/// The smallest KL penalty $\lambda$, in TTT-Discover's own units ($J=\log\mathbb{E}[e^{\eta r}]-\lambda\mathrm{KL}$, fixed $\eta$), at which the old
/// weight `wanted` is kept (E4): $\lambda=\eta g(\beta)/(K(\beta_0)-K(\beta))$.
///
/// # Errors
/// Unless $0\le\texttt{wanted}<\beta_0<1$; [`Error::Limit`] where $K$ does not rise on the law, as on samples it need not.
///
/// ```
/// use forgetting::law::{GaussianLaw, penalty_to_keep, ttt_weight};
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::EntropicUtility;
/// let (law, half) = (GaussianLaw::new(Separation::new(3.0)?), Weight::new(0.5)?);
/// let utility = EntropicUtility::new(1.0, 1.0)?;
/// let lambda = penalty_to_keep(&law, utility, half, Weight::new(0.3)?)?;
/// // With eta = 1 the penalty is the anchor: back from it to the weight.
/// assert!((ttt_weight(&law, utility, lambda, half)?.old() - 0.3).abs() < forgetting::law::EQUILIBRIUM_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn penalty_to_keep(
    law: &dyn Law,
    utility: EntropicUtility,
    reference: Weight,
    wanted: Weight,
) -> Result<f64> {
    let left = restoring(law, reference, wanted)?;
    Ok(utility.eta() * utility.pull(wanted) / left)
}

/// The same with $\eta$ set so that $\mathrm{KL}(\text{tilt}\Vert\text{policy})=\ln2$, as the published code does (E4); once the new share reaches 1/2
/// the tilt is the new mode alone.
///
/// # Errors
/// As [`penalty_to_keep`].
///
/// ```
/// use forgetting::law::{GaussianLaw, adaptive_penalty};
/// use forgetting::model::{Separation, Weight};
/// let law = GaussianLaw::new(Separation::new(20.0_f64.sqrt())?);
/// let least = adaptive_penalty(&law, Weight::new(0.5)?, Weight::NEW_MODE_ONLY)?;
/// assert!((least - 0.1).abs() < forgetting::law::SLOPE_ACCURACY); // lambda = 0.1 keeps the old mode iff delta > sqrt(20)
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn adaptive_penalty(law: &dyn Law, reference: Weight, wanted: Weight) -> Result<f64> {
    let left = restoring(law, reference, wanted)?;
    let (old, new) = (wanted.old(), wanted.new_mode());
    let pull = if new >= 0.5 {
        1.0 / new
    } else {
        // The tilted new share t solves KL((1-t, t) || (old, new)) = ln 2.
        let distance = |t: f64| {
            let part = |p: f64, q: f64| {
                if p > 0.0 {
                    p * core_math::log(p / q)
                } else {
                    0.0
                }
            };
            part(t, new) + part(1.0 - t, old) - std::f64::consts::LN_2
        };
        // Within rounding of a share of 1/2 the tilt is the new mode alone.
        let tilted = if distance(1.0) <= 0.0 {
            1.0
        } else {
            root(new, 1.0, ROOT_TOLERANCE, distance).ok_or_else(hidden)?
        };
        (tilted / new) - ((1.0 - tilted) / old)
    };
    Ok(pull / left)
}

/// The old weight at which TTT-Discover with adaptive $\eta$ comes to rest from its reference, falling: the largest weight below $\beta_0$ that the
/// penalty $\lambda$ keeps, 0 where it keeps none (E4).
///
/// # Errors
/// $\lambda$ negative or not finite, a reference at an end of [0, 1]; [`Error::Limit`] as for [`ttt_weight`].
///
/// ```
/// use forgetting::law::{GaussianLaw, adaptive_weight};
/// use forgetting::model::{Separation, Weight};
/// let kept = |delta: f64| {
///     let law = GaussianLaw::new(Separation::new(delta)?);
///     adaptive_weight(&law, 0.1, Weight::new(0.5)?)
/// };
/// assert_eq!(kept(4.4)?.old(), 0.0); // survives iff delta > sqrt(20) = 4.47, and then
/// assert!(kept(12.0)?.old() > 0.0 && kept(12.0)?.old() < (-10.0_f64).exp());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn adaptive_weight(law: &dyn Law, penalty: f64, reference: Weight) -> Result<Weight> {
    if !(penalty >= 0.0 && penalty.is_finite()) {
        return Err(Error::domain("lambda", "be finite and >= 0", penalty));
    }
    interior("beta0", reference)?;
    // The pull is positive: at the reference itself no penalty is enough, far below it the penalty asked for is 1/K.
    let missing = |phi: f64| {
        let weight = Weight::from_logit(phi);
        if weight.old() >= reference.old() {
            return f64::INFINITY;
        }
        adaptive_penalty(law, reference, weight).map_or(f64::NAN, |asked| asked - penalty)
    };
    let at_zero = missing(f64::NEG_INFINITY);
    if at_zero >= 0.0 {
        return Ok(Weight::NEW_MODE_ONLY);
    }
    let mut high = reference.logit();
    while high > LEAST_LOGIT {
        let low = high - LOGIT_STEP;
        let here = missing(low);
        if here.is_nan() || at_zero.is_nan() {
            return Err(hidden());
        }
        if here <= 0.0 {
            let start = high.min(reference.logit() - ROOT_TOLERANCE * (1.0 + high.abs()));
            let found = root(low, start, ROOT_TOLERANCE, missing).ok_or_else(hidden)?;
            return known(law, reference, Weight::from_logit(found));
        }
        high = low;
    }
    Err(below_doubles())
}

/// A difference of two values of $K$ this small against them is rounding.
const ROUNDING: f64 = 1e-12;

/// $K(\beta_0)-K(\beta)\ge0$; 0 where they agree to rounding.
fn restoring(law: &dyn Law, reference: Weight, wanted: Weight) -> Result<f64> {
    interior("beta0", reference)?;
    if wanted.old() >= reference.old() {
        return Err(Error::domain(
            "wanted",
            "be below beta0: an anchor to beta0 keeps no more",
            wanted.old(),
        ));
    }
    let left = difference(law, reference, wanted);
    if left >= 0.0 {
        Ok(left)
    } else if -left <= ROUNDING * law.boundary_slope(reference) {
        Ok(0.0)
    } else {
        Err(hidden())
    }
}

/// The old weight that minimises $(1-s)\mathrm{KL}(p_n\Vert q)+s\,\mathrm{KL}(q\Vert p_\alpha)$ (G1).
///
/// # Errors
/// $s$ outside [0, 1], or a target at an end of [0, 1].
///
/// ```
/// use forgetting::law::{GaussianLaw, hybrid_weight};
/// use forgetting::model::{Separation, Weight};
/// let law = GaussianLaw::new(Separation::new(2.0)?);
/// let kept = |s| hybrid_weight(&law, s, Weight::new(0.5)?).map(Weight::old);
/// assert!(format!("{:.2e}", kept(0.01)?) == "5.18e-4");                           // G1: positive, and tiny
/// assert!(kept(0.0)? == 0.0 && (kept(1.0)? - 0.5).abs() < forgetting::law::EQUILIBRIUM_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn hybrid_weight(law: &dyn Law, s: f64, alpha: Weight) -> Result<Weight> {
    if !(0.0..=1.0).contains(&s) {
        return Err(Error::domain("s", "lie in [0, 1]", s));
    }
    let alpha = interior("alpha", alpha)?;
    if s == 0.0 {
        return Ok(Weight::NEW_MODE_ONLY);
    }
    hybrid(law, s, alpha).map(|found| found.weight)
}

/// What OAPL rewards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OaplReward {
    /// $\Delta$ where the new mode is the likelier one, $l<0$.
    Hard,
    /// $\Delta r_n$ at the lagged policy's weight.
    Soft,
}

/// The temperature below which OAPL's regression inside the family loses the old mode at first order (F5): the root in $\tau$ of
/// $\mathbb{E}_{\text{lag}}[(e^l-1)(\tau\log\tfrac{p_n}{q_{\text{lag}}}-(r-V))]$, $V=\tau\log\mathbb{E}_{\text{lag}}[e^{r/\tau}]$.
///
/// Where the law of $l$ under $p_o$ mirrors that under $p_n$, the minimiser is 0 at and below it. Without that symmetry a lower minimum may lie elsewhere (F5).
///
/// # Errors
/// A lagged weight at an end of [0, 1], a gap that is not positive, $\chi^2=\infty$, or no root in $[10^{-3},10^3]\Delta$.
///
/// ```
/// use forgetting::law::{GaussianLaw, OaplReward, oapl_critical_temperature};
/// use forgetting::model::{Separation, Weight};
/// let law = GaussianLaw::new(Separation::new(1.0)?);
/// let tau = oapl_critical_temperature(&law, Weight::new(0.5)?, 1.0, OaplReward::Hard)?;
/// assert!((tau - 0.560).abs() < 5e-4);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn oapl_critical_temperature(
    law: &dyn Law,
    lag: Weight,
    gap: f64,
    reward: OaplReward,
) -> Result<f64> {
    let lag = interior("beta0", lag)?;
    if !(gap > 0.0 && gap.is_finite()) {
        return Err(Error::domain("gap", "be finite and > 0", gap));
    }
    let phi = lag.logit();
    let share = move |l: f64| match reward {
        OaplReward::Hard => f64::from(l < 0.0),
        OaplReward::Soft => sigmoid(-(l + phi)),
    };
    let under_lag = |f: &dyn Fn(f64) -> f64| {
        lag.old() * law.expect(Side::Old, f).value + lag.new_mode() * law.expect(Side::New, f).value
    };
    let unit = unit_of_ratio(law)?;
    let excess = |l: f64| {
        if unit == 0.0 {
            core_math::expm1(l)
        } else {
            core_math::exp(l - unit) - core_math::exp(-unit)
        }
    };
    // (e^l - 1) q_lag is (p_o - p_n) q_lag/p_n: linear in the rest, so three expectations serve every tau.
    let log_part = under_lag(&|l| excess(l) * log_mixture_ratio(Weight::NEW_MODE_ONLY, lag, l));
    let reward_part = under_lag(&|l| excess(l) * share(l));
    let whole = under_lag(&excess);
    let condition = |log_tau: f64| {
        let tau = gap * core_math::exp(log_tau);
        // V = Delta + tau log E[e^((r - Delta)/tau)], which cannot overflow.
        let lifted = under_lag(&|l| core_math::exp(gap * (share(l) - 1.0) / tau));
        let baseline = gap + tau * core_math::log(lifted);
        tau * log_part - gap * reward_part + baseline * whole
    };
    let reach = core_math::log(1e3);
    if condition(reach).is_nan() || condition(-reach).is_nan() {
        return Err(hidden());
    }
    root(-reach, reach, ROOT_TOLERANCE, condition)
        .map(|log_tau| gap * core_math::exp(log_tau))
        .ok_or_else(|| {
            Error::domain(
                "gap, beta0",
                "have a critical temperature between 1e-3 and 1e3 gaps",
                format!("gap {gap}, beta0 {}", lag.old()),
            )
        })
}

/// Largest exponent that is taken as it is.
const LARGEST_EXPONENT: f64 = 700.0;

/// The $c$ for which $e^{l-c}$ overflows nowhere; 0 where $e^l$ does not.
///
/// # Errors
/// A ratio that is infinite under the old mode: $\chi^2=\infty$.
fn unit_of_ratio(law: &dyn Law) -> Result<f64> {
    let largest = std::cell::Cell::new(0.0f64);
    law.expect(Side::Old, &|l| {
        largest.set(largest.get().max(l));
        0.0
    });
    if largest.get().is_infinite() {
        let found = "samples of the old mode that the new one excludes";
        return Err(Error::domain("p_old, p_new", "have a finite chi^2", found));
    }
    Ok((largest.get() - LARGEST_EXPONENT).max(0.0))
}

/// What training on one's own samples does (C12).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extinction {
    /// The old mode is lost in the end with this probability, exactly $1-\beta_0$.
    pub probability: f64,
    /// $1-D/N$: the factor of $\mathbb{E}[\beta(1-\beta)]$ in one step.
    pub diversity_factor: f64,
    /// Steps in which that expectation halves at the first step's factor.
    pub half_life: f64,
}

/// Extinction when each EM step sees `batch` samples of the learner itself (C12).
///
/// # Errors
/// A batch of 0; [`Error::Limit`] where D is not in [0, 1], as on samples it need not be.
///
/// ```
/// use forgetting::law::{GaussianLaw, extinction};
/// use forgetting::model::{Separation, Weight};
/// let law = GaussianLaw::new(Separation::new(3.0)?);
/// let small = extinction(&law, Weight::new(0.3)?, 8)?;
/// let large = extinction(&law, Weight::new(0.3)?, 800)?;
/// // C12: the batch delays the loss and does not change its probability.
/// assert_eq!((small.probability, large.probability), (0.7, 0.7));
/// assert!(large.half_life > 50.0 * small.half_life);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn extinction(law: &dyn Law, weight: Weight, batch: u64) -> Result<Extinction> {
    if batch == 0 {
        return Err(Error::domain("batch", "be >= 1", 0));
    }
    let told_apart = law.distinguishability(weight);
    if !(0.0..=1.0).contains(&told_apart) {
        return Err(hidden());
    }
    let lost = told_apart / batch as f64;
    Ok(Extinction {
        probability: weight.new_mode(),
        diversity_factor: 1.0 - lost,
        half_life: -std::f64::consts::LN_2 / core_math::log1p(-lost),
    })
}

fn interior(argument: &str, weight: Weight) -> Result<Weight> {
    if weight.is_interior() {
        Ok(weight)
    } else {
        Err(Error::domain(argument, "lie in (0, 1)", weight.old()))
    }
}
