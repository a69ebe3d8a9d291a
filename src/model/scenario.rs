//! A setting to study: two modes, a target, a replay rate and where training starts.

use super::mixture::check_mean;
use super::{Mixture, Separation, TwoModes, Weight};
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Two modes with a target weight $\alpha$, a replay rate $\rho$ and a starting learner.
///
/// Read from TOML, in the user's own coordinates:
///
/// ```
/// let scenario = forgetting::model::Scenario::from_toml("my-tasks", r#"
///     [modes]
///     old_mean = [0.0, 0.0]
///     new_mean = [2.0, 1.0]
///     covariance = [[1.0, 0.2], [0.2, 0.5]]
///     [target]
///     alpha = 0.4
/// "#)?;
/// assert_eq!(scenario.modes().dimension(), 2);
/// # Ok::<(), forgetting::Error>(())
/// ```
///
/// `[target] alpha` defaults to 0.5 and `[replay] rho` to 0.2; `[learner]` may give `beta0` (0.7), `old_mean`
/// (default: the old mode's) and `new_mean` (default: one standard deviation short of the new mode's, on the axis).
#[derive(Clone, Debug)]
pub struct Scenario {
    name: String,
    description: String,
    modes: TwoModes,
    alpha: Weight,
    rho: Weight,
    start: Mixture,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    description: Option<String>,
    modes: Modes,
    #[serde(default)]
    target: Target,
    #[serde(default)]
    replay: Replay,
    #[serde(default)]
    learner: Learner,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Modes {
    old_mean: Vec<f64>,
    new_mean: Vec<f64>,
    covariance: Vec<Vec<f64>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Target {
    alpha: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Replay {
    rho: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Learner {
    beta0: Option<f64>,
    old_mean: Option<Vec<f64>>,
    new_mean: Option<Vec<f64>>,
}

const DEFAULT_ALPHA: f64 = 0.5;
const DEFAULT_RHO: f64 = 0.2;
const DEFAULT_BETA0: f64 = 0.7;

/// The scenarios that come with the tool.
const SHIPPED: [(&str, &str); 7] = [
    (
        "overlapping",
        include_str!("../../scenarios/overlapping.toml"),
    ),
    ("moderate", include_str!("../../scenarios/moderate.toml")),
    ("separated", include_str!("../../scenarios/separated.toml")),
    ("heavy-old", include_str!("../../scenarios/heavy-old.toml")),
    ("rare-old", include_str!("../../scenarios/rare-old.toml")),
    ("plane", include_str!("../../scenarios/plane.toml")),
    (
        "eight-dimensional",
        include_str!("../../scenarios/eight-dimensional.toml"),
    ),
];

/// The scenarios that come with the tool, in the order `list` shows them.
pub fn shipped_scenarios() -> Vec<Scenario> {
    SHIPPED
        .iter()
        .map(|(name, text)| {
            Scenario::from_toml(name, text).expect("a test reads every shipped scenario")
        })
        .collect()
}

impl Scenario {
    /// Reads a scenario from TOML text.
    ///
    /// # Errors
    /// Unknown keys, wrong types, and everything [`TwoModes::new`] and [`Weight::named`] refuse.
    pub fn from_toml(name: &str, text: &str) -> Result<Self> {
        let path = PathBuf::from(name);
        let document: Document = toml::from_str(text).map_err(|error| Error::Scenario {
            path: path.clone(),
            message: one_line(text, &error),
        })?;
        let Document {
            description,
            modes,
            target,
            replay,
            learner,
        } = document;
        let covariance = square_matrix(&modes.covariance)?;
        let modes = TwoModes::new(
            DVector::from_vec(modes.old_mean),
            DVector::from_vec(modes.new_mean),
            covariance,
        )?;
        let alpha = Weight::interior("alpha", target.alpha.unwrap_or(DEFAULT_ALPHA))?;
        let rho = Weight::named("rho", replay.rho.unwrap_or(DEFAULT_RHO))?;
        let beta0 = Weight::interior("beta0", learner.beta0.unwrap_or(DEFAULT_BETA0))?;
        let whiten = |argument: &str, mean: Vec<f64>| {
            if mean.len() == modes.dimension() {
                let mean = DVector::from_vec(mean);
                check_mean(argument, &mean)?;
                Ok(modes.whiten(&mean))
            } else {
                Err(Error::Dimension {
                    argument: argument.into(),
                    expected: modes.dimension(),
                    reference: "modes.old_mean".into(),
                    found: mean.len(),
                })
            }
        };
        let default = default_start(&modes, beta0);
        let old = learner
            .old_mean
            .map_or(Ok(default.old_mean().clone()), |m| {
                whiten("learner.old_mean", m)
            })?;
        let new = learner
            .new_mean
            .map_or(Ok(default.new_mean().clone()), |m| {
                whiten("learner.new_mean", m)
            })?;
        let start = Mixture::new(beta0, old, new)?;
        Ok(Self {
            name: name.to_owned(),
            description: description.unwrap_or_default(),
            modes,
            alpha,
            rho,
            start,
        })
    }

    /// Reads a scenario file; its name is the file's stem.
    ///
    /// # Errors
    /// As [`Scenario::from_toml`], and a file that cannot be read.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::File {
            action: "read",
            path: path.to_owned(),
            source,
        })?;
        let name = path
            .file_stem()
            .map_or_else(|| path.to_string_lossy(), |s| s.to_string_lossy());
        Self::from_toml(&name, &text).map_err(|error| match error {
            Error::Scenario { message, .. } => Error::Scenario {
                path: path.to_owned(),
                message,
            },
            other => Error::Scenario {
                path: path.to_owned(),
                message: other.to_string(),
            },
        })
    }

    /// A shipped scenario by name, or a file by path.
    ///
    /// # Errors
    /// A name that is neither, and what [`Scenario::from_file`] refuses.
    pub fn find(name_or_path: &str) -> Result<Self> {
        if let Some((name, text)) = SHIPPED.iter().find(|(name, _)| *name == name_or_path) {
            return Self::from_toml(name, text);
        }
        let path = Path::new(name_or_path);
        let looks_like_a_path =
            path.extension().is_some() || path.components().count() > 1 || path.exists();
        if looks_like_a_path {
            Self::from_file(path)
        } else {
            Err(Error::unknown(
                "scenario",
                name_or_path,
                SHIPPED.iter().map(|(name, _)| *name),
            ))
        }
    }

    /// Unit-variance modes on the line at separation $\delta$.
    pub fn on_the_line(separation: Separation) -> Self {
        let modes = TwoModes::on_the_line(separation);
        let weight = |w: f64| Weight::new(w).expect("the defaults are weights");
        let start = default_start(&modes, weight(DEFAULT_BETA0));
        Self {
            name: format!("line, delta = {}", separation.delta()),
            description: "two unit-variance modes on the line".into(),
            modes,
            alpha: weight(DEFAULT_ALPHA),
            rho: weight(DEFAULT_RHO),
            start,
        }
    }

    /// The same scenario with another target weight, in (0, 1).
    pub fn with_alpha(self, alpha: Weight) -> Self {
        Self { alpha, ..self }
    }

    /// The same scenario with another replay rate.
    pub fn with_rho(self, rho: Weight) -> Self {
        Self { rho, ..self }
    }

    /// The same scenario started from another weight, in (0, 1).
    pub fn with_beta0(self, beta0: Weight) -> Self {
        Self {
            start: self.start.with_weight(beta0),
            ..self
        }
    }

    /// The scenario's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One sentence about it; may be empty.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The two modes.
    pub fn modes(&self) -> &TwoModes {
        &self.modes
    }

    /// The target's old weight $\alpha$.
    pub fn alpha(&self) -> Weight {
        self.alpha
    }

    /// The replay rate $\rho$.
    pub fn rho(&self) -> Weight {
        self.rho
    }

    /// Where training starts, whitened.
    pub fn start(&self) -> &Mixture {
        &self.start
    }
}

/// Correct old mean; new mean one deviation short of the new mode's (or at the old one's, if closer).
fn default_start(modes: &TwoModes, beta0: Weight) -> Mixture {
    let target = modes.mixture(beta0);
    let delta = modes.separation().delta();
    let fraction = if delta > 0.0 {
        (delta - 1.0).max(0.5 * delta) / delta
    } else {
        1.0
    };
    let new_mean = target.new_mean() * fraction;
    Mixture::new(beta0, target.old_mean().clone(), new_mean).expect("validated means stay finite")
}

fn square_matrix(rows: &[Vec<f64>]) -> Result<DMatrix<f64>> {
    let d = rows.len();
    match rows.iter().find(|row| row.len() != d) {
        Some(row) => Err(Error::Dimension {
            argument: "every row of covariance".into(),
            expected: d,
            reference: format!("its {d} rows"),
            found: row.len(),
        }),
        None => Ok(DMatrix::from_fn(d, d, |i, j| rows[i][j])),
    }
}

/// The first line of a TOML error with its place: the rest is a drawing.
fn one_line(text: &str, error: &toml::de::Error) -> String {
    let message = error
        .message()
        .lines()
        .next()
        .unwrap_or("not valid TOML")
        .to_owned();
    match error.span() {
        Some(span) => format!(
            "line {}: {message}",
            text[..span.start.min(text.len())].matches('\n').count() + 1
        ),
        None => message,
    }
}
