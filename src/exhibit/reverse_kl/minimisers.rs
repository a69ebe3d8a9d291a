//! C1: reverse KL from several starts, in several dimensions.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{Free, GRADIENT_TOLERANCE, minimise};
use crate::model::{Mixture, Scenario, Weight, shipped_scenarios};
use crate::objective::{ReverseKl, VALUE_ACCURACY};
use crate::overlap::{ACCURACY, fisher};
use crate::table::{Cell, Field, Table, Verdict, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "reverse-kl-minimisers",
    about: "where reverse KL ends with all parameters free, from several starts and in several dimensions (C1)",
    uses: &[],
    build,
};

struct Row {
    scenario: String,
    d: usize,
    delta: f64,
    alpha: f64,
    start: &'static str,
    /// Whether the label swap of the target was reached.
    swapped: bool,
    /// The weight, and how far the means are off, labels put right.
    weight: f64,
    old_drift: f64,
    new_error: f64,
    /// The largest difference of a parameter, and what the gradient's tolerance leaves of it.
    distance: f64,
    error: f64,
    value: f64,
    iterations: u64,
}

impl Row {
    fn new(
        scenario: &Scenario,
        objective: &ReverseKl,
        start_name: &'static str,
        start: &Mixture,
    ) -> Result<Self> {
        let target = objective.target();
        let (alpha, separation) = (scenario.alpha(), scenario.modes().separation());
        let found = minimise(objective, start, Free::All)?;
        let (swapped, distance) = distance_to(&found.learner, target);
        let aligned = if swapped {
            found.learner.swapped()
        } else {
            found.learner
        };
        // A gradient of g leaves the parameters within g / lambda_min of the optimum.
        let least = fisher(alpha, separation).min_eigenvalue_in(target.dimension());
        Ok(Self {
            scenario: scenario.name().to_owned(),
            d: scenario.modes().dimension(),
            delta: separation.delta(),
            alpha: alpha.old(),
            start: start_name,
            swapped,
            weight: aligned.weight().old(),
            old_drift: (aligned.old_mean() - target.old_mean()).norm(),
            new_error: (aligned.new_mean() - target.new_mean()).norm(),
            distance,
            error: GRADIENT_TOLERANCE / least,
            value: found.value,
            iterations: found.iterations,
        })
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("scenario", "scenario", "scenario", |r| {
        Cell::text(&r.scenario)
    }),
    Field::new("d", "d", "$d$", |r| Cell::Count(r.d as u64)),
    Field::new("delta", "δ", "$\\delta$", |r| {
        Cell::within(r.delta, ACCURACY)
    }),
    Field::detail("alpha", "α", "$\\alpha$", |r| Cell::Input(r.alpha)),
    Field::new("start", "start", "start", |r| Cell::text(r.start)),
    Field::new("exact", "old weight β*", "$\\beta^*$", |r| {
        Cell::within(r.weight, r.error / r.alpha)
    }),
    Field::new("old_drift", "old-mean drift", "old drift", |r| {
        size(r.old_drift, r.error)
    }),
    Field::new("new_error", "new-mean error", "new error", |r| {
        size(r.new_error, r.error)
    }),
    Field::detail("value", "KL", "KL", |r| {
        size(r.value, VALUE_ACCURACY * VALUE_ACCURACY)
    }),
    Field::detail("gradient_norm", "gradient norm", "gradient", |_| {
        Cell::below(GRADIENT_TOLERANCE)
    }),
    Field::new("iterations", "iterations", "iterations", |r| {
        Cell::Count(r.iterations)
    }),
    Field::new("end", "ends at", "ends at", |r| {
        Cell::text(if r.swapped { "label swap" } else { "target" })
    }),
    Field::verdict(|r| Cell::Verdict(Verdict::of_equality(r.distance, 0.0, r.error))),
];

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for scenario in shipped_scenarios() {
        let target = scenario.modes().mixture(scenario.alpha());
        let objective = ReverseKl::new(target.clone());
        for (label, start) in starts(&scenario, &target)? {
            rows.push(Row::new(&scenario, &objective, label, &start)?);
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "Reverse KL with weight and both means free: the minimiser reached from each start (whitened units)".into(),
        claims: &["C1"],
        columns,
        rows,
        notes: vec![
            "KL = 0 only at the target or its label swap (C1): no mass forgetting, no drift. Drift and error are bounded by the gradient norm over the \
             smallest Fisher eigenvalue."
                .into(),
        ],
    })
}

fn starts(scenario: &Scenario, target: &Mixture) -> Result<Vec<(&'static str, Mixture)>> {
    let (old, new) = (target.old_mean(), target.new_mean());
    let axis = new - old;
    let light = Weight::new(0.05)?;
    let half = Weight::new(0.5)?;
    Ok(vec![
        ("scenario", scenario.start().clone()),
        (
            "old weight 0.05",
            Mixture::new(light, old.clone(), old + &axis * 0.8)?,
        ),
        (
            "both means off",
            Mixture::new(half, old - &axis * 0.2, new + &axis * 0.3)?,
        ),
        (
            "labels swapped",
            Mixture::new(half, new - &axis * 0.1, old + &axis * 0.1)?,
        ),
    ])
}

/// Whether the label swap of the target is nearer, and the largest parameter difference to the nearer one.
fn distance_to(found: &Mixture, target: &Mixture) -> (bool, f64) {
    let distance = |m: &Mixture| {
        let means = (m.old_mean() - target.old_mean())
            .norm()
            .max((m.new_mean() - target.new_mean()).norm());
        means.max((m.weight().old() - target.weight().old()).abs())
    };
    let (straight, across) = (distance(found), distance(&found.swapped()));
    (across < straight, straight.min(across))
}

/// A size that is zero in theory: only its order against the known error is meaningful.
fn size(value: f64, error: f64) -> Cell {
    if value <= error {
        Cell::below(error)
    } else {
        Cell::within(value, 0.1)
    }
}
