//! Roots and maxima of functions of one variable: argmin's two methods of Brent.

use argmin::core::{CostFunction, Error, Executor, State};
use argmin::solver::brent::{BrentOpt, BrentRoot};

struct OneVariable<'a>(&'a dyn Fn(f64) -> f64);

impl CostFunction for OneVariable<'_> {
    type Param = f64;
    type Output = f64;
    fn cost(&self, x: &f64) -> Result<f64, Error> {
        Ok((self.0)(*x))
    }
}

/// The root of `f` in `[low, high]` to within `tolerance` (0: to the last digits); `None` unless `f` changes sign there.
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
        .and_then(|result| {
            let state = result.state();
            let (last, best) = (*state.get_param()?, *state.get_best_param()?);
            // The best point is the one nearest to zero, which may be an end where `f` fades: not without the change of sign.
            let near = 2.0 * tolerance + 8.0 * f64::EPSILON * last.abs();
            Some(if (best - last).abs() <= near {
                best
            } else {
                last
            })
        })
        .filter(|x| !f(*x).is_nan())
}

/// Where `f` is largest between `low` and `high`, if it has one maximum there: to about 1e-5, so the value to the square of it. `None` for an empty interval.
pub(crate) fn maximum(low: f64, high: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let negated = |x: f64| -f(x);
    if low >= high {
        return None;
    }
    Executor::new(OneVariable(&negated), BrentOpt::new(low, high))
        .configure(|state| state.max_iters(60))
        .ctrlc(false)
        .run()
        .ok()
        .and_then(|result| result.state().get_best_param().copied())
}

#[cfg(test)]
mod tests {
    use super::{maximum, root};

    #[test]
    fn roots_and_maxima() {
        assert!(
            (root(0.0, 2.0, 0.0, |x| x * x - 2.0).unwrap() - 2f64.sqrt()).abs()
                < 4.0 * f64::EPSILON
        );
        assert_eq!(root(0.0, 1.0, 0.0, |x| x), Some(0.0));
        assert_eq!(root(1.0, 2.0, 0.0, |x| x), None);
        assert_eq!(root(0.0, 1.0, 0.0, |_| f64::NAN), None);
        // Smaller at both ends than next to its root.
        let fading = |x: f64| (x - 0.3) * (-x * x).exp();
        const TOLERANCE: f64 = 1e-10;
        assert!((root(-20.0, 18.0, TOLERANCE, fading).unwrap() - 0.3).abs() < 2.0 * TOLERANCE);
        let top = maximum(0.0, 3.0, f64::sin).unwrap();
        // A maximum is found to the root of rounding.
        let near = 1e3 * f64::EPSILON.sqrt();
        assert!((top - 0.5 * std::f64::consts::PI).abs() < near && 1.0 - top.sin() < near * near);
        assert_eq!(maximum(1.0, 1.0, f64::sin), None);
    }
}
