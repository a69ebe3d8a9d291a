//! The sets that inequalities are shown on, and numbers at their points.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::claim::{Expr, Function, Operator, Program, Symbol, enclose};
use crate::interval::Interval;
use crate::judge::IntervalAlgebra;
use crate::judge::symbolic::{End, Factored, Range, Region, Term};

/// An open box, or the part of it where one variable is smaller than another; then both have the same range.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Cell {
    pub region: Region,
    /// (smaller, larger)
    pub order: Option<(Symbol, Symbol)>,
}

impl Cell {
    pub fn of_box(region: &Region) -> Self {
        Self {
            region: region.interior(),
            order: None,
        }
    }

    /// A cell that contains the points of the box with `smaller < larger`; `None` where there are none, so that nothing follows from
    /// them by continuity.
    pub fn ordered(&self, smaller: &Symbol, larger: &Symbol) -> Option<Self> {
        let (low, high) = (self.region.range(smaller)?, self.region.range(larger)?);
        if let (Some(low), Some(high)) = (&low.lo, &high.hi)
            && low.value >= high.value
        {
            return None;
        }
        let range = Range::exactly(low.lo.clone(), high.hi.clone());
        Some(Self {
            region: self.region.with(smaller, range.clone()).with(larger, range),
            order: Some((smaller.clone(), larger.clone())),
        })
    }

    /// What is positive on the cell beside the ranges.
    pub fn facts(&self) -> Vec<Expr> {
        let facts = self.order.iter().map(|(small, large)| {
            let variable = |name: &Symbol| Expr::variable(name.clone());
            Expr::binary(Operator::Sub, variable(large), variable(small))
        });
        facts.collect()
    }

    pub fn variables(&self) -> Vec<Symbol> {
        self.region
            .axes()
            .iter()
            .map(|(name, _)| name.clone())
            .collect()
    }

    pub fn with(&self, name: &Symbol, range: Range) -> Self {
        Self {
            region: self.region.with(name, range),
            order: self.order.clone(),
        }
    }

    /// The cell of the other variables.
    pub fn without(&self, name: &Symbol) -> Self {
        let order = self.order.clone().filter(|(s, l)| s != name && l != name);
        Self {
            region: self.region.without(name),
            order,
        }
    }

    /// Without the variables that an expression does not mention.
    pub fn of(&self, expr: &Expr) -> Self {
        let mut cell = self.clone();
        for name in self.variables() {
            let bound = self.order.as_ref().is_some_and(|(s, l)| {
                (*s == name && expr.mentions(l)) || (*l == name && expr.mentions(s))
            });
            if !expr.mentions(&name) && !bound {
                cell = cell.without(&name);
            }
        }
        cell
    }

    /// The same rational points of the inside each time: in one variable in order, denser towards the ends.
    pub fn samples(&self) -> Vec<Vec<BigRational>> {
        let axes = self.region.axes();
        if let [(_, range)] = axes {
            return shares().iter().map(|t| vec![inside(range, t)]).collect();
        }
        let count = match axes.len() {
            0 => 1,
            2 => 240,
            _ => 400,
        };
        let points = (1..=count).map(|n| {
            let coordinates = axes.iter().enumerate();
            coordinates
                .map(|(k, (_, range))| inside(range, &halton(n, k)))
                .collect::<Vec<_>>()
        });
        let place = |name: &Symbol| axes.iter().position(|(own, _)| own == name);
        points
            .filter(|point| match &self.order {
                Some((s, l)) => match (place(s), place(l)) {
                    (Some(s), Some(l)) => point[s] < point[l],
                    _ => true,
                },
                None => true,
            })
            .collect()
    }
}

/// Shares of a range: uniform ones, and powers of two next to both ends.
fn shares() -> Vec<BigRational> {
    let mut shares: Vec<BigRational> = (1..48_u32)
        .map(|n| BigRational::new(n.into(), 48.into()))
        .collect();
    for k in 6..20_u32 {
        let small = BigRational::new(1.into(), (1_u64 << k).into());
        shares.push(BigRational::one() - &small);
        shares.push(small);
    }
    shares.sort();
    shares
}

/// The n-th point of the Halton sequence on an axis.
pub(super) fn halton(mut n: u32, axis: usize) -> BigRational {
    const PRIMES: [u32; 8] = [2, 3, 5, 7, 11, 13, 17, 19];
    let prime = PRIMES[axis % PRIMES.len()];
    let (mut numer, mut denom) = (0_u64, 1_u64);
    while n > 0 {
        numer = numer * u64::from(prime) + u64::from(n % prime);
        denom *= u64::from(prime);
        n /= prime;
    }
    BigRational::new(numer.into(), denom.into())
}

/// The point at the share `t` of a range, infinite ends brought to 0 and 1.
fn inside(range: &Range, t: &BigRational) -> BigRational {
    let one = BigRational::one();
    match (&range.lo, &range.hi) {
        (Some(lo), Some(hi)) => &lo.value + (&hi.value - &lo.value) * t,
        (Some(lo), None) => &lo.value + t / (&one - t),
        (None, Some(hi)) => &hi.value - t / (&one - t),
        (None, None) => (t + t - &one) / (t * (one - t)),
    }
}

/// The values at a point, enclosed; [`Interval::NAI`] where there is none.
pub(super) struct Enclosed {
    program: Program,
}

impl Enclosed {
    pub fn new(expr: &Expr, variables: &[Symbol]) -> Self {
        let program = Program::new([expr], variables);
        Self { program }
    }

    pub fn over(&self, ranges: &[Interval]) -> Interval {
        let values = self
            .program
            .bind(&IntervalAlgebra)
            .and_then(|p| p.evaluate(ranges));
        values.map_or(Interval::NAI, |values| values[0])
    }

    /// The sign at each point, 0 where it is not known.
    pub fn signs(&self, points: &[Vec<BigRational>]) -> Vec<i8> {
        let Ok(program) = self.program.bind(&IntervalAlgebra) else {
            return vec![0; points.len()];
        };
        let sign = |point: &Vec<BigRational>| {
            let point: Vec<Interval> = point.iter().map(Interval::from_rational).collect();
            program
                .evaluate(&point)
                .map_or(0, |values| sign_of(values[0]))
        };
        points.iter().map(sign).collect()
    }
}

pub(super) fn sign_of(x: Interval) -> i8 {
    if !x.is_defined() {
        0
    } else if x.lo() > 0.0 {
        1
    } else if x.hi() < 0.0 {
        -1
    } else {
        0
    }
}

/// The closed range of a constant; `None` where its enclosure is unbounded.
pub(super) fn constant_range(expr: &Expr) -> Option<Range> {
    let x = Enclosed::new(expr, &[]).over(&[]);
    (x.is_defined() && x.is_bounded()).then(|| Range::around(x))
}

/// A term as an expression.
pub(super) fn product_of(term: &Term) -> Option<Expr> {
    let mut product: Option<Expr> = None;
    let mut times = |factor: Expr| {
        product = Some(match product.take() {
            None => factor,
            Some(product) => Expr::binary(Operator::Mul, product, factor),
        });
    };
    if !term.coefficient.is_one() {
        times(Expr::rational(&term.coefficient));
    }
    for (atom, power) in &term.atoms {
        times(power_of(atom, &BigRational::from_integer((*power).into())));
    }
    for (base, power) in &term.roots {
        times(power_of(base, power));
    }
    if let Some(exponent) = &term.exponent {
        times(Expr::call(Function::Exp, None, vec![exponent.clone()]).ok()?);
    }
    Some(product.unwrap_or_else(|| Expr::integer(1)))
}

/// base^power, short where the power is 1 or 1/2.
pub(super) fn power_of(base: &Expr, power: &BigRational) -> Expr {
    if power.is_one() {
        return base.clone();
    }
    if *power == BigRational::new(1.into(), 2.into())
        && let Ok(root) = Expr::call(Function::Sqrt, None, vec![base.clone()])
    {
        return root;
    }
    Expr::binary(Operator::Pow, base.clone(), Expr::rational(power))
}

/// The rational with the least denominator between two others.
pub(super) fn simplest_between(lo: &BigRational, hi: &BigRational) -> BigRational {
    let zero = BigRational::zero();
    if *lo <= zero && zero <= *hi {
        return zero;
    }
    if hi.is_negative() {
        return -simplest_between(&-hi, &-lo);
    }
    let floor = lo.floor();
    if floor == *lo {
        return floor;
    }
    let above = &floor + BigRational::one();
    if above <= *hi {
        return above;
    }
    let rest = simplest_between(&(hi - &floor).recip(), &(lo - &floor).recip());
    floor + rest.recip()
}

/// A double range around rational ends; infinite where there are none.
pub(super) fn hull(range: &Range) -> Interval {
    let lo = range
        .lo
        .as_ref()
        .map_or(f64::NEG_INFINITY, |end| enclose(&end.value).0);
    let hi = range
        .hi
        .as_ref()
        .map_or(f64::INFINITY, |end| enclose(&end.value).1);
    Interval::from_bounds(lo, hi)
}

/// A closed end.
pub(super) fn end(value: &BigRational) -> Option<End> {
    Some(End {
        value: value.clone(),
        open: true,
    })
}

/// A normal form as an expression.
pub(super) fn expr_of(normal: &Factored) -> Option<Expr> {
    let integer = |n: i64| BigRational::from_integer(n.into());
    let sums = normal
        .factors
        .iter()
        .map(|(sum, power)| (sum.expr.clone(), integer(*power)));
    let factors: Vec<(Expr, BigRational)> = sums.chain(normal.roots.iter().cloned()).collect();
    quotient_of(&normal.coefficient, &factors, normal.exponent.as_ref())
}

/// `coefficient * prod base^power * exp(exponent)`, negative powers below the line.
pub(super) fn quotient_of(
    coefficient: &BigRational,
    factors: &[(Expr, BigRational)],
    exponent: Option<&Expr>,
) -> Option<Expr> {
    let mut above = (!coefficient.is_one()).then(|| Expr::rational(coefficient));
    let mut below = None;
    let times = |side: Option<Expr>, factor: Expr| {
        Some(match side {
            None => factor,
            Some(side) => Expr::binary(Operator::Mul, side, factor),
        })
    };
    for (base, power) in factors {
        let factor = power_of(base, &power.abs());
        if power.is_negative() {
            below = times(below, factor);
        } else {
            above = times(above, factor);
        }
    }
    if let Some(exponent) = exponent {
        above = times(
            above,
            Expr::call(Function::Exp, None, vec![exponent.clone()]).ok()?,
        );
    }
    let above = above.unwrap_or_else(|| Expr::integer(1));
    Some(match below {
        None => above,
        Some(below) => Expr::binary(Operator::Div, above, below),
    })
}
