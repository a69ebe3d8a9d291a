//! G1: any share of reverse KL retains, but how much.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::interval::Interval;
use crate::minimize::{LOGIT_ACCURACY, SHARE_ACCURACY, certified, hybrid_logit, hybrid_share};
use crate::model::{Part, Scenario, Separation, Weight};
use crate::table::{Cell, Column, Table, Verdict, input};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "hybrid",
    about: "a share s of reverse KL added to SFT: the old weight kept down to 1e-300 (G1), and the share a wanted weight needs",
    uses: &[Part::Alpha],
    build,
};

/// Weights from here on are printed; below, only their logarithms.
const LEAST: f64 = 1e-300;
const SHARES: [f64; 5] = [1e-6, 1e-3, 0.01, 0.1, 0.5];

fn build(scenario: &Scenario) -> Result<Table> {
    let alpha = scenario.alpha();
    let target = alpha.old();
    let mut rows = Vec::new();
    for delta in [1.0, 2.0, 3.0, 5.0, 8.0, 15.0, 30.0] {
        let separation = Separation::new(delta)?;
        let mut before = f64::NEG_INFINITY;
        for s in SHARES {
            let Ok(logit) = hybrid_logit(s, alpha, separation) else {
                // The weight is below the range of f64.
                let mut row = vec![Cell::Input(delta), Cell::Input(s)];
                row.extend(std::iter::repeat_n(Cell::text("not known"), 6));
                row.push(Cell::Verdict(Verdict::Undecided));
                rows.push(row);
                continue;
            };
            let kept = Weight::from_logit(logit).old();
            let error = LOGIT_ACCURACY * (1.0 + delta * delta);
            // Where the weight is a normal number the enclosure confirms it.
            let enclosed = certified::hybrid_old_weight(
                Interval::point(s),
                Interval::point(target),
                Interval::point(delta),
            );
            let inside =
                kept >= enclosed.lo() * (1.0 - error) && kept <= enclosed.hi() * (1.0 + error);
            let verdict = if inside && enclosed.lo() <= target && logit > before {
                Verdict::HoldsOnSamples
            } else if enclosed.is_defined() && enclosed.lo() > target {
                Verdict::Refuted
            } else {
                Verdict::Undecided
            };
            before = logit;
            let share = |wanted: f64| -> Result<Cell> {
                if wanted >= target {
                    return Ok(Cell::text("above α"));
                }
                let share = hybrid_share(Weight::new(wanted)?, alpha, separation);
                Ok(share.map_or_else(
                    |_| Cell::text("not known"),
                    |s| Cell::within(s, SHARE_ACCURACY),
                ))
            };
            rows.push(vec![
                Cell::Input(delta),
                Cell::Input(s),
                // A weight in full where f64 holds it; its logarithm always.
                if kept > LEAST {
                    Cell::within(kept, error)
                } else {
                    Cell::below(LEAST)
                },
                Cell::within(logit / std::f64::consts::LN_10, error),
                if kept > LEAST {
                    Cell::within(kept / target, error)
                } else {
                    Cell::below(LEAST / target)
                },
                share(0.01)?,
                share(0.1)?,
                share(0.5 * target)?,
                Cell::Verdict(verdict),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!("(1-s) KL(p_n ‖ q) + s KL(q ‖ p_α) at α = {}: the old weight it keeps, and the smallest s for a wanted one", input(target)),
        claims: &["G1"],
        columns: vec![
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("s", "s", "$s$"),
            Column::new("exact", "old weight kept", "$\\beta^*$"),
            Column::new("log10_odds", "log10 of its odds", "$\\log_{10}$ odds").detail(),
            Column::new("share_of_alpha", "of α", "of $\\alpha$"),
            Column::new("s_for_0_01", "s that keeps 0.01", "$s_{0.01}$"),
            Column::new("s_for_0_1", "s that keeps 0.1", "$s_{0.1}$"),
            Column::new("s_for_half", "s that keeps α/2", "$s_{\\alpha/2}$"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "Every share retains, since SFT's slope vanishes at an empty old mode and reverse KL's does not; how little it may be is the point. The needed share is in closed form. Verdict: the \
             weight lies in its enclosure, below α, and rises with s."
                .into(),
        ],
    })
}
