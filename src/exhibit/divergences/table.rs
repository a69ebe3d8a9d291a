//! Which divergences forget: it is the reference that decides, and the divergence how strongly.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::exhibit::summary::optimum::certified_optimum;
use crate::interval::Interval;
use crate::minimize::certified::WeightObjective;
use crate::model::{Mixture, Part, Scenario, Separation, Weight};
use crate::objective::{
    Divergence, ForwardKl, Objective, QUADRATURE_FLOOR, ReverseKl, SLOPE_ACCURACY as SLOPE_ERROR,
    Skewed, VALUE_ACCURACY as VALUE_ERROR, slope_at_empty,
};
use crate::overlap::boundary_slope;
use crate::table::{Cell, Field, Table, Verdict, input, laid_out, rounded};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "divergences",
    about: "forward, reverse, Jensen-Shannon and skewed KL, to the target and to new data alone: does it forget?",
    uses: &[Part::Modes, Part::Alpha, Part::Beta0],
    build,
};

const SHARES: [f64; 3] = [0.1, 0.5, 0.9];

fn sloped(slope: f64, error: f64) -> Cell {
    if slope == 0.0 {
        Cell::Input(0.0)
    } else {
        Cell::within(slope, error)
    }
}

/// $-\alpha(e^{\delta^2}-1)$, which leaves the range of `f64` beyond separations of 26.
fn forward_slope(alpha: Weight, separation: Separation) -> Cell {
    let square = separation.delta() * separation.delta();
    let slope = -alpha.old() * core_math::expm1(square);
    if slope.is_finite() || alpha.old() == 0.0 {
        return sloped(if alpha.old() == 0.0 { 0.0 } else { slope }, SLOPE_ERROR);
    }
    let exponent = (square + core_math::log(alpha.old())) * std::f64::consts::LOG10_E;
    Cell::power_of_ten(true, exponent, exponent * f64::EPSILON)
}

struct Row {
    name: String,
    reference: &'static str,
    reference_weight: f64,
    slope: Cell,
    /// At the start.
    value: f64,
    /// The relative error of the minimiser, and what its proof came to.
    error: f64,
    verdict: Verdict,
}

impl Row {
    fn forgets(&self) -> bool {
        self.reference_weight == 0.0
    }

    fn known(&self, cell: Cell) -> Cell {
        cell.unless_undecided(self.verdict)
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("divergence", "divergence", "divergence", |r| {
        Cell::text(&r.name)
    }),
    Field::new("reference", "p is", "$p$", |r| Cell::text(r.reference)),
    Field::new("forgets", "forgets?", "forgets?", |r| {
        r.known(Cell::text(if r.forgets() { "yes" } else { "no" }))
    }),
    Field::new("exact", "old weight kept", "$\\beta^*$", |r| {
        r.known(if r.forgets() {
            Cell::Input(0.0)
        } else {
            Cell::within(r.reference_weight, r.error)
        })
    }),
    Field::new(
        "slope_at_zero",
        "slope at old weight 0",
        "slope at 0",
        |r| r.slope.clone(),
    ),
    Field::new("value_at_start", "value at the start", "start", |r| {
        Cell::known_to(r.value, (VALUE_ERROR * r.value.abs()).max(QUADRATURE_FLOOR))
    }),
    Field::new("because", "because", "because", |r| {
        Cell::text(if r.forgets() {
            "zero only at q = p, and p has no old mode"
        } else {
            "zero only at q = p"
        })
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict)),
];

/// A divergence: its name, its slope at an empty old mode, the problem to enclose and the objective.
type Candidate = (String, Cell, WeightObjective, Box<dyn Objective>);

/// Every divergence from one reference.
fn candidates(p: &Mixture, separation: Separation) -> Result<Vec<Candidate>> {
    let weight = p.weight();
    let at = Interval::point(weight.old());
    let mut candidates: Vec<Candidate> = vec![
        (
            "forward KL, KL(p ‖ q)".into(),
            forward_slope(weight, separation),
            WeightObjective::SftReplay { rho: at },
            Box::new(ForwardKl::new(p.clone())),
        ),
        (
            "reverse KL, KL(q ‖ p)".into(),
            sloped(-boundary_slope(weight, separation), SLOPE_ERROR),
            WeightObjective::ReverseKl { alpha: at },
            Box::new(ReverseKl::new(p.clone())),
        ),
    ];
    for divergence in Divergence::ALL {
        for gamma in SHARES {
            let name = match divergence {
                Divergence::JensenShannon => "Jensen-Shannon",
                Divergence::SkewedForward => "skewed KL(p ‖ m)",
                Divergence::SkewedReverse => "skewed KL(q ‖ m)",
            };
            let slope = slope_at_empty(divergence, gamma, weight, separation)?;
            candidates.push((
                format!("{name}, γ = {gamma}"),
                sloped(slope, SLOPE_ERROR / gamma),
                WeightObjective::Divergence {
                    alpha: at,
                    gamma: Interval::point(gamma),
                },
                Box::new(Skewed::new(divergence, gamma, p.clone())?),
            ));
        }
    }
    Ok(candidates)
}

fn build(scenario: &Scenario) -> Result<Table> {
    let alpha = scenario.alpha();
    let target = scenario.modes().mixture(alpha);
    let start = target.with_weight(scenario.start().weight());
    let nothing = Weight::new(0.0)?;
    let separation = scenario.modes().separation();
    let mut notes = vec![
        "No divergence forgets what its reference holds, and none keeps what it does not: on new data alone every one of them empties the old mode. What differs is how strongly an empty old mode is \
         refilled: the slope at old weight 0, in closed form. Forward KL's is -α (exp(δ²) - 1), reverse KL's -K(α) with K of C2, Jensen-Shannon's -(1-γ) K(γα). Verdict: the minimiser is enclosed, or the slope, \
         which rises, changes sign at the reference's weight or is not negative at 0."
            .to_owned(),
    ];
    let mut rows = Vec::new();
    for (reference, weight) in [("target", alpha), ("new data", nothing)] {
        let p = target.with_weight(weight);
        for (name, slope, problem, objective) in candidates(&p, separation)? {
            let found = certified_optimum(problem, scenario, objective.as_ref(), &p);
            if let Some(remark) = &found.remark {
                notes.push(format!("{name}, {reference}, {}: {remark}.", found.verdict));
            }
            rows.push(Row {
                name,
                reference,
                reference_weight: weight.old(),
                slope,
                value: objective.value(&start),
                error: found.error,
                verdict: found.verdict,
            });
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "Does it forget? Divergences from the target (α = {}) and from new data alone in the scenario \"{}\" (δ = {}), weight only; m = γ p + (1-γ) q",
            input(alpha.old()),
            scenario.name(),
            rounded(scenario.modes().separation().delta()),
        ),
        claims: &["B1", "B5", "C1", "C2"],
        columns,
        rows,
        notes,
    })
}
