//! The published two-mode simulation, beside ours and the population's.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::Scenario;
use crate::simulate::chen::{
    BATCH, COLUMNS, METHODS, NEW_MEAN, POPULATION_ACCURACY, Row, Target, population, published,
    replicate, summarise, tail_index, tail_index_seen, weight_tail,
};
use crate::table::{Cell, Column, Table, Verdict};
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
    let rows = published.iter().flat_map(|theirs| {
        let same = |row: &&Row| row.method == theirs.method && row.iteration == theirs.iteration;
        let (ours, exact) = (ours.iter().find(same), exact.iter().find(same));
        SHOWN.map(|(at, name)| cells(theirs, ours, exact, at, name))
    });
    Ok(Table {
        name: ENTRY.name,
        caption: "The two-mode simulation of arXiv:2510.18874, published and reproduced".into(),
        claims: &["C10"],
        columns: vec![
            Column::new("method", "method", "method"),
            Column::new("iteration", "step", "step"),
            Column::new("parameter", "parameter", "parameter"),
            Column::new("published", "published", "published"),
            Column::new("published_error", "± s.e.", "s.e."),
            Column::new("simulated", "our Monte Carlo", "ours"),
            Column::new("simulated_error", "± s.e.", "s.e."),
            Column::new("population", "population", "population"),
            Column::new(
                "distance",
                "published - population, in s.e.",
                "distance/s.e.",
            ),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows: rows.collect(),
        notes: vec![format!(
            "Published: 200 seeds of the authors' code. Ours: {REPLICATES} seeds (seed {SEED}). The verdict says whether the published mean lies within five standard \
             errors of the population. For reinforce nothing of the kind is claimed: its importance weights q/q_2 have no variance, so batches of 1000 miss the rare samples that carry \
             the population's gradient (C10 bounds the weights by replay); see the table chen-weights."
        )],
    })
}

fn cells(
    theirs: &Row,
    ours: Option<&Row>,
    exact: Option<&Row>,
    at: usize,
    name: &str,
) -> Vec<Cell> {
    let error = theirs.standard_error.map_or(f64::NAN, |e| e[at]);
    // The published table prints eight decimals.
    let error = error.max(0.5e-8);
    let number = |value: f64, error: f64| Cell::within(value, (error / value.abs()).min(0.1));
    let two = |value: f64| Cell::Number { value, digits: 2 };
    let distance = exact.map_or(f64::NAN, |row| (theirs.mean[at] - row.mean[at]) / error);
    let forward = theirs.method.starts_with("forward");
    vec![
        Cell::text(&theirs.method),
        Cell::Count(theirs.iteration as u64),
        Cell::text(name),
        number(theirs.mean[at], 0.1 * error),
        two(error),
        ours.map_or(Cell::Missing, |row| {
            let error = row.standard_error.map_or(0.1, |e| e[at]);
            number(row.mean[at], 0.1 * error)
        }),
        ours.and_then(|row| row.standard_error)
            .map_or(Cell::Missing, |e| two(e[at])),
        exact.map_or(Cell::Missing, |row| {
            Cell::within(row.mean[at], POPULATION_ACCURACY)
        }),
        two(distance),
        if forward && distance.abs() <= 5.0 {
            Cell::Verdict(Verdict::HoldsOnSamples)
        } else if forward {
            Cell::Verdict(Verdict::Undecided)
        } else {
            Cell::Missing
        },
    ]
}

/// Rows of a simulation as a table, in the columns of the published results.
pub fn chen_rows(rows: &[Row]) -> Table {
    let mut columns = vec![
        Column::new("target_new_mean", "target", "target"),
        Column::new("method", "method", "method"),
        Column::new("iteration", "step", "step"),
    ];
    columns.extend(PARAMETERS.iter().flatten());
    let cells = rows.iter().map(|row| {
        let mut cells = vec![
            Cell::Input(row.target_new_mean),
            Cell::text(&row.method),
            Cell::Count(row.iteration as u64),
        ];
        for at in 0..COLUMNS.len() {
            let value = row.mean[at];
            match row.standard_error {
                None => cells.extend([Cell::within(value, POPULATION_ACCURACY), Cell::Missing]),
                Some(errors) => {
                    // A tenth of a standard error is the last digit worth printing.
                    let relative = (0.1 * errors[at] / value.abs()).clamp(1e-12, 0.1);
                    let error = Cell::Number {
                        value: errors[at],
                        digits: 3,
                    };
                    cells.extend([Cell::within(value, relative), error]);
                }
            }
        }
        cells
    });
    Table {
        name: "chen-two-mode",
        caption: "The two-mode simulation of arXiv:2510.18874".into(),
        claims: &["C10"],
        columns,
        rows: cells.collect(),
        notes: Vec::new(),
    }
}

/// Mean and standard error of each of [`COLUMNS`].
const PARAMETERS: [[Column; 2]; COLUMNS.len()] = [
    [
        Column::new("old_weight_mean", "old weight", "$w$"),
        Column::new("old_weight_stderr", "± s.e.", "s.e."),
    ],
    [
        Column::new("old_mean_mean", "old mean", "$m_1$"),
        Column::new("old_mean_stderr", "± s.e.", "s.e."),
    ],
    [
        Column::new("old_sd_mean", "old sd", "$s_1$"),
        Column::new("old_sd_stderr", "± s.e.", "s.e."),
    ],
    [
        Column::new("new_mean_mean", "new mean", "$m_2$"),
        Column::new("new_mean_stderr", "± s.e.", "s.e."),
    ],
    [
        Column::new("new_sd_mean", "new sd", "$s_2$"),
        Column::new("new_sd_stderr", "± s.e.", "s.e."),
    ],
    [
        Column::new("old_area_overlap_mean", "old area overlap", "old overlap"),
        Column::new("old_area_overlap_stderr", "± s.e.", "s.e."),
    ],
    [
        Column::new("new_area_overlap_mean", "new area overlap", "new overlap"),
        Column::new("new_area_overlap_stderr", "± s.e.", "s.e."),
    ],
];

fn weights(_: &Scenario) -> Result<Table> {
    let rows = [1_000, 10_000, 100_000, 1_000_000].map(|batch| {
        let tail = weight_tail(batch, SEED);
        vec![
            Cell::Count(batch as u64),
            Cell::Number {
                value: tail.mean,
                digits: 3,
            },
            Cell::Number {
                value: tail.variance,
                digits: 3,
            },
            Cell::Number {
                value: tail.largest_share,
                digits: 2,
            },
            Cell::Number {
                value: tail.hill,
                digits: 2,
            },
            Cell::Number {
                value: tail_index_seen(1.0 / batch as f64),
                digits: 4,
            },
        ]
    });
    Ok(Table {
        name: WEIGHTS.name,
        caption: "Importance weights q/((1-w) N_2) of the published start, one batch each".into(),
        claims: &["C10"],
        columns: vec![
            Column::new("batch", "N", "$N$"),
            Column::new("mean", "mean weight", "mean"),
            Column::new("variance", "sample variance", "variance"),
            Column::new("largest_share", "share of the largest", "largest share"),
            Column::new("hill", "tail index, Hill", "Hill"),
            Column::new("seen", "tail index seen at 1/N", "index at $1/N$"),
        ],
        rows: rows.to_vec(),
        notes: vec![format!(
            "The expected weight is 1/(1-w) = 4; a batch of a million still shows half of it. The tail index tends to 1/(1 - (s_2/s_1)²) = {:.4}, below 2: the variance is \
             infinite and grows with N. At the sizes of a batch the index seen is below 1, where even the mean does not settle.",
            tail_index(1.0, 0.7)
        )],
    })
}
