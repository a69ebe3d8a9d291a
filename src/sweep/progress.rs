//! What an interrupted sweep leaves beside its file: `FILE.part` with the finished rows and `FILE.progress` with what is known of them.

use super::request::Shard;
use crate::error::{Error, Result};
use crate::numeric::hexadecimal;
use crate::report::write_whole;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// How far a run has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reached {
    /// SHA-256 of the request.
    pub request: String,
    pub shard: Shard,
    /// Rows of the shard that are finished.
    pub rows: u64,
    /// Bytes of the part that hold them, the header among them.
    pub bytes: u64,
    /// SHA-256 of those bytes.
    pub sha256: String,
    /// Values there are not.
    pub failed: u64,
}

/// `FILE` with an ending added.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

pub(super) fn failure(action: &'static str, path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File {
        action,
        path: path.to_owned(),
        source,
    }
}

/// Both files.
#[derive(Debug)]
pub(super) struct Kept {
    pub part: PathBuf,
    pub progress: PathBuf,
}

impl Kept {
    pub(super) fn of(path: &Path) -> Self {
        Self {
            part: beside(path, ".part"),
            progress: beside(path, ".progress"),
        }
    }

    pub(super) fn exists(&self) -> bool {
        self.progress.symlink_metadata().is_ok()
    }

    pub(super) fn write(&self, reached: &Reached) -> Result<()> {
        let text = serde_json::to_string(reached).expect("keys are text");
        write_whole(&self.progress, text.as_bytes())
    }

    /// The part, cut to what is known to be whole, and how far it reaches.
    ///
    /// # Errors
    /// Files of another request or shard, and a part that is not what the progress says.
    pub(super) fn resume(&self, request: &str, shard: Shard) -> Result<(File, Sha256, Reached)> {
        let read = std::fs::read_to_string(&self.progress);
        let text = read.map_err(failure("read", &self.progress))?;
        let refused = |message: &str| {
            Error::data(
                self.progress.display().to_string(),
                "",
                format!("{message}; --restart begins again"),
            )
        };
        let reached: Reached =
            serde_json::from_str(&text).map_err(|_| refused("not the progress of a sweep"))?;
        if reached.request != request || reached.shard != shard {
            return Err(refused("this is the progress of another sweep"));
        }
        let failed = failure("read", &self.part);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&self.part)
            .map_err(&failed)?;
        let mut hasher = Sha256::new();
        let mut left = reached.bytes;
        let mut buffer = vec![0; 1 << 20];
        while left > 0 {
            let most = buffer
                .len()
                .min(usize::try_from(left).unwrap_or(usize::MAX));
            let count = file.read(&mut buffer[..most]).map_err(&failed)?;
            if count == 0 {
                break;
            }
            hasher.update(&buffer[..count]);
            left -= count as u64;
        }
        if hexadecimal(hasher.clone()) != reached.sha256 {
            return Err(refused("the part beside it has changed"));
        }
        file.set_len(reached.bytes)
            .and_then(|()| file.seek(SeekFrom::Start(reached.bytes)))
            .map_err(failure("write", &self.part))?;
        Ok((file, hasher, reached))
    }

    /// Removes the progress, once the file is in its place.
    pub(super) fn finish(&self) -> Result<()> {
        match std::fs::remove_file(&self.progress) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(failure("remove", &self.progress)(error))
            }
            _ => Ok(()),
        }
    }
}
