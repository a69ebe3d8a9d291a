//! `list`: everything that has a name.

use super::arguments::List;
use super::simulate::SIMULATIONS;
use super::{Outcome, print};
use forgetting::claim::Function;
use forgetting::error::Result;
use forgetting::figure;
use forgetting::judge::Verdict;
use forgetting::ledger::{Ledger, shipped_claim_files};
use forgetting::model::shipped_scenarios;
use forgetting::objective::OBJECTIVES;
use forgetting::table::CATALOGUE;
use serde_json::{Map, Value, json};

pub(super) fn run(options: &List) -> Result<Outcome> {
    let sections: Vec<(&str, Vec<(String, String)>)> = vec![
        (
            "tables",
            CATALOGUE
                .iter()
                .map(|t| (t.name.into(), t.about.into()))
                .collect(),
        ),
        ("claims", claims()?),
        (
            "figures",
            figure::CATALOGUE
                .iter()
                .map(|f| (f.name.into(), f.about.into()))
                .collect(),
        ),
        (
            "objectives",
            OBJECTIVES
                .iter()
                .map(|o| (o.name.into(), o.about.into()))
                .collect(),
        ),
        (
            "simulations",
            SIMULATIONS
                .iter()
                .map(|(name, about)| ((*name).into(), (*about).into()))
                .collect(),
        ),
        (
            "scenarios",
            shipped_scenarios()
                .iter()
                .map(|s| (s.name().into(), s.description().into()))
                .collect(),
        ),
        (
            "functions",
            Function::ALL
                .iter()
                .map(|f| {
                    (
                        f.entry().signature(),
                        format!("{} ({})", f.entry().about, f.entry().domain),
                    )
                })
                .collect(),
        ),
    ];
    let text = if options.json {
        let object = sections.into_iter().map(|(title, entries)| {
            let entries = entries
                .into_iter()
                .map(|(name, about)| json!({ "name": name, "about": about }))
                .collect();
            (title.to_owned(), Value::Array(entries))
        });
        serde_json::to_string_pretty(&Value::Object(Map::from_iter(object))).expect("text") + "\n"
    } else {
        let mut out = String::new();
        for (k, (title, entries)) in sections.iter().enumerate() {
            let width = entries
                .iter()
                .map(|(name, _)| name.len())
                .max()
                .unwrap_or(0);
            out += if k == 0 { "" } else { "\n" };
            out += &format!("{title}\n");
            for (name, about) in entries {
                out += &format!("  {name:<width$}  {about}\n");
            }
        }
        out
    };
    print(&text);
    Ok(Outcome::Well)
}

/// Short ids and titles, with the verdicts on their claims.
fn claims() -> Result<Vec<(String, String)>> {
    let ledger = Ledger::recorded();
    let files = shipped_claim_files()?;
    Ok(files
        .iter()
        .map(|file| {
            let entries = file.claims().iter().filter_map(|filed| ledger.entry(filed));
            let counts = Ledger::new(entries.cloned().collect()).counts();
            let mut evidence: Vec<String> =
                counts.iter().map(|(v, n)| format!("{n} {v}")).collect();
            if file.machine_checked().next().is_some() {
                evidence.push(Verdict::MachineChecked.to_string());
            }
            let title = file.title().unwrap_or_default();
            let name = file.short_id().unwrap_or(file.id()).to_owned();
            (name, format!("{title} ({})", evidence.join(", ")))
        })
        .collect())
}
