//! C1, C2: reverse KL in time, off the boundary and to the target.

use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{ACCURACY as FLOW_ERROR, GradientFlow, Trajectory};
use crate::minimize::Free;
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use crate::overlap::{DIFFERENCE_ACCURACY, boundary_slope, fisher};
use crate::table::{Cell, Column, Table, Verdict};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "reverse-kl-flow",
    about: "reverse KL by gradient flow: the weight leaves the boundary and closes in monotonically (C2); with free means it reaches the target (C1)",
    uses: &[Part::Alpha],
    build,
};

const HORIZON: f64 = 1e12;
/// The gradient a run ends at.
const AT_REST: f64 = 1e-10;
/// With free means: this far short of its place starts the new mean.
const OFFSET: f64 = 1.0;

fn build(scenario: &Scenario) -> Result<Table> {
    let alpha = scenario.alpha();
    if let Some(table) = unless_it_runs(&ENTRY, &[("alpha", alpha)]) {
        return Ok(table);
    }
    let starts = [1e-8, 1e-4, 0.05, 0.7, 0.999];
    let mut cases = Vec::new();
    for free in [Free::Weight, Free::All] {
        for delta in [2.0, 4.0, 6.0] {
            for beta in starts {
                // With the means free the empty component wanders off long before its weight grows.
                if free == Free::Weight || (0.01..0.99).contains(&beta) {
                    cases.push((free, delta, beta));
                }
            }
        }
    }
    let rows = cases
        .into_par_iter()
        .map(|(free, delta, beta)| row(free, alpha, Separation::new(delta)?, Weight::new(beta)?))
        .collect::<Result<_>>()?;
    Ok(Table {
        name: ENTRY.name,
        caption: format!("Reverse KL to α = {} by gradient flow (learning rate 1) until its gradient is {AT_REST:e}", alpha.old()),
        claims: &["C1", "C2"],
        columns: vec![
            Column::new("free", "free", "free"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("start", "β(0)", "$\\beta(0)$"),
            Column::new("slope", "slope -K at β = 0", "$-K$").detail(),
            Column::new("half_time", "time to α/2", "$t_{\\alpha/2}$"),
            Column::new("scaled", "K β(0) · that time", "$K\\beta(0)t_{\\alpha/2}$"),
            Column::new("duration", "time to rest", "time"),
            Column::new("monotone", "β(t)", "$\\beta(t)$").detail(),
            Column::new("end", "β at rest", "$\\beta$ at rest").detail(),
            Column::new("drift", "largest old-mean drift", "drift"),
            Column::new("distance", "distance to the target", "distance").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "The boundary repels only quadratically, β' ≈ Kβ²: the time to leave it is 1/(Kβ(0)), and the scaled time tends to 1 as β(0) falls."
                .into(),
            "Verdict: the run ends at the target, as near as a gradient of 1e-10 leaves it; weights only, every step of it moves β towards α (C2).".into(),
            format!("All free: the new mean starts {OFFSET} short of its place; the weight may overshoot, which C2 does not exclude."),
        ],
    })
}

fn row(
    free: Free,
    alpha: Weight,
    separation: Separation,
    start_weight: Weight,
) -> Result<Vec<Cell>> {
    let target = TwoModes::on_the_line(separation).mixture(alpha);
    let objective = ReverseKl::new(target.clone());
    let start = match free {
        Free::Weight => target.with_weight(start_weight),
        Free::All => Mixture::new(
            start_weight,
            target.old_mean().clone(),
            target.new_mean().add_scalar(-OFFSET),
        )?,
    };
    let flow = GradientFlow::new(&objective, free);
    let rest = |q: &Mixture| {
        let (_, gradient) = objective.value_and_gradient(q);
        match free {
            // Next to the boundary the slope is small itself, of order beta squared.
            Free::Weight => gradient[0].abs() - AT_REST * q.weight().old(),
            Free::All => gradient.norm() - AT_REST,
        }
    };
    let run = flow.run_until(&start, HORIZON, rest)?;
    let slope = boundary_slope(alpha, separation);
    let below = start_weight.old() < 0.5 * alpha.old();
    let half = below
        .then(|| run.first(|q| 0.5 * alpha.old() - q.weight().old()))
        .flatten();
    let end = run.end();
    let distance = (end.weight().old() - alpha.old())
        .abs()
        .max((end.old_mean() - target.old_mean()).norm())
        .max((end.new_mean() - target.new_mean()).norm());
    let drift = run.maximum(|q| (q.old_mean() - target.old_mean()).norm());
    let monotone = is_monotone(&run, start_weight.old() < alpha.old());
    // A gradient of g leaves the parameters within g / lambda_min of the optimum, and the weight's logit is free of the means' scale.
    let information = fisher(alpha, separation);
    let allowed = FLOW_ERROR + 2.0 * AT_REST / information.min_eigenvalue();
    let arrived = Verdict::of_equality(distance, 0.0, allowed);
    let verdict = match (free, monotone) {
        (Free::Weight, false) => Verdict::FailsOnSamples,
        _ => arrived,
    };
    let not_below = || Cell::text("starts above");
    Ok(vec![
        Cell::text(match free {
            Free::Weight => "weight",
            Free::All => "all",
        }),
        Cell::Input(separation.delta()),
        Cell::Input(start_weight.old()),
        Cell::within(-slope, DIFFERENCE_ACCURACY),
        half.map_or_else(not_below, |t| Cell::within(t, FLOW_ERROR)),
        match free {
            Free::Weight => half.map_or_else(not_below, |t| {
                Cell::within(slope * start_weight.old() * t, FLOW_ERROR)
            }),
            Free::All => Cell::text("means move"),
        },
        // Rest is approached like exp(-lambda t): the time is known to the gradient's relative error there over lambda.
        Cell::within(run.duration(), 1e-3),
        Cell::text(if monotone { "monotone" } else { "overshoots" }),
        Cell::known_to(end.weight().old(), allowed),
        match free {
            Free::Weight => Cell::text("means held"),
            Free::All => Cell::known_to(drift.value, FLOW_ERROR),
        },
        Cell::below(distance.max(AT_REST)),
        Cell::Verdict(verdict),
    ])
}

/// Whether the weight only ever moves one way, as far as the flow's error can tell.
fn is_monotone(run: &Trajectory, upwards: bool) -> bool {
    let mut before: Option<f64> = None;
    for (_, learner) in run.points() {
        let logit = learner.weight().logit();
        if let Some(last) = before {
            let step = if upwards { logit - last } else { last - logit };
            if step < -FLOW_ERROR {
                return false;
            }
        }
        before = Some(logit);
    }
    true
}
