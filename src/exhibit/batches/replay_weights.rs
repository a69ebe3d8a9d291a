//! C9, C10: replay leaves the gradient unbiased, and its importance weights are bounded.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::{Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use crate::overlap::ReplayWeight;
use crate::simulate::{BatchStatistics, Line, Rule};
use crate::table::{CONTRACT_DIGITS, Cell, Column, Table, Verdict, input};
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
    let rows: Result<Vec<_>> = grid
        .into_par_iter()
        .map(|place| row(scenario.alpha(), place))
        .collect();
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Importance weights w = q/b of reverse KL with replay at rate ρ, α = {}",
            input(scenario.alpha().old())
        ),
        claims: &["C9", "C10"],
        columns: vec![
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("beta", "β", "$\\beta$"),
            Column::new("rho", "ρ", "$\\rho$"),
            Column::new("second_moment", "E_b[w²] exact", "$E_b[w^2]$"),
            Column::new("simulated", "E_b[w²] simulated", "simulated"),
            Column::new("bound", "1/(1-ρ)", "$1/(1-\\rho)$"),
            Column::new("effective_share", "effective share", "effective share"),
            Column::new(
                "inflation",
                "gradient's second moment, to ρ = 0",
                "inflation",
            ),
            Column::new(
                "bias",
                "gradient's error / its standard error",
                "error/s.e.",
            ),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows: rows?,
        notes: vec![format!(
            "The exact moment is two misassignment probabilities; {BATCHES} batches of {BATCH} are simulated, seed {SEED}. The verdict joins C10 \
             (E_b[w²] ≤ 1/(1-ρ); equality without replay) and C9: no component of the mean gradient is further than {ERRORS} standard errors from the exact one."
        )],
    })
}

fn row(alpha: Weight, (delta, beta, rho): (f64, f64, f64)) -> Result<Vec<Cell>> {
    let (weight, separation) = (Weight::new(beta)?, Separation::new(delta)?);
    let weights = ReplayWeight::new(weight, rho, separation)?;
    let line = Line::new(alpha, separation)?;
    let learner = line.learner(weight);
    let simulate = |rule| BatchStatistics::simulate(&line, rule, &learner, BATCH, BATCHES, SEED);
    let seen = simulate(Rule::ReverseKlReplay { rho })?;
    let plain = simulate(Rule::ReverseKl)?;
    let modes = TwoModes::on_the_line(separation);
    let exact = ReverseKl::new(modes.mixture(alpha))
        .value_and_gradient(&modes.mixture(weight))
        .1;
    let bias = (0..3)
        .map(|k| (seen.gradient[k] - exact[k]).abs() / seen.standard_error[k])
        .fold(0.0, f64::max);
    let error = 10f64.powi(-i32::from(CONTRACT_DIGITS));
    let (moment, bound) = (weights.second_moment(), weights.bound());
    let bounded = match rho {
        0.0 => Verdict::of_equality(moment, bound, error),
        _ => Verdict::of_inequality(moment, bound, error),
    };
    let unbiased = if bias < ERRORS {
        Verdict::HoldsOnSamples
    } else {
        Verdict::Undecided
    };
    Ok(vec![
        Cell::Input(delta),
        Cell::Input(beta),
        Cell::Input(rho),
        Cell::exact(moment),
        Cell::Number {
            value: seen.square_weight,
            digits: 4,
        },
        Cell::exact(bound),
        Cell::exact(weights.effective_share()),
        if plain.second_moment > 0.0 {
            Cell::Number {
                value: seen.second_moment / plain.second_moment,
                digits: 3,
            }
        } else {
            Cell::text("no gradient")
        },
        Cell::Number {
            value: bias,
            digits: 2,
        },
        Cell::Verdict(bounded.and(unbiased)),
    ])
}
