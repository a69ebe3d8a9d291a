//! G1: any share of reverse KL retains, but how much.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::interval::Interval;
use crate::minimize::{LOGIT_ACCURACY, SHARE_ACCURACY, certified, hybrid_logit, hybrid_share};
use crate::model::{Part, Scenario, Separation, Weight};
use crate::table::{Cell, Field, Table, Verdict, input, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "hybrid",
    about: "a share s of reverse KL added to SFT: the old weight kept down to 1e-300 (G1), and the share a wanted weight needs",
    uses: &[Part::Alpha],
    build,
};

/// Weights from here on are printed; below, only their logarithms.
const LEAST: f64 = 1e-300;
const SHARES: [f64; 5] = [1e-6, 1e-3, 0.01, 0.1, 0.5];

struct Row {
    delta: f64,
    share: f64,
    alpha: Weight,
    /// The logit of the weight kept; none below the range of `f64`.
    logit: Option<f64>,
    /// The logit at the next smaller share.
    before: f64,
    /// Shares that keep 0.01, 0.1 and half of the target's weight.
    wanted: [Needed; 3],
}

/// The share that a weight needs.
#[derive(Clone, Copy)]
enum Needed {
    Share(f64),
    Unknown,
    /// The weight is not below the target's.
    None,
}

impl Row {
    fn kept(&self) -> Option<f64> {
        self.logit.map(|logit| Weight::from_logit(logit).old())
    }

    fn error(&self) -> f64 {
        LOGIT_ACCURACY * (1.0 + self.delta * self.delta)
    }

    /// What is known of the row, from the weight kept.
    fn known(&self, cell: impl Fn(f64, f64) -> Cell) -> Cell {
        let known = self.logit.zip(self.kept());
        known.map_or_else(
            || Cell::text("not known"),
            |(logit, kept)| cell(logit, kept),
        )
    }

    fn verdict(&self) -> Verdict {
        let Some((logit, kept)) = self.logit.zip(self.kept()) else {
            return Verdict::Undecided;
        };
        let (target, error) = (self.alpha.old(), self.error());
        // Where the weight is a normal number the enclosure confirms it.
        let [share, alpha, delta] = [self.share, target, self.delta].map(Interval::point);
        let enclosed = certified::hybrid_old_weight(share, alpha, delta);
        let inside = kept >= enclosed.lo() * (1.0 - error) && kept <= enclosed.hi() * (1.0 + error);
        if inside && enclosed.lo() <= target && logit > self.before {
            Verdict::HoldsOnSamples
        } else if enclosed.is_defined() && enclosed.lo() > target {
            Verdict::Refuted
        } else {
            Verdict::Undecided
        }
    }

    fn needed(&self, which: usize) -> Cell {
        if self.logit.is_none() {
            return Cell::text("not known");
        }
        match self.wanted[which] {
            Needed::Share(share) => Cell::within(share, SHARE_ACCURACY),
            Needed::Unknown => Cell::text("not known"),
            Needed::None => Cell::text("above α"),
        }
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("s", "s", "$s$", |r| Cell::Input(r.share)),
    // A weight in full where f64 holds it; its logarithm always.
    Field::new("exact", "old weight kept", "$\\beta^*$", |r| {
        r.known(|_, kept| {
            if kept > LEAST {
                Cell::within(kept, r.error())
            } else {
                Cell::below(LEAST)
            }
        })
    }),
    Field::detail(
        "log10_odds",
        "log10 of its odds",
        "$\\log_{10}$ odds",
        |r| r.known(|logit, _| Cell::within(logit / std::f64::consts::LN_10, r.error())),
    ),
    Field::new("share_of_alpha", "of α", "of $\\alpha$", |r| {
        let target = r.alpha.old();
        r.known(|_, kept| {
            if kept > LEAST {
                Cell::within(kept / target, r.error())
            } else {
                Cell::below(LEAST / target)
            }
        })
    }),
    Field::new("s_for_0_01", "s that keeps 0.01", "$s_{0.01}$", |r| {
        r.needed(0)
    }),
    Field::new("s_for_0_1", "s that keeps 0.1", "$s_{0.1}$", |r| {
        r.needed(1)
    }),
    Field::new("s_for_half", "s that keeps α/2", "$s_{\\alpha/2}$", |r| {
        r.needed(2)
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

/// The rows of one separation.
fn rows(alpha: Weight, delta: f64) -> Result<Vec<Row>> {
    let separation = Separation::new(delta)?;
    let needed = |wanted: f64| -> Result<Needed> {
        if wanted >= alpha.old() {
            return Ok(Needed::None);
        }
        let share = hybrid_share(Weight::new(wanted)?, alpha, separation);
        Ok(share.map_or(Needed::Unknown, Needed::Share))
    };
    let wanted = [needed(0.01)?, needed(0.1)?, needed(0.5 * alpha.old())?];
    let mut before = f64::NEG_INFINITY;
    let row = |share: f64| {
        let logit = hybrid_logit(share, alpha, separation).ok();
        let row = Row {
            delta,
            share,
            alpha,
            logit,
            before,
            wanted,
        };
        before = logit.unwrap_or(before);
        row
    };
    Ok(SHARES.into_iter().map(row).collect())
}

fn build(scenario: &Scenario) -> Result<Table> {
    let alpha = scenario.alpha();
    let target = alpha.old();
    let deltas = [1.0, 2.0, 3.0, 5.0, 8.0, 15.0, 30.0];
    let blocks: Vec<Vec<Row>> = deltas
        .into_iter()
        .map(|delta| rows(alpha, delta))
        .collect::<Result<_>>()?;
    let rows: Vec<Row> = blocks.into_iter().flatten().collect();
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!("(1-s) KL(p_n ‖ q) + s KL(q ‖ p_α) at α = {}: the old weight it keeps, and the smallest s for a wanted one", input(target)),
        claims: &["G1"],
        columns,
        rows,
        notes: vec![
            "Every share retains, since SFT's slope vanishes at an empty old mode and reverse KL's does not; how little it may be is the point. The needed share is in closed form. Verdict: the \
             weight lies in its enclosure, below α, and rises with s."
                .into(),
        ],
    })
}
