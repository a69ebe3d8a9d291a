//! F3: refreshing the lagged policy round after round.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{PARAMETER_ACCURACY as WEIGHT_ERROR, oapl_minimiser};
use crate::model::{Part, Scenario};
use crate::objective::{MASS_ACCURACY, OaplLine, Reward, exact_tilt, tilted_mass};
use crate::table::{Cell, Field, Table, Verdict, input, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "oapl-rounds",
    about: "OAPL over rounds: a refreshed lagged policy forgets geometrically (F3), a frozen one keeps the one-round bound",
    uses: &[Part::Modes, Part::Beta0],
    build,
};

const TILT: f64 = 0.5;
const ROUNDS: u32 = 10;

struct Row {
    round: u32,
    start: f64,
    /// The refreshed tilt, round by round and in closed form.
    tilt: f64,
    closed: f64,
    /// The refreshed minimiser inside the family.
    family: f64,
    /// What the frozen reference keeps, and its bound.
    held: f64,
    one_round: f64,
}

impl Row {
    fn verdict(&self) -> Verdict {
        let tilted = Verdict::of_equality(self.tilt, self.closed, MASS_ACCURACY * self.closed);
        if self.round == 0 {
            return tilted;
        }
        tilted.and(Verdict::of_inequality(
            self.one_round,
            self.held,
            MASS_ACCURACY,
        ))
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("round", "round", "round", |r| {
        Cell::Count(u64::from(r.round))
    }),
    Field::new("exact", "refreshed tilt keeps (F3)", "tilt", |r| {
        Cell::within(r.closed, MASS_ACCURACY)
    }),
    Field::detail("share", "of the start", "share", |r| {
        Cell::within(r.closed / r.start, MASS_ACCURACY)
    }),
    Field::new("family", "refreshed family minimiser", "family", |r| {
        Cell::known_to(r.family, WEIGHT_ERROR)
    }),
    Field::new("frozen", "frozen reference keeps", "frozen", |r| {
        Cell::within(r.held, MASS_ACCURACY)
    }),
    Field::new("frozen_bound", "its bound (F2)", "F2", |r| {
        Cell::within(r.one_round, MASS_ACCURACY)
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let (start, separation) = (scenario.start().weight(), scenario.modes().separation());
    // Its range of separations is the regression's.
    OaplLine::new(Reward::Soft(start), start, separation, TILT, 1.0)?;
    let frozen = exact_tilt(Reward::Soft(start), start, separation, TILT, 1.0)?;
    let one_round = tilted_mass(start, TILT, 1.0)?;
    let (mut tilt, mut family) = (start, start);
    let mut rows = Vec::new();
    for round in 0..=ROUNDS {
        if round > 0 {
            tilt = tilted_mass(tilt, TILT, 1.0)?;
            let line = OaplLine::new(Reward::Soft(start), family, separation, TILT, 1.0)?;
            // An old weight that has left the range of f64 stays where it is.
            family = match oapl_minimiser(&line).0 {
                next if next.is_interior() => next,
                _ => family,
            };
        }
        rows.push(Row {
            round,
            start: start.old(),
            tilt: tilt.old(),
            closed: tilted_mass(start, f64::from(round) * TILT, 1.0)?.old(),
            family: family.old(),
            held: if round == 0 { start } else { frozen }.old(),
            one_round: one_round.old(),
        });
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "OAPL from old weight {} at δ = {}, Δ/τ = {TILT} a round: refreshed lagged policy and frozen reference",
            input(start.old()),
            input(separation.delta()),
        ),
        claims: &["F1", "F2", "F3"],
        columns,
        rows,
        notes: vec![
            "Refreshed tilt: mode-constant rewards, logit falls by Δ/τ a round: a bounded loss each time, geometric forgetting in the end. Family: each round regresses on the soft reward from \
             its own last minimiser. Frozen: the reference never moves, so neither does the tilt (soft reward)."
                .into(),
        ],
    })
}
