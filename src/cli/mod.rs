//! The command line: argument parsing and printing, nothing else.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 all well, 1 a claim refuted
//! or a line failed, 2 usage or bad input, 3 undecided.

pub(crate) mod advise;
pub(crate) mod arguments;
pub(crate) mod certify;
mod check;
mod claim;
pub(crate) mod diagnose;
mod eval;
mod figure;
mod help;
mod judging;
mod list;
mod named;
pub(crate) mod objective_flags;
mod recheck;
mod reproduce;
mod rocq;
mod shell;
mod simulate;
pub(crate) mod solve;
mod solve_expression;
mod solve_law;
mod solve_many;
mod sweep;
mod table;
mod terminal;

use arguments::{Arguments, Command};
use clap::Parser;
use clap::error::ErrorKind;
use forgetting::error::{Error, Result};
use std::ffi::OsString;
use std::io::Write;
use std::time::Instant;

/// How a command ended, short of an error.
#[derive(Clone, Copy)]
enum Outcome {
    Well,
    RefutedOrFailed,
    BadInput,
    Undecided,
}

impl Outcome {
    fn exit_code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::RefutedOrFailed => 1,
            Self::BadInput => 2,
            Self::Undecided => 3,
        }
    }
}

/// Runs a command line, its first word the program's name; the exit code.
pub fn run(words: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        // A value that cannot be read is bad input like any other: one line.
        Err(error) if error.kind() == ErrorKind::ValueValidation => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            eprintln!(
                "forgetting: {}",
                line.strip_prefix("error: ").unwrap_or(line)
            );
            return 2;
        }
        // clap words help and usage errors itself; the latter exit with 2.
        Err(error) => {
            return match written(error.print().and_then(|()| std::io::stdout().flush())) {
                Ok(()) => 2 * u8::from(error.use_stderr()),
                Err(error) => failed(&error),
            };
        }
    };
    let begun = Instant::now();
    let result = match arguments.command.unwrap_or_default() {
        Command::Reproduce(options) => reproduce::run(&options, arguments.quiet),
        Command::Check(options) => check::run(&options),
        Command::Claim(options) => claim::run(&options, arguments.quiet),
        Command::Recheck(options) => recheck::run(&options),
        Command::Eval(options) => eval::run(&options),
        Command::Solve(options) => solve::run(&options, arguments.quiet),
        Command::Advise(options) => advise::run(&options),
        Command::Diagnose(options) => diagnose::run(&options),
        Command::Simulate(options) => simulate::run(&options, arguments.quiet),
        Command::Sweep(options) => sweep::run(&options, arguments.quiet),
        Command::Table(options) => table::run(&options),
        Command::Figure(options) => figure::run(&options),
        Command::List(options) => list::run(&options),
        Command::Help(options) => help::run(&options),
        Command::Completions(options) => shell::completions(&options),
        Command::Man(options) => shell::man(&options),
    };
    // Not part of any result: the same input gives the same bytes.
    if terminal::shows_progress(arguments.quiet) && begun.elapsed().as_secs() > 0 {
        eprintln!("{:.1} s", begun.elapsed().as_secs_f64());
    }
    match result {
        Ok(outcome) => outcome.exit_code(),
        Err(error) => failed(&error),
    }
}

/// Says what went wrong, in one line.
fn failed(error: &Error) -> u8 {
    // Standard error may be gone too; the exit code says the same.
    let _ = writeln!(std::io::stderr(), "forgetting: {error}");
    if error.is_bad_input() { 2 } else { 3 }
}

/// Prints a result in full.
///
/// # Errors
/// As [`written`].
fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// How a write to standard output ended. A reader that has gone away wants no more; anything else has lost a result.
///
/// # Errors
/// [`Error::File`]
fn written(result: std::io::Result<()>) -> Result<()> {
    match result {
        Err(source) if source.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::File {
            action: "write",
            path: "standard output".into(),
            source,
        }),
        _ => Ok(()),
    }
}
