//! C13: the drift bounded from the start alone, beside runs.

use crate::bounds::{A_PRIORI_ACCURACY, APrioriDrift, a_priori_drift};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::flow::{ACCURACY as FLOW_ERROR, UniformDrift, uniform_drift};
use crate::model::{Mixture, Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::ReverseKl;
use crate::table::{Cell, Field, Table, Verdict, input, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "drift-apriori",
    about: "C13's bounds of both means and of the weight, from the start alone, beside what runs of reverse KL do; the exponents approach 1/8",
    uses: &[Part::Alpha, Part::Beta0],
    build,
};

const DELTAS: [f64; 8] = [4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 14.0];
const HORIZON: f64 = 1e6;

fn build(scenario: &Scenario) -> Result<Table> {
    let (alpha, beta0) = (scenario.alpha(), scenario.start().weight());
    let jobs: Vec<(f64, f64)> = [0.0, 1.0]
        .into_iter()
        .flat_map(|offset| DELTAS.map(|delta| (offset, delta)))
        .collect();
    let rows: Vec<Row> = jobs
        .into_par_iter()
        .map(|(offset, delta)| Row::new(alpha, beta0, offset, Separation::new(delta)?))
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Reverse KL by gradient flow, all free: α = {}, β(0) = {}, old mean right, new mean right or 1 short (whitened units)",
            input(alpha.old()),
            input(beta0.old()),
        ),
        claims: &["C13"],
        columns,
        rows,
        notes: vec![
            "Verdict: the run stays in the box; not applicable where the inequalities of C13 have no solution, and C8's integral form is what is left.".into(),
            "Exponent: -log(ρ_o/(½δ(1/√odds(l) + √odds of the new mode in the target)))/δ², the leading term divided out; of the drift, -log(drift/δ)/δ². With right means the first approaches 1/8 = 0.125; with the new mean \
             1 short it approaches the same more slowly, as (δ-1)²/8 over δ²."
                .into(),
        ],
    })
}

struct Row {
    offset: f64,
    delta: f64,
    alpha: Weight,
    /// C13, where its inequalities have a solution.
    bound: Option<APrioriDrift>,
    run: UniformDrift,
    /// The largest error of the new mean and the largest old weight on the run.
    new_drift: f64,
    greatest: f64,
}

impl Row {
    fn new(alpha: Weight, beta0: Weight, offset: f64, separation: Separation) -> Result<Self> {
        let target = TwoModes::on_the_line(separation).mixture(alpha);
        let new_mean = target.new_mean().add_scalar(-offset);
        let start = Mixture::new(beta0, target.old_mean().clone(), new_mean)?;
        let run = uniform_drift(&ReverseKl::new(target.clone()), &start, HORIZON)?;
        let largest = |of: &dyn Fn(&Mixture) -> f64| run.trajectory.maximum(of).value;
        Ok(Self {
            offset,
            delta: separation.delta(),
            alpha,
            bound: a_priori_drift(beta0, offset, alpha, separation),
            new_drift: largest(&|q| (q.new_mean() - target.new_mean()).norm()),
            greatest: largest(&|q| q.weight().old()),
            run,
        })
    }

    fn drift(&self) -> f64 {
        self.run.drift.value
    }

    fn bounded(&self, of: impl Fn(&APrioriDrift) -> f64) -> Cell {
        let bound = self.bound.as_ref();
        bound.map_or_else(
            || Cell::text("none"),
            |b| Cell::within(of(b), A_PRIORI_ACCURACY),
        )
    }

    /// The exponent of the bound in $\delta^2$, its leading factor divided out.
    fn exponent(&self, bound: &APrioriDrift) -> f64 {
        let odds = |logit: f64| core_math::exp(-0.5 * logit);
        let leading = odds(bound.least_logit) + odds(self.alpha.logit());
        let scaled = bound.old / (0.5 * self.delta * leading);
        -core_math::log(scaled) / (self.delta * self.delta)
    }

    /// Whether the run stayed in the box, as far as the flow is known.
    fn verdict(&self, bound: &APrioriDrift) -> Verdict {
        // A run that starts on a side of the box touches it: there equality is what the claim says.
        let below = |seen: f64, bound: f64| Verdict::of_condition(seen <= bound + FLOW_ERROR);
        below(self.drift(), bound.old)
            .and(below(self.new_drift, bound.new))
            .and(below(
                weight(bound.least_logit),
                self.run.least_weight.old(),
            ))
            .and(below(self.greatest, weight(bound.greatest_logit)))
    }
}

fn weight(logit: f64) -> f64 {
    Weight::from_logit(logit).old()
}

const FIELDS: &[Field<Row>] = &[
    Field::new("offset", "new mean short by", "$r_0$", |r| {
        Cell::Input(r.offset)
    }),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("rho_old", "ρ_o (C13)", "$\\rho_o$", |r| {
        r.bounded(|b| b.old)
    }),
    Field::new("drift", "largest old drift", "drift", |r| {
        Cell::known_to(r.drift(), FLOW_ERROR)
    }),
    Field::new("rho_new", "ρ_n (C13)", "$\\rho_n$", |r| {
        r.bounded(|b| b.new)
    }),
    Field::new("new_drift", "largest new-mean error", "new", |r| {
        Cell::known_to(r.new_drift, FLOW_ERROR)
    }),
    Field::new(
        "least_weight_bound",
        "β at least (C13)",
        "$\\beta\\ge$",
        |r| r.bounded(|b| weight(b.least_logit)),
    ),
    Field::new("least_weight", "least β", "$\\min\\beta$", |r| {
        Cell::known_to(r.run.least_weight.old(), FLOW_ERROR)
    }),
    Field::detail(
        "greatest_weight_bound",
        "β at most (C13)",
        "$\\beta\\le$",
        |r| r.bounded(|b| weight(b.greatest_logit)),
    ),
    Field::detail("greatest_weight", "greatest β", "$\\max\\beta$", |r| {
        Cell::known_to(r.greatest, FLOW_ERROR)
    }),
    Field::new(
        "exponent_bound",
        "exponent of ρ_o",
        "exponent of $\\rho_o$",
        |r| {
            let error = A_PRIORI_ACCURACY / (r.delta * r.delta);
            let known = |b| Cell::known_to(r.exponent(b), error);
            r.bound.as_ref().map_or_else(|| Cell::text("none"), known)
        },
    ),
    Field::detail("exponent", "exponent of the drift", "exponent", |r| {
        let square = r.delta * r.delta;
        if r.drift() > FLOW_ERROR {
            let exponent = -core_math::log(r.drift() / r.delta) / square;
            Cell::known_to(exponent, FLOW_ERROR / r.drift() / square)
        } else {
            Cell::Missing
        }
    }),
    Field::verdict(|r| {
        let judged = |b| Cell::Verdict(r.verdict(b));
        r.bound.as_ref().map_or(Cell::Missing, judged)
    }),
];
