//! All stationary points that many starts find, each once, with its kind.

use super::{Boundary, GRADIENT_TOLERANCE, minimise_all, newton};
use crate::model::{Mixture, Weight};
use crate::objective::Objective;
use nalgebra::{DMatrix, DVector};

/// What the Hessian says of a stationary point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StationaryKind {
    /// Positive definite.
    Minimum,
    /// Positive semidefinite with flat directions: a line or surface of points of one value.
    FlatMinimum,
    /// At an end of [0, 1], with no descent into the interior.
    BoundaryMinimum(Boundary),
    /// This many descending directions.
    Saddle(usize),
    /// Every direction descends.
    Maximum,
}

impl StationaryKind {
    /// How it is written in tables and JSON.
    pub fn label(self) -> String {
        match self {
            Self::Minimum => "minimum".into(),
            Self::FlatMinimum => "flat minimum".into(),
            Self::BoundaryMinimum(end) => format!("boundary minimum ({})", end.label()),
            Self::Saddle(1) => "saddle (1 descending direction)".into(),
            Self::Saddle(n) => format!("saddle ({n} descending directions)"),
            Self::Maximum => "maximum".into(),
        }
    }
}

/// A stationary point and how it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct StationaryPoint {
    /// The learner there, whitened.
    pub learner: Mixture,
    /// The objective there.
    pub value: f64,
    /// The norm of the gradient.
    pub gradient_norm: f64,
    /// From the Hessian's signature.
    pub kind: StationaryKind,
    /// Whether both means coincide: then the weight is free, and the point stands for a line.
    pub collapsed: bool,
    /// Whether it is the label swap of a point listed before it.
    pub label_swap: bool,
    /// How many of the searches ended here.
    pub hits: usize,
}

/// Distinct points lie further apart than this in every mean and weight.
const SAME: f64 = 1e-6;
/// Means further than this from both modes see no data; nothing is reported there.
const SEARCHED: f64 = 8.0;
/// Values closer than this are one value.
const SAME_VALUE: f64 = 1e-12;

/// Searches from `start`, its label swap, the means of `reference` at its weight, collapsed learners and a low-discrepancy set around the means of
/// `reference`, by descent and by Newton's method on $\nabla=0$; returns the distinct stationary points, lowest value first.
///
/// Deterministic. The list is what was found, not a proof that there are no others.
///
/// ```
/// use forgetting::minimize::stationary_points;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::ReverseKl;
/// let target = TwoModes::on_the_line(Separation::new(4.0)?).mixture(Weight::new(0.5)?);
/// let found = stationary_points(&ReverseKl::new(target.clone()), &target, &target);
/// // The target, its label swap and three collapsed lines (G3).
/// assert_eq!(found.iter().filter(|point| point.collapsed).count(), 3);
/// assert!(found[0].value == 0.0 && found[1].label_swap);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn stationary_points(
    objective: &dyn Objective,
    start: &Mixture,
    reference: &Mixture,
) -> Vec<StationaryPoint> {
    stationary_points_with(objective, start, reference, None)
}

/// As [`stationary_points`]; `zero` is where the objective attains its lower bound.
pub(super) fn stationary_points_with(
    objective: &dyn Objective,
    start: &Mixture,
    reference: &Mixture,
    zero: Option<&Mixture>,
) -> Vec<StationaryPoint> {
    let mut found = zero.map_or_else(Vec::new, zeros);
    for learner in starts(start, reference, !objective.integrates_over_the_span()) {
        if let Ok(minimiser) = minimise_all(objective, &learner) {
            let kind = match minimiser.boundary {
                Some(end) => StationaryKind::BoundaryMinimum(end),
                None => kind_of(&objective.derivatives(&minimiser.learner).hessian),
            };
            match kind {
                StationaryKind::FlatMinimum if nearly_collapsed(&minimiser.learner) => {
                    record_interior(&mut found, objective, &minimiser.learner, reference);
                }
                _ => record(
                    &mut found,
                    minimiser.learner,
                    minimiser.value,
                    minimiser.gradient_norm,
                    kind,
                ),
            }
        }
        record_interior(&mut found, objective, &learner, reference);
    }
    in_order(found, reference)
}

/// Where the objective attains its lower bound, with exchanged labels beside it.
pub(super) fn zeros(zero: &Mixture) -> Vec<StationaryPoint> {
    let mut found = Vec::new();
    for zero in [zero.clone(), zero.swapped()] {
        let kind = match (zero.weight().old(), zero.weight().new_mode()) {
            (0.0, _) => StationaryKind::BoundaryMinimum(Boundary::OldWeightZero),
            (_, 0.0) => StationaryKind::BoundaryMinimum(Boundary::OldWeightOne),
            _ => StationaryKind::Minimum,
        };
        record(&mut found, zero, 0.0, 0.0, kind);
    }
    found
}

/// Newton's method on $\nabla=0$ from each of `starts`; the distinct stationary points inside, lowest value first.
///
/// Runs that leave for an end of [0, 1] or away from both modes of `reference` count nowhere: the hits may add up to fewer than the starts.
/// The list is what was found, not a proof that there are no others.
///
/// ```
/// use forgetting::landscape::random_starts;
/// use forgetting::minimize::stationary_points_from;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::ReverseKl;
/// let delta = Separation::new(4.0)?;
/// let target = TwoModes::on_the_line(delta).mixture(Weight::new(0.5)?);
/// let starts = random_starts(delta, 20, 1);
/// let found = stationary_points_from(&ReverseKl::new(target.clone()), &starts, &target);
/// assert!(found.iter().map(|point| point.hits).sum::<usize>() <= 20);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn stationary_points_from(
    objective: &dyn Objective,
    starts: &[Mixture],
    reference: &Mixture,
) -> Vec<StationaryPoint> {
    let mut found = Vec::new();
    for start in starts {
        record_interior(&mut found, objective, start, reference);
    }
    in_order(found, reference)
}

/// Lowest value first, label swaps marked.
pub(super) fn in_order(
    mut found: Vec<StationaryPoint>,
    reference: &Mixture,
) -> Vec<StationaryPoint> {
    // Values that agree to rounding are ordered by how close the labels are to the reference's.
    let distance = |p: &StationaryPoint| {
        (p.learner.old_mean() - reference.old_mean()).norm()
            + (p.learner.new_mean() - reference.new_mean()).norm()
    };
    found.sort_by(|a, b| {
        let value = |p: &StationaryPoint| (p.value / SAME_VALUE).round();
        value(a)
            .total_cmp(&value(b))
            .then(distance(a).total_cmp(&distance(b)))
    });
    for i in 0..found.len() {
        let swapped = found[i].learner.swapped();
        found[i].label_swap =
            !found[i].collapsed && found[..i].iter().any(|p| same(&p.learner, &swapped));
    }
    found
}

/// Newton's method on a vanishing gradient from `start`; what it ends at is recorded if it is a point inside.
///
/// Splitting a collapsed learner across the axis costs the fourth power of the split only, so a gradient of 1e-12 is reached
/// with the means still 1e-4 apart: such an end is merged and solved again on the collapsed line, which Newton's steps do not leave.
fn record_interior(
    found: &mut Vec<StationaryPoint>,
    objective: &dyn Objective,
    start: &Mixture,
    reference: &Mixture,
) {
    let mut end = newton::find_stationary(objective, start);
    if nearly_collapsed(&end.learner) {
        let weight = end.learner.weight();
        let mean =
            end.learner.old_mean() * weight.old() + end.learner.new_mean() * weight.new_mode();
        if let Ok(merged) = Mixture::new(weight, mean.clone(), mean) {
            end = newton::find_stationary(objective, &merged);
        }
    }
    let weight = end.learner.weight();
    // A gradient that vanishes with a weight, or far from all data, is a run to infinity, not a point.
    let inside = weight.old().min(weight.new_mode()) > 1e-4;
    let near = [end.learner.old_mean(), end.learner.new_mean()]
        .iter()
        .all(|m| {
            (*m - reference.old_mean())
                .norm()
                .min((*m - reference.new_mean()).norm())
                < SEARCHED
        });
    if end.gradient_norm <= GRADIENT_TOLERANCE && end.settled && inside && near {
        let kind = kind_of(&objective.derivatives(&end.learner).hessian);
        let value = objective.value(&end.learner);
        record(found, end.learner, value, end.gradient_norm, kind);
    }
}

fn nearly_collapsed(learner: &Mixture) -> bool {
    (learner.old_mean() - learner.new_mean()).norm() < 1e-3
}

/// `spread_out` adds a low-discrepancy set, on and off the modes' axis.
fn starts(start: &Mixture, reference: &Mixture, spread_out: bool) -> Vec<Mixture> {
    let (old, new) = (reference.old_mean(), reference.new_mean());
    let axis = new - old;
    let d = reference.dimension();
    let half = Weight::new(0.5).expect("a weight");
    let between = |t: f64| old + &axis * t;
    let mut all = vec![
        start.clone(),
        start.swapped(),
        reference.with_weight(start.weight()),
    ];
    let mut push = |weight: Weight, a: DVector<f64>, b: DVector<f64>| {
        all.extend(Mixture::new(weight, a, b));
    };
    for t in [0.0, 0.5, 1.0] {
        // Nearly collapsed, split along the axis: Newton falls onto the collapsed lines from here.
        let nudge = if axis.norm() > 0.0 {
            axis.normalize() * 0.05
        } else {
            DVector::from_element(d, 0.05)
        };
        push(half, between(t) - &nudge, between(t) + nudge);
    }
    let points = if spread_out { 6u32 } else { 0 };
    for k in 1..=points {
        // Additive recurrence with the square roots of primes: spread without a seed.
        let spread = |prime: f64| (f64::from(k) * prime.sqrt()).fract();
        let weight = Weight::new(0.05 + 0.9 * spread(2.0)).expect("inside (0, 1)");
        let offset =
            |a: f64| DVector::from_fn(d, |i, _| 2.0 * (spread(a + 4.0 * i as f64 + 1.0) - 0.5));
        push(
            weight,
            between(1.6 * spread(3.0) - 0.3) + offset(5.0),
            between(1.6 * spread(5.0) - 0.3) + offset(7.0),
        );
    }
    all
}

fn record(
    found: &mut Vec<StationaryPoint>,
    learner: Mixture,
    value: f64,
    gradient_norm: f64,
    kind: StationaryKind,
) {
    let collapsed = (learner.old_mean() - learner.new_mean()).norm() < SAME;
    let known = found.iter_mut().find(|p| {
        if collapsed && p.collapsed {
            (p.learner.old_mean() - learner.old_mean()).norm() < SAME
        } else if let (StationaryKind::BoundaryMinimum(a), StationaryKind::BoundaryMinimum(b)) =
            (p.kind, kind)
        {
            // The empty component's mean is free.
            a == b && (surviving_mean(&p.learner) - surviving_mean(&learner)).norm() < SAME
        } else {
            same(&p.learner, &learner)
        }
    });
    match known {
        Some(point) => {
            point.hits += 1;
            if gradient_norm < point.gradient_norm {
                (point.gradient_norm, point.learner, point.value) = (gradient_norm, learner, value);
            }
        }
        None => found.push(StationaryPoint {
            learner,
            value,
            gradient_norm,
            kind,
            collapsed,
            label_swap: false,
            hits: 1,
        }),
    }
}

fn surviving_mean(learner: &Mixture) -> &DVector<f64> {
    if learner.weight().old() > 0.5 {
        learner.old_mean()
    } else {
        learner.new_mean()
    }
}

pub(super) fn same(a: &Mixture, b: &Mixture) -> bool {
    (a.weight().old() - b.weight().old()).abs() < SAME
        && (a.old_mean() - b.old_mean()).norm() < SAME
        && (a.new_mean() - b.new_mean()).norm() < SAME
}

/// The signature of a Hessian, its diagonal scaled to one; eigenvalues below 1e-9 of the largest are flat.
pub(crate) fn kind_of(hessian: &DMatrix<f64>) -> StationaryKind {
    let scales = newton::scales(hessian);
    let scaled = DMatrix::from_fn(hessian.nrows(), hessian.ncols(), |i, j| {
        hessian[(i, j)] * scales[i] * scales[j]
    });
    let eigenvalues = scaled.symmetric_eigenvalues();
    let flat = newton::FLAT * eigenvalues.amax();
    let descending = eigenvalues.iter().filter(|e| **e < -flat).count();
    let ascending = eigenvalues.iter().filter(|e| **e > flat).count();
    match (descending, ascending) {
        (0, n) if n == eigenvalues.len() => StationaryKind::Minimum,
        (0, _) => StationaryKind::FlatMinimum,
        (n, _) if n == eigenvalues.len() => StationaryKind::Maximum,
        (n, _) => StationaryKind::Saddle(n),
    }
}
