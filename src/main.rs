//! The `forgetting` command; see the library for everything it does.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run(std::env::args_os()).into()
}
