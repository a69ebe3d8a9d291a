//! The one definition of every command and flag.

use clap::{Args, Parser, Subcommand};
use forgetting::error::Result;
use forgetting::model::{Scenario, Separation, Weight};
use std::path::PathBuf;

/// Settles claims about forgetting in post-training: exact misassignment probabilities, KL minimisers and bounds for a learner
/// that mixes an old and a new Gaussian mode. Without a command, reproduces every table into ./results.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Compute every table and write it as Markdown, LaTeX, CSV and JSON, with a manifest (the default)
    Reproduce(Reproduce),
    /// Evaluate an expression, such as 'eps_old(0.5, 3) / bc(3)', to 17 significant digits
    Eval(Eval),
    /// Find the minimiser of an objective: sft, sft-replay, sft-model-replay or reverse-kl
    Solve(Solve),
    /// Print one table to standard output
    Table(Table),
    /// List tables, objectives, scenarios and functions
    List(List),
}

impl Default for Command {
    fn default() -> Self {
        Self::Reproduce(Reproduce {
            out: "results".into(),
            only: None,
            quick: false,
            setting: Setting::default(),
        })
    }
}

#[derive(Args)]
pub(super) struct Reproduce {
    /// Folder to write into; created if missing
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub out: PathBuf,
    /// Only this table
    #[arg(long, value_name = "NAME")]
    pub only: Option<String>,
    /// Leave out whatever takes longer than a second (at present nothing does)
    #[arg(long)]
    pub quick: bool,
    #[command(flatten)]
    pub setting: Setting,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting eval 'eps_old(0.5, 3)'\n  printf 'bc(2)\\ntv(2)\\n' | forgetting eval --stdin"
)]
pub(super) struct Eval {
    /// The expression; see `forgetting list` for the functions
    #[arg(
        value_name = "EXPR",
        required_unless_present = "stdin",
        conflicts_with = "stdin",
        allow_hyphen_values = true
    )]
    pub expression: Option<String>,
    /// Read one expression a line; print one number (or `error: ...`) a line, in order
    #[arg(long)]
    pub stdin: bool,
    /// Print JSON, one object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting solve reverse-kl --delta 3 --alpha 0.4\n  forgetting solve sft-replay --scenario plane --rho 0.1 --json\n  forgetting solve sft --scenario my-tasks.toml --weights-only"
)]
pub(super) struct Solve {
    /// sft, sft-replay, sft-model-replay or reverse-kl
    #[arg(value_name = "OBJECTIVE")]
    pub objective: String,
    /// Move the weight only; the means stay correct
    #[arg(long)]
    pub weights_only: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub setting: Setting,
}

#[derive(Args)]
pub(super) struct Table {
    /// The table; see `forgetting list`
    #[arg(value_name = "NAME")]
    pub name: String,
    /// md, latex, csv or json
    #[arg(long, default_value = "md")]
    pub format: String,
    #[command(flatten)]
    pub setting: Setting,
}

#[derive(Args)]
pub(super) struct List {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// The setting: a scenario, or the 1-D shortcut, with overrides.
#[derive(Args, Default)]
pub(super) struct Setting {
    /// A shipped scenario's name or a TOML file
    #[arg(long, value_name = "NAME|FILE", conflicts_with = "delta")]
    pub scenario: Option<String>,
    /// Two unit-variance modes on the line at this separation, instead of a scenario
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    pub delta: Option<f64>,
    /// The target's old weight, in (0, 1)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    pub alpha: Option<f64>,
    /// The learner's old weight at the start, in (0, 1)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    pub beta0: Option<f64>,
    /// The replay rate, in [0, 1]
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    pub rho: Option<f64>,
}

/// Any `f64`; the domain is checked where the argument's name is known.
fn number(text: &str) -> std::result::Result<f64, String> {
    text.parse().map_err(|_| "it must be a number".to_owned())
}

/// The scenario where none is named.
const DEFAULT_SCENARIO: &str = "moderate";

impl Setting {
    pub fn scenario(&self) -> Result<Scenario> {
        let mut scenario = match (&self.scenario, self.delta) {
            (_, Some(delta)) => Scenario::on_the_line(Separation::new(delta)?),
            (Some(name), None) => Scenario::find(name)?,
            (None, None) => Scenario::find(DEFAULT_SCENARIO)?,
        };
        if let Some(alpha) = self.alpha {
            scenario = scenario.with_alpha(Weight::interior("alpha", alpha)?);
        }
        if let Some(beta0) = self.beta0 {
            scenario = scenario.with_beta0(Weight::interior("beta0", beta0)?);
        }
        if let Some(rho) = self.rho {
            scenario = scenario.with_rho(Weight::named("rho", rho)?);
        }
        Ok(scenario)
    }
}
