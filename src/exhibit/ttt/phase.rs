//! E1 as a map: where TTT-Discover keeps the old mode and where it loses it.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::interval::Interval;
use crate::minimize::certified;
use crate::model::{Part, Scenario, Separation};
use crate::objective::{ANCHOR_ACCURACY, critical_anchor};
use crate::table::{Cell, Column, Table, Verdict, input};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "ttt-phase",
    about: "TTT-Discover: survives or forgets over separation and anchor (E1), each cell enclosed",
    uses: &[Part::Beta0],
    build,
};

const ANCHORS: [(f64, &str, &str, &str); 7] = [
    (0.02, "tau_0_02", "τ = 0.02", "$\\tau=0.02$"),
    (0.05, "tau_0_05", "τ = 0.05", "$\\tau=0.05$"),
    (0.1, "tau_0_1", "τ = 0.1", "$\\tau=0.1$"),
    (0.2, "tau_0_2", "τ = 0.2", "$\\tau=0.2$"),
    (0.5, "tau_0_5", "τ = 0.5", "$\\tau=0.5$"),
    (1.0, "tau_1", "τ = 1", "$\\tau=1$"),
    (2.0, "tau_2", "τ = 2", "$\\tau=2$"),
];
const ETA: f64 = 1.0;
const GAP: f64 = 1.0;

fn build(scenario: &Scenario) -> Result<Table> {
    let reference = scenario.start().weight();
    let mut rows = Vec::new();
    for delta in [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0] {
        let critical = critical_anchor(ETA, GAP, reference, Separation::new(delta)?)?;
        let mut verdict = Verdict::HoldsOnSamples;
        let mut row = vec![Cell::Input(delta), Cell::within(critical, ANCHOR_ACCURACY)];
        for (tau, ..) in ANCHORS {
            let [eta, tau_at, gap, beta0, delta] =
                [ETA, tau, GAP, reference.old(), delta].map(Interval::point);
            let kept = certified::ttt_old_weight(eta, tau_at, gap, beta0, delta);
            let proved_lost = kept == Interval::ZERO;
            let agrees = if tau <= critical {
                proved_lost
            } else {
                kept.lo() > 0.0
            };
            verdict = verdict.and(if agrees {
                Verdict::HoldsOnSamples
            } else {
                Verdict::Undecided
            });
            row.push(if proved_lost {
                Cell::Input(0.0)
            } else if kept.lo() > 0.0 {
                Cell::within(
                    kept.mid(),
                    (kept.width() / kept.lo()).max(f64::EPSILON / 2.0),
                )
            } else {
                Cell::text("not known")
            });
        }
        row.push(Cell::Verdict(verdict));
        rows.push(row);
    }
    let mut columns = vec![
        Column::new("delta", "δ", "$\\delta$"),
        Column::new("critical_anchor", "critical anchor", "$\\tau_c$"),
    ];
    columns.extend(ANCHORS.map(|(_, key, heading, latex)| Column::new(key, heading, latex)));
    columns.push(Column::new("verdict", "verdict", "verdict"));
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
