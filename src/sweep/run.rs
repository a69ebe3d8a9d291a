//! A sweep, or a shard of it, to a file.

use super::Sweep;
use super::merge::Manifest;
use super::progress::{Kept, Reached, failure};
use super::request::Shard;
use crate::error::{Error, Result};
use crate::numeric::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// What to do with what an interrupted run left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// Refuse to discard it.
    Fresh,
    /// Go on with it, if there is any.
    Resume,
    /// Discard it.
    Restart,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Rows that are done, those of earlier runs among them.
    pub rows: u64,
    /// Rows there are in the shard.
    pub of: u64,
    /// Values there are not.
    pub failed: u64,
}

/// Pieces of work between two notes of the progress.
const CHUNKS: u64 = 64;

/// Computes a shard's rows and writes them to `path`, with a manifest beside it where it is not the whole.
///
/// The file is there whole at the end, and the same whatever the number of threads and however often it was interrupted. Until then the rows are in
/// `FILE.part`, how many in `FILE.progress`. `stop` ends the run after the pieces being computed; `step` is told how many rows are done.
///
/// # Errors
/// Files that cannot be written, what an earlier run left ([`Begin::Fresh`]), or what it left of another request ([`Begin::Resume`]).
///
/// ```
/// use forgetting::sweep::{Begin, FileFormat, Quantity, Request, Shard, Sweep, merge, run};
/// use std::sync::atomic::AtomicBool;
/// let folder = tempfile::tempdir()?;
/// let quantity = Quantity::Expressions(vec!["bc(delta)".into()]);
/// let sweep = Sweep::new(Request::over(quantity, ["delta=0:9:100"], FileFormat::Csv))?;
/// let parts = [1, 2, 3].map(|number| folder.path().join(format!("{number}.csv")));
/// for (part, number) in parts.iter().zip(1..) {
///     let shard = Shard { number, of: 3 };
///     run(&sweep, shard, part, Begin::Fresh, &AtomicBool::new(false), |_| ())?;
/// }
/// assert_eq!(merge(&parts, &folder.path().join("all.csv"))?.rows, 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run(
    sweep: &Sweep,
    shard: Shard,
    path: &Path,
    begin: Begin,
    stop: &AtomicBool,
    mut step: impl FnMut(u64),
) -> Result<Finished> {
    if path.is_dir() {
        return Err(failure("write", path)(ErrorKind::IsADirectory.into()));
    }
    let kept = Kept::of(path);
    let request = sweep.request().sha256();
    let range = shard.range(sweep.rows());
    let of = range.end - range.start;
    let (mut file, mut hasher, mut reached) = match begin {
        Begin::Fresh if kept.exists() => {
            return Err(Error::Unfinished {
                path: kept.progress,
            });
        }
        Begin::Resume if kept.exists() => kept.resume(&request, shard)?,
        _ => started(sweep, shard, &kept, request, of)?,
    };
    step(reached.rows);
    let batch = |rows: u64| {
        let from = range.start + rows.min(of);
        let size = CHUNKS * sweep.chunk_rows();
        from..from.saturating_add(size).min(range.end)
    };
    let first = batch(reached.rows);
    let mut next = (first.clone(), sweep.encoded(first));
    while reached.rows < of && !stop.load(Ordering::Relaxed) {
        let (rows, (pieces, failed)) = next;
        let after = batch(rows.end - range.start);
        // The rows that come after are computed while these are hashed and written.
        let append = || append(&pieces, &mut file, &mut hasher, &kept);
        let (written, following) = rayon::join(append, || sweep.encoded(after.clone()));
        reached.bytes += written?;
        reached.rows = rows.end - range.start;
        reached.failed += failed;
        reached.sha256 = hexadecimal(hasher.clone());
        kept.write(&reached)?;
        step(reached.rows);
        next = (after, following);
    }
    if reached.rows == of {
        file.sync_all().map_err(failure("write", &kept.part))?;
        drop(file);
        if shard != Shard::WHOLE {
            Manifest::new(sweep, shard, &reached).write(path)?;
        }
        std::fs::rename(&kept.part, path).map_err(failure("write", path))?;
        kept.finish()?;
    }
    Ok(Finished {
        rows: reached.rows,
        of,
        failed: reached.failed,
    })
}

/// Writes pieces to the part and hashes them; how many bytes they are.
fn append(pieces: &[Vec<u8>], file: &mut File, hasher: &mut Sha256, kept: &Kept) -> Result<u64> {
    let mut bytes = 0;
    for piece in pieces {
        file.write_all(piece)
            .map_err(failure("write", &kept.part))?;
        hasher.update(piece);
        bytes += piece.len() as u64;
    }
    Ok(bytes)
}

/// A new part that holds the header.
fn started(
    sweep: &Sweep,
    shard: Shard,
    kept: &Kept,
    request: String,
    rows: u64,
) -> Result<(File, Sha256, Reached)> {
    let header = sweep.header(rows);
    let mut file = File::create(&kept.part).map_err(failure("write", &kept.part))?;
    file.write_all(&header)
        .map_err(failure("write", &kept.part))?;
    let hasher = Sha256::new_with_prefix(&header);
    let reached = Reached {
        request,
        shard,
        rows: 0,
        bytes: header.len() as u64,
        sha256: hexadecimal(hasher.clone()),
        failed: 0,
    };
    kept.write(&reached)?;
    Ok((file, hasher, reached))
}
