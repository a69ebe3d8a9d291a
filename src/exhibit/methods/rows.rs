//! What each method does in a scenario, setting by setting.

use crate::error::{Error, Result};
use crate::interval::Interval;
use crate::minimize::certified::{self, WeightObjective, old_weight};
use crate::minimize::{
    Boundary, Free, PARAMETER_ACCURACY as PARAMETER_ERROR, hybrid_share, minimise, oapl_minimiser,
};
use crate::model::{Mixture, Scenario, Separation, Weight};
use crate::objective::{
    EntropicUtility, Hybrid, MASS_ACCURACY, Method, Oapl, OaplLine, Objective, Reward, TttDiscover,
    critical_anchor, exact_tilt, tilt_drift,
};
use crate::table::{Cell, input, significant_digits};

/// How far below a critical anchor the loss is shown to be certain.
const JUST: f64 = 1e-9;
pub(super) const ETA: f64 = 1.0;
pub(super) const GAP: f64 = 1.0;
pub(super) const TAU: f64 = 1.0;
pub(super) const RATE: f64 = 0.1;
pub(super) const ANCHOR: f64 = 0.2;
pub(super) const SHARE: f64 = 0.5;
pub(super) const GAMMA: f64 = 0.5;

/// What is known of one old mass.
pub(super) enum Mass {
    /// Between two numbers, by intervals.
    Enclosed(Interval),
    /// In `f64`, with its absolute error.
    Computed(f64, f64),
    /// By a theorem, exactly.
    Exact(f64, &'static str),
    /// A computation that failed, and why.
    Unknown(String),
}

impl Mass {
    /// Whether it is positive, where that is known; an optimum at the end is exactly 0.
    pub(super) fn is_positive(&self) -> Option<bool> {
        match self {
            Self::Enclosed(x) if x.lo() > 0.0 => Some(true),
            Self::Enclosed(x) if x.hi() <= 0.0 => Some(false),
            Self::Computed(x, error) if x > error => Some(true),
            Self::Computed(x, _) if *x == 0.0 => Some(false),
            Self::Exact(x, _) => Some(*x > 0.0),
            _ => None,
        }
    }

    pub(super) fn reason(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Unknown(reason) => Some(("old mass", reason)),
            _ => None,
        }
    }

    pub(super) fn cells(&self) -> [Cell; 2] {
        match self {
            Self::Enclosed(x) if x.hi() == 0.0 => [Cell::Input(0.0), Cell::text("certified")],
            Self::Unknown(_) => [Cell::text("not known"), Cell::text("none")],
            Self::Computed(x, error) if *x > 0.0 && x <= error => {
                [Cell::below(*error), Cell::text("f64, stated error")]
            }
            Self::Enclosed(x) if x.lo() <= 0.0 => [Cell::below(x.hi()), Cell::text("certified")],
            Self::Enclosed(x) => {
                let error = (x.width() / x.lo()).max(f64::EPSILON / 2.0);
                [
                    Cell::within(x.mid(), error.min(0.1)),
                    Cell::text("certified"),
                ]
            }
            Self::Computed(x, error) => [
                Cell::within(*x, (error / x).min(0.1)),
                Cell::text("f64, stated error"),
            ],
            Self::Exact(x, claim) => [Cell::Input(*x), Cell::text(format!("theorem {claim}"))],
        }
    }
}

/// How far the old mean ends from the old mode.
pub(super) enum Drift {
    /// The minimiser's learner, all parameters free.
    Free(Mixture),
    /// Along the axis by this much, with a stated relative error.
    Along(f64),
    /// None, by a theorem.
    None(&'static str),
    /// The old mode is gone.
    Gone,
    /// The means are held.
    Held,
    /// A computation that failed, and why.
    Unknown(String),
}

impl Drift {
    pub(super) fn reason(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Unknown(reason) => Some(("drift", reason)),
            _ => None,
        }
    }
}

pub(super) struct Line {
    pub(super) method: Method,
    pub(super) setting: String,
    pub(super) mass: Mass,
    pub(super) drift: Drift,
    pub(super) condition: &'static str,
    /// The quantity in the condition minus its critical value; negative where it fails.
    pub(super) margin: f64,
    pub(super) claim: &'static str,
}

fn unknown_drift(error: Error) -> Drift {
    Drift::Unknown(error.to_string())
}

/// The certified weight; where the proof does not go through, the theorem's value.
fn certified_mass(
    scenario: &Scenario,
    objective: WeightObjective,
    exact: f64,
    claim: &'static str,
) -> Mass {
    let enclosed = scenario
        .modes()
        .separation_enclosure()
        .and_then(|delta| old_weight(objective, delta).ok());
    enclosed.map_or(Mass::Exact(exact, claim), Mass::Enclosed)
}

pub(super) fn forward_lines(scenario: &Scenario) -> Result<Vec<Line>> {
    let rho = scenario.rho();
    let none = Weight::new(0.0)?;
    let replay = |rho: Weight| {
        certified_mass(
            scenario,
            WeightObjective::SftReplay {
                rho: Interval::point(rho.old()),
            },
            rho.old(),
            "B5",
        )
    };
    let data = |rho: Weight| Line {
        method: Method::SftReplay,
        setting: format!("ρ = {}", input(rho.old())),
        mass: replay(rho),
        drift: if rho.old() > 0.0 {
            Drift::None("B5")
        } else {
            Drift::Gone
        },
        condition: "ρ > 0",
        margin: rho.old(),
        claim: "B5",
    };
    let mut lines = vec![Line {
        method: Method::Sft,
        setting: "new data alone".into(),
        mass: certified_mass(scenario, WeightObjective::Sft, 0.0, "B1"),
        drift: Drift::Gone,
        condition: "never",
        margin: 0.0,
        claim: "B1",
    }];
    if rho.old() > 0.0 {
        lines.push(data(rho));
    }
    lines.push(data(none));
    if rho.old() < 1.0 {
        lines.push(Line {
            method: Method::SftModelReplay,
            setting: format!("ρ = {}", input(rho.old())),
            mass: certified_mass(
                scenario,
                WeightObjective::SftModelReplay {
                    rho: Interval::point(rho.old()),
                },
                0.0,
                "B6",
            ),
            drift: Drift::Gone,
            condition: "never for ρ < 1",
            margin: rho.old() - 1.0,
            claim: "B6",
        });
    }
    Ok(lines)
}

pub(super) fn reverse_lines(scenario: &Scenario) -> Result<Vec<Line>> {
    let alpha = scenario.alpha();
    // The target is in the family: it is the optimum, and no mean moves.
    let mut lines = vec![Line {
        method: Method::ReverseKl,
        setting: format!("α = {}", input(alpha.old())),
        mass: kept_by_reverse_kl(scenario),
        drift: Drift::None("C1"),
        condition: "α > 0",
        margin: alpha.old(),
        claim: "C1, C2",
    }];
    lines.extend(self_distilled_lines(scenario));
    lines.extend(hybrid_lines(scenario));
    lines.push(Line {
        method: Method::JensenShannon,
        setting: format!("γ = {GAMMA}"),
        mass: Mass::Exact(alpha.old(), "C1"),
        drift: Drift::None("C1"),
        condition: "α > 0",
        margin: alpha.old(),
        claim: "C1",
    });
    Ok(lines)
}

fn kept_by_reverse_kl(scenario: &Scenario) -> Mass {
    let alpha = scenario.alpha().old();
    let problem = WeightObjective::ReverseKl {
        alpha: Interval::point(alpha),
    };
    certified_mass(scenario, problem, alpha, "C2")
}

fn self_distilled_lines(scenario: &Scenario) -> [Line; 2] {
    let beta0 = scenario.start().weight().old();
    [
        Line {
            method: Method::Sdft,
            setting: format!("anchor {ANCHOR}, demonstrator = target"),
            mass: kept_by_reverse_kl(scenario),
            drift: Drift::None("D3"),
            condition: "anchor > 0 and the demonstrator keeps it",
            margin: ANCHOR,
            claim: "D1, D3",
        },
        Line {
            method: Method::Sdft,
            setting: "anchor 0: neutral, stays at β0".into(),
            mass: Mass::Exact(beta0, "D1"),
            drift: Drift::None("D1"),
            condition: "β0 > 0",
            margin: beta0,
            claim: "D1",
        },
    ]
}

fn hybrid_lines(scenario: &Scenario) -> [Line; 3] {
    let (alpha, separation) = (scenario.alpha(), scenario.modes().separation());
    let half =
        Weight::new(0.5 * alpha.old()).and_then(|half| hybrid_share(half, alpha, separation));
    // A share below the range of f64 is none.
    let half = half.unwrap_or(0.0);
    let line = |share: f64, setting: String, drift: Drift| Line {
        method: Method::Hybrid,
        setting,
        mass: Mass::Enclosed(certified::hybrid_old_weight(
            Interval::point(share),
            Interval::point(alpha.old()),
            Interval::point(separation.delta()),
        )),
        drift,
        condition: "s > 0",
        margin: share,
        claim: "G1",
    };
    let keeps_half = format!("s = {} keeps α/2", significant_digits(half, 4));
    [
        line(SHARE, format!("s = {SHARE}"), hybrid_drift(scenario, SHARE)),
        line(half, keeps_half, hybrid_drift(scenario, half)),
        line(0.0, "s = 0".into(), Drift::Gone),
    ]
}

/// How far the old mean moves at the hybrid's optimum with everything free.
fn hybrid_drift(scenario: &Scenario, share: f64) -> Drift {
    if scenario.modes().separation().delta() > SOFT_REACH {
        return Drift::Unknown(format!(
            "it is searched for at separations up to {SOFT_REACH}"
        ));
    }
    let target = scenario.modes().mixture(scenario.alpha());
    let start = target.with_weight(scenario.start().weight());
    Hybrid::new(share, target)
        .and_then(|objective| minimise(&objective, &start, Free::All))
        .map_or_else(unknown_drift, |found| Drift::Free(found.learner))
}

/// Separations up to which free means are searched for and soft rewards integrated: the cost grows with it.
const SOFT_REACH: f64 = 1e3;

fn beyond_reach() -> String {
    format!("the soft reward is integrated at separations up to {SOFT_REACH}")
}

/// How far the old mean moves with everything free, for an objective with a frozen soft reward.
fn soft_drift(separation: Separation, modes: &Mixture, objective: &dyn Objective) -> Drift {
    if separation.delta() > SOFT_REACH {
        return Drift::Unknown(beyond_reach());
    }
    minimise(objective, modes, Free::All)
        .map_or_else(unknown_drift, |found| Drift::Free(found.learner))
}

pub(super) fn ttt_lines(scenario: &Scenario) -> Result<Vec<Line>> {
    let separation = scenario.modes().separation();
    let reference = scenario.start().weight();
    let modes = scenario.modes().mixture(reference);
    let utility = EntropicUtility::new(ETA, GAP)?;
    let critical = critical_anchor(ETA, GAP, reference, separation)?;
    let line = |tau: f64, margin: f64, setting: String| -> Result<Line> {
        let [eta, at, gap, beta0, delta] =
            [ETA, tau, GAP, reference.old(), separation.delta()].map(Interval::point);
        let mass = certified::ttt_old_weight(eta, at, gap, beta0, delta);
        let drift = if mass.hi() == 0.0 || margin == 0.0 {
            Drift::Gone
        } else {
            soft_drift(
                separation,
                &modes,
                &TttDiscover::soft(utility, tau, &modes)?,
            )
        };
        Ok(Line {
            method: Method::TttDiscover,
            setting,
            mass: Mass::Enclosed(mass),
            drift,
            condition: "τ > critical anchor",
            margin,
            claim: "E1",
        })
    };
    let mut lines = vec![line(TAU, TAU - critical, format!("τ = {TAU}"))?];
    // Just below the critical anchor the loss is certain; at it, it is a theorem.
    let just_below = critical * (1.0 - JUST);
    if just_below.is_finite() {
        lines.push(line(
            just_below,
            just_below - critical,
            format!(
                "τ at the critical {} (1 - {JUST:e})",
                significant_digits(critical, 6)
            ),
        )?);
    }
    Ok(lines)
}

pub(super) fn oapl_lines(scenario: &Scenario) -> Result<Vec<Line>> {
    let separation = scenario.modes().separation();
    let lag = scenario.start().weight();
    let reward = Reward::Soft(lag);
    let (mass, drift) = if separation.delta() > SOFT_REACH {
        (
            Mass::Unknown(beyond_reach()),
            Drift::Unknown(beyond_reach()),
        )
    } else {
        let tilt = exact_tilt(reward, lag, separation, GAP, TAU)?;
        let moved = tilt_drift(lag, separation, GAP, TAU)?.0;
        (
            Mass::Computed(tilt.old(), MASS_ACCURACY * tilt.old()),
            Drift::Along(moved),
        )
    };
    let mut lines = vec![
        Line {
            method: Method::Oapl,
            setting: format!("τ = {TAU}, soft reward, the tilt itself"),
            mass,
            drift,
            condition: "τ > 0",
            margin: TAU,
            claim: "F2, F4",
        },
        regression(scenario, reward)?,
        regression(scenario, Reward::Hard)?,
    ];
    let collapse = OaplLine::new(Reward::Hard, lag, separation, GAP, TAU)
        .and_then(|_| collapse_temperature(Reward::Hard, lag, separation));
    if let Ok(Some(tau)) = collapse {
        lines.push(Line {
            method: Method::Oapl,
            setting: format!(
                "τ = {}, hard reward, inside the family",
                significant_digits(tau, 3)
            ),
            mass: regressed(Reward::Hard, lag, separation, 0.999 * tau),
            drift: Drift::Gone,
            condition: "τ > collapse of the regression",
            margin: -0.001 * tau,
            claim: "F2 is the tilt's",
        });
    }
    Ok(lines)
}

/// The old mass that the regression keeps at a temperature.
fn regressed(reward: Reward, lag: Weight, separation: Separation, tau: f64) -> Mass {
    match OaplLine::new(reward, lag, separation, GAP, tau) {
        Ok(line) => {
            let (weight, boundary) = oapl_minimiser(&line);
            if boundary.is_some() && line.balance(weight).is_undecided() {
                return Mass::Unknown("rounding decides between the end and a tiny weight".into());
            }
            Mass::Computed(weight.old(), PARAMETER_ERROR)
        }
        Err(error) => Mass::Unknown(error.to_string()),
    }
}

/// The regression at the default temperature.
fn regression(scenario: &Scenario, reward: Reward) -> Result<Line> {
    let (lag, separation) = (scenario.start().weight(), scenario.modes().separation());
    let modes = scenario.modes().mixture(lag);
    let mass = regressed(reward, lag, separation, TAU);
    // Where the mass is kept at this temperature, the collapse of the soft one is below it and not looked for.
    let wanted = reward == Reward::Hard || mass.is_positive() != Some(true);
    let computable = OaplLine::new(reward, lag, separation, GAP, TAU).is_ok();
    let collapse = if wanted && computable {
        collapse_temperature(reward, lag, separation)?
    } else {
        None
    };
    Ok(Line {
        method: Method::Oapl,
        setting: format!("τ = {TAU}, {} reward, inside the family", reward.label()),
        drift: match (reward, mass.is_positive()) {
            (Reward::Hard, _) => Drift::Held,
            (_, Some(false)) => Drift::Gone,
            _ => soft_drift(separation, &modes, &Oapl::new(GAP, TAU, &modes)?),
        },
        mass,
        condition: "τ > collapse of the regression",
        margin: TAU - collapse.unwrap_or(0.0),
        claim: "F2 is the tilt's",
    })
}

/// The largest temperature at which the regression collapses, to three digits; `None` if it does not down to Δ/50.
fn collapse_temperature(
    reward: Reward,
    lag: Weight,
    separation: Separation,
) -> Result<Option<f64>> {
    let lost = |tau: f64| -> Result<bool> {
        let line = OaplLine::new(reward, lag, separation, GAP, tau)?;
        Ok(oapl_minimiser(&line).1 == Some(Boundary::OldWeightZero))
    };
    let (mut low, mut high) = (GAP / 50.0, 4.0 * GAP);
    if !lost(low)? {
        return Ok(None);
    }
    while lost(high)? && high < LARGEST_COLLAPSE {
        (low, high) = (high, 4.0 * high);
    }
    while high / low > 1.0005 {
        let middle = (low * high).sqrt();
        if lost(middle)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(Some((low * high).sqrt()))
}

/// Temperatures beyond this are not looked at.
const LARGEST_COLLAPSE: f64 = 1e6 * GAP;
