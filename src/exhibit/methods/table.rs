//! The practitioner's table: every method in one scenario, at its default and at its critical setting.

use super::rows::{self, ANCHOR, Drift, ETA, GAMMA, GAP, Line, RATE, SHARE, TAU};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{
    GRADIENT_TOLERANCE, LEARNER_ACCURACY, PARAMETER_ACCURACY as PARAMETER_ERROR,
};
use crate::model::{Part, Scenario};
use crate::objective::{DRIFT_ACCURACY, SLOPE_ACCURACY};
use crate::overlap::fisher;
use crate::table::{Cell, Field, Table, Verdict, input, laid_out, rounded};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "methods",
    about: "every method in one scenario, at its default and its critical setting: old mass, drift, condition, margin, evidence",
    uses: &Part::ALL,
    build,
};

fn build(scenario: &Scenario) -> Result<Table> {
    let mut lines = rows::forward_lines(scenario)?;
    lines.extend(rows::reverse_lines(scenario)?);
    lines.extend(rows::ttt_lines(scenario)?);
    lines.extend(rows::oapl_lines(scenario)?);
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
    let rows: Vec<Row> = lines
        .into_iter()
        .map(|line| Row::new(scenario, line))
        .collect();
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "What each method keeps in the scenario \"{}\": d = {}, δ = {}, target α = {}, start β0 = {}, replay ρ = {}",
            scenario.name(),
            scenario.modes().dimension(),
            rounded(scenario.modes().separation().delta()),
            input(scenario.alpha().old()),
            input(scenario.start().weight().old()),
            input(scenario.rho().old()),
        ),
        claims: &[
            "B1", "B5", "B6", "C1", "C2", "D1", "D3", "E1", "F2", "F4", "G1",
        ],
        columns,
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
            "Margin: what the condition compares, left side minus right side, in the method's own parameters (for an α, ρ or s the value itself); at 0 and below the old mode is lost. \
             A mass without a mark is computed in f64 with a stated error. A row agrees if the mass is positive exactly where its margin is.".into(),
    ]
}

struct Row {
    line: Line,
    /// The old mass and its evidence.
    mass: [Cell; 2],
    /// The old mean's drift, whitened and in input units, and its evidence.
    drift: [Cell; 3],
}

impl Row {
    fn new(scenario: &Scenario, line: Line) -> Self {
        Self {
            mass: line.mass.cells(),
            drift: drift(scenario, &line),
            line,
        }
    }

    fn verdict(&self) -> Verdict {
        match self.line.mass.is_positive() {
            Some(keeps) if self.line.margin.is_finite() => {
                Verdict::of_condition(keeps == (self.line.margin > 0.0))
            }
            _ => Verdict::Undecided,
        }
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("method", "method", "method", |r| {
        Cell::text(r.line.method.entry().name)
    }),
    Field::new("setting", "setting", "setting", |r| {
        Cell::text(&r.line.setting)
    }),
    Field::marked("exact", "old mass", "old mass", "mass_evidence", |r| {
        r.mass[0].clone()
    }),
    Field::detail("mass_evidence", "evidence", "evidence", |r| {
        r.mass[1].clone()
    }),
    Field::new(
        "drift_whitened",
        "old-mean drift (whitened)",
        "drift",
        |r| r.drift[0].clone(),
    ),
    Field::detail("drift_input", "in input units", "input units", |r| {
        r.drift[1].clone()
    }),
    Field::detail("drift_evidence", "drift evidence", "evidence", |r| {
        r.drift[2].clone()
    }),
    Field::new("condition", "keeps the old mode iff", "condition", |r| {
        Cell::text(r.line.condition)
    }),
    Field::new("margin", "margin", "margin", |r| {
        if r.line.margin == 0.0 {
            Cell::Input(0.0)
        } else {
            Cell::within(r.line.margin, SLOPE_ACCURACY)
        }
    }),
    Field::new("claim", "claim", "claim", |r| Cell::text(r.line.claim)),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

/// The old mean's drift, whitened and in input units, and its evidence.
fn drift(scenario: &Scenario, line: &Line) -> [Cell; 3] {
    let modes = scenario.modes();
    match &line.drift {
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
    }
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
