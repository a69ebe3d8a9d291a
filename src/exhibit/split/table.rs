//! H2: forgetting as mass and drift.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::flow::{ACCURACY as FLOW_ERROR, GradientFlow};
use crate::law::{EQUILIBRIUM_ACCURACY as WEIGHT_ERROR, split};
use crate::minimize::Free;
use crate::model::{Mixture, Part, Scenario, Weight};
use crate::objective::{
    ForwardKl, Objective, ReverseKl, VALUE_ACCURACY as VALUE_ERROR, VALUE_FLOOR as FLOOR,
};
use crate::table::{Cell, Column, Table, Verdict, input, rounded};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "split",
    about: "how much a learner has forgotten, as mass and as drift, which add up exactly (H2): learners at rest and along runs",
    uses: &[Part::Modes, Part::Alpha, Part::Beta0],
    build,
};

const TIMES: [f64; 7] = [1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0];

fn build(scenario: &Scenario) -> Result<Table> {
    let target = scenario.modes().mixture(scenario.alpha());
    let learners = learners(scenario, &target)?;
    let mut rows = Vec::new();
    for (name, run, learner) in &learners {
        rows.push(row(name, *run, &target, learner)?);
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "KL(p_α ‖ q) = mass forgetting + drift in the scenario \"{}\" (δ = {}, α = {}), in nats",
            scenario.name(),
            rounded(scenario.modes().separation().delta()),
            input(scenario.alpha().old()),
        ),
        claims: &["H2"],
        columns: vec![
            Column::new("learner", "learner", "learner"),
            Column::new("run", "run", "run").detail(),
            Column::new("time", "t", "$t$").detail(),
            Column::new("weight", "its weight β", "$\\beta$"),
            Column::new("old_mean", "old mean moved", "$|m_o-\\mu_o|$"),
            Column::new("new_mean", "new mean moved", "$|m_n-\\mu_n|$"),
            Column::new("exact", "kept share b", "$b$"),
            Column::new("mass", "mass forgetting", "mass"),
            Column::new("drift", "drift", "drift"),
            Column::new("total", "total", "total"),
            Column::new("share", "drift's share", "share"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "b is the mixture of the original modes that is nearest to the learner; it is not the learner's weight once means have moved. Verdict: for 0 < b < 1 the parts add up to the total, which is \
             computed on its own, as far as the three are known; at the ends the total is at least the sum."
                .into(),
            "SFT runs by gradient flow with everything free, from the scenario's weight and correct means; reverse KL from the same start with the new mean one unit short.".into(),
        ],
    })
}

/// Under what a learner was trained and for how long; none for those at rest.
type Run = Option<(&'static str, f64)>;

/// Learners by name: some at rest, some along runs.
fn learners(scenario: &Scenario, target: &Mixture) -> Result<Vec<(String, Run, Mixture)>> {
    let start = target.with_weight(scenario.start().weight());
    let middle = (target.old_mean() + target.new_mean()) * 0.5;
    let axis = target.new_mean() - target.old_mean();
    let unit = &axis / axis.norm();
    let at_rest = vec![
        ("the target".to_owned(), target.clone()),
        ("its label swap".to_owned(), target.swapped()),
        ("the start, means correct".to_owned(), start.clone()),
        (
            "weight 0.01, means correct".to_owned(),
            target.with_weight(Weight::new(0.01)?),
        ),
        (
            "right weight, old mean 1 towards the new".to_owned(),
            Mixture::new(
                target.weight(),
                target.old_mean() + &unit,
                target.new_mean().clone(),
            )?,
        ),
        (
            "collapsed in the middle".to_owned(),
            Mixture::new(target.weight(), middle.clone(), middle)?,
        ),
    ];
    let short = Mixture::new(
        start.weight(),
        target.old_mean().clone(),
        target.new_mean() - &unit,
    )?;
    let sft = ForwardKl::sft(target);
    let reverse = ReverseKl::new(target.clone());
    let runs: [(&str, &str, &(dyn Objective + Sync), &Mixture); 2] = [
        ("SFT", "SFT", &sft, &start),
        (
            "reverse KL",
            "reverse KL, new mean 1 short",
            &reverse,
            &short,
        ),
    ];
    let ends: Vec<Vec<(String, Run, Mixture)>> = runs
        .into_par_iter()
        .map(|(kind, name, objective, from)| {
            let run = GradientFlow::new(objective, Free::All).run(from, TIMES[TIMES.len() - 1])?;
            let at = |time: f64| {
                let label = format!("{name}, t = {time}");
                (label, Some((kind, time)), run.at(time))
            };
            Ok(TIMES.map(at).to_vec())
        })
        .collect::<Result<_>>()?;
    let at_rest = at_rest
        .into_iter()
        .map(|(name, learner)| (name, None, learner));
    Ok(at_rest.chain(ends.into_iter().flatten()).collect())
}

fn row(name: &str, run: Run, target: &Mixture, learner: &Mixture) -> Result<Vec<Cell>> {
    let parts = split(target, learner)?;
    let sum = parts.mass + parts.drift;
    let error = VALUE_ERROR * (sum + parts.total) + FLOOR;
    let verdict = if parts.kept.is_interior() || (sum - parts.total).abs() <= error {
        Verdict::of_equality(sum, parts.total, error)
    } else {
        Verdict::of_inequality(sum, parts.total, VALUE_ERROR)
    };
    let moved = |from: &nalgebra::DVector<f64>, to: &nalgebra::DVector<f64>| {
        Cell::known_to((from - to).norm(), FLOW_ERROR)
    };
    let part = |value: f64| Cell::known_to(value, VALUE_ERROR * parts.total + FLOOR);
    Ok(vec![
        Cell::text(name),
        run.map_or(Cell::Missing, |(run, _)| Cell::text(run)),
        run.map_or(Cell::Missing, |(_, time)| Cell::Input(time)),
        Cell::within(learner.weight().old(), FLOW_ERROR),
        moved(learner.old_mean(), target.old_mean()),
        moved(learner.new_mean(), target.new_mean()),
        if parts.kept.is_interior() {
            Cell::within(parts.kept.old(), WEIGHT_ERROR)
        } else {
            Cell::Input(parts.kept.old())
        },
        part(parts.mass),
        part(parts.drift),
        part(parts.total),
        if parts.total > error {
            Cell::known_to(parts.drift / parts.total, 2.0 * VALUE_ERROR)
        } else {
            Cell::Missing
        },
        Cell::Verdict(verdict),
    ])
}
