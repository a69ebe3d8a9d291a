//! Which search an objective with all parameters needs, and the lowest of what the searches find.

use super::multistart::{same, stationary_points_with};
use super::nearby;
use super::report::as_point;
use super::solve::{Labels, Solution};
use super::vanishing;
use super::{Accuracy, Boundary, Free, Minimiser, StationaryKind, StationaryPoint, minimise};
use crate::error::{Error, Result};
use crate::model::Mixture;
use crate::objective::{Method, Nearby, Objective};
use nalgebra::DVector;

/// Separations at which the overlap, $e^{-\delta^2/8}<10^{-86}$, leaves a search nothing to feel, and its steps grow without end.
const FAR: f64 = 40.0;
/// Separations beyond which no weight above 1e-300 lets a mode feel the other: what pulls at a mean is below 1e-190.
const DISJOINT: f64 = 80.0;

/// What holds components to modes so far apart that no other component feels it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pull {
    /// Nothing holds both.
    Neither,
    /// Samples of the modes do, whatever a component is called.
    Samples,
    /// An anchor does, and rewards go to the component of one name.
    Labels,
}

impl Pull {
    pub fn of(method: Method) -> Self {
        match method {
            Method::Hybrid | Method::TttDiscoverSoft | Method::Oapl => Self::Samples,
            Method::TttDiscover => Self::Labels,
            _ => Self::Neither,
        }
    }
}

pub(super) struct Problem<'a> {
    pub objective: &'a dyn Objective,
    pub target: &'a Mixture,
    pub start: &'a Mixture,
    /// The objective in units of a small separation.
    pub nearby: Option<Nearby>,
    pub pull: Pull,
}

impl Problem<'_> {
    pub(super) fn weight(&self) -> Result<Solution> {
        let start = self.target.with_weight(self.start.weight());
        let found = minimise(self.objective, &start, Free::Weight)?;
        let points = vec![as_point(&found)];
        Ok(self.report(found, Labels::AsGiven, points))
    }

    pub(super) fn all(&self) -> Result<Solution> {
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
        if zero.is_none()
            && self.separation() > DISJOINT
            && let Some(held) = self.held()
        {
            return Ok(self.on_the_modes(held));
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

    /// The lowest with each component on its mode, and where rewards go by labels also the other way round; `None` where a component
    /// is lost there or holds on to nothing.
    fn held(&self) -> Option<Minimiser> {
        let given = self.target.with_weight(self.start.weight());
        let starts = match self.pull {
            Pull::Neither => return None,
            Pull::Samples => vec![given],
            Pull::Labels => vec![given.swapped(), given],
        };
        let found = starts
            .iter()
            .map(|start| minimise(self.objective, start, Free::Weight).ok())
            .collect::<Option<Vec<_>>>()?;
        let inside = |found: &Minimiser| found.learner.weight().is_interior();
        let lowest = found.into_iter().filter(inside);
        lowest.min_by(|a, b| a.value.total_cmp(&b.value))
    }

    pub(super) fn separation(&self) -> f64 {
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

    /// Where the divergence vanishes: nothing lies lower. The labels are those that the search from the start ends with.
    pub(super) fn at_the_bound(&self, zero: &Mixture, reached: Option<&Minimiser>) -> Minimiser {
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

/// What two routes to one value may differ by.
fn rounding(value: f64) -> f64 {
    1e-12 * value.abs() + 1e-15
}
