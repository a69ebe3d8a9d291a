//! What finite batches do to the old mass, by batch size and replay rate.

use crate::error::{Error, Result};
use crate::exhibit::TableEntry;
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{ForwardKl, Objective, ReverseKl};
use crate::simulate::chen::POPULATION_ACCURACY;
use crate::simulate::{Line, LineLearner, PROBABILITY_ACCURACY, Rule, Starvation, Training};
use crate::table::{Cell, Column, Table, input};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "finite-batch",
    about: "old mass left after reverse-KL training on finite batches, by batch size and replay rate (C9-C11), beside SFT",
    uses: &[Part::Alpha],
    build,
};

const DELTA: f64 = 4.0;
const BETA0: f64 = 0.002;
const STEPS: usize = 250;
const RATE: f64 = 0.3;
const REPLICATES: u64 = 64;
const SEED: u64 = 1;

fn build(scenario: &Scenario) -> Result<Table> {
    let line = Line::new(scenario.alpha(), Separation::new(DELTA)?)?;
    let beta0 = Weight::new(BETA0)?;
    let rules = [
        ("SFT", Rule::Sft),
        ("SFT", Rule::SftReplay { rho: 0.2 }),
        ("reverse KL", Rule::ReverseKl),
        ("reverse KL", Rule::ReverseKlReplay { rho: 0.05 }),
        ("reverse KL", Rule::ReverseKlReplay { rho: 0.2 }),
    ];
    let mut rows = Vec::new();
    for (name, rule) in rules {
        let population = population(rule, scenario.alpha())?;
        for batch in [4, 16, 64] {
            let training = Training {
                rule,
                batch,
                steps: STEPS,
                rate: RATE,
            };
            let learners = training.replicates(&line, line.learner(beta0), SEED, REPLICATES)?;
            let mut kept: Vec<f64> = learners.iter().map(LineLearner::old_weight).collect();
            kept.sort_by(f64::total_cmp);
            let quantile = |p: f64| kept[((kept.len() - 1) as f64 * p) as usize];
            let own = matches!(rule, Rule::ReverseKl | Rule::ReverseKlReplay { .. });
            let starved = Starvation::new(beta0, rule.rho(), batch as u32)?.probability();
            rows.push(vec![
                Cell::text(name),
                Cell::Input(rule.rho()),
                Cell::Count(batch as u64),
                if own {
                    Cell::within(starved, PROBABILITY_ACCURACY)
                } else {
                    Cell::Missing
                },
                digits(quantile(0.1)),
                digits(quantile(0.5)),
                digits(quantile(0.9)),
                Cell::within(population, POPULATION_ACCURACY),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Old weight after {STEPS} steps on finite batches (δ = {DELTA}, α = {}, β(0) = {BETA0}, {REPLICATES} runs)",
            input(scenario.alpha().old())
        ),
        claims: &["C9", "C10", "C11", "B1", "B5"],
        columns: vec![
            Column::new("method", "method", "method"),
            Column::new("rho", "ρ", "$\\rho$"),
            Column::new("batch", "N", "$N$"),
            Column::new("starved", "first batch starves", "first batch starves"),
            Column::new("low", "10 % keep less than", "10 \\%"),
            Column::new("median", "median old weight", "median"),
            Column::new("high", "10 % keep more than", "90 \\%"),
            Column::new("population", "population", "population"),
        ],
        rows,
        notes: vec![format!(
            "Plain stochastic gradient descent of rate {RATE} in (φ, m_o, m_n), seed {SEED}; the population takes the same steps with \
             exact gradients. Reverse KL leaves the boundary slowly (C2), and without replay small batches scatter by a factor of ten around the population, because most of them hold no old \
             sample. Replay leaves the population where it is (C9) and narrows the scatter (C10)."
        )],
    })
}

/// The old weight after the same steps with exact gradients.
fn population(rule: Rule, alpha: Weight) -> Result<f64> {
    let modes = TwoModes::on_the_line(Separation::new(DELTA)?);
    let data = |rho: f64| Ok::<_, Error>(modes.mixture(Weight::new(rho)?));
    let objective: Box<dyn Objective> = match rule {
        Rule::Sft | Rule::SftReplay { .. } => Box::new(ForwardKl::new(data(rule.rho())?)),
        Rule::ReverseKl | Rule::ReverseKlReplay { .. } => {
            Box::new(ReverseKl::new(modes.mixture(alpha)))
        }
    };
    let mut learner = data(BETA0)?;
    for _ in 0..STEPS {
        let step = objective.value_and_gradient(&learner).1 * RATE;
        learner = Mixture::from_parameters((learner.to_parameters() - step).as_slice());
    }
    Ok(learner.weight().old())
}

/// A quantile of so few runs: two digits say it all.
fn digits(value: f64) -> Cell {
    Cell::Number { value, digits: 2 }
}
