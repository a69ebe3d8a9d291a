//! The practitioner's table: every method in one scenario, at its default and at its critical setting.

mod lines;

use super::cell::input;
use super::{Cell, Column, Table, TableEntry, Verdict};
use crate::error::Result;
use crate::interval::Interval;
use crate::minimize::{
    GRADIENT_TOLERANCE, LEARNER_ACCURACY, PARAMETER_ACCURACY as PARAMETER_ERROR,
};
use crate::model::{Mixture, Part, Scenario};
use crate::objective::{DRIFT_ACCURACY, Method, SLOPE_ACCURACY};
use crate::overlap::fisher;

pub(super) const ENTRY: TableEntry = TableEntry {
    name: "methods",
    about: "every method in one scenario, at its default and its critical setting: old mass, drift, condition, margin, evidence",
    uses: &Part::ALL,
    build,
};

const ETA: f64 = 1.0;
const GAP: f64 = 1.0;
const TAU: f64 = 1.0;
const RATE: f64 = 0.1;
const ANCHOR: f64 = 0.2;
const SHARE: f64 = 0.5;
const GAMMA: f64 = 0.5;

/// What is known of one old mass.
enum Mass {
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
    fn is_positive(&self) -> Option<bool> {
        match self {
            Self::Enclosed(x) if x.lo() > 0.0 => Some(true),
            Self::Enclosed(x) if x.hi() <= 0.0 => Some(false),
            Self::Computed(x, error) if x > error => Some(true),
            Self::Computed(x, _) if *x == 0.0 => Some(false),
            Self::Exact(x, _) => Some(*x > 0.0),
            _ => None,
        }
    }

    fn reason(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Unknown(reason) => Some(("old mass", reason)),
            _ => None,
        }
    }

    fn cells(&self) -> [Cell; 2] {
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
enum Drift {
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
    fn reason(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Unknown(reason) => Some(("drift", reason)),
            _ => None,
        }
    }
}

struct Line {
    method: Method,
    setting: String,
    mass: Mass,
    drift: Drift,
    condition: &'static str,
    /// The quantity in the condition minus its critical value; negative where it fails.
    margin: f64,
    claim: &'static str,
}

fn build(scenario: &Scenario) -> Result<Table> {
    let mut lines = lines::forward_lines(scenario)?;
    lines.extend(lines::reverse_lines(scenario)?);
    lines.extend(lines::ttt_lines(scenario)?);
    lines.extend(lines::oapl_lines(scenario)?);
    let mut notes = notes();
    for line in &lines {
        let reasons = [line.mass.reason(), line.drift.reason()].into_iter();
        notes.extend(reasons.flatten().map(|(what, reason)| {
            format!(
                "{}, {}: {what} not known, {reason}.",
                line.method.entry().name,
                line.setting
            )
        }));
    }
    let rows = lines.iter().map(|line| row(scenario, line)).collect();
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "What each method keeps in the scenario \"{}\": d = {}, δ = {:.6}, target α = {}, start β0 = {}, replay ρ = {}",
            scenario.name(),
            scenario.modes().dimension(),
            scenario.modes().separation().delta(),
            input(scenario.alpha().old()),
            input(scenario.start().weight().old()),
            input(scenario.rho().old()),
        ),
        claims: &[
            "B1", "B5", "B6", "C1", "C2", "D1", "D3", "E1", "F2", "F4", "G1",
        ],
        columns: vec![
            Column::new("method", "method", "method"),
            Column::new("setting", "setting", "setting"),
            Column::new("exact", "old mass", "old mass"),
            Column::new("mass_evidence", "evidence", "evidence"),
            Column::new("drift_whitened", "old-mean drift (whitened)", "drift"),
            Column::new("drift_input", "in input units", "input units"),
            Column::new("drift_evidence", "drift evidence", "evidence"),
            Column::new("condition", "keeps the old mode iff", "condition"),
            Column::new("margin", "margin", "margin"),
            Column::new("claim", "claim", "claim"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes,
    })
}

fn notes() -> Vec<String> {
    vec![
            format!(
                "Defaults: η = {ETA}, Δ = {GAP}, τ = {TAU}, SDFT rate {RATE} and anchor {ANCHOR}, hybrid share {SHARE}, γ = {GAMMA}. The critical setting is where the condition just fails. \
                 Old mass: weight only, means correct; drift: all parameters free (TTT-Discover and OAPL with the frozen soft reward)."
            ),
            "Evidence: certified (interval enclosure), theorem (exact, by the claim named), f64 (with a stated error). Verdict: the mass is positive exactly where the condition says so.".into(),
    ]
}

fn row(scenario: &Scenario, line: &Line) -> Vec<Cell> {
    let [mass, mass_evidence] = line.mass.cells();
    let modes = scenario.modes();
    let [drift, drift_input, drift_evidence] = match &line.drift {
        Drift::Gone => ["old mode gone", "old mode gone", "as its mass"].map(Cell::text),
        Drift::Unknown(_) => ["not known", "not known", "none"].map(Cell::text),
        Drift::Held => ["means held", "means held", "none"].map(Cell::text),
        Drift::None(claim) => [
            Cell::Input(0.0),
            Cell::Input(0.0),
            Cell::text(format!("theorem {claim}")),
        ],
        Drift::Free(learner) => {
            let whitened = learner.old_mean().norm();
            let input = (modes.unwhiten(learner.old_mean()) - modes.old_mean()).norm();
            // The tolerated gradient leaves the parameters within that over the smallest curvature, about the Fisher information's.
            let information = fisher(learner.weight(), modes.separation());
            let error = GRADIENT_TOLERANCE / information.min_eigenvalue_in(modes.dimension());
            let error = error.max(PARAMETER_ERROR);
            [
                size(whitened, error),
                size(
                    input,
                    if whitened > 0.0 {
                        error * input / whitened
                    } else {
                        error
                    },
                ),
                Cell::text("f64 minimiser"),
            ]
        }
        Drift::Along(whitened) => {
            let axis = (modes.new_mean() - modes.old_mean()).norm() / modes.separation().delta();
            [
                Cell::within(*whitened, DRIFT_ACCURACY),
                Cell::within(whitened * axis, DRIFT_ACCURACY),
                Cell::text("f64, stated error"),
            ]
        }
    };
    let verdict = match line.mass.is_positive() {
        Some(keeps) if line.margin.is_finite() => {
            Verdict::of_condition(keeps == (line.margin > 0.0))
        }
        _ => Verdict::Undecided,
    };
    vec![
        Cell::text(line.method.entry().name),
        Cell::text(line.setting.clone()),
        mass,
        mass_evidence,
        drift,
        drift_input,
        drift_evidence,
        Cell::text(line.condition),
        if line.margin == 0.0 {
            Cell::Input(0.0)
        } else {
            Cell::within(line.margin, SLOPE_ACCURACY)
        },
        Cell::text(line.claim),
        Cell::Verdict(verdict),
    ]
}

fn size(drift: f64, error: f64) -> Cell {
    if !error.is_finite() {
        Cell::text("not known")
    } else if drift <= error {
        Cell::below(error)
    } else {
        Cell::within(drift, (error / drift).clamp(LEARNER_ACCURACY, 0.1))
    }
}

#[cfg(test)]
mod tests {
    use super::{ETA, GAMMA, GAP, SHARE, TAU};
    use crate::objective::{Method, Parameter, Parameters};

    #[test]
    fn the_settings_are_the_catalogues_defaults() {
        for (method, parameter, here) in [
            (Method::TttDiscover, Parameter::Eta, ETA),
            (Method::TttDiscover, Parameter::Gap, GAP),
            (Method::TttDiscover, Parameter::Tau, TAU),
            (Method::Oapl, Parameter::Gap, GAP),
            (Method::Oapl, Parameter::Tau, TAU),
            (Method::Hybrid, Parameter::Share, SHARE),
            (Method::JensenShannon, Parameter::Gamma, GAMMA),
        ] {
            let default = method.entry().value(&Parameters::default(), parameter);
            assert_eq!(default.value(), here);
        }
    }
}
