//! C3, C4: the pull on a correct old mean under reverse KL.

use crate::bounds::drift_bound;
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use crate::overlap::{ACCURACY, Overlap};
use crate::table::{Cell, Column, Table, Verdict, input};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "drift-gradient",
    about: "reverse KL's pull on a correct old mean, exact (C3), beside the misassignment bound (C4) and its A3 and A4 forms",
    uses: &[Part::Alpha],
    build,
};

/// The new mode's error, in standard deviations towards the old one.
const OFFSET: f64 = 0.5;

fn build(scenario: &Scenario) -> Result<Table> {
    let alpha = scenario.alpha();
    let mut rows = Vec::new();
    for beta in [0.2, 0.5, 0.7, 0.9] {
        for delta in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0] {
            let (weight, separation) = (Weight::new(beta)?, Separation::new(delta)?);
            let modes = TwoModes::on_the_line(separation).mixture(alpha);
            let own = Separation::new(delta - OFFSET)?;
            let new_mean = modes.new_mean() * (own.delta() / delta);
            let learner = Mixture::new(weight, modes.old_mean().clone(), new_mean)?;
            let (_, gradient) = ReverseKl::new(modes).value_and_gradient(&learner);
            let exact = gradient[1].abs();
            let eps_q = Overlap::new(weight, own).misassignment_old();
            let eps_p = Overlap::new(alpha, separation).misassignment_old();
            let misassignment = beta * (eps_q * own.delta() + eps_p * delta);
            let closed = drift_bound(weight, own, alpha, separation);
            // The pull is a difference of the two terms of the bound.
            let error = ACCURACY * misassignment;
            rows.push(vec![
                Cell::Input(beta),
                Cell::Input(delta),
                Cell::Input(own.delta()),
                Cell::within(exact, error / exact),
                Cell::exact(misassignment),
                Cell::exact(closed.refined),
                Cell::exact(closed.bhattacharyya),
                Cell::difference(misassignment, exact, ACCURACY),
                Cell::Verdict(Verdict::of_inequality(exact, misassignment, ACCURACY).and(
                    Verdict::of_inequality(misassignment, closed.refined, ACCURACY),
                )),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!("Pull of reverse KL on a correct old mean, α = {}, new mean {OFFSET} short of its place (whitened units)", input(alpha.old())),
        claims: &["C3", "C4"],
        columns: vec![
            Column::new("beta", "β", "$\\beta$"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("own_separation", "|m_n-μ_o|", "$|m_n-\\mu_o|$").detail(),
            Column::new("exact", "exact (C3)", "exact"),
            Column::new("misassignment_bound", "C4 bound", "C4"),
            Column::new("refined_form", "C4 by A4", "C4 by A4"),
            Column::new("bhattacharyya_form", "C4 by A3", "C4 by A3"),
            Column::new("slack", "slack (C4)", "slack").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec!["The pull falls like exp(-δ²/8): overlap gates it. Verdict: exact ≤ C4 ≤ its A4 form (which never exceeds its A3 form).".into()],
    })
}
