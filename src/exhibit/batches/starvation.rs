//! C11: how often a batch holds no old sample, exact and simulated.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::{Scenario, Weight};
use crate::simulate::{Frequency, INTERVAL_ACCURACY, PROBABILITY_ACCURACY, Starvation};
use crate::table::{Cell, Field, Table, Verdict, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "starvation",
    about: "how often a batch holds no sample of the old mode, with and without replay: C11 beside simulated batches",
    uses: &[],
    build,
};

/// Simulated batches a row.
const BATCHES: u64 = 20_000;
/// The intervals miss the probability at most this often.
const MISS: f64 = 1e-9;
const SEED: u64 = 1;

struct Row {
    beta: f64,
    batch: u32,
    rho: f64,
    exact: f64,
    seen: Frequency,
}

impl Row {
    fn interval(&self) -> (f64, f64) {
        self.seen.clopper_pearson(MISS)
    }

    fn verdict(&self) -> Verdict {
        let (low, high) = self.interval();
        if low <= self.exact && self.exact <= high {
            Verdict::HoldsOnSamples
        } else {
            Verdict::Undecided
        }
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("beta", "β", "$\\beta$", |r| Cell::Input(r.beta)),
    Field::new("batch", "N", "$N$", |r| Cell::Count(u64::from(r.batch))),
    Field::new("rho", "ρ", "$\\rho$", |r| Cell::Input(r.rho)),
    Field::new(
        "exact",
        "((1-ρ)(1-β))^N",
        "$((1-\\rho)(1-\\beta))^N$",
        |r| Cell::within(r.exact, PROBABILITY_ACCURACY),
    ),
    Field::new("simulated", "simulated", "simulated", |r| {
        Cell::Input(r.seen.share())
    }),
    Field::detail("low", "at least", "at least", |r| {
        Cell::within(r.interval().0, INTERVAL_ACCURACY)
    }),
    Field::detail("high", "at most", "at most", |r| {
        Cell::within(r.interval().1, INTERVAL_ACCURACY)
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for beta in [0.001, 0.01, 0.1, 0.5] {
        for batch in [8, 64, 512] {
            for rho in [0.0, 0.05, 0.2] {
                let starvation = Starvation::new(Weight::new(beta)?, rho, batch)?;
                rows.push(Row {
                    beta,
                    batch,
                    rho,
                    exact: starvation.probability(),
                    seen: starvation.simulate(BATCHES, SEED),
                });
            }
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "Starvation: the probability that a batch of N holds no sample of the old mode"
            .into(),
        claims: &["C11"],
        columns,
        rows,
        notes: vec![format!(
            "{BATCHES} simulated batches a row, seed {SEED}. Clopper-Pearson intervals miss the probability at most once in a thousand million times."
        )],
    })
}
