//! E4: TTT-Discover in the units of the published code.

use crate::error::{Error, Result};
use crate::exhibit::TableEntry;
use crate::law::{EQUILIBRIUM_ACCURACY as WEIGHT_ERROR, GaussianLaw, adaptive_weight, ttt_weight};
use crate::model::{Part, Scenario, Separation, Weight};
use crate::objective::{ANCHOR_ACCURACY as SLOPE_ERROR, EntropicUtility, MASS_ACCURACY};
use crate::overlap::{boundary_slope, distinguishability};
use crate::table::{Cell, Field, Table, Verdict, input, laid_out, rounded};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "ttt-own-units",
    about: "TTT-Discover in the published code's units: KL penalty λ, fixed and adaptive η, what is kept, with the theory's anchor beside (E4)",
    uses: &[Part::Modes, Part::Beta0],
    build,
};

const GAP: f64 = 1.0;
const ETAS: [f64; 3] = [1.0, 5.0, f64::INFINITY];
/// The published default is the second.
const PENALTIES: [f64; 6] = [0.01, 0.1, 0.2, 0.5, 1.0, 2.0];

struct Row {
    /// Infinite where $\eta$ adapts.
    eta: f64,
    penalty: f64,
    critical: f64,
    /// The old weight kept, or why it is not known.
    kept: std::result::Result<f64, String>,
    /// What separated modes keep at most, where that is a bound.
    bound: Option<f64>,
    /// The pull at the weight kept over the restoring force; none at an empty old mode.
    balance: Option<f64>,
}

const FIELDS: &[Field<Row>] = &[
    Field::new("eta", "η", "$\\eta$", |r| {
        if r.eta.is_infinite() {
            Cell::text("adaptive")
        } else {
            Cell::Input(r.eta)
        }
    }),
    Field::new("penalty", "λ", "$\\lambda$", |r| Cell::Input(r.penalty)),
    Field::detail("anchor", "τ = λ/η", "$\\tau$", |r| {
        if r.eta.is_infinite() {
            Cell::Missing
        } else {
            Cell::exact(r.penalty / r.eta)
        }
    }),
    Field::new("critical", "critical λ", "$\\lambda_c$", |r| {
        Cell::within(r.critical, SLOPE_ERROR)
    }),
    Field::detail("outcome", "old mode", "outcome", |r| {
        Cell::text(match r.kept {
            Ok(kept) if kept > 0.0 => "keeps",
            Ok(_) => "forgets",
            Err(_) => "not known",
        })
    }),
    Field::new("exact", "old weight kept", "$\\beta^*$", |r| match r.kept {
        Ok(kept) if kept > 0.0 => Cell::within(kept, WEIGHT_ERROR),
        Ok(_) => Cell::Input(0.0),
        Err(_) => Cell::Missing,
    }),
    Field::new("separated", "separated modes: at most", "at most", |r| {
        r.bound
            .map_or(Cell::Missing, |b| Cell::within(b, MASS_ACCURACY))
    }),
    Field::detail("balance", "pull over restoring force", "balance", |r| {
        r.balance
            .map_or(Cell::Missing, |b| Cell::within(b, BALANCE_ERROR))
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let separation = scenario.modes().separation();
    let reference = scenario.start().weight();
    let mut rows = Vec::new();
    for eta in ETAS {
        for penalty in PENALTIES {
            rows.push(Row::new(eta, penalty, reference, separation)?);
        }
    }
    let unknown = rows.iter().find_map(|row| row.kept.as_ref().err());
    let unknown = unknown.map(|reason| format!("Not known: {reason}."));
    let (columns, rows) = laid_out(FIELDS, &rows);
    let slope = boundary_slope(reference, separation);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "TTT-Discover, J = log E[exp(ηr)] - λ KL(q ‖ q0), advantage {GAP} of the new mode, in the scenario \"{}\": δ = {}, β0 = {}, K = {}",
            scenario.name(),
            rounded(separation.delta()),
            input(reference.old()),
            rounded(slope),
        ),
        claims: &["E1", "E4"],
        columns,
        rows,
        notes: [
            "Adaptive: η is set so that the tilted policy is ln 2 away, as the published code does, without its cap; once the new share is a half the tilt is the new mode alone, and the critical λ is 1/K. The published default is λ = 0.1. \
             The old weight starts at β0 and falls to its first rest."
                .into(),
            "At most: σ(φ0 - c/λ), c = 1 - exp(-ηΔ) with fixed η and 1 with adaptive η from an even reference, as D ≤ 1. Balance: the pull at the weight kept over λ times the integral of D from there to β0, by Simpson's rule; it is 1 at a rest. \
             Verdict: kept exactly where λ exceeds the critical one, the balance holds, and the bound."
                .into(),
        ]
        .into_iter()
        .chain(unknown)
        .collect(),
    })
}

impl Row {
    fn new(eta: f64, penalty: f64, reference: Weight, separation: Separation) -> Result<Self> {
        let law = GaussianLaw::new(separation);
        let adaptive = eta.is_infinite();
        let found = if adaptive {
            adaptive_weight(&law, penalty, reference).map(|kept| (kept, adaptive_pull(kept)))
        } else {
            let utility = EntropicUtility::new(eta, GAP)?;
            let kept = ttt_weight(&law, utility, penalty / eta, reference);
            kept.map(|kept| (kept, eta * utility.pull(kept)))
        };
        let found = match found {
            Ok(found) => Ok(found),
            Err(limit @ Error::Limit { .. }) => Err(limit.to_string()),
            Err(error) => return Err(error),
        };
        let least_pull = if adaptive {
            1.0
        } else {
            -core_math::expm1(-eta * GAP)
        };
        let at_most = Weight::from_logit(reference.logit() - least_pull / penalty);
        // Above an even reference the adaptive pull is smaller while the new share is below a half.
        let bounded = !adaptive || reference.old() <= 0.5;
        let balance = match found {
            Ok((kept, pull)) if kept.old() > 0.0 => {
                Some(pull / (penalty * restoring(kept, reference, separation)))
            }
            _ => None,
        };
        Ok(Self {
            eta,
            penalty,
            critical: least_pull / boundary_slope(reference, separation),
            kept: found.map(|(kept, _)| kept.old()),
            bound: bounded.then(|| at_most.old()),
            balance,
        })
    }

    fn verdict(&self) -> Verdict {
        let Ok(kept) = self.kept else {
            return Verdict::Undecided;
        };
        let near = (self.penalty / self.critical - 1.0).abs() <= SLOPE_ERROR;
        let survives = kept > 0.0;
        let mut verdict = if near {
            Verdict::Undecided
        } else {
            Verdict::of_condition(survives == (self.penalty > self.critical))
        };
        if let Some(balance) = self.balance {
            verdict = verdict.and(Verdict::of_equality(balance, 1.0, BALANCE_ERROR));
            if let Some(bound) = self.bound {
                verdict = verdict.and(Verdict::of_inequality(kept, bound, WEIGHT_ERROR));
            }
        }
        verdict
    }
}

/// Simpson's rule below.
const BALANCE_ERROR: f64 = 1e-8;
const PANELS: usize = 400;

/// $\int_{\varphi}^{\varphi_0}D\,d\varphi$ by Simpson's rule: a route without K.
fn restoring(kept: Weight, reference: Weight, separation: Separation) -> f64 {
    let (low, high) = (kept.logit(), reference.logit());
    let step = (high - low) / (2 * PANELS) as f64;
    let at = |k: usize| distinguishability(Weight::from_logit(low + step * k as f64), separation);
    let weight = |k: usize| match k {
        0 => 1.0,
        k if k == 2 * PANELS => 1.0,
        k if k % 2 == 1 => 4.0,
        _ => 2.0,
    };
    step / 3.0 * (0..=2 * PANELS).map(|k| weight(k) * at(k)).sum::<f64>()
}

/// The pull of a tilt that is $\ln2$ away, per unit of the old weight; of the new mode alone once no tilt is.
fn adaptive_pull(weight: Weight) -> f64 {
    let (old, new) = (weight.old(), weight.new_mode());
    if new >= 0.5 {
        return 1.0 / new;
    }
    // Bisection on the tilted new share.
    let distance =
        |t: f64| t * core_math::log(t / new) + (1.0 - t) * core_math::log((1.0 - t) / old);
    let (mut low, mut high) = (new, 1.0 - 1e-16);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if distance(middle) < std::f64::consts::LN_2 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low / new - (1.0 - low) / old
}
