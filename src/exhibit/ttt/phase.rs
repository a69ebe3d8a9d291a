//! E1 as a map: where TTT-Discover keeps the old mode and where it loses it.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::interval::Interval;
use crate::minimize::certified;
use crate::model::{Part, Scenario, Separation, Weight};
use crate::objective::{ANCHOR_ACCURACY, critical_anchor};
use crate::table::{Cell, Field, Table, Verdict, input, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "ttt-phase",
    about: "TTT-Discover: survives or forgets over separation and anchor (E1), each cell enclosed",
    uses: &[Part::Beta0],
    build,
};

/// The anchors looked at, and their columns.
const ANCHORS: [(f64, Field<Row>); 7] = [
    (
        0.02,
        Field::new("tau_0_02", "τ = 0.02", "$\\tau=0.02$", kept::<0>),
    ),
    (
        0.05,
        Field::new("tau_0_05", "τ = 0.05", "$\\tau=0.05$", kept::<1>),
    ),
    (
        0.1,
        Field::new("tau_0_1", "τ = 0.1", "$\\tau=0.1$", kept::<2>),
    ),
    (
        0.2,
        Field::new("tau_0_2", "τ = 0.2", "$\\tau=0.2$", kept::<3>),
    ),
    (
        0.5,
        Field::new("tau_0_5", "τ = 0.5", "$\\tau=0.5$", kept::<4>),
    ),
    (1.0, Field::new("tau_1", "τ = 1", "$\\tau=1$", kept::<5>)),
    (2.0, Field::new("tau_2", "τ = 2", "$\\tau=2$", kept::<6>)),
];
const PLACE: [Field<Row>; 2] = [
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("critical_anchor", "critical anchor", "$\\tau_c$", |r| {
        Cell::within(r.critical, ANCHOR_ACCURACY)
    }),
];
const VERDICT: Field<Row> = Field::verdict(|r| Cell::Verdict(r.verdict()));
const ETA: f64 = 1.0;
const GAP: f64 = 1.0;

struct Row {
    delta: f64,
    critical: f64,
    /// The enclosure of the weight that each of [`ANCHORS`] keeps.
    kept: [Interval; ANCHORS.len()],
}

impl Row {
    fn new(delta: f64, reference: Weight) -> Result<Self> {
        let place = [GAP, reference.old(), delta].map(Interval::point);
        let kept = |(tau, _): &(f64, _)| {
            let [gap, beta0, delta] = place;
            let [eta, tau] = [ETA, *tau].map(Interval::point);
            certified::ttt_old_weight(eta, tau, gap, beta0, delta)
        };
        Ok(Self {
            delta,
            critical: critical_anchor(ETA, GAP, reference, Separation::new(delta)?)?,
            kept: ANCHORS.each_ref().map(kept),
        })
    }

    /// Lost up to the critical anchor, kept beyond.
    fn verdict(&self) -> Verdict {
        let agrees = |((tau, _), kept): (&(f64, _), &Interval)| {
            if *tau <= self.critical {
                *kept == Interval::ZERO
            } else {
                kept.lo() > 0.0
            }
        };
        if ANCHORS.iter().zip(&self.kept).all(agrees) {
            Verdict::HoldsOnSamples
        } else {
            Verdict::Undecided
        }
    }
}

fn kept<const ANCHOR: usize>(row: &Row) -> Cell {
    let kept = row.kept[ANCHOR];
    if kept == Interval::ZERO {
        Cell::Input(0.0)
    } else if kept.lo() > 0.0 {
        let error = (kept.width() / kept.lo()).max(f64::EPSILON / 2.0);
        Cell::within(kept.mid(), error)
    } else {
        Cell::text("not known")
    }
}

fn build(scenario: &Scenario) -> Result<Table> {
    let reference = scenario.start().weight();
    let deltas = [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0];
    let rows: Vec<Row> = deltas
        .into_iter()
        .map(|delta| Row::new(delta, reference))
        .collect::<Result<_>>()?;
    let anchors = ANCHORS.iter().map(|(_, field)| field);
    let fields = PLACE.iter().chain(anchors).chain([&VERDICT]);
    let (columns, rows) = laid_out(fields, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "TTT-Discover over separation and anchor: the old weight kept at η = {ETA}, Δ = {GAP}, β0 = {}",
            input(reference.old())
        ),
        claims: &["E1"],
        columns,
        rows,
        notes: vec![
            "Every cell is an interval enclosure at its point: 0 is proved to be exactly 0, the old mode is lost; any other weight is proved to be positive."
                .into(),
        ],
    })
}
