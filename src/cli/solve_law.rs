//! `solve` in a scenario whose modes are not two normal laws of one covariance: the weight alone, by the law of the log-likelihood ratio.

use super::arguments::Solve;
use super::{Outcome, objective_flags, print};
use forgetting::error::{Error, Result};
use forgetting::law::{LawScenario, LawSolution, solve_on_law};
use forgetting::model::Given;
use forgetting::objective::ObjectiveEntry;
use forgetting::table::significant_digits;
use serde_json::json;
use std::path::Path;

/// Most digits printed.
const MOST_DIGITS: f64 = 12.0;

/// The scenario named on the command line, if it is of this kind.
pub(super) fn scenario(options: &Solve) -> Result<Option<LawScenario>> {
    let setting = &options.setting;
    let Some(path) = setting.scenario.as_deref() else {
        return Ok(None);
    };
    let value = |given: Option<Given>| given.map(Given::value);
    LawScenario::from_file(Path::new(path))?
        .map(|found| {
            found.with_weights(
                value(setting.alpha),
                value(setting.rho),
                value(setting.beta0),
            )
        })
        .transpose()
}

pub(super) fn run(options: &Solve, scenario: &LawScenario) -> Result<Outcome> {
    let entry = ObjectiveEntry::named(&options.objective)?;
    let parameters = options.parameters.0;
    objective_flags::check(entry, &options.setting, &parameters)?;
    if options.certify {
        return Err(Error::UnusedFlag {
            name: format!("a scenario of {}", scenario.about()),
            used: "--alpha, --beta0, --rho and the objective's own".into(),
            flag: "--certify".into(),
        });
    }
    let solution = solve_on_law(entry, scenario, &parameters)?;
    print(&if options.json {
        as_json(entry, scenario, &solution)
    } else {
        as_text(entry, scenario, &solution)
    })?;
    Ok(Outcome::Well)
}

/// Relative error of the old mass.
fn relative_error(solution: &LawSolution) -> f64 {
    solution.logit_error * solution.weight.new_mode()
}

fn as_json(entry: &ObjectiveEntry, scenario: &LawScenario, solution: &LawSolution) -> String {
    let (law, weight) = (scenario.law(), solution.weight);
    let document = json!({
        "objective": entry.name,
        "scenario": {
            "name": scenario.name(),
            "modes": scenario.about(),
            "alpha": scenario.alpha().old(),
            "rho": scenario.rho().old(),
            "beta0": scenario.beta0().old(),
        },
        "old_mass": weight.old(),
        "old_mass_enclosure": null,
        "old_mass_relative_error": relative_error(solution),
        "identified": true,
        "labels": "as given",
        "drift": null,
        "by": solution.by,
        "misassignment_old": law.misassignment_old(weight),
        "misassignment_new": law.misassignment_new(weight),
        "distinguishability": law.distinguishability(weight),
        "bhattacharyya": law.bhattacharyya(),
        "total_variation": law.total_variation(),
    });
    serde_json::to_string_pretty(&document).expect("numbers") + "\n"
}

fn as_text(entry: &ObjectiveEntry, scenario: &LawScenario, solution: &LawSolution) -> String {
    let (law, weight) = (scenario.law(), solution.weight);
    let digits = (-relative_error(solution).log10())
        .floor()
        .clamp(1.0, MOST_DIGITS);
    let mut out = format!(
        "{} in \"{}\": {}, alpha = {}, rho = {}, beta0 = {}\n\n",
        entry.name,
        scenario.name(),
        scenario.about(),
        scenario.alpha().old(),
        scenario.rho().old(),
        scenario.beta0().old(),
    );
    let mut line = |name: &str, value: String| out += &format!("  {name:<20} {value}\n");
    line(
        "old mass kept",
        significant_digits(weight.old(), digits as u8),
    );
    line("by", solution.by.to_owned());
    line("misassignment, old", short(law.misassignment_old(weight)));
    line("misassignment, new", short(law.misassignment_new(weight)));
    line("distinguishability", short(law.distinguishability(weight)));
    line("Bhattacharyya", short(law.bhattacharyya()));
    line("total variation", short(law.total_variation()));
    out + "\nThe weight alone moves; the modes are held as they are.\n"
}

/// Digits that every law vouches for.
fn short(x: f64) -> String {
    significant_digits(x, 5)
}
