//! Result folders: every table and figure in every format, the report, and a manifest that says what made them.

mod files;
mod manifest;
mod page;
mod paper;

use files::Staged;
pub use files::write_whole;

use crate::error::{Error, Result};
use crate::exhibit::{Exhibit, FIGURES, TABLES, TableEntry};
use crate::figure::{Figure, FigureFormat};
use crate::ledger::{Ledger, shipped_claim_files};
use crate::model::Scenario;
use crate::table::{Format, Table};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What to reproduce.
#[derive(Clone, Debug)]
pub struct Reproduction {
    /// The scenario for the tables and figures that depend on one.
    pub scenario: Scenario,
    /// Only the table of this name, or the parts of this exhibit.
    pub only: Option<String>,
    /// Also `paper/`: a LaTeX document of every table and figure.
    pub paper: bool,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The tables, in catalogue order.
    pub tables: Vec<Table>,
    /// The figures, in catalogue order; none where one table was asked for.
    pub figures: Vec<Figure>,
    /// Every file, manifest last.
    pub files: Vec<PathBuf>,
}

/// Computes every table and figure (in parallel) and writes each in every format, the report and the manifest into `folder`.
///
/// With [`Reproduction::only`], that table in four formats and its own manifest. Everything is computed, and written beside its place,
/// before the first file is replaced, so a failure leaves earlier results as they were. The same input gives the same bytes for any
/// number of threads.
///
/// # Errors
/// An unknown table name, a computation that did not converge, a folder that cannot be written.
///
/// ```
/// use forgetting::model::Scenario;
/// use forgetting::report::{Reproduction, reproduce};
/// let folder = tempfile::tempdir()?;
/// let request = Reproduction {
///     scenario: Scenario::find("moderate")?,
///     only: Some("summary".into()),
///     paper: false,
/// };
/// assert_eq!(reproduce(&request, folder.path())?.files.len(), 5);   // four formats and a manifest
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reproduce(request: &Reproduction, folder: &Path) -> Result<Written> {
    let whole = request.only.is_none();
    let entries: Vec<TableEntry> = match &request.only {
        Some(name) => Exhibit::tables(name)?,
        None => TABLES.to_vec(),
    };
    let build_tables = || -> Result<Vec<Table>> {
        let tables = entries
            .par_iter()
            .map(|entry| entry.build(&request.scenario));
        tables.collect()
    };
    let wanted = if whole { FIGURES } else { &[] };
    let build_figures = |shared: bool, tables: &[Table]| -> Result<Vec<Figure>> {
        let wanted = wanted.par_iter().filter(|f| f.shares_rows() == shared);
        let figures = wanted.map(|entry| entry.build_beside(&request.scenario, tables));
        figures.collect()
    };
    let (tables, figures) = rayon::join(build_tables, || build_figures(false, &[]));
    let (tables, mut figures) = (tables?, figures?);
    figures.extend(build_figures(true, &tables)?);
    figures.sort_by_key(|figure| wanted.iter().position(|entry| entry.name == figure.name));
    let mut contents: Vec<File> = tables.iter().flat_map(table_files).collect();
    contents.par_extend(figures.par_iter().flat_map(figure_files));
    if whole && request.paper {
        contents.extend(paper::files(
            request,
            &tables,
            &figures,
            &shipped_claim_files()?,
        ));
    }
    if whole {
        let manifest = manifest::manifest(request, &tables, &figures, &contents);
        let page = page::page(&page::Contents {
            tables: &tables,
            figures: &figures,
            claims: &shipped_claim_files()?,
            ledger: &Ledger::recorded(),
            manifest: &manifest,
        });
        contents.push((PathBuf::from("report.html"), page.into_bytes()));
    }
    // A single table has a manifest of its own: the folder's stays true of the tables it lists.
    let name = request.only.as_ref().map_or_else(
        || "manifest.json".to_owned(),
        |only| format!("manifest-{only}.json"),
    );
    let manifest = manifest::manifest(request, &tables, &figures, &contents);
    let text = serde_json::to_string_pretty(&manifest).expect("text and counts") + "\n";
    contents.push((PathBuf::from(name), text.into_bytes()));
    let files = publish(&contents, folder)?;
    Ok(Written {
        tables,
        figures,
        files,
    })
}

/// A file's place in the folder, and its bytes.
type File = (PathBuf, Vec<u8>);

fn table_files(table: &Table) -> [File; 4] {
    Format::ALL.map(|format| {
        let name = format!("{}.{}", table.name, format.extension());
        (
            Path::new("tables").join(name),
            format.render(table).into_bytes(),
        )
    })
}

fn figure_files(figure: &Figure) -> Vec<File> {
    let formats = [FigureFormat::Svg, FigureFormat::Png, FigureFormat::Csv];
    let file = |format: FigureFormat| {
        let name = format!("{}.{}", figure.name, format.extension());
        (Path::new("figures").join(name), format.render(figure))
    };
    formats.map(file).into()
}

/// Everything is on disk before the first earlier file gives way.
fn publish(contents: &[File], folder: &Path) -> Result<Vec<PathBuf>> {
    let files: Vec<PathBuf> = contents.iter().map(|(name, _)| folder.join(name)).collect();
    for parent in files.iter().filter_map(|file| file.parent()) {
        std::fs::create_dir_all(parent).map_err(|source| Error::File {
            action: "create",
            path: parent.to_owned(),
            source,
        })?;
    }
    let staged: Vec<Staged> = files
        .iter()
        .zip(contents)
        .map(|(path, (_, bytes))| Staged::new(path, bytes))
        .collect::<Result<_>>()?;
    for file in staged {
        file.publish()?;
    }
    Ok(files)
}
