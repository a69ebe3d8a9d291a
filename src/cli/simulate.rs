//! `simulate`: Monte Carlo runs, with progress that survives an interruption.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::arguments::Simulate;
use super::terminal::counter;
use super::{Outcome, print};
use forgetting::data::validation::{
    ValidationRow, coverage_rows, coverage_run, recovery_rows, recovery_run,
};
use forgetting::error::{Error, Result};
use forgetting::exhibit::{chen_rows, validation_rows};
use forgetting::model::Given;
use forgetting::report::write_whole;
use forgetting::simulate::chen::{
    BATCH, METHODS, NEW_MEAN, Target, Trajectory, population, replicate, summarise,
};
use forgetting::simulate::{Progress, run_replicates};
use forgetting::table::Format;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The simulations: names and one line each.
pub(super) const SIMULATIONS: [(&str, &str); 3] = [
    (
        "chen-two-mode",
        "the two-mode simulation of arXiv:2510.18874: unequal scales, five moving parameters, SFT and reinforce",
    ),
    (
        "advise-coverage",
        "advise on tasks whose truth is known: how often its intervals cover and its checks err, as the table of this name records",
    ),
    (
        "diagnose-recovery",
        "diagnose on learners whose mass and drift are known, as the table of this name records",
    ),
];

pub(super) fn run(options: &Simulate, quiet: bool) -> Result<Outcome> {
    let name = options.name.as_str();
    match name {
        "chen-two-mode" => chen(options, quiet),
        "advise-coverage" => {
            let replicate = |number| coverage_run(options.seed, number);
            validation(options, quiet, replicate, coverage_rows)
        }
        "diagnose-recovery" => {
            let replicate = |number| recovery_run(options.seed, number);
            validation(options, quiet, replicate, recovery_rows)
        }
        _ => Err(Error::UnknownName {
            kind: "simulation",
            name: name.to_owned(),
            allowed: SIMULATIONS.map(|(name, _)| name).join(", "),
        }),
    }
}

fn chen(options: &Simulate, quiet: bool) -> Result<Outcome> {
    let format = Format::find(&options.format)?;
    let target = Target::new(options.new_mean.map_or(NEW_MEAN, Given::value))?;
    if options.population {
        let runs = [METHODS.map(|method| population(method, &target))];
        let text = format.render(&chen_rows(&summarise(&target, &runs)));
        return shown(options, &text);
    }
    let batch = options.batch.unwrap_or(BATCH);
    if batch == 0 {
        return Err(Error::Domain {
            argument: "batch".into(),
            requirement: "be at least 1".into(),
            value: batch.to_string(),
        });
    }
    let settings = format!(
        "chen-two-mode --new-mean {:?} --seed {} --batch {batch}",
        target.mixture().new.mean,
        options.seed
    );
    let replicate = |number| Ok(replicate(&target, batch, options.seed, number));
    let text = |runs: Vec<[Trajectory; METHODS.len()]>| {
        Ok(format.render(&chen_rows(&summarise(&target, &runs))))
    };
    Simulation {
        options,
        settings,
        quiet,
    }
    .run(replicate, text)
}

/// A simulation of `advise` or `diagnose` on what is known.
fn validation<R: Run>(
    options: &Simulate,
    quiet: bool,
    replicate: impl Fn(u64) -> Result<R> + Sync,
    rows: impl Fn(&[R]) -> Result<Vec<ValidationRow>>,
) -> Result<Outcome> {
    let unused = [
        ("--batch", options.batch.is_some()),
        ("--population", options.population),
        ("--new-mean", options.new_mean.is_some()),
    ];
    if let Some((flag, _)) = unused.into_iter().find(|(_, given)| *given) {
        return Err(Error::UnusedFlag {
            name: format!("the simulation {}", options.name),
            used: "--seeds, --seed".into(),
            flag: flag.into(),
        });
    }
    let format = Format::find(&options.format)?;
    let settings = format!("{} --seed {}", options.name, options.seed);
    let text = |runs: Vec<R>| Ok(format.render(&validation_rows(&rows(&runs)?)));
    Simulation {
        options,
        settings,
        quiet,
    }
    .run(replicate, text)
}

/// What a run leaves: kept on disk, and read again.
trait Run: Serialize + DeserializeOwned + Send + Sync {}
impl<R: Serialize + DeserializeOwned + Send + Sync> Run for R {}

/// One call of the command.
struct Simulation<'a> {
    options: &'a Simulate,
    /// What the runs depend on.
    settings: String,
    quiet: bool,
}

impl Simulation<'_> {
    /// All runs and what they say; or some of the runs, for `--merge`.
    fn run<R: Run>(
        &self,
        replicate: impl Fn(u64) -> Result<R> + Sync,
        text: impl Fn(Vec<R>) -> Result<String>,
    ) -> Result<Outcome> {
        if !self.options.merge.is_empty() {
            let runs = self.merged()?;
            return shown(self.options, &text(runs.into_values().collect())?);
        }
        let range = self.range()?;
        let progress = self.progress()?;
        let Some(runs) = self.replicates(range, progress.as_ref(), replicate)? else {
            return Ok(Outcome::Undecided);
        };
        match (&self.options.runs, &self.options.out) {
            (Some(_), Some(path)) => {
                Progress::new(path, self.settings.clone()).begin(&runs)?;
            }
            _ => {
                shown(self.options, &text(runs.into_values().collect())?)?;
            }
        }
        // Only now are the runs safe elsewhere.
        if let Some(progress) = progress {
            progress.finish()?;
        }
        Ok(Outcome::Well)
    }

    /// The numbers of the runs.
    fn range(&self) -> Result<Range<u64>> {
        if let Some(text) = &self.options.runs {
            let ends = text.split_once("..");
            let ends = ends.and_then(|(a, b)| Some(a.parse().ok()?..b.parse().ok()?));
            return ends
                .filter(|range: &Range<u64>| range.start < range.end)
                .ok_or_else(|| Error::Domain {
                    argument: "runs".into(),
                    requirement: "be A..B with A < B, run A the first and B - 1 the last".into(),
                    value: format!("`{text}`"),
                });
        }
        at_least_two(self.options.seeds)?;
        Ok(0..self.options.seeds)
    }

    /// The runs of all files; each once, none missing.
    fn merged<R: Run>(&self) -> Result<BTreeMap<u64, R>> {
        let refused = |requirement: &str, value: String| Error::Domain {
            argument: "merged runs".into(),
            requirement: requirement.into(),
            value,
        };
        let mut all = BTreeMap::new();
        for path in &self.options.merge {
            for (number, run) in Progress::new(path, self.settings.clone()).read::<R>()? {
                if all.insert(number, run).is_some() {
                    let found = format!("run {number} of {} in another file too", path.display());
                    return Err(refused("be in one file each", found));
                }
            }
        }
        let count = all.len() as u64;
        if let Some(missing) = (0..count).find(|k| !all.contains_key(k)) {
            let found = format!("{count} runs without run {missing}");
            return Err(refused("be all from run 0 on", found));
        }
        at_least_two(count)?;
        Ok(all)
    }

    /// Where finished runs are kept; refuses to discard what an earlier call kept unless asked to.
    fn progress(&self) -> Result<Option<Progress>> {
        let options = self.options;
        let progress = options
            .out
            .as_ref()
            .map(|path| Progress::new(&beside(path), self.settings.clone()));
        if let Some(progress) = &progress
            && !options.resume
            && !options.restart
            && progress.exists()
        {
            return Err(Error::Unfinished {
                path: progress.path().to_owned(),
            });
        }
        Ok(progress)
    }

    /// All runs in order; `None` if they were interrupted.
    fn replicates<R: Run>(
        &self,
        range: Range<u64>,
        progress: Option<&Progress>,
        replicate: impl Fn(u64) -> Result<R> + Sync,
    ) -> Result<Option<BTreeMap<u64, R>>> {
        let done: BTreeMap<u64, R> = match progress {
            Some(progress) if self.options.resume => progress.read()?,
            _ => BTreeMap::new(),
        };
        let recorder = progress.map(|progress| progress.begin(&done)).transpose()?;
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        // Without a handler an interruption still leaves the progress file; it only does not say so.
        let _ = ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::Relaxed) {
                std::process::exit(3);
            }
        });
        let wanted = range.end - range.start;
        let bar = counter(wanted, done.len() as u64, "seeds", self.quiet);
        let ended = || bar.inc(1);
        let finished = run_replicates(range, done, recorder.as_ref(), &stop, replicate, ended)?;
        bar.finish_and_clear();
        if (finished.len() as u64) < wanted {
            interrupted(finished.len(), wanted, progress);
            return Ok(None);
        }
        Ok(Some(finished))
    }
}

fn interrupted(finished: usize, wanted: u64, progress: Option<&Progress>) {
    eprintln!("forgetting: interrupted after {finished} of {wanted} seeds");
    match progress {
        Some(progress) => eprintln!(
            "forgetting: they are kept in {}; the same command with --resume goes on",
            progress.path().display()
        ),
        None => {
            eprintln!("forgetting: nothing was kept; --out FILE keeps finished seeds beside FILE")
        }
    }
}

fn at_least_two(seeds: u64) -> Result<()> {
    if seeds >= 2 {
        return Ok(());
    }
    Err(Error::Domain {
        argument: "seeds".into(),
        requirement: "be at least 2 (a standard error needs two runs)".into(),
        value: seeds.to_string(),
    })
}

/// To the file asked for, or to standard output.
fn shown(options: &Simulate, text: &str) -> Result<Outcome> {
    match &options.out {
        Some(path) => write_whole(path, text.as_bytes())?,
        None => print(text)?,
    }
    Ok(Outcome::Well)
}

/// `FILE.progress`
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".progress");
    name.into()
}
