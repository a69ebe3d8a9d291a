//! B1-B3: how forward KL empties the old mode.

use crate::bounds::{bhattacharyya_bound, collapse_rate_envelope, collapse_time_envelope};
use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{
    RATE_ACCURACY as RATE_ERROR, TIME_ACCURACY as TIME_ERROR, collapse_rate, collapse_time,
    em_iterates,
};
use crate::model::{Part, Scenario, Separation, Weight};
use crate::table::{Cell, Column, Table, Verdict, significant_digits};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "sft-collapse",
    about: "SFT with correct means: slope, rate and time to each old weight beside the B2 envelopes, and EM steps (B3)",
    uses: &[Part::Beta0],
    build,
};

/// The old weights on the way.
const WEIGHTS: [f64; 4] = [0.1, 0.01, 0.001, 0.0001];

fn build(scenario: &Scenario) -> Result<Table> {
    let from = scenario.start().weight();
    if let Some(table) = unless_it_runs(&ENTRY, &[("beta0", from)]) {
        return Ok(table);
    }
    let mut rows = Vec::new();
    for delta in [1.0, 2.0, 3.0, 5.0, 8.0] {
        let separation = Separation::new(delta)?;
        for beta in WEIGHTS.into_iter().filter(|beta| *beta < from.old()) {
            let to = Weight::new(beta)?;
            let rate = collapse_rate(to, separation);
            let rates = collapse_rate_envelope(to, separation);
            let time = collapse_time(from, to, separation)?;
            let times = collapse_time_envelope(from, to, separation)?;
            let em = em_steps(from, to, separation);
            let verdict = Verdict::of_inequality(rates.fastest, rate, RATE_ERROR)
                .and(Verdict::of_inequality(rate, rates.slowest, RATE_ERROR))
                .and(Verdict::of_inequality(times.fastest, time, TIME_ERROR))
                .and(Verdict::of_inequality(time, times.slowest, TIME_ERROR));
            rows.push(vec![
                Cell::Input(delta),
                Cell::Input(beta),
                // dKL/dphi = beta D = -beta'/(beta (1-beta)).
                Cell::within(-rate / to.variance(), RATE_ERROR),
                Cell::within(rate, RATE_ERROR),
                Cell::exact(rates.fastest),
                Cell::exact(rates.slowest),
                Cell::within(time, TIME_ERROR),
                Cell::within(times.fastest, RATE_ERROR),
                Cell::within(times.slowest, RATE_ERROR),
                Cell::difference(times.slowest, time, TIME_ERROR),
                Cell::Count(em),
                Cell::Verdict(verdict),
            ]);
        }
    }
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
        columns: vec![
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("beta", "old weight β", "$\\beta$"),
            Column::new("slope", "dKL/dφ", "$d\\mathrm{KL}/d\\varphi$").detail(),
            Column::new("rate", "β' exact", "$\\beta'$"),
            Column::new("rate_fastest", "β' fastest (B2)", "fastest").detail(),
            Column::new("rate_slowest", "β' slowest (B2)", "slowest").detail(),
            Column::new("time", "time exact", "$t$"),
            Column::new("time_fastest", "at least (B2)", "$t\\ge$"),
            Column::new("time_slowest", "at most (B2)", "$t\\le$"),
            Column::new("slack", "slack (at most)", "slack").detail(),
            Column::new("em_steps", "EM steps", "EM"),
            Column::new("verdict", "verdict", "verdict"),
        ],
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
