//! C11: how often a batch holds no old sample, exact and simulated.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::{Scenario, Weight};
use crate::simulate::{INTERVAL_ACCURACY, PROBABILITY_ACCURACY, Starvation};
use crate::table::{Cell, Column, Table, Verdict};

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

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for beta in [0.001, 0.01, 0.1, 0.5] {
        for batch in [8, 64, 512] {
            for rho in [0.0, 0.05, 0.2] {
                let starvation = Starvation::new(Weight::new(beta)?, rho, batch)?;
                let exact = starvation.probability();
                let seen = starvation.simulate(BATCHES, SEED);
                let (low, high) = seen.clopper_pearson(MISS);
                let inside = low <= exact && exact <= high;
                rows.push(vec![
                    Cell::Input(beta),
                    Cell::Count(u64::from(batch)),
                    Cell::Input(rho),
                    Cell::within(exact, PROBABILITY_ACCURACY),
                    Cell::Input(seen.share()),
                    Cell::within(low, INTERVAL_ACCURACY),
                    Cell::within(high, INTERVAL_ACCURACY),
                    Cell::Verdict(if inside {
                        Verdict::HoldsOnSamples
                    } else {
                        Verdict::Undecided
                    }),
                ]);
            }
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: "Starvation: the probability that a batch of N holds no sample of the old mode"
            .into(),
        claims: &["C11"],
        columns: vec![
            Column::new("beta", "β", "$\\beta$"),
            Column::new("batch", "N", "$N$"),
            Column::new("rho", "ρ", "$\\rho$"),
            Column::new("exact", "((1-ρ)(1-β))^N", "$((1-\\rho)(1-\\beta))^N$"),
            Column::new("simulated", "simulated", "simulated"),
            Column::new("low", "at least", "at least").detail(),
            Column::new("high", "at most", "at most").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![format!(
            "{BATCHES} simulated batches a row, seed {SEED}. Clopper-Pearson intervals miss the probability at most once in a thousand million times."
        )],
    })
}
