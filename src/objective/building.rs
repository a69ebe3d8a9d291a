//! How the objectives of the catalogue are built from a scenario.

use super::catalogue::{Method, OBJECTIVES, ObjectiveEntry};
use super::nearby::{Nearby, Pull};
use super::parameter::{Parameter, Parameters};
use super::{
    Divergence, EntropicUtility, ForwardKl, Hybrid, ModelReplay, Oapl, Objective, ReverseKl, Sdft,
    Skewed, TttDiscover,
};
use crate::error::{Error, Result};
use crate::model::{Given, Mixture, Part, Scenario, Weight};

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
