//! What a general-purpose integrator makes of the same integral.

use crate::error::{Error, Result};
use crate::exhibit::TableEntry;
use crate::interval::parse_rational;
use crate::model::{Scenario, Separation, Weight};
use crate::overlap::sech_moment;
use crate::table::{Cell, Field, Table, laid_out};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use std::f64::consts::PI;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "quadrature",
    about: "S_0 by this kernel and by the quadrature crate with its own error estimate, against Arb: where the estimate is wrong",
    uses: &[],
    build,
};

/// Arb values with 30 digits; see tests/data/make_reference.py for how such values are made.
const REFERENCE: &str = include_str!("../../../tests/data/kernel_overlap.json");
/// The absolute error asked of the integrator, and the interval it is given.
const TARGET: f64 = 1e-13;
/// Errors below this are noise of the comparison itself.
const NOISE: f64 = 1e-15;
const REACH: f64 = 10.0;

struct Row {
    beta: f64,
    delta: f64,
    truth: f64,
    /// Errors of the kernel and of the general rule.
    kernel: f64,
    general: f64,
    /// The error that the rule estimates, and its evaluations.
    estimate: f64,
    evaluations: u32,
}

impl Row {
    fn new(beta: f64, delta: f64, truth: &BigRational) -> Result<Self> {
        let lambda = Weight::new(beta)?.log_odds_new();
        let error_of = |x: f64| {
            BigRational::from_float(x)
                .and_then(|x| (x - truth).abs().to_f64())
                .unwrap_or(f64::NAN)
        };
        let integrand = |z: f64| {
            core_math::exp(-0.5 * z * z)
                / (2.0 * PI).sqrt()
                / core_math::cosh(0.5 * (lambda + delta * z))
        };
        let general = quadrature::integrate(integrand, -REACH, REACH, TARGET);
        Ok(Self {
            beta,
            delta,
            truth: truth.to_f64().unwrap_or(f64::NAN),
            kernel: error_of(sech_moment(0, lambda, Separation::new(delta)?)),
            general: error_of(general.integral),
            estimate: general.error_estimate,
            evaluations: general.num_function_evaluations,
        })
    }

    fn relative(&self, error: f64) -> Cell {
        Cell::within(error / self.truth, 0.1)
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("beta", "β", "$\\beta$", |r| Cell::Input(r.beta)),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("truth", "S_0 (Arb)", "$S_0$", |r| Cell::Number {
        value: r.truth,
        digits: 16,
    }),
    Field::new("kernel_error", "kernel: relative error", "kernel", |r| {
        r.relative(r.kernel)
    }),
    Field::new(
        "quadrature_error",
        "quadrature: relative error",
        "quadrature",
        |r| r.relative(r.general),
    ),
    Field::new(
        "quadrature_estimate",
        "error it estimates (relative)",
        "estimated error",
        |r| r.relative(r.estimate),
    ),
    Field::detail("evaluations", "evaluations", "evaluations", |r| {
        Cell::Count(u64::from(r.evaluations))
    }),
    Field::new("estimate", "estimate", "estimate", |r| {
        let honest = r.general <= r.estimate.max(NOISE);
        Cell::text(if honest { "holds" } else { "wrong" })
    }),
];

fn build(_: &Scenario) -> Result<Table> {
    let reference: serde_json::Value =
        serde_json::from_str(REFERENCE).map_err(|e| Error::Expression(e.to_string()))?;
    let text =
        |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let mut points: Vec<(f64, f64, BigRational)> = reference["overlap"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| {
            let number = |key: &str| text(row, key).parse::<f64>().ok();
            Some((
                number("beta")?,
                number("delta")?,
                parse_rational(&text(row, "S0")).ok()?,
            ))
        })
        .collect();
    points.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.total_cmp(&b.0)));
    let rows: Vec<Row> = points
        .into_iter()
        .map(|(beta, delta, truth)| Row::new(beta, delta, &truth))
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!("S_0(λ,δ) = E[sech((λ+δZ)/2)]: this kernel, and double-exponential quadrature on [-{REACH}, {REACH}] asked for {TARGET:e}"),
        claims: &["A4"],
        columns,
        rows,
        notes: vec![
            "The last column asks whether the integrator's error is below its own estimate (errors below 1e-15 are forgiven). An estimate is not a \
             bound: where it is wrong, a script that trusts it is silently wrong; where it is large, the rule says that it failed and the value is of no use."
                .into(),
        ],
    })
}
