//! Points at which a slack vanishes, exactly: around them convexity settles what no enclosure of the slack can.
//!
//! Let `c` be a point with `F(c) = 0` and `F` convex on a box that contains `c` and `X`. Then for every `x` in `X`
//! `F(x) >= F'(c) (x - c)`, which is not negative where along each axis the derivative at `c` vanishes, or `X` lies on the side of
//! `c` to which it points. The coordinates are closed expressions such as `1/3` or `exp(1)`; `F(c) = 0` and the vanishing
//! derivatives are shown by exact arithmetic or by the normal form, never by a tolerance.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use super::IntervalAlgebra;
use super::bounder::Bounder;
use super::domain::Domain;
use super::obligation::Assertion;
use super::prepared::{Curvature, Prepared};
use super::symbolic::prove;
use crate::claim::{
    Claim, Comparison, Expr, Function, Program, Relation, Symbol, rational_value, substitute,
};
use crate::interval::{Decoration, Interval};
use crate::overlap::enclosure::positive_definite;

/// Axes up to which the matrix of second derivatives is formed.
pub(super) const MAX_AXES: usize = 3;
/// Largest denominator of a rational coordinate.
const MAX_DENOMINATOR: i64 = 64;
/// How near, relatively, a computed minimiser must be to a closed expression for that to be tried.
const NEAR: f64 = 1e-6;
/// Newton steps towards a stationary point.
const NEWTON_STEPS: usize = 40;
/// Closed expressions tried for one coordinate.
const MOST_GUESSES: usize = 3;

/// A point at which the slack vanishes.
#[derive(Clone, Debug)]
pub(super) struct Stationary {
    /// The coordinates, as texts of the claim language.
    pub text: Vec<String>,
    /// The coordinates, enclosed.
    at: Vec<Interval>,
    /// For each axis: the derivative at the point, exactly zero where it was shown to vanish.
    gradient: Vec<Interval>,
}

impl Stationary {
    /// The point with these coordinates, if the slack is exactly zero there.
    pub fn verify(prepared: &Prepared, point: &[Expr]) -> Option<Self> {
        let Curvature {
            slack,
            gradient,
            variables,
            ..
        } = prepared.curvature.as_ref()?;
        if point.len() != variables.len() {
            return None;
        }
        let place: Vec<(Symbol, Expr)> = variables.iter().cloned().zip(point.to_vec()).collect();
        let at: Vec<Interval> = point.iter().map(constant).collect::<Option<_>>()?;
        let sides = prepared.sides.bind(&IntervalAlgebra).ok()?;
        let sides = sides.evaluate(&at).ok()?;
        if !sides.iter().all(|side| side.is_defined())
            || !vanishes(&substitute(slack, &place).ok()?)
        {
            return None;
        }
        let slope = |derivative: &Expr| {
            let there = substitute(derivative, &place).ok()?;
            let enclosure = constant(&there)?;
            let zero = enclosure.contains_zero() && vanishes(&there);
            Some(if zero { Interval::ZERO } else { enclosure })
        };
        Some(Self {
            text: point.iter().map(ToString::to_string).collect(),
            gradient: gradient.iter().map(slope).collect::<Option<_>>()?,
            at,
        })
    }

    /// The vanishing points near `starts`, as far as they have short closed coordinates.
    pub fn search(prepared: &Prepared, starts: &[Vec<f64>]) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        if prepared.assertion == Assertion::Equal {
            return found;
        }
        for start in starts {
            let polished = newton(prepared, start);
            for near in polished.iter().chain([start]) {
                let known = |s: &Self| s.at.iter().zip(near).all(|(c, x)| close(c.mid(), *x));
                if found.iter().any(known) {
                    continue;
                }
                let verified = combinations(near)
                    .iter()
                    .find_map(|point| Self::verify(prepared, point));
                found.extend(verified);
            }
        }
        found
    }
}

impl Bounder<'_> {
    /// What convexity around a vanishing point proves: slack 0, or nothing.
    pub(super) fn stationary(&self, which: usize, opened: &[Interval]) -> Option<f64> {
        let point = self.points.get(which)?;
        let hull: Vec<Interval> = opened
            .iter()
            .zip(&point.at)
            .map(|(x, c)| Interval::from_bounds(x.lo().min(c.lo()), x.hi().max(c.hi())))
            .collect();
        // A box that reaches an excluded face is convex without it too; the point itself may not lie on it.
        let hull: Vec<Interval> = hull
            .iter()
            .zip(opened)
            .zip(&point.at)
            .map(|((h, x), c)| {
                let lower = x.open_lo() && h.lo() == x.lo() && c.lo() > x.lo();
                let upper = x.open_hi() && h.hi() == x.hi() && c.hi() < x.hi();
                h.with_open(lower, upper)
            })
            .collect();
        let rises = |axis: usize| {
            let (g, x, c) = (point.gradient[axis], opened[axis], point.at[axis]);
            g == Interval::ZERO
                || g.lo() >= 0.0 && x.lo() >= c.hi()
                || g.hi() <= 0.0 && x.hi() <= c.lo()
        };
        if !(0..hull.len()).all(rises) {
            return None;
        }
        let values = self.curvature.as_ref()?.evaluate(&hull).ok()?;
        let (value, second) = values.split_first()?;
        let smooth = value.decoration() >= Decoration::Dac && second.iter().all(|h| h.is_defined());
        if value.is_empty() || !smooth {
            return None;
        }
        let definite = is_definite(second, hull.len());
        let convex = definite || hull.len() == 1 && second[0].lo() >= 0.0;
        let apart = |(x, c): (&Interval, &Interval)| c.certainly_lt(*x) || x.certainly_lt(*c);
        let strict = || definite && opened.iter().zip(&point.at).any(apart);
        (convex && (self.assertion == Assertion::AtMost || strict())).then_some(0.0)
    }
}

/// Whether every symmetric matrix with this upper triangle is positive definite.
fn is_definite(triangle: &[Interval], dimension: usize) -> bool {
    let mut matrix = [[Interval::ZERO; 3]; 3];
    for (k, row) in matrix.iter_mut().enumerate() {
        row[k] = Interval::ONE;
    }
    for (entry, (i, j)) in triangle.iter().zip(pairs(dimension)) {
        matrix[i][j] = *entry;
        matrix[j][i] = *entry;
    }
    positive_definite(&matrix, 0.0)
}

/// The places of the upper triangle, row by row.
pub(super) fn pairs(dimension: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..dimension).flat_map(move |i| (i..dimension).map(move |j| (i, j)))
}

/// A defined and bounded enclosure of a closed expression.
fn constant(expr: &Expr) -> Option<Interval> {
    let program = Program::new([expr], &[]);
    let values = program.bind(&IntervalAlgebra).ok()?.evaluate(&[]).ok()?;
    values
        .first()
        .copied()
        .filter(|x| x.is_defined() && x.is_bounded())
}

/// Whether a closed expression is zero, by exact arithmetic or the normal form.
fn vanishes(expr: &Expr) -> bool {
    if let Some(value) = rational_value(expr) {
        return value.is_zero();
    }
    let statement = Comparison::new(expr.clone(), vec![(Relation::Equal, Expr::integer(0))]);
    statement.is_some_and(|statement| {
        let claim = Claim {
            domain: Vec::new(),
            conditions: Vec::new(),
            statement,
        };
        Domain::new(&claim).is_ok_and(|domain| prove(&claim, &domain).is_ok())
    })
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= NEAR * a.abs().max(b.abs()).max(NEAR)
}

/// A zero of the gradient, from a point near it.
fn newton(prepared: &Prepared, start: &[f64]) -> Option<Vec<f64>> {
    let curvature = prepared.curvature.as_ref()?;
    let gradient = prepared.difference.as_ref()?.bind(&IntervalAlgebra).ok()?;
    let second = curvature.program.bind(&IntervalAlgebra).ok()?;
    let n = start.len();
    let mut x = nalgebra::DVector::from_column_slice(start);
    for _ in 0..NEWTON_STEPS {
        let at: Vec<Interval> = x.iter().map(|&x| Interval::point(x)).collect();
        let middles =
            |values: Vec<Interval>| -> Vec<f64> { values[1..].iter().map(|v| v.mid()).collect() };
        let slope = nalgebra::DVector::from_vec(middles(gradient.evaluate(&at).ok()?));
        let mut matrix = nalgebra::DMatrix::zeros(n, n);
        for (entry, (i, j)) in middles(second.evaluate(&at).ok()?)
            .into_iter()
            .zip(pairs(n))
        {
            matrix[(i, j)] = entry;
            matrix[(j, i)] = entry;
        }
        let step = matrix.lu().solve(&slope)?;
        x -= &step;
        if !x.iter().all(|x| x.is_finite()) {
            return None;
        }
        if step.norm() <= f64::EPSILON * 4.0 * x.norm() {
            break;
        }
    }
    let moved = x
        .iter()
        .zip(start)
        .all(|(x, s)| (x - s).abs() <= 0.1 * (1.0 + s.abs()));
    moved.then(|| x.iter().copied().collect())
}

/// Points whose coordinates are closed expressions near those of `near`, the simplest first.
fn combinations(near: &[f64]) -> Vec<Vec<Expr>> {
    let mut points: Vec<Vec<Expr>> = vec![Vec::new()];
    for &x in near {
        let guesses = guesses(x);
        points = points
            .iter()
            .flat_map(|point| {
                guesses.iter().map(|guess| {
                    let mut longer = point.clone();
                    longer.push(guess.clone());
                    longer
                })
            })
            .collect();
    }
    points
}

/// Closed expressions near `x`: rationals, and the exponential, logarithm or root of one.
fn guesses(x: f64) -> Vec<Expr> {
    let mut found: Vec<Expr> = Vec::new();
    let call = |function, q: &BigRational| Expr::call(function, None, vec![Expr::rational(q)]).ok();
    found.extend(short_rational(x).map(|q| Expr::rational(&q)));
    if x > 0.0 {
        let exponent = short_rational(core_math::log(x)).filter(|q| !q.is_zero());
        found.extend(exponent.and_then(|q| call(Function::Exp, &q)));
        found.extend(short_rational(x * x).and_then(|q| call(Function::Sqrt, &q)));
    }
    if x.abs() < 30.0 {
        found.extend(short_rational(core_math::exp(x)).and_then(|q| call(Function::Ln, &q)));
    }
    found.truncate(MOST_GUESSES);
    found
}

/// The first convergent of the continued fraction of `x` that is near it, if its denominator is small.
fn short_rational(x: f64) -> Option<BigRational> {
    if !x.is_finite() || x.abs() > 1e9 {
        return None;
    }
    let (mut h, mut k) = ((1_i64, x.floor().to_i64()?), (0_i64, 1_i64));
    let mut rest = x - x.floor();
    while !close(h.1 as f64 / k.1 as f64, x) {
        if rest <= 0.0 {
            return None;
        }
        let inverse = 1.0 / rest;
        let digit = inverse.floor().to_i64()?;
        rest = inverse - inverse.floor();
        h = (h.1, digit.checked_mul(h.1)?.checked_add(h.0)?);
        k = (k.1, digit.checked_mul(k.1)?.checked_add(k.0)?);
        if k.1 > MAX_DENOMINATOR {
            return None;
        }
    }
    Some(BigRational::new(BigInt::from(h.1), BigInt::from(k.1)))
}
