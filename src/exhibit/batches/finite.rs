//! What finite batches do to the old mass, by batch size and replay rate.

use crate::error::{Error, Result};
use crate::exhibit::TableEntry;
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{ForwardKl, Objective, ReverseKl};
use crate::simulate::chen::POPULATION_ACCURACY;
use crate::simulate::{Line, LineLearner, PROBABILITY_ACCURACY, Rule, Starvation, Training};
use crate::table::{Cell, Field, Table, input, laid_out};

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

const RULES: [Rule; 5] = [
    Rule::Sft,
    Rule::SftReplay { rho: 0.2 },
    Rule::ReverseKl,
    Rule::ReverseKlReplay { rho: 0.05 },
    Rule::ReverseKlReplay { rho: 0.2 },
];

struct Row {
    rule: Rule,
    batch: usize,
    /// The probability that the first batch has no old sample, where samples are the learner's own.
    starved: Option<f64>,
    /// Old weights at the end, ascending.
    kept: Vec<f64>,
    population: f64,
}

impl Row {
    fn new(line: &Line, rule: Rule, batch: usize, population: f64) -> Result<Self> {
        let beta0 = Weight::new(BETA0)?;
        let training = Training {
            rule,
            batch,
            steps: STEPS,
            rate: RATE,
        };
        let learners = training.replicates(line, line.learner(beta0), SEED, REPLICATES)?;
        let mut kept: Vec<f64> = learners.iter().map(LineLearner::old_weight).collect();
        kept.sort_by(f64::total_cmp);
        let own = matches!(rule, Rule::ReverseKl | Rule::ReverseKlReplay { .. });
        let starved = Starvation::new(beta0, rule.rho(), batch as u32)?.probability();
        Ok(Self {
            rule,
            batch,
            starved: own.then_some(starved),
            kept,
            population,
        })
    }

    /// A quantile of so few runs: two digits say it all.
    fn quantile(&self, p: f64) -> Cell {
        Cell::Number {
            value: self.kept[((self.kept.len() - 1) as f64 * p) as usize],
            digits: 2,
        }
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("method", "method", "method", |r| {
        Cell::text(match r.rule {
            Rule::Sft | Rule::SftReplay { .. } => "SFT",
            Rule::ReverseKl | Rule::ReverseKlReplay { .. } => "reverse KL",
        })
    }),
    Field::new("rho", "ρ", "$\\rho$", |r| Cell::Input(r.rule.rho())),
    Field::new("batch", "N", "$N$", |r| Cell::Count(r.batch as u64)),
    Field::new(
        "starved",
        "first batch starves",
        "first batch starves",
        |r| {
            let known = |p| Cell::within(p, PROBABILITY_ACCURACY);
            r.starved.map_or(Cell::Missing, known)
        },
    ),
    Field::new("low", "10 % keep less than", "10 \\%", |r| r.quantile(0.1)),
    Field::new("median", "median old weight", "median", |r| r.quantile(0.5)),
    Field::new("high", "10 % keep more than", "90 \\%", |r| r.quantile(0.9)),
    Field::new("population", "population", "population", |r| {
        Cell::within(r.population, POPULATION_ACCURACY)
    }),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let line = Line::new(scenario.alpha(), Separation::new(DELTA)?)?;
    let mut rows = Vec::new();
    for rule in RULES {
        let population = population(rule, scenario.alpha())?;
        for batch in [4, 16, 64] {
            rows.push(Row::new(&line, rule, batch, population)?);
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Old weight after {STEPS} steps on finite batches (δ = {DELTA}, α = {}, β(0) = {BETA0}, {REPLICATES} runs)",
            input(scenario.alpha().old())
        ),
        claims: &["C9", "C10", "C11", "B1", "B5"],
        columns,
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
