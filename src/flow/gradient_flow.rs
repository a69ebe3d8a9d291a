//! Gradient flow of any objective.

use super::integrate::Descent;
use super::trajectory::Trajectory;
use crate::error::{Error, Result};
use crate::minimize::Free;
use crate::model::Mixture;
use crate::objective::Objective;

/// Which method takes the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integrator {
    /// Verner's 9(8) pair, and Radau IIA from where stability limits its steps; above 32 dimensions the explicit method throughout.
    Automatic,
    /// Verner's 9(8) pair throughout: explicit, order nine.
    Explicit,
    /// Radau IIA throughout: implicit, order five, with the exact Hessian.
    Implicit,
}

/// The gradient flow $\dot\theta=-\nabla_\theta$ of an objective in $\theta=(\varphi,m_o,m_n)$, or in $\varphi$ alone.
///
/// Any dimension; gradients and Hessians are exact. Error of $\varphi$ and of every mean at most $10^{-9}$ at the default tolerance, at
/// every time of a run that does not pass close to a saddle (errors grow there like $e^{\lambda t}$, as the flow's own sensitivity does) and as
/// long as the objective's own contract allows ($10^{-14}$ of the gradient's terms, which over a time $t$ may add up to $10^{-14}t$). Time is
/// measured at learning rate 1.
///
/// ```
/// use forgetting::flow::{GradientFlow, collapse_time};
/// use forgetting::minimize::Free;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::ForwardKl;
/// let delta = Separation::new(3.0)?;
/// let start = TwoModes::on_the_line(delta).mixture(Weight::new(0.5)?);
/// let sft = ForwardKl::sft(&start);
/// // B2: the old weight collapses like 1/t. The time to reach 0.01 agrees with its integral.
/// let run = GradientFlow::new(&sft, Free::Weight).run_until(&start, 1e6, |q| q.weight().old() - 0.01)?;
/// let exact = collapse_time(Weight::new(0.5)?, Weight::new(0.01)?, delta)?;
/// assert!(run.stopped() && (run.duration() / exact - 1.0).abs() < forgetting::flow::ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct GradientFlow<'a> {
    objective: &'a dyn Objective,
    free: Free,
    tolerance: f64,
    integrator: Integrator,
}

impl<'a> GradientFlow<'a> {
    /// The local error aimed at when nothing else is said.
    pub const TOLERANCE: f64 = 1e-12;

    /// The flow of `objective` in the `free` parameters.
    pub fn new(objective: &'a dyn Objective, free: Free) -> Self {
        Self {
            objective,
            free,
            tolerance: Self::TOLERANCE,
            integrator: Integrator::Automatic,
        }
    }

    /// With another local error, absolute for parameters below 1 and relative above.
    ///
    /// # Errors
    /// Outside $[10^{-14},10^{-2}]$.
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self> {
        if (1e-14..=1e-2).contains(&tolerance) {
            Ok(Self { tolerance, ..self })
        } else {
            Err(Error::domain(
                "tolerance",
                "lie in [1e-14, 0.01]",
                tolerance,
            ))
        }
    }

    /// With another method.
    ///
    /// ```
    /// use forgetting::flow::{GradientFlow, Integrator};
    /// use forgetting::minimize::Free;
    /// use forgetting::model::{Separation, TwoModes, Weight};
    /// use forgetting::objective::ReverseKl;
    /// let modes = TwoModes::on_the_line(Separation::new(3.0)?);
    /// let (rl, start) = (ReverseKl::new(modes.mixture(Weight::new(0.5)?)), modes.mixture(Weight::new(0.1)?));
    /// let flow = GradientFlow::new(&rl, Free::Weight).with_tolerance(1e-9)?;
    /// let explicit = flow.with_integrator(Integrator::Explicit).run(&start, 10.0)?;
    /// let automatic = flow.run(&start, 10.0)?;
    /// assert!((explicit.end().weight().old() - automatic.end().weight().old()).abs() < 100.0 * forgetting::flow::ACCURACY);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn with_integrator(self, integrator: Integrator) -> Self {
        Self { integrator, ..self }
    }

    /// Follows the flow from `start` for the time `horizon`.
    ///
    /// # Errors
    /// A start with an empty component; a horizon that is not finite and positive; [`Error::NotConverged`] if the steps run out (only an
    /// unattainable tolerance does that, or the explicit method alone on a long run).
    ///
    /// ```
    /// use forgetting::flow::GradientFlow;
    /// use forgetting::minimize::Free;
    /// use forgetting::model::{Separation, TwoModes, Weight};
    /// use forgetting::objective::ReverseKl;
    /// let modes = TwoModes::on_the_line(Separation::new(4.0)?);
    /// let rl = ReverseKl::new(modes.mixture(Weight::new(0.5)?));
    /// let run = GradientFlow::new(&rl, Free::Weight).run(&modes.mixture(Weight::new(0.1)?), 100.0)?;
    /// // C2: the weight rises to the target's, and the value falls all the way.
    /// assert!(run.at(1.0).weight().old() > 0.1 && (run.end().weight().old() - 0.5).abs() < 10.0 * forgetting::flow::ACCURACY);
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn run(&self, start: &Mixture, horizon: f64) -> Result<Trajectory> {
        self.follow(start, horizon, None)
    }

    /// As [`GradientFlow::run`], ending early where `condition` falls to zero; located to $10^{-12}$ of the logarithm of time.
    ///
    /// A condition that is not positive at the start ends the run there. One that dips below zero and comes back within one step goes unseen.
    ///
    /// # Errors
    /// As [`GradientFlow::run`].
    pub fn run_until(
        &self,
        start: &Mixture,
        horizon: f64,
        condition: impl Fn(&Mixture) -> f64,
    ) -> Result<Trajectory> {
        self.follow(start, horizon, Some(&condition))
    }

    fn follow(
        &self,
        start: &Mixture,
        horizon: f64,
        until: Option<&dyn Fn(&Mixture) -> f64>,
    ) -> Result<Trajectory> {
        if !start.weight().is_interior() {
            return Err(Error::domain(
                "beta",
                "lie in (0, 1) where a flow starts",
                start.weight().old(),
            ));
        }
        if !(horizon > 0.0 && horizon.is_finite()) {
            return Err(Error::domain("horizon", "be finite and > 0", horizon));
        }
        let span = core_math::log1p(horizon);
        let mut trajectory = Trajectory {
            start: start.clone(),
            free: self.free,
            span,
            steps: Vec::new(),
            end: 0.0,
            stopped: true,
            gradients: 0,
            stiff_from: None,
        };
        if until.is_some_and(|condition| condition(start) <= 0.0) {
            return Ok(trajectory);
        }
        let descent = Descent {
            objective: self.objective,
            start,
            free: self.free,
            span,
            tolerance: self.tolerance,
            until,
        };
        let run = match self.integrator {
            Integrator::Automatic => descent.automatic(),
            Integrator::Explicit => descent.explicit_only(),
            Integrator::Implicit => descent.implicit_only(),
        }?;
        trajectory.steps = run.steps;
        trajectory.end = run.end;
        trajectory.stopped = run.stopped;
        trajectory.gradients = run.gradients;
        trajectory.stiff_from = run.stiff_from;
        Ok(trajectory)
    }
}
