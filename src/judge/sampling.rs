//! The sampling judge: where is the slack smallest, in `f64`?

use crate::numeric::Instant;

use super::domain::Domain;
use super::obligation::{Assertion, Obligation, of_chain};
use super::refuter::{Refuter, Witness};
use crate::claim::{Allowance, BoundProgram, Comparison, EvalError, Float, Program};
use crate::theory::Theory;

/// Points of the low-discrepancy sequence.
pub const SEQUENCE_POINTS: usize = 1024;
/// Distances from the ends of a range, as powers of two of its length.
const EDGE_EXPONENTS: [i32; 5] = [-5, -10, -20, -30, -45];
/// Most corner and edge points of one claim.
const MAX_EDGE_POINTS: usize = 4096;

/// How many points are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Density {
    edges: usize,
    sequence: usize,
    /// Whether a local search follows from the tightest points.
    pub descends: bool,
}

impl Density {
    /// For a claim that may be settled by what is seen.
    pub const FULL: Self = Self {
        edges: MAX_EDGE_POINTS,
        sequence: SEQUENCE_POINTS,
        descends: true,
    };
    /// For an equation that is proved, where the samples only guard against a mistake.
    pub const GUARD: Self = Self {
        edges: 48,
        sequence: 48,
        descends: false,
    };
}

/// A sampled point and how far the two sides are apart there.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The coordinates, in the order of the domain.
    pub point: Vec<f64>,
    /// larger - smaller, or minus their distance for equations.
    pub slack: f64,
    /// The same over the size of the two sides: comparable between points where the sides differ in magnitude.
    pub relative: f64,
}

/// Two sides that agree to this, relatively, agree to rounding: ten times the accuracy contract of the kernel.
pub(super) const ROUNDING: f64 = 1e-12;

/// What sampling found.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// Points at which all conditions hold.
    pub count: usize,
    /// The observation with the smallest slack.
    pub smallest: Option<Observation>,
    /// The observations with the smallest relative slack, smallest first.
    pub tightest: Vec<Observation>,
    /// A point of the domain at which some side has no value, and why.
    pub undefined: Option<(Vec<f64>, EvalError)>,
}

/// How many of the tightest observations are kept.
const KEPT: usize = 6;

/// The compiled form of a claim in `f64`.
pub(super) struct Sampler<'p> {
    sides: BoundProgram<'p, Float<'p, Theory>>,
    assertions: Vec<Assertion>,
    conditions: BoundProgram<'p, Float<'p, Theory>>,
    required: Vec<Assertion>,
}

/// Evaluations of integrands that the samples of one claim may take: some seconds.
const INTEGRANDS: u64 = 50_000_000;

/// What the expectations in the samples of one claim may spend.
pub(super) fn allowance(deadline: Instant) -> Allowance {
    Allowance::new(INTEGRANDS, Some(deadline))
}

/// `f64` with the library's kernel.
pub(super) fn float(allowance: &Allowance) -> Float<'_, Theory> {
    Float::within(&Theory, allowance)
}

/// The programs a [`Sampler`] runs.
pub(super) struct SamplePrograms {
    sides: Program,
    assertions: Vec<Assertion>,
    conditions: Program,
    required: Vec<Assertion>,
}

impl SamplePrograms {
    pub fn new(
        obligations: &[Obligation],
        conditions: &[Comparison],
        variables: &[crate::claim::Symbol],
    ) -> Self {
        let compile = |parts: &[Obligation]| {
            let sides = parts.iter().flat_map(|part| [&part.smaller, &part.larger]);
            Program::new(sides, variables)
        };
        let required: Vec<Obligation> = conditions.iter().flat_map(of_chain).collect();
        let kinds = |parts: &[Obligation]| parts.iter().map(|part| part.assertion).collect();
        Self {
            sides: compile(obligations),
            assertions: kinds(obligations),
            conditions: compile(&required),
            required: kinds(&required),
        }
    }

    pub fn bind<'p>(&'p self, float: &'p Float<'p, Theory>) -> Result<Sampler<'p>, EvalError> {
        Ok(Sampler {
            sides: self.sides.bind(float)?,
            assertions: self.assertions.clone(),
            conditions: self.conditions.bind(float)?,
            required: self.required.clone(),
        })
    }
}

impl Sampler<'_> {
    /// Whether the conditions hold, as far as `f64` can tell.
    fn counts(&self, point: &[f64]) -> bool {
        self.conditions.evaluate(point).is_ok_and(|values| {
            let pairs = values.chunks_exact(2).zip(&self.required);
            pairs.into_iter().all(|(side, assertion)| match assertion {
                Assertion::AtMost => side[0] <= side[1],
                Assertion::Below => side[0] < side[1],
                Assertion::Equal => side[0] == side[1],
            })
        })
    }

    /// The tightest relation at a point; `None` where the point does not count.
    pub fn observe(&self, point: &[f64]) -> Option<Result<Observation, EvalError>> {
        if !self.counts(point) {
            return None;
        }
        let values = match self.sides.evaluate(point) {
            Ok(values) => values,
            Err(error) => return Some(Err(error)),
        };
        let mut tightest = Observation {
            point: point.to_vec(),
            slack: f64::INFINITY,
            relative: f64::INFINITY,
        };
        for (side, assertion) in values.chunks_exact(2).zip(&self.assertions) {
            let (smaller, larger) = (side[0], side[1]);
            let slack = match assertion {
                Assertion::Equal => -(larger - smaller).abs(),
                _ => larger - smaller,
            };
            let size = smaller.abs() + larger.abs();
            let relative = if size > 0.0 { slack / size } else { 0.0 };
            // Adding zero turns -0 into +0.
            tightest.slack = tightest.slack.min(slack) + 0.0;
            tightest.relative = tightest.relative.min(relative) + 0.0;
        }
        Some(Ok(tightest))
    }

    /// Corners, points hugging the ends, and a low-discrepancy sequence, until the deadline.
    pub fn run(&self, domain: &Domain, density: Density, deadline: Instant) -> Samples {
        let ranges = domain.sample_ranges();
        let edges = edge_points(&ranges, density.edges);
        let points = edges.chain(sequence(&ranges, density.sequence));
        let mut samples = Samples::default();
        for point in points {
            if samples.count > 0 && Instant::now() >= deadline {
                break;
            }
            match self.observe(&point) {
                None => {}
                Some(Ok(observation)) => samples.record(observation),
                // The rest of the points would not fare better.
                Some(Err(EvalError::Limit { .. })) => break,
                Some(Err(error)) => {
                    samples.undefined.get_or_insert((point, error));
                }
            }
        }
        samples
    }
}

impl Samples {
    /// Whether the claim is violated at some sample by more than rounding.
    pub(super) fn fails(&self) -> bool {
        let tightest = self.tightest.first();
        tightest.is_some_and(|worst| worst.relative < -ROUNDING)
    }

    /// The points at which the claim is tightest, and this one.
    pub(super) fn points<'s>(&'s self, other: &'s [f64]) -> impl Iterator<Item = &'s [f64]> {
        let seen = self.smallest.iter().chain(&self.tightest);
        let seen = seen.map(|observation| observation.point.as_slice());
        [other].into_iter().chain(seen)
    }

    /// A witness near one of the tightest points, or near this one.
    pub(super) fn refute(&self, refuter: &Refuter<'_>, other: &[f64]) -> Option<Witness> {
        let suspicious = |o: &&Observation| o.relative <= ROUNDING;
        let seen = self
            .smallest
            .iter()
            .chain(&self.tightest)
            .filter(suspicious);
        let points = seen.map(|observation| observation.point.as_slice());
        let equal = self.tightest.first().filter(suspicious).map(|_| other);
        points.chain(equal).find_map(|point| refuter.confirm(point))
    }

    /// The point at which some side has no value, if intervals confirm that.
    pub(super) fn no_value(&self, refuter: &Refuter<'_>) -> Option<(&[f64], &EvalError)> {
        let (point, error) = self.undefined.as_ref()?;
        refuter
            .has_no_value(point)
            .then_some((point.as_slice(), error))
    }

    /// Takes one more observation into account.
    pub(super) fn record(&mut self, observation: Observation) {
        self.count += 1;
        let smaller = |old: &Observation| observation.slack < old.slack;
        if self.smallest.as_ref().is_none_or(smaller) {
            self.smallest = Some(observation.clone());
        }
        let place = self
            .tightest
            .partition_point(|kept| kept.relative <= observation.relative);
        self.tightest.insert(place, observation);
        self.tightest.truncate(KEPT);
    }
}

/// Ends, middles and points near the ends of each range, in all combinations up to a limit.
fn edge_points(ranges: &[(f64, f64)], most: usize) -> impl Iterator<Item = Vec<f64>> {
    let levels: Vec<Vec<f64>> = ranges
        .iter()
        .map(|&(a, b)| {
            let mut values = vec![a, b, 0.5 * a + 0.5 * b];
            for exponent in EDGE_EXPONENTS {
                let step = (b - a) * 2.0_f64.powi(exponent);
                values.extend([a + step, b - step]);
            }
            values.iter().map(|x| x.clamp(a, b)).collect()
        })
        .collect();
    let total = levels
        .iter()
        .try_fold(1_usize, |n, l| n.checked_mul(l.len()));
    let all = total.unwrap_or(usize::MAX).min(MAX_EDGE_POINTS);
    let count = all.min(most);
    (0..count).map(move |n| {
        let mut rest = n * all / count;
        levels
            .iter()
            .map(|values| {
                let value = values[rest % values.len()];
                rest /= values.len();
                value
            })
            .collect()
    })
}

/// The additive recurrence with the generalised golden ratio (Roberts 2018): x_k = frac(1/2 + n g^-k), g^(d+1) = g + 1.
fn sequence(ranges: &[(f64, f64)], count: usize) -> impl Iterator<Item = Vec<f64>> {
    let dimension = ranges.len();
    let mut g = 2.0_f64;
    for _ in 0..64 {
        g = core_math::pow(1.0 + g, 1.0 / (dimension as f64 + 1.0));
    }
    let steps: Vec<f64> = (1..=dimension)
        .map(|k| core_math::pow(g, -(k as f64)))
        .collect();
    let ranges = ranges.to_vec();
    // A claim without variables has one point, a corner.
    let count = if dimension == 0 { 0 } else { count };
    (1..=count).map(move |n| {
        ranges
            .iter()
            .zip(&steps)
            .map(|(&(a, b), step)| {
                let t = (0.5 + n as f64 * step).fract();
                ((1.0 - t) * a + t * b).clamp(a, b)
            })
            .collect()
    })
}
