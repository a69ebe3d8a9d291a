//! Shards and what is said of them; one file from all of them.

use super::Sweep;
use super::progress::{Reached, beside, failure};
use super::request::{Request, Shard};
use crate::error::{Error, Result};
use crate::numeric::hexadecimal;
use crate::report::write_whole;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// `FILE.manifest.json` beside a shard: enough to know that the shards of a whole are all there and unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    request: Request,
    request_sha256: String,
    shard: Shard,
    /// Rows `[from, to)`.
    rows: [u64; 2],
    bytes: u64,
    sha256: String,
    failed: u64,
}

impl Manifest {
    pub(super) fn new(sweep: &Sweep, shard: Shard, reached: &Reached) -> Self {
        let range = shard.range(sweep.rows());
        Self {
            request: sweep.request().clone(),
            request_sha256: reached.request.clone(),
            shard,
            rows: [range.start, range.end],
            bytes: reached.bytes,
            sha256: reached.sha256.clone(),
            failed: reached.failed,
        }
    }

    pub(super) fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).expect("keys are text") + "\n";
        write_whole(&beside(path, ENDING), text.as_bytes())
    }

    fn read(path: &Path) -> Result<Self> {
        let place = beside(path, ENDING);
        let text = std::fs::read_to_string(&place).map_err(failure("read", &place))?;
        let refused = |message: String| Error::data(place.display().to_string(), "", message);
        let manifest: Self = serde_json::from_str(&text)
            .map_err(|error| refused(format!("not the manifest of a shard: {error}")))?;
        if manifest.request.sha256() != manifest.request_sha256 {
            return Err(refused(
                "the request has changed since it was hashed".into(),
            ));
        }
        Ok(manifest)
    }

    fn range(&self) -> Range<u64> {
        self.rows[0]..self.rows[1]
    }
}

const ENDING: &str = ".manifest.json";

/// What a merge wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Rows in all.
    pub rows: u64,
    /// Values there are not; points at which a claim is not certain to hold.
    pub failed: u64,
    /// Whether the rows are those of a claim.
    pub of_claim: bool,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// Joins shards, in any order, into the bytes of one run, written whole to `out`; [`run`](super::run()) makes them.
///
/// # Errors
/// Shards of different requests, rows that are missing or there twice, files that are not what their manifests say, and files that cannot be
/// read or written.
///
/// ```
/// use forgetting::sweep::merge;
/// assert!(merge(&[], "all.csv".as_ref()).is_err());   // an example with shards is at `run`
/// ```
pub fn merge(shards: &[PathBuf], out: &Path) -> Result<Merged> {
    let mut all: Vec<(&PathBuf, Manifest)> = shards
        .iter()
        .map(|path| Ok((path, Manifest::read(path)?)))
        .collect::<Result<_>>()?;
    all.sort_by_key(|(_, manifest)| manifest.rows);
    let Some((first, manifest)) = all.first() else {
        return Err(Error::domain("shards", "be at least one", 0));
    };
    for (path, other) in &all {
        if other.request != manifest.request {
            let message = format!("a shard of another request than {}", first.display());
            return Err(Error::data(path.display().to_string(), "", message));
        }
    }
    let sweep = Sweep::new(manifest.request.clone())?;
    complete(&all, sweep.rows())?;
    let folder = out.parent().filter(|p| !p.as_os_str().is_empty());
    let failed = failure("write", out);
    let mut staged = tempfile::Builder::new()
        .prefix(".writing-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(&failed)?;
    let mut hasher = Sha256::new();
    let mut write = |bytes: &[u8]| {
        hasher.update(bytes);
        staged.write_all(bytes).map_err(&failed)
    };
    write(&sweep.header(sweep.rows()))?;
    for (path, manifest) in &all {
        append(&sweep, path, manifest, &mut write)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let everyone = std::fs::Permissions::from_mode(0o644);
        staged
            .as_file()
            .set_permissions(everyone)
            .map_err(&failed)?;
    }
    staged.persist(out).map_err(|error| failed(error.error))?;
    Ok(Merged {
        rows: sweep.rows(),
        of_claim: sweep.is_claim(),
        failed: all.iter().map(|(_, manifest)| manifest.failed).sum(),
        sha256: hexadecimal(hasher),
    })
}

/// Every row once.
fn complete(all: &[(&PathBuf, Manifest)], rows: u64) -> Result<()> {
    let mut next = 0;
    for (path, manifest) in all {
        let Range { start, end } = manifest.range();
        if start != next || end < start {
            let what = if start > next {
                "missing"
            } else {
                "there twice"
            };
            let (from, to) = (next.min(start), next.max(start));
            let message = format!("rows {from} to {to} are {what} before this shard");
            return Err(Error::data(path.display().to_string(), "", message));
        }
        next = end;
    }
    if next != rows {
        let last = all.last().map(|(path, _)| path.display().to_string());
        let message = format!("rows {next} to {rows} are missing after this shard");
        return Err(Error::data(last.unwrap_or_default(), "", message));
    }
    Ok(())
}

/// Copies a shard's rows without its header; the hash is that of the whole file.
fn append(
    sweep: &Sweep,
    path: &Path,
    manifest: &Manifest,
    write: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let refused = |message: &str| Error::data(path.display().to_string(), "", message);
    let failed = failure("read", path);
    let mut file = File::open(path).map_err(&failed)?;
    let range = manifest.range();
    let mut skip = sweep.header(range.end - range.start).len();
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer).map_err(&failed)?;
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
        let dropped = skip.min(count);
        skip -= dropped;
        write(&buffer[dropped..count])?;
    }
    if hexadecimal(hasher) != manifest.sha256 {
        return Err(refused("not the bytes that its manifest names"));
    }
    Ok(())
}
