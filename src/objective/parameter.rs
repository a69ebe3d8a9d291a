//! The numbers that only some objectives take, beside the scenario.

use crate::model::Given;

/// A number that only some objectives take, beside the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// $\eta$.
    Eta,
    /// $\Delta$.
    Gap,
    /// $\tau$.
    Tau,
    /// $s$.
    Share,
    /// $\gamma$.
    Gamma,
}

impl Parameter {
    /// All of them, in the order of the command line.
    pub const ALL: [Self; 5] = [Self::Eta, Self::Gap, Self::Tau, Self::Share, Self::Gamma];

    /// The name: the flag is `--` and this.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eta => "eta",
            Self::Gap => "gap",
            Self::Tau => "tau",
            Self::Share => "share",
            Self::Gamma => "gamma",
        }
    }
}

/// What a parameter means to one objective.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Takes {
    /// Which parameter.
    pub parameter: Parameter,
    /// What it is, a noun phrase.
    pub meaning: &'static str,
    /// Where it may lie, as in "in (0, 1)".
    pub domain: &'static str,
    /// Its value where none is given.
    pub default: f64,
}

/// Values of the parameters; one that is not set has its default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parameters([Option<Given>; Parameter::ALL.len()]);

impl Parameters {
    /// Sets one.
    #[must_use]
    pub fn with(mut self, parameter: Parameter, value: impl Into<Given>) -> Self {
        self.0[parameter as usize] = Some(value.into());
        self
    }

    /// Its value, if set.
    pub fn get(&self, parameter: Parameter) -> Option<Given> {
        self.0[parameter as usize]
    }
}

const fn takes(
    parameter: Parameter,
    meaning: &'static str,
    domain: &'static str,
    default: f64,
) -> Takes {
    Takes {
        parameter,
        meaning,
        domain,
        default,
    }
}

pub(super) const ETA: Takes = takes(
    Parameter::Eta,
    "the utility's temperature parameter",
    ">= 0",
    1.0,
);
pub(super) const GAP: Takes = takes(
    Parameter::Gap,
    "the new mode's reward advantage",
    ">= 0",
    1.0,
);
pub(super) const ANCHOR: Takes = takes(Parameter::Tau, "the anchor", ">= 0", 1.0);
pub(super) const TEMPERATURE: Takes = takes(Parameter::Tau, "the temperature", "> 0", 1.0);
pub(super) const SHARE: Takes = takes(
    Parameter::Share,
    "the share of reverse KL",
    "in [0, 1]",
    0.5,
);
pub(super) const GAMMA: Takes = takes(
    Parameter::Gamma,
    "the reference's share in the mixture",
    "in (0, 1)",
    0.5,
);
