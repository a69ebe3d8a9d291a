//! Two tasks' features, and log-likelihoods, from files or from arrays.

use forgetting::data::{
    AdviceSetting, Column, Diagnosis, DiagnosisSetting, LogLikelihoods, Rows, Slice, advise,
    advise_moments, diagnose, log_likelihoods_of, open_rows, read_log_likelihoods,
};
use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::{Path, PathBuf};

use crate::cli::advise::{BothMoments, page as advice_page};
use crate::cli::diagnose::{document, page as diagnosis_page};
use crate::errors::{input, raised};

/// An array with the names of its columns.
struct Named<'a> {
    values: Slice<'a>,
    names: Option<Vec<String>>,
}

impl Rows for Named<'_> {
    fn name(&self) -> &str {
        self.values.name()
    }

    fn columns(&self) -> usize {
        self.values.columns()
    }

    fn column_name(&self, column: usize) -> Option<&str> {
        self.names.as_ref().map(|names| names[column].as_str())
    }

    fn scan(
        &self,
        visit: &mut dyn FnMut(&[f64]) -> forgetting::Result<()>,
    ) -> forgetting::Result<()> {
        self.values.scan(visit)
    }
}

/// A file that the library reads, or an array: its name, its numbers and its columns' names.
#[derive(FromPyObject)]
enum Table<'py> {
    File(PathBuf),
    Array(String, PyReadonlyArray2<'py, f64>, Option<Vec<String>>),
}

/// The same without the interpreter.
enum Borrowed<'a> {
    File(&'a Path),
    Array(&'a str, &'a [f64], usize, Option<Vec<String>>),
}

impl Table<'_> {
    fn borrowed(&self) -> PyResult<Borrowed<'_>> {
        match self {
            Self::File(path) => Ok(Borrowed::File(path)),
            Self::Array(name, array, names) => {
                let values = array
                    .as_slice()
                    .map_err(|_| input(format!("{name} must be C-contiguous")))?;
                let columns = array.as_array().ncols();
                Ok(Borrowed::Array(name, values, columns, names.clone()))
            }
        }
    }
}

impl<'a> Borrowed<'a> {
    fn open(self) -> forgetting::Result<Box<dyn Rows + 'a>> {
        match self {
            Self::File(path) => open_rows(path),
            Self::Array(name, values, columns, names) => {
                let values = Slice::new(name, values, columns)?;
                Ok(Box::new(Named { values, names }))
            }
        }
    }
}

fn advice_setting(keywords: &Bound<'_, PyDict>) -> PyResult<AdviceSetting> {
    let mut setting = AdviceSetting::default();
    for (name, value) in keywords {
        let name: String = name.extract()?;
        let number = || {
            let refused = |_| input(format!("{name} must be a number, got {value}"));
            value.extract::<f64>().map_err(refused)
        };
        let count = || {
            let refused = |_| input(format!("{name} must be a whole number >= 0, got {value}"));
            value.extract::<u64>().map_err(refused)
        };
        match name.as_str() {
            "keep" => setting.keep = number()?,
            "beta0" => setting.start = number()?,
            "gap" => setting.gap = number()?,
            "eta" => setting.eta = number()?,
            "tracking" => setting.tracking = number()?,
            "level" => setting.level = number()?,
            "batch" => setting.batch = count()?,
            "seed" => setting.seed = count()?,
            _ => return Err(input(format!("unknown setting `{name}`"))),
        }
    }
    Ok(setting)
}

/// Advice from two tables of features: the document of `advise --json` and the page that people read.
#[pyfunction]
fn advise_features(
    python: Python<'_>,
    old: Table<'_>,
    new: Table<'_>,
    keywords: &Bound<'_, PyDict>,
) -> PyResult<(String, String)> {
    let setting = advice_setting(keywords)?;
    let (old, new) = (old.borrowed()?, new.borrowed()?);
    python
        .detach(|| {
            let advisory = advise(old.open()?.as_ref(), new.open()?.as_ref(), &setting)?;
            Ok((json(&advisory), advice_page(&advisory)))
        })
        .map_err(raised)
}

/// The same from moments, given as JSON.
#[pyfunction]
fn advise_from_moments(
    python: Python<'_>,
    moments: &str,
    keywords: &Bound<'_, PyDict>,
) -> PyResult<(String, String)> {
    let setting = advice_setting(keywords)?;
    let both: BothMoments =
        serde_json::from_str(moments).map_err(|error| input(format!("moments: {error}")))?;
    python
        .detach(|| {
            let advisory = advise_moments(&both.old, &both.new, &setting)?;
            Ok((json(&advisory), advice_page(&advisory)))
        })
        .map_err(raised)
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("keys are text")
}

/// A column of a frame: texts or numbers.
#[derive(FromPyObject)]
enum Cells<'py> {
    Numbers(PyReadonlyArray1<'py, f64>),
    Words(Vec<String>),
}

impl Cells<'_> {
    fn column(&self) -> Column {
        match self {
            Self::Numbers(numbers) => Column::Numbers(numbers.as_array().to_vec()),
            Self::Words(words) => Column::Words(words.clone()),
        }
    }
}

/// A file that the library reads, or columns by name.
#[derive(FromPyObject)]
enum Frame<'py> {
    File(PathBuf),
    Columns(String, Vec<(String, Cells<'py>)>),
}

/// A diagnosis of log-likelihoods: the document of `diagnose --json` and the page that people read.
#[pyfunction]
fn diagnose_table(
    python: Python<'_>,
    frame: Frame<'_>,
    alpha: f64,
    level: f64,
    seed: u64,
) -> PyResult<(String, String)> {
    let setting = DiagnosisSetting { alpha, level, seed };
    let tables = match &frame {
        Frame::File(path) => python.detach(|| read_log_likelihoods(path)),
        Frame::Columns(name, cells) => {
            let columns: Vec<(String, Column)> = cells
                .iter()
                .map(|(label, cells)| (label.clone(), cells.column()))
                .collect();
            python.detach(|| log_likelihoods_of(name, &columns))
        }
    };
    let tables: Vec<(Option<u64>, LogLikelihoods)> = tables.map_err(raised)?;
    python
        .detach(|| {
            let diagnoses: Vec<(Option<u64>, Diagnosis)> = tables
                .iter()
                .map(|(length, table)| Ok((*length, diagnose(table, &setting)?)))
                .collect::<forgetting::Result<_>>()?;
            let pages = diagnoses
                .iter()
                .map(|(length, d)| diagnosis_page(*length, d));
            Ok((document(&diagnoses).to_string(), pages.collect()))
        })
        .map_err(raised)
}

/// The settings of advice and their values where none are given.
#[pyfunction]
fn advice_defaults(python: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let default = AdviceSetting::default();
    let out = PyDict::new(python);
    out.set_item("keep", default.keep)?;
    out.set_item("beta0", default.start)?;
    out.set_item("gap", default.gap)?;
    out.set_item("eta", default.eta)?;
    out.set_item("batch", default.batch)?;
    out.set_item("tracking", default.tracking)?;
    out.set_item("level", default.level)?;
    out.set_item("seed", default.seed)?;
    Ok(out)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(advise_features, module)?)?;
    module.add_function(wrap_pyfunction!(advise_from_moments, module)?)?;
    module.add_function(wrap_pyfunction!(diagnose_table, module)?)?;
    module.add_function(wrap_pyfunction!(advice_defaults, module)?)
}
