//! H2: forgetting as mass and drift.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::flow::{ACCURACY as FLOW_ERROR, GradientFlow};
use crate::law::{EQUILIBRIUM_ACCURACY as WEIGHT_ERROR, Split, split};
use crate::minimize::Free;
use crate::model::{Mixture, Part, Scenario, Weight};
use crate::objective::{ForwardKl, Objective, ReverseKl, VALUE_ACCURACY as VALUE_ERROR};
use crate::table::{Cell, Field, Table, Verdict, input, laid_out, rounded};
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
    let rows: Vec<Row> = learners(scenario, &target)?
        .into_iter()
        .map(|(name, run, learner)| Row::new(name, run, &target, &learner))
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "KL(p_α ‖ q) = mass forgetting + drift in the scenario \"{}\" (δ = {}, α = {}), in nats",
            scenario.name(),
            rounded(scenario.modes().separation().delta()),
            input(scenario.alpha().old()),
        ),
        claims: &["H2"],
        columns,
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

struct Row {
    name: String,
    run: Run,
    weight: f64,
    /// How far the means have moved.
    old_mean: f64,
    new_mean: f64,
    parts: Split,
}

impl Row {
    fn new(name: String, run: Run, target: &Mixture, learner: &Mixture) -> Result<Self> {
        Ok(Self {
            name,
            run,
            weight: learner.weight().old(),
            old_mean: (learner.old_mean() - target.old_mean()).norm(),
            new_mean: (learner.new_mean() - target.new_mean()).norm(),
            parts: split(target, learner)?,
        })
    }

    /// The error of the two parts and their sum.
    fn error(&self) -> f64 {
        self.parts.error
    }

    fn verdict(&self) -> Verdict {
        let Split { total, kept, .. } = self.parts;
        let sum = self.parts.mass + self.parts.drift;
        if kept.is_interior() || (sum - total).abs() <= self.error() {
            Verdict::of_equality(sum, total, self.error())
        } else {
            Verdict::of_inequality(sum, total, VALUE_ERROR)
        }
    }

    fn part(&self, nats: f64) -> Cell {
        Cell::known_to(nats, self.parts.error)
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("learner", "learner", "learner", |r| Cell::text(&r.name)),
    Field::detail("run", "run", "run", |r| {
        r.run.map_or(Cell::Missing, |(run, _)| Cell::text(run))
    }),
    Field::detail("time", "t", "$t$", |r| {
        r.run.map_or(Cell::Missing, |(_, time)| Cell::Input(time))
    }),
    Field::new("weight", "its weight β", "$\\beta$", |r| {
        Cell::within(r.weight, FLOW_ERROR)
    }),
    Field::new("old_mean", "old mean moved", "$|m_o-\\mu_o|$", |r| {
        Cell::known_to(r.old_mean, FLOW_ERROR)
    }),
    Field::new("new_mean", "new mean moved", "$|m_n-\\mu_n|$", |r| {
        Cell::known_to(r.new_mean, FLOW_ERROR)
    }),
    Field::new("exact", "kept share b", "$b$", |r| {
        let kept = r.parts.kept;
        if kept.is_interior() {
            Cell::within(kept.old(), WEIGHT_ERROR)
        } else {
            Cell::Input(kept.old())
        }
    }),
    Field::new("mass", "mass forgetting", "mass", |r| r.part(r.parts.mass)),
    Field::new("drift", "drift", "drift", |r| r.part(r.parts.drift)),
    Field::new("total", "total", "total", |r| r.part(r.parts.total)),
    Field::new("share", "drift's share", "share", |r| {
        if r.parts.total > r.error() {
            Cell::known_to(r.parts.drift / r.parts.total, 2.0 * VALUE_ERROR)
        } else {
            Cell::Missing
        }
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];
