//! Files that are read up to a limit.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Result};

/// The content of a file of at most this many bytes; what is longer is refused while it is read. `what` names what it should be.
///
/// # Errors
/// [`Error::File`] where it cannot be read or is too long.
///
/// ```
/// use forgetting::ledger::read_bounded;
/// let path = "Cargo.toml".as_ref();
/// assert!(read_bounded(path, 1 << 20, "a manifest")?.starts_with(b"[package]"));
/// assert!(read_bounded(path, 9, "a manifest").is_err());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn read_bounded(path: &Path, most: u64, what: &str) -> Result<Vec<u8>> {
    let failed = |source| Error::File {
        action: "read",
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > most {
        let why = format!("it is longer than {what} may be, {most} bytes");
        return Err(failed(io::Error::other(why)));
    }
    Ok(bytes)
}
