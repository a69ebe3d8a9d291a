//! The domain of a claim as a box of doubles around it, and as the exact set.

use num_rational::BigRational;

use super::IntervalAlgebra;
use super::symbolic::{Region, region_end};
use crate::claim::{Bound, Claim, Expr, Program, Range, Symbol, rational_value};
use crate::interval::Interval;

/// How far from its other end, or from zero, a range without an end is sampled.
const SAMPLED_SPAN: f64 = 64.0;

/// The domain of a claim: exact where its ends are rational, enclosed where they are not.
///
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::Domain;
/// let claim = parse_claim("for x in [0, 1), n in [2, 3]: x <= n")?;
/// let domain = Domain::new(&claim).unwrap();
/// assert_eq!((domain.dimension(), domain.excludes_face(0, 1.0)), (2, true));
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Domain {
    axes: Vec<Axis>,
}

/// One variable and its range.
#[derive(Clone, Debug)]
struct Axis {
    variable: Symbol,
    lower: End,
    upper: End,
}

/// One end of a range.
#[derive(Clone, Debug)]
struct End {
    exact: Option<BigRational>,
    enclosure: Interval,
    closed: bool,
    infinite: bool,
}

impl End {
    fn new(bound: &Bound) -> Self {
        if let Some(infinity) = bound.infinity() {
            let beyond = Interval::from_bounds(infinity.min(f64::MAX), infinity.max(f64::MIN));
            return Self {
                exact: None,
                enclosure: beyond,
                closed: false,
                infinite: true,
            };
        }
        Self {
            exact: rational_value(&bound.value),
            enclosure: constant(&bound.value),
            closed: bound.closed,
            infinite: false,
        }
    }
}

fn constant(value: &Expr) -> Interval {
    let program = Program::new([value], &[]);
    let values = program.bind(&IntervalAlgebra).and_then(|p| p.evaluate(&[]));
    values.map_or(Interval::NAI, |values| values[0])
}

impl Domain {
    /// The domain of `claim`.
    ///
    /// # Errors
    /// One line of text where an end has no bounded enclosure or some range may be empty.
    pub fn new(claim: &Claim) -> Result<Self, String> {
        let axes: Vec<Axis> = claim.domain.iter().map(Axis::new).collect();
        match axes.iter().zip(&claim.domain).find_map(|(axis, range)| {
            axis.obstacle()
                .map(|why| format!("the range {} of {} {why}", range.interval(), range.variable))
        }) {
            Some(obstacle) => Err(obstacle),
            None => Ok(Self { axes }),
        }
    }

    /// Number of variables.
    pub fn dimension(&self) -> usize {
        self.axes.len()
    }

    /// The variables.
    pub fn variables(&self) -> Vec<Symbol> {
        self.axes.iter().map(|axis| axis.variable.clone()).collect()
    }

    /// A box of doubles that contains the domain: ends rounded outwards, open ends included.
    pub fn cover(&self) -> Vec<Interval> {
        self.axes
            .iter()
            .map(|axis| Interval::from_bounds(axis.lower.enclosure.lo(), axis.upper.enclosure.hi()))
            .collect()
    }

    /// The domain with exact ends where they are rational, and with the outer ends of their enclosures where they are not.
    pub(super) fn region(&self) -> Region {
        let range = |axis: &Axis| {
            let end = |end: &End, outer: f64| region_end(end.exact.as_ref(), outer, end.closed);
            let lower = end(&axis.lower, axis.lower.enclosure.lo());
            let upper = end(&axis.upper, axis.upper.enclosure.hi());
            (axis.variable.clone(), (lower, upper))
        };
        Region::of_ends(self.axes.iter().map(range))
    }

    /// Whether a point lies in the domain, for certain.
    pub fn contains(&self, point: &[BigRational]) -> bool {
        point.len() == self.axes.len()
            && self
                .axes
                .iter()
                .zip(point)
                .all(|(axis, x)| axis.contains(x))
    }

    /// Whether a point lies in the interior of the domain relative to the ranges that have a width, for certain.
    pub(super) fn contains_inside(&self, point: &[BigRational]) -> bool {
        self.contains(point)
            && self.axes.iter().zip(point).all(|(axis, x)| {
                let (lower, upper) = (&axis.lower.exact, &axis.upper.exact);
                let at = |end: &Option<BigRational>| end.as_ref() == Some(x);
                at(lower) == at(upper)
            })
    }

    /// Whether no point of the domain has the coordinate `face`, an end of the cover, on this axis: the end is open or was
    /// rounded away from the range.
    pub fn excludes_face(&self, axis: usize, face: f64) -> bool {
        let Some(axis) = self.axes.get(axis) else {
            return false;
        };
        let beyond = |end: &End, bound: f64| {
            bound == face
                && !end.infinite
                && (!end.closed || end.exact.is_some() && !end.enclosure.is_point())
        };
        beyond(&axis.lower, axis.lower.enclosure.lo())
            || beyond(&axis.upper, axis.upper.enclosure.hi())
    }

    /// The least and the greatest double to sample on each axis: inside the range where it contains a double at all.
    pub fn sample_ranges(&self) -> Vec<(f64, f64)> {
        self.axes.iter().map(Axis::sample_range).collect()
    }

    /// The nearest point of the closed domain whose ends are rational; other axes are left alone.
    pub fn clamp(&self, point: &mut [BigRational]) {
        for (axis, x) in self.axes.iter().zip(point) {
            if let Some(lower) = axis.lower.exact.as_ref().filter(|lower| *x < **lower) {
                x.clone_from(lower);
            }
            if let Some(upper) = axis.upper.exact.as_ref().filter(|upper| *x > **upper) {
                x.clone_from(upper);
            }
        }
    }
}

impl Axis {
    fn new(range: &Range) -> Self {
        Self {
            variable: range.variable.clone(),
            lower: End::new(&range.lower),
            upper: End::new(&range.upper),
        }
    }

    /// Why nothing can be said about this range.
    fn obstacle(&self) -> Option<&'static str> {
        let (a, b) = (self.lower.enclosure, self.upper.enclosure);
        let usable =
            |end: &End| end.infinite || end.enclosure.is_defined() && end.enclosure.is_bounded();
        if !usable(&self.lower) || !usable(&self.upper) {
            return Some("has an end beyond the doubles");
        }
        let both_closed = self.lower.closed && self.upper.closed;
        let inhabited = match (&self.lower.exact, &self.upper.exact) {
            _ if self.lower.infinite || self.upper.infinite => true,
            (Some(a), Some(b)) => a < b || a == b && both_closed,
            _ => a.certainly_lt(b),
        };
        (!inhabited).then_some("may be empty")
    }

    fn contains(&self, x: &BigRational) -> bool {
        let here = Interval::from_rational(x);
        let (lower, upper) = (&self.lower, &self.upper);
        let above = match &lower.exact {
            _ if lower.infinite => true,
            Some(end) => x > end || x == end && lower.closed,
            None => lower.enclosure.certainly_lt(here),
        };
        let below = match &upper.exact {
            _ if upper.infinite => true,
            Some(end) => x < end || x == end && upper.closed,
            None => here.certainly_lt(upper.enclosure),
        };
        above && below
    }

    fn sample_range(&self) -> (f64, f64) {
        let (mut a, mut b) = (self.lower.enclosure.hi(), self.upper.enclosure.lo());
        if self.lower.infinite {
            a = if self.upper.infinite {
                -SAMPLED_SPAN
            } else {
                b - SAMPLED_SPAN
            };
        }
        if self.upper.infinite {
            b = if self.lower.infinite {
                SAMPLED_SPAN
            } else {
                a + SAMPLED_SPAN
            };
        }
        if !self.lower.closed {
            a = a.next_up();
        }
        if !self.upper.closed {
            b = b.next_down();
        }
        if a <= b {
            (a, b)
        } else {
            let middle = self.lower.enclosure.mid();
            (middle, middle)
        }
    }
}
