//! E1-E3: what TTT-Discover's anchor keeps.

use crate::error::{Error, Result};
use crate::exhibit::TableEntry;
use crate::minimize::{
    Boundary, Free, LEARNER_ACCURACY, PARAMETER_ACCURACY, WEIGHT_ACCURACY, minimise, ttt_old_weight,
};
use crate::model::{Scenario, Separation, TwoModes, Weight};
use crate::objective::{
    ANCHOR_ACCURACY, DRIFT_ACCURACY, EntropicUtility, MASS_ACCURACY, TttDiscover, critical_anchor,
    retention_envelope, utility_drift,
};
use crate::table::{Cell, Field, Table, Verdict, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "ttt-discover",
    about: "TTT-Discover: critical anchor (E1) by formula and by bisection, old weight kept, E2's envelope, E3's drift",
    uses: &[],
    build,
};

/// (eta, tau, gap, beta0, delta).
const SETTINGS: [[f64; 5]; 10] = [
    [1.0, 0.5, 1.0, 0.5, 1.0],
    [1.0, 0.5, 1.0, 0.5, 2.0],
    [1.0, 0.5, 1.0, 0.5, 4.0],
    [2.0, 0.2, 1.0, 0.5, 2.0],
    [5.0, 0.5, 2.0, 0.8, 2.0],
    [0.0, 0.5, 1.0, 0.5, 2.0],
    [1.0, 1.0, 1.0, 0.1, 3.0],
    [1.0, 1.0, 1.0, 0.9, 3.0],
    [1.0, 0.5, 1.0, 0.5, 8.0],
    [1.0, 2.0, 0.5, 0.7, 1.0],
];
/// The formula's error and the bisection's.
const ANCHOR_ERROR: f64 = 1e-9;

struct Row {
    /// As in [`SETTINGS`].
    setting: [f64; 5],
    critical: f64,
    bisected: f64,
    kept: f64,
    /// The same weight by the minimiser of the objective.
    again: f64,
    /// E2.
    lower: f64,
    upper: f64,
    /// E3.
    pull: f64,
    pull_bound: f64,
    /// With the soft reward and everything free.
    soft_weight: f64,
    soft_drift: f64,
}

impl Row {
    fn new(setting: [f64; 5]) -> Result<Self> {
        let [eta, tau, gap, beta0, delta] = setting;
        let (reference, separation) = (Weight::new(beta0)?, Separation::new(delta)?);
        let utility = EntropicUtility::new(eta, gap)?;
        let modes = TwoModes::on_the_line(separation).mixture(reference);
        let (lower, upper) = retention_envelope(utility, tau, reference)?;
        let on_labels = TttDiscover::mode_constant(utility, tau, &modes)?;
        let soft = minimise(&TttDiscover::soft(utility, tau, &modes)?, &modes, Free::All)?.learner;
        let (pull, pull_bound) = utility_drift(utility, reference, reference, separation)?;
        Ok(Self {
            setting,
            critical: critical_anchor(eta, gap, reference, separation)?,
            bisected: bisected_anchor(utility, reference, separation)?,
            kept: ttt_old_weight(utility, tau, reference, separation)?.old(),
            again: minimise(&on_labels, &modes, Free::Weight)?
                .learner
                .weight()
                .old(),
            lower: lower.old(),
            upper: upper.old(),
            pull,
            pull_bound,
            soft_weight: soft.weight().old(),
            soft_drift: soft.old_mean().norm(),
        })
    }

    fn tau(&self) -> f64 {
        self.setting[1]
    }

    fn verdict(&self) -> Verdict {
        let survives = self.kept > 0.0;
        Verdict::of_equality(self.bisected, self.critical, ANCHOR_ERROR * self.critical)
            .and(Verdict::of_equality(self.kept, self.again, WEIGHT_ACCURACY))
            .and(Verdict::of_inequality(
                self.kept,
                self.upper,
                WEIGHT_ACCURACY,
            ))
            .and(Verdict::of_inequality(
                self.pull,
                self.pull_bound,
                DRIFT_ACCURACY,
            ))
            .and(Verdict::of_condition(
                survives == (self.tau() > self.critical),
            ))
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("eta", "η", "$\\eta$", |r| Cell::Input(r.setting[0])),
    Field::new("tau", "τ", "$\\tau$", |r| Cell::Input(r.tau())),
    Field::new("gap", "Δ", "$\\Delta$", |r| Cell::Input(r.setting[2])),
    Field::new("beta0", "β0", "$\\beta_0$", |r| Cell::Input(r.setting[3])),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.setting[4])),
    Field::new(
        "critical_anchor",
        "critical anchor (E1)",
        "$\\tau_c$",
        |r| Cell::within(r.critical, ANCHOR_ACCURACY),
    ),
    Field::detail("critical_bisected", "by bisection", "bisected", |r| {
        Cell::within(r.bisected, ANCHOR_ERROR)
    }),
    Field::detail("outcome", "old mode", "outcome", |r| {
        Cell::text(if r.kept > 0.0 { "keeps" } else { "forgets" })
    }),
    Field::new("exact", "old weight kept", "$\\beta^*$", |r| {
        if r.kept > 0.0 {
            Cell::within(r.kept, WEIGHT_ACCURACY / r.kept)
        } else {
            Cell::Input(0.0)
        }
    }),
    Field::detail("separated_lower", "separated lower (E2)", "lower", |r| {
        Cell::within(r.lower, MASS_ACCURACY)
    }),
    Field::detail("upper", "upper (E2)", "upper", |r| {
        Cell::within(r.upper, MASS_ACCURACY)
    }),
    Field::detail("pull", "pull on the old mean", "pull", |r| {
        Cell::within(r.pull, DRIFT_ACCURACY)
    }),
    Field::detail("pull_bound", "bound (E3)", "E3", |r| {
        Cell::within(r.pull_bound, MASS_ACCURACY)
    }),
    Field::new(
        "soft_weight",
        "soft reward: old weight",
        "soft $\\beta^*$",
        |r| Cell::within(r.soft_weight, PARAMETER_ACCURACY),
    ),
    Field::new(
        "soft_drift",
        "soft reward: old-mean drift",
        "soft drift",
        |r| Cell::within(r.soft_drift, LEARNER_ACCURACY),
    ),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

fn build(_: &Scenario) -> Result<Table> {
    let rows: Vec<Row> = SETTINGS
        .into_par_iter()
        .map(Row::new)
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "TTT-Discover with temperature η, anchor τ, gap Δ, reference weight β0: what the anchor keeps".into(),
        claims: &["E1", "E2", "E3"],
        columns,
        rows,
        notes: vec![
            "Old weight: rewards on labels, means correct, weight only; 0 where the anchor is at most the critical one. The bisection halves τ on the minimiser, without \
             the formula. E2's lower side is that of separated modes: with overlap the weight may lie below it."
                .into(),
            "Soft reward: all parameters free, reward a function of the sample, frozen at β0. A free mean is never emptied altogether (the anchor's density ratio pulls it back from afar): it drifts."
                .into(),
        ],
    })
}

/// The smallest anchor whose minimiser is not the empty old mode, by bisection on the minimiser.
pub(crate) fn bisected_anchor(
    utility: EntropicUtility,
    reference: Weight,
    separation: Separation,
) -> Result<f64> {
    let modes = TwoModes::on_the_line(separation).mixture(reference);
    let survives = |tau: f64| {
        let objective = TttDiscover::mode_constant(utility, tau, &modes)?;
        // A minimiser closer to the end than f64 can say is not at the end.
        let found = minimise(&objective, &modes, Free::Weight);
        Ok::<_, Error>(found.map_or(true, |found| {
            found.boundary != Some(Boundary::OldWeightZero)
        }))
    };
    let (mut low, mut high) = (0.0, 1.0);
    while !survives(high)? {
        (low, high) = (high, 2.0 * high);
        if high > 1e12 {
            return Ok(f64::INFINITY);
        }
    }
    for _ in 0..60 {
        // Far closer than the digits that are shown.
        if high - low <= 1e-3 * ANCHOR_ERROR * high {
            break;
        }
        let middle = 0.5 * (low + high);
        if survives(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(0.5 * (low + high))
}
