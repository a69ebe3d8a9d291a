//! Where claim files are found: the ones that come with the tool, a folder, a path or an id.

use std::path::{Path, PathBuf};

use super::claim_file::ClaimFile;
use super::source::Document;
use crate::error::{Error, Result};

/// Name and text of every file of `proofs/`, put here by the build script.
static SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/claim_files.rs"));

/// Whether this is, word for word, the text of a file that comes with the tool.
pub(super) fn is_shipped(text: &str) -> bool {
    SHIPPED.iter().any(|(_, shipped)| *shipped == text)
}

/// The folder looked into where none is named.
const FOLDER: &str = "proofs";

/// The claim files that come with the tool, in the order of the theory: the kernel's own facts (S), then A1 to I3.
///
/// # Errors
/// [`Error::ClaimFile`]; a test sees to it that none occurs.
///
/// ```
/// let files = forgetting::ledger::shipped_claim_files()?;
/// assert!(files.iter().any(|file| file.short_id() == Some("A3")));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn shipped_claim_files() -> Result<Vec<ClaimFile>> {
    let files: Result<Vec<ClaimFile>> = SHIPPED
        .iter()
        .map(|(name, text)| ClaimFile::parse(text, Path::new(name)))
        .collect();
    Ok(in_order(files?))
}

/// The claim files that `names` stand for: files, folders (every Markdown, LaTeX or notebook file in them and below that has claims), ids such as
/// `a3-bhattacharyya-bound`, short ids such as `A3`, and single claims such as `A3:2`. Ids are looked for in
/// the folder `proofs/`, then among the files that come with the tool. Without names, the folder `proofs/`, or the files that
/// come with the tool where there is none.
///
/// # Errors
/// A name that is none of these, a file that cannot be read or has no claims, a folder without claims.
///
/// ```
/// use forgetting::ledger::claim_files;
/// let one = claim_files(&["A3".to_owned()])?;
/// assert!(one.len() == 1 && one[0].id() == "a3-bhattacharyya-bound");
/// assert!(claim_files(&["Z9".to_owned()]).is_err());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn claim_files(names: &[String]) -> Result<Vec<ClaimFile>> {
    let here = Path::new(FOLDER);
    if names.is_empty() {
        return match here.is_dir() {
            true => folder(here),
            false => shipped_claim_files(),
        };
    }
    let mut found = Vec::new();
    for name in names {
        let path = PathBuf::from(name);
        if path.is_dir() {
            found.extend(folder(&path)?);
        } else if path.is_file() || looks_like_a_path(&path) {
            found.push(with_claims(&path)?);
        } else {
            // What stands here first, then what comes with the tool.
            let mut candidates = match here.is_dir() {
                true => files_in(here)?,
                false => Vec::new(),
            };
            candidates.extend(shipped_claim_files()?);
            found.push(by_id(&candidates, name)?);
        }
    }
    Ok(found)
}

/// Whether a name that is neither a folder nor a file was meant to be one, so that the answer is that it is missing.
fn looks_like_a_path(name: &Path) -> bool {
    name.components().count() > 1 || Document::of_ending(name).is_some()
}

fn by_id(known: &[ClaimFile], name: &str) -> Result<ClaimFile> {
    let (id, number) = match name.rsplit_once(':') {
        Some((id, number)) if number.parse::<usize>().is_ok() => (id, Some(number)),
        _ => (name, None),
    };
    let matches = |file: &&ClaimFile| {
        let short = file.short_id().unwrap_or_default();
        file.id().eq_ignore_ascii_case(id) || (!short.is_empty() && short.eq_ignore_ascii_case(id))
    };
    let file = known.iter().find(matches).cloned();
    let file = match (file, number) {
        (Some(file), Some(number)) if file.claims().len() > 1 => {
            let id = format!("{}:{number}", file.id());
            file.only(&id)
        }
        (Some(file), Some("1") | None) => Some(file),
        _ => None,
    };
    file.ok_or_else(|| {
        let mut ids: Vec<&str> = known.iter().map(ClaimFile::id).collect();
        let mut seen = std::collections::BTreeSet::new();
        ids.retain(|id| seen.insert(*id));
        Error::unknown("claim file, folder or id", name, ids)
    })
}

fn with_claims(path: &Path) -> Result<ClaimFile> {
    let file = ClaimFile::read(path)?;
    if !file.has_blocks() {
        return Err(no_claims(path));
    }
    Ok(file)
}

/// The claim files of a folder, at least one.
fn folder(path: &Path) -> Result<Vec<ClaimFile>> {
    let files = files_in(path)?;
    if files.is_empty() {
        return Err(no_claims(path));
    }
    Ok(files)
}

/// Every document with claim blocks in the folder and the folders below, hidden ones left out, in the order of their paths.
fn files_in(path: &Path) -> Result<Vec<ClaimFile>> {
    let mut paths = Vec::new();
    documents(path, &mut paths)?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let file = ClaimFile::read(&path)?;
        if file.has_blocks() {
            files.push(file);
        }
    }
    Ok(in_order(files))
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |source| Error::File {
        action: "read",
        path: folder.to_owned(),
        source,
    };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link to a folder may lead in a circle.
        let kind = entry.file_type().map_err(failed)?;
        if hidden {
            continue;
        }
        if kind.is_dir() {
            documents(&entry.path(), found)?;
        } else if Document::of_ending(&entry.path()).is_some() {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn no_claims(path: &Path) -> Error {
    Error::ClaimFile {
        path: path.to_owned(),
        message: "there are no claim blocks here".into(),
    }
}

/// By short id, C2 before C10; files without one last, by id.
fn in_order(mut files: Vec<ClaimFile>) -> Vec<ClaimFile> {
    files.sort_by_cached_key(|file| {
        let short = file.short_id().unwrap_or("~").to_owned();
        let digits = short.find(|c: char| c.is_ascii_digit());
        let (letters, number) = short.split_at(digits.unwrap_or(short.len()));
        // The setting (S) comes before the theorems.
        let letters = if letters == "S" { "" } else { letters };
        let number = number.parse().unwrap_or(u32::MAX);
        (letters.to_owned(), number, file.id().to_owned())
    });
    files
}
