//! A setting to study: two modes, a target, a replay rate and where training starts.

use super::mixture::check_mean;
use super::scenario_text::Document;
use super::{Given, Mixture, Separation, TwoModes, Weight};
use crate::error::{Error, Result};
use crate::interval::Interval;
use nalgebra::DVector;
use std::borrow::Cow;
use std::path::Path;

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
/// The covariance may be left out (the identity), or be a vector of variances. Numbers are kept as the decimals they are: what is certified
/// holds for those, not for the doubles nearest to them. `[target] alpha` defaults to 0.5 and `[replay] rho` to 0.2; `[learner]` may give `beta0` (0.7), `old_mean`
/// (default: the old mode's) and `new_mean` (default: one standard deviation short of the new mode's, on the axis).
#[derive(Clone, Debug)]
pub struct Scenario {
    name: String,
    description: String,
    modes: TwoModes,
    alpha: Weight,
    rho: Weight,
    start: Mixture,
    weights: Weights,
}

/// The weights as they were given.
#[derive(Clone, Copy, Debug)]
struct Weights {
    alpha: Given,
    rho: Given,
    beta0: Given,
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
///
/// ```
/// use forgetting::model::shipped_scenarios;
/// assert!(shipped_scenarios().iter().any(|scenario| scenario.name() == "moderate"));
/// ```
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
        let document = Document::read(name, text)?;
        let modes = TwoModes::given(document.old_mean, document.new_mean, &document.covariance)?;
        let weights = Weights {
            alpha: document.alpha.unwrap_or(DEFAULT_ALPHA.into()),
            rho: document.rho.unwrap_or(DEFAULT_RHO.into()),
            beta0: document.beta0.unwrap_or(DEFAULT_BETA0.into()),
        };
        let alpha = Weight::interior("alpha", weights.alpha.value())?;
        let rho = Weight::named("rho", weights.rho.value())?;
        let beta0 = Weight::interior("beta0", weights.beta0.value())?;
        let whiten = |argument: &str, mean: Vec<Given>| {
            if mean.len() == modes.dimension() {
                let values = mean.iter().map(|x| x.value());
                let mean = DVector::from_iterator(mean.len(), values);
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
        let old = document
            .learner_old_mean
            .map_or(Ok(default.old_mean().clone()), |m| {
                whiten("learner.old_mean", m)
            })?;
        let new = document
            .learner_new_mean
            .map_or(Ok(default.new_mean().clone()), |m| {
                whiten("learner.new_mean", m)
            })?;
        let start = Mixture::new(beta0, old, new)?;
        Ok(Self {
            name: name.to_owned(),
            description: document.description,
            modes,
            alpha,
            rho,
            start,
            weights,
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
        Self::from_toml(&name_of_file(path), &text).map_err(|error| match error {
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
        Self::on_a_line(TwoModes::on_the_line(separation), separation.delta())
    }

    /// As [`Scenario::on_the_line`], the separation as it was written.
    ///
    /// # Errors
    /// As [`Separation::new`].
    pub fn on_the_line_at(delta: Given) -> Result<Self> {
        let modes = TwoModes::on_the_line_at(delta)?;
        Ok(Self::on_a_line(modes, delta.value()))
    }

    fn on_a_line(modes: TwoModes, delta: f64) -> Self {
        let description = "two unit-variance modes on the line".to_owned();
        Self {
            description,
            ..Self::between(format!("line, delta = {delta}"), modes)
        }
    }

    /// The scenario of these modes, with the weights and the start that a file without them has.
    pub fn between(name: impl Into<String>, modes: TwoModes) -> Self {
        let weight = |w: f64| Weight::new(w).expect("the defaults are weights");
        let start = default_start(&modes, weight(DEFAULT_BETA0));
        Self {
            name: name.into(),
            description: String::new(),
            modes,
            alpha: weight(DEFAULT_ALPHA),
            rho: weight(DEFAULT_RHO),
            start,
            weights: Weights {
                alpha: DEFAULT_ALPHA.into(),
                rho: DEFAULT_RHO.into(),
                beta0: DEFAULT_BETA0.into(),
            },
        }
    }

    /// The same scenario with another target weight.
    ///
    /// # Errors
    /// Outside (0, 1).
    pub fn with_alpha(mut self, alpha: Given) -> Result<Self> {
        self.alpha = Weight::interior("alpha", alpha.value())?;
        self.weights.alpha = alpha;
        Ok(self)
    }

    /// The same scenario with another replay rate.
    ///
    /// # Errors
    /// Outside [0, 1].
    pub fn with_rho(mut self, rho: Given) -> Result<Self> {
        self.rho = Weight::named("rho", rho.value())?;
        self.weights.rho = rho;
        Ok(self)
    }

    /// The same scenario started from another weight.
    ///
    /// # Errors
    /// Outside (0, 1).
    pub fn with_beta0(mut self, beta0: Given) -> Result<Self> {
        let weight = Weight::interior("beta0", beta0.value())?;
        self.start = self.start.with_weight(weight);
        self.weights.beta0 = beta0;
        Ok(self)
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

    /// An enclosure of $\alpha$ as it was given.
    pub fn alpha_enclosure(&self) -> Interval {
        self.weights.alpha.enclosure()
    }

    /// An enclosure of $\rho$ as it was given.
    pub fn rho_enclosure(&self) -> Interval {
        self.weights.rho.enclosure()
    }

    /// An enclosure of the start's old weight as it was given.
    pub fn beta0_enclosure(&self) -> Interval {
        self.weights.beta0.enclosure()
    }

    /// Where training starts, whitened.
    pub fn start(&self) -> &Mixture {
        &self.start
    }
}

/// What a scenario in this file is called: the file's stem.
pub(crate) fn name_of_file(path: &Path) -> Cow<'_, str> {
    path.file_stem()
        .map_or_else(|| path.to_string_lossy(), |stem| stem.to_string_lossy())
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
