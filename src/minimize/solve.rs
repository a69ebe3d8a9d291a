//! The answer to one question: which learner does this objective end at in this scenario, and how much of the old mode does it keep?

use super::enclosed;
use super::multistart::{in_order, same, stationary_points_with, zeros};
use super::nearby;
use super::reduction::Reduction;
use super::vanishing;
use super::{Accuracy, Boundary, Free, Minimiser, StationaryKind, StationaryPoint, minimise};
use crate::error::{Error, Result};
use crate::interval::Interval;
use crate::model::{Mixture, Scenario, Weight};
use crate::objective::{Method, Nearby, Objective, ObjectiveEntry, Parameters};
use nalgebra::{DMatrix, DVector};

/// Separations at which the overlap, $e^{-\delta^2/8}<10^{-86}$, leaves a search nothing to feel, and its steps grow without end.
const FAR: f64 = 40.0;
/// Separations below which doubles lose what $\delta^6$ decides.
const NEAR: f64 = 0.5;
/// Separations beyond which no weight above 1e-300 lets a mode feel the other: what pulls at a mean is below 1e-190.
const DISJOINT: f64 = 80.0;

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
/// Parameters outside their domains, and [`Error::NotConverged`] where no search reached a minimum.
///
/// ```
/// use forgetting::minimize::{Free, Labels, solve};
/// use forgetting::model::{Given, Scenario, Separation};
/// use forgetting::objective::{ObjectiveEntry, Parameters};
/// let line = Scenario::on_the_line(Separation::new(1.0)?);
/// let scenario = line.with_alpha(Given::from(0.1))?.with_beta0(Given::from(0.95))?;
/// let found = solve(ObjectiveEntry::named("reverse-kl")?, &scenario, &Parameters::default(), Free::All)?;
/// assert!((found.old_mass.unwrap_or_default() - 0.1).abs() < 1e-12);          // C1
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
        sees_samples: matches!(
            entry.method,
            Method::Hybrid | Method::TttDiscoverSoft | Method::Oapl
        ),
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
        self.old_mass = Some(inside);
        let smaller = inside.min(1.0 - inside);
        let width = enclosure.width();
        let relative = if width == 0.0 { 0.0 } else { width / smaller };
        self.old_mass_error = self.old_mass_error.min(relative);
        self.old_mass_enclosure = Some(enclosure);
    }
}

struct Problem<'a> {
    objective: &'a dyn Objective,
    target: &'a Mixture,
    start: &'a Mixture,
    /// The objective in units of a small separation.
    nearby: Option<Nearby>,
    /// Whether both components hold on to samples of their own modes, so that none is free and nothing hangs on labels.
    sees_samples: bool,
}

impl Problem<'_> {
    fn weight(&self) -> Result<Solution> {
        let start = self.target.with_weight(self.start.weight());
        let found = minimise(self.objective, &start, Free::Weight)?;
        let points = vec![as_point(&found)];
        Ok(self.report(found, Labels::AsGiven, points))
    }

    fn all(&self) -> Result<Solution> {
        if self.target.old_mean() == self.target.new_mean() {
            return Ok(self.coincident());
        }
        let zero = self.objective.vanishes_at();
        if let Some(zero) = &zero
            && self.separation() > FAR
        {
            return Ok(self.far_apart(zero));
        }
        if zero.is_none()
            && let Some(nearby) = &self.nearby
            && let Some(found) = nearby::minimise(nearby, self.separation())
        {
            return Ok(self.near(&found));
        }
        if zero.is_none() && self.sees_samples && self.separation() > DISJOINT {
            let held = self.weight()?;
            if held.minimiser.learner.weight().is_interior() {
                return Ok(self.on_the_modes(held));
            }
        }
        let from_start = minimise(self.objective, self.start, Free::All);
        let points = stationary_points_with(self.objective, self.start, self.target, zero.as_ref());
        let lowest = match &zero {
            Some(zero) => Some(self.at_the_bound(zero, from_start.as_ref().ok())),
            None => self.lowest(&from_start, &points).or_else(|| self.trace()),
        };
        let Some(found) = lowest else {
            return Err(from_start.err().unwrap_or(Error::NotConverged {
                method: "every search for a minimum",
                gradient_norm: f64::NAN,
                tolerance: super::GRADIENT_TOLERANCE,
                iterations: 0,
            }));
        };
        Ok(self.labelled(found, points))
    }

    /// Where the divergence vanishes, without a search: nothing lies lower. The labels are those of the start.
    fn far_apart(&self, zero: &Mixture) -> Solution {
        let points = in_order(zeros(zero), self.target);
        let here = if zero.weight().is_interior() && self.is_swapped(self.start) {
            zero.swapped()
        } else {
            zero.clone()
        };
        self.labelled(self.at_the_bound(&here, None), points)
    }

    /// Disjoint modes: each component stays on its own, and the weight is what it is with the means held. The labels are those of the start.
    fn on_the_modes(&self, held: Solution) -> Solution {
        let mut found = held.minimiser;
        found.accuracy.mean = 4.0 * f64::EPSILON * self.separation();
        let mut points = held.points;
        let mut swap = points[0].clone();
        swap.learner = swap.learner.swapped();
        points.push(swap);
        if self.is_swapped(self.start) {
            found = exchanged(found);
        }
        self.labelled(found, in_order(points, self.target))
    }

    fn separation(&self) -> f64 {
        (self.target.new_mean() - self.target.old_mean()).norm()
    }

    /// Where searches lose a component that keeps a trace of weight; the anchored policy is the target's modes with the start's weight.
    fn trace(&self) -> Option<Minimiser> {
        let reference = self.target.with_weight(self.start.weight());
        self.objective
            .boundary_repels()
            .then(|| vanishing::minimise(self.objective, &reference))
            .flatten()
    }

    /// What many bits found on the modes' axis; the labels are those of the start.
    fn near(&self, found: &nearby::Found) -> Solution {
        let old = self.target.old_mean();
        let axis = self.target.new_mean() - old;
        let placed = |at: f64| old + &axis * at;
        let rounding = 4.0 * f64::EPSILON;
        let (weight, means, flat, logit) = match *found {
            nearby::Found::Apart { logit, means } => {
                let error = rounding * (1.0 + logit.abs());
                (Weight::from_logit(logit), means, false, error)
            }
            nearby::Found::Collapsed { mean } => {
                (self.start.weight(), [mean; 2], true, f64::INFINITY)
            }
        };
        let farthest = means.iter().fold(1.0, |far: f64, m| far.max(m.abs()));
        let [a, b] = means.map(placed);
        let mut learner = Mixture::new(weight, a, b).expect("finite means of one length");
        if !flat && self.is_swapped(self.start) {
            learner = learner.swapped();
        }
        let minimiser = Minimiser {
            value: self.objective.value(&learner),
            gradient_norm: self.objective.value_and_gradient(&learner).1.norm(),
            learner,
            boundary: None,
            iterations: 0,
            accuracy: Accuracy {
                logit,
                mean: rounding * farthest * axis.norm(),
                flat,
            },
        };
        let mut points = vec![as_point(&minimiser)];
        if flat {
            points[0].kind = StationaryKind::FlatMinimum;
            points[0].collapsed = true;
        } else {
            let mut swap = points[0].clone();
            swap.learner = swap.learner.swapped();
            points.push(swap);
        }
        self.labelled(minimiser, in_order(points, self.target))
    }

    /// The report of a minimiser, with canonical labels.
    fn labelled(&self, found: Minimiser, points: Vec<StationaryPoint>) -> Solution {
        let (found, labels) = if self.is_swapped(&found.learner) {
            (exchanged(found), Labels::Swapped)
        } else {
            (found, Labels::AsGiven)
        };
        self.report(found, labels, points)
    }

    /// Where the divergence vanishes: nothing lies lower. The labels are those that the search from the start ends with.
    fn at_the_bound(&self, zero: &Mixture, reached: Option<&Minimiser>) -> Minimiser {
        let isolated = zero.weight().is_interior();
        let learner = match reached {
            Some(found) if isolated && same(&found.learner, &zero.swapped()) => zero.swapped(),
            Some(found) if !isolated && found.accuracy.flat | found.boundary.is_some() => {
                on_the_data(zero, &found.learner)
            }
            _ => zero.clone(),
        };
        let weight = learner.weight();
        Minimiser {
            value: 0.0,
            gradient_norm: 0.0,
            boundary: if weight.old() == 0.0 {
                Some(Boundary::OldWeightZero)
            } else if weight.new_mode() == 0.0 {
                Some(Boundary::OldWeightOne)
            } else {
                None
            },
            iterations: reached.map_or(0, |found| found.iterations),
            accuracy: Accuracy {
                flat: !isolated,
                ..Accuracy::EXACT
            },
            learner,
        }
    }

    /// The lowest minimum among the search from the start and all others; a saddle is none.
    fn lowest(
        &self,
        from_start: &Result<Minimiser>,
        points: &[StationaryPoint],
    ) -> Option<Minimiser> {
        let is_minimum = |p: &&StationaryPoint| {
            matches!(
                p.kind,
                StationaryKind::Minimum
                    | StationaryKind::FlatMinimum
                    | StationaryKind::BoundaryMinimum(_)
            )
        };
        let start = from_start.as_ref().ok().filter(|found| {
            let same_place = |p: &&StationaryPoint| same(&p.learner, &found.learner);
            // The list classifies what it knows; what it does not know is at an end or a minimum by descent.
            points
                .iter()
                .find(same_place)
                .is_none_or(|p| is_minimum(&p))
        });
        let iterations = from_start.as_ref().map_or(0, |found| found.iterations);
        let other = points
            .iter()
            .filter(is_minimum)
            .min_by(|a, b| a.value.total_cmp(&b.value));
        match (start, other) {
            (Some(found), Some(p)) if p.value < found.value - rounding(found.value) => {
                Some(self.as_minimiser(p, iterations))
            }
            (Some(found), _) => Some(found.clone()),
            (None, Some(p)) => Some(self.as_minimiser(p, iterations)),
            (None, None) => None,
        }
    }

    /// All means on one mode and any weight: nothing tells old from new.
    fn coincident(&self) -> Solution {
        let learner = self.target.with_weight(self.start.weight());
        let found = Minimiser {
            value: self.objective.value(&learner),
            learner,
            gradient_norm: 0.0,
            boundary: None,
            iterations: 0,
            accuracy: Accuracy {
                flat: true,
                ..Accuracy::EXACT
            },
        };
        let points = vec![as_point(&found)];
        self.report(found, Labels::AsGiven, points)
    }

    fn as_minimiser(&self, point: &StationaryPoint, iterations: u64) -> Minimiser {
        let boundary = match point.kind {
            StationaryKind::BoundaryMinimum(end) => Some(end),
            _ => None,
        };
        Minimiser {
            learner: point.learner.clone(),
            value: point.value,
            gradient_norm: point.gradient_norm,
            boundary,
            iterations,
            accuracy: match point.kind {
                StationaryKind::BoundaryMinimum(_) => super::boundary::accuracy_at(
                    self.objective,
                    &point.learner,
                    super::newton::GRADIENT_ROUNDING,
                ),
                _ => super::newton::accuracy(self.objective, &point.learner),
            },
        }
    }

    /// Counts descending directions in all `d` dimensions: those across the span are as many copies of the last coordinate's.
    fn count_all_directions(&self, points: &mut [StationaryPoint], d: usize) {
        let k = self.target.dimension();
        for point in points.iter_mut().filter(|_| d > k) {
            let learner = &point.learner;
            let in_span = [learner.old_mean(), learner.new_mean()]
                .iter()
                .all(|m| m[k - 1].abs() < ON_AXIS);
            if let (StationaryKind::Saddle(n), true) = (point.kind, in_span) {
                let hessian = self.objective.derivatives(learner).hessian;
                let across = DMatrix::from_fn(2, 2, |i, j| hessian[(k * (i + 1), k * (j + 1))]);
                let descending = super::newton::descending(&across);
                point.kind = StationaryKind::Saddle(n + descending * (d - k));
            }
        }
    }

    fn nearer_to_old(&self, mean: &DVector<f64>) -> bool {
        (mean - self.target.old_mean()).norm() < (mean - self.target.new_mean()).norm()
    }

    /// Whether the component called new is the old mode's and the one called old is not; an empty component is nobody's.
    fn is_swapped(&self, learner: &Mixture) -> bool {
        let weight = learner.weight();
        let old_is_old = weight.old() > 0.0 && self.nearer_to_old(learner.old_mean());
        let new_is_new = weight.new_mode() > 0.0 && !self.nearer_to_old(learner.new_mean());
        let new_is_old = weight.new_mode() > 0.0 && self.nearer_to_old(learner.new_mean());
        let old_is_new = weight.old() > 0.0 && !self.nearer_to_old(learner.old_mean());
        (new_is_old || old_is_new) && !old_is_old && !new_is_new
    }

    fn report(
        &self,
        minimiser: Minimiser,
        labels: Labels,
        points: Vec<StationaryPoint>,
    ) -> Solution {
        let learner = &minimiser.learner;
        let (weight, accuracy) = (learner.weight(), minimiser.accuracy);
        let apart = self.target.old_mean() != self.target.new_mean();
        let old_is_old = self.nearer_to_old(learner.old_mean());
        let new_is_old = self.nearer_to_old(learner.new_mean());
        let at_an_end = minimiser.boundary.is_some() && !is_critical(&minimiser);
        let error = if at_an_end { 0.0 } else { accuracy.logit };
        // Weights that are free on a flat set do not matter where both components lie on one side.
        let (mass, error) = match (old_is_old, new_is_old) {
            (true, true) => (1.0, 0.0),
            (false, false) => (0.0, 0.0),
            (true, false) => (weight.old(), error),
            (false, true) => (weight.new_mode(), error),
        };
        let keeps_old = weight.old() > 0.0 && old_is_old && apart && !accuracy.flat;
        Solution {
            old_mass: apart.then_some(mass),
            old_mass_enclosure: None,
            old_mass_error: error,
            identified: !accuracy.flat,
            labels,
            drift: keeps_old.then(|| (learner.old_mean() - self.target.old_mean()).norm()),
            minimiser,
            points,
        }
    }
}

/// Whether rounding decides between the end of [0, 1] and a weight close to it.
fn is_critical(found: &Minimiser) -> bool {
    found.boundary.is_some() && found.accuracy == Accuracy::UNKNOWN
}

/// A learner whose mass is all on the data's one mode, with the labels and free parts of `found`.
fn on_the_data(data: &Mixture, found: &Mixture) -> Mixture {
    let mode = if data.weight().old() > 0.0 {
        data.old_mean()
    } else {
        data.new_mean()
    };
    let weight = found.weight();
    let placed = |share: f64, mean: &DVector<f64>| {
        if share > 0.0 {
            mode.clone()
        } else {
            mean.clone()
        }
    };
    Mixture::new(
        weight,
        placed(weight.old(), found.old_mean()),
        placed(weight.new_mode(), found.new_mean()),
    )
    .expect("finite means of one length")
}

fn exchanged(found: Minimiser) -> Minimiser {
    Minimiser {
        learner: found.learner.swapped(),
        boundary: found.boundary.map(|end| match end {
            Boundary::OldWeightZero => Boundary::OldWeightOne,
            Boundary::OldWeightOne => Boundary::OldWeightZero,
        }),
        ..found
    }
}

fn as_point(found: &Minimiser) -> StationaryPoint {
    StationaryPoint {
        learner: found.learner.clone(),
        value: found.value,
        gradient_norm: found.gradient_norm,
        kind: match found.boundary {
            Some(end) => StationaryKind::BoundaryMinimum(end),
            None if found.accuracy.flat => StationaryKind::FlatMinimum,
            None => StationaryKind::Minimum,
        },
        collapsed: false,
        label_swap: false,
        hits: 1,
    }
}

/// Coordinates across the span below this are rounding.
const ON_AXIS: f64 = 1e-6;

/// What two routes to one value may differ by.
fn rounding(value: f64) -> f64 {
    1e-12 * value.abs() + 1e-15
}
