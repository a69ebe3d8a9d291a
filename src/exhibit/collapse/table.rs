//! B1-B3: how forward KL empties the old mode.

use crate::bounds::{
    CollapseEnvelope, bhattacharyya_bound, collapse_rate_envelope, collapse_time_envelope,
};
use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{
    RATE_ACCURACY as RATE_ERROR, TIME_ACCURACY as TIME_ERROR, collapse_rate, collapse_time,
    em_iterates,
};
use crate::model::{Part, Scenario, Separation, Weight};
use crate::table::{Cell, Field, Table, Verdict, laid_out, significant_digits};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "sft-collapse",
    about: "SFT with correct means: slope, rate and time to each old weight beside the B2 envelopes, and EM steps (B3)",
    uses: &[Part::Beta0],
    build,
};

/// The old weights on the way.
const WEIGHTS: [f64; 4] = [0.1, 0.01, 0.001, 0.0001];

struct Row {
    delta: f64,
    to: Weight,
    rate: f64,
    rates: CollapseEnvelope,
    time: f64,
    times: CollapseEnvelope,
    em: u64,
}

impl Row {
    fn new(from: Weight, to: Weight, separation: Separation) -> Result<Self> {
        Ok(Self {
            delta: separation.delta(),
            to,
            rate: collapse_rate(to, separation),
            rates: collapse_rate_envelope(to, separation),
            time: collapse_time(from, to, separation)?,
            times: collapse_time_envelope(from, to, separation)?,
            em: em_steps(from, to, separation),
        })
    }

    fn verdict(&self) -> Verdict {
        let between = |sides: &CollapseEnvelope, value: f64, error: f64| {
            Verdict::of_inequality(sides.fastest, value, error).and(Verdict::of_inequality(
                value,
                sides.slowest,
                error,
            ))
        };
        between(&self.rates, self.rate, RATE_ERROR).and(between(&self.times, self.time, TIME_ERROR))
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("beta", "old weight β", "$\\beta$", |r| {
        Cell::Input(r.to.old())
    }),
    // dKL/dphi = beta D = -beta'/(beta (1-beta)).
    Field::detail("slope", "dKL/dφ", "$d\\mathrm{KL}/d\\varphi$", |r| {
        Cell::within(-r.rate / r.to.variance(), RATE_ERROR)
    }),
    Field::new("rate", "β' exact", "$\\beta'$", |r| {
        Cell::within(r.rate, RATE_ERROR)
    }),
    Field::detail("rate_fastest", "β' fastest (B2)", "fastest", |r| {
        Cell::exact(r.rates.fastest)
    }),
    Field::detail("rate_slowest", "β' slowest (B2)", "slowest", |r| {
        Cell::exact(r.rates.slowest)
    }),
    Field::new("time", "time exact", "$t$", |r| {
        Cell::within(r.time, TIME_ERROR)
    }),
    Field::new("time_fastest", "at least (B2)", "$t\\ge$", |r| {
        Cell::within(r.times.fastest, RATE_ERROR)
    }),
    Field::new("time_slowest", "at most (B2)", "$t\\le$", |r| {
        Cell::within(r.times.slowest, RATE_ERROR)
    }),
    Field::detail("slack", "slack (at most)", "slack", |r| {
        Cell::difference(r.times.slowest, r.time, TIME_ERROR)
    }),
    Field::new("em_steps", "EM steps", "EM", |r| Cell::Count(r.em)),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let from = scenario.start().weight();
    if let Some(table) = unless_it_runs(&ENTRY, &[("beta0", from)]) {
        return Ok(table);
    }
    let mut rows = Vec::new();
    for delta in [1.0, 2.0, 3.0, 5.0, 8.0] {
        let separation = Separation::new(delta)?;
        for beta in WEIGHTS.into_iter().filter(|beta| *beta < from.old()) {
            rows.push(Row::new(from, Weight::new(beta)?, separation)?);
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    let first_steps: Vec<String> = [1.0, 3.0, 8.0]
        .into_iter()
        .map(|delta| {
            let separation = Separation::new(delta)?;
            let first = em_iterates(from, separation)
                .nth(1)
                .map_or(f64::NAN, Weight::old);
            let bound = bhattacharyya_bound(from.swapped(), separation);
            Ok(format!(
                "{} ≤ {} at δ = {delta}",
                significant_digits(first, 5),
                significant_digits(bound, 5)
            ))
        })
        .collect::<Result<_>>()?;
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "SFT on new data from old weight {}, correct means: logit gradient flow (learning rate 1) and EM",
            from.old()
        ),
        claims: &["B1", "B2", "B3"],
        columns,
        rows,
        notes: vec![
            "The collapse is algebraic: time grows like 1/β while modes are told apart (D near 1), like 1/(2χ²β²) at the end.".into(),
            format!("One EM step lands below ½√(β/(1-β)) BC (B3): {}.", first_steps.join(", ")),
        ],
    })
}

fn em_steps(from: Weight, to: Weight, separation: Separation) -> u64 {
    em_iterates(from, separation)
        .take_while(|w| w.old() > to.old())
        .count() as u64
}
