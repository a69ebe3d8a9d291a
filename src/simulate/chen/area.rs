//! The area overlaps the simulation reports.

use super::learner::{Mode, ScaledMixture};
use super::setting::Target;

/// The window $[-8,8]$ and the number of points of the published trapezoidal rule.
const WINDOW: f64 = 8.0;
const POINTS: usize = 500;

/// $\int\min(\pi_k p_k,w_k q_k)/\int\pi_k p_k$ over the window, for the old and the new mode.
pub(super) fn area_overlaps(learner: &ScaledMixture, target: &Target) -> [f64; 2] {
    let x: Vec<f64> = (0..POINTS)
        .map(|k| WINDOW * (2.0 * k as f64 / (POINTS - 1) as f64 - 1.0))
        .collect();
    let goal = target.mixture();
    let overlap = |goal: Mode, share: f64, mode: Mode, weight: f64| {
        let (mut wanted, mut held) = (Vec::new(), Vec::new());
        goal.densities(&x, &mut wanted);
        mode.densities(&x, &mut held);
        // The step is common to both integrals; the ends count half.
        let (mut common, mut whole) = (0.0, 0.0);
        for (k, (p, q)) in wanted.iter().zip(&held).enumerate() {
            let half = if k == 0 || k == POINTS - 1 { 0.5 } else { 1.0 };
            common += half * (share * p).min(weight * q);
            whole += half * share * p;
        }
        common / whole
    };
    let new_share = 1.0 - goal.old_weight;
    [
        overlap(goal.old, goal.old_weight, learner.old, learner.old_weight),
        overlap(goal.new, new_share, learner.new, 1.0 - learner.old_weight),
    ]
}
