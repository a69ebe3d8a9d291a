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
use crate::table::{Cell, Field, Table, Verdict, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "oapl-critical",
    about: "OAPL's critical temperature inside the family (F5), hard and soft reward: what is kept on both sides of it",
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
    let rows: Vec<Row> = settings
        .into_par_iter()
        .map(|(lag, delta, reward)| Row::new(Weight::new(lag)?, Separation::new(delta)?, reward))
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "OAPL inside the family, weight only, gap Δ = {GAP}: the critical temperature and the minimisers at {BELOW} and {ABOVE} of it"
        ),
        claims: &["F2", "F5"],
        columns,
        rows,
        notes: vec![
            "The minimiser is 0 at and below τ_c, and positive above: a theorem for modes that mirror each other (F5). Verdict: the lowest minimum found on [0, 1] agrees. \
             Certified: the lowest of all minima is enclosed by intervals (soft reward, at the reference's weight); f64: the minimiser of the table oapl."
                .into(),
        ],
    })
}

struct Row {
    lag: Weight,
    delta: f64,
    reward: OaplReward,
    critical: f64,
    /// The minimisers just below and just above; none at an empty old mode.
    below: Option<Weight>,
    above: Option<Weight>,
    tilt: f64,
    /// Whether the minimiser below is enclosed.
    certified: bool,
}

impl Row {
    fn new(lag: Weight, separation: Separation, reward: OaplReward) -> Result<Self> {
        let law = GaussianLaw::new(separation);
        let critical = oapl_critical_temperature(&law, lag, GAP, reward)?;
        let kind = match reward {
            OaplReward::Hard => Reward::Hard,
            OaplReward::Soft => Reward::Soft(lag),
        };
        let kept = |factor: f64| -> Result<Option<Weight>> {
            let line = OaplLine::new(kind, lag, separation, GAP, factor * critical)?;
            let (weight, end) = oapl_minimiser(&line);
            Ok(Some(weight).filter(|_| end != Some(Boundary::OldWeightZero)))
        };
        let problem = WeightObjective::Oapl {
            gap: Interval::point(GAP),
            tau: Interval::point(BELOW * critical),
            beta0: Interval::point(lag.old()),
        };
        let delta = Interval::point(separation.delta());
        Ok(Self {
            lag,
            delta: separation.delta(),
            reward,
            critical,
            below: kept(BELOW)?,
            above: kept(ABOVE)?,
            tilt: tilted_mass(lag, GAP, critical)?.old(),
            // Only the soft reward has enclosures.
            certified: reward == OaplReward::Soft
                && old_weight(problem, delta).is_ok_and(|found| found.hi() == 0.0),
        })
    }

    fn verdict(&self) -> Verdict {
        let found = self.above.is_some_and(|above| above.old() > 0.0);
        if self.below.is_none() && found {
            Verdict::HoldsOnSamples
        } else {
            Verdict::Undecided
        }
    }
}

fn kept(weight: Option<Weight>) -> Cell {
    match weight.map(Weight::old) {
        None | Some(0.0) => Cell::Input(0.0),
        Some(weight) => Cell::within(weight, (WEIGHT_ERROR / weight).min(0.1)),
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("lag", "β_lag", "$\\beta_{lag}$", |r| {
        Cell::Input(r.lag.old())
    }),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("reward", "reward", "reward", |r| {
        Cell::text(match r.reward {
            OaplReward::Hard => "hard",
            OaplReward::Soft => "soft",
        })
    }),
    Field::new("exact", "critical τ (F5)", "$\\tau_c$", |r| {
        Cell::within(r.critical, TEMPERATURE_ERROR)
    }),
    Field::marked("below", "kept just below", "below", "evidence", |r| {
        kept(r.below)
    }),
    Field::new("above", "kept just above", "above", |r| kept(r.above)),
    Field::new("tilt", "the tilt keeps at least (F2)", "tilt", |r| {
        Cell::within(r.tilt, TEMPERATURE_ERROR)
    }),
    Field::detail("evidence", "evidence below", "evidence", |r| {
        Cell::text(if r.certified { "certified" } else { "f64" })
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];
