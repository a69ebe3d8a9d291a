//! BFGS from argmin, in $(\varphi,m_o,m_n)$.

use crate::model::Mixture;
use crate::objective::Objective;
use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::HagerZhangLineSearch;
use argmin::solver::quasinewton::BFGS;
use std::cell::{Cell, RefCell};

/// Enough for Newton's quadratic convergence to take over.
const HAND_OVER: f64 = 0.1;
const MAX_ITERATIONS: u64 = 200;
/// Twenty evaluations an iteration.
const MOST_EVALUATIONS: u32 = 4000;
/// No mode of these objectives is further out, in whitened units, than this.
const FARTHEST: f64 = 1e4;

pub(super) struct Descended {
    pub learner: Mixture,
    pub iterations: u64,
}

/// The objective as argmin wants it; the line search asks for cost and gradient at one point in turn.
struct Problem<'a> {
    objective: &'a dyn Objective,
    last: RefCell<Option<Evaluation>>,
    evaluations: Cell<u32>,
}

struct Evaluation {
    at: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

impl Problem<'_> {
    /// An error once the work exceeds its limit: the line search has none of its own.
    fn at<T>(&self, theta: &[f64], pick: impl FnOnce(&Evaluation) -> T) -> Result<T, Error> {
        self.evaluations.set(self.evaluations.get() + 1);
        if self.evaluations.get() > MOST_EVALUATIONS {
            return Err(Error::msg("the limit of evaluations was reached"));
        }
        let mut last = self.last.borrow_mut();
        let hit = last.as_ref().is_some_and(|e| e.at == theta);
        if !hit {
            let (value, gradient) = self
                .objective
                .value_and_gradient(&Mixture::from_parameters(theta));
            *last = Some(Evaluation {
                at: theta.to_vec(),
                value,
                gradient: gradient.as_slice().to_vec(),
            });
        }
        Ok(pick(last.as_ref().expect("filled above")))
    }
}

impl CostFunction for &Problem<'_> {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, theta: &Vec<f64>) -> Result<f64, Error> {
        self.at(theta, |e| e.value)
    }
}

impl Gradient for &Problem<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;
    fn gradient(&self, theta: &Vec<f64>) -> Result<Vec<f64>, Error> {
        self.at(theta, |e| e.gradient.clone())
    }
}

/// Runs BFGS from `start`; whatever stops it, the last point is handed on.
///
/// The cost tolerance is 0: argmin's default stops at gradients of 1e-8 (its `get_best_param`
/// ranks by cost, which is flat there).
pub(super) fn bfgs(objective: &dyn Objective, start: &Mixture) -> Descended {
    let theta = start.to_parameters();
    let size = theta.len();
    let problem = Problem {
        objective,
        last: RefCell::new(None),
        evaluations: Cell::new(0),
    };
    // The exact Hessian's inverse where it is positive definite: the first step is Newton's.
    let inverse = objective
        .derivatives(start)
        .hessian
        .cholesky()
        .map(|c| c.inverse());
    let inverse: Vec<Vec<f64>> = (0..size)
        .map(|i| {
            (0..size)
                .map(|j| {
                    inverse
                        .as_ref()
                        .map_or(f64::from(u8::from(i == j)), |m| m[(i, j)])
                })
                .collect()
        })
        .collect();
    let solver = BFGS::new(HagerZhangLineSearch::new())
        .with_tolerance_grad(HAND_OVER)
        .and_then(|s| s.with_tolerance_cost(0.0))
        .expect("both tolerances are nonnegative");
    let run = Executor::new(&problem, solver)
        .configure(|state| {
            state
                .param(theta.as_slice().to_vec())
                .inv_hessian(inverse)
                .max_iters(MAX_ITERATIONS)
        })
        .ctrlc(false)
        .run();
    // A line search that cannot descend (a stationary start) or that leapt out of all bounds has
    // nothing to hand on: the damped Newton steps then begin at the start itself.
    let begun = objective.value_and_gradient(start).0;
    run.ok()
        .and_then(|result| {
            let state = result.state();
            let theta = state.get_param()?;
            let inside = theta.iter().all(|x| x.abs() < FARTHEST);
            let learner = Mixture::from_parameters(theta);
            (inside && objective.value_and_gradient(&learner).0 <= begun).then(|| Descended {
                learner,
                iterations: state.get_iter(),
            })
        })
        .unwrap_or_else(|| Descended {
            learner: start.clone(),
            iterations: 0,
        })
}
