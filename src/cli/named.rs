//! Names that completions offer. Any text is taken, so that an unknown name is refused in our own words.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command};
use forgetting::exhibit::{BODY, FIGURES, TABLES};
use forgetting::ledger::shipped_claim_files;
use forgetting::model::shipped_scenarios;
use forgetting::objective::OBJECTIVES;

/// A parser of names; it knows those there are.
#[derive(Clone, Copy)]
pub(super) struct Named(fn() -> Vec<String>);

/// Objectives.
pub(super) const OBJECTIVE: Named = Named(|| owned(OBJECTIVES.iter().map(|entry| entry.name)));
/// Tables, those of the body among them.
pub(super) const TABLE: Named = Named(|| {
    let tables = TABLES.iter().map(|entry| entry.name);
    let others = BODY.iter().map(|exhibit| exhibit.name);
    let others = others.filter(|name| TABLES.iter().all(|entry| entry.name != *name));
    owned(tables.chain(others))
});
/// Figures.
pub(super) const FIGURE: Named = Named(|| owned(FIGURES.iter().map(|entry| entry.name)));
/// Scenarios that come with the tool.
pub(super) const SCENARIO: Named = Named(|| {
    shipped_scenarios()
        .iter()
        .map(|s| s.name().to_owned())
        .collect()
});
/// Short ids of the claims of the theory.
pub(super) const CLAIM: Named = Named(|| {
    let files = shipped_claim_files().unwrap_or_default();
    owned(files.iter().filter_map(|file| file.short_id()))
});
/// Simulations.
pub(super) const SIMULATION: Named =
    Named(|| owned(super::simulate::SIMULATIONS.iter().map(|s| s.0)));

fn owned<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.map(str::to_owned).collect()
}

impl TypedValueParser for Named {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}
