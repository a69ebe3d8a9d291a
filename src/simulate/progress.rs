//! Finished replicates on disk, so that an interrupted simulation can go on.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A file with one line for the settings and one for each finished replicate.
///
/// Lines are appended whole; what a killed process left of a line is ignored when the file is read again.
#[derive(Debug)]
pub struct Progress {
    path: PathBuf,
    settings: String,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    settings: String,
}

/// Any other line.
#[derive(Serialize, Deserialize)]
struct Line<R> {
    replicate: u64,
    result: R,
}

impl Progress {
    /// The progress of the simulation with these settings, kept at `path`.
    pub fn new(path: &Path, settings: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            settings: settings.into(),
        }
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The finished replicates.
    ///
    /// # Errors
    /// [`Error::File`] if there is no such file, [`Error::Domain`] if it belongs to other settings.
    pub fn read<R: DeserializeOwned>(&self) -> Result<BTreeMap<u64, R>> {
        let file = File::open(&self.path).map_err(self.failed("read"))?;
        let mut lines = BufReader::new(file).lines().map_while(std::io::Result::ok);
        let head = lines.next().unwrap_or_default();
        let head: Option<Head> = serde_json::from_str(&head).ok();
        if head.as_ref().map(|head| &head.settings) != Some(&self.settings) {
            let found = head.map_or("no settings".to_owned(), |head| head.settings);
            let file = self.path.display();
            return Err(Error::domain(
                format!("the progress in {file}"),
                format!("belong to `{}`", self.settings),
                format!("`{found}`"),
            ));
        }
        let lines = lines.filter_map(|line| serde_json::from_str::<Line<R>>(&line).ok());
        Ok(lines.map(|line| (line.replicate, line.result)).collect())
    }

    /// Whether an earlier run left something here.
    pub fn exists(&self) -> bool {
        self.path.symlink_metadata().is_ok()
    }

    /// Begins the file anew, with these replicates; what was there gives way once the new file is whole.
    ///
    /// # Errors
    /// [`Error::File`]
    pub fn begin<R: Serialize>(&self, done: &BTreeMap<u64, R>) -> Result<Recorder> {
        let folder = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let staged = tempfile::Builder::new()
            .prefix(".writing-")
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .map_err(self.failed("write"))?;
        let (file, staged) = staged.into_parts();
        let recorder = Recorder {
            file: Mutex::new(file),
            path: self.path.clone(),
        };
        let settings = self.settings.clone();
        recorder.append(&Head { settings })?;
        for (&replicate, result) in done {
            recorder.append(&Line { replicate, result })?;
        }
        staged
            .persist(&self.path)
            .map_err(|error| self.failed("write")(error.error))?;
        Ok(recorder)
    }

    /// Removes the file.
    ///
    /// # Errors
    /// [`Error::File`]
    pub fn finish(&self) -> Result<()> {
        std::fs::remove_file(&self.path).map_err(self.failed("remove"))
    }

    fn failed(&self, action: &'static str) -> impl Fn(std::io::Error) -> Error {
        let path = self.path.clone();
        move |source| Error::File {
            action,
            path: path.clone(),
            source,
        }
    }
}

/// An open progress file.
#[derive(Debug)]
pub struct Recorder {
    file: Mutex<File>,
    path: PathBuf,
}

impl Recorder {
    fn append(&self, line: &impl Serialize) -> Result<()> {
        let failed = |source: std::io::Error| Error::File {
            action: "write",
            path: self.path.clone(),
            source,
        };
        let mut text = serde_json::to_string(line).map_err(|e| failed(e.into()))?;
        text.push('\n');
        let mut file = self.file.lock().unwrap_or_else(|held| held.into_inner());
        file.write_all(text.as_bytes()).map_err(failed)
    }
}

/// Runs the replicates of a range that are not `done`, in parallel; each is recorded as it ends. Once `stop` is set no further
/// replicate begins. Returns all that are finished, by number.
///
/// # Errors
/// The recorder's and the replicates'.
///
/// ```
/// use forgetting::simulate::run_replicates;
/// use std::{collections::BTreeMap, sync::atomic::AtomicBool};
/// let done = BTreeMap::from([(1, 1)]);
/// let squares = run_replicates(0..4, done, None, &AtomicBool::new(false), |k| Ok(k * k), || {})?;
/// assert_eq!(squares.into_values().collect::<Vec<u64>>(), [0, 1, 4, 9]);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn run_replicates<R: Serialize + Send + Sync>(
    runs: Range<u64>,
    mut done: BTreeMap<u64, R>,
    recorder: Option<&Recorder>,
    stop: &AtomicBool,
    replicate: impl Fn(u64) -> Result<R> + Sync,
    ended: impl Fn() + Sync,
) -> Result<BTreeMap<u64, R>> {
    done.retain(|number, _| runs.contains(number));
    let missing: Vec<u64> = runs.filter(|k| !done.contains_key(k)).collect();
    let finished: Result<Vec<Option<(u64, R)>>> = missing
        .into_par_iter()
        .map(|replicate_number| {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let line = Line {
                replicate: replicate_number,
                result: replicate(replicate_number)?,
            };
            if let Some(recorder) = recorder {
                recorder.append(&line)?;
            }
            ended();
            Ok(Some((line.replicate, line.result)))
        })
        .collect();
    done.extend(finished?.into_iter().flatten());
    Ok(done)
}
