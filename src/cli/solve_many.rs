//! `solve` in a scenario of any number of modes: the weights that a theorem names, and each mode's misassignment beside its bound.

use super::arguments::Solve;
use super::{Outcome, objective_flags, print};
use forgetting::error::{Error, Result};
use forgetting::law::{ManyScenario, ModeMisassignment};
use forgetting::objective::ObjectiveEntry;
use forgetting::table::significant_digits;
use serde_json::json;
use std::path::Path;

/// The scenario named on the command line, if it is of this kind.
pub(super) fn scenario(options: &Solve) -> Result<Option<ManyScenario>> {
    match options.setting.scenario.as_deref() {
        Some(path) => ManyScenario::from_file(Path::new(path)),
        None => Ok(None),
    }
}

pub(super) fn run(options: &Solve, scenario: &ManyScenario) -> Result<Outcome> {
    let entry = ObjectiveEntry::named(&options.objective)?;
    objective_flags::check(entry, &options.setting, &options.parameters.0)?;
    let setting = &options.setting;
    let unused = [
        ("--certify", options.certify),
        ("--alpha", setting.alpha.is_some()),
        ("--beta0", setting.beta0.is_some()),
    ];
    if let Some((flag, _)) = unused.into_iter().find(|(_, given)| *given) {
        return Err(Error::UnusedFlag {
            name: format!("a scenario of {} modes", scenario.modes().modes().len()),
            used: "--rho".into(),
            flag: flag.into(),
        });
    }
    let rho = setting.rho.map_or(scenario.rho(), |rho| rho.value());
    let (weights, by) = scenario.modes().solve(entry, rho)?;
    // Misassignment is one of a mode that is there: at the target's weights, where an objective keeps it or not.
    let target = scenario.modes().target();
    let found = scenario.modes().misassignments(&target)?;
    let end = End {
        entry,
        scenario,
        weights,
        by,
        found,
    };
    print(&if options.json {
        end.as_json()
    } else {
        end.as_text()
    })?;
    Ok(Outcome::Well)
}

/// Where an objective ends.
struct End<'a> {
    entry: &'a ObjectiveEntry,
    scenario: &'a ManyScenario,
    weights: Vec<f64>,
    by: &'static str,
    /// At the target's weights.
    found: Vec<ModeMisassignment>,
}

impl End<'_> {
    fn task(&self, mode: usize) -> &'static str {
        if self.scenario.modes().modes()[mode].is_old {
            "old"
        } else {
            "new"
        }
    }

    fn as_json(&self) -> String {
        let modes = self.scenario.modes();
        let target = modes.target();
        let of = |k: usize| {
            let overlaps: Vec<f64> = (0..target.len())
                .map(|j| {
                    if j == k {
                        1.0
                    } else {
                        modes.bhattacharyya(k, j)
                    }
                })
                .collect();
            json!({
                "task": self.task(k),
                "weight": self.weights[k],
                "target": target[k],
                "misassignment_at_target": self.found[k].exact.value,
                "misassignment_error": self.found[k].exact.error,
                "misassignment_bound": self.found[k].bound,
                "bhattacharyya": overlaps,
            })
        };
        let document = json!({
            "objective": self.entry.name,
            "scenario": { "name": self.scenario.name(), "modes": target.len(), "alpha": modes.old_mass(&target) },
            "old_mass": modes.old_mass(&self.weights),
            "old_mass_enclosure": null,
            "identified": true,
            "labels": "as given",
            "drift": null,
            "by": self.by,
            "modes": (0..target.len()).map(of).collect::<Vec<_>>(),
        });
        serde_json::to_string_pretty(&document).expect("numbers") + "\n"
    }

    fn as_text(&self) -> String {
        let modes = self.scenario.modes();
        let target = modes.target();
        let mut out = format!(
            "{} in \"{}\": {} normal modes, total old weight of the target {}\n\n  old mass kept  {}\n  by             {}\n\n",
            self.entry.name,
            self.scenario.name(),
            target.len(),
            modes.old_mass(&target),
            significant_digits(modes.old_mass(&self.weights), 12),
            self.by,
        );
        out += "  mode  task  target        ends at       misassigned at the target, and its bound (A3 pairwise)\n";
        for (k, found) in self.found.iter().enumerate() {
            out += &format!(
                "  {:<5} {:<5} {:<13} {:<13} {} +- {}, {}\n",
                k + 1,
                self.task(k),
                significant_digits(target[k], 9),
                significant_digits(self.weights[k], 9),
                significant_digits(found.exact.value, 5),
                significant_digits(found.exact.error, 1),
                significant_digits(found.bound, 5),
            );
        }
        out + "\nThe weights alone move; the modes are held as they are.\n"
    }
}
