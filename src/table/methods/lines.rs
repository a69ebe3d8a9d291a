//! What each method does in a scenario, setting by setting.

use super::super::cell::significant_digits;
use super::{ANCHOR, Drift, ETA, GAMMA, GAP, Line, Mass, PARAMETER_ERROR, SHARE, TAU};
use crate::error::Result;
use crate::interval::Interval;
use crate::minimize::certified::{self, WeightObjective, old_weight};
use crate::minimize::{Boundary, Free, hybrid_share, minimise, oapl_minimiser};
use crate::model::{Scenario, Weight};
use crate::objective::{
    Divergence, EntropicUtility, Hybrid, Oapl, OaplLine, Objective, ReverseKl, Reward, Sdft,
    Skewed, TttDiscover, critical_anchor, exact_tilt, tilt_drift,
};

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
        method: "SFT + replay in the data",
        setting: format!("ρ = {}", rho.old()),
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
        method: "SFT",
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
            method: "SFT + replay in the model",
            setting: format!("ρ = {}", rho.old()),
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
    let (alpha, beta0) = (scenario.alpha(), scenario.start().weight());
    let target = scenario.modes().mixture(alpha);
    let start = target.with_weight(beta0);
    let free = |objective: &dyn Objective| {
        minimise(objective, &start, Free::All).map(|found| Drift::Free(found.learner))
    };
    let kept = || {
        certified_mass(
            scenario,
            WeightObjective::ReverseKl {
                alpha: Interval::point(alpha.old()),
            },
            alpha.old(),
            "C2",
        )
    };
    let hybrid = |s: f64| {
        let delta = Interval::point(scenario.modes().separation().delta());
        certified::hybrid_old_weight(Interval::point(s), Interval::point(alpha.old()), delta)
    };
    let half = hybrid_share(
        Weight::new(0.5 * alpha.old())?,
        alpha,
        scenario.modes().separation(),
    )?;
    let line = |method, setting: String, mass, drift, condition, margin, claim| Line {
        method,
        setting,
        mass,
        drift,
        condition,
        margin,
        claim,
    };
    Ok(vec![
        line(
            "reverse KL",
            format!("α = {}", alpha.old()),
            kept(),
            free(&ReverseKl::new(target.clone()))?,
            "α > 0",
            alpha.old(),
            "C1, C2",
        ),
        line(
            "SDFT",
            format!("anchor {ANCHOR}, demonstrator = target"),
            kept(),
            free(&Sdft::new(target.clone()))?,
            "anchor > 0 and the demonstrator keeps it",
            ANCHOR,
            "D1, D3",
        ),
        line(
            "SDFT",
            "anchor 0: neutral, stays at β0".into(),
            Mass::Exact(beta0.old(), "D1"),
            Drift::None("D1"),
            "β0 > 0",
            beta0.old(),
            "D1",
        ),
        line(
            "hybrid with SFT",
            format!("s = {SHARE}"),
            Mass::Enclosed(hybrid(SHARE)),
            free(&Hybrid::new(SHARE, target.clone())?)?,
            "s > 0",
            SHARE,
            "G1",
        ),
        line(
            "hybrid with SFT",
            format!("s = {} keeps α/2", significant_digits(half, 4)),
            Mass::Enclosed(hybrid(half)),
            free(&Hybrid::new(half, target.clone())?)?,
            "s > 0",
            half,
            "G1",
        ),
        line(
            "hybrid with SFT",
            "s = 0".into(),
            Mass::Enclosed(hybrid(0.0)),
            Drift::Gone,
            "s > 0",
            0.0,
            "G1",
        ),
        line(
            "Jensen-Shannon to the target",
            format!("γ = {GAMMA}"),
            Mass::Exact(alpha.old(), "C1"),
            free(&Skewed::new(
                Divergence::JensenShannon,
                GAMMA,
                target.clone(),
            )?)?,
            "α > 0",
            alpha.old(),
            "C1",
        ),
    ])
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
            let soft = TttDiscover::soft(utility, tau, &modes)?;
            Drift::Free(minimise(&soft, &modes, Free::All)?.learner)
        };
        Ok(Line {
            method: "TTT-Discover",
            setting,
            mass: Mass::Enclosed(mass),
            drift,
            condition: "τ > critical anchor",
            margin,
            claim: "E1",
        })
    };
    // Just below the critical anchor the loss is certain; at it, it is a theorem.
    let just_below = critical * (1.0 - 1e-9);
    Ok(vec![
        line(TAU, TAU - critical, format!("τ = {TAU}"))?,
        line(
            just_below,
            just_below - critical,
            format!(
                "τ at the critical {} (1 - 1e-9)",
                significant_digits(critical, 6)
            ),
        )?,
    ])
}

pub(super) fn oapl_lines(scenario: &Scenario) -> Result<Vec<Line>> {
    let separation = scenario.modes().separation();
    let lag = scenario.start().weight();
    let modes = scenario.modes().mixture(lag);
    let tilt = exact_tilt(Reward::Soft(lag), lag, separation, GAP, TAU)?;
    let mut lines = vec![
        Line {
            method: "OAPL, the tilt itself",
            setting: format!("τ = {TAU}, soft reward"),
            mass: Mass::Computed(tilt.old(), 1e-12 * tilt.old()),
            drift: Drift::Along(tilt_drift(lag, separation, GAP, TAU)?.0),
            condition: "τ > 0",
            margin: TAU,
            claim: "F2, F4",
        },
        {
            let objective = Oapl::new(GAP, TAU, &modes)?;
            let kept = minimise(&objective, &modes, Free::Weight)?
                .learner
                .weight()
                .old();
            Line {
                method: "OAPL, inside the family",
                setting: format!("τ = {TAU}, soft reward"),
                mass: Mass::Computed(kept, PARAMETER_ERROR),
                drift: Drift::Free(minimise(&objective, &modes, Free::All)?.learner),
                condition: "τ > collapse of the regression",
                margin: TAU,
                claim: "F2 is the tilt's",
            }
        },
    ];
    // A hard reward can make the regression give the old mode up altogether: below which temperature?
    let lost = |tau: f64| -> Result<(f64, bool)> {
        let line = OaplLine::new(Reward::Hard, lag, separation, GAP, tau)?;
        let (kept, end) = oapl_minimiser(&line);
        Ok((kept.old(), end == Some(Boundary::OldWeightZero)))
    };
    let collapse = collapse_temperature(&lost)?;
    let (kept, _) = lost(TAU)?;
    lines.push(Line {
        method: "OAPL, inside the family",
        setting: format!("τ = {TAU}, hard reward"),
        mass: Mass::Computed(kept, PARAMETER_ERROR),
        drift: Drift::Held,
        condition: "τ > collapse of the regression",
        margin: TAU - collapse.unwrap_or(0.0),
        claim: "F2 is the tilt's",
    });
    if let Some(tau) = collapse {
        lines.push(Line {
            method: "OAPL, inside the family",
            setting: format!("τ = {}, hard reward", significant_digits(tau, 3)),
            mass: Mass::Computed(lost(0.999 * tau)?.0, PARAMETER_ERROR),
            drift: Drift::Gone,
            condition: "τ > collapse of the regression",
            margin: -0.001 * tau,
            claim: "F2 is the tilt's",
        });
    }
    Ok(lines)
}

/// The largest temperature at which the regression collapses, to three digits; `None` if it does not down to Δ/50.
fn collapse_temperature(lost: &impl Fn(f64) -> Result<(f64, bool)>) -> Result<Option<f64>> {
    let (mut low, mut high) = (GAP / 50.0, 4.0 * GAP);
    if !lost(low)?.1 {
        return Ok(None);
    }
    while high / low > 1.0005 {
        let middle = (low * high).sqrt();
        if lost(middle)?.1 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(Some((low * high).sqrt()))
}
