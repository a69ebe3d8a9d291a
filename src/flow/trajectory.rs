//! A run of a gradient flow, known at every time.

use super::integrate::{LOCATED, learner_at};
use crate::minimize::Free;
use crate::model::Mixture;
use crate::numeric::{maximum, root};
use crate::objective::Objective;
use std::f64::consts::PI;

/// Values kept of each step: they determine a polynomial of degree nine, that of the explicit method's dense output.
pub(super) const NODES: usize = 10;
/// Ends of steps that the implicit method's polynomials are drawn through, of its own order.
pub(super) const AROUND: usize = 6;

/// One accepted step in $u$, and the parameters at its Chebyshev points, both ends among them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub from: f64,
    pub to: f64,
    pub nodes: [Vec<f64>; NODES],
}

/// The `k`-th Chebyshev point of the second kind in `[from, to]`, ascending.
pub(super) fn node(from: f64, to: f64, k: usize) -> f64 {
    from + (to - from) * 0.5 * (1.0 - core_math::cos(PI * k as f64 / (NODES - 1) as f64))
}

impl Step {
    /// Barycentric interpolation; the Chebyshev points' weights are known.
    pub(super) fn at(&self, u: f64) -> Vec<f64> {
        let points = self.nodes.iter().enumerate().map(|(k, values)| {
            let end = if k == 0 || k == NODES - 1 { 0.5 } else { 1.0 };
            let weight = if k % 2 == 0 { end } else { -end };
            (node(self.from, self.to, k), weight, values.as_slice())
        });
        barycentric(points, u)
    }
}

/// The polynomial through some points, from their abscissae, barycentric weights and values.
fn barycentric<'a>(points: impl Iterator<Item = (f64, f64, &'a [f64])>, u: f64) -> Vec<f64> {
    let mut total = 0.0;
    let mut sum: Vec<f64> = Vec::new();
    for (at, weight, values) in points {
        if u == at {
            return values.to_vec();
        }
        let share = weight / (u - at);
        total += share;
        sum.resize(values.len(), 0.0);
        for (s, v) in sum.iter_mut().zip(values) {
            *s += share * v;
        }
    }
    sum.iter().map(|s| s / total).collect()
}

/// Steps from their ends alone: each through the six ends around it.
///
/// Radau IIA is of order five at the ends of its steps and of order three within; the ends of a stiff run lie on its slow path, which is smooth.
pub(super) fn through_ends(ends: &[(f64, Vec<f64>)]) -> Vec<Step> {
    (1..ends.len())
        .map(|k| {
            let (from, to) = (ends[k - 1].0, ends[k].0);
            let first = k
                .saturating_sub(AROUND / 2)
                .min(ends.len().saturating_sub(AROUND));
            let window = &ends[first..(first + AROUND).min(ends.len())];
            let weights: Vec<f64> = window
                .iter()
                .enumerate()
                .map(|(i, (at, _))| {
                    let others = window.iter().enumerate().filter(|(j, _)| *j != i);
                    // In units of the step, so that the product stays in range.
                    others
                        .map(|(_, (other, _))| (to - from) / (at - other))
                        .product()
                })
                .collect();
            let nodes = std::array::from_fn(|i| match i {
                0 => ends[k - 1].1.clone(),
                _ if i == NODES - 1 => ends[k].1.clone(),
                _ => {
                    let points = window.iter().zip(&weights);
                    barycentric(
                        points.map(|((at, values), weight)| (*at, *weight, values.as_slice())),
                        node(from, to, i),
                    )
                }
            });
            Step { from, to, nodes }
        })
        .collect()
}

/// A learner on its way down an objective.
///
/// Dense: [`Trajectory::at`] gives the learner at any time of the run, to the accuracy of [`super::GradientFlow`].
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    pub(super) start: Mixture,
    pub(super) free: Free,
    /// $\log(1+T)$, $T$ the horizon.
    pub(super) span: f64,
    pub(super) steps: Vec<Step>,
    pub(super) end: f64,
    pub(super) stopped: bool,
    pub(super) gradients: usize,
    pub(super) stiff_from: Option<f64>,
}

/// The learner at one time, with what is usually asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The flow's time (learning rate 1).
    pub time: f64,
    /// The learner, whitened.
    pub learner: Mixture,
    /// The objective there, to full relative accuracy.
    pub value: f64,
    /// $|\nabla_{m_o}|$, the pull on the old mean; 0 where only the weight moves.
    pub old_pull: f64,
}

/// Where along a run a function is largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extremum {
    /// When.
    pub time: f64,
    /// How large.
    pub value: f64,
}

impl Trajectory {
    /// When the run ended: the horizon, or the time its stopping condition was met.
    pub fn duration(&self) -> f64 {
        self.time(self.end)
    }

    /// Whether the stopping condition ended it, rather than the horizon.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// Accepted steps.
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// Gradients taken.
    pub fn gradients(&self) -> usize {
        self.gradients
    }

    /// When stability began to limit the explicit steps and the implicit method took over, if ever.
    pub fn stiff_from(&self) -> Option<f64> {
        self.stiff_from.map(|u| self.time(u))
    }

    /// The learner at a time, held at the ends outside of the run.
    pub fn at(&self, time: f64) -> Mixture {
        self.at_fraction(core_math::log1p(time.max(0.0)) / self.span)
    }

    /// The learner at the end.
    pub fn end(&self) -> Mixture {
        self.at_fraction(self.end)
    }

    /// `count` times from 0 to the end (at least both), evenly spaced in $\log(1+t)$.
    pub fn times(&self, count: usize) -> Vec<f64> {
        let last = count.max(2) - 1;
        (0..=last)
            .map(|k| self.time(self.end * k as f64 / last as f64))
            .collect()
    }

    /// The run at the given times, under the objective that drove it (or another).
    pub fn samples(&self, objective: &dyn Objective, times: &[f64]) -> Vec<Sample> {
        times
            .iter()
            .map(|&time| {
                let learner = self.at(time);
                let d = learner.dimension();
                let old_pull = match self.free {
                    Free::Weight => 0.0,
                    Free::All => {
                        let (_, gradient) = objective.value_and_gradient(&learner);
                        gradient.rows(1, d).norm()
                    }
                };
                Sample {
                    time,
                    value: objective.value(&learner),
                    learner,
                    old_pull,
                }
            })
            .collect()
    }

    /// The learners at every point the run keeps (ten a step), with their times, in order.
    pub fn points(&self) -> impl Iterator<Item = (f64, Mixture)> {
        self.fractions()
            .map(|u| (self.time(u), self.at_fraction(u)))
    }

    /// The first time at which `condition` has fallen to zero, if it ever has: where [`GradientFlow::run_until`](super::GradientFlow::run_until) with it
    /// would have ended this run.
    ///
    /// ```
    /// use forgetting::flow::GradientFlow;
    /// use forgetting::minimize::Free;
    /// use forgetting::model::{Separation, TwoModes, Weight};
    /// use forgetting::objective::ForwardKl;
    /// let start = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.5)?);
    /// let sft = ForwardKl::sft(&start);
    /// let run = GradientFlow::new(&sft, Free::Weight).run(&start, 1e4)?;
    /// let halved = run.first(|q| q.weight().old() - 0.25).expect("SFT empties the old mode");
    /// assert!((run.at(halved).weight().old() - 0.25).abs() < forgetting::flow::ACCURACY);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn first(&self, condition: impl Fn(&Mixture) -> f64) -> Option<f64> {
        let at = |u: f64| condition(&self.at_fraction(u));
        if at(0.0) <= 0.0 {
            return Some(0.0);
        }
        let step = self.steps.iter().find(|step| at(step.to) <= 0.0)?;
        let met = if at(step.from) <= 0.0 {
            step.from
        } else {
            root(step.from, step.to.min(self.end), LOCATED, at).unwrap_or(step.to)
        };
        (met <= self.end).then(|| self.time(met))
    }

    /// Where `f` is largest along the run: the best kept point, refined between its neighbours by Brent's method.
    ///
    /// Exact to rounding where `f` is smooth and has one maximum there; a peak narrower than a tenth of a step goes unseen.
    pub fn maximum(&self, f: impl Fn(&Mixture) -> f64) -> Extremum {
        let at = |u: f64| f(&self.at_fraction(u));
        let fractions: Vec<f64> = self.fractions().collect();
        let mut best = (0, f64::NEG_INFINITY);
        for (k, &u) in fractions.iter().enumerate() {
            let value = at(u);
            if value > best.1 {
                best = (k, value);
            }
        }
        let (low, high) = (
            fractions[best.0.saturating_sub(1)],
            fractions[(best.0 + 1).min(fractions.len() - 1)],
        );
        let mut found = (fractions[best.0], best.1);
        if let Some(u) = maximum(low, high, at)
            && at(u) > found.1
        {
            found = (u, at(u));
        }
        Extremum {
            time: self.time(found.0),
            value: found.1,
        }
    }

    fn time(&self, u: f64) -> f64 {
        core_math::expm1(self.span * u)
    }

    fn at_fraction(&self, u: f64) -> Mixture {
        let u = u.min(self.end);
        let index = self.steps.partition_point(|s| s.to < u);
        match self.steps.get(index) {
            Some(step) if u > 0.0 => learner_at(&self.start, self.free, &step.at(u)),
            _ => self.start.clone(),
        }
    }

    fn fractions(&self) -> impl Iterator<Item = f64> {
        let inside = self
            .steps
            .iter()
            .flat_map(|s| {
                (1..NODES).map(|k| {
                    if k == NODES - 1 {
                        s.to
                    } else {
                        node(s.from, s.to, k)
                    }
                })
            })
            .filter(|u| *u < self.end);
        let end = (self.end > 0.0).then_some(self.end);
        std::iter::once(0.0).chain(inside).chain(end)
    }
}
