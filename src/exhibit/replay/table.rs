//! B5, B6: replay in the data keeps its share, replay in the model keeps nothing.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{Boundary, Free, minimise};
use crate::model::{Mixture, Scenario, Separation, TwoModes, Weight};
use crate::objective::{ForwardKl, GRADIENT_ACCURACY, ModelReplay, Objective, VALUE_ACCURACY};
use crate::overlap::{ACCURACY, DIFFERENCE_ACCURACY, distinguishability};
use crate::table::{Cell, Field, Table, Verdict, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "replay",
    about: "forward KL with replay in the data (keeps exactly rho, B5) and in the model only (still keeps nothing, B6)",
    uses: &[],
    build,
};

/// Where old data are replayed.
enum Place<'a> {
    Data(&'a ForwardKl),
    Model(&'a ModelReplay),
}

struct Row {
    delta: f64,
    rho: Weight,
    /// Whether old samples are in the data, not in the model.
    in_data: bool,
    kept: f64,
    boundary: Option<Boundary>,
    /// The slope of the divergence at the weight 1/2, and its value at the minimiser.
    slope: f64,
    value: f64,
    distinguishability: f64,
}

impl Row {
    fn new(delta: f64, rho: Weight, modes: &Mixture, place: Place) -> Result<Self> {
        let (in_data, objective) = match place {
            Place::Data(objective) => (true, objective as &dyn Objective),
            Place::Model(objective) => (false, objective as &dyn Objective),
        };
        let found = minimise(objective, modes, Free::Weight)?;
        Ok(Self {
            delta,
            rho,
            in_data,
            kept: found.learner.weight().old(),
            boundary: found.boundary,
            slope: objective.value_and_gradient(modes).1[0],
            value: found.value,
            distinguishability: distinguishability(rho, Separation::new(delta)?),
        })
    }

    fn expected(&self) -> f64 {
        if self.in_data { self.rho.old() } else { 0.0 }
    }

    fn lost(&self) -> bool {
        self.boundary == Some(Boundary::OldWeightZero)
    }

    /// The slope is known to 1e-14 of its terms, D/(beta(1-beta)) turns that into the weight's error.
    fn error(&self) -> f64 {
        if self.expected() > 0.0 {
            let terms = GRADIENT_ACCURACY * (1.0 + self.delta * self.delta);
            terms * self.rho.variance() / self.distinguishability + ACCURACY * self.rho.old()
        } else {
            0.0
        }
    }

    /// KL of a weight that is off by the error: D/(2 beta (1-beta)) error^2, and twice that for the higher orders.
    fn unresolved(&self) -> f64 {
        if self.expected() > 0.0 {
            self.error() * self.error() * self.distinguishability / self.rho.variance()
        } else {
            0.0
        }
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("rho", "ρ", "$\\rho$", |r| Cell::Input(r.rho.old())),
    Field::new("place", "replay in", "replay in", |r| {
        Cell::text(if r.in_data { "data" } else { "model" })
    }),
    Field::new("exact", "minimiser β*", "$\\beta^*$", |r| {
        if r.lost() {
            Cell::Input(r.kept)
        } else {
            Cell::within(r.kept, r.error() / r.kept)
        }
    }),
    Field::detail("theory", "theory", "theory", |r| Cell::Input(r.expected())),
    Field::detail("slack", "|difference|", "difference", |r| {
        if r.lost() {
            Cell::Input(0.0)
        } else {
            Cell::below(r.error())
        }
    }),
    Field::detail(
        "slope_at_half",
        "dKL/dφ at β = 0.5",
        "slope at $\\frac{1}{2}$",
        |r| Cell::within(r.slope, DIFFERENCE_ACCURACY),
    ),
    Field::new("value", "KL at β*", "KL", |r| {
        let unresolved = r.unresolved();
        if unresolved > 0.0 && r.value <= unresolved {
            Cell::below(unresolved)
        } else {
            Cell::within(r.value, VALUE_ACCURACY)
        }
    }),
    Field::detail("kind", "where", "where", |r| {
        Cell::text(r.boundary.map_or("interior", Boundary::label))
    }),
    Field::detail("claim", "claim", "claim", |r| {
        Cell::text(match (r.in_data, r.rho.old()) {
            (true, 0.0) => "B1",
            (true, _) => "B5",
            (false, _) => "B6",
        })
    }),
    Field::verdict(|r| Cell::Verdict(Verdict::of_equality(r.kept, r.expected(), r.error()))),
];

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for delta in [1.0, 2.0, 4.0] {
        for rho in [0.0, 0.01, 0.1, 0.3, 0.5] {
            let (rho_weight, separation) = (Weight::new(rho)?, Separation::new(delta)?);
            let modes = TwoModes::on_the_line(separation).mixture(Weight::new(0.5)?);
            let in_data = ForwardKl::new(modes.with_weight(rho_weight));
            let in_model = ModelReplay::new(&modes, rho_weight)?;
            for place in [Place::Data(&in_data), Place::Model(&in_model)] {
                rows.push(Row::new(delta, rho_weight, &modes, place)?);
            }
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "Where forward KL ends with replay at rate ρ in the data, or in the model only (weights only, correct means)".into(),
        claims: &["B1", "B5", "B6"],
        columns,
        rows,
        notes: vec!["A minimiser at the boundary is reported as 0, not as a small number: the slope in β there is not negative and the objective is convex.".into()],
    })
}
