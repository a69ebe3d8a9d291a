//! A root of a function of one variable: argmin's Brent.

use argmin::core::{CostFunction, Error, Executor, State};
use argmin::solver::brent::BrentRoot;

struct OneVariable<'a>(&'a dyn Fn(f64) -> f64);

impl CostFunction for OneVariable<'_> {
    type Param = f64;
    type Output = f64;
    fn cost(&self, x: &f64) -> Result<f64, Error> {
        Ok((self.0)(*x))
    }
}

/// The root of `f` in `[low, high]` to within `tolerance`; `None` unless `f` changes sign there.
pub(crate) fn root(low: f64, high: f64, tolerance: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let (at_low, at_high) = (f(low), f(high));
    // argmin's Brent wants a strict change of sign; an exact zero at an end is already the answer.
    if at_low == 0.0 || at_high == 0.0 {
        return Some(if at_low == 0.0 { low } else { high });
    }
    if at_low.is_nan() || at_high.is_nan() || at_low.signum() == at_high.signum() {
        return None;
    }
    Executor::new(OneVariable(&f), BrentRoot::new(low, high, tolerance))
        .configure(|state| state.param(0.5 * (low + high)).max_iters(200))
        .ctrlc(false)
        .run()
        .ok()
        .and_then(|result| result.state().get_best_param().copied())
}
