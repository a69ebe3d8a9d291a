//! F1, F2, F4: the tilt OAPL aims at, and what the regression inside the family keeps of it.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{Boundary, PARAMETER_ACCURACY as WEIGHT_ERROR, oapl_minimiser};
use crate::model::{Part, Scenario, Separation, Weight};
use crate::objective::{
    DRIFT_ACCURACY, MASS_ACCURACY, OaplLine, Reward, exact_tilt, tilt_drift, tilted_mass,
};
use crate::table::{Cell, Field, Table, Verdict, laid_out, significant_digits};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "oapl",
    about: "OAPL: the tilt's old mass and F2's bound beside the minimiser inside the family, and where that collapses",
    uses: &[Part::Beta0],
    build,
};

struct Row {
    reward: Reward,
    delta: f64,
    tilt: f64,
    bound: f64,
    exact: f64,
    kept: f64,
    boundary: Option<Boundary>,
    loss: f64,
    loss_error: f64,
    /// How far the tilt moves the old mean, and F4's bound.
    moved: f64,
    move_bound: f64,
}

fn row(reward: Reward, lag: Weight, delta: f64, tilt: f64) -> Result<Row> {
    let separation = Separation::new(delta)?;
    let line = OaplLine::new(reward, lag, separation, tilt, 1.0)?;
    let (kept, boundary) = oapl_minimiser(&line);
    let loss = line.loss(kept);
    let (moved, move_bound) = tilt_drift(lag, separation, tilt, 1.0)?;
    Ok(Row {
        reward,
        delta,
        tilt,
        bound: tilted_mass(lag, tilt, 1.0)?.old(),
        exact: exact_tilt(reward, lag, separation, tilt, 1.0)?.old(),
        kept: kept.old(),
        boundary,
        loss: loss.value,
        loss_error: loss.error,
        moved,
        move_bound,
    })
}

impl Row {
    fn lost(&self) -> bool {
        self.boundary == Some(Boundary::OldWeightZero)
    }

    fn verdict(&self) -> Verdict {
        let moved = Verdict::of_inequality(self.moved, self.move_bound, DRIFT_ACCURACY);
        Verdict::of_inequality(self.bound, self.exact, MASS_ACCURACY).and(moved)
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("reward", "reward", "reward", |r| {
        Cell::text(r.reward.label())
    }),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("gap_over_tau", "Δ/τ", "$\\Delta/\\tau$", |r| {
        Cell::Input(r.tilt)
    }),
    Field::new("tilt_bound", "tilt keeps at least (F2)", "F2", |r| {
        Cell::within(r.bound, MASS_ACCURACY)
    }),
    Field::new("tilt_exact", "the tilt keeps", "tilt", |r| {
        Cell::within(r.exact, MASS_ACCURACY)
    }),
    Field::new("exact", "the family's minimiser keeps", "family", |r| {
        if r.lost() {
            Cell::Input(0.0)
        } else {
            Cell::known_to(r.kept, WEIGHT_ERROR)
        }
    }),
    Field::detail("share", "over F2's bound", "ratio", |r| {
        if r.lost() {
            Cell::Input(0.0)
        } else if r.kept <= WEIGHT_ERROR {
            Cell::text("not known")
        } else {
            Cell::within(r.kept / r.bound, (WEIGHT_ERROR / r.kept).min(0.1))
        }
    }),
    Field::new("outcome", "it is", "outcome", |r| {
        Cell::text(if r.lost() {
            "collapsed"
        } else if r.kept < r.bound {
            "below the tilt's bound"
        } else {
            "above it"
        })
    }),
    Field::detail("loss", "loss there", "loss", |r| {
        Cell::within(r.loss, (r.loss_error / r.loss).min(0.1))
    }),
    Field::detail("loss_error", "quadrature error", "error", |r| {
        Cell::below(r.loss_error)
    }),
    Field::detail("drift", "tilt's old-mean drift", "drift", |r| {
        Cell::within(r.moved, DRIFT_ACCURACY)
    }),
    Field::detail("drift_bound", "bound (F4)", "F4", |r| {
        Cell::within(r.move_bound, MASS_ACCURACY)
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let given = scenario.start().weight();
    let mut settings = Vec::new();
    for delta in [0.5, 1.0, 2.0, 4.0, 8.0] {
        for tilt in [0.5, 1.0, 2.0, 4.0] {
            settings.extend([
                (Reward::Hard, given, delta, tilt),
                (Reward::Soft(given), given, delta, tilt),
            ]);
        }
    }
    let shown = settings.len();
    // The rest of the box only enters the notes.
    for lag in [0.1, 0.9] {
        let lag = Weight::new(lag)?;
        for delta in [0.5, 1.0, 2.0, 4.0] {
            for tilt in [0.5, 1.0, 2.0, 4.0] {
                settings.extend([
                    (Reward::Hard, lag, delta, tilt),
                    (Reward::Soft(lag), lag, delta, tilt),
                ]);
            }
        }
    }
    let computed: Vec<Row> = settings
        .par_iter()
        .map(|&(reward, lag, delta, tilt)| row(reward, lag, delta, tilt))
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &computed[..shown]);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "OAPL from a lagged policy with old weight {}: the exact tilt, F2's bound, and the minimiser of the squared loss over the weights (means correct, τ = 1)",
            given.old()
        ),
        claims: &["F1", "F2", "F4"],
        columns,
        rows,
        notes: notes(&computed),
    })
}

fn notes(computed: &[Row]) -> Vec<String> {
    let worst = |hard: bool| {
        computed
            .iter()
            .filter(|r| (r.reward == Reward::Hard) == hard && r.boundary.is_none())
            .min_by(|a, b| (a.kept / a.bound).total_cmp(&(b.kept / b.bound)))
    };
    let said = |r: Option<&Row>| {
        r.map_or_else(
            || "none".to_owned(),
            |r| {
                format!(
                    "{} of F2's bound (δ = {}, Δ/τ = {})",
                    significant_digits(r.kept / r.bound, 3),
                    r.delta,
                    r.tilt
                )
            },
        )
    };
    let collapsed: Vec<&Row> = computed
        .iter()
        .filter(|r| r.boundary == Some(Boundary::OldWeightZero))
        .collect();
    let reached = collapsed
        .iter()
        .map(|r| r.tilt)
        .min_by(f64::total_cmp)
        .map_or_else(
            || "nowhere on this grid".to_owned(),
            |tilt| format!("at {} settings, from Δ/τ = {tilt} on", collapsed.len()),
        );
    vec![
        "F2 and F4 are statements about the tilt; the verdict judges those. Training inside the family is another matter: with overlap no mixture equals the tilt, and the squared loss \
         weighs its errors where the old mode is not."
            .into(),
        format!(
            "Over this lagged weight, 0.1 and 0.9 the minimiser that keeps the least without collapsing keeps {} for the hard reward and {} for the soft one; it collapses to 0 {reached}.",
            said(worst(true)),
            said(worst(false)),
        ),
        "Hard reward: Δ on the new mode's side of the midpoint. Soft: Δ times the lagged policy's own responsibility.".into(),
    ]
}
