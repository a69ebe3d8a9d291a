//! C13: the drift bounded from the start alone, beside runs.

use crate::bounds::{APrioriDrift, a_priori_drift};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::flow::{ACCURACY as FLOW_ERROR, UniformDrift, uniform_drift};
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::ReverseKl;
use crate::table::{Cell, Column, Table, Verdict, input};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "drift-apriori",
    about: "C13's bounds of both means and of the weight, from the start alone, beside what runs of reverse KL do; the exponents approach 1/8",
    uses: &[Part::Alpha, Part::Beta0],
    build,
};

const DELTAS: [f64; 8] = [4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 14.0];
const HORIZON: f64 = 1e6;
/// The bound's own margin.
const BOUND_ERROR: f64 = 1e-8;

fn build(scenario: &Scenario) -> Result<Table> {
    let (alpha, beta0) = (scenario.alpha(), scenario.start().weight());
    let jobs: Vec<(f64, f64)> = [0.0, 1.0]
        .into_iter()
        .flat_map(|offset| DELTAS.map(|delta| (offset, delta)))
        .collect();
    let rows = jobs
        .into_par_iter()
        .map(|(offset, delta)| row(alpha, beta0, offset, Separation::new(delta)?))
        .collect::<Result<_>>()?;
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Reverse KL by gradient flow, all free: α = {}, β(0) = {}, old mean right, new mean right or 1 short (whitened units)",
            input(alpha.old()),
            input(beta0.old()),
        ),
        claims: &["C13"],
        columns: vec![
            Column::new("offset", "new mean short by", "$r_0$"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("rho_old", "ρ_o (C13)", "$\\rho_o$"),
            Column::new("drift", "largest old drift", "drift"),
            Column::new("rho_new", "ρ_n (C13)", "$\\rho_n$"),
            Column::new("new_drift", "largest new-mean error", "new"),
            Column::new("least_weight_bound", "β at least (C13)", "$\\beta\\ge$"),
            Column::new("least_weight", "least β", "$\\min\\beta$"),
            Column::new("greatest_weight_bound", "β at most (C13)", "$\\beta\\le$").detail(),
            Column::new("greatest_weight", "greatest β", "$\\max\\beta$").detail(),
            Column::new("exponent_bound", "exponent of ρ_o", "exponent of $\\rho_o$"),
            Column::new("exponent", "exponent of the drift", "exponent").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "Verdict: the run stays in the box; not applicable where the inequalities of C13 have no solution, and C8's integral form is what is left.".into(),
            "Exponent: -log(ρ_o/(½δ(1/√odds(l) + √odds of the new mode in the target)))/δ², the leading term divided out; of the drift, -log(drift/δ)/δ². With right means the first approaches 1/8 = 0.125; with the new mean \
             1 short it approaches the same more slowly, as (δ-1)²/8 over δ²."
                .into(),
        ],
    })
}

fn row(alpha: Weight, beta0: Weight, offset: f64, separation: Separation) -> Result<Vec<Cell>> {
    let delta = separation.delta();
    let target = TwoModes::on_the_line(separation).mixture(alpha);
    let new_mean = target.new_mean().add_scalar(-offset);
    let start = Mixture::new(beta0, target.old_mean().clone(), new_mean)?;
    let run = uniform_drift(&ReverseKl::new(target.clone()), &start, HORIZON)?;
    let bound = a_priori_drift(beta0, offset, alpha, separation);
    let new_drift = run
        .trajectory
        .maximum(|q| (q.new_mean() - target.new_mean()).norm())
        .value;
    let greatest = run.trajectory.maximum(|q| q.weight().old()).value;
    let square = delta * delta;
    let drift = run.drift.value;
    let none = || Cell::text("none");
    let mut cells = vec![Cell::Input(offset), Cell::Input(delta)];
    let pair = |bound: Option<f64>, seen: f64| {
        [
            bound.map_or_else(none, |b| Cell::within(b, BOUND_ERROR)),
            Cell::known_to(seen, FLOW_ERROR),
        ]
    };
    cells.extend(pair(bound.map(|b| b.old), drift));
    cells.extend(pair(bound.map(|b| b.new), new_drift));
    let weight = |logit: f64| Weight::from_logit(logit).old();
    cells.extend(pair(
        bound.map(|b| weight(b.least_logit)),
        run.least_weight.old(),
    ));
    cells.extend(pair(bound.map(|b| weight(b.greatest_logit)), greatest));
    cells.push(bound.map_or_else(none, |b| {
        let leading = core_math::exp(-0.5 * b.least_logit) + core_math::exp(-0.5 * alpha.logit());
        let scaled = b.old / (0.5 * delta * leading);
        Cell::known_to(-core_math::log(scaled) / square, BOUND_ERROR / square)
    }));
    cells.push(if drift > FLOW_ERROR {
        Cell::known_to(
            -core_math::log(drift / delta) / square,
            FLOW_ERROR / drift / square,
        )
    } else {
        Cell::Missing
    });
    cells.push(bound.map_or(Cell::Missing, |b| {
        Cell::Verdict(in_the_box(&b, &run, new_drift, greatest))
    }));
    Ok(cells)
}

/// Whether the run stayed in the box, as far as the flow is known.
fn in_the_box(bound: &APrioriDrift, run: &UniformDrift, new_drift: f64, greatest: f64) -> Verdict {
    // A run that starts on a side of the box touches it: there equality is what the claim says.
    let below = |seen: f64, bound: f64| {
        if seen <= bound + FLOW_ERROR {
            Verdict::HoldsOnSamples
        } else {
            Verdict::FailsOnSamples
        }
    };
    let weight = |logit: f64| Weight::from_logit(logit).old();
    below(run.drift.value, bound.old)
        .and(below(new_drift, bound.new))
        .and(below(weight(bound.least_logit), run.least_weight.old()))
        .and(below(greatest, weight(bound.greatest_logit)))
}
