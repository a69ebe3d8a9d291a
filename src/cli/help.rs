//! `help`: a command explained, or the language of claims.

use super::arguments::{Arguments, Help};
use super::{Outcome, print};
use clap::CommandFactory;
use forgetting::error::{Error, Result};
use forgetting::ledger::language_page;

/// The topic that is no command.
const LANGUAGE: &str = "language";

pub(super) fn run(options: &Help) -> Result<Outcome> {
    let mut command = Arguments::command();
    command.build();
    let page = match options.topic.as_deref() {
        None => command.render_long_help().to_string(),
        Some(LANGUAGE) => language_page(),
        Some(name) => {
            let names = command.get_subcommands().map(|c| c.get_name().to_owned());
            let topics: Vec<String> = names.chain([LANGUAGE.to_owned()]).collect();
            let found = command.find_subcommand_mut(name);
            let found = found.ok_or_else(|| Error::UnknownName {
                kind: "command or topic",
                name: name.to_owned(),
                allowed: topics.join(", "),
            })?;
            found.render_long_help().to_string()
        }
    };
    print(&page)?;
    Ok(Outcome::Well)
}
