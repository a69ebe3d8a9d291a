//! B5, B6: replay in the data keeps its share, replay in the model keeps nothing.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{Boundary, Free, minimise};
use crate::model::{Scenario, Separation, TwoModes, Weight};
use crate::objective::{ForwardKl, GRADIENT_ACCURACY, ModelReplay, Objective, VALUE_ACCURACY};
use crate::overlap::{ACCURACY, DIFFERENCE_ACCURACY, distinguishability};
use crate::table::{Cell, Column, Table, Verdict};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "replay",
    about: "forward KL with replay in the data (keeps exactly rho, B5) and in the model only (still keeps nothing, B6)",
    uses: &[],
    build,
};

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for delta in [1.0, 2.0, 4.0] {
        for rho in [0.0, 0.01, 0.1, 0.3, 0.5] {
            let (rho_weight, separation) = (Weight::new(rho)?, Separation::new(delta)?);
            let modes = TwoModes::on_the_line(separation).mixture(Weight::new(0.5)?);
            let in_data = ForwardKl::new(modes.with_weight(rho_weight));
            let in_model = ModelReplay::new(&modes, rho_weight)?;
            for (place, objective) in [("data", &in_data as &dyn Objective), ("model", &in_model)] {
                let found = minimise(objective, &modes, Free::Weight)?;
                let kept = found.learner.weight().old();
                let lost = found.boundary == Some(Boundary::OldWeightZero);
                let in_data = place == "data";
                // The slope is known to 1e-14 of its terms, D/(beta(1-beta)) turns that into the weight's error.
                let error = if in_data && rho > 0.0 {
                    GRADIENT_ACCURACY * (1.0 + delta * delta) * rho_weight.variance()
                        / distinguishability(rho_weight, separation)
                        + ACCURACY * rho
                } else {
                    0.0
                };
                let expected = if in_data { rho } else { 0.0 };
                // KL of a weight that is off by `error`: D/(2 beta (1-beta)) error^2, and twice that for the higher orders.
                let unresolved = if in_data && rho > 0.0 {
                    error * error * distinguishability(rho_weight, separation)
                        / rho_weight.variance()
                } else {
                    0.0
                };
                rows.push(vec![
                    Cell::Input(delta),
                    Cell::Input(rho),
                    Cell::text(place),
                    if lost {
                        Cell::Input(kept)
                    } else {
                        Cell::within(kept, error / kept)
                    },
                    Cell::Input(expected),
                    if lost {
                        Cell::Input(0.0)
                    } else {
                        Cell::below(error)
                    },
                    Cell::within(
                        objective.value_and_gradient(&modes).1[0],
                        DIFFERENCE_ACCURACY,
                    ),
                    if unresolved > 0.0 && found.value <= unresolved {
                        Cell::below(unresolved)
                    } else {
                        Cell::within(found.value, VALUE_ACCURACY)
                    },
                    Cell::text(found.boundary.map_or("interior", Boundary::label)),
                    Cell::text(if in_data {
                        if rho == 0.0 { "B1" } else { "B5" }
                    } else {
                        "B6"
                    }),
                    Cell::Verdict(Verdict::of_equality(kept, expected, error)),
                ]);
            }
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: "Where forward KL ends with replay at rate ρ in the data, or in the model only (weights only, correct means)".into(),
        claims: &["B1", "B5", "B6"],
        columns: vec![
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("rho", "ρ", "$\\rho$"),
            Column::new("place", "replay in", "replay in"),
            Column::new("exact", "minimiser β*", "$\\beta^*$"),
            Column::new("theory", "theory", "theory").detail(),
            Column::new("slack", "|difference|", "difference").detail(),
            Column::new("slope_at_half", "dKL/dφ at β = 0.5", "slope at $\\frac{1}{2}$").detail(),
            Column::new("value", "KL at β*", "KL"),
            Column::new("kind", "where", "where").detail(),
            Column::new("claim", "claim", "claim").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec!["A minimiser at the boundary is reported as 0, not as a small number: the slope in β there is not negative and the objective is convex.".into()],
    })
}
