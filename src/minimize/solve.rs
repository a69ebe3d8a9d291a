//! The answer to one question: which learner does this objective end at in this scenario, and how much of the old mode does it keep?

use super::enclosed;
use super::problem::{Problem, Pull};
use super::reduction::Reduction;
use super::{Free, Minimiser, StationaryPoint};
use crate::error::Result;
use crate::interval::Interval;
use crate::model::{Mixture, Scenario};
use crate::objective::{ObjectiveEntry, Parameters};

/// Separations below which doubles lose what $\delta^6$ decides.
const NEAR: f64 = 0.5;

/// Whose labels the reported learner carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labels {
    /// Those of the search: its old component ended nearer to the old mode, or neither did.
    AsGiven,
    /// Exchanged, so that the old component is the one nearer to the old mode.
    Swapped,
}

impl Labels {
    /// How it is written in text and JSON.
    pub fn label(self) -> &'static str {
        match self {
            Self::AsGiven => "as given",
            Self::Swapped => "swapped",
        }
    }
}

/// The lowest minimiser found, with canonical labels, and what is known of it.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The weight of the components nearer to the old mode than to the new one; `None` where the modes coincide.
    pub old_mass: Option<f64>,
    /// An enclosure of the old mass, where there is one; `old_mass` lies in it.
    pub old_mass_enclosure: Option<Interval>,
    /// The error of `old_mass`, relative to the smaller of it and its complement; 0 for an exact value.
    pub old_mass_error: f64,
    /// Whether the minimiser is one learner (up to its labels), rather than one of a flat set.
    pub identified: bool,
    /// Whose labels the minimiser carries.
    pub labels: Labels,
    /// The whitened distance of the old component from the old mode; `None` where there is none or it is free.
    pub drift: Option<f64>,
    /// The minimiser, whitened.
    pub minimiser: Minimiser,
    /// The distinct stationary points found, lowest first.
    pub points: Vec<StationaryPoint>,
}

/// Minimises an objective of the catalogue in a scenario.
///
/// The weight alone with correct means, or all parameters from the scenario's start and many others. The lowest minimum found is reported, never a
/// saddle; a divergence that vanishes at a known learner ends there, which no other learner can improve on. Everything is solved in the span of the
/// means, in whitened coordinates: beyond the Cholesky factor the dimension does not matter.
///
/// # Errors
/// Parameters outside their domains, and [`NotConverged`](crate::Error::NotConverged) where no search reached a minimum.
///
/// ```
/// use forgetting::minimize::{Free, Labels, solve};
/// use forgetting::model::{Given, Scenario, Separation};
/// use forgetting::objective::{ObjectiveEntry, Parameters};
/// let line = Scenario::on_the_line(Separation::new(1.0)?);
/// let scenario = line.with_alpha(Given::from(0.1))?.with_beta0(Given::from(0.95))?;
/// let found = solve(ObjectiveEntry::named("reverse-kl")?, &scenario, &Parameters::default(), Free::All)?;
/// assert!((found.old_mass.unwrap_or_default() - 0.1).abs() < forgetting::minimize::WEIGHT_ACCURACY);          // C1
/// assert_eq!((found.labels, found.identified), (Labels::Swapped, true));
/// let sft = solve(ObjectiveEntry::named("sft")?, &scenario, &Parameters::default(), Free::All)?;
/// assert_eq!((sft.old_mass, sft.identified), (Some(0.0), false));             // B4
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn solve(
    entry: &ObjectiveEntry,
    scenario: &Scenario,
    parameters: &Parameters,
    free: Free,
) -> Result<Solution> {
    let reduction = Reduction::of(scenario)?;
    let target = reduction.target();
    let beta0 = scenario.start().weight();
    let objective = entry.build_for(target, scenario.rho(), beta0, parameters)?;
    let delta = scenario.modes().separation().delta();
    let nearby = (free == Free::All && delta < NEAR)
        .then(|| entry.nearby(scenario.alpha(), beta0, parameters, delta))
        .flatten();
    let problem = Problem {
        objective: objective.as_ref(),
        target,
        start: reduction.start(),
        nearby,
        pull: Pull::of(entry.method),
    };
    let mut solution = match free {
        Free::Weight => problem.weight()?,
        Free::All => problem.all()?,
    };
    let learner = &solution.minimiser.learner;
    let enclosure = enclosed::old_mass(entry, scenario, parameters, free, learner);
    if let Some(enclosure) = enclosure {
        solution.enclose(enclosure);
    } else if solution.old_mass_error > 0.0 {
        // Without a theorem the mass is a function of the separation, and known no better.
        let digits = i32::from(scenario.modes().separation_digits());
        solution.old_mass_error = solution.old_mass_error.max(10f64.powi(-digits));
    }
    let lift = |learner: &mut Mixture| *learner = reduction.lift(learner);
    problem.count_all_directions(&mut solution.points, scenario.modes().dimension());
    lift(&mut solution.minimiser.learner);
    solution
        .points
        .iter_mut()
        .for_each(|p| lift(&mut p.learner));
    Ok(solution)
}

impl Solution {
    /// How many significant digits of the old mass are known, at most 17.
    pub fn old_mass_digits(&self) -> u8 {
        let Some(mass) = self.old_mass else { return 0 };
        let error = self.old_mass_error * mass.min(1.0 - mass);
        if self.old_mass_error == 0.0 {
            return 17;
        }
        if error.is_nan() || mass <= error {
            return 0;
        }
        core_math::log10(mass / error).floor().clamp(0.0, 17.0) as u8
    }

    /// Moves the old mass to the nearest point of its enclosure, which then bounds its error.
    fn enclose(&mut self, enclosure: Interval) {
        let Some(mass) = self.old_mass else { return };
        let inside = mass.clamp(enclosure.lo(), enclosure.hi());
        let learner = &mut self.minimiser.learner;
        if inside != mass && mass == learner.weight().old() {
            *learner = learner.with_weight(learner.weight().moved_to(inside));
        }
        self.old_mass = Some(inside);
        let smaller = inside.min(1.0 - inside);
        let width = enclosure.width();
        let relative = if width == 0.0 { 0.0 } else { width / smaller };
        self.old_mass_error = self.old_mass_error.min(relative);
        self.old_mass_enclosure = Some(enclosure);
    }
}
