//! C7: the exponential rate at which a run closes in.

use super::Trajectory;
use crate::objective::Objective;

/// Points of the fit.
const POINTS: usize = 16;

/// The rate at which `objective` decays between two times of a run: the slope of $-\log$ of its value, by least squares over sixteen evenly spaced times.
///
/// Near the optimum of reverse KL it tends to $2\lambda_{\min}(I)$ for generic starts (C7). NaN if the value vanishes in the window.
///
/// ```
/// use forgetting::flow::{GradientFlow, fitted_rate};
/// use forgetting::minimize::Free;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::ReverseKl;
/// use forgetting::overlap::distinguishability;
/// let (half, delta) = (Weight::new(0.5)?, Separation::new(4.0)?);
/// let target = TwoModes::on_the_line(delta).mixture(half);
/// let rl = ReverseKl::new(target.clone());
/// let run = GradientFlow::new(&rl, Free::Weight).run(&target.with_weight(Weight::new(0.6)?), 40.0)?;
/// // Weights only, the information is beta (1-beta) D.
/// let rate = fitted_rate(&run, &rl, 30.0, 40.0);
/// assert!((rate / (0.5 * distinguishability(half, delta)) - 1.0).abs() < 1e-3);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn fitted_rate(run: &Trajectory, objective: &dyn Objective, from: f64, to: f64) -> f64 {
    let last = (POINTS - 1) as f64;
    let points: Vec<(f64, f64)> = (0..POINTS)
        .map(|k| {
            let time = from + (to - from) * k as f64 / last;
            (time, core_math::log(objective.value(&run.at(time))))
        })
        .collect();
    let mean = |f: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(f).sum::<f64>() / POINTS as f64;
    let (time, log) = (mean(&|p| p.0), mean(&|p| p.1));
    let covariance = mean(&|p| (p.0 - time) * (p.1 - log));
    let variance = mean(&|p| (p.0 - time) * (p.0 - time));
    -covariance / variance
}
