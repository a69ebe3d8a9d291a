//! C1, C2: reverse KL in time, off the boundary and to the target.

use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{ACCURACY as FLOW_ERROR, GradientFlow, Trajectory};
use crate::minimize::Free;
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use crate::overlap::{DIFFERENCE_ACCURACY, boundary_slope, fisher};
use crate::table::{Cell, Field, Table, Verdict, laid_out};
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
    let rows: Vec<Row> = cases
        .into_par_iter()
        .map(|(free, delta, beta)| {
            Row::new(free, alpha, Separation::new(delta)?, Weight::new(beta)?)
        })
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!("Reverse KL to α = {} by gradient flow (learning rate 1) until its gradient is {AT_REST:e}", alpha.old()),
        claims: &["C1", "C2"],
        columns,
        rows,
        notes: vec![
            "The boundary repels only quadratically, β' ≈ Kβ²: the time to leave it is 1/(Kβ(0)), and the scaled time tends to 1 as β(0) falls."
                .into(),
            "Verdict: the run ends at the target, as near as a gradient of 1e-10 leaves it; weights only, every step of it moves β towards α (C2).".into(),
            format!("All free: the new mean starts {OFFSET} short of its place; the weight may overshoot, which C2 does not exclude."),
        ],
    })
}

struct Row {
    free: Free,
    delta: f64,
    start: f64,
    /// $-K$: the slope at an empty old mode.
    slope: f64,
    /// The time to half the target's weight, for starts below it.
    half: Option<f64>,
    duration: f64,
    monotone: bool,
    /// The weight at rest, and what the gradient's tolerance leaves of it.
    end: f64,
    allowed: f64,
    /// The largest drift of the old mean.
    drift: f64,
    /// From the target, at rest.
    distance: f64,
}

impl Row {
    fn new(
        free: Free,
        alpha: Weight,
        separation: Separation,
        start_weight: Weight,
    ) -> Result<Self> {
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
        let rest = |q: &Mixture| {
            let (_, gradient) = objective.value_and_gradient(q);
            match free {
                // Next to the boundary the slope is small itself, of order beta squared.
                Free::Weight => gradient[0].abs() - AT_REST * q.weight().old(),
                Free::All => gradient.norm() - AT_REST,
            }
        };
        let run = GradientFlow::new(&objective, free).run_until(&start, HORIZON, rest)?;
        let below = start_weight.old() < 0.5 * alpha.old();
        let end = run.end();
        // A gradient of g leaves the parameters within g / lambda_min of the optimum, and the weight's logit is free of the means' scale.
        let least = fisher(alpha, separation).min_eigenvalue();
        Ok(Self {
            free,
            delta: separation.delta(),
            start: start_weight.old(),
            slope: -boundary_slope(alpha, separation),
            half: below
                .then(|| run.first(|q| 0.5 * alpha.old() - q.weight().old()))
                .flatten(),
            duration: run.duration(),
            monotone: is_monotone(&run, start_weight.old() < alpha.old()),
            end: end.weight().old(),
            allowed: FLOW_ERROR + 2.0 * AT_REST / least,
            drift: run
                .maximum(|q| (q.old_mean() - target.old_mean()).norm())
                .value,
            distance: (end.weight().old() - alpha.old())
                .abs()
                .max((end.old_mean() - target.old_mean()).norm())
                .max((end.new_mean() - target.new_mean()).norm()),
        })
    }

    fn half(&self, cell: impl Fn(f64) -> Cell) -> Cell {
        self.half.map_or_else(|| Cell::text("starts above"), cell)
    }

    fn verdict(&self) -> Verdict {
        match (self.free, self.monotone) {
            (Free::Weight, false) => Verdict::FailsOnSamples,
            _ => Verdict::of_equality(self.distance, 0.0, self.allowed),
        }
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("free", "free", "free", |r| {
        Cell::text(match r.free {
            Free::Weight => "weight",
            Free::All => "all",
        })
    }),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("start", "β(0)", "$\\beta(0)$", |r| Cell::Input(r.start)),
    Field::detail("slope", "slope -K at β = 0", "$-K$", |r| {
        Cell::within(r.slope, DIFFERENCE_ACCURACY)
    }),
    Field::new("half_time", "time to α/2", "$t_{\\alpha/2}$", |r| {
        r.half(|t| Cell::within(t, FLOW_ERROR))
    }),
    Field::new(
        "scaled",
        "K β(0) · that time",
        "$K\\beta(0)t_{\\alpha/2}$",
        |r| match r.free {
            Free::Weight => r.half(|t| Cell::within(-r.slope * r.start * t, FLOW_ERROR)),
            Free::All => Cell::text("means move"),
        },
    ),
    // Rest is approached like exp(-lambda t): the time is known to the gradient's relative error there over lambda.
    Field::new("duration", "time to rest", "time", |r| {
        Cell::within(r.duration, 1e-3)
    }),
    Field::detail("monotone", "β(t)", "$\\beta(t)$", |r| {
        Cell::text(if r.monotone { "monotone" } else { "overshoots" })
    }),
    Field::detail("end", "β at rest", "$\\beta$ at rest", |r| {
        Cell::known_to(r.end, r.allowed)
    }),
    Field::new("drift", "largest old-mean drift", "drift", |r| {
        match r.free {
            Free::Weight => Cell::text("means held"),
            Free::All => Cell::known_to(r.drift, FLOW_ERROR),
        }
    }),
    Field::detail("distance", "distance to the target", "distance", |r| {
        Cell::below(r.distance.max(AT_REST))
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

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
