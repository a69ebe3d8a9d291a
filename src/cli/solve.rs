//! `solve`: the minimiser of one objective, with every stationary point the search found.

use super::arguments::Solve;
use super::terminal::Progress;
use super::{Outcome, certify, objective_flags, print};
use forgetting::error::Result;
use forgetting::minimize::certified::certify as prove;
use forgetting::minimize::{
    Free, Minimiser, StationaryKind, StationaryPoint, minimise, stationary_points,
};
use forgetting::model::{Mixture, Scenario, TwoModes};
use forgetting::objective::ObjectiveEntry;
use forgetting::table::significant_digits;
use serde_json::{Value, json};

pub(super) fn run(options: &Solve, quiet: bool) -> Result<Outcome> {
    let progress = Progress::start("minimising", quiet);
    let entry = ObjectiveEntry::named(&options.objective)?;
    let parameters = &options.parameters.0;
    objective_flags::check(entry, &options.setting, parameters)?;
    let scenario = options.setting.scenario()?;
    let target = scenario.modes().mixture(scenario.alpha());
    let objective = entry.build(&scenario, parameters)?;
    let (mut minimiser, points) = if options.weights_only {
        let start = target.with_weight(scenario.start().weight());
        let found = minimise(objective.as_ref(), &start, Free::Weight)?;
        let point = as_point(&found);
        (found, vec![point])
    } else {
        let points = stationary_points(objective.as_ref(), scenario.start(), &target);
        // A run from the start that gets nowhere does not hide what other starts found.
        let found = minimise(objective.as_ref(), scenario.start(), Free::All)
            .or_else(|error| points.first().map(as_minimiser).ok_or(error))?;
        (found, points)
    };
    // A start in another valley does not hide the lowest one.
    if let Some(lower) = points.iter().find(|p| p.value < minimiser.value - 1e-12) {
        minimiser = Minimiser {
            iterations: minimiser.iterations,
            ..as_minimiser(lower)
        };
    }
    let certificate = options.certify.then(|| {
        let free = if options.weights_only {
            Free::Weight
        } else {
            Free::All
        };
        prove(entry, &scenario, parameters, free, &minimiser.learner)
    });
    let text = if options.json {
        let mut document = as_json(objective.name(), &scenario, &minimiser, &points);
        if let Some(outcome) = &certificate {
            document["certificate"] = certify::as_json(outcome, scenario.modes());
        }
        serde_json::to_string_pretty(&document).expect("finite numbers") + "\n"
    } else {
        let certified = certificate
            .as_ref()
            .map(|outcome| certify::as_text(outcome, scenario.modes()));
        as_text(objective.name(), &scenario, &minimiser, &points) + &certified.unwrap_or_default()
    };
    drop(progress);
    print(&text)?;
    Ok(match certificate {
        Some(Err(_)) => Outcome::Undecided,
        _ => Outcome::Well,
    })
}

fn as_minimiser(point: &StationaryPoint) -> Minimiser {
    Minimiser {
        learner: point.learner.clone(),
        value: point.value,
        gradient_norm: point.gradient_norm,
        boundary: match point.kind {
            StationaryKind::BoundaryMinimum(end) => Some(end),
            _ => None,
        },
        iterations: 0,
        accuracy: forgetting::minimize::Accuracy::EXACT,
    }
}

fn as_point(found: &Minimiser) -> StationaryPoint {
    StationaryPoint {
        learner: found.learner.clone(),
        value: found.value,
        gradient_norm: found.gradient_norm,
        kind: found
            .boundary
            .map_or(StationaryKind::Minimum, StationaryKind::BoundaryMinimum),
        collapsed: false,
        label_swap: false,
        hits: 1,
    }
}

/// Old weight and the means in the user's coordinates.
fn learner_json(modes: &TwoModes, learner: &Mixture) -> Value {
    json!({
        "old_weight": learner.weight().old(),
        "old_mean": modes.unwhiten(learner.old_mean()).as_slice(),
        "new_mean": modes.unwhiten(learner.new_mean()).as_slice(),
    })
}

fn as_json(
    name: &str,
    scenario: &Scenario,
    minimiser: &Minimiser,
    points: &[StationaryPoint],
) -> Value {
    let modes = scenario.modes();
    let points: Vec<Value> = points
        .iter()
        .map(|p| {
            let mut entry = learner_json(modes, &p.learner);
            entry["value"] = json!(p.value);
            entry["gradient_norm"] = json!(p.gradient_norm);
            entry["kind"] = json!(p.kind.label());
            entry["collapsed"] = json!(p.collapsed);
            entry["label_swap"] = json!(p.label_swap);
            entry["hits"] = json!(p.hits);
            entry
        })
        .collect();
    json!({
        "objective": name,
        "scenario": {
            "name": scenario.name(),
            "dimension": modes.dimension(),
            "delta": modes.separation().delta(),
            "alpha": scenario.alpha().old(),
            "rho": scenario.rho().old(),
            "beta0": scenario.start().weight().old(),
        },
        "minimiser": learner_json(modes, &minimiser.learner),
        "value": minimiser.value,
        "gradient_norm": minimiser.gradient_norm,
        "boundary": minimiser.boundary.map(|end| end.label()),
        "iterations": minimiser.iterations,
        "stationary_points": points,
    })
}

fn as_text(
    name: &str,
    scenario: &Scenario,
    minimiser: &Minimiser,
    points: &[StationaryPoint],
) -> String {
    let modes = scenario.modes();
    let vector = |mean: &nalgebra::DVector<f64>| {
        let entries: Vec<String> = modes.unwhiten(mean).iter().map(|x| fixed(*x)).collect();
        format!("({})", entries.join(", "))
    };
    let mut out = format!(
        "{name} in \"{}\": d = {}, delta = {}, alpha = {}, rho = {}\n\n",
        scenario.name(),
        modes.dimension(),
        significant_digits(modes.separation().delta(), 8),
        scenario.alpha().old(),
        scenario.rho().old(),
    );
    let learner = &minimiser.learner;
    let lost = |weight: f64| {
        if weight == 0.0 {
            "   (its component is empty: any mean will do)"
        } else {
            ""
        }
    };
    out += &format!(
        "  old weight     {}\n",
        significant_digits(learner.weight().old(), 12)
    );
    out += &format!(
        "  old mean       {}{}\n",
        vector(learner.old_mean()),
        lost(learner.weight().old())
    );
    out += &format!(
        "  new mean       {}{}\n",
        vector(learner.new_mean()),
        lost(learner.weight().new_mode())
    );
    out += &format!("  value          {}\n", divergence(minimiser.value, 10));
    out += &format!(
        "  gradient norm  {:.1e}   (at most {:.0e})\n",
        minimiser.gradient_norm,
        forgetting::minimize::GRADIENT_TOLERANCE
    );
    out += &format!(
        "  boundary       {}\n",
        minimiser.boundary.map_or("no", |end| end.label())
    );
    out += &format!("  iterations     {}\n", minimiser.iterations);
    out += "\nStationary points found, lowest first:\n";
    for p in points {
        let mut remarks = vec![p.kind.label()];
        if p.collapsed {
            remarks.push("both means equal, weight free".into());
        }
        if p.label_swap {
            remarks.push("label swap of one above".into());
        }
        out += &format!(
            "  value {:<12} old weight {:<10} old mean {}  new mean {}  {}\n",
            divergence(p.value, 5),
            significant_digits(p.learner.weight().old(), 6),
            vector(p.learner.old_mean()),
            vector(p.learner.new_mean()),
            remarks.join(", "),
        );
    }
    out
}

/// Eight decimals: a mean is known absolutely, not relatively.
fn fixed(x: f64) -> String {
    let text = format!("{x:.8}");
    if text
        .trim_start_matches('-')
        .chars()
        .all(|c| c == '0' || c == '.')
    {
        "0".into()
    } else {
        text
    }
}

/// A value at a point known to a gradient of 1e-12 is not known below 1e-16.
fn divergence(value: f64, digits: u8) -> String {
    if value == 0.0 {
        "0".into()
    } else if value.abs() < 1e-16 {
        "< 1e-16".into()
    } else {
        significant_digits(value, digits)
    }
}
