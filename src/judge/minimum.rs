//! Where an expression is smallest in a weight: every global minimiser on `[0, 1]`, enclosed.
//!
//! Branch and bound. A part of `[0, 1]` is dropped where the enclosed value exceeds one that is attained, where the enclosed slope keeps its
//! sign and where the enclosed curvature is negative; where the curvature is positive interval Newton takes the part to the last bits. The
//! two ends are candidates of their own, so that a part next to an end does not contain it: `ln(beta)` is defined there.
//! Source: Hansen and Walster, Global Optimization Using Interval Analysis (2004).

use crate::numeric::Instant;

use crate::claim::{
    BoundProgram, Expr, Program, Symbol, differentiate, parse_claim, reduce_expectations,
};
use crate::error::{Error, Result};
use crate::interval::Interval;

use super::{Domain, IntervalAlgebra, symbolic};

/// Parts looked at before it is given up.
const MOST_PARTS: usize = 20_000;
/// A part this narrow, relative to its upper end, is not halved again.
const NARROW: f64 = 4.0 * f64::EPSILON;
/// Values closer than this, relative to their size, are not told apart: the rounding of a few operations.
const SAME: f64 = 8.0 * f64::EPSILON;
/// Below this a weight is not told from 0.
const LEAST: f64 = f64::MIN_POSITIVE;

/// Every global minimiser of an expression on `[0, 1]`.
#[derive(Clone, Debug)]
pub struct Minimum {
    /// Disjoint intervals in ascending order that together contain every minimiser, for all values of the other variables.
    pub places: Vec<Interval>,
    /// Contains the smallest value.
    pub value: Interval,
    /// Whether one minimiser is proved to be the only one: an end, or a part on which the slope increases strictly.
    pub unique: bool,
    /// How many parts of `[0, 1]` were looked at.
    pub parts: usize,
}

/// Every global minimiser on `[0, 1]` of an expression in `variables`, of which the first is the weight and the others lie in `fixed`.
///
/// $$ \{\beta\in\lbrack 0,1\rbrack: f(\beta,\theta)=\min_{\lbrack 0,1\rbrack} f(\cdot,\theta)\}\subset\bigcup\texttt{places}\quad\text{for every }\theta\in\texttt{fixed}. $$
/// An end at which `f` has no value is left out of the domain.
///
/// # Errors
/// [`Error::Expression`] where `f` has no value on part of (0, 1) or falls without bound or towards an end at which it has no value;
/// [`Error::Limit`] where the parts or the time run out.
///
/// ```
/// use forgetting::claim::{Definitions, Symbol, parse_expression};
/// use forgetting::judge::minimise;
/// let beta = [Symbol::new("beta").unwrap()];
/// let f = parse_expression("beta*ln(beta) + beta/2", &beta, &Definitions::new())?;
/// let found = minimise(&f, &beta, &[], None)?;
/// assert!(found.unique && found.places[0].contains((-1.5_f64).exp()) && found.places[0].width() < 64.0 * f64::EPSILON);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn minimise(
    expression: &Expr,
    variables: &[Symbol],
    fixed: &[Interval],
    deadline: Option<Instant>,
) -> Result<Minimum> {
    let derivatives = Derivatives::new(expression, variables);
    Search::new(&derivatives, fixed, deadline)?.run()
}

/// The expression and its derivatives in the weight, compiled.
struct Derivatives {
    value: Program,
    /// Value and slope, then the curvature as well; none where they cannot be formed.
    slope: Option<Program>,
    curvature: Option<Program>,
}

impl Derivatives {
    fn new(expression: &Expr, variables: &[Symbol]) -> Self {
        let value = Program::new([expression], variables);
        // Equal where the expression has a value, and short to differentiate.
        let closed = reduce_expectations(expression).unwrap_or_else(|_| expression.clone());
        let cancelled = Cancelled::new(variables);
        let derivative = |f: &Expr| {
            let formal = differentiate(f, variables.first()?).ok()?;
            Some(cancelled.of(formal))
        };
        let slope = derivative(&closed);
        let curvature = slope.as_ref().and_then(derivative);
        Self {
            value,
            slope: slope.map(|f| Program::new([&f], variables)),
            curvature: curvature.map(|f| Program::new([&f], variables)),
        }
    }
}

/// What cancels exactly inside (0, 1) is cancelled: the formal slope of `beta*ln(beta)` holds `beta/beta`, unbounded next to 0. A function
/// that is continuous where it is defined and agrees with the slope of a continuous function but for isolated points is its slope.
struct Cancelled(Option<Domain>);

impl Cancelled {
    fn new(variables: &[Symbol]) -> Self {
        let ranges: Vec<String> = variables
            .iter()
            .enumerate()
            .map(|(at, name)| {
                format!(
                    "{name} in {}",
                    if at == 0 { "(0, 1)" } else { "(-inf, inf)" }
                )
            })
            .collect();
        let everywhere = format!("for {}: 0 <= 1", ranges.join(", "));
        let domain = parse_claim(&everywhere).ok();
        Self(domain.and_then(|claim| Domain::new(&claim).ok()))
    }

    fn of(&self, f: Expr) -> Expr {
        let shorter = self
            .0
            .as_ref()
            .and_then(|domain| symbolic::difference(&Expr::integer(0), &f, domain));
        shorter
            .filter(|shorter| shorter.size() <= f.size())
            .unwrap_or(f)
    }
}

/// What is known of the expression on a part.
struct Bounds {
    value: Interval,
    slope: Option<Interval>,
    curvature: Option<Interval>,
}

/// A part of `[0, 1]` that may contain a minimiser.
#[derive(Clone, Copy)]
struct Place {
    weight: Interval,
    least: f64,
    unique: bool,
}

struct Search<'d> {
    value: BoundProgram<'d, IntervalAlgebra>,
    slope: Option<BoundProgram<'d, IntervalAlgebra>>,
    curvature: Option<BoundProgram<'d, IntervalAlgebra>>,
    fixed: &'d [Interval],
    deadline: Option<Instant>,
    /// An upper bound of the smallest value.
    most: f64,
    places: Vec<Place>,
    parts: usize,
}

impl<'d> Search<'d> {
    fn new(
        derivatives: &'d Derivatives,
        fixed: &'d [Interval],
        deadline: Option<Instant>,
    ) -> Result<Self> {
        let bind = |program: &'d Program| program.bind(&IntervalAlgebra).map_err(Error::from);
        Ok(Self {
            value: bind(&derivatives.value)?,
            slope: derivatives.slope.as_ref().map(bind).transpose()?,
            curvature: derivatives.curvature.as_ref().map(bind).transpose()?,
            fixed,
            deadline,
            most: f64::INFINITY,
            places: Vec::new(),
            parts: 0,
        })
    }

    fn run(mut self) -> Result<Minimum> {
        for end in [0.0, 1.0] {
            let weight = Interval::point(end);
            let value = self.value_on(weight);
            if value.is_defined() {
                self.most = self.most.min(value.hi());
                self.places.push(Place {
                    weight,
                    least: value.lo(),
                    unique: true,
                });
            }
        }
        let half = Interval::point(0.5);
        if !self.value_on(half).is_defined() {
            return Err(self.no_value(half));
        }
        let mut parts = vec![Interval::from_bounds(0.0, 1.0).with_open(true, true)];
        while !parts.is_empty() {
            let mut halves = Vec::new();
            for part in parts {
                self.spend()?;
                self.examine(part, &mut halves)?;
            }
            parts = halves;
        }
        self.minimum()
    }

    fn spend(&mut self) -> Result<()> {
        self.parts += 1;
        let limit = if self.parts > MOST_PARTS {
            format!("{MOST_PARTS} parts of [0, 1]")
        } else if self.deadline.is_some_and(|end| Instant::now() > end) {
            "time".to_owned()
        } else {
            return Ok(());
        };
        let what = match self
            .places
            .iter()
            .filter(|place| place.least <= self.most)
            .count()
        {
            0 => "the minimum".to_owned(),
            some => format!("the minimum ({some} places left)"),
        };
        Err(Error::Limit { what, limit })
    }

    /// Drops a part, keeps it as a place, or halves it.
    fn examine(&mut self, part: Interval, halves: &mut Vec<Interval>) -> Result<()> {
        let middle = Interval::point(split(part));
        let at_middle = self.value_on(middle);
        if at_middle.is_defined() {
            self.most = self.most.min(at_middle.hi());
        }
        let bounds = self.bounds(part, at_middle, middle);
        let least = bounds.value.lo();
        if bounds.value.is_defined() && least > self.most {
            return Ok(());
        }
        if !bounds.value.is_defined() {
            return self.halve(part, middle, halves);
        }
        let negative = |x: Interval| x.is_defined() && x.certainly_lt(Interval::ZERO);
        let positive = |x: Interval| x.is_defined() && Interval::ZERO.certainly_lt(x);
        let towards = match bounds.slope {
            Some(slope) if positive(slope) => Some(0.0),
            Some(slope) if negative(slope) => Some(1.0),
            _ => None,
        };
        if let Some(end) = towards {
            return self.falls_towards(end, part, least);
        }
        // Curvature says nothing of a kink, where the slope has no value.
        let curvature = bounds.curvature.filter(|_| bounds.slope.is_some());
        if curvature.is_some_and(negative) {
            // The least value lies at an end of the part, where it is stationary for no neighbour.
            return self.falls_towards_either(part, least);
        }
        if curvature.is_some_and(positive) {
            return self.newton(part);
        }
        if bounds.value.width() <= SAME * bounds.value.mag() || is_narrow(part) {
            self.places.push(Place {
                weight: part,
                least,
                unique: false,
            });
            return Ok(());
        }
        self.halve(part, middle, halves)
    }

    fn halve(&self, part: Interval, middle: Interval, halves: &mut Vec<Interval>) -> Result<()> {
        if is_narrow(part) {
            return Err(self.no_value(part));
        }
        let (lo, mid, hi) = (part.lo(), middle.lo(), part.hi());
        halves.push(Interval::from_bounds(lo, mid).with_open(part.open_lo(), false));
        halves.push(Interval::from_bounds(mid, hi).with_open(false, part.open_hi()));
        Ok(())
    }

    /// A part without a stationary point: if it reaches an end of `[0, 1]`, what is smallest there is the end's own value.
    fn falls_towards(&self, end: f64, part: Interval, least: f64) -> Result<()> {
        let reaches = part.lo() == end || part.hi() == end;
        let attained = self
            .places
            .iter()
            .any(|place| place.weight == Interval::point(end));
        if reaches && !attained && least <= self.most {
            return Err(Error::Expression(format!(
                "no minimum: the expression falls towards beta = {end}, where it has no value"
            )));
        }
        Ok(())
    }

    fn falls_towards_either(&self, part: Interval, least: f64) -> Result<()> {
        self.falls_towards(0.0, part, least)?;
        self.falls_towards(1.0, part, least)
    }

    /// Narrows a part on which the slope increases strictly down to what rounding leaves.
    fn newton(&mut self, part: Interval) -> Result<()> {
        let slope_at = |end: f64| self.slope_on(Interval::point(end));
        let rises = part.lo() == 0.0 && slope_at(0.0).is_some_and(|slope| slope.lo() >= 0.0);
        let falls = part.hi() == 1.0 && slope_at(1.0).is_some_and(|slope| slope.hi() <= 0.0);
        if rises || falls {
            let least = self.value_on(part).lo();
            return self.falls_towards_either(part, least);
        }
        let mut weight = part;
        loop {
            let middle = Interval::point(split(weight));
            let at_middle = self.value_on(middle);
            if at_middle.is_defined() {
                self.most = self.most.min(at_middle.hi());
            }
            let (Some(curvature), Some(slope)) = (self.curvature_on(weight), self.slope_on(middle))
            else {
                break;
            };
            let next = (middle - slope / curvature)
                .closure()
                .meet(weight.closure());
            if next.is_empty() {
                let least = self.value_on(part).lo();
                return self.falls_towards_either(part, least);
            }
            let progress = next.width() < 0.9 * weight.width();
            if !progress {
                break;
            }
            weight = next.with_open(next.lo() == 0.0, next.hi() == 1.0);
        }
        let middle = Interval::point(split(weight));
        let at_middle = self.value_on(middle);
        let bounds = self.bounds(weight, at_middle, middle);
        if bounds.value.lo() <= self.most {
            let unique = true;
            self.places.push(Place {
                weight: weight.closure(),
                least: bounds.value.lo(),
                unique,
            });
        }
        Ok(())
    }

    fn no_value(&self, part: Interval) -> Error {
        Error::Expression(format!(
            "no minimum is known: there is no enclosure of the expression near beta = {:e}",
            part.mid()
        ))
    }

    /// The minimum from the places that are left.
    fn minimum(self) -> Result<Minimum> {
        let mut left: Vec<Place> = self
            .places
            .into_iter()
            .filter(|place| place.least <= self.most)
            .collect();
        left.sort_by(|a, b| a.weight.lo().total_cmp(&b.weight.lo()));
        let least = left
            .iter()
            .map(|place| place.least)
            .fold(f64::INFINITY, f64::min);
        if left.is_empty() || !least.is_finite() {
            return Err(Error::Expression(
                "no minimum is known: the expression has no bounded enclosure".to_owned(),
            ));
        }
        let mut joined: Vec<Place> = Vec::new();
        for place in left {
            match joined.last_mut() {
                Some(last) if last.weight.hi() >= place.weight.lo() => {
                    // Strictly convex parts that touch are one, and so are an end and the part next to it.
                    last.weight = last.weight.hull(place.weight);
                    last.unique &= place.unique;
                }
                _ => joined.push(place),
            }
        }
        Ok(Minimum {
            unique: matches!(joined.as_slice(), [only] if only.unique),
            places: joined
                .into_iter()
                .map(|place| place.weight.closure())
                .collect(),
            value: Interval::from_bounds(least, self.most),
            parts: self.parts,
        })
    }

    /// Enclosures on a part: the narrower of the natural and the mean-value form.
    fn bounds(&self, part: Interval, at_middle: Interval, middle: Interval) -> Bounds {
        let natural = self.value_on(part);
        let slope = self.slope_on(part);
        let value = match slope {
            Some(slope) if slope.is_bounded() && natural.is_defined() && at_middle.is_defined() => {
                let linear = at_middle + slope * (part.closure() - middle);
                natural.meet(linear)
            }
            _ => natural,
        };
        let curvature = self.curvature_on(part);
        Bounds {
            value,
            slope,
            curvature,
        }
    }

    fn value_on(&self, weight: Interval) -> Interval {
        self.evaluated(&self.value, weight)
    }

    fn slope_on(&self, weight: Interval) -> Option<Interval> {
        let slope = self.evaluated(self.slope.as_ref()?, weight);
        slope.is_defined().then_some(slope)
    }

    fn curvature_on(&self, weight: Interval) -> Option<Interval> {
        let curvature = self.evaluated(self.curvature.as_ref()?, weight);
        curvature.is_defined().then_some(curvature)
    }

    fn evaluated(&self, program: &BoundProgram<'_, IntervalAlgebra>, weight: Interval) -> Interval {
        let point: Vec<Interval> = std::iter::once(weight)
            .chain(self.fixed.iter().copied())
            .collect();
        program
            .evaluate(&point)
            .map_or(Interval::NAI, |values| values[0])
    }
}

fn is_narrow(part: Interval) -> bool {
    part.width() <= NARROW * part.hi() || part.hi() < LEAST
}

/// Where a part is halved: in the logarithm where it spans orders of magnitude, so that 1e-300 is as near as 0.1.
fn split(part: Interval) -> f64 {
    let (lo, hi) = (part.lo(), part.hi());
    if lo == 0.0 && hi < 1.0 {
        return (hi * hi).max(0.5 * LEAST);
    }
    let middle = if lo > 0.0 && hi > 4.0 * lo {
        (lo * hi).sqrt()
    } else {
        0.5 * (lo + hi)
    };
    middle.clamp(lo, hi)
}
