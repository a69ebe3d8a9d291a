//! F3: refreshing the lagged policy round after round.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{PARAMETER_ACCURACY as WEIGHT_ERROR, oapl_minimiser};
use crate::model::{Part, Scenario};
use crate::objective::{MASS_ACCURACY, OaplLine, Reward, exact_tilt, tilted_mass};
use crate::table::{Cell, Column, Table, Verdict, input};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "oapl-rounds",
    about: "OAPL over rounds: a refreshed lagged policy forgets geometrically (F3), a frozen one keeps the one-round bound",
    uses: &[Part::Modes, Part::Beta0],
    build,
};

const TILT: f64 = 0.5;
const ROUNDS: u32 = 10;

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
        let closed = tilted_mass(start, f64::from(round) * TILT, 1.0)?.old();
        let held = if round == 0 { start } else { frozen };
        let verdict =
            Verdict::of_equality(tilt.old(), closed, MASS_ACCURACY * closed).and(if round == 0 {
                Verdict::HoldsOnSamples
            } else {
                Verdict::of_inequality(one_round.old(), held.old(), MASS_ACCURACY)
            });
        rows.push(vec![
            Cell::Count(u64::from(round)),
            Cell::within(closed, MASS_ACCURACY),
            Cell::within(closed / start.old(), MASS_ACCURACY),
            Cell::known_to(family.old(), WEIGHT_ERROR),
            Cell::within(held.old(), MASS_ACCURACY),
            Cell::within(one_round.old(), MASS_ACCURACY),
            Cell::Verdict(verdict),
        ]);
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "OAPL from old weight {} at δ = {}, Δ/τ = {TILT} a round: refreshed lagged policy and frozen reference",
            input(start.old()),
            input(separation.delta()),
        ),
        claims: &["F1", "F2", "F3"],
        columns: vec![
            Column::new("round", "round", "round"),
            Column::new("exact", "refreshed tilt keeps (F3)", "tilt"),
            Column::new("share", "of the start", "share").detail(),
            Column::new("family", "refreshed family minimiser", "family"),
            Column::new("frozen", "frozen reference keeps", "frozen"),
            Column::new("frozen_bound", "its bound (F2)", "F2"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "Refreshed tilt: mode-constant rewards, logit falls by Δ/τ a round: a bounded loss each time, geometric forgetting in the end. Family: each round regresses on the soft reward from \
             its own last minimiser. Frozen: the reference never moves, so neither does the tilt (soft reward)."
                .into(),
        ],
    })
}
