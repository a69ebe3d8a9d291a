//! `sweep`: values over a grid or a low-discrepancy set, to a file, in shards if asked.

use super::arguments::Sweep as Options;
use super::terminal::counter;
use super::{Outcome, written};
use forgetting::error::Result;
use forgetting::sweep::{
    Begin, FileFormat, Finished, Quantity, Request, Sample, Shard, Sweep, merge, run as write,
};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) fn run(options: &Options, quiet: bool) -> Result<Outcome> {
    if !options.merge.is_empty() {
        let out = options.out.as_deref().unwrap_or(Path::new(""));
        let merged = merge(&options.merge, out)?;
        return Ok(ended(merged.failed, merged.of_claim, quiet));
    }
    let sweep = Sweep::new(request(options)?)?;
    match &options.out {
        Some(path) => to_file(options, &sweep, path, quiet),
        None => to_standard_output(&sweep, quiet),
    }
}

fn request(options: &Options) -> Result<Request> {
    let quantity = match (&options.solve, &options.claim) {
        (_, Some(claim)) => Quantity::Claim(claim.clone()),
        (Some(objective), None) => Quantity::OldMass {
            objective: objective.clone(),
            scenario: options.scenario.clone(),
            weights_only: options.weights_only,
        },
        (None, None) => Quantity::Expressions(options.expressions.clone()),
    };
    let format = options
        .out
        .as_deref()
        .map_or(Ok(FileFormat::Csv), FileFormat::of)?;
    let sample = options.sample.as_deref();
    let sample = sample
        .map(|text| Sample::read(text, options.seed))
        .transpose()?;
    let axes = options.grid.iter().map(String::as_str);
    Ok(Request {
        names: options.name.clone(),
        sample,
        ..Request::over(quantity, axes, format)
    })
}

fn to_file(options: &Options, sweep: &Sweep, path: &Path, quiet: bool) -> Result<Outcome> {
    let shard = options
        .shard
        .as_deref()
        .map_or(Ok(Shard::WHOLE), Shard::read)?;
    let begin = match (options.resume, options.restart) {
        (true, _) => Begin::Resume,
        (_, true) => Begin::Restart,
        _ => Begin::Fresh,
    };
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // Without a handler an interruption still leaves the progress; it only does not say so.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(3);
        }
    });
    let range = shard.range(sweep.rows());
    let bar = counter(range.end - range.start, 0, "rows", quiet);
    let finished = write(sweep, shard, path, begin, &stop, |rows| {
        bar.set_position(rows)
    })?;
    bar.finish_and_clear();
    let Finished { rows, of, failed } = finished;
    if rows < of {
        eprintln!("forgetting: interrupted after {rows} of {of} rows");
        eprintln!("forgetting: the same command with --resume goes on");
        return Ok(Outcome::Undecided);
    }
    Ok(ended(failed, sweep.is_claim(), quiet))
}

fn to_standard_output(sweep: &Sweep, quiet: bool) -> Result<Outcome> {
    const PIECES: u64 = 64;
    let mut out = std::io::stdout().lock();
    let mut bytes = sweep.header(sweep.rows());
    let (mut done, mut failed) = (0, 0);
    loop {
        match out.write_all(&bytes).and_then(|()| out.flush()) {
            // Nobody reads on.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            wrote => written(wrote)?,
        }
        if done == sweep.rows() {
            break;
        }
        let to = done
            .saturating_add(PIECES * sweep.chunk_rows())
            .min(sweep.rows());
        let (body, missing) = sweep.body(done..to);
        (bytes, done, failed) = (body, to, failed + missing);
    }
    Ok(ended(failed, sweep.is_claim(), quiet))
}

/// Values that do not exist are NaN in the file, and an exit code; so are points where a claim is not certain to hold.
fn ended(failed: u64, of_claim: bool, quiet: bool) -> Outcome {
    if failed == 0 {
        return Outcome::Well;
    }
    if !quiet && of_claim {
        eprintln!("forgetting: at {failed} of the points the claim is not certain to hold");
    } else if !quiet {
        eprintln!("forgetting: {failed} of the values do not exist: NaN");
    }
    Outcome::RefutedOrFailed
}
