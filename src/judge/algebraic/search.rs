//! The search for a derivation: factors, exact polynomial decisions, then derivatives.

use std::time::Instant;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed as _, Zero};

use super::bernstein::{self, Cover};
use super::cell::{Cell, Enclosed, expr_of, hull, simplest_between};
use super::check::{self, as_polynomial};
use super::constant::Constant;
use super::contradiction;
use super::derivation::{Cut, Derivation, Factor, Goal, Orders, Product, Signed};
use super::polynomial::{of_sum, square_free};
use super::square::by_square;
use super::substitution::{ratio, walk};
use crate::claim::{Expr, Function, Kind, Operator, Symbol, rational_value, substitute};
use crate::interval::Interval;
use crate::judge::symbolic::{Factored, Range, Region, Sum, factored, has_sign_at_once};

/// Goals that one claim may open, in one variable and in more.
const MAX_GOALS: [u32; 2] = [300, 120];
/// Nodes of expressions that one search may bring into normal form.
const WORK: u64 = 25_000;
/// How deep derivatives may nest.
const MAX_DEPTH: u32 = 12;
/// Most pieces of a cover by enclosures.
const MAX_PIECES: u32 = 48;
/// Lines along which a derivative must change its sign at the same point.
const LINES: usize = 3;
/// Most halvings on the way to a zero of a derivative.
const HALVINGS: u32 = 48;

/// The state of a search.
pub(super) struct Search {
    goals: u32,
    most: u32,
    /// Nodes of expressions that may still be brought into normal form.
    work: u64,
    /// Whether larger boxes are tried.
    pub widens: bool,
    deadline: Option<Instant>,
}

impl Search {
    pub fn new(dimension: usize) -> Self {
        let most = MAX_GOALS[usize::from(dimension > 1)];
        Self {
            goals: most,
            most,
            work: WORK,
            widens: true,
            deadline: None,
        }
    }

    /// The same, given up at the deadline.
    pub fn until(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }

    /// A new budget, for another attempt at the whole goal.
    pub fn renew(&mut self) {
        self.goals = self.most;
    }

    /// Counts a unit of work; `None` once the budget is spent or the time is up.
    pub fn spend(&mut self) -> Option<()> {
        self.goals = self.goals.checked_sub(1)?;
        let late = self.deadline.is_some_and(|end| Instant::now() >= end);
        (!late).then_some(())
    }

    /// Counts a normal form; `None` once there were too many.
    pub fn charge(&mut self, expr: &Expr, times: u64) -> Option<()> {
        let cost = expr.size().saturating_mul(times);
        let left = self.work.checked_sub(cost);
        self.work = left.unwrap_or(0);
        left.map(|_| ())
    }

    /// A derivation of the goal, if one is found within the limits.
    pub fn prove(&mut self, goal: &Goal, depth: u32) -> Option<Derivation> {
        self.prove_written(goal, depth, false)
    }

    /// `written` says that the goal is written as its normal form shows it, up to the order of its terms.
    fn prove_written(&mut self, goal: &Goal, depth: u32, written: bool) -> Option<Derivation> {
        self.spend()?;
        if depth > MAX_DEPTH {
            return None;
        }
        let goal = &goal.reduced();
        self.charge(&goal.expr, 1)?;
        if goal.cell.region.axes().is_empty() {
            return check::constant(goal).then_some(Derivation::Constant);
        }
        let points = goal.cell.samples();
        let signs = Enclosed::new(&goal.expr, &goal.cell.variables()).signs(&points);
        if signs.contains(&-1) {
            return None;
        }
        if has_sign_at_once(&goal.expr, goal.sign(), &goal.cell.region) {
            return Some(Derivation::Range);
        }
        let normal = factored(&goal.expr, &goal.cell.region, &goal.cell.facts()).ok()?;
        if normal.coefficient.is_zero() {
            return (!goal.strict).then(|| Derivation::Product(Product::zero()));
        }
        if let Some(sum) = single(&normal)
            && (written || sum.expr == goal.expr || Expr::negation(sum.expr.clone()) == goal.expr)
        {
            return self.prove_sum(goal, sum, depth);
        }
        self.prove_product(goal, &normal, depth)
    }

    fn prove_product(&mut self, goal: &Goal, normal: &Factored, depth: u32) -> Option<Derivation> {
        let mut factors = Vec::new();
        let mut positive = normal.coefficient.is_positive();
        for (sum, power) in &normal.factors {
            for (base, power) in parted(sum, *power, goal)? {
                let shown = if goal.strict || power % 2 != 0 {
                    let shown = self.signed(goal, &base, depth)?;
                    positive ^= !shown.positive && power % 2 != 0;
                    Some(shown)
                } else {
                    None
                };
                let power = BigRational::from_integer(power.into());
                factors.push(Factor { base, power, shown });
            }
        }
        for (base, power) in &normal.roots {
            let shown = if goal.strict {
                Some(self.signed(goal, base, depth)?).filter(|shown| shown.positive)
            } else {
                None
            };
            factors.push(Factor {
                base: base.clone(),
                power: power.clone(),
                shown,
            });
        }
        positive.then(|| {
            Derivation::Product(Product {
                coefficient: normal.coefficient.clone(),
                factors,
                exponent: normal.exponent.clone(),
            })
        })
    }

    /// The sign of a factor, by whichever samples suggest.
    fn signed(&mut self, goal: &Goal, base: &Expr, depth: u32) -> Option<Signed> {
        let cell = goal.cell.of(base);
        let signs = Enclosed::new(base, &cell.variables()).signs(&cell.samples());
        let positive = !signs.contains(&-1);
        if !positive && signs.contains(&1) {
            return None;
        }
        let mut factor = Factor {
            base: base.clone(),
            power: BigRational::one(),
            shown: Some(Signed {
                positive,
                by: Derivation::Range,
            }),
        };
        let inner = factor.goal(goal)?;
        let by = self.prove_written(&inner, depth, true)?;
        factor.shown = Some(Signed { positive, by });
        factor.shown
    }

    /// One sum that is no product: a polynomial, or a case for derivatives.
    fn prove_sum(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        if let Some((p, ranges)) = as_polynomial(&goal.expr, &goal.cell) {
            if let Some(cover) = bernstein::cover(&p, &ranges, goal.strict) {
                return Some(Derivation::Polynomial(cover));
            }
            if goal.strict || ranges.len() == 1 {
                return None;
            }
            if let Some(found) = by_square(goal).filter(|by| check::holds(goal, by)) {
                return Some(found);
            }
            if let Some(found) = self.by_discriminant(goal, depth) {
                return Some(found);
            }
            if p.has_constant_term() {
                return None;
            }
            return self.at_origin(goal, depth);
        }
        if let Some(inner) = kink(&goal.expr) {
            return self.by_kink(goal, &inner, depth);
        }
        let univariate = goal.cell.region.axes().len() == 1;
        if let Some(cover) = self.enclosures(goal) {
            return Some(Derivation::Enclosures(cover));
        }
        if has_only_roots(sum, &goal.cell.variables())
            && let Some(found) = by_contradiction(goal)
        {
            return Some(found);
        }
        if let Some(found) = self.by_slope(goal, sum, depth) {
            return Some(found);
        }
        if depth == 0
            && let Some(found) = self.by_concavity(goal, depth)
        {
            return Some(found);
        }
        if univariate {
            return self.by_cut(goal, sum, depth);
        }
        if depth < 2
            && !goal.strict
            && goal.cell.order.is_none()
            && let Some(found) = self.by_common_cut(goal, sum, depth)
        {
            return Some(found);
        }
        // Later derivatives were cut already.
        if depth == 0 {
            self.by_orders(goal, depth)
        } else {
            None
        }
    }

    /// A polynomial that vanishes at the origin: in the quadrants, by the ratio of two variables.
    fn at_origin(&mut self, goal: &Goal, depth: u32) -> Option<Derivation> {
        if goal.cell.order.is_some() {
            return None;
        }
        let zero = BigRational::zero();
        for (name, range) in goal.cell.region.axes() {
            let below = range.lo.as_ref().is_none_or(|end| end.value < zero);
            let above = range.hi.as_ref().is_none_or(|end| zero < end.value);
            if below && above {
                return self.cut(goal, name, &zero, depth + 1);
            }
        }
        let mut change = ratio(goal)?;
        change.by = self.prove(&change.goal(goal), depth + 1)?;
        Some(Derivation::Substitution(Box::new(change)))
    }

    /// Where the inside of an absolute value changes its sign.
    fn by_kink(&mut self, goal: &Goal, inner: &Expr, depth: u32) -> Option<Derivation> {
        let names: Vec<Symbol> = goal
            .cell
            .variables()
            .into_iter()
            .filter(|name| inner.mentions(name))
            .collect();
        match names.as_slice() {
            [axis] => {
                let [lo, hi] = flips(inner, goal, axis).into_iter().next()?;
                self.cut(goal, axis, &simplest_between(&lo, &hi), depth + 1)
            }
            [first, second] if goal.cell.order.is_none() => self.orders(goal, first, second, depth),
            _ => None,
        }
    }

    /// On both sides of a diagonal.
    fn by_orders(&mut self, goal: &Goal, depth: u32) -> Option<Derivation> {
        let names = goal.cell.variables();
        for (k, first) in names.iter().enumerate() {
            for second in &names[k + 1..] {
                if let Some(found) = self.orders(goal, first, second, depth) {
                    return Some(found);
                }
            }
        }
        None
    }

    fn orders(
        &mut self,
        goal: &Goal,
        first: &Symbol,
        second: &Symbol,
        depth: u32,
    ) -> Option<Derivation> {
        let mut orders = Orders {
            first: first.clone(),
            second: second.clone(),
            below: Derivation::Range,
            above: Derivation::Range,
        };
        let [below, above] = orders.goals(goal)?;
        orders.below = self.prove(&below, depth + 1)?;
        orders.above = self.prove(&above, depth + 1)?;
        Some(Derivation::Orders(Box::new(orders)))
    }

    /// A cover of a bounded box whose pieces have positive enclosures.
    fn enclosures(&mut self, goal: &Goal) -> Option<Cover> {
        let axes = goal.cell.region.axes();
        let ranges: Vec<Range> = axes.iter().map(|(_, range)| range.clone()).collect();
        let bounded = ranges
            .iter()
            .all(|range| range.lo.is_some() && range.hi.is_some());
        if !bounded {
            return None;
        }
        let enclosed = Enclosed::new(&goal.expr, &goal.cell.variables());
        let mut pieces = MAX_PIECES;
        enclosed_cover(&enclosed, &ranges, 0, &mut pieces)
    }

    /// Where a derivative changes its sign: a cut at the point, or around it where the value is positive.
    fn by_cut(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        let (axis, _) = goal.cell.region.axes().first()?.clone();
        for slope in self.slopes(goal, sum) {
            let flips = flips(&slope.derivative, goal, &axis);
            for [lo, hi] in flips {
                let at = simplest_between(&lo, &hi);
                if let Some(found) = self.cut_at(goal, &axis, &at, depth) {
                    return Some(found);
                }
                self.spend()?;
            }
        }
        None
    }

    /// In more variables: where a derivative changes its sign at one and the same point, whatever the others are.
    fn by_common_cut(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        for slope in self.slopes(goal, sum) {
            let names = goal.cell.variables();
            let place = names.iter().position(|name| *name == slope.axis)?;
            let mut cuts: Vec<BigRational> = Vec::new();
            for point in goal.cell.samples().iter().take(LINES) {
                let others = names.iter().zip(point).enumerate();
                let fixed: Vec<(Symbol, Expr)> = others
                    .filter(|(k, _)| *k != place)
                    .map(|(_, (name, value))| (name.clone(), Expr::rational(value)))
                    .collect();
                let line = substitute(&slope.derivative, &fixed).ok()?;
                let first = flips(&line, goal, &slope.axis).into_iter().next();
                cuts.extend(first.map(|[lo, hi]| simplest_between(&lo, &hi)));
            }
            let [at, rest @ ..] = cuts.as_slice() else {
                continue;
            };
            if cuts.len() == LINES && rest.iter().all(|other| other == at) {
                self.spend()?;
                if let Some(found) = self.cut(goal, &slope.axis, at, depth + 1) {
                    return Some(found);
                }
            }
        }
        None
    }

    fn cut_at(
        &mut self,
        goal: &Goal,
        axis: &Symbol,
        at: &BigRational,
        depth: u32,
    ) -> Option<Derivation> {
        let value = substitute(&goal.expr, &[(axis.clone(), Expr::rational(at))]).ok()?;
        let sign = Constant::new(&value)?.sign()?;
        if sign < 0 || sign == 0 && goal.strict {
            return None;
        }
        if sign == 0 {
            return self.cut(goal, axis, at, depth + 1);
        }
        let (lo, hi) = self.positive_around(goal, axis, at)?;
        let outer = Cut {
            axis: axis.clone(),
            at: lo,
            below: Derivation::Range,
            above: Derivation::Range,
        };
        let [below, rest] = outer.goals(goal)?;
        let inner = Cut {
            at: hi,
            ..outer.clone()
        };
        let [middle, above] = inner.goals(&rest)?;
        let middle = Derivation::Enclosures(self.enclosures(&middle)?);
        let below = self.prove(&below, depth + 1)?;
        let above = self.prove(&above, depth + 1)?;
        Some(Derivation::Cut(Box::new(Cut {
            below,
            above: Derivation::Cut(Box::new(Cut {
                below: middle,
                above,
                ..inner
            })),
            ..outer
        })))
    }

    fn cut(
        &mut self,
        goal: &Goal,
        axis: &Symbol,
        at: &BigRational,
        depth: u32,
    ) -> Option<Derivation> {
        let mut cut = Cut {
            axis: axis.clone(),
            at: at.clone(),
            below: Derivation::Range,
            above: Derivation::Range,
        };
        let [below, above] = cut.goals(goal)?;
        cut.below = self.prove(&below, depth)?;
        cut.above = self.prove(&above, depth)?;
        Some(Derivation::Cut(Box::new(cut)))
    }

    /// An interval around the point on which the enclosure is positive.
    fn positive_around(
        &mut self,
        goal: &Goal,
        axis: &Symbol,
        at: &BigRational,
    ) -> Option<(BigRational, BigRational)> {
        let range = goal.cell.region.range(axis)?;
        let enclosed = Enclosed::new(&goal.expr, &goal.cell.variables());
        let mut width = at.abs().max(BigRational::new(1.into(), 64.into()));
        for _ in 0..HALVINGS {
            width /= BigRational::from_integer(2.into());
            let (lo, hi) = (at - &width, at + &width);
            let inside = range.lo.as_ref().is_none_or(|end| end.value < lo)
                && range.hi.as_ref().is_none_or(|end| hi < end.value);
            let piece = Range::exactly(super::cell::end(&lo), super::cell::end(&hi));
            let x = enclosed.over(&[hull(&piece)]);
            if inside && x.is_defined() && x.lo() > 0.0 {
                return Some((lo, hi));
            }
        }
        None
    }
}

/// Whether a sum has no functions of its variables but roots, and has these.
fn has_only_roots(sum: &Sum, names: &[Symbol]) -> bool {
    let varies = |e: &Expr| names.iter().any(|name| e.mentions(name));
    let plain = |e: &Expr| {
        let mut roots_only = true;
        walk(e, &mut |part| match part.kind() {
            Kind::Call(call) => roots_only &= call.function() == Function::Sqrt || !varies(part),
            Kind::Derivative(_) | Kind::Expect(_) | Kind::Aggregate(_) => roots_only = false,
            _ => {}
        });
        roots_only
    };
    let algebraic = sum.terms.iter().all(|term| {
        !term.exponent.as_ref().is_some_and(varies)
            && term.atoms.iter().all(|(atom, _)| plain(atom))
            && term.roots.iter().all(|(base, _)| plain(base))
    });
    let mut roots = sum.terms.iter().flat_map(|term| &term.roots);
    algebraic && roots.any(|(base, _)| varies(base))
}

/// The contrary as a system of polynomial constraints, with roots as variables, has no solution.
fn by_contradiction(goal: &Goal) -> Option<Derivation> {
    let by = contradiction::refute_roots(&contradiction::contrary_of(goal)?)?;
    let found = Derivation::Contradiction(Box::new(by));
    check::holds(goal, &found).then_some(found)
}

impl Product {
    fn zero() -> Self {
        Self {
            coefficient: BigRational::zero(),
            factors: Vec::new(),
            exponent: None,
        }
    }
}

/// The only factor of a normal form that is nothing but that factor, or minus it.
fn single(normal: &Factored) -> Option<&Sum> {
    match normal.factors.as_slice() {
        [(sum, 1)]
            if normal.roots.is_empty()
                && normal.exponent.is_none()
                && normal.coefficient.abs().is_one() =>
        {
            Some(sum)
        }
        _ => None,
    }
}

/// A factor as powers of polynomials without multiple roots, where it is one in one variable.
fn parted(sum: &Sum, power: i64, goal: &Goal) -> Option<Vec<(Expr, i64)>> {
    let whole = || Some(vec![(sum.expr.clone(), power)]);
    let names: Vec<Symbol> = goal
        .cell
        .variables()
        .into_iter()
        .filter(|name| sum.expr.mentions(name))
        .collect();
    let plain = sum.terms.iter().all(|term| {
        term.roots.is_empty()
            && term.exponent.is_none()
            && term
                .atoms
                .iter()
                .all(|(a, _)| names.iter().any(|n| *a == Expr::variable(n.clone())))
    });
    let ([name], true) = (names.as_slice(), plain) else {
        return whole();
    };
    let Some(dense) = of_sum(sum, &goal.cell).and_then(|(p, _)| p.dense()) else {
        return whole();
    };
    let parts = square_free(&dense);
    if parts.iter().all(|(_, n)| *n == 1) {
        return whole();
    }
    let scale = scale_of(&dense, &parts);
    // The parts multiply to a positive multiple of the factor only if the leading coefficients say so.
    let mut found: Vec<(Expr, i64)> = parts
        .iter()
        .map(|(p, n)| (written(p, name), i64::from(*n) * power))
        .collect();
    if !scale.is_one() {
        found.push((Expr::rational(&scale), power));
    }
    Some(found)
}

/// The number by which the product of the parts must be multiplied.
fn scale_of(dense: &[BigInt], parts: &[(Vec<BigInt>, u32)]) -> BigRational {
    let lead = |p: &[BigInt]| BigRational::from_integer(p.last().cloned().unwrap_or_default());
    let product = parts.iter().fold(BigRational::one(), |product, (p, n)| {
        product * num_traits::Pow::pow(lead(p), *n)
    });
    lead(dense) / product
}

/// A polynomial as an expression.
fn written(p: &[BigInt], name: &Symbol) -> Expr {
    let mut sum: Option<Expr> = None;
    for (k, c) in p.iter().enumerate().rev().filter(|(_, c)| !c.is_zero()) {
        let size = Expr::rational(&BigRational::from_integer(c.abs()));
        let power = match k {
            0 => None,
            1 => Some(Expr::variable(name.clone())),
            _ => Some(Expr::binary(
                Operator::Pow,
                Expr::variable(name.clone()),
                Expr::integer(k as u32),
            )),
        };
        let term = match power {
            None => size,
            Some(power) if c.abs().is_one() => power,
            Some(power) => Expr::binary(Operator::Mul, size, power),
        };
        sum = Some(Expr::with_term(sum, c.is_negative(), term));
    }
    sum.unwrap_or_else(|| Expr::integer(0))
}

fn enclosed_cover(
    enclosed: &Enclosed,
    ranges: &[Range],
    axis: usize,
    pieces: &mut u32,
) -> Option<Cover> {
    *pieces = pieces.checked_sub(1)?;
    let hulls: Vec<Interval> = ranges.iter().map(hull).collect();
    let x = enclosed.over(&hulls);
    if x.is_defined() && x.lo() > 0.0 {
        return Some(Cover::Leaf);
    }
    if x.hi() <= 0.0 {
        return None;
    }
    let range = ranges.get(axis)?;
    let (lo, hi) = (range.lo.as_ref()?, range.hi.as_ref()?);
    let at = (&lo.value + &hi.value) / BigRational::from_integer(2.into());
    let [low, high] = bernstein::halves_inside(ranges, axis, &at)?;
    let next = (axis + 1) % ranges.len();
    Some(Cover::Cut {
        axis,
        at,
        below: Box::new(enclosed_cover(enclosed, &low, next, pieces)?),
        above: Box::new(enclosed_cover(enclosed, &high, next, pieces)?),
    })
}

/// The inside of an absolute value that the normal form could not take apart.
fn kink(expr: &Expr) -> Option<Expr> {
    let mut found = None;
    walk(expr, &mut |part| {
        if let Kind::Call(call) = part.kind()
            && call.function() == Function::Abs
        {
            found = call.arguments().first().cloned();
        }
    });
    found
}

/// Brackets of the points where the sign of an expression in one variable changes.
fn flips(expr: &Expr, goal: &Goal, axis: &Symbol) -> Vec<[BigRational; 2]> {
    let enclosed = Enclosed::new(expr, std::slice::from_ref(axis));
    let Some(range) = goal.cell.region.range(axis) else {
        return Vec::new();
    };
    let line = Cell::of_box(&Region::new(vec![(axis.clone(), range.clone())]));
    let points: Vec<BigRational> = line
        .samples()
        .into_iter()
        .filter_map(|mut p| p.pop())
        .collect();
    let all: Vec<Vec<BigRational>> = points.iter().map(|p| vec![p.clone()]).collect();
    let signs = enclosed.signs(&all);
    let known: Vec<(&BigRational, i8)> = points
        .iter()
        .zip(signs)
        .filter(|(_, sign)| *sign != 0)
        .collect();
    let mut found = Vec::new();
    for pair in known.windows(2) {
        let [(lo, a), (hi, b)] = pair else { continue };
        if a == b {
            continue;
        }
        let (mut lo, mut hi) = ((*lo).clone(), (*hi).clone());
        for _ in 0..HALVINGS {
            let middle = (&lo + &hi) / BigRational::from_integer(2.into());
            match enclosed.signs(&[vec![middle.clone()]])[0] {
                sign if sign == *a => lo = middle,
                sign if sign == *b => hi = middle,
                _ => {
                    // At the zero, or too close to it to tell.
                    let width = (&hi - &lo) / BigRational::from_integer(8.into());
                    let near = [&middle - &width, &middle + &width];
                    let signs = enclosed.signs(&[vec![near[0].clone()], vec![near[1].clone()]]);
                    if signs != [*a, *b] {
                        break;
                    }
                    [lo, hi] = near;
                }
            }
        }
        found.push([lo, hi]);
    }
    found
}

/// Whether an expression is the number 1.
pub(super) fn is_one(expr: &Expr) -> bool {
    rational_value(expr).is_some_and(|value| value.is_one())
}

/// A normal form's expression again, for what is not a single sum.
pub(super) fn shown(expr: &Expr, goal: &Goal) -> Option<(Factored, Expr)> {
    let normal = factored(expr, &goal.cell.region, &goal.cell.facts()).ok()?;
    let shown = expr_of(&normal)?;
    Some((normal, shown))
}
