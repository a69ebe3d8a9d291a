//! Minimisers of the catalogue's objectives.

use forgetting::minimize::certified::certify;
use forgetting::minimize::{Free, Solution, solve};
use forgetting::model::{Part, Scenario};
use forgetting::objective::{OBJECTIVES, ObjectiveEntry, Parameter, Parameters};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::cli::arguments::Setting;
use crate::cli::certify::{Certified, as_json as certificate};
use crate::cli::objective_flags;
use crate::cli::solve::{as_json, as_text, undecided};
use crate::errors::{input, raised};
use crate::given::{given, given_if};
use crate::modes::TwoModes;

/// The setting of keywords: a scenario's name or file, or a separation, and weights in place of its own.
pub fn setting(keywords: &Bound<'_, PyDict>) -> PyResult<Setting> {
    let number = |name: &str| given_if(name, keywords.get_item(name)?.as_ref());
    let scenario = keywords
        .get_item("scenario")?
        .filter(|value| !value.is_none());
    let setting = Setting {
        scenario: scenario
            .map(|name| Ok::<_, PyErr>(name.str()?.to_string()))
            .transpose()?,
        delta: number("delta")?,
        alpha: number("alpha")?,
        beta0: number("beta0")?,
        rho: number("rho")?,
    };
    if setting.scenario.is_some() && setting.delta.is_some() {
        return Err(input("scenario and delta exclude each other; got both"));
    }
    Ok(setting)
}

/// What is known of a minimiser, in a word, and why.
fn verdict(solution: &Solution, certificate: Option<&Certified>) -> (&'static str, String) {
    if let Some(reason) = undecided(solution) {
        return ("undecided", reason.to_owned());
    }
    match (certificate, solution.old_mass_enclosure) {
        (Some(Err(reason)), _) => ("undecided", reason.to_string()),
        (Some(Ok(certificate)), _) => ("certified", certificate.kind.label().to_owned()),
        (None, Some(mass)) => ("certified", format!("the old mass lies in {mass}")),
        (None, None) => (
            "converged",
            format!(
                "gradient norm {:.1e} at the lowest minimum found; nothing encloses it",
                solution.minimiser.gradient_norm
            ),
        ),
    }
}

/// The minimiser of an objective: the document of `solve --json`, the page that people read, the verdict and its reason.
#[pyfunction]
fn solve_objective(
    python: Python<'_>,
    objective: &str,
    modes: Option<PyRef<'_, TwoModes>>,
    keywords: &Bound<'_, PyDict>,
    parameters: &Bound<'_, PyDict>,
    weights_only: bool,
    certified: bool,
) -> PyResult<(String, String, &'static str, String)> {
    let entry = ObjectiveEntry::named(objective).map_err(raised)?;
    let mut values = Parameters::default();
    for (name, value) in parameters {
        let name: String = name.extract()?;
        let known = Parameter::ALL.into_iter().find(|p| p.name() == name);
        let parameter = known.ok_or_else(|| {
            let names = Parameter::ALL.map(Parameter::name).join(", ");
            input(format!("unknown parameter `{name}`; allowed: {names}"))
        })?;
        values = values.with(parameter, given(&name, &value)?);
    }
    let setting = setting(keywords)?;
    objective_flags::check(entry, &setting, &values)
        .map_err(|error| input(error.to_string().replace("--", "")))?;
    let scenario = match modes {
        Some(_) if setting.scenario.is_some() || setting.delta.is_some() => {
            return Err(input("give modes, or scenario or delta, not both"));
        }
        Some(modes) => setting.applied_to(Scenario::between("given modes", modes.inner.clone())),
        None => setting.scenario(),
    }
    .map_err(raised)?;
    let free = if weights_only {
        Free::Weight
    } else {
        Free::All
    };
    python.detach(|| {
        let solution = solve(entry, &scenario, &values, free).map_err(raised)?;
        let proof = certified
            .then(|| certify(entry, &scenario, &values, free, &solution.minimiser.learner));
        let mut document = as_json(entry.name, &scenario, &solution);
        if let Some(proof) = &proof {
            document["certificate"] = certificate(proof, scenario.modes());
        }
        let (word, reason) = verdict(&solution, proof.as_ref());
        Ok((
            document.to_string(),
            as_text(entry, &scenario, &solution),
            word,
            reason,
        ))
    })
}

/// The catalogue of objectives, one dictionary an entry.
#[pyfunction]
fn objective_entries(python: Python<'_>) -> PyResult<Vec<Bound<'_, PyDict>>> {
    OBJECTIVES
        .iter()
        .map(|entry| described(python, entry))
        .collect()
}

fn described<'py>(python: Python<'py>, entry: &ObjectiveEntry) -> PyResult<Bound<'py, PyDict>> {
    let parameters = PyDict::new(python);
    for taken in entry.parameters {
        let about = (taken.meaning, taken.domain, taken.default);
        parameters.set_item(taken.parameter.name(), about)?;
    }
    let fields: Vec<&str> = [Part::Alpha, Part::Rho, Part::Beta0]
        .into_iter()
        .zip(["alpha", "rho", "beta0"])
        .filter_map(|(part, name)| entry.uses(part).then_some(name))
        .collect();
    let out = PyDict::new(python);
    out.set_item("name", entry.name)?;
    out.set_item("about", entry.about)?;
    out.set_item("parameters", parameters)?;
    out.set_item("fields", fields)?;
    out.set_item("convex_in_weight", entry.convex_in_weight)?;
    out.set_item("certified_weight", entry.certifiable.weight)?;
    out.set_item("certified_all", entry.certifiable.all)?;
    Ok(out)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(solve_objective, module)?)?;
    module.add_function(wrap_pyfunction!(objective_entries, module)?)
}
