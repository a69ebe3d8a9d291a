//! The old mass every objective keeps between any two densities: weights only, by the law of the log-likelihood ratio.
//!
//! With correct modes the objectives depend on the modes through the law of $l=\log(p_o/p_n)$ alone (H1). For the divergences the theorems
//! name the weight; elsewhere the slope
//! $$ \partial_\beta\mathrm{KL}(q_\beta\Vert q_\gamma)=\mathbb{E}_{p_o}\bigl[\log\tfrac{q_\beta}{q_\gamma}\bigr]-\mathbb{E}_{p_n}\bigl[\log\tfrac{q_\beta}{q_\gamma}\bigr] $$
//! and its fellows are expectations, whose zeros are found in the logit.

use super::{Estimate, Law, LawScenario, SLOPE_ACCURACY, Side, log_mixture_ratio};
use crate::error::{Error, Result};
use crate::kernel::sigmoid;
use crate::model::{Given, Weight};
use crate::numeric::root;
use crate::objective::{EntropicUtility, Method, ObjectiveEntry, Parameter, Parameters};

/// Weights beyond this logit are called 0 or 1.
const LAST_LOGIT: f64 = 690.0;
/// The scan for OAPL's minima: how far, and its step; beyond, where the slope points outwards, steps of the second kind.
const SCAN: (f64, f64) = (45.0, 0.25);
const FAR_STEP: f64 = 5.0;
/// The logit's tolerance.
const TOLERANCE: f64 = 1e-13;
/// The step of the difference that tells how steep a slope is.
const STEEP: f64 = 1e-3;

/// Where an objective ends between two densities.
#[derive(Clone, Copy, Debug)]
pub struct LawSolution {
    /// The old mass kept.
    pub weight: Weight,
    /// A bound on the error of the logit that the law's own errors leave; 0 where a theorem names the weight.
    pub logit_error: f64,
    /// What names it.
    pub by: &'static str,
}

/// The weight at which an objective of the catalogue ends in a [`LawScenario`], correct modes held.
///
/// # Errors
/// Parameters it does not take or outside their domains, and [`Error::Limit`] where the law's errors hide the slope's sign.
///
/// ```
/// use forgetting::law::{LawScenario, solve_on_law};
/// use forgetting::objective::{ObjectiveEntry, Parameters};
/// let scenario = LawScenario::from_toml("dice", "[finite]\nold = [0.5, 0.3, 0.2]\nnew = [0.1, 0.3, 0.6]\n[target]\nalpha = 0.4\n")?;
/// let end = |name| solve_on_law(ObjectiveEntry::named(name)?, &scenario, &Parameters::default());
/// assert_eq!(end("sft")?.weight.old(), 0.0);
/// assert_eq!(end("reverse-kl")?.weight.old(), 0.4);
/// assert!(end("hybrid")?.weight.old() < 0.4);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn solve_on_law(
    entry: &ObjectiveEntry,
    scenario: &LawScenario,
    parameters: &Parameters,
) -> Result<LawSolution> {
    let value = |parameter| entry.value(parameters, parameter).value();
    let utility = || EntropicUtility::new(value(Parameter::Eta), value(Parameter::Gap));
    let named = |weight, by| {
        Ok(LawSolution {
            weight,
            logit_error: 0.0,
            by,
        })
    };
    refuse_extra(entry, parameters)?;
    let law = scenario.law();
    let (alpha, beta0) = (scenario.alpha(), scenario.beta0());
    match entry.method {
        Method::Sft => named(Weight::NEW_MODE_ONLY, "B1: the slope is positive on (0, 1)"),
        Method::SftReplay => named(scenario.rho(), "B5: the slope vanishes at rho alone"),
        Method::SftModelReplay => {
            named(Weight::NEW_MODE_ONLY, "B6: the slope is positive on (0, 1)")
        }
        Method::ReverseKl => named(alpha, "C1: the divergence vanishes at the target alone"),
        Method::Sdft => named(alpha, "D1: the teacher rests at the demonstrator"),
        Method::JensenShannon | Method::SkewedKl | Method::SkewedReverseKl => {
            named(alpha, "the divergence vanishes at the target alone")
        }
        Method::TttDiscover => {
            let (utility, tau) = (utility()?, nonnegative("tau", value(Parameter::Tau))?);
            let pull = |weight: Weight| exact(utility.pull(weight));
            let at_zero = anchored(law, tau, beta0, pull(Weight::NEW_MODE_ONLY));
            balanced(beta0, at_zero, |weight| {
                tau_slope(law, tau, weight, beta0, pull(weight))
            })
        }
        Method::TttDiscoverSoft => {
            let tau = nonnegative("tau", value(Parameter::Tau))?;
            let soft = SoftUtility::new(law, beta0, utility()?.gap(), value(Parameter::Eta));
            let at_zero = anchored(law, tau, beta0, soft.pull(Weight::NEW_MODE_ONLY));
            balanced(beta0, at_zero, |weight| {
                tau_slope(law, tau, weight, beta0, soft.pull(weight))
            })
        }
        Method::Hybrid => hybrid(law, value(Parameter::Share), alpha),
        Method::Oapl => {
            Regression::new(law, beta0, value(Parameter::Gap), value(Parameter::Tau))?.lowest()
        }
    }
}

fn refuse_extra(entry: &ObjectiveEntry, parameters: &Parameters) -> Result<()> {
    let extra = |p: &Parameter| parameters.get(*p).is_some() && !entry.takes(*p);
    match Parameter::ALL.into_iter().find(extra) {
        Some(extra) => Err(Error::domain(
            extra.name(),
            format!("be left out for {}", entry.name),
            parameters.get(extra).map_or(f64::NAN, Given::value),
        )),
        None => Ok(()),
    }
}

fn nonnegative(name: &'static str, value: f64) -> Result<f64> {
    if value >= 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(Error::domain(name, "be finite and >= 0", value))
    }
}

fn exact(value: f64) -> Estimate {
    Estimate {
        value,
        error: value.abs() * f64::EPSILON,
    }
}

fn scaled(by: f64, x: Estimate) -> Estimate {
    Estimate {
        value: by * x.value,
        error: by.abs() * x.error,
    }
}

fn sum(a: Estimate, b: Estimate) -> Estimate {
    Estimate {
        value: a.value + b.value,
        error: a.error + b.error,
    }
}

/// $\partial_\beta\mathrm{KL}(q_\beta\Vert q_\gamma)$.
pub(super) fn divergence_slope(law: &dyn Law, weight: Weight, to: Weight) -> Estimate {
    let f = |l: f64| log_mixture_ratio(weight, to, l);
    sum(
        law.expect(Side::Old, &f),
        scaled(-1.0, law.expect(Side::New, &f)),
    )
}

/// $-\partial_\beta\log q_\beta$ at $l$: $(1-e^l)/(\beta e^l+1-\beta)$, without overflow.
pub(crate) fn forward_slope(weight: Weight, l: f64) -> f64 {
    let (old, new) = (weight.old(), weight.new_mode());
    if l <= 0.0 {
        -core_math::expm1(l) / (old * core_math::exp(l) + new)
    } else {
        core_math::expm1(-l) / (old + new * core_math::exp(-l))
    }
}

fn tau_slope(law: &dyn Law, tau: f64, weight: Weight, to: Weight, pull: Estimate) -> Estimate {
    sum(scaled(tau, divergence_slope(law, weight, to)), pull)
}

/// The slope at weight 0 of a pull against an anchor to `to`: the pull there less $\tau K$ (C2, E1).
fn anchored(law: &dyn Law, tau: f64, to: Weight, pull: Estimate) -> Estimate {
    if tau == 0.0 {
        return pull;
    }
    let slope = law.boundary_slope(to);
    let restoring = Estimate {
        value: slope,
        error: SLOPE_ACCURACY * slope.abs(),
    };
    sum(pull, scaled(-tau, restoring))
}

/// The entropic utility of the frozen soft reward $\Delta\sigma(-(l+\varphi_0))$.
struct SoftUtility {
    eta: f64,
    /// $\mathbb{E}[e^{\eta r}]$, or $\mathbb{E}[r]$ at $\eta=0$, under the old and the new mode.
    means: [Estimate; 2],
}

impl SoftUtility {
    fn new(law: &dyn Law, beta0: Weight, gap: f64, eta: f64) -> Self {
        let reward = |l: f64| gap * sigmoid(-(l + beta0.logit()));
        let lifted = |l: f64| {
            if eta == 0.0 {
                reward(l)
            } else {
                core_math::exp(eta * reward(l))
            }
        };
        Self {
            eta,
            means: [Side::Old, Side::New].map(|side| law.expect(side, &lifted)),
        }
    }

    /// $-\partial_\beta\tfrac1\eta\log\mathbb{E}_q[e^{\eta r}]$.
    fn pull(&self, weight: Weight) -> Estimate {
        let [old, new] = self.means;
        let gap = sum(new, scaled(-1.0, old));
        if self.eta == 0.0 {
            return gap;
        }
        let mean = weight.old() * old.value + weight.new_mode() * new.value;
        let relative = old.error.max(new.error) / mean;
        let pull = scaled(1.0 / (self.eta * mean), gap);
        Estimate {
            error: pull.error + pull.value.abs() * relative,
            ..pull
        }
    }
}

/// Where $(1-s)\mathrm{KL}(p_n\Vert q)+s\,\mathrm{KL}(q\Vert p_\alpha)$ ends (G1).
pub(super) fn hybrid(law: &dyn Law, s: f64, alpha: Weight) -> Result<LawSolution> {
    if !(0.0..=1.0).contains(&s) {
        return Err(Error::domain("share", "lie in [0, 1]", s));
    }
    // The forward slope vanishes at weight 0 (G1).
    let at_zero = anchored(law, s, alpha, exact(0.0));
    balanced(alpha, at_zero, |weight| {
        let forward = law.expect(Side::New, &|l| forward_slope(weight, l));
        let reverse = divergence_slope(law, weight, alpha);
        sum(scaled(1.0 - s, forward), scaled(s, reverse))
    })
}

/// The zero of a slope that rises with the weight from `at_zero`, at or below `above`; 0 where it stays positive.
fn balanced(
    above: Weight,
    at_zero: Estimate,
    slope: impl Fn(Weight) -> Estimate,
) -> Result<LawSolution> {
    let at = |logit: f64| slope(Weight::from_logit(logit));
    let by = "the one zero of an increasing slope";
    let lowest = at(-LAST_LOGIT);
    if lowest.value > lowest.error {
        if at_zero.value.is_nan() {
            return Err(hidden());
        }
        if at_zero.value < -at_zero.error {
            return Err(below_doubles());
        }
        let weight = Weight::NEW_MODE_ONLY;
        return Ok(LawSolution {
            weight,
            logit_error: 0.0,
            by: "the slope is positive on (0, 1)",
        });
    }
    let high = above.logit();
    if at(high).value.abs() <= at(high).error {
        return Ok(LawSolution {
            weight: above,
            logit_error: error_at(high, &at)?,
            by,
        });
    }
    let logit = root(-LAST_LOGIT, high, TOLERANCE, |logit| at(logit).value).ok_or_else(hidden)?;
    Ok(LawSolution {
        weight: Weight::from_logit(logit),
        logit_error: error_at(logit, &at)?,
        by,
    })
}

pub(super) fn hidden() -> Error {
    Error::Limit {
        what: "the weight".into(),
        limit: "the accuracy of the law's expectations".into(),
    }
}

/// A weight that is positive and that no double tells from 0.
pub(super) fn below_doubles() -> Error {
    Error::Limit {
        what: "the old mass, which is positive and below e^-690".into(),
        limit: "double precision".into(),
    }
}

/// The error of the logit: the slope's own over how steep it is.
fn error_at(logit: f64, slope: &impl Fn(f64) -> Estimate) -> Result<f64> {
    let rise = (slope(logit + STEEP).value - slope(logit - STEEP).value) / (2.0 * STEEP);
    let error = slope(logit).error / rise.abs() + TOLERANCE;
    if rise > 0.0 && error < 1.0 {
        Ok(error)
    } else {
        Err(hidden())
    }
}

/// OAPL's squared loss with the frozen soft reward.
struct Regression<'l> {
    law: &'l dyn Law,
    lag: Weight,
    gap: f64,
    tau: f64,
    level: f64,
}

impl<'l> Regression<'l> {
    fn new(law: &'l dyn Law, lag: Weight, gap: f64, tau: f64) -> Result<Self> {
        if !(gap >= 0.0 && gap.is_finite()) {
            return Err(Error::domain("gap", "be finite and >= 0", gap));
        }
        if !(tau > 0.0 && tau.is_finite()) {
            return Err(Error::domain("tau", "be finite and > 0", tau));
        }
        let unset = Self {
            law,
            lag,
            gap,
            tau,
            level: 0.0,
        };
        let lifted = unset.under_lag(&|l| core_math::exp(unset.reward(l) / tau));
        Ok(Self {
            level: tau * core_math::log(lifted.value),
            ..unset
        })
    }

    fn reward(&self, l: f64) -> f64 {
        self.gap * sigmoid(-(l + self.lag.logit()))
    }

    fn under_lag(&self, f: &dyn Fn(f64) -> f64) -> Estimate {
        let part = |weight: f64, side| scaled(weight, self.law.expect(side, f));
        sum(
            part(self.lag.old(), Side::Old),
            part(self.lag.new_mode(), Side::New),
        )
    }

    fn residual(&self, weight: Weight, l: f64) -> f64 {
        self.tau * log_mixture_ratio(weight, self.lag, l) - self.reward(l) + self.level
    }

    fn loss(&self, weight: Weight) -> f64 {
        let square = |l: f64| self.residual(weight, l).powi(2);
        self.under_lag(&square).value
    }

    /// Half the loss's slope in the weight, over the temperature.
    fn slope(&self, weight: Weight) -> Estimate {
        self.under_lag(&|l| -self.residual(weight, l) * forward_slope(weight, l))
    }

    /// The lowest of all minima on [0, 1] that the scan separates.
    fn lowest(&self) -> Result<LawSolution> {
        let at = |logit: f64| self.slope(Weight::from_logit(logit));
        let by = "the lowest minimum of a scan of the logit";
        let ends = [
            Weight::from_logit(f64::NEG_INFINITY),
            Weight::from_logit(f64::INFINITY),
        ];
        let ends = ends.map(|weight| {
            let end = LawSolution {
                weight,
                logit_error: 0.0,
                by,
            };
            (self.loss(weight), end)
        });
        let (reach, step) = SCAN;
        let mut best: Vec<(f64, LawSolution)> = ends
            .into_iter()
            .filter(|(loss, _)| loss.is_finite())
            .collect();
        let steps = (2.0 * reach / step) as usize;
        let mut logits: Vec<f64> = (0..=steps).map(|k| -reach + step * k as f64).collect();
        // Where the loss falls outwards its minimum lies there, or at the end.
        let far = ((LAST_LOGIT - reach) / FAR_STEP) as u32;
        let further = (1..=far).map(|k| reach + FAR_STEP * f64::from(k));
        if at(reach).value < 0.0 {
            logits.extend(further.clone());
        }
        if at(-reach).value > 0.0 {
            logits.splice(0..0, further.rev().map(|x| -x));
        }
        let slopes: Vec<f64> = logits.iter().map(|&logit| at(logit).value).collect();
        if slopes.iter().any(|slope| slope.is_nan()) {
            return Err(hidden());
        }
        for (pair, values) in logits.windows(2).zip(slopes.windows(2)) {
            if !(values[0] < 0.0 && values[1] >= 0.0) {
                continue;
            }
            let logit =
                root(pair[0], pair[1], TOLERANCE, |logit| at(logit).value).ok_or_else(hidden)?;
            let weight = Weight::from_logit(logit);
            let logit_error = error_at(logit, &at)?;
            best.push((
                self.loss(weight),
                LawSolution {
                    weight,
                    logit_error,
                    by,
                },
            ));
        }
        best.into_iter()
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, solution)| solution)
            .ok_or_else(hidden)
    }
}
