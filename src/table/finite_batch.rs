//! What finite batches do to the old mass, by batch size and replay rate.

use super::{Cell, Column, Table, TableEntry};
use crate::error::Result;
use crate::model::{Scenario, Separation, Weight};
use crate::simulate::{Line, LineLearner, Rule, Starvation, Training};

pub(super) const ENTRY: TableEntry = TableEntry {
    name: "finite-batch",
    about: "old mass left after reverse-KL training on finite batches, by batch size and replay rate (C9-C11), beside SFT",
    build,
};

const DELTA: f64 = 4.0;
const ALPHA: f64 = 0.5;
const BETA0: f64 = 0.05;
const STEPS: usize = 150;
const RATE: f64 = 0.2;
const REPLICATES: u64 = 64;
const SEED: u64 = 1;
/// Old mass below this counts as lost.
const LOST: f64 = 0.01;

fn build(_: &Scenario) -> Result<Table> {
    let line = Line::new(Weight::new(ALPHA)?, Separation::new(DELTA)?)?;
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
            let lost = kept.iter().filter(|&&weight| weight < LOST).count();
            let own = matches!(rule, Rule::ReverseKl | Rule::ReverseKlReplay { .. });
            let starved = Starvation::new(beta0, rule.rho(), batch as u32)?.probability();
            rows.push(vec![
                Cell::text(name),
                Cell::Input(rule.rho()),
                Cell::Count(batch as u64),
                if own {
                    Cell::within(starved, 1e-12)
                } else {
                    Cell::Missing
                },
                digits(quantile(0.1)),
                digits(quantile(0.5)),
                digits(quantile(0.9)),
                Cell::Count(lost as u64),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Old weight after {STEPS} steps on finite batches (δ = {DELTA}, α = {ALPHA}, β(0) = {BETA0}, {REPLICATES} runs)"
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
            Column::new("lost", "runs that lost it", "lost"),
        ],
        rows,
        notes: vec![format!(
            "Plain stochastic gradient descent of rate {RATE} in (φ, m_o, m_n), seed {SEED}; lost means an old weight below {LOST}. The population's flow of reverse KL tends to \
             α for every β(0); a batch without old samples cannot know of them."
        )],
    })
}

/// A quantile of so few runs: two digits say it all.
fn digits(value: f64) -> Cell {
    Cell::Number { value, digits: 2 }
}
