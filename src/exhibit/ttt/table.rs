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
use crate::table::{Cell, Column, Table, Verdict};

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

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for [eta, tau, gap, beta0, delta] in SETTINGS {
        let (reference, separation) = (Weight::new(beta0)?, Separation::new(delta)?);
        let utility = EntropicUtility::new(eta, gap)?;
        let modes = TwoModes::on_the_line(separation).mixture(reference);
        let critical = critical_anchor(eta, gap, reference, separation)?;
        let bisected = bisected_anchor(utility, reference, separation)?;
        let kept = ttt_old_weight(utility, tau, reference, separation)?.old();
        let survives = kept > 0.0;
        let (lower, upper) = retention_envelope(utility, tau, reference)?;
        // The same weight by the minimiser of the objective.
        let objective = TttDiscover::mode_constant(utility, tau, &modes)?;
        let again = minimise(&objective, &modes, Free::Weight)?.learner.weight();
        let free = minimise(&TttDiscover::soft(utility, tau, &modes)?, &modes, Free::All)?.learner;
        let (pull, bound) = utility_drift(utility, reference, reference, separation)?;
        let verdict = Verdict::of_equality(bisected, critical, ANCHOR_ERROR * critical)
            .and(Verdict::of_equality(kept, again.old(), WEIGHT_ACCURACY))
            .and(Verdict::of_inequality(kept, upper.old(), WEIGHT_ACCURACY))
            .and(Verdict::of_inequality(pull, bound, DRIFT_ACCURACY))
            .and(Verdict::of_equality(
                f64::from(u8::from(survives)),
                f64::from(u8::from(tau > critical)),
                0.0,
            ));
        rows.push(vec![
            Cell::Input(eta),
            Cell::Input(tau),
            Cell::Input(gap),
            Cell::Input(beta0),
            Cell::Input(delta),
            Cell::within(critical, ANCHOR_ACCURACY),
            Cell::within(bisected, ANCHOR_ERROR),
            Cell::text(if survives { "keeps" } else { "forgets" }),
            if survives {
                Cell::within(kept, WEIGHT_ACCURACY / kept)
            } else {
                Cell::Input(0.0)
            },
            Cell::within(lower.old(), MASS_ACCURACY),
            Cell::within(upper.old(), MASS_ACCURACY),
            Cell::within(pull, DRIFT_ACCURACY),
            Cell::within(bound, MASS_ACCURACY),
            Cell::within(free.weight().old(), PARAMETER_ACCURACY),
            Cell::within(free.old_mean().norm(), LEARNER_ACCURACY),
            Cell::Verdict(verdict),
        ]);
    }
    Ok(Table {
        name: ENTRY.name,
        caption: "TTT-Discover with temperature η, anchor τ, gap Δ, reference weight β0: what the anchor keeps".into(),
        claims: &["E1", "E2", "E3"],
        columns: vec![
            Column::new("eta", "η", "$\\eta$"),
            Column::new("tau", "τ", "$\\tau$"),
            Column::new("gap", "Δ", "$\\Delta$"),
            Column::new("beta0", "β0", "$\\beta_0$"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("critical_anchor", "critical anchor (E1)", "$\\tau_c$"),
            Column::new("critical_bisected", "by bisection", "bisected").detail(),
            Column::new("outcome", "old mode", "outcome").detail(),
            Column::new("exact", "old weight kept", "$\\beta^*$"),
            Column::new("separated_lower", "separated lower (E2)", "lower").detail(),
            Column::new("upper", "upper (E2)", "upper").detail(),
            Column::new("pull", "pull on the old mean", "pull").detail(),
            Column::new("pull_bound", "bound (E3)", "E3").detail(),
            Column::new("soft_weight", "soft reward: old weight", "soft $\\beta^*$"),
            Column::new("soft_drift", "soft reward: old-mean drift", "soft drift"),
            Column::new("verdict", "verdict", "verdict"),
        ],
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
