//! `list`: everything that has a name.

use super::arguments::List;
use super::simulate::SIMULATIONS;
use super::{Outcome, print};
use forgetting::claim::Function;
use forgetting::error::Result;
use forgetting::exhibit;
use forgetting::judge::Verdict;
use forgetting::ledger::{Ledger, shipped_claim_files};
use forgetting::model::{Part, shipped_scenarios};
use forgetting::objective::OBJECTIVES;
use serde_json::{Map, Value, json};

/// One name.
struct Item {
    name: String,
    about: String,
    /// What of the setting it depends on, where that is a question.
    uses: Option<&'static [Part]>,
}

impl Item {
    fn new(name: impl Into<String>, about: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            about: about.into(),
            uses: None,
        }
    }

    fn using(mut self, uses: &'static [Part]) -> Self {
        self.uses = Some(uses);
        self
    }

    fn as_json(&self) -> Value {
        let mut object = json!({ "name": self.name, "about": self.about });
        if let Some(parts) = self.uses {
            object["flags"] = json!(Part::flags(parts));
        }
        object
    }

    fn as_text(&self, width: usize) -> String {
        let Self { name, about, uses } = self;
        let uses = uses.map_or_else(String::new, |parts| {
            format!(" (uses {})", Part::uses(parts))
        });
        format!("  {name:<width$}  {about}{uses}\n")
    }
}

pub(super) fn run(options: &List) -> Result<Outcome> {
    let sections = sections()?;
    let text = if options.json {
        let object = sections.iter().map(|(title, items)| {
            let items = items.iter().map(Item::as_json).collect();
            ((*title).to_owned(), Value::Array(items))
        });
        serde_json::to_string_pretty(&Value::Object(Map::from_iter(object))).expect("text") + "\n"
    } else {
        let sections: Vec<String> = sections
            .iter()
            .map(|(title, items)| {
                let width = items.iter().map(|item| item.name.len()).max().unwrap_or(0);
                let items = items.iter().map(|item| item.as_text(width));
                format!("{title}\n{}", items.collect::<String>())
            })
            .collect();
        sections.join("\n")
    };
    print(&text)?;
    Ok(Outcome::Well)
}

fn sections() -> Result<Vec<(&'static str, Vec<Item>)>> {
    let tables = exhibit::TABLES.iter();
    let figures = exhibit::FIGURES.iter();
    let objectives = OBJECTIVES.iter();
    let simulations = SIMULATIONS.iter();
    let scenarios = shipped_scenarios();
    let functions = Function::ALL.iter().map(|function| function.entry());
    Ok(vec![
        (
            "tables",
            tables
                .map(|t| Item::new(t.name, t.about).using(t.uses))
                .collect(),
        ),
        ("claims", claims()?),
        (
            "figures",
            figures
                .map(|f| Item::new(f.name, f.about).using(f.uses))
                .collect(),
        ),
        (
            "objectives",
            objectives.map(|o| Item::new(o.name, o.about)).collect(),
        ),
        (
            "simulations",
            simulations.map(|s| Item::new(s.0, s.1)).collect(),
        ),
        (
            "scenarios",
            scenarios
                .iter()
                .map(|s| Item::new(s.name(), s.description()))
                .collect(),
        ),
        (
            "functions",
            functions
                .map(|f| Item::new(f.signature(), format!("{} ({})", f.about, f.domain)))
                .collect(),
        ),
    ])
}

/// Short ids and titles, with the verdicts on their claims.
fn claims() -> Result<Vec<Item>> {
    let ledger = Ledger::recorded();
    let files = shipped_claim_files()?;
    Ok(files
        .iter()
        .map(|file| {
            let entries = file.claims().iter().filter_map(|filed| ledger.entry(filed));
            let counts = Ledger::new(entries.cloned().collect()).counts();
            let mut evidence: Vec<String> =
                counts.iter().map(|(v, n)| format!("{n} {v}")).collect();
            evidence.push(ledger.provenance());
            let scope = file.machine_checked_scope();
            let scope = scope.map_or_else(String::new, |scope| {
                format!("; {} {scope}", Verdict::MachineChecked)
            });
            let covers = file
                .covers()
                .map_or_else(String::new, |c| format!("; covers {c}"));
            let title = file.title().unwrap_or_default();
            let name = file.short_id().unwrap_or(file.id()).to_owned();
            Item::new(
                name,
                format!("{title} ({}{scope}{covers})", evidence.join(", ")),
            )
        })
        .collect())
}
