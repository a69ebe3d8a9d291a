//! C3, C4: the pull on a correct old mean under reverse KL.

use crate::bounds::{DriftBound, drift_bound};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use crate::overlap::{ACCURACY, Overlap};
use crate::table::{Cell, Field, Table, Verdict, input, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "drift-gradient",
    about: "reverse KL's pull on a correct old mean, exact (C3), beside the misassignment bound (C4) and its A3 and A4 forms",
    uses: &[Part::Alpha],
    build,
};

/// The new mode's error, in standard deviations towards the old one.
const OFFSET: f64 = 0.5;

struct Row {
    beta: f64,
    delta: f64,
    /// The learner's own separation.
    own: f64,
    /// The pull (C3).
    exact: f64,
    /// C4 with exact misassignment probabilities, and its closed forms.
    misassignment: f64,
    closed: DriftBound,
}

impl Row {
    fn new(alpha: Weight, weight: Weight, separation: Separation) -> Result<Self> {
        let (beta, delta) = (weight.old(), separation.delta());
        let modes = TwoModes::on_the_line(separation).mixture(alpha);
        let own = Separation::new(delta - OFFSET)?;
        let new_mean = modes.new_mean() * (own.delta() / delta);
        let learner = Mixture::new(weight, modes.old_mean().clone(), new_mean)?;
        let (_, gradient) = ReverseKl::new(modes).value_and_gradient(&learner);
        let eps_q = Overlap::new(weight, own).misassignment_old();
        let eps_p = Overlap::new(alpha, separation).misassignment_old();
        Ok(Self {
            beta,
            delta,
            own: own.delta(),
            exact: gradient[1].abs(),
            misassignment: beta * (eps_q * own.delta() + eps_p * delta),
            closed: drift_bound(weight, own, alpha, separation),
        })
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("beta", "β", "$\\beta$", |r| Cell::Input(r.beta)),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::detail("own_separation", "|m_n-μ_o|", "$|m_n-\\mu_o|$", |r| {
        Cell::Input(r.own)
    }),
    Field::new("exact", "exact (C3)", "exact", |r| {
        // The pull is a difference of the two terms of the bound.
        Cell::within(r.exact, ACCURACY * r.misassignment / r.exact)
    }),
    Field::new("misassignment_bound", "C4 bound", "C4", |r| {
        Cell::exact(r.misassignment)
    }),
    Field::new("refined_form", "C4 by A4", "C4 by A4", |r| {
        Cell::exact(r.closed.refined)
    }),
    Field::new("bhattacharyya_form", "C4 by A3", "C4 by A3", |r| {
        Cell::exact(r.closed.bhattacharyya)
    }),
    Field::detail("slack", "slack (C4)", "slack", |r| {
        Cell::difference(r.misassignment, r.exact, ACCURACY)
    }),
    Field::verdict(|r| {
        let refined = Verdict::of_inequality(r.misassignment, r.closed.refined, ACCURACY);
        Cell::Verdict(Verdict::of_inequality(r.exact, r.misassignment, ACCURACY).and(refined))
    }),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let alpha = scenario.alpha();
    let mut rows = Vec::new();
    for beta in [0.2, 0.5, 0.7, 0.9] {
        for delta in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0] {
            rows.push(Row::new(
                alpha,
                Weight::new(beta)?,
                Separation::new(delta)?,
            )?);
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!("Pull of reverse KL on a correct old mean, α = {}, new mean {OFFSET} short of its place (whitened units)", input(alpha.old())),
        claims: &["C3", "C4"],
        columns,
        rows,
        notes: vec!["The pull falls like exp(-δ²/8): overlap gates it. Verdict: exact ≤ C4 ≤ its A4 form (which never exceeds its A3 form).".into()],
    })
}
