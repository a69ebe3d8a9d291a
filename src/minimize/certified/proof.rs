//! Which proof an objective of the catalogue has in a scenario.

use super::forward_kl::Data;
use super::line::Line;
use super::reverse_kl::Target;
use super::{Certificate, NotCertified, WeightObjective, certify_weight, old_weight, separation};
use crate::interval::Interval;
use crate::minimize::Free;
use crate::model::{Mixture, Scenario};
use crate::objective::{Method, ObjectiveEntry, Parameter, Parameters};

/// The old mass that a method of the catalogue keeps in a scenario with correct means, enclosed.
///
/// Numbers count as the decimals they were given as. Microseconds to milliseconds.
///
/// # Errors
/// As [`old_weight`].
///
/// ```
/// use forgetting::minimize::certified::old_mass;
/// use forgetting::model::{Scenario, Separation};
/// use forgetting::objective::{ObjectiveEntry, Parameter, Parameters};
/// let scenario = Scenario::on_the_line(Separation::new(5.0)?);
/// let share = Parameters::default().with(Parameter::Share, 0.01);
/// let kept = old_mass(ObjectiveEntry::named("hybrid")?, &scenario, &share)?;
/// assert!(kept.contains(7.837_954_241_693_118e-9) && kept.width() < forgetting::minimize::certified::CERTIFIED_WIDTH * kept.hi());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn old_mass(
    entry: &ObjectiveEntry,
    scenario: &Scenario,
    parameters: &Parameters,
) -> Result<Interval, NotCertified> {
    let objective = weight_objective(entry, scenario, parameters);
    old_weight(objective, separation(scenario.modes())?)
}

/// The certificate of a method's minimiser in a scenario; with free means, of the one near `learner`.
///
/// # Errors
/// [`NotCertified`] with the test that failed, or why there is none for this objective.
///
/// ```
/// use forgetting::minimize::{Free, certified::certify};
/// use forgetting::model::Scenario;
/// use forgetting::objective::{ObjectiveEntry, Parameters};
/// let scenario = Scenario::find("plane")?;
/// let target = scenario.modes().mixture(scenario.alpha());
/// let entry = ObjectiveEntry::named("reverse-kl")?;
/// let found = certify(entry, &scenario, &Parameters::default(), Free::All, &target)?;
/// assert!(found.enclosure.new_mean.lo() < 2.800_162_332_956_626 && found.enclosure.width() <= forgetting::minimize::certified::CERTIFIED_WIDTH);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn certify(
    entry: &ObjectiveEntry,
    scenario: &Scenario,
    parameters: &Parameters,
    free: Free,
    learner: &Mixture,
) -> Result<Certificate, NotCertified> {
    if free == Free::Weight {
        let objective = weight_objective(entry, scenario, parameters);
        return certify_weight(objective, separation(scenario.modes())?);
    }
    let line = || Line::between(scenario.modes());
    match entry.method {
        Method::ReverseKl | Method::Sdft => {
            let line = line()?;
            line.certify_around(&Target::new(&line, scenario.alpha_enclosure())?, learner)
        }
        Method::SftReplay => {
            let line = line()?;
            line.certify_around(&Data::new(&line, scenario.rho_enclosure())?, learner)
        }
        Method::Sft => Err(NotCertified::NotIsolated(
            "every learner whose components all lie on the new mode, or are empty, fits the data (B4); try --weights-only",
        )),
        Method::SftModelReplay => Err(NotCertified::OutOfScope(
            "replay in the model scores three components, and with free means their integrals have no enclosure; try --weights-only",
        )),
        Method::TttDiscover => Err(NotCertified::OutOfScope(
            "with free means a learner gains by swapping the rewarded labels, so the minimiser is not near the modes; try --weights-only",
        )),
        Method::TttDiscoverSoft
        | Method::Oapl
        | Method::Hybrid
        | Method::JensenShannon
        | Method::SkewedKl
        | Method::SkewedReverseKl => Err(NotCertified::OutOfScope(
            "the derivatives in the means have no enclosure for this objective; try --weights-only",
        )),
    }
}

/// The weights-only problem with every number enclosed.
fn weight_objective(
    entry: &ObjectiveEntry,
    scenario: &Scenario,
    parameters: &Parameters,
) -> WeightObjective {
    let given = |parameter| entry.value(parameters, parameter).enclosure();
    let alpha = scenario.alpha_enclosure();
    let rho = scenario.rho_enclosure();
    let beta0 = scenario.beta0_enclosure();
    match entry.method {
        Method::Sft => WeightObjective::Sft,
        Method::SftReplay => WeightObjective::SftReplay { rho },
        Method::SftModelReplay => WeightObjective::SftModelReplay { rho },
        Method::ReverseKl | Method::Sdft => WeightObjective::ReverseKl { alpha },
        Method::TttDiscover | Method::TttDiscoverSoft => WeightObjective::TttDiscover {
            eta: given(Parameter::Eta),
            gap: given(Parameter::Gap),
            tau: given(Parameter::Tau),
            beta0,
            soft: entry.method == Method::TttDiscoverSoft,
        },
        Method::Oapl => WeightObjective::Oapl {
            gap: given(Parameter::Gap),
            tau: given(Parameter::Tau),
            beta0,
        },
        Method::Hybrid => WeightObjective::Hybrid {
            share: given(Parameter::Share),
            alpha,
        },
        Method::JensenShannon | Method::SkewedKl | Method::SkewedReverseKl => {
            WeightObjective::Divergence {
                alpha,
                gamma: given(Parameter::Gamma),
            }
        }
    }
}
