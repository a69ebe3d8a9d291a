//! `simulate`: Monte Carlo runs, with progress that survives an interruption.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::arguments::Simulate;
use super::terminal::counter;
use super::{Outcome, print};
use forgetting::error::{Error, Result};
use forgetting::exhibit::chen_rows;
use forgetting::model::Given;
use forgetting::report::write_whole;
use forgetting::simulate::chen::{
    BATCH, METHODS, NEW_MEAN, Target, Trajectory, population, replicate, summarise,
};
use forgetting::simulate::{Progress, run_replicates};
use forgetting::table::Format;

/// The simulations: names and one line each.
pub(super) const SIMULATIONS: [(&str, &str); 1] = [(
    "chen-two-mode",
    "the two-mode simulation of arXiv:2510.18874: unequal scales, five moving parameters, SFT and reinforce",
)];

type Run = [Trajectory; METHODS.len()];

pub(super) fn run(options: &Simulate, quiet: bool) -> Result<Outcome> {
    let names = SIMULATIONS.map(|(name, _)| name);
    if !names.contains(&options.name.as_str()) {
        let allowed = names.join(", ");
        return Err(Error::UnknownName {
            kind: "simulation",
            name: options.name.clone(),
            allowed,
        });
    }
    let format = Format::find(&options.format)?;
    let target = Target::new(options.new_mean.map_or(NEW_MEAN, Given::value))?;
    let mut kept = None;
    let rows = if options.population {
        summarise(
            &target,
            &[METHODS.map(|method| population(method, &target))],
        )
    } else {
        let (batch, progress) = prepared(options, &target)?;
        match replicates(options, &target, batch, progress.as_ref(), quiet)? {
            Some(runs) => {
                kept = progress;
                summarise(&target, &runs)
            }
            None => return Ok(Outcome::Undecided),
        }
    };
    let text = format.render(&chen_rows(&rows));
    match &options.out {
        Some(path) => write_whole(path, text.as_bytes())?,
        None => print(&text)?,
    }
    // Only now are the runs safe elsewhere.
    if let Some(progress) = kept {
        progress.finish()?;
    }
    Ok(Outcome::Well)
}

/// The batch size, and where finished runs are kept; refuses to discard what an earlier run kept unless asked to.
fn prepared(options: &Simulate, target: &Target) -> Result<(usize, Option<Progress>)> {
    if options.seeds < 2 {
        return Err(Error::Domain {
            argument: "seeds".into(),
            requirement: "be at least 2 (a standard error needs two runs)".into(),
            value: options.seeds.to_string(),
        });
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
    let progress = options
        .out
        .as_ref()
        .map(|path| Progress::new(&beside(path), settings));
    if let Some(progress) = &progress
        && !options.resume
        && !options.restart
        && progress.exists()
    {
        return Err(Error::Unfinished {
            path: progress.path().to_owned(),
        });
    }
    Ok((batch, progress))
}

/// All runs in order; `None` if it was interrupted.
fn replicates(
    options: &Simulate,
    target: &Target,
    batch: usize,
    progress: Option<&Progress>,
    quiet: bool,
) -> Result<Option<Vec<Run>>> {
    let done: BTreeMap<u64, Run> = match progress {
        Some(progress) if options.resume => progress.read()?,
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
    let bar = counter(options.seeds, done.len() as u64, "seeds", quiet);
    let finished = run_replicates(
        options.seeds,
        done,
        recorder.as_ref(),
        &stop,
        |number| replicate(target, batch, options.seed, number),
        || bar.inc(1),
    )?;
    bar.finish_and_clear();
    if (finished.len() as u64) < options.seeds {
        eprintln!(
            "forgetting: interrupted after {} of {} seeds",
            finished.len(),
            options.seeds
        );
        match progress {
            Some(progress) => eprintln!(
                "forgetting: they are kept in {}; the same command with --resume goes on",
                progress.path().display()
            ),
            None => eprintln!(
                "forgetting: nothing was kept; --out FILE keeps finished seeds beside FILE"
            ),
        }
        return Ok(None);
    }
    Ok(Some(finished.into_values().collect()))
}

/// `FILE.progress`
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".progress");
    name.into()
}
