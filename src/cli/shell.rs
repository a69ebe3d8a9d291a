//! `completions` and `man`: made from the one definition of the command line.

use super::arguments::{Arguments, Completions, Man};
use super::{Outcome, print};
use clap::CommandFactory;
use forgetting::error::{Error, Result};

pub(super) fn completions(options: &Completions) -> Result<Outcome> {
    let mut out = Vec::new();
    clap_complete::generate(
        options.shell,
        &mut Arguments::command(),
        "forgetting",
        &mut out,
    );
    print(&String::from_utf8_lossy(&out))?;
    Ok(Outcome::Well)
}

pub(super) fn man(options: &Man) -> Result<Outcome> {
    let mut command = Arguments::command();
    command.build();
    let page = match &options.command {
        None => command,
        Some(name) => {
            let names: Vec<String> = command
                .get_subcommands()
                .map(|c| c.get_name().to_owned())
                .collect();
            let found = command.find_subcommand(name).cloned();
            found.ok_or_else(|| Error::UnknownName {
                kind: "command",
                name: name.clone(),
                allowed: names.join(", "),
            })?
        }
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(page)
        .render(&mut out)
        .expect("a vector takes any bytes");
    print(&String::from_utf8_lossy(&out))?;
    Ok(Outcome::Well)
}
