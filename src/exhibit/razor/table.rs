//! H4: the divergence from the start beside the old mass, for every method.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::minimize::{
    Free, LEARNER_ACCURACY as LEARNER_ERROR, PARAMETER_ACCURACY as VALUE_ERROR, minimise,
};
use crate::model::{Mixture, Part, Scenario};
use crate::objective::{OBJECTIVES, Parameters, relative_entropy};
use crate::table::{Cell, Field, Table, Verdict, input, laid_out, rounded};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "razor",
    about: "how far every method's optimum is from the start, KL(start ‖ learner) and its reverse, beside the old mass it keeps: does the one predict the other (H4)?",
    uses: &Part::ALL,
    build,
};

struct Line {
    method: &'static str,
    free: Free,
    mass: f64,
    drift: f64,
    from_start: f64,
    to_start: f64,
    failure: Option<String>,
}

fn build(scenario: &Scenario) -> Result<Table> {
    let target = scenario.modes().mixture(scenario.alpha());
    let start = target.with_weight(scenario.start().weight());
    let jobs: Vec<_> = [Free::Weight, Free::All]
        .into_iter()
        .flat_map(|free| OBJECTIVES.iter().map(move |entry| (free, entry)))
        .collect();
    let lines: Vec<Line> = jobs
        .into_par_iter()
        .map(|(free, entry)| {
            let objective = entry.build(scenario, &Parameters::default())?;
            Ok(line(
                entry.name,
                free,
                minimise(objective.as_ref(), &start, free),
                &start,
                &target,
            ))
        })
        .collect::<Result<_>>()?;
    let beta0 = start.weight().old();
    let others: Vec<_> = lines
        .iter()
        .map(|line| discordant_with(line, &lines, beta0))
        .collect();
    let rows: Vec<Row> = lines
        .into_iter()
        .zip(others)
        .map(|(line, discordant)| Row { line, discordant })
        .collect();
    let mut notes = vec![
        "Methods at their defaults. Old mass: of the components nearer to the old mode. With the weight alone the order is a theorem (H4): among learners with less old mass than the start, the less is kept, the further away, by either divergence. \
         With everything free there is no such theorem. Discordant: methods of the same kind that are further from the start by KL(start ‖ learner) and still keep more. Verdict, weight alone: no such method on the same side of the start."
            .to_owned(),
    ];
    notes.extend(rows.iter().filter_map(|Row { line, .. }| {
        let failure = line.failure.as_ref()?;
        Some(format!("{}: not known, {failure}.", line.method))
    }));
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "The razor in the scenario \"{}\": δ = {}, α = {}, ρ = {}, start β0 = {}",
            scenario.name(),
            rounded(scenario.modes().separation().delta()),
            input(scenario.alpha().old()),
            input(scenario.rho().old()),
            input(start.weight().old()),
        ),
        claims: &["H4"],
        columns,
        rows,
        notes,
    })
}

fn line(
    method: &'static str,
    free: Free,
    found: Result<crate::minimize::Minimiser>,
    start: &Mixture,
    target: &Mixture,
) -> Line {
    let nothing = f64::NAN;
    let failed = |failure: String| Line {
        method,
        free,
        mass: nothing,
        drift: nothing,
        from_start: nothing,
        to_start: nothing,
        failure: Some(failure),
    };
    let learner = match found {
        Ok(found) => found.learner,
        Err(error) => return failed(error.to_string()),
    };
    let divergences = relative_entropy(start, &learner)
        .and_then(|from| Ok((from, relative_entropy(&learner, start)?)));
    let (from_start, to_start) = match divergences {
        Ok(pair) => pair,
        Err(error) => return failed(error.to_string()),
    };
    Line {
        method,
        free,
        mass: crate::exhibit::summary::table::old_mass(&learner, target),
        drift: (learner.old_mean() - target.old_mean()).norm(),
        from_start,
        to_start,
        failure: None,
    }
}

/// Whether `a` is further from the start than `b` and keeps more, both on one side of the start.
fn discordant(a: &Line, b: &Line, start: f64) -> bool {
    let one_side = (a.mass <= start) == (b.mass <= start);
    let further = a.from_start > b.from_start * (1.0 + LEARNER_ERROR) + VALUE_ERROR;
    let nearer_mass = (a.mass - start).abs() < (b.mass - start).abs() - LEARNER_ERROR;
    one_side && further && nearer_mass
}

/// Methods of the same kind that are nearer to the start and yet keep less.
fn discordant_with(line: &Line, lines: &[Line], start: f64) -> Vec<&'static str> {
    let others = lines.iter().filter(|other| other.free == line.free);
    let others = others.filter(|other| discordant(line, other, start));
    others.map(|other| other.method).collect()
}

struct Row {
    line: Line,
    /// From [`discordant_with`].
    discordant: Vec<&'static str>,
}

impl Row {
    fn known(&self, cell: Cell) -> Cell {
        match self.line.failure {
            Some(_) => Cell::text("not known"),
            None => cell,
        }
    }

    fn divergence(&self, value: f64) -> Cell {
        self.known(if value.is_finite() {
            let error = VALUE_ERROR * value.abs() + LEARNER_ERROR * LEARNER_ERROR;
            Cell::known_to(value, error)
        } else {
            Cell::text("infinite")
        })
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("method", "method", "method", |r| Cell::text(r.line.method)),
    Field::new("free", "free", "free", |r| {
        Cell::text(match r.line.free {
            Free::Weight => "weight",
            Free::All => "all",
        })
    }),
    Field::new("exact", "old mass", "old mass", |r| {
        r.known(if r.line.mass == 0.0 {
            Cell::Input(0.0)
        } else {
            Cell::within(r.line.mass, LEARNER_ERROR)
        })
    }),
    Field::new("drift", "old-mean drift", "drift", |r| {
        r.known(match r.line.free {
            Free::Weight => Cell::text("means held"),
            Free::All => Cell::known_to(r.line.drift, LEARNER_ERROR),
        })
    }),
    Field::new(
        "from_start",
        "KL(start ‖ learner)",
        "KL(start, learner)",
        |r| r.divergence(r.line.from_start),
    ),
    Field::new(
        "to_start",
        "KL(learner ‖ start)",
        "KL(learner, start)",
        |r| r.divergence(r.line.to_start),
    ),
    Field::new("discordant", "discordant", "discordant", |r| {
        r.known(Cell::text(if r.discordant.is_empty() {
            "none".to_owned()
        } else {
            r.discordant.join(", ")
        }))
    }),
    Field::verdict(|r| match r.line.free {
        _ if r.line.failure.is_some() => Cell::Verdict(Verdict::Undecided),
        Free::Weight => Cell::Verdict(Verdict::of_condition(r.discordant.is_empty())),
        Free::All => Cell::Missing,
    }),
];
