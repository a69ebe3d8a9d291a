//! F5: the temperature below which OAPL loses the old mode inside the family.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::interval::Interval;
use crate::law::{
    EQUILIBRIUM_ACCURACY as TEMPERATURE_ERROR, GaussianLaw, OaplReward, oapl_critical_temperature,
};
use crate::minimize::certified::{WeightObjective, old_weight};
use crate::minimize::{Boundary, PARAMETER_ACCURACY as WEIGHT_ERROR, oapl_minimiser};
use crate::model::{Scenario, Separation, Weight};
use crate::objective::{OaplLine, Reward, tilted_mass};
use crate::table::{Cell, Column, Table, Verdict};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "oapl-critical",
    about: "OAPL's critical temperature inside the family (F5), hard and soft reward, and whether it is the global switch: minimisers on both sides of it",
    uses: &[],
    build,
};

const GAP: f64 = 1.0;
/// The two sides of the critical temperature that are looked at.
const BELOW: f64 = 0.99;
const ABOVE: f64 = 1.01;

fn build(_: &Scenario) -> Result<Table> {
    let mut settings = Vec::new();
    for lag in [0.3, 0.5, 0.7] {
        for delta in [0.5, 1.0, 2.0, 3.0] {
            for reward in [OaplReward::Hard, OaplReward::Soft] {
                settings.push((lag, delta, reward));
            }
        }
    }
    let rows = settings
        .into_par_iter()
        .map(|(lag, delta, reward)| row(Weight::new(lag)?, Separation::new(delta)?, reward))
        .collect::<Result<_>>()?;
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "OAPL inside the family, weight only, gap Δ = {GAP}: the critical temperature and the minimisers at {BELOW} and {ABOVE} of it"
        ),
        claims: &["F2", "F5"],
        columns: vec![
            Column::new("lag", "β_lag", "$\\beta_{lag}$"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("reward", "reward", "reward"),
            Column::new("exact", "critical τ (F5)", "$\\tau_c$"),
            Column::new("below", "kept just below", "below").marked_by("evidence"),
            Column::new("above", "kept just above", "above"),
            Column::new("tilt", "the tilt keeps at least (F2)", "tilt"),
            Column::new("evidence", "evidence below", "evidence").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "Below τ_c the empty old mode is a local minimum of the loss, above it is none: that is a theorem. That it is the global minimum below is a conjecture; verdict: here the lowest minimum on [0, 1] is 0 below, and positive above. \
             Certified: the lowest of all minima is enclosed by intervals (soft reward, at the reference's weight); f64: the minimiser of the table oapl."
                .into(),
        ],
    })
}

fn row(lag: Weight, separation: Separation, reward: OaplReward) -> Result<Vec<Cell>> {
    let law = GaussianLaw::new(separation);
    let critical = oapl_critical_temperature(&law, lag, GAP, reward)?;
    let (label, kind) = match reward {
        OaplReward::Hard => ("hard", Reward::Hard),
        OaplReward::Soft => ("soft", Reward::Soft(lag)),
    };
    let kept = |factor: f64| {
        let line = OaplLine::new(kind, lag, separation, GAP, factor * critical)?;
        Ok::<_, crate::Error>(oapl_minimiser(&line))
    };
    let ((below, below_at), (above, above_at)) = (kept(BELOW)?, kept(ABOVE)?);
    let lost = below_at == Some(Boundary::OldWeightZero);
    let found = above_at != Some(Boundary::OldWeightZero) && above.old() > 0.0;
    // Only the soft reward has enclosures.
    let certified = reward == OaplReward::Soft
        && old_weight(
            WeightObjective::Oapl {
                gap: Interval::point(GAP),
                tau: Interval::point(BELOW * critical),
                beta0: Interval::point(lag.old()),
            },
            Interval::point(separation.delta()),
        )
        .is_ok_and(|found| found.hi() == 0.0);
    let cell = |weight: Weight, at_end: bool| {
        if at_end {
            Cell::Input(0.0)
        } else {
            Cell::within(weight.old(), (WEIGHT_ERROR / weight.old()).min(0.1))
        }
    };
    Ok(vec![
        Cell::Input(lag.old()),
        Cell::Input(separation.delta()),
        Cell::text(label),
        Cell::within(critical, TEMPERATURE_ERROR),
        cell(below, lost),
        cell(above, !found),
        Cell::within(tilted_mass(lag, GAP, critical)?.old(), TEMPERATURE_ERROR),
        Cell::text(if certified { "certified" } else { "f64" }),
        Cell::Verdict(if lost && found {
            Verdict::HoldsOnSamples
        } else {
            Verdict::Undecided
        }),
    ])
}
