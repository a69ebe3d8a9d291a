//! Pushing the slack down from a sampled point.
//!
//! Compass search: try a step up and down along every axis, move to the first improvement, halve the step when there is none.
//! It needs no derivative, respects the ends of the domain (where bounds usually fail) and is deterministic.
//! Source: Kolda, Lewis, Torczon, SIAM Review 45 (2003).

use std::time::Instant;

use super::sampling::{Observation, Sampler};

/// The first step, relative to the range.
const FIRST_STEP: f64 = 0.0625;
/// The last step, relative to the range.
const LAST_STEP: f64 = 1e-12;
/// Most evaluations of one search.
const MAX_EVALUATIONS: usize = 800;

/// The observation with the smallest relative slack that compass search reaches from `start` before the deadline.
pub(super) fn descend(
    sampler: &Sampler<'_>,
    ranges: &[(f64, f64)],
    start: &Observation,
    deadline: Instant,
) -> Observation {
    let mut best = start.clone();
    let mut step = FIRST_STEP;
    let mut evaluations = 0;
    while step >= LAST_STEP && evaluations < MAX_EVALUATIONS && Instant::now() < deadline {
        let mut improved = false;
        for (axis, &(a, b)) in ranges.iter().enumerate() {
            for sign in [1.0, -1.0] {
                let x = (best.point[axis] + sign * step * (b - a)).clamp(a, b);
                if x == best.point[axis] {
                    continue;
                }
                let mut point = best.point.clone();
                point[axis] = x;
                evaluations += 1;
                if let Some(Ok(found)) = sampler.observe(&point)
                    && found.relative < best.relative
                {
                    best = found;
                    improved = true;
                }
            }
        }
        step *= if improved { 1.0 } else { 0.5 };
    }
    best
}
