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
            if command.find_subcommand(name).is_none() {
                return Err(Error::UnknownName {
                    kind: "command or topic",
                    name: name.to_owned(),
                    allowed: topics.join(", "),
                });
            }
            // What `--help` prints, word for word: the parser hands it over as an error.
            let asked = command.try_get_matches_from(["forgetting", name, "--help"]);
            asked.map_or_else(|help| help.render().to_string(), |_| String::new())
        }
    };
    print(&page)?;
    Ok(Outcome::Well)
}
