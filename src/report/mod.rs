//! Result folders: every table in every format, and a manifest that says what made them.

mod files;
mod manifest;

use files::Staged;
pub use files::write_whole;

use crate::error::{Error, Result};
use crate::model::Scenario;
use crate::table::{CATALOGUE, Format, Table, TableEntry};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What to reproduce.
#[derive(Clone, Debug)]
pub struct Reproduction {
    /// The scenario for the tables that are about one setting.
    pub scenario: Scenario,
    /// Only the table of this name.
    pub only: Option<String>,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The tables, in catalogue order.
    pub tables: Vec<Table>,
    /// Every file, manifest last.
    pub files: Vec<PathBuf>,
}

/// Computes every table (in parallel) and writes it in four formats, then the manifest, into `folder`.
///
/// Everything is computed, and written beside its place, before the first file is replaced, so a failure
/// leaves earlier results as they were. The same input gives the same bytes for any number of threads.
///
/// # Errors
/// An unknown table name, a computation that did not converge, a folder that cannot be written.
pub fn reproduce(request: &Reproduction, folder: &Path) -> Result<Written> {
    let entries: Vec<TableEntry> = match &request.only {
        Some(name) => vec![TableEntry::find(name)?],
        None => CATALOGUE.to_vec(),
    };
    let tables: Vec<Table> = entries
        .par_iter()
        .map(|entry| entry.build(&request.scenario))
        .collect::<Result<_>>()?;
    let mut contents: Vec<(PathBuf, String)> = tables
        .iter()
        .flat_map(|table| {
            Format::ALL.map(|format| {
                let file = format!("{}.{}", table.name, format.extension());
                (Path::new("tables").join(file), format.render(table))
            })
        })
        .collect();
    // A single table has a manifest of its own: the folder's stays true of the tables it lists.
    let name = request.only.as_ref().map_or_else(
        || "manifest.json".to_owned(),
        |only| format!("manifest-{only}.json"),
    );
    contents.push((
        PathBuf::from(name),
        manifest::manifest(request, &tables, &contents),
    ));

    let tables_folder = folder.join("tables");
    std::fs::create_dir_all(&tables_folder).map_err(|source| Error::File {
        action: "create",
        path: tables_folder,
        source,
    })?;
    let files: Vec<PathBuf> = contents.iter().map(|(name, _)| folder.join(name)).collect();
    // Everything is on disk before the first earlier file gives way.
    let staged: Vec<Staged> = files
        .iter()
        .zip(&contents)
        .map(|(path, (_, text))| Staged::new(path, text.as_bytes()))
        .collect::<Result<_>>()?;
    for file in staged {
        file.publish()?;
    }
    Ok(Written { tables, files })
}
