//! C1: reverse KL from several starts, in several dimensions.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{Free, GRADIENT_TOLERANCE, minimise};
use crate::model::{Mixture, Scenario, Weight, shipped_scenarios};
use crate::objective::{ReverseKl, VALUE_ACCURACY};
use crate::overlap::ACCURACY;
use crate::table::{Cell, Column, Table, Verdict};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "reverse-kl-minimisers",
    about: "where reverse KL ends with all parameters free, from several starts and in several dimensions (C1)",
    uses: &[],
    build,
};

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for scenario in shipped_scenarios() {
        let target = scenario.modes().mixture(scenario.alpha());
        let objective = ReverseKl::new(target.clone());
        for (label, start) in starts(&scenario, &target)? {
            let found = minimise(&objective, &start, Free::All)?;
            let end = &found.learner;
            let (swapped, distance) = distance_to(end, &target);
            let aligned = if swapped { end.swapped() } else { end.clone() };
            // A gradient of g leaves the parameters within g / lambda_min of the optimum.
            let information =
                crate::overlap::fisher(scenario.alpha(), scenario.modes().separation());
            let error = GRADIENT_TOLERANCE / information.min_eigenvalue_in(target.dimension());
            rows.push(vec![
                Cell::text(scenario.name()),
                Cell::Count(scenario.modes().dimension() as u64),
                Cell::within(scenario.modes().separation().delta(), ACCURACY),
                Cell::Input(scenario.alpha().old()),
                Cell::text(label),
                Cell::within(aligned.weight().old(), error / scenario.alpha().old()),
                size((aligned.old_mean() - target.old_mean()).norm(), error),
                size((aligned.new_mean() - target.new_mean()).norm(), error),
                size(found.value, VALUE_ACCURACY * VALUE_ACCURACY),
                Cell::below(GRADIENT_TOLERANCE),
                Cell::Count(found.iterations),
                Cell::text(if swapped { "label swap" } else { "target" }),
                Cell::Verdict(Verdict::of_equality(distance, 0.0, error)),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: "Reverse KL with weight and both means free: the minimiser reached from each start (whitened units)".into(),
        claims: &["C1"],
        columns: vec![
            Column::new("scenario", "scenario", "scenario"),
            Column::new("d", "d", "$d$"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("alpha", "α", "$\\alpha$").detail(),
            Column::new("start", "start", "start"),
            Column::new("exact", "old weight β*", "$\\beta^*$"),
            Column::new("old_drift", "old-mean drift", "old drift"),
            Column::new("new_error", "new-mean error", "new error"),
            Column::new("value", "KL", "KL").detail(),
            Column::new("gradient_norm", "gradient norm", "gradient").detail(),
            Column::new("iterations", "iterations", "iterations"),
            Column::new("end", "ends at", "ends at"),
            Column::new("verdict", "verdict", "verdict"),
        ],
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
