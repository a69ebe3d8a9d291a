//! The one list of objectives: what each is, what it takes, how it is built and what can be proved of its minimiser.
//!
//! The command line, `list`, tables, the report and the tests read it; nothing else names them all.

use super::nearby::{Nearby, Pull};
use super::{
    Divergence, EntropicUtility, ForwardKl, Hybrid, ModelReplay, Oapl, Objective, ReverseKl, Sdft,
    Skewed, TttDiscover,
};
use crate::error::{Error, Result};
use crate::model::{Given, Mixture, Part, Scenario, Weight};

/// Which objective; its entry is [`Method::entry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Forward KL on new data.
    Sft,
    /// Forward KL with replay in the data.
    SftReplay,
    /// Forward KL with replay in the model only.
    SftModelReplay,
    /// Reverse KL to the target.
    ReverseKl,
    /// SDFT, its teacher at rest.
    Sdft,
    /// TTT-Discover with rewards on labels.
    TttDiscover,
    /// TTT-Discover with the frozen soft reward.
    TttDiscoverSoft,
    /// OAPL with the frozen soft reward.
    Oapl,
    /// A share of reverse KL added to SFT.
    Hybrid,
    /// The generalised Jensen-Shannon divergence.
    JensenShannon,
    /// Skewed KL.
    SkewedKl,
    /// Skewed reverse KL.
    SkewedReverseKl,
}

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

/// How the minimiser can be enclosed, one sentence each; `None` where nothing encloses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certifiable {
    /// The weight alone, correct means.
    pub weight: Option<&'static str>,
    /// All parameters.
    pub all: Option<&'static str>,
}

/// One objective.
#[derive(Clone, Copy, Debug)]
pub struct ObjectiveEntry {
    /// Which one.
    pub method: Method,
    /// The name on the command line.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// The parameters it takes.
    pub parameters: &'static [Takes],
    /// The parts of the scenario it depends on; the modes and where the learner starts always count.
    pub uses: &'static [Part],
    /// Whether it is convex in the weight with correct means, so that one change of sign of the slope is the minimiser.
    pub convex_in_weight: bool,
    /// What can be proved of its minimiser.
    pub certifiable: Certifiable,
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

const ETA: Takes = takes(
    Parameter::Eta,
    "the utility's temperature parameter",
    ">= 0",
    1.0,
);
const GAP: Takes = takes(
    Parameter::Gap,
    "the new mode's reward advantage",
    ">= 0",
    1.0,
);
const ANCHOR: Takes = takes(Parameter::Tau, "the anchor", ">= 0", 1.0);
const TEMPERATURE: Takes = takes(Parameter::Tau, "the temperature", "> 0", 1.0);
const SHARE: Takes = takes(
    Parameter::Share,
    "the share of reverse KL",
    "in [0, 1]",
    0.5,
);
const GAMMA: Takes = takes(
    Parameter::Gamma,
    "the reference's share in the mixture",
    "in (0, 1)",
    0.5,
);

const BY_SIGN: &str = "the sign of the slope on all of (0, 1)";
const BY_MONOTONICITY: &str = "a slope that increases strictly and is 0 at the target";
const BY_CONVEXITY: &str = "convexity, and a value of 0 at the target alone";
const BY_BISECTION: &str = "an increasing slope and its enclosed sign on both sides";
const BY_COVER: &str = "boxes that cover [0, 1], and enclosed losses of all minima";
const BY_KRAWCZYK: &str = "Krawczyk's operator on the gradient";

/// The weight alone.
const fn weight_only(proof: &'static str) -> Certifiable {
    Certifiable {
        weight: Some(proof),
        all: None,
    }
}

/// Every objective, in the order `list` shows them.
pub const OBJECTIVES: [ObjectiveEntry; 12] = [
    ObjectiveEntry {
        method: Method::Sft,
        name: "sft",
        about: "forward KL on new data, KL(p_n || q)",
        parameters: &[],
        uses: &[],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_SIGN),
            all: None,
        },
    },
    ObjectiveEntry {
        method: Method::SftReplay,
        name: "sft-replay",
        about: "forward KL with replay in the data, KL(rho p_o + (1-rho) p_n || q)",
        parameters: &[],
        uses: &[Part::Rho],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_SIGN),
            all: Some(BY_KRAWCZYK),
        },
    },
    ObjectiveEntry {
        method: Method::SftModelReplay,
        name: "sft-model-replay",
        about: "forward KL with replay in the model only, KL(p_n || (1-rho) q + rho p_o)",
        parameters: &[],
        uses: &[Part::Rho],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_SIGN),
            all: None,
        },
    },
    ObjectiveEntry {
        method: Method::ReverseKl,
        name: "reverse-kl",
        about: "reverse KL to the target, KL(q || alpha p_o + (1-alpha) p_n)",
        parameters: &[],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_MONOTONICITY),
            all: Some(BY_KRAWCZYK),
        },
    },
    ObjectiveEntry {
        method: Method::Sdft,
        name: "sdft",
        about: "SDFT with its teacher at rest: reverse KL to the demonstrator, here the target",
        parameters: &[],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_MONOTONICITY),
            all: Some(BY_KRAWCZYK),
        },
    },
    ObjectiveEntry {
        method: Method::TttDiscover,
        name: "ttt-discover",
        about: "TTT-Discover: anchor tau KL(q || q_0) minus the entropic utility of rewards on labels; q_0 has old weight beta0",
        parameters: &[ETA, GAP, ANCHOR],
        uses: &[Part::Beta0],
        convex_in_weight: true,
        certifiable: weight_only(BY_BISECTION),
    },
    ObjectiveEntry {
        method: Method::TttDiscoverSoft,
        name: "ttt-discover-soft",
        about: "TTT-Discover with the frozen soft reward gap*r_n(x), a function of the sample",
        parameters: &[ETA, GAP, ANCHOR],
        uses: &[Part::Beta0],
        convex_in_weight: true,
        certifiable: weight_only(BY_BISECTION),
    },
    ObjectiveEntry {
        method: Method::Oapl,
        name: "oapl",
        about: "OAPL: squared regression of tau log(q/q_0) on the frozen soft reward; q_0 has old weight beta0",
        parameters: &[GAP, TEMPERATURE],
        uses: &[Part::Beta0],
        convex_in_weight: false,
        certifiable: weight_only(BY_COVER),
    },
    ObjectiveEntry {
        method: Method::Hybrid,
        name: "hybrid",
        about: "(1-share) KL(p_n || q) + share KL(q || target)",
        parameters: &[SHARE],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: weight_only(BY_BISECTION),
    },
    ObjectiveEntry {
        method: Method::JensenShannon,
        name: "jensen-shannon",
        about: "generalised Jensen-Shannon divergence from the target, as in on-policy distillation",
        parameters: &[GAMMA],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: weight_only(BY_CONVEXITY),
    },
    ObjectiveEntry {
        method: Method::SkewedKl,
        name: "skewed-kl",
        about: "skewed KL, KL(p || gamma p + (1-gamma) q), p the target",
        parameters: &[GAMMA],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: weight_only(BY_CONVEXITY),
    },
    ObjectiveEntry {
        method: Method::SkewedReverseKl,
        name: "skewed-reverse-kl",
        about: "skewed reverse KL, KL(q || gamma p + (1-gamma) q), p the target",
        parameters: &[GAMMA],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: weight_only(BY_CONVEXITY),
    },
];

impl Method {
    /// Its entry in [`OBJECTIVES`].
    pub fn entry(self) -> &'static ObjectiveEntry {
        &OBJECTIVES[self as usize]
    }
}

impl ObjectiveEntry {
    /// The objective of this name.
    ///
    /// # Errors
    /// A name that is not in the list.
    ///
    /// ```
    /// use forgetting::objective::ObjectiveEntry;
    /// assert_eq!(ObjectiveEntry::named("oapl")?.parameters.len(), 2);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn named(name: &str) -> Result<&'static Self> {
        OBJECTIVES
            .iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| Error::unknown("objective", name, OBJECTIVES.iter().map(|e| e.name)))
    }

    /// Whether it depends on this part of the scenario.
    pub fn uses(&self, part: Part) -> bool {
        self.uses.contains(&part)
    }

    /// Whether it takes this parameter.
    pub fn takes(&self, parameter: Parameter) -> bool {
        self.parameters.iter().any(|t| t.parameter == parameter)
    }

    /// The value of a parameter it takes: the one set, or the default; NaN of another.
    pub fn value(&self, parameters: &Parameters, parameter: Parameter) -> Given {
        let taken = self.parameters.iter().find(|t| t.parameter == parameter);
        let default = taken.map_or(f64::NAN, |t| t.default);
        parameters.get(parameter).unwrap_or(default.into())
    }

    /// The objective in a scenario, in its whitened coordinates.
    ///
    /// # Errors
    /// Parameters outside their domains; parameters it does not take are refused too.
    ///
    /// ```
    /// use forgetting::model::{Scenario, Separation};
    /// use forgetting::objective::{ObjectiveEntry, Parameter, Parameters};
    /// let scenario = Scenario::on_the_line(Separation::new(2.0)?);
    /// let hybrid = ObjectiveEntry::named("hybrid")?;
    /// assert!(hybrid.build(&scenario, &Parameters::default().with(Parameter::Share, 0.1)).is_ok());
    /// assert!(hybrid.build(&scenario, &Parameters::default().with(Parameter::Eta, 1.0)).is_err());
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn build(
        &self,
        scenario: &Scenario,
        parameters: &Parameters,
    ) -> Result<Box<dyn Objective>> {
        let target = scenario.modes().mixture(scenario.alpha());
        let beta0 = scenario.start().weight();
        self.build_for(&target, scenario.rho(), beta0, parameters)
    }

    /// Its gradient at a small separation, for those whose minimiser with free means no theorem names.
    pub(crate) fn nearby(
        &self,
        alpha: Weight,
        beta0: Weight,
        parameters: &Parameters,
        delta: f64,
    ) -> Option<Nearby> {
        let value = |parameter| self.value(parameters, parameter).value();
        let (gap, tau) = (value(Parameter::Gap), value(Parameter::Tau));
        let (pull, reference) = match self.method {
            Method::Hybrid => {
                let share = value(Parameter::Share);
                (Pull::Hybrid { share }, alpha)
            }
            Method::TttDiscoverSoft if tau > 0.0 => {
                let eta = value(Parameter::Eta);
                (Pull::SoftReward { tau, eta, gap }, beta0)
            }
            Method::Oapl => (Pull::Regression { tau, gap }, beta0),
            _ => return None,
        };
        let possible = delta > 0.0 && reference.is_interior();
        possible.then(|| Nearby::new(pull, reference, delta))
    }

    /// The objective for a target mixture, a replay rate and the reference policy's weight.
    ///
    /// # Errors
    /// As [`ObjectiveEntry::build`].
    pub fn build_for(
        &self,
        target: &Mixture,
        rho: Weight,
        beta0: Weight,
        parameters: &Parameters,
    ) -> Result<Box<dyn Objective>> {
        if let Some(extra) = Parameter::ALL
            .into_iter()
            .find(|p| parameters.get(*p).is_some() && !self.takes(*p))
        {
            return Err(Error::domain(
                extra.name(),
                format!("be left out for {}", self.name),
                parameters.get(extra).map_or(f64::NAN, Given::value),
            ));
        }
        let value = |parameter| self.value(parameters, parameter).value();
        let utility = || EntropicUtility::new(value(Parameter::Eta), value(Parameter::Gap));
        let reference = target.with_weight(beta0);
        let skewed = |divergence| {
            Skewed::new(divergence, value(Parameter::Gamma), target.clone()).map(Box::new)
        };
        Ok(match self.method {
            Method::Sft => Box::new(ForwardKl::sft(target)),
            Method::SftReplay => Box::new(ForwardKl::new(target.with_weight(rho))),
            Method::SftModelReplay => Box::new(ModelReplay::new(target, rho)?),
            Method::ReverseKl => Box::new(ReverseKl::new(target.clone())),
            Method::Sdft => Box::new(Sdft::new(target.clone())),
            Method::TttDiscover => Box::new(TttDiscover::mode_constant(
                utility()?,
                value(Parameter::Tau),
                &reference,
            )?),
            Method::TttDiscoverSoft => Box::new(TttDiscover::soft(
                utility()?,
                value(Parameter::Tau),
                &reference,
            )?),
            Method::Oapl => Box::new(Oapl::new(
                value(Parameter::Gap),
                value(Parameter::Tau),
                &reference,
            )?),
            Method::Hybrid => Box::new(Hybrid::new(value(Parameter::Share), target.clone())?),
            Method::JensenShannon => skewed(Divergence::JensenShannon)?,
            Method::SkewedKl => skewed(Divergence::SkewedForward)?,
            Method::SkewedReverseKl => skewed(Divergence::SkewedReverse)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Separation;

    #[test]
    fn every_entry_is_the_objective_it_names() {
        let scenario = Scenario::on_the_line(Separation::new(2.0).expect("finite"));
        for (k, entry) in OBJECTIVES.iter().enumerate() {
            assert_eq!(entry.method as usize, k);
            assert_eq!(entry.method.entry().name, entry.name);
            let objective = entry
                .build(&scenario, &Parameters::default())
                .expect("defaults");
            assert_eq!(objective.name(), entry.name);
            assert_eq!(objective.is_convex_in_weight(), entry.convex_in_weight);
        }
        for (k, parameter) in Parameter::ALL.into_iter().enumerate() {
            assert_eq!(parameter as usize, k);
            assert!(OBJECTIVES.iter().any(|entry| entry.takes(parameter)));
        }
    }
}
