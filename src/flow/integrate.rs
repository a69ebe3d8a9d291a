//! The gradient flow as the ODE library sees it.
//!
//! The independent variable is $u=\log(1+t)/\log(1+T)\in[0,1]$: forward KL collapses like $1/t$, so equal steps in $\log t$ carry it over
//! any horizon, and the library's end-of-interval test, which is absolute, always works at scale one.

use super::keep::Keep;
use super::trajectory::{AROUND, Step, through_ends};
use crate::error::{Error, Result};
use crate::minimize::Free;
use crate::model::{Mixture, Weight};
use crate::numeric::root;
use crate::objective::Objective;
use differential_equations::error::Error as SolverError;
use differential_equations::linalg::Matrix;
use differential_equations::methods::{ExplicitRungeKutta, ImplicitRungeKutta};
use differential_equations::ode::{ODE, solve_ode};
use differential_equations::tolerance::Tolerance;
use differential_equations::traits::State;

/// A function of the learner whose fall to zero ends a run.
pub(super) type Until<'a> = &'a dyn Fn(&Mixture) -> f64;

/// Explicit steps after which stability, not accuracy, must be what limits them.
const EXPLICIT_STEPS: usize = 300;
/// Parameters the implicit method is built for: 32 dimensions.
const LARGEST_IMPLICIT: usize = 65;
const IMPLICIT_STEPS: usize = 200_000;
/// Gradients of one step of Verner's pair with its dense output; the library does not count those of a run it gives up.
const STAGES: usize = 21;
/// The library refuses relative tolerances below 1e-15 for its implicit method.
const FINEST_IMPLICIT: f64 = 2e-15;
/// Where the implicit method is told to go: past the end, so that it is never made to shorten its last step.
const PAST_THE_END: f64 = 2.0;

/// One run's right-hand side $-\frac{dt}{du}\nabla$, and the list of parameters that move.
pub(super) struct Descent<'a> {
    pub objective: &'a dyn Objective,
    pub start: &'a Mixture,
    pub free: Free,
    /// $\log(1+T)$.
    pub span: f64,
    pub tolerance: f64,
    pub until: Option<Until<'a>>,
}

/// What a run leaves.
pub(super) struct Run {
    pub steps: Vec<Step>,
    pub end: f64,
    pub stopped: bool,
    pub gradients: usize,
    pub stiff_from: Option<f64>,
}

impl Descent<'_> {
    pub(super) fn parameters(&self, learner: &Mixture) -> Vec<f64> {
        match self.free {
            Free::Weight => vec![learner.weight().logit()],
            Free::All => learner.to_parameters().as_slice().to_vec(),
        }
    }

    pub(super) fn size(&self) -> usize {
        match self.free {
            Free::Weight => 1,
            Free::All => 1 + 2 * self.start.dimension(),
        }
    }

    fn learner(&self, theta: &[f64]) -> Mixture {
        learner_at(self.start, self.free, theta)
    }

    pub(super) fn read<Y: State<f64>>(&self, y: &Y) -> Mixture {
        let theta: Vec<f64> = (0..self.size()).map(|i| y.get_component(i)).collect();
        self.learner(&theta)
    }

    /// $dt/du$.
    fn pace(&self, u: f64) -> f64 {
        self.span * core_math::exp(self.span * u)
    }

    /// The spectral norm of the Jacobian in $u$.
    pub(super) fn stiffness<Y: State<f64>>(&self, u: f64, y: &Y) -> f64 {
        let hessian = self.objective.derivatives(&self.read(y)).hessian;
        let moving = hessian.view((0, 0), (self.size(), self.size()));
        self.pace(u) * moving.symmetric_eigenvalues().amax()
    }

    /// Verner's 9(8) pair first; where stability limits its steps, Radau IIA takes over from the last state.
    pub(super) fn automatic(&self) -> Result<Run> {
        if self.size() > LARGEST_IMPLICIT {
            return self.explicit_only();
        }
        let mut run = self.begin();
        let y0 = self.parameters(self.start);
        if let Some((u, y)) = self.explicit(&mut run, &y0, EXPLICIT_STEPS, true)? {
            run.stiff_from = Some(u);
            self.implicit(&mut run, u, &y)?;
        }
        Ok(run)
    }

    pub(super) fn explicit_only(&self) -> Result<Run> {
        let mut run = self.begin();
        let y0 = self.parameters(self.start);
        match self.explicit(&mut run, &y0, 100 * EXPLICIT_STEPS, false)? {
            None => Ok(run),
            Some((_, y)) => Err(self.not_converged("Verner 9(8)", &y, &run)),
        }
    }

    pub(super) fn implicit_only(&self) -> Result<Run> {
        let mut run = self.begin();
        let y0 = self.parameters(self.start);
        run.stiff_from = Some(0.0);
        self.implicit(&mut run, 0.0, &y0)?;
        Ok(run)
    }

    fn begin(&self) -> Run {
        Run {
            steps: Vec::new(),
            end: 0.0,
            stopped: false,
            gradients: 0,
            stiff_from: None,
        }
    }

    /// Runs Verner's pair, whose dense output is as accurate as its steps (that of the library's DOP853 is not).
    ///
    /// Returns where it gave up because the problem is stiff, if it did.
    fn explicit(
        &self,
        run: &mut Run,
        y0: &[f64],
        max_steps: usize,
        guarded: bool,
    ) -> Result<Option<(f64, Vec<f64>)>> {
        let mut method = ExplicitRungeKutta::rkv989e()
            .rtol(self.tolerance)
            .atol(self.tolerance)
            .h_max(1.0)
            .max_steps(max_steps);
        let y0 = y0.to_vec();
        let mut keep = Keep::new(self, true);
        if guarded {
            keep = keep.guarded();
        }
        let solved = solve_ode(&mut method, self, 0.0, 1.0, &y0, &mut keep);
        run.steps = std::mem::take(&mut keep.steps);
        match (solved, keep.stiff) {
            (Ok(solution), Some(begun)) => {
                run.gradients += solution.evals.function;
                Ok(Some(begun))
            }
            (Ok(solution), None) => {
                self.finish(run, solution.evals.function);
                Ok(None)
            }
            (Err(SolverError::MaxSteps { t, y } | SolverError::Stiffness { t, y }), _) => {
                run.gradients += STAGES * run.steps.len();
                Ok(Some((t, y)))
            }
            (Err(error), _) => Err(self.failed("Verner 9(8)", &error, run)),
        }
    }

    /// Radau IIA needs states of a size known to the compiler: the next one up serves, the rest stays zero.
    fn implicit(&self, run: &mut Run, u: f64, y: &[f64]) -> Result<()> {
        match self.size() {
            1 => self.radau::<1>(run, u, y),
            2..=3 => self.radau::<3>(run, u, y),
            4..=5 => self.radau::<5>(run, u, y),
            6..=7 => self.radau::<7>(run, u, y),
            8..=17 => self.radau::<17>(run, u, y),
            18..=LARGEST_IMPLICIT => self.radau::<LARGEST_IMPLICIT>(run, u, y),
            _ => Err(self.not_converged("Radau IIA (at most 32 dimensions)", y, run)),
        }
    }

    fn radau<const N: usize>(&self, run: &mut Run, u: f64, y: &[f64]) -> Result<()> {
        // The library works with 0.1 rtol^(2/3), and with the mean of the squared errors over all N entries.
        let padding = (self.size() as f64 / N as f64).sqrt();
        let wanted = core_math::pow(100.0 * self.tolerance * padding, 1.5).max(FINEST_IMPLICIT);
        let mut method = ImplicitRungeKutta::radau5()
            .rtol(Tolerance::Vector(vec![wanted; N]))
            .atol(Tolerance::Vector(vec![wanted; N]))
            .h_max(1.0)
            .filter(on_the_grid)
            .max_steps(IMPLICIT_STEPS);
        let mut y0 = [0.0; N];
        y0[..y.len()].copy_from_slice(y);
        let mut keep = Keep::new(self, false);
        let solved = solve_ode(&mut method, self, u, PAST_THE_END, &y0, &mut keep);
        let ends = std::mem::take(&mut keep.ends);
        let solution = solved.map_err(|error| self.failed("Radau IIA", &error, run))?;
        run.steps.extend(through_ends(&ends));
        self.finish(run, solution.evals.function);
        Ok(())
    }

    /// Where the run ends: at the horizon, or where the condition first falls to zero.
    fn finish(&self, run: &mut Run, gradients: usize) {
        run.gradients += gradients;
        run.end = 1.0;
        let Some(until) = self.until else { return };
        // What lies before this step has been looked at while running.
        let last = run.steps.len().saturating_sub(1 + BEYOND);
        for step in &run.steps[last..] {
            let condition = |u: f64| until(&self.learner(&step.at(u)));
            if condition(step.to) > 0.0 {
                continue;
            }
            let met = if condition(step.from) <= 0.0 {
                step.from
            } else {
                root(step.from, step.to, LOCATED, condition).unwrap_or(step.to)
            };
            if met <= 1.0 {
                run.end = met;
                run.stopped = true;
            }
            return;
        }
    }

    fn failed<Y: State<f64>>(
        &self,
        method: &'static str,
        error: &SolverError<f64, Y>,
        run: &Run,
    ) -> Error {
        let y: Vec<f64> = match error {
            SolverError::MaxSteps { y, .. }
            | SolverError::StepSize { y, .. }
            | SolverError::Stiffness { y, .. }
            | SolverError::LinearAlgebra { y, .. } => {
                (0..self.size()).map(|i| y.get_component(i)).collect()
            }
            _ => self.parameters(self.start),
        };
        self.not_converged(method, &y, run)
    }

    fn not_converged(&self, method: &'static str, y: &[f64], run: &Run) -> Error {
        Error::NotConverged {
            method,
            gradient_norm: self.objective.value_and_gradient(&self.learner(y)).1.norm(),
            tolerance: self.tolerance,
            iterations: run.steps.len() as u64,
        }
    }
}

/// The learner with parameters `theta`; when only the weight moves, the means are those of `start`.
pub(super) fn learner_at(start: &Mixture, free: Free, theta: &[f64]) -> Mixture {
    match free {
        Free::Weight => start.with_weight(Weight::from_logit(theta[0])),
        Free::All => Mixture::from_parameters(theta),
    }
}

impl<Y: State<f64>> ODE<f64, Y> for Descent<'_> {
    fn diff(&self, u: f64, y: &Y, rate: &mut Y) {
        let (_, gradient) = self.objective.value_and_gradient(&self.read(y));
        let pace = self.pace(u);
        for i in 0..self.size() {
            rate.set_component(i, -pace * gradient[i]);
        }
    }

    fn jacobian(&self, u: f64, y: &Y, j: &mut Matrix<f64>) {
        let hessian = self.objective.derivatives(&self.read(y)).hessian;
        let pace = self.pace(u);
        j.fill(0.0);
        for row in 0..self.size() {
            for column in 0..self.size() {
                j[(row, column)] = -pace * hessian[(row, column)];
            }
        }
    }
}

/// The largest $2^k$ or $1.5\cdot2^k$ not above `h`.
///
/// The library keeps a factorisation while the step grows by less than a fifth, and then fails to renew it when the step does change. On a grid
/// of steps that far apart it never comes to that.
fn on_the_grid(h: f64) -> f64 {
    // Half of the mantissa's range is one bit.
    const LEADING_BITS: u64 = 0xfff8_0000_0000_0000;
    f64::from_bits(h.to_bits() & LEADING_BITS)
}

/// Steps taken past the end of a run by the implicit method.
pub(super) const BEYOND: usize = AROUND / 2 - 1;
/// How closely the end of a run is located, in $u$.
pub(super) const LOCATED: f64 = 1e-14;
