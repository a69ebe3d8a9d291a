//! Scenarios whose modes are not two normal laws of one covariance, as TOML.

use super::{
    DiscreteLaw, Family, GaussianLaw, Law, LocationScale, MarkovChain, MarkovChains,
    UnequalGaussian,
};
use crate::error::{Error, Result};
use crate::model::{TwoModes, Weight, name_of_file};
use nalgebra::{DMatrix, DVector};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Two densities by the law of their log-likelihood ratio, with a target weight, a replay rate and the weight at the start.
///
/// Exactly one section says what the modes are:
///
/// | section | keys |
/// | --- | --- |
/// | `[modes]` | `old_mean`, `new_mean`, `old_covariance`, `new_covariance` |
/// | `[family]` | `name` (laplace, student-t, logistic, normal), `old` and `new` as `[location, scale]`, `degrees` for student-t |
/// | `[finite]` | `old` and `new`, probabilities over the same letters |
/// | `[chains]` | `old` and `new`, rows of transition probabilities; `old_start`, `new_start` (uniform), `length` |
///
/// `[target] alpha` (0.5), `[replay] rho` (0.2) and `[learner] beta0` (0.7) are as in [`crate::model::Scenario`].
///
/// ```
/// use forgetting::law::LawScenario;
/// let scenario = LawScenario::from_toml("spread", r#"
///     [family]
///     name = "laplace"
///     old = [0.0, 1.0]
///     new = [3.0, 0.5]
/// "#)?;
/// assert!(scenario.law().bhattacharyya() < 0.5);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub struct LawScenario {
    name: String,
    about: String,
    law: Box<dyn Law>,
    alpha: Weight,
    rho: Weight,
    beta0: Weight,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default, rename = "description")]
    _description: String,
    modes: Option<Modes>,
    family: Option<Shape>,
    finite: Option<Finite>,
    chains: Option<Chains>,
    target: Option<Target>,
    replay: Option<Replay>,
    learner: Option<Learner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Modes {
    old_mean: Vec<f64>,
    new_mean: Vec<f64>,
    old_covariance: Vec<Vec<f64>>,
    new_covariance: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    name: String,
    degrees: Option<f64>,
    old: (f64, f64),
    new: (f64, f64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finite {
    old: Vec<f64>,
    new: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chains {
    old: Vec<Vec<f64>>,
    new: Vec<Vec<f64>>,
    old_start: Option<Vec<f64>>,
    new_start: Option<Vec<f64>>,
    length: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    alpha: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    rho: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Learner {
    beta0: Option<f64>,
}

/// The names of the families.
const FAMILIES: [&str; 4] = ["laplace", "student-t", "logistic", "normal"];

impl LawScenario {
    /// Whether a text describes such modes, rather than two normal laws of one covariance.
    pub fn describes(text: &str) -> bool {
        let Ok(table) = text.parse::<toml::Table>() else {
            return false;
        };
        let covariances = |modes: &toml::Value| {
            let has = |key| modes.get(key).is_some();
            has("old_covariance") || has("new_covariance")
        };
        ["family", "finite", "chains"]
            .iter()
            .any(|key| table.contains_key(*key))
            || table.get("modes").is_some_and(covariances)
    }

    /// Reads a scenario from TOML text.
    ///
    /// # Errors
    /// Unknown keys, wrong types, no or two sections of modes, and what the laws and [`Weight::named`] refuse.
    pub fn from_toml(name: &str, text: &str) -> Result<Self> {
        let refused = |message: String| Error::Scenario {
            path: PathBuf::from(name),
            message,
        };
        let document: Document = toml::from_str(text).map_err(|error| {
            refused(
                error
                    .message()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            )
        })?;
        let (about, law) = document.law().map_err(|error| match error {
            Error::Scenario { message, .. } => refused(message),
            other => refused(other.to_string()),
        })?;
        let alpha = document
            .target
            .and_then(|target| target.alpha)
            .unwrap_or(0.5);
        let rho = document.replay.and_then(|replay| replay.rho).unwrap_or(0.2);
        let beta0 = document
            .learner
            .and_then(|learner| learner.beta0)
            .unwrap_or(0.7);
        Ok(Self {
            name: name.to_owned(),
            about,
            law,
            alpha: Weight::interior("alpha", alpha)?,
            rho: Weight::named("rho", rho)?,
            beta0: Weight::interior("beta0", beta0)?,
        })
    }

    /// Reads a file if it describes such modes; its name is the file's stem.
    ///
    /// # Errors
    /// As [`LawScenario::from_toml`]. A file that cannot be read is none of ours: `None`.
    pub fn from_file(path: &Path) -> Result<Option<Self>> {
        described(path, Self::describes, Self::from_toml)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the modes are, as in "laplace on the line".
    pub fn about(&self) -> &str {
        &self.about
    }

    /// The law of the log-likelihood ratio.
    pub fn law(&self) -> &dyn Law {
        self.law.as_ref()
    }

    /// $\alpha$.
    pub fn alpha(&self) -> Weight {
        self.alpha
    }

    /// $\rho$.
    pub fn rho(&self) -> Weight {
        self.rho
    }

    /// $\beta_0$.
    pub fn beta0(&self) -> Weight {
        self.beta0
    }

    /// The same with other weights, where they are given.
    ///
    /// # Errors
    /// $\alpha$ or $\beta_0$ outside (0, 1), $\rho$ outside [0, 1].
    pub fn with_weights(
        mut self,
        alpha: Option<f64>,
        rho: Option<f64>,
        beta0: Option<f64>,
    ) -> Result<Self> {
        if let Some(alpha) = alpha {
            self.alpha = Weight::interior("alpha", alpha)?;
        }
        if let Some(rho) = rho {
            self.rho = Weight::named("rho", rho)?;
        }
        if let Some(beta0) = beta0 {
            self.beta0 = Weight::interior("beta0", beta0)?;
        }
        Ok(self)
    }
}

/// Reads a file if its text is of one kind; one that cannot be read is none of it.
pub(super) fn described<T>(
    path: &Path,
    describes: impl Fn(&str) -> bool,
    read: impl Fn(&str, &str) -> Result<T>,
) -> Result<Option<T>> {
    let text = std::fs::read_to_string(path).ok();
    text.filter(|text| describes(text))
        .map(|text| read(&name_of_file(path), &text))
        .transpose()
}

impl Document {
    fn law(&self) -> Result<(String, Box<dyn Law>)> {
        match (&self.modes, &self.family, &self.finite, &self.chains) {
            (Some(modes), None, None, None) => modes.law(),
            (None, Some(family), None, None) => family.law(),
            (None, None, Some(finite), None) => {
                let law = DiscreteLaw::new(&finite.old, &finite.new)?;
                Ok((
                    format!("a finite alphabet of {} letters", finite.old.len()),
                    Box::new(law),
                ))
            }
            (None, None, None, Some(chains)) => chains.law(),
            _ => Err(Error::Scenario {
                path: PathBuf::new(),
                message: "one of [modes], [family], [finite], [chains] says what the modes are"
                    .into(),
            }),
        }
    }
}

impl Modes {
    fn law(&self) -> Result<(String, Box<dyn Law>)> {
        let vector = |values: &[f64]| DVector::from_column_slice(values);
        let old = matrix("old_covariance", &self.old_covariance)?;
        let new = matrix("new_covariance", &self.new_covariance)?;
        let (old_mean, new_mean) = (vector(&self.old_mean), vector(&self.new_mean));
        let about = format!(
            "two normal laws, d = {}, covariances of their own",
            old_mean.len()
        );
        if old == new {
            let modes = TwoModes::new(old_mean, new_mean, old)?;
            return Ok((about, Box::new(GaussianLaw::new(modes.separation()))));
        }
        Ok((
            about,
            Box::new(UnequalGaussian::new(old_mean, old, new_mean, new)?),
        ))
    }
}

impl Shape {
    fn law(&self) -> Result<(String, Box<dyn Law>)> {
        let family = match (self.name.as_str(), self.degrees) {
            ("laplace", None) => Family::Laplace,
            ("logistic", None) => Family::Logistic,
            ("normal", None) => Family::Normal,
            ("student-t", Some(degrees)) => Family::StudentT(degrees),
            ("student-t", None) => {
                return Err(Error::domain(
                    "degrees",
                    "be given for student-t",
                    "nothing",
                ));
            }
            (name, Some(degrees)) if FAMILIES.contains(&name) => {
                return Err(Error::domain(
                    "degrees",
                    format!("be left out for {name}"),
                    degrees,
                ));
            }
            (name, _) => return Err(Error::unknown("family", name, FAMILIES)),
        };
        let law = LocationScale::new(family, self.old, self.new)?;
        Ok((format!("{} on the line", self.name), Box::new(law)))
    }
}

impl Chains {
    fn law(&self) -> Result<(String, Box<dyn Law>)> {
        let letters = self.old.len();
        let chain = |argument: &str, rows: &[Vec<f64>], start: &Option<Vec<f64>>| {
            let uniform = vec![1.0 / rows.len() as f64; rows.len()];
            let start = start.as_ref().unwrap_or(&uniform);
            MarkovChain::new(DVector::from_column_slice(start), matrix(argument, rows)?)
        };
        let old = chain("chains.old", &self.old, &self.old_start)?;
        let new = chain("chains.new", &self.new, &self.new_start)?;
        let law = MarkovChains::new(old, new, self.length)?;
        let about = format!(
            "Markov chains over {letters} letters, sequences of {}",
            self.length
        );
        Ok((about, Box::new(law)))
    }
}

/// A matrix from its rows.
pub(super) fn matrix(argument: &str, rows: &[Vec<f64>]) -> Result<DMatrix<f64>> {
    let columns = rows.first().map_or(0, Vec::len);
    match rows.iter().find(|row| row.len() != columns) {
        Some(row) => Err(Error::Dimension {
            argument: format!("a row of {argument}"),
            expected: columns,
            reference: "the first row".into(),
            found: row.len(),
        }),
        None => Ok(DMatrix::from_fn(rows.len(), columns, |i, j| rows[i][j])),
    }
}
