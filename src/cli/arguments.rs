//! The one definition of every command and flag.

use super::named;
use super::objective_flags::ObjectiveFlags;
use clap::{Args, Parser, Subcommand};
use forgetting::error::Result;
use forgetting::model::{Given, Scenario};
use std::path::PathBuf;

/// Settles claims about forgetting in post-training: exact misassignment probabilities, KL minimisers and bounds for a learner
/// that mixes an old and a new Gaussian mode. Without a command, reproduces every table into ./results.
#[derive(Parser)]
#[command(
    name = "forgetting",
    version,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "Examples:\n  forgetting\n  forgetting eval 'eps_old(0.5, 3) / bc(3)'\n  forgetting claim 'for delta in [0, 9]: eps_old(1/2, delta) <= 1/2*bc(delta)'\n  forgetting solve reverse-kl --delta 3 --alpha 0.4\n\n\
             Exit codes:\n  0  all well\n  1  a claim refuted, or a line failed\n  2  usage or bad input\n  3  undecided"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Print results and errors only: no summary, no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Compute every table and figure and write them, with a report and a manifest (the default)
    Reproduce(Reproduce),
    /// Judge the claims of the theory, or of your own Markdown files, and print the ledger
    Check(Check),
    /// Judge one claim, such as 'for x in [0, 1]: 1 + x <= exp(x)'
    Claim(ClaimCommand),
    /// Verify certificates without the search that made them
    Recheck(Recheck),
    /// Evaluate an expression, such as 'eps_old(0.5, 3) / bc(3)', to the digits that are known, 17 at most
    Eval(Eval),
    /// Find the minimiser of an objective, such as sft, reverse-kl or oapl (see `forgetting list`)
    Solve(Box<Solve>),
    /// Say what each method will do to an old task, from features of old and new samples
    Advise(Advise),
    /// Say how much models forgot, as mass and as drift, from log-likelihoods of old and new samples
    Diagnose(Diagnose),
    /// Run a simulation many times and print its means and standard errors
    Simulate(Simulate),
    /// Compute expressions, or what an objective keeps, over a grid or a low-discrepancy set, and stream them to a file
    Sweep(Sweep),
    /// Print one table to standard output
    Table(Table),
    /// Write one figure to a file: SVG, PNG, PDF, or the numbers behind it as CSV
    Figure(Figure),
    /// List tables, figures, objectives, scenarios and functions
    List(List),
    /// Explain a command, or the language of claims: `forgetting help language`
    Help(Help),
    /// Print the completion script of a shell
    Completions(Completions),
    /// Print the manual page, in roff
    Man(Man),
}

impl Default for Command {
    fn default() -> Self {
        Self::Reproduce(Reproduce {
            out: "results".into(),
            only: None,
            quick: false,
            paper: false,
            setting: Setting::default(),
        })
    }
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting reproduce --out results\n  forgetting reproduce --paper --scenario plane\n  forgetting reproduce --only summary --delta 4 --alpha 0.3"
)]
pub(super) struct Reproduce {
    /// Folder to write into; created if missing
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub out: PathBuf,
    /// Only this table, or the tables of this exhibit
    #[arg(long, value_name = "NAME", value_parser = named::TABLE, hide_possible_values = true)]
    pub only: Option<String>,
    /// Leave out whatever takes longer than a second (at present nothing does)
    #[arg(long)]
    pub quick: bool,
    /// Also write paper/: a LaTeX document of every table and figure
    #[arg(long, conflicts_with = "only")]
    pub paper: bool,
    #[command(flatten)]
    pub setting: Setting,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting eval 'eps_old(0.5, 3)'\n  forgetting eval --enclose 'distinguishability(0.5, 12)'\n  printf 'bc(2)\\ntv(2)\\n' | forgetting eval --stdin\n\nOnly digits that are known are printed. Values below the range of doubles keep theirs (exp(-1000) is 5.0759588975494568e-435);\n\
             0 stands for 0 and for what is too small for digits. In JSON `value` is the nearest double and `digits` the text."
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
    /// Print an interval [lo, hi] that contains the exact value, ends rounded outwards
    #[arg(long)]
    pub enclose: bool,
    /// Print up to this many significant digits, as far as they are known, whatever precision that takes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=200), conflicts_with_all = ["enclose", "raw"])]
    pub digits: Option<u8>,
    /// Print the 17 digits of the plain f64 result, not checked against an enclosure
    #[arg(long, conflicts_with = "enclose")]
    pub raw: bool,
    /// Most seconds for one expression (exit code 3 if no digit is known by then) [default: no limit; the work is bounded]
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub time: Option<f64>,
    /// Print JSON, one object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting check\n  forgetting check A3 C8:2 --explain\n  forgetting check a3-bhattacharyya-bound --json\n  forgetting check my-claims.md --time 10"
)]
pub(super) struct Check {
    /// Documents with claims (.md, .tex, .ipynb), folders of them, or ids such as A3, a3-bhattacharyya-bound or A3:2 [default: all]
    #[arg(value_name = "PATH|ID", value_parser = named::CLAIM, hide_possible_values = true)]
    pub names: Vec<String>,
    #[command(flatten)]
    pub judging: Judging,
    /// Write the certificate of each claim that is certified or proved into this folder; created if missing
    #[arg(long, value_name = "DIR")]
    pub certificates: Option<PathBuf>,
    /// Write the verdicts (ledger.json, without times) and an index of the files (README.md) into this folder
    #[arg(long, value_name = "DIR")]
    pub record: Option<PathBuf>,
    /// Pass over files that hold no claims instead of refusing them
    #[arg(long, requires = "names")]
    pub allow_empty: bool,
    /// Write what was found as SARIF, for code review tools
    #[arg(long, value_name = "FILE")]
    pub sarif: Option<PathBuf>,
    /// Compile the machine-checked proofs again too (needs coqc)
    #[arg(long)]
    pub rocq: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting claim 'for beta in [0.1, 0.9], delta in [1, 9]:\n      eps_old(beta, delta) <= bc(delta)/beta'\n  forgetting claim 'for delta in [0, 9]: eps_old(1/2, delta) <= 1/2*bc(delta)' \\\n      --certificate half.json\n  forgetting claim 'for x in [0, 1]: cosh(x)^2 - sinh(x)^2 = 1' --width 1e-3"
)]
pub(super) struct ClaimCommand {
    /// The claim: for VARIABLE in [A, B], ... [where CONDITION]: LEFT <= RIGHT
    #[arg(value_name = "CLAIM", allow_hyphen_values = true)]
    pub statement: String,
    #[command(flatten)]
    pub judging: Judging,
    /// Write the certificate here, if the claim is certified or proved
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
}

/// What the judges may spend, and how they report.
#[derive(Args)]
pub(super) struct Judging {
    /// Print JSON, one object a line
    #[arg(long)]
    pub json: bool,
    /// Print each claim in full: the reason, and the steps of what is proved
    #[arg(long)]
    pub explain: bool,
    /// Most boxes for one claim; 0 only samples [default: 1000000]
    #[arg(long, value_name = "N")]
    pub boxes: Option<u64>,
    /// Most seconds for one claim [default: no limit, so that the verdict is the same on a slow machine]
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub time: Option<f64>,
    /// Width at which an equation agrees: its sides differ by at most W everywhere [default: 1e-6]
    #[arg(long, value_name = "W", value_parser = width, allow_hyphen_values = true)]
    pub width: Option<f64>,
}

/// The width of an equation.
fn width(text: &str) -> std::result::Result<f64, String> {
    text.parse()
        .ok()
        .filter(|width: &f64| *width > 0.0 && width.is_finite())
        .ok_or_else(|| "it must be a positive number, such as 1e-9".to_owned())
}

/// A time limit in seconds.
fn seconds(text: &str) -> std::result::Result<f64, String> {
    let allowed = 0.0..=1e9;
    text.parse()
        .ok()
        .filter(|seconds| allowed.contains(seconds))
        .ok_or_else(|| "it must be a number of seconds from 0 to 1e9".to_owned())
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting claim 'for delta in [0, 9]: eps_old(1/2, delta) <= 1/2*bc(delta)' \\\n      --certificate half.json\n  forgetting recheck half.json"
)]
pub(super) struct Recheck {
    /// Certificates written by `forgetting claim --certificate` or `forgetting check --certificates`
    #[arg(value_name = "CERTIFICATE", required = true)]
    pub certificates: Vec<PathBuf>,
    /// Print JSON, one object a line
    #[arg(long)]
    pub json: bool,
    /// Accept equations whose sides lie within W of each other; nothing a certificate says widens it [default: 0]
    #[arg(long, value_name = "W", value_parser = width, allow_hyphen_values = true)]
    pub width: Option<f64>,
    /// Most seconds for one certificate [default: no limit]
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub time: Option<f64>,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting solve reverse-kl --delta 3 --alpha 0.4\n  forgetting solve sft-replay --scenario plane --rho 0.1 --json\n  forgetting solve sft --scenario my-tasks.toml --weights-only\n  forgetting solve reverse-kl --delta 3 --certify\n  forgetting solve ttt-discover --weights-only --tau 0.5 --beta0 0.5 --delta 2\n  forgetting solve 'kl_sft(beta, delta) + tau*kl_reverse(beta, alpha, delta)' \\\n      --delta 3 --tau 0.1"
)]
pub(super) struct Solve {
    /// The objective, see `forgetting list`; or an expression in `beta` of your own, which may mention delta, alpha, rho, beta0 and the
    /// parameters below
    #[arg(value_name = "OBJECTIVE|EXPR", value_parser = named::OBJECTIVE, hide_possible_values = true, allow_hyphen_values = true)]
    pub objective: String,
    /// Move the weight only; the means stay correct
    #[arg(long)]
    pub weights_only: bool,
    /// Enclose the minimiser with a proof that it is the only one (exit code 3 where that fails)
    #[arg(long)]
    pub certify: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Give up after this many seconds (exit code 3); without it the work is bounded by evaluations
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub time: Option<f64>,
    #[command(flatten)]
    pub parameters: ObjectiveFlags,
    #[command(flatten)]
    pub setting: Setting,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting advise --old old.npy --new new.npy\n  forgetting advise --old old.csv --new new.csv --keep 0.99 --json\n  forgetting advise --moments tasks.json --beta0 0.3"
)]
pub(super) struct Advise {
    /// The old task's samples: CSV, TSV or NPY, a row a sample, a column a feature
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "moments",
        requires = "new"
    )]
    pub old: Option<PathBuf>,
    /// The new task's samples, same columns
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "moments",
        requires = "old"
    )]
    pub new: Option<PathBuf>,
    /// Instead of samples: {"old": {"n", "mean", "covariance"}, "new": {...}} as JSON or TOML
    #[arg(long, value_name = "FILE", conflicts_with_all = ["old", "new"])]
    pub moments: Option<PathBuf>,
    /// The share of the old mass to keep, in (0, 1) [default: 0.9]
    #[arg(long, allow_hyphen_values = true, value_parser = double)]
    pub keep: Option<f64>,
    /// The policy's old mass before training, in (0, 1) [default: 0.5]
    #[arg(long, allow_hyphen_values = true, value_parser = double)]
    pub beta0: Option<f64>,
    /// The new task's reward advantage, > 0 [default: 1]
    #[arg(long, allow_hyphen_values = true, value_parser = double)]
    pub gap: Option<f64>,
    /// TTT-Discover's eta where it is fixed, > 0 [default: 1]
    #[arg(long, allow_hyphen_values = true, value_parser = double)]
    pub eta: Option<f64>,
    /// Samples in a batch [default: 64]
    #[arg(long, value_name = "N")]
    pub batch: Option<u64>,
    /// SDFT: how closely the student's mass tracks its teacher's, in (0, 1) [default: 0.01]
    #[arg(long, allow_hyphen_values = true, value_parser = double)]
    pub tracking: Option<f64>,
    /// Coverage of the intervals, in (0, 1) [default: 0.95]
    #[arg(long, allow_hyphen_values = true, value_parser = double)]
    pub level: Option<f64>,
    /// Seed of the bootstrap [default: 1]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting diagnose checkpoints.csv\n  forgetting diagnose checkpoints.csv --alpha 0.3 --json\n  forgetting diagnose checkpoints.csv --figure path.svg"
)]
pub(super) struct Diagnose {
    /// CSV or TSV with a header: source (old, new, model or model:NAME), logp_old, logp_new, one logp_model... a model, perhaps
    /// length; natural logs of whole samples
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The target's old weight, in (0, 1) [default: 0.5]
    #[arg(long, allow_hyphen_values = true, value_parser = double)]
    pub alpha: Option<f64>,
    /// Coverage of the intervals, in (0, 1) [default: 0.95]
    #[arg(long, allow_hyphen_values = true, value_parser = double)]
    pub level: Option<f64>,
    /// Seed of the bootstrap [default: 1]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Draw mass and drift over the models into this file (svg, png, pdf or csv)
    #[arg(long, value_name = "FILE")]
    pub figure: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting simulate chen-two-mode --seeds 200 --format csv --out chen.csv\n  forgetting simulate chen-two-mode --population\n  forgetting simulate chen-two-mode --new-mean 2 --seeds 50\n  forgetting simulate advise-coverage --runs 0..500 --out part-1.runs\n  forgetting simulate advise-coverage --merge part-*.runs"
)]
pub(super) struct Simulate {
    /// The simulation; see `forgetting list`
    #[arg(value_name = "NAME", value_parser = named::SIMULATION, hide_possible_values = true)]
    pub name: String,
    /// Number of runs
    #[arg(
        long,
        value_name = "N",
        default_value_t = 200,
        conflicts_with = "population"
    )]
    pub seeds: u64,
    /// The seed all runs derive theirs from
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        conflicts_with = "population"
    )]
    pub seed: u64,
    /// Samples in a batch [default: the published 1000]
    #[arg(long, value_name = "N", conflicts_with = "population")]
    pub batch: Option<usize>,
    /// Infinite batches: every expectation by quadrature
    #[arg(long)]
    pub population: bool,
    /// Where the target's new mode is, in [-8, 8] [default: 3.5]
    #[arg(long, value_name = "X", allow_hyphen_values = true, value_parser = number)]
    pub new_mean: Option<Given>,
    /// md, latex, csv or json
    #[arg(long, default_value = "md")]
    pub format: String,
    /// Write here instead of to standard output; finished runs are kept in FILE.progress until the end
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Go on where an interrupted run stopped
    #[arg(long, requires = "out", conflicts_with = "population")]
    pub resume: bool,
    /// Discard what an interrupted run kept, and begin again
    #[arg(long, requires = "out", conflicts_with_all = ["population", "resume"])]
    pub restart: bool,
    /// Only the runs A to B - 1, as they are, for --merge
    #[arg(long, value_name = "A..B", requires = "out", conflicts_with_all = ["population", "seeds", "merge"])]
    pub runs: Option<String>,
    /// What the runs in these files, all from 0 on, say: the same bytes as one call gives
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["population", "seeds", "resume", "restart"])]
    pub merge: Vec<PathBuf>,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting sweep 'eps_old(beta, delta)' \\\n      --grid beta=0.01:0.99:99 delta=0.1:12:120 --out eps.npy\n  forgetting sweep --solve ttt-discover --weights-only \\\n      --grid tau=0.01:10:100:log delta=1:6:6 --out kept.csv\n  forgetting sweep 'bc(delta)' 'tv(delta)' --name bc --name tv \\\n      --sample sobol:4096 --grid delta=0:9\n  forgetting sweep 'bc(delta)' --grid delta=0:9:1000000 \\\n      --shard 3/8 --out part-3.npy\n  forgetting sweep --merge part-*.npy --out all.npy"
)]
pub(super) struct Sweep {
    /// Expressions in the variables, one column each
    #[arg(value_name = "EXPR", required_unless_present_any = ["solve", "claim", "merge"], conflicts_with_all = ["solve", "claim", "merge"])]
    pub expressions: Vec<String>,
    /// Instead of an expression: the old mass of this objective's minimiser; variables are delta, alpha, beta0, rho and its parameters
    #[arg(long, value_name = "OBJECTIVE", conflicts_with = "merge")]
    pub solve: Option<String>,
    /// Instead of an expression: inequalities in the variables, as 'tv(delta) <= 1 - bc(delta)^2/2'; their smallest slack, enclosed
    #[arg(long, value_name = "CLAIM", conflicts_with_all = ["solve", "merge"])]
    pub claim: Option<String>,
    /// Move the weight only; the means stay correct
    #[arg(long, requires = "solve")]
    pub weights_only: bool,
    /// The scenario of the objective, where delta is no variable [default: moderate]
    #[arg(long, value_name = "NAME|FILE", requires = "solve")]
    pub scenario: Option<String>,
    /// Where each variable runs: delta=0.1:10:1000, delta=0.1:10:1000:log, delta=3, or delta=1,2,4; the last one fastest
    #[arg(long, visible_alias = "over", value_name = "NAME=LO:HI:N", num_args = 1.., conflicts_with = "merge")]
    pub grid: Vec<String>,
    /// Instead of the grid: the first N points of a scrambled sequence, sobol:N or halton:N, over NAME=LO:HI or NAME=LO:HI:log
    #[arg(long, value_name = "KIND:N", requires = "grid")]
    pub sample: Option<String>,
    /// Seed of the scramble
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Name of a value's column, one for each expression [default: value]
    #[arg(long, value_name = "NAME", conflicts_with = "merge")]
    pub name: Vec<String>,
    /// The file to write, .csv or .npy; standard output, as CSV, without it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only part K of N, with a manifest beside it
    #[arg(long, value_name = "K/N", requires = "out", conflicts_with = "merge")]
    pub shard: Option<String>,
    /// Go on where an interrupted run stopped, if one did
    #[arg(long, requires = "out", conflicts_with = "merge")]
    pub resume: bool,
    /// Discard what an interrupted run kept, and begin again
    #[arg(long, requires = "out", conflicts_with_all = ["merge", "resume"])]
    pub restart: bool,
    /// Join shards into the bytes of one run, after checking that all are there and unchanged
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out")]
    pub merge: Vec<PathBuf>,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting table summary --scenario overlapping\n  forgetting table misassignment --format csv > misassignment.csv\n  forgetting table methods --wide"
)]
pub(super) struct Table {
    /// The table; see `forgetting list`
    #[arg(value_name = "NAME", value_parser = named::TABLE, hide_possible_values = true)]
    pub name: String,
    /// md, latex, csv or json [default: ruled columns on a terminal, md elsewhere]
    #[arg(long)]
    pub format: Option<String>,
    /// Show every column, however wide; csv and json always have all of them
    #[arg(long)]
    pub wide: bool,
    #[command(flatten)]
    pub setting: Setting,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting figure misassignment --out misassignment.svg\n  forgetting figure ttt-phase --out ttt-phase.csv"
)]
pub(super) struct Figure {
    /// The figure; see `forgetting list`
    #[arg(value_name = "NAME", value_parser = named::FIGURE, hide_possible_values = true)]
    pub name: String,
    /// The file to write; its ending (svg, png, pdf or csv) says how
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub setting: Setting,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  forgetting list\n  forgetting list --json")]
pub(super) struct List {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting help\n  forgetting help language\n  forgetting help claim"
)]
pub(super) struct Help {
    /// A command, or `language`
    #[arg(value_name = "COMMAND|language")]
    pub topic: Option<String>,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting completions bash > /etc/bash_completion.d/forgetting\n  forgetting completions fish > ~/.config/fish/completions/forgetting.fish"
)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  forgetting man | man -l -\n  forgetting man eval > forgetting-eval.1"
)]
pub(super) struct Man {
    /// The page of this command instead of the whole tool's
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// The setting: a scenario, or the 1-D shortcut, with overrides.
#[derive(Args, Default)]
pub(crate) struct Setting {
    /// A shipped scenario's name or a TOML file
    #[arg(
        long,
        value_name = "NAME|FILE",
        conflicts_with = "delta",
        value_parser = named::SCENARIO,
        hide_possible_values = true
    )]
    pub scenario: Option<String>,
    /// Two unit-variance modes on the line at this separation, instead of a scenario
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    pub delta: Option<Given>,
    /// The target's old weight, in (0, 1)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    pub alpha: Option<Given>,
    /// The learner's old weight at the start, in (0, 1)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    pub beta0: Option<Given>,
    /// The replay rate, in [0, 1]
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    pub rho: Option<Given>,
}

/// Any number, kept as the decimal it is; the domain is checked where the argument's name is known.
pub(super) fn number(text: &str) -> std::result::Result<Given, String> {
    text.parse().map_err(|_| "it must be a number".to_owned())
}

/// A number that data decide, so that its double is enough.
fn double(text: &str) -> std::result::Result<f64, String> {
    number(text).map(Given::value)
}

/// The scenario where none is named.
const DEFAULT_SCENARIO: &str = "moderate";

impl Setting {
    /// The flags that were given.
    pub fn given(&self) -> Vec<&'static str> {
        [
            ("--scenario", self.scenario.is_some()),
            ("--delta", self.delta.is_some()),
            ("--alpha", self.alpha.is_some()),
            ("--beta0", self.beta0.is_some()),
            ("--rho", self.rho.is_some()),
        ]
        .into_iter()
        .filter_map(|(flag, given)| given.then_some(flag))
        .collect()
    }

    pub fn scenario(&self) -> Result<Scenario> {
        self.applied_to(match (&self.scenario, self.delta) {
            (_, Some(delta)) => Scenario::on_the_line_at(delta)?,
            (Some(name), None) => Scenario::find(name)?,
            (None, None) => Scenario::find(DEFAULT_SCENARIO)?,
        })
    }

    /// The scenario with the weights that were given.
    pub fn applied_to(&self, mut scenario: Scenario) -> Result<Scenario> {
        if let Some(alpha) = self.alpha {
            scenario = scenario.with_alpha(alpha)?;
        }
        if let Some(beta0) = self.beta0 {
            scenario = scenario.with_beta0(beta0)?;
        }
        if let Some(rho) = self.rho {
            scenario = scenario.with_rho(rho)?;
        }
        Ok(scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::{CommandFactory, Parser};

    /// An option's parser and its field must be of one type: nothing but trying it shows that.
    #[test]
    fn every_option_of_every_command_is_read_or_refused() {
        let whole = Arguments::command();
        let mut tried = 0;
        for command in whole.get_subcommands() {
            for option in command.get_opts() {
                let long = option.get_long().expect("a long name");
                let needed = command.get_positionals();
                let needed = needed.filter(|word| word.is_required_set()).count();
                for value in ["0.5", "1", "sft", "a.csv", "a.svg"] {
                    let words = vec!["sft".to_owned(); needed];
                    let line = ["forgetting", command.get_name()].map(str::to_owned);
                    let option = [format!("--{long}"), value.to_owned()];
                    let line: Vec<String> = line.into_iter().chain(words).chain(option).collect();
                    let read = Arguments::try_parse_from(&line);
                    tried += usize::from(read.is_ok());
                    // `advise` needs its files as well.
                    let files = ["--old", "o.npy", "--new", "n.npy"].map(str::to_owned);
                    let read = Arguments::try_parse_from(line.into_iter().chain(files));
                    tried += usize::from(read.is_ok());
                }
            }
        }
        assert!(tried > 60, "{tried} lines were read");
    }
}
