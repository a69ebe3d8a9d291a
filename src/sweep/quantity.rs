//! What is computed at a point.

use super::axis::Axis;
use super::claim::PointClaim;
use crate::claim::{Definitions, Float, Program, Symbol, parse_expression};
use crate::error::{Error, Result};
use crate::minimize::{Free, solve};
use crate::model::{Given, Scenario};
use crate::objective::{ObjectiveEntry, Parameter, Parameters};
use crate::theory::Theory;
use serde::{Deserialize, Serialize};

/// What is computed at a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// Expressions of the claim language in the variables.
    Expressions(Vec<String>),
    /// The old mass of an objective's minimiser; the variables are `delta`, `alpha`, `beta0`, `rho` and the objective's parameters.
    OldMass {
        /// The objective's name.
        objective: String,
        /// A shipped scenario or a file, where `delta` is no variable.
        scenario: Option<String>,
        /// Whether only the weight moves.
        weights_only: bool,
    },
    /// Inequalities in the variables: their smallest slack at the point, enclosed (`slack_lo`, `slack_hi`). Counted as failed: points at
    /// which they are not certain to hold.
    Claim(String),
}

#[derive(Debug)]
pub(super) enum Evaluator {
    Expressions(Program, usize),
    OldMass(Box<Minimiser>),
    Claim(PointClaim),
}

/// Rows in one piece of work: long enough to hide scheduling.
const EXPRESSION_ROWS: u64 = 4096;
const CLAIM_ROWS: u64 = 256;
const MINIMISER_ROWS: u64 = 16;

impl Evaluator {
    pub(super) fn new(quantity: &Quantity, axes: &[Axis]) -> Result<Self> {
        match quantity {
            Quantity::Expressions(texts) => {
                if texts.is_empty() {
                    return Err(Error::domain("expressions", "be at least one", 0));
                }
                let symbols = symbols(axes)?;
                let parsed = texts.iter().map(|text| {
                    parse_expression(text, &symbols, &Definitions::new())
                        .map_err(|error| Error::Expression(error.render()))
                });
                let parsed = parsed.collect::<Result<Vec<_>>>()?;
                Ok(Self::Expressions(
                    Program::new(&parsed, &symbols),
                    parsed.len(),
                ))
            }
            Quantity::Claim(text) => PointClaim::new(text, &symbols(axes)?).map(Self::Claim),
            Quantity::OldMass {
                objective,
                scenario,
                weights_only,
            } => Minimiser::new(objective, scenario.as_deref(), *weights_only, axes)
                .map(|minimiser| Self::OldMass(Box::new(minimiser))),
        }
    }

    /// Numbers it computes at a point.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Expressions(_, width) => *width,
            Self::OldMass(_) => 1,
            Self::Claim(_) => CLAIM_COLUMNS.len(),
        }
    }

    pub(super) fn chunk_rows(&self) -> u64 {
        match self {
            Self::Expressions(..) => EXPRESSION_ROWS,
            Self::OldMass(_) => MINIMISER_ROWS,
            Self::Claim(_) => CLAIM_ROWS,
        }
    }

    /// What the values are called where the request does not say.
    pub(super) fn default_names(&self) -> Vec<String> {
        match (self, self.width()) {
            (Self::Claim(_), _) => CLAIM_COLUMNS.map(str::to_owned).to_vec(),
            (_, 1) => vec!["value".to_owned()],
            (_, width) => (1..=width).map(|k| format!("value{k}")).collect(),
        }
    }

    /// Fills the rest of each row after its `axes` coordinates; how many numbers there are not.
    pub(super) fn fill(&self, rows: &mut [f64], axes: usize) -> u64 {
        let width = axes + self.width();
        let float = Float::new(&Theory);
        let mut failed = 0;
        match self {
            Self::Expressions(program, _) => {
                let count = rows.len() / width;
                let column = |k: usize| rows.iter().skip(k).step_by(width).copied().collect();
                let points: Vec<Vec<f64>> = (0..axes).map(column).collect();
                let mut values = vec![f64::NAN; count * (width - axes)];
                if let Ok(bound) = program.bind(&float) {
                    let points: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
                    let mut columns: Vec<&mut [f64]> = values.chunks_mut(count).collect();
                    bound.evaluate_columns(&points, &mut columns);
                }
                failed = values.iter().filter(|x| x.is_nan()).count() as u64;
                for (k, column) in values.chunks(count).enumerate() {
                    for (row, value) in rows.chunks_exact_mut(width).zip(column) {
                        row[axes + k] = *value;
                    }
                }
            }
            Self::Claim(claim) => {
                for row in rows.chunks_exact_mut(width) {
                    let (point, values) = row.split_at_mut(axes);
                    let (slack, holds) = claim.slack(point);
                    failed += u64::from(!holds);
                    values.copy_from_slice(&slack);
                }
            }
            Self::OldMass(minimiser) => {
                for row in rows.chunks_exact_mut(width) {
                    let (point, values) = row.split_at_mut(axes);
                    let found = minimiser.old_mass(point).ok().flatten();
                    failed += u64::from(found.is_none());
                    values[0] = found.unwrap_or(f64::NAN);
                }
            }
        }
        failed
    }
}

/// The values of a claim.
const CLAIM_COLUMNS: [&str; 2] = ["slack_lo", "slack_hi"];

fn symbols(axes: &[Axis]) -> Result<Vec<Symbol>> {
    axes.iter().map(symbol).collect()
}

fn symbol(axis: &Axis) -> Result<Symbol> {
    Symbol::new(axis.name()).ok_or_else(|| {
        let requirement =
            "name variables by letters, digits and underscores, no function or constant";
        Error::domain("grid", requirement, axis.name())
    })
}

/// What a variable of an objective sets.
#[derive(Clone, Copy, Debug)]
enum Sets {
    Delta,
    Alpha,
    Beta0,
    Rho,
    Parameter(Parameter),
}

/// An objective with the meaning of each variable.
#[derive(Debug)]
pub(super) struct Minimiser {
    entry: &'static ObjectiveEntry,
    scenario: Scenario,
    sets: Vec<Sets>,
    free: Free,
}

impl Minimiser {
    fn new(
        objective: &str,
        scenario: Option<&str>,
        weights_only: bool,
        axes: &[Axis],
    ) -> Result<Self> {
        let entry = ObjectiveEntry::named(objective)?;
        let mut names = vec!["delta", "alpha", "beta0", "rho"];
        names.extend(entry.parameters.iter().map(|t| t.parameter.name()));
        let sets: Vec<Sets> = axes
            .iter()
            .map(|axis| match axis.name() {
                "delta" => Ok(Sets::Delta),
                "alpha" => Ok(Sets::Alpha),
                "beta0" => Ok(Sets::Beta0),
                "rho" => Ok(Sets::Rho),
                other => entry
                    .parameters
                    .iter()
                    .map(|t| t.parameter)
                    .find(|p| p.name() == other)
                    .map(Sets::Parameter)
                    .ok_or_else(|| Error::unknown("variable", other, names.iter().copied())),
            })
            .collect::<Result<_>>()?;
        if scenario.is_some() && sets.iter().any(|s| matches!(s, Sets::Delta)) {
            let requirement = "be left out where delta is a variable";
            return Err(Error::domain(
                "scenario",
                requirement,
                scenario.unwrap_or_default(),
            ));
        }
        Ok(Self {
            entry,
            scenario: Scenario::find(scenario.unwrap_or("moderate"))?,
            sets,
            free: if weights_only {
                Free::Weight
            } else {
                Free::All
            },
        })
    }

    fn old_mass(&self, point: &[f64]) -> Result<Option<f64>> {
        let mut scenario = self.scenario.clone();
        let mut parameters = Parameters::default();
        let given = || {
            self.sets
                .iter()
                .zip(point)
                .map(|(s, x)| (*s, Given::from(*x)))
        };
        if let Some((_, delta)) = given().find(|(s, _)| matches!(s, Sets::Delta)) {
            scenario = Scenario::on_the_line_at(delta)?;
        }
        for (sets, value) in given() {
            match sets {
                Sets::Delta => {}
                Sets::Alpha => scenario = scenario.with_alpha(value)?,
                Sets::Beta0 => scenario = scenario.with_beta0(value)?,
                Sets::Rho => scenario = scenario.with_rho(value)?,
                Sets::Parameter(p) => parameters = parameters.with(p, value),
            }
        }
        Ok(solve(self.entry, &scenario, &parameters, self.free)?.old_mass)
    }
}
