//! The published two-mode simulation, beside ours and the population's.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::Scenario;
use crate::simulate::chen::{
    BATCH, COLUMNS, METHODS, NEW_MEAN, POPULATION_ACCURACY, Row, Target, WeightTail, population,
    published, replicate, summarise, tail_index, tail_index_seen, weight_tail,
};
use crate::table::{Cell, Field, Table, Verdict, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "chen-two-mode",
    about: "the two-mode simulation of arXiv:2510.18874: published results of 200 seeds, our Monte Carlo, our population run",
    uses: &[],
    build,
};

pub(crate) const WEIGHTS: TableEntry = TableEntry {
    name: "chen-weights",
    about: "why its reinforce rows miss the population: importance weights without a variance, by batch size",
    uses: &[],
    build: weights,
};

/// Replicates here; `simulate chen-two-mode` runs as many as are asked for.
const REPLICATES: u64 = 16;
const SEED: u64 = 1;
/// The parameters shown: w, new mean, new sd.
const SHOWN: [(usize, &str); 3] = [(0, "old weight"), (3, "new mean"), (4, "new sd")];

fn build(_: &Scenario) -> Result<Table> {
    let target = Target::new(NEW_MEAN)?;
    let runs: Vec<_> = (0..REPLICATES)
        .into_par_iter()
        .map(|k| replicate(&target, BATCH, SEED, k))
        .collect();
    let ours = summarise(&target, &runs);
    let exact = summarise(
        &target,
        &[METHODS.map(|method| population(method, &target))],
    );
    let published = published();
    let rows = published.into_iter().flat_map(|theirs| {
        let same = |row: &&Row| row.method == theirs.method && row.iteration == theirs.iteration;
        let of = |rows: &[Row]| rows.iter().find(same).cloned();
        let (ours, exact) = (of(&ours), of(&exact));
        SHOWN.map(|(at, parameter)| Compared {
            at,
            parameter,
            theirs: theirs.clone(),
            ours: ours.clone(),
            exact: exact.clone(),
        })
    });
    let rows: Vec<Compared> = rows.collect();
    let (columns, rows) = laid_out(COMPARED, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "The two-mode simulation of arXiv:2510.18874, published and reproduced".into(),
        claims: &["C10"],
        columns,
        rows,
        notes: vec![format!(
            "Published: 200 seeds of the authors' code. Ours: {REPLICATES} seeds (seed {SEED}). The verdict says whether the published mean lies within five standard \
             errors of the population. For reinforce nothing of the kind is claimed: its importance weights q/q_2 have no variance, so batches of 1000 miss the rare samples that carry \
             the population's gradient (C10 bounds the weights by replay); see the table chen-weights."
        )],
    })
}

/// One parameter of one published row, beside ours and the population's.
struct Compared {
    at: usize,
    parameter: &'static str,
    theirs: Row,
    ours: Option<Row>,
    exact: Option<Row>,
}

impl Compared {
    /// The published standard error.
    fn error(&self) -> f64 {
        let error = self.theirs.standard_error.map_or(f64::NAN, |e| e[self.at]);
        error.max(PRINTED)
    }

    /// From the population, in standard errors.
    fn distance(&self) -> f64 {
        let exact = self.exact.as_ref();
        exact.map_or(f64::NAN, |row| {
            (self.theirs.mean[self.at] - row.mean[self.at]) / self.error()
        })
    }

    fn verdict(&self) -> Cell {
        match self.theirs.method.starts_with("forward") {
            true if self.distance().abs() <= 5.0 => Cell::Verdict(Verdict::HoldsOnSamples),
            true => Cell::Verdict(Verdict::Undecided),
            false => Cell::Missing,
        }
    }
}

/// A mean, to a tenth of its standard error.
fn mean_of(value: f64, standard_error: f64) -> Cell {
    Cell::within(value, (0.1 * standard_error / value.abs()).min(0.1))
}

fn two(value: f64) -> Cell {
    Cell::Number { value, digits: 2 }
}

const COMPARED: &[Field<Compared>] = &[
    Field::new("method", "method", "method", |r| {
        Cell::text(&r.theirs.method)
    }),
    Field::new("iteration", "step", "step", |r| {
        Cell::Count(r.theirs.iteration as u64)
    }),
    Field::new("parameter", "parameter", "parameter", |r| {
        Cell::text(r.parameter)
    }),
    Field::new("published", "published", "published", |r| {
        mean_of(r.theirs.mean[r.at], r.error())
    }),
    Field::new("published_error", "± s.e.", "s.e.", |r| two(r.error())),
    Field::new("simulated", "our Monte Carlo", "ours", |r| {
        r.ours.as_ref().map_or(Cell::Missing, |row| {
            mean_of(row.mean[r.at], row.standard_error.map_or(0.1, |e| e[r.at]))
        })
    }),
    Field::new("simulated_error", "± s.e.", "s.e.", |r| {
        let errors = r.ours.as_ref().and_then(|row| row.standard_error);
        errors.map_or(Cell::Missing, |e| two(e[r.at]))
    }),
    Field::new("population", "population", "population", |r| {
        r.exact.as_ref().map_or(Cell::Missing, |row| {
            Cell::within(row.mean[r.at], POPULATION_ACCURACY)
        })
    }),
    Field::new(
        "distance",
        "published - population, in s.e.",
        "distance/s.e.",
        |r| two(r.distance()),
    ),
    Field::verdict(Compared::verdict),
];

/// Rows of a simulation as a table, in the columns of the published results.
///
/// ```
/// use forgetting::exhibit::chen_rows;
/// use forgetting::simulate::chen::{METHODS, NEW_MEAN, REPORTED, Target, population, summarise};
/// let target = Target::new(NEW_MEAN)?;
/// let run = METHODS.map(|method| population(method, &target));
/// let table = chen_rows(&summarise(&target, &[run]));
/// assert_eq!(table.rows.len(), METHODS.len() * REPORTED.len());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn chen_rows(rows: &[Row]) -> Table {
    let (columns, rows) = laid_out(REPORTED, rows);
    Table {
        name: "chen-two-mode",
        caption: "The two-mode simulation of arXiv:2510.18874".into(),
        claims: &["C10"],
        columns,
        rows,
        notes: Vec::new(),
    }
}

/// The published results' own columns: mean and standard error of each of [`COLUMNS`].
const REPORTED: &[Field<Row>] = &[
    Field::new("target_new_mean", "target", "target", |r| {
        Cell::Input(r.target_new_mean)
    }),
    Field::new("method", "method", "method", |r| Cell::text(&r.method)),
    Field::new("iteration", "step", "step", |r| {
        Cell::Count(r.iteration as u64)
    }),
    Field::new("old_weight_mean", "old weight", "$w$", mean::<0>),
    Field::new("old_weight_stderr", "± s.e.", "s.e.", error::<0>),
    Field::new("old_mean_mean", "old mean", "$m_1$", mean::<1>),
    Field::new("old_mean_stderr", "± s.e.", "s.e.", error::<1>),
    Field::new("old_sd_mean", "old sd", "$s_1$", mean::<2>),
    Field::new("old_sd_stderr", "± s.e.", "s.e.", error::<2>),
    Field::new("new_mean_mean", "new mean", "$m_2$", mean::<3>),
    Field::new("new_mean_stderr", "± s.e.", "s.e.", error::<3>),
    Field::new("new_sd_mean", "new sd", "$s_2$", mean::<4>),
    Field::new("new_sd_stderr", "± s.e.", "s.e.", error::<4>),
    Field::new(
        "old_area_overlap_mean",
        "old area overlap",
        "old overlap",
        mean::<5>,
    ),
    Field::new("old_area_overlap_stderr", "± s.e.", "s.e.", error::<5>),
    Field::new(
        "new_area_overlap_mean",
        "new area overlap",
        "new overlap",
        mean::<6>,
    ),
    Field::new("new_area_overlap_stderr", "± s.e.", "s.e.", error::<6>),
];

const _: () = assert!(REPORTED.len() == 3 + 2 * COLUMNS.len());

/// The published table prints eight decimals.
const PRINTED: f64 = 0.5e-8;
/// No more than twelve digits of a mean are printed, however small its standard error.
const DIGITS: f64 = 1e-12;

fn mean<const AT: usize>(row: &Row) -> Cell {
    let value = row.mean[AT];
    let error = row.standard_error.map_or(POPULATION_ACCURACY, |errors| {
        // A tenth of a standard error is the last digit worth printing.
        (0.1 * errors[AT] / value.abs()).clamp(DIGITS, 0.1)
    });
    Cell::within(value, error)
}

fn error<const AT: usize>(row: &Row) -> Cell {
    row.standard_error
        .map_or(Cell::Missing, |errors| Cell::Number {
            value: errors[AT],
            digits: 3,
        })
}

const TAIL: &[Field<WeightTail>] = &[
    Field::new("batch", "N", "$N$", |t| Cell::Count(t.batch as u64)),
    Field::new("mean", "mean weight", "mean", |t| Cell::Number {
        value: t.mean,
        digits: 3,
    }),
    Field::new("variance", "sample variance", "variance", |t| {
        Cell::Number {
            value: t.variance,
            digits: 3,
        }
    }),
    Field::new(
        "largest_share",
        "share of the largest",
        "largest share",
        |t| two(t.largest_share),
    ),
    Field::new("hill", "tail index, Hill", "Hill", |t| two(t.hill)),
    Field::new("seen", "tail index seen at 1/N", "index at $1/N$", |t| {
        Cell::Number {
            value: tail_index_seen(1.0 / t.batch as f64),
            digits: 4,
        }
    }),
];

fn weights(_: &Scenario) -> Result<Table> {
    let batches = [1_000, 10_000, 100_000, 1_000_000];
    let tails: Vec<WeightTail> = batches
        .into_par_iter()
        .map(|batch| weight_tail(batch, SEED))
        .collect();
    let (columns, rows) = laid_out(TAIL, &tails);
    Ok(Table {
        name: WEIGHTS.name,
        caption: "Importance weights q/((1-w) N_2) of the published start, one batch each".into(),
        claims: &["C10"],
        columns,
        rows,
        notes: vec![format!(
            "The expected weight is 1/(1-w) = 4; a batch of a million still shows half of it. The tail index tends to 1/(1 - (s_2/s_1)²) = {:.4}, below 2: the variance is \
             infinite and grows with N. At the sizes of a batch the index seen is below 1, where even the mean does not settle.",
            tail_index(1.0, 0.7)
        )],
    })
}
