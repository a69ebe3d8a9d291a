//! C9, C10: replay leaves the gradient unbiased, and its importance weights are bounded.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::{Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use crate::overlap::ReplayWeight;
use crate::simulate::{BatchStatistics, Line, Rule};
use crate::table::{CONTRACT_DIGITS, Cell, Field, Table, Verdict, input, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "replay-weights",
    about: "importance weights of replayed batches: second moment exact and simulated beside 1/(1-rho), effective share, bias of the gradient (C9, C10)",
    uses: &[Part::Alpha],
    build,
};

/// Simulated batches a row, and samples in each.
const BATCHES: u64 = 400;
const BATCH: usize = 64;
const SEED: u64 = 1;
/// A gradient further than this many standard errors from the exact one is not called unbiased.
const ERRORS: f64 = 6.0;

fn build(scenario: &Scenario) -> Result<Table> {
    let grid: Vec<(f64, f64, f64)> = [1.0, 3.0]
        .into_iter()
        .flat_map(|delta| [0.05, 0.5].map(|beta| (delta, beta)))
        .flat_map(|(delta, beta)| [0.0, 0.05, 0.2, 0.5].map(|rho| (delta, beta, rho)))
        .collect();
    let rows: Vec<Row> = grid
        .into_par_iter()
        .map(|place| Row::new(scenario.alpha(), place))
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Importance weights w = q/b of reverse KL with replay at rate ρ, α = {}",
            input(scenario.alpha().old())
        ),
        claims: &["C9", "C10"],
        columns,
        rows,
        notes: vec![format!(
            "The exact moment is two misassignment probabilities; {BATCHES} batches of {BATCH} are simulated, seed {SEED}. The verdict joins C10 \
             (E_b[w²] ≤ 1/(1-ρ); equality without replay) and C9: no component of the mean gradient is further than {ERRORS} standard errors from the exact one."
        )],
    })
}

struct Row {
    delta: f64,
    beta: f64,
    rho: f64,
    weights: ReplayWeight,
    /// The second moment in the batches, and that of the gradient over the one without replay, where there is a gradient.
    seen: f64,
    inflation: Option<f64>,
    /// The largest error of the mean gradient, in standard errors.
    bias: f64,
}

impl Row {
    fn new(alpha: Weight, (delta, beta, rho): (f64, f64, f64)) -> Result<Self> {
        let (weight, separation) = (Weight::new(beta)?, Separation::new(delta)?);
        let line = Line::new(alpha, separation)?;
        let learner = line.learner(weight);
        let simulate =
            |rule| BatchStatistics::simulate(&line, rule, &learner, BATCH, BATCHES, SEED);
        let seen = simulate(Rule::ReverseKlReplay { rho })?;
        let plain = simulate(Rule::ReverseKl)?;
        let modes = TwoModes::on_the_line(separation);
        let exact = ReverseKl::new(modes.mixture(alpha))
            .value_and_gradient(&modes.mixture(weight))
            .1;
        let bias = (0..3)
            .map(|k| (seen.gradient[k] - exact[k]).abs() / seen.standard_error[k])
            .fold(0.0, f64::max);
        Ok(Self {
            delta,
            beta,
            rho,
            weights: ReplayWeight::new(weight, rho, separation)?,
            seen: seen.square_weight,
            inflation: (plain.second_moment > 0.0)
                .then(|| seen.second_moment / plain.second_moment),
            bias,
        })
    }

    fn verdict(&self) -> Verdict {
        let error = 10f64.powi(-i32::from(CONTRACT_DIGITS));
        let (moment, bound) = (self.weights.second_moment(), self.weights.bound());
        let bounded = match self.rho {
            0.0 => Verdict::of_equality(moment, bound, error),
            _ => Verdict::of_inequality(moment, bound, error),
        };
        bounded.and(if self.bias < ERRORS {
            Verdict::HoldsOnSamples
        } else {
            Verdict::Undecided
        })
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("beta", "β", "$\\beta$", |r| Cell::Input(r.beta)),
    Field::new("rho", "ρ", "$\\rho$", |r| Cell::Input(r.rho)),
    Field::new("second_moment", "E_b[w²] exact", "$E_b[w^2]$", |r| {
        Cell::exact(r.weights.second_moment())
    }),
    Field::new("simulated", "E_b[w²] simulated", "simulated", |r| {
        Cell::Number {
            value: r.seen,
            digits: 4,
        }
    }),
    Field::new("bound", "1/(1-ρ)", "$1/(1-\\rho)$", |r| {
        Cell::exact(r.weights.bound())
    }),
    Field::new(
        "effective_share",
        "effective share",
        "effective share",
        |r| Cell::exact(r.weights.effective_share()),
    ),
    Field::new(
        "inflation",
        "gradient's second moment, to ρ = 0",
        "inflation",
        |r| {
            let none = || Cell::text("no gradient");
            let known = |value| Cell::Number { value, digits: 3 };
            r.inflation.map_or_else(none, known)
        },
    ),
    Field::new(
        "bias",
        "gradient's error / its standard error",
        "error/s.e.",
        |r| Cell::Number {
            value: r.bias,
            digits: 2,
        },
    ),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];
