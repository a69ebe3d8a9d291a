//! H5: what one mode and two keep of the same data.

use super::rows::{Learner, Row, rows};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::landscape::POSITION_ACCURACY;
use crate::model::{Part, Scenario, Separation, Weight};
use crate::objective::VALUE_ACCURACY;
use crate::table::{Cell, Field, Table, input, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "one-mode",
    about: "a learner with one mode beside one with two on the same data: forward KL puts it between the modes, reverse KL on one of them, and both lose what two modes keep (H5)",
    uses: &[Part::Alpha],
    build,
};

const DELTAS: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0];

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("learner", "learner", "learner", |r| {
        Cell::text(r.learner.words()[0])
    }),
    Field::new("trained", "trained by", "trained by", |r| {
        Cell::text(r.learner.words()[1])
    }),
    Field::marked(
        "place",
        "mean, of δ",
        "$|m-\\mu_o|/\\delta$",
        "evidence",
        |r| {
            r.one.map_or(Cell::Missing, |[place, _]| {
                Cell::known_to(place / r.delta, POSITION_ACCURACY)
            })
        },
    ),
    Field::new("width", "deviation", "deviation", |r| {
        r.one.map_or(Cell::Missing, |[_, width]| {
            Cell::within(width, VALUE_ACCURACY)
        })
    }),
    Field::new(
        "old_loss",
        "lost on old data",
        "$\\mathrm{KL}(p_o,q)$",
        |r| Cell::within(r.old_loss, VALUE_ACCURACY),
    ),
    Field::new(
        "new_loss",
        "lost on new data",
        "$\\mathrm{KL}(p_n,q)$",
        |r| Cell::within(r.new_loss, VALUE_ACCURACY),
    ),
    Field::detail("value", "divergence at rest", "divergence", |r| {
        match r.learner {
            Learner::TwoModes => Cell::Input(0.0),
            _ => Cell::known_to(r.value, VALUE_ACCURACY * (r.old_loss + r.new_loss)),
        }
    }),
    Field::detail("evidence", "evidence of the place", "evidence", |r| {
        Cell::text(match r.learner {
            Learner::Reverse { .. } if r.certified => "certified",
            Learner::Reverse { .. } => "f64",
            Learner::Forward | Learner::ForwardFree => "closed form",
            Learner::TwoModes => "not applicable",
        })
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict)),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let alpha = Weight::interior("alpha", scenario.alpha().old())?;
    let blocks: Vec<Vec<Row>> = DELTAS
        .into_par_iter()
        .map(|delta| rows(alpha, Separation::new(delta)?))
        .collect::<Result<_>>()?;
    let rows: Vec<Row> = blocks.into_iter().flatten().collect();
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "One mode or two, trained on the data p_α with α = {}: what the learner q loses on each mode, KL(p_o ‖ q) and KL(p_n ‖ q) in nats",
            input(alpha.old())
        ),
        claims: &["H5", "G3"],
        columns,
        rows,
        notes: vec![
            "Forward KL puts one mode at the data's mean and, where its width is free, stretches it over both; reverse KL puts it on one of them, the heavier one where it finds the lowest minimum. \
             One mode of the data's width loses at least δ²/8 on old data or on new; two modes lose at most -log α and -log(1-α), whatever δ."
                .into(),
            "Verdict: forward KL, the closed form is the library's divergence and its smallest value nearby; free width, no worse than held; reverse KL, the slope changes its sign \
             upwards there, by intervals, and the lowest minimum is not at the lighter mode; two modes, the bounds above."
                .into(),
        ],
    })
}
