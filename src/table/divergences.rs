//! Which divergences forget: it is the reference that decides, and the divergence how strongly.

use super::{Cell, Column, Table, TableEntry, Verdict};
use crate::error::Result;
use crate::minimize::{Boundary, Free, minimise};
use crate::model::{Part, Scenario, Weight};
use crate::objective::{Divergence, ForwardKl, Objective, ReverseKl, Skewed};
use crate::overlap::boundary_slope;

pub(super) const ENTRY: TableEntry = TableEntry {
    name: "divergences",
    about: "forward, reverse, Jensen-Shannon and skewed KL, to the target and to new data alone: does it forget?",
    uses: &[Part::Modes, Part::Alpha, Part::Beta0],
    build,
};

const SHARES: [f64; 3] = [0.1, 0.5, 0.9];
/// Slopes by quadrature.
const SLOPE_ERROR: f64 = 1e-10;
const WEIGHT_ERROR: f64 = 1e-8;

fn build(scenario: &Scenario) -> Result<Table> {
    let alpha = scenario.alpha();
    let target = scenario.modes().mixture(alpha);
    let start = target.with_weight(scenario.start().weight());
    let nothing = Weight::new(0.0)?;
    let mut rows = Vec::new();
    for (reference, weight) in [("target", alpha), ("new data", nothing)] {
        let p = target.with_weight(weight);
        let mut objectives: Vec<(String, f64, Box<dyn Objective>)> = vec![(
            "forward KL, KL(p ‖ q)".into(),
            1.0,
            Box::new(ForwardKl::new(p.clone())),
        )];
        objectives.push((
            "reverse KL, KL(q ‖ p)".into(),
            0.0,
            Box::new(ReverseKl::new(p.clone())),
        ));
        for divergence in Divergence::ALL {
            for gamma in SHARES {
                let name = match divergence {
                    Divergence::JensenShannon => "Jensen-Shannon",
                    Divergence::SkewedForward => "skewed KL(p ‖ m)",
                    Divergence::SkewedReverse => "skewed KL(q ‖ m)",
                };
                objectives.push((
                    format!("{name}, γ = {gamma}"),
                    gamma,
                    Box::new(Skewed::new(divergence, gamma, p.clone())?),
                ));
            }
        }
        for (name, gamma, objective) in objectives {
            let found = minimise(objective.as_ref(), &start, Free::Weight)?;
            let kept = found.learner.weight().old();
            let lost = found.boundary == Some(Boundary::OldWeightZero);
            let slope = objective.weight_slope(&start.with_weight(nothing));
            // The slope of Jensen-Shannon at an empty old mode has a closed form: -(1-gamma) K(gamma alpha).
            let closed = if objective.name() == "jensen-shannon" {
                let mixed = Weight::new(gamma * weight.old())?;
                let expected =
                    -(1.0 - gamma) * boundary_slope(mixed, scenario.modes().separation());
                Verdict::of_equality(slope, expected, SLOPE_ERROR)
            } else {
                Verdict::HoldsOnSamples
            };
            let verdict = Verdict::of_equality(kept, weight.old(), WEIGHT_ERROR).and(closed);
            rows.push(vec![
                Cell::text(name),
                Cell::text(reference),
                Cell::text(if lost { "yes" } else { "no" }),
                if lost {
                    Cell::Input(0.0)
                } else {
                    Cell::within(kept, (WEIGHT_ERROR / kept).min(0.1))
                },
                if slope.abs() <= SLOPE_ERROR {
                    Cell::below(SLOPE_ERROR)
                } else {
                    Cell::within(slope, SLOPE_ERROR / slope.abs())
                },
                Cell::within(objective.value(&start), 1e-8),
                Cell::text(if lost {
                    "zero only at q = p, and p has no old mode"
                } else {
                    "zero only at q = p"
                }),
                Cell::Verdict(verdict),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Does it forget? Divergences from the target (α = {}) and from new data alone in the scenario \"{}\" (δ = {:.6}), weight only; m = γ p + (1-γ) q",
            alpha.old(),
            scenario.name(),
            scenario.modes().separation().delta(),
        ),
        claims: &["B1", "B5", "C1", "C2"],
        columns: vec![
            Column::new("divergence", "divergence", "divergence"),
            Column::new("reference", "p is", "$p$"),
            Column::new("forgets", "forgets?", "forgets?"),
            Column::new("exact", "old weight kept", "$\\beta^*$"),
            Column::new("slope_at_zero", "slope at old weight 0", "slope at 0"),
            Column::new("value_at_start", "value at the start", "start"),
            Column::new("because", "because", "because"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "No divergence forgets what its reference holds, and none keeps what it does not: on new data alone every one of them empties the old mode. What differs is how strongly an empty old mode is \
             refilled: the slope at old weight 0. Jensen-Shannon's is -(1-γ) K(γα), with K of C2."
                .into(),
        ],
    })
}
