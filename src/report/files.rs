//! Files written whole or not at all.

use crate::error::{Error, Result};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes `bytes` to `path` through a temporary file in the same folder and a rename.
///
/// A reader sees the old file or the new one, never a part; on failure the old one stays.
///
/// # Errors
/// The operating system's, with the path.
///
/// ```
/// let path = std::env::temp_dir().join("forgetting-write-whole.txt");
/// forgetting::report::write_whole(&path, b"all of it")?;
/// assert_eq!(std::fs::read(&path).expect("there"), b"all of it");
/// std::fs::remove_file(&path).expect("removed");
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    Staged::new(path, bytes)?.publish()
}

/// A file written in full under a temporary name beside its place; dropped unpublished, it leaves no trace.
pub(super) struct Staged {
    file: NamedTempFile,
    path: PathBuf,
}

impl Staged {
    pub(super) fn new(path: &Path, bytes: &[u8]) -> Result<Self> {
        let failed = failure(path);
        if path.is_dir() {
            return Err(failed(ErrorKind::IsADirectory.into()));
        }
        let folder = path
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new()
            .prefix(".writing-")
            .tempfile_in(folder)
            .map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        // Temporary files are private; a result is for everyone the folder is for.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let permissions = std::fs::Permissions::from_mode(0o644);
            file.as_file()
                .set_permissions(permissions)
                .map_err(failed)?;
        }
        Ok(Self {
            file,
            path: path.to_owned(),
        })
    }

    /// Takes its place.
    pub(super) fn publish(self) -> Result<()> {
        let Self { file, path } = self;
        file.persist(&path)
            .map(drop)
            .map_err(|error| failure(&path)(error.error))
    }
}

fn failure(path: &Path) -> impl Fn(std::io::Error) -> Error + Copy {
    move |source| Error::File {
        action: "write",
        path: path.to_owned(),
        source,
    }
}
