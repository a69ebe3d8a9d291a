//! Scenarios of any number of Gaussian modes, as TOML.

use super::many::{GaussianMode, ManyGaussians};
use super::setting::{described, matrix};
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Modes by `[[mode]]` sections: `task` (`old` or `new`), `mean`, `covariance` (the identity if left out) and `weight`, the target's; `[replay] rho` (0.2).
///
/// ```
/// use forgetting::law::ManyScenario;
/// let scenario = ManyScenario::from_toml("three", r#"
///     [[mode]]
///     task = "old"
///     mean = [-0.5]
///     weight = 0.1
///     [[mode]]
///     task = "old"
///     mean = [-3.0]
///     weight = 0.8
///     [[mode]]
///     task = "new"
///     mean = [0.0]
///     weight = 0.1
/// "#)?;
/// assert_eq!(scenario.modes().modes().len(), 3);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ManyScenario {
    name: String,
    modes: ManyGaussians,
    rho: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default, rename = "description")]
    _description: String,
    mode: Vec<Mode>,
    replay: Option<Replay>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mode {
    task: String,
    mean: Vec<f64>,
    covariance: Option<Vec<Vec<f64>>>,
    weight: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    rho: f64,
}

impl ManyScenario {
    /// Whether a text has `[[mode]]` sections.
    pub fn describes(text: &str) -> bool {
        let table = text.parse::<toml::Table>();
        table.is_ok_and(|table| table.contains_key("mode"))
    }

    /// # Errors
    /// Unknown keys, wrong types, and what [`ManyGaussians::new`] refuses.
    pub fn from_toml(name: &str, text: &str) -> Result<Self> {
        let refused = |message: String| Error::Scenario {
            path: PathBuf::from(name),
            message: message.lines().next().unwrap_or_default().to_owned(),
        };
        let document: Document =
            toml::from_str(text).map_err(|error| refused(error.message().to_owned()))?;
        let modes = document
            .mode
            .iter()
            .zip(1..)
            .map(|(mode, number)| mode.read(number));
        let modes = modes.collect::<Result<_>>().and_then(ManyGaussians::new);
        Ok(Self {
            name: name.to_owned(),
            modes: modes.map_err(|error| refused(error.to_string()))?,
            rho: document.replay.map_or(0.2, |replay| replay.rho),
        })
    }

    /// Reads a file if it has such modes; its name is the file's stem.
    ///
    /// # Errors
    /// As [`ManyScenario::from_toml`]. A file that cannot be read is none of ours: `None`.
    pub fn from_file(path: &Path) -> Result<Option<Self>> {
        described(path, Self::describes, Self::from_toml)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The modes, with the target's weights.
    pub fn modes(&self) -> &ManyGaussians {
        &self.modes
    }

    /// $\rho$.
    pub fn rho(&self) -> f64 {
        self.rho
    }
}

impl Mode {
    fn read(&self, number: usize) -> Result<GaussianMode> {
        let is_old = match self.task.as_str() {
            "old" => true,
            "new" => false,
            other => {
                let argument = format!("mode {number}'s task");
                return Err(Error::domain(
                    argument,
                    "be old or new",
                    format!("`{other}`"),
                ));
            }
        };
        let size = self.mean.len();
        let covariance = match &self.covariance {
            Some(rows) => matrix(&format!("mode {number}'s covariance"), rows)?,
            None => DMatrix::identity(size, size),
        };
        Ok(GaussianMode {
            is_old,
            mean: DVector::from_column_slice(&self.mean),
            covariance,
            weight: self.weight,
        })
    }
}
