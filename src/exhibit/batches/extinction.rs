//! C12: training on one's own samples, by batch size and replay.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::law::{GaussianLaw, extinction};
use crate::model::{Scenario, Separation, Weight};
use crate::simulate::{Fates, INTERVAL_ACCURACY, OwnSamples, PROBABILITY_ACCURACY, SampleReplay};
use crate::table::{Cell, Column, Table, Verdict};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "extinction",
    about: "how often a learner trained on its own samples loses the old mode, by batch size and replay: C12's limit beside simulated runs",
    uses: &[],
    build,
};

const RUNS: u64 = 1000;
const STEPS: u64 = 4000;
/// A mode is gone below this weight.
const FLOOR: f64 = 0.01;
const SEED: u64 = 1;
/// The intervals miss the probability at most this often.
const MISS: f64 = 1e-9;

fn build(_: &Scenario) -> Result<Table> {
    let replays = [
        SampleReplay::None,
        SampleReplay::Weighted(0.2),
        SampleReplay::Counted(0.2),
    ];
    let mut rows = Vec::new();
    for delta in [2.0, 4.0] {
        for beta in [0.1, 0.3, 0.7] {
            for batch in [2, 8, 32] {
                for replay in replays {
                    rows.push(row(delta, beta, batch, replay)?);
                }
            }
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Training on own samples, N a step: how often the old weight falls below {FLOOR} before the new one does"
        ),
        claims: &["C12"],
        columns: vec![
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("beta0", "β0", "$\\beta_0$"),
            Column::new("batch", "N", "$N$"),
            Column::new("replay", "replay", "replay"),
            Column::new("rho", "ρ", "$\\rho$"),
            Column::new("limit", "lost in the end", "lost"),
            Column::new("least", "before the floor, at least", "at least"),
            Column::new("most", "at most", "at most"),
            Column::new("simulated", "simulated", "simulated"),
            Column::new("low", "interval from", "from").detail(),
            Column::new("high", "to", "to"),
            Column::new("open", "not ended", "open").detail(),
            Column::new("steps", "mean steps", "steps"),
            Column::new("factor", "1 - D/N", "$1-D/N$").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            format!(
                "{RUNS} runs a row of at most {STEPS} steps, seed {SEED}. The weight is a martingale without replay and with replay through importance weights: it is lost in the end with probability 1 - β0, and below the \
                 floor first with a probability between 1 - β0/(1 - {FLOOR}) and (1 - β0)/(1 - {FLOOR}). Old data counted like own samples push the weight up: only the upper side holds, and it is the new mode that is lost."
            ),
            "1 - D/N: the factor of E[β(1-β)] in the first step without replay. Verdict: the Clopper-Pearson interval, which misses once in a thousand million times, meets the two sides; runs that have not ended count for either."
                .into(),
        ],
    })
}

fn row(delta: f64, beta: f64, batch: u32, replay: SampleReplay) -> Result<Vec<Cell>> {
    let (separation, start) = (Separation::new(delta)?, Weight::new(beta)?);
    let game = OwnSamples::new(separation, batch, replay)?;
    let Fates { lost, open, steps } = game.simulate(start, FLOOR, RUNS, STEPS, SEED)?;
    let theory = extinction(&GaussianLaw::new(separation), start, u64::from(batch))?;
    let martingale = !matches!(replay, SampleReplay::Counted(_));
    let most = start.new_mode() / (1.0 - FLOOR);
    let least = if martingale {
        1.0 - start.old() / (1.0 - FLOOR)
    } else {
        0.0
    };
    // Runs that have not ended may yet go either way.
    let all = |hits: u64| crate::simulate::Frequency { hits, trials: RUNS };
    let (low, _) = all(lost.hits).clopper_pearson(MISS);
    let (_, high) = all(lost.hits + open).clopper_pearson(MISS);
    let label = match replay {
        SampleReplay::None => "none",
        SampleReplay::Weighted(_) => "weighted",
        SampleReplay::Counted(_) => "counted",
    };
    Ok(vec![
        Cell::Input(delta),
        Cell::Input(beta),
        Cell::Count(u64::from(batch)),
        Cell::text(label),
        Cell::Input(replay.rho()),
        if martingale {
            Cell::exact(theory.probability)
        } else {
            Cell::Missing
        },
        Cell::within(least, PROBABILITY_ACCURACY),
        Cell::within(most, PROBABILITY_ACCURACY),
        Cell::Input(all(lost.hits).share()),
        Cell::within(low, INTERVAL_ACCURACY),
        Cell::within(high, INTERVAL_ACCURACY),
        Cell::Count(open),
        Cell::within(steps, INTERVAL_ACCURACY),
        if replay == SampleReplay::None {
            Cell::within(theory.diversity_factor, PROBABILITY_ACCURACY)
        } else {
            Cell::Missing
        },
        Cell::Verdict(if low <= most && least <= high {
            Verdict::HoldsOnSamples
        } else {
            Verdict::Undecided
        }),
    ])
}
