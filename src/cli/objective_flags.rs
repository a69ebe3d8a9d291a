//! The flags that only some objectives take, made from the catalogue of objectives.

use super::arguments::{Setting, number};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use forgetting::error::{Error, Result};
use forgetting::model::{Given, Part};
use forgetting::objective::{OBJECTIVES, ObjectiveEntry, Parameter, Parameters};

/// The values of the parameters given on the command line.
pub(super) struct ObjectiveFlags(pub Parameters);

impl Args for ObjectiveFlags {
    fn augment_args(command: Command) -> Command {
        Parameter::ALL.into_iter().fold(command, |command, p| {
            command.arg(
                Arg::new(p.name())
                    .long(p.name())
                    .value_name("NUMBER")
                    .allow_hyphen_values(true)
                    .value_parser(number)
                    .help(help(p)),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ObjectiveFlags {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, clap::Error> {
        let given = Parameter::ALL
            .into_iter()
            .filter_map(|p| Some((p, *matches.get_one::<Given>(p.name())?)));
        let all = given.fold(Parameters::default(), |all, (p, value)| all.with(p, value));
        Ok(Self(all))
    }

    fn update_from_arg_matches(
        &mut self,
        matches: &ArgMatches,
    ) -> std::result::Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Who takes it and what it is to them: `ttt-discover, ttt-discover-soft: the anchor, >= 0 [default: 1]`.
fn help(parameter: Parameter) -> String {
    let mut meanings: Vec<(String, Vec<&str>)> = Vec::new();
    for entry in &OBJECTIVES {
        for taken in entry.parameters.iter().filter(|t| t.parameter == parameter) {
            let text = format!(
                "{}, {} [default: {}]",
                taken.meaning, taken.domain, taken.default
            );
            match meanings.iter_mut().find(|(known, _)| *known == text) {
                Some((_, names)) => names.push(entry.name),
                None => meanings.push((text, vec![entry.name])),
            }
        }
    }
    let parts: Vec<String> = meanings
        .iter()
        .map(|(text, names)| format!("{}: {text}", names.join(", ")))
        .collect();
    parts.join("; ")
}

/// Refuses a flag that the objective does not use, naming those it does.
///
/// `--alpha` is always used: the old mass is set beside the target's; so is `--beta0`, where the search starts.
pub(crate) fn check(
    entry: &ObjectiveEntry,
    setting: &Setting,
    parameters: &Parameters,
) -> Result<()> {
    let mut unused = Parameter::ALL
        .into_iter()
        .filter(|p| parameters.get(*p).is_some() && !entry.takes(*p))
        .map(Parameter::name)
        .chain((setting.rho.is_some() && !entry.uses(Part::Rho)).then_some("rho"));
    match unused.next() {
        None => Ok(()),
        Some(flag) => Err(Error::UnusedFlag {
            name: entry.name.to_owned(),
            used: used(entry).join(", "),
            flag: format!("--{flag}"),
        }),
    }
}

fn used(entry: &ObjectiveEntry) -> Vec<String> {
    let rho = entry.uses(Part::Rho).then_some("rho");
    ["scenario", "delta", "alpha", "beta0"]
        .into_iter()
        .chain(rho)
        .chain(entry.parameters.iter().map(|t| t.parameter.name()))
        .map(|name| format!("--{name}"))
        .collect()
}
