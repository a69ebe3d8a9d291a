//! C12: training on one's own samples, by batch size and replay.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::law::{Extinction, GaussianLaw, extinction};
use crate::model::{Scenario, Separation, Weight};
use crate::simulate::{
    Fates, Frequency, INTERVAL_ACCURACY, OwnSamples, PROBABILITY_ACCURACY, SampleReplay,
};
use crate::table::{Cell, Field, Table, Verdict, laid_out};

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
                    rows.push(Row::new(delta, beta, batch, replay)?);
                }
            }
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Training on own samples, N a step: how often the old weight falls below {FLOOR} before the new one does"
        ),
        claims: &["C12"],
        columns,
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

struct Row {
    delta: f64,
    start: Weight,
    batch: u32,
    replay: SampleReplay,
    fates: Fates,
    theory: Extinction,
}

impl Row {
    fn new(delta: f64, beta: f64, batch: u32, replay: SampleReplay) -> Result<Self> {
        let (separation, start) = (Separation::new(delta)?, Weight::new(beta)?);
        let game = OwnSamples::new(separation, batch, replay)?;
        Ok(Self {
            delta,
            start,
            batch,
            replay,
            fates: game.simulate(start, FLOOR, RUNS, STEPS, SEED)?,
            theory: extinction(&GaussianLaw::new(separation), start, u64::from(batch))?,
        })
    }

    /// Whether the weight is a martingale.
    fn martingale(&self) -> bool {
        !matches!(self.replay, SampleReplay::Counted(_))
    }

    /// The sides of the probability to fall below the floor first.
    fn sides(&self) -> [f64; 2] {
        let least = if self.martingale() {
            1.0 - self.start.old() / (1.0 - FLOOR)
        } else {
            0.0
        };
        [least, self.start.new_mode() / (1.0 - FLOOR)]
    }

    /// The share of all runs that were lost, `more` of them added.
    fn lost(&self, more: u64) -> Frequency {
        Frequency {
            hits: self.fates.lost.hits + more,
            trials: RUNS,
        }
    }

    /// The interval of the probability; runs that have not ended may yet go either way.
    fn interval(&self) -> [f64; 2] {
        let (low, _) = self.lost(0).clopper_pearson(MISS);
        let (_, high) = self.lost(self.fates.open).clopper_pearson(MISS);
        [low, high]
    }

    fn verdict(&self) -> Verdict {
        let ([low, high], [least, most]) = (self.interval(), self.sides());
        if low <= most && least <= high {
            Verdict::HoldsOnSamples
        } else {
            Verdict::Undecided
        }
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("beta0", "β0", "$\\beta_0$", |r| Cell::Input(r.start.old())),
    Field::new("batch", "N", "$N$", |r| Cell::Count(u64::from(r.batch))),
    Field::new("replay", "replay", "replay", |r| {
        Cell::text(match r.replay {
            SampleReplay::None => "none",
            SampleReplay::Weighted(_) => "weighted",
            SampleReplay::Counted(_) => "counted",
        })
    }),
    Field::new("rho", "ρ", "$\\rho$", |r| Cell::Input(r.replay.rho())),
    Field::new("limit", "lost in the end", "lost", |r| {
        if r.martingale() {
            Cell::exact(r.theory.probability)
        } else {
            Cell::Missing
        }
    }),
    Field::new("least", "before the floor, at least", "at least", |r| {
        Cell::within(r.sides()[0], PROBABILITY_ACCURACY)
    }),
    Field::new("most", "at most", "at most", |r| {
        Cell::within(r.sides()[1], PROBABILITY_ACCURACY)
    }),
    Field::new("simulated", "simulated", "simulated", |r| {
        Cell::Input(r.lost(0).share())
    }),
    Field::detail("low", "interval from", "from", |r| {
        Cell::within(r.interval()[0], INTERVAL_ACCURACY)
    }),
    Field::detail("high", "interval to", "to", |r| {
        Cell::within(r.interval()[1], INTERVAL_ACCURACY)
    }),
    Field::detail("open", "not ended", "open", |r| Cell::Count(r.fates.open)),
    Field::new("steps", "mean steps", "steps", |r| {
        Cell::within(r.fates.steps, INTERVAL_ACCURACY)
    }),
    Field::detail("factor", "1 - D/N", "$1-D/N$", |r| {
        if r.replay == SampleReplay::None {
            Cell::within(r.theory.diversity_factor, PROBABILITY_ACCURACY)
        } else {
            Cell::Missing
        }
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];
