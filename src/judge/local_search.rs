//! Pushing the slack down from a sampled point, because a bound usually fails in a corner.
//!
//! Two searches without derivatives, one after the other; both keep the ends of the domain, are deterministic and never lose
//! ground. Nelder and Mead's simplex (argmin) follows valleys oblique to the axes, but it may collapse short of a minimum. The
//! compass search that follows tries a step up and down along every axis, moves to the first improvement and halves the step
//! when there is none: it ends where no such step helps, in a corner exactly.
//! Sources: Nelder and Mead 1965; Kolda, Lewis, Torczon, SIAM Review 45 (2003).

use crate::numeric::Instant;
use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor};
use argmin::solver::neldermead::NelderMead;

use super::sampling::{Observation, Sampler};

/// The first step of the compass search, relative to the range.
const FIRST_STEP: f64 = 0.0625;
/// The last step of the compass search, relative to the range.
const LAST_STEP: f64 = 1e-12;
/// Most evaluations of one compass search.
const MAX_EVALUATIONS: usize = 800;
/// The edges of the first simplex, in angles: a quarter turn is the whole range.
const FIRST_ANGLE: f64 = 0.125;
/// Most moves of one simplex.
const MAX_MOVES: u64 = 200;
/// The simplex stops when its vertices differ by less than this in the cost.
const SIMPLEX_TOLERANCE: f64 = 1e-14;
/// The cost of a point that does not count, worse than any relative slack.
const NO_VALUE: f64 = 1e3;

/// The observation with the smallest relative slack that is reached from `start` before the deadline.
pub(super) fn descend(
    sampler: &Sampler<'_>,
    ranges: &[(f64, f64)],
    start: &Observation,
    deadline: Instant,
) -> Observation {
    let observe = |point: &[f64]| sampler.observe(point).and_then(Result::ok);
    let reached = simplex(&observe, ranges, start, deadline);
    compass(&observe, ranges, reached, deadline)
}

/// The relative slack in angles without limits, `x = a + (b - a) sin(t)^2`: an end of a range is a smooth minimum in `t`, where
/// clamping would flatten the simplex onto the first face it meets.
struct InAngles<'s, F> {
    observe: &'s F,
    ranges: &'s [(f64, f64)],
    best: RefCell<Observation>,
}

impl<F: Fn(&[f64]) -> Option<Observation>> CostFunction for InAngles<'_, F> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, place: &Vec<f64>) -> Result<f64, Error> {
        let point: Vec<f64> = place
            .iter()
            .zip(self.ranges)
            .map(|(&angle, &(a, b))| {
                let sine = core_math::sin(angle);
                let t = sine * sine;
                ((1.0 - t) * a + t * b).clamp(a, b)
            })
            .collect();
        let Some(found) = (self.observe)(&point) else {
            return Ok(NO_VALUE);
        };
        let cost = found.relative;
        let mut best = self.best.borrow_mut();
        if cost < best.relative {
            *best = found;
        }
        Ok(cost)
    }
}

/// Nelder and Mead's method from a simplex at `start`.
fn simplex<F: Fn(&[f64]) -> Option<Observation>>(
    observe: &F,
    ranges: &[(f64, f64)],
    start: &Observation,
    deadline: Instant,
) -> Observation {
    let at = |x: f64, (a, b): (f64, f64)| {
        let t = if b > a { (x - a) / (b - a) } else { 0.0 };
        core_math::asin(t.clamp(0.0, 1.0).sqrt())
    };
    let place: Vec<f64> = start
        .point
        .iter()
        .zip(ranges)
        .map(|(&x, &range)| at(x, range))
        .collect();
    let free: Vec<usize> = (0..place.len())
        .filter(|&axis| ranges[axis].1 > ranges[axis].0)
        .collect();
    let time = deadline.saturating_duration_since(Instant::now());
    if free.is_empty() || time.is_zero() {
        return start.clone();
    }
    let mut vertices = vec![place.clone()];
    for axis in free {
        let mut vertex = place.clone();
        vertex[axis] += FIRST_ANGLE;
        vertices.push(vertex);
    }
    let problem = InAngles {
        observe,
        ranges,
        best: RefCell::new(start.clone()),
    };
    let solver = NelderMead::new(vertices).with_sd_tolerance(SIMPLEX_TOLERANCE);
    let run = solver.and_then(|solver| {
        Executor::new(problem, solver)
            .configure(|state| state.max_iters(MAX_MOVES))
            .timeout(time)
            .run()
    });
    let problem = run.ok().and_then(|result| result.problem.problem);
    let best = problem.map_or_else(|| start.clone(), |problem| problem.best.into_inner());
    onto_ends(observe, ranges, best)
}

/// The end itself instead of a coordinate within the last step of it, unless that is worse.
fn onto_ends(
    observe: &impl Fn(&[f64]) -> Option<Observation>,
    ranges: &[(f64, f64)],
    best: Observation,
) -> Observation {
    let nearest = |(&x, &(a, b)): (&f64, &(f64, f64))| {
        let near = |end: f64| (x - end).abs() <= LAST_STEP * (b - a);
        [a, b].into_iter().find(|&end| near(end)).unwrap_or(x)
    };
    let point: Vec<f64> = best.point.iter().zip(ranges).map(nearest).collect();
    match observe(&point) {
        Some(found) if found.relative <= best.relative => found,
        _ => best,
    }
}

/// Compass search from `best`.
fn compass(
    observe: &impl Fn(&[f64]) -> Option<Observation>,
    ranges: &[(f64, f64)],
    mut best: Observation,
    deadline: Instant,
) -> Observation {
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
                if let Some(found) = observe(&point)
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{LAST_STEP, Observation, SIMPLEX_TOLERANCE, compass, simplex};

    const RANGES: [(f64, f64); 2] = [(-1.0, 2.0), (0.0, 0.5)];

    fn observed(f: impl Fn(f64, f64) -> f64) -> impl Fn(&[f64]) -> Option<Observation> {
        move |point| {
            let value = f(point[0], point[1]);
            value.is_finite().then(|| Observation {
                point: point.to_vec(),
                slack: value,
                relative: value,
            })
        }
    }

    /// What the simplex reaches alone, and what both reach.
    fn reached(f: impl Fn(f64, f64) -> f64) -> [Observation; 2] {
        let observe = observed(f);
        let deadline = Instant::now() + Duration::from_secs(60);
        let start = observe(&[0.3, 0.2]).expect("it has a value");
        let first = simplex(&observe, &RANGES, &start, deadline);
        assert!(first.relative <= start.relative);
        let last = compass(&observe, &RANGES, first.clone(), deadline);
        assert!(last.relative <= first.relative);
        [first, last]
    }

    #[test]
    fn a_minimum_in_each_corner_is_reached_exactly() {
        for (a, b) in [(-1.0, 0.0), (-1.0, 0.5), (2.0, 0.0), (2.0, 0.5)] {
            let distance = |x: f64, y: f64| (x - a).abs() + 3.0 * (y - b).abs() + (x - a) * (y - b);
            let [first, last] = reached(|x, y| distance(x, y) + 0.25);
            // The tolerance of the simplex is one of the cost.
            assert!(
                first.relative < 0.25 + 100.0 * SIMPLEX_TOLERANCE,
                "{first:?}"
            );
            assert_eq!((last.point, last.relative), (vec![a, b], 0.25));
        }
    }

    #[test]
    fn a_minimum_on_an_edge_is_reached() {
        let [_, found] = reached(|x, y| (x - 0.7).powi(2) + y);
        assert_eq!(found.point[1], 0.0);
        // The square of the last step, and what f64 can tell of a square.
        assert!(
            (found.point[0] - 0.7).abs() < 10.0 * f64::EPSILON.sqrt(),
            "{found:?}"
        );
    }

    #[test]
    fn a_minimum_inside_an_oblique_valley_is_reached() {
        let valley = |x: f64, y: f64| 100.0 * (y - x * x / 4.0).powi(2) + (1.0 - x).powi(2);
        let observe = observed(valley);
        let deadline = Instant::now() + Duration::from_secs(60);
        let start = observe(&[-0.9, 0.4]).expect("it has a value");
        let alone = compass(&observe, &RANGES, start.clone(), deadline);
        let first = simplex(&observe, &RANGES, &start, deadline);
        assert!(
            first.relative < LAST_STEP && first.relative < alone.relative,
            "{first:?} {alone:?}"
        );
    }

    #[test]
    fn points_without_a_value_are_avoided() {
        let f = |x: f64, y: f64| if x + y < 1.0 { x + 2.0 * y } else { f64::NAN };
        for found in reached(|x, y| -f(x, y)) {
            assert!(found.relative < -1.0 && found.point[0] + found.point[1] < 1.0);
        }
    }

    #[test]
    fn a_passed_deadline_and_a_point_domain_change_nothing() {
        let observe = observed(|x, y| x + y);
        let start = observe(&[0.3, 0.2]).expect("it has a value");
        let now = Instant::now();
        assert_eq!(simplex(&observe, &RANGES, &start, now), start);
        assert_eq!(compass(&observe, &RANGES, start.clone(), now), start);
        let later = now + Duration::from_secs(60);
        assert_eq!(
            simplex(&observe, &[(0.3, 0.3), (0.2, 0.2)], &start, later),
            start
        );
    }
}
