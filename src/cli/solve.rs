//! `solve`: the old mass an objective keeps and the learner it ends at, with every stationary point the search found.

use super::arguments::Solve;
use super::terminal::Progress;
use super::{Outcome, certify, objective_flags, print, solve_expression, solve_law, solve_many};
use forgetting::error::Result;
use forgetting::interval::{Interval, parse_rational};
use forgetting::minimize::certified::certify as prove;
use forgetting::minimize::{Free, Labels, Solution, solve};
use forgetting::model::{Mixture, Scenario, TwoModes};
use forgetting::objective::{ObjectiveEntry, VALUE_FLOOR};
use forgetting::table::significant_digits;
use serde_json::{Value, json};
use std::sync::mpsc::channel;
use std::time::Duration;

pub(super) fn run(options: &Solve, quiet: bool) -> Result<Outcome> {
    if solve_expression::is_expression(&options.objective) {
        return solve_expression::run(options);
    }
    if let Some(scenario) = solve_many::scenario(options)? {
        return solve_many::run(options, &scenario);
    }
    if let Some(scenario) = solve_law::scenario(options)? {
        return solve_law::run(options, &scenario);
    }
    let progress = Progress::start("minimising", quiet);
    let entry = ObjectiveEntry::named(&options.objective)?;
    let parameters = options.parameters.0;
    objective_flags::check(entry, &options.setting, &parameters)?;
    let scenario = options.setting.scenario()?;
    let free = if options.weights_only {
        Free::Weight
    } else {
        Free::All
    };
    let setting = scenario.clone();
    let search = move || solve(entry, &setting, &parameters, free);
    let Some(solution) = within(options.time, search) else {
        drop(progress);
        let seconds = options.time.unwrap_or_default();
        eprintln!("forgetting: undecided: the time limit of {seconds} s was reached");
        return Ok(Outcome::Undecided);
    };
    let solution = solution?;
    let learner = &solution.minimiser.learner;
    let certificate = options
        .certify
        .then(|| prove(entry, &scenario, &parameters, free, learner));
    let text = text(
        options.json,
        entry,
        &scenario,
        &solution,
        certificate.as_ref(),
    );
    drop(progress);
    print(&text)?;
    if let Some(reason) = undecided(&solution) {
        eprintln!("forgetting: undecided: {reason}");
        return Ok(Outcome::Undecided);
    }
    Ok(match certificate {
        Some(Err(_)) => Outcome::Undecided,
        _ => Outcome::Well,
    })
}

/// The solution and its certificate, as JSON or for a reader.
fn text(
    json: bool,
    entry: &ObjectiveEntry,
    scenario: &Scenario,
    solution: &Solution,
    certificate: Option<&certify::Certified>,
) -> String {
    if json {
        let mut document = as_json(entry.name, scenario, solution);
        if let Some(outcome) = certificate {
            document["certificate"] = certify::as_json(outcome, scenario.modes());
        }
        return serde_json::to_string_pretty(&document).expect("finite numbers") + "\n";
    }
    let certified = certificate.map(|outcome| certify::as_text(outcome, scenario.modes()));
    as_text(entry, scenario, solution) + &certified.unwrap_or_default()
}

/// The result of `work`, or `None` once the seconds are over; then the process is about to end, and the work with it.
fn within<T: Send + 'static>(
    seconds: Option<f64>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let Some(seconds) = seconds else {
        return Some(work());
    };
    let (done, heard) = channel();
    std::thread::spawn(move || done.send(work()));
    let limit = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
    heard.recv_timeout(limit).ok()
}

/// Why the place of the minimum is not known, if it is not.
pub(crate) fn undecided(solution: &Solution) -> Option<&'static str> {
    let found = &solution.minimiser;
    let accuracy = found.accuracy;
    if accuracy.flat && !accuracy.mean.is_finite() {
        return Some(
            "the minimum is flat to working precision, so that no digit of its place is known",
        );
    }
    // Below the range of f64, but not at an end that rounding alone decides for.
    let lost = solution
        .old_mass
        .is_none_or(|mass| mass < LEAST && found.boundary.is_none());
    (!accuracy.flat && solution.old_mass_digits() == 0 && !lost)
        .then_some("the slopes are too flat to tell where the minimum is")
}

/// Weights below this are not told from 0.
pub(super) const LEAST: f64 = 1e-300;

/// Old weight and the means in the user's coordinates.
fn learner_json(modes: &TwoModes, learner: &Mixture) -> Value {
    json!({
        "old_weight": learner.weight().old(),
        "old_mean": modes.unwhiten(learner.old_mean()).as_slice(),
        "new_mean": modes.unwhiten(learner.new_mean()).as_slice(),
    })
}

/// The document of `--json`.
pub(crate) fn as_json(name: &str, scenario: &Scenario, solution: &Solution) -> Value {
    let (modes, minimiser) = (scenario.modes(), &solution.minimiser);
    let points: Vec<Value> = solution
        .points
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
        "old_mass": solution.old_mass,
        "old_mass_enclosure": solution.old_mass_enclosure.map(|x| [x.lo(), x.hi()]),
        "old_mass_digits": solution.old_mass_digits(),
        "identified": solution.identified,
        "labels": solution.labels.label(),
        "drift": solution.drift,
        "minimiser": learner_json(modes, &minimiser.learner),
        "value": minimiser.value,
        "gradient_norm": minimiser.gradient_norm,
        "boundary": minimiser.boundary.map(|end| end.label()),
        "iterations": minimiser.iterations,
        "stationary_points": points,
    })
}

/// The page that people read.
pub(crate) fn as_text(entry: &ObjectiveEntry, scenario: &Scenario, solution: &Solution) -> String {
    let (modes, found) = (scenario.modes(), &solution.minimiser);
    let mut out = format!(
        "{} in \"{}\": d = {}, delta = {}, alpha = {}, rho = {}\n\n",
        entry.name,
        scenario.name(),
        modes.dimension(),
        significant_digits(modes.separation().delta(), modes.separation_digits().min(8)),
        plain(scenario.alpha().old()),
        plain(scenario.rho().old()),
    );
    let mut line = |name: &str, value: &str| out += &format!("  {name:<14} {value}\n");
    line("old mass kept", &old_mass(scenario, solution));
    for (name, value) in learner_lines(modes, solution) {
        line(name, &value);
    }
    let drift = solution
        .drift
        .map_or("none: there is no old component".into(), |drift| {
            at_scale(drift, found.accuracy.mean)
        });
    line("drift", &drift);
    line("value", &divergence(found.value, 10));
    line("gradient norm", &format!("{:.1e}", found.gradient_norm));
    line("boundary", found.boundary.map_or("no", |end| end.label()));
    line("iterations", &found.iterations.to_string());
    out += "\nStationary points found, lowest first:\n";
    for p in &solution.points {
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
            vector(modes, p.learner.old_mean()),
            vector(modes, p.learner.new_mean()),
            remarks.join(", "),
        );
    }
    out
}

/// The digits that are known, the enclosure, the target's, and what there is to say of labels and flat sets.
fn old_mass(scenario: &Scenario, solution: &Solution) -> String {
    let Some(mass) = solution.old_mass else {
        return "not identified: the modes coincide".into();
    };
    let digits = solution.old_mass_digits().min(MOST_DIGITS);
    let mut text = if mass == 0.0 && solution.old_mass_error == 0.0 {
        "0".into()
    } else if mass < LEAST && solution.minimiser.boundary.is_none() {
        format!("< {LEAST:e}")
    } else if digits == 0 {
        "no digit known".into()
    } else {
        digits_within(mass, digits, solution.old_mass_enclosure)
    };
    let mut remarks = vec![format!("target {}", plain(scenario.alpha().old()))];
    if let Some(enclosure) = solution.old_mass_enclosure.filter(|x| !x.is_point()) {
        let (lo, hi) = enclosure.to_decimal(17);
        remarks.push(format!("in [{lo}, {hi}]"));
    }
    if solution.labels == Labels::Swapped {
        remarks.push("labels swapped".into());
    }
    if !solution.identified && undecided(solution).is_none() {
        remarks.push("the minimum is a flat set".into());
    }
    text += &format!("   ({})", remarks.join("; "));
    text
}

/// So many digits, and more where fewer would leave the enclosure that is printed beside them.
pub(super) fn digits_within(mass: f64, digits: u8, enclosure: Option<Interval>) -> String {
    let inside = |text: &String| {
        enclosure.is_none_or(|range| {
            parse_rational(text).is_ok_and(|x| Interval::from_rational(&x).is_subset(range))
        })
    };
    (digits..=17)
        .map(|digits| significant_digits(mass, digits))
        .find(inside)
        .unwrap_or_else(|| significant_digits(mass, 17))
}

fn learner_lines(modes: &TwoModes, solution: &Solution) -> [(&'static str, String); 3] {
    let found = &solution.minimiser;
    let (learner, accuracy) = (&found.learner, found.accuracy);
    let (old, new) = (learner.weight().old(), learner.weight().new_mode());
    let free = accuracy.flat && found.boundary.is_none();
    let weight = if free {
        "free".into()
    } else if found.boundary.is_some() {
        significant_digits(old, MOST_DIGITS)
    } else {
        let known = accuracy.logit * new;
        let digits = (-log10(known)).floor().clamp(1.0, f64::from(MOST_DIGITS));
        significant_digits(old, digits as u8)
    };
    let mean = |mean: &nalgebra::DVector<f64>, share: f64| {
        if share == 0.0 && found.boundary.is_none() && !accuracy.flat {
            format!("not known: its weight is below {LEAST:e}")
        } else if share == 0.0 {
            "free: its component is empty, any mean will do".into()
        } else if accuracy.mean.is_finite() {
            vector_within(modes, mean, accuracy.mean)
        } else {
            "not known".into()
        }
    };
    [
        ("old weight", weight),
        ("old mean", mean(learner.old_mean(), old)),
        ("new mean", mean(learner.new_mean(), new)),
    ]
}

/// As the user wrote it, more or less.
fn plain(x: f64) -> String {
    if x != 0.0 && x < 1e-4 {
        format!("{x:e}")
    } else {
        x.to_string()
    }
}

/// Never more digits than this: a double's last ones are rounding.
const MOST_DIGITS: u8 = 12;

fn log10(x: f64) -> f64 {
    if x > 0.0 {
        x.log10()
    } else {
        -f64::from(MOST_DIGITS)
    }
}

fn vector(modes: &TwoModes, mean: &nalgebra::DVector<f64>) -> String {
    vector_within(modes, mean, 0.0)
}

/// The first entries of a mean in the user's coordinates.
fn vector_within(modes: &TwoModes, mean: &nalgebra::DVector<f64>, error: f64) -> String {
    const SHOWN: usize = 8;
    let all = modes.unwhiten(mean);
    let mut entries: Vec<String> = all
        .iter()
        .take(SHOWN)
        .map(|x| at_scale(*x, error))
        .collect();
    if all.len() > SHOWN {
        entries.push(format!("... {} in all", all.len()));
    }
    format!("({})", entries.join(", "))
}

/// Eight decimals, or nine digits of a number too small for them; fewer where less is known.
fn at_scale(x: f64, error: f64) -> String {
    if x == 0.0 {
        return "0".into();
    }
    let known = if error > 0.0 { -log10(error) } else { 300.0 };
    if x.abs() < 1e-4 {
        let digits = (known + log10(x.abs())).floor().min(9.0);
        return if digits < 1.0 {
            "0".into()
        } else {
            significant_digits(x, digits as u8)
        };
    }
    let text = format!("{x:.*}", known.floor().clamp(0.0, 8.0) as usize);
    let is_zero = text
        .trim_start_matches('-')
        .chars()
        .all(|c| c == '0' || c == '.');
    if is_zero { "0".into() } else { text }
}

/// A value at a point known to the minimisers' gradient is not known below this.
fn divergence(value: f64, digits: u8) -> String {
    if value == 0.0 {
        "0".into()
    } else if value.abs() < VALUE_FLOOR {
        format!("< {VALUE_FLOOR:e}")
    } else {
        significant_digits(value, digits)
    }
}
