//! Cuts: at kinks, at zeros of derivatives, around points where the value is positive, and along diagonals.

use num_rational::BigRational;
use num_traits::Signed as _;

use super::cell::{Cell, Enclosed, end, hull, simplest_between};
use super::constant::Constant;
use super::derivation::{Cut, Derivation, Goal, Orders};
use super::search::Search;
use super::substitution::walk;
use crate::claim::{Expr, Function, Kind, Symbol, substitute};
use crate::judge::symbolic::{Range, Region, Sum};

/// Lines along which a derivative must change its sign at the same point.
const LINES: usize = 3;
/// Most halvings on the way to a zero of a derivative.
const HALVINGS: u32 = 48;

impl Search {
    /// Where the inside of an absolute value changes its sign.
    pub fn by_kink(&mut self, goal: &Goal, inner: &Expr, depth: u32) -> Option<Derivation> {
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
    pub fn by_orders(&mut self, goal: &Goal, depth: u32) -> Option<Derivation> {
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
        let orders = Orders {
            first: first.clone(),
            second: second.clone(),
            below: Derivation::Range,
            above: Derivation::Range,
        };
        let [below, above] = self.both(orders.goals(goal)?, depth + 1)?;
        Some(Derivation::Orders(Box::new(Orders {
            below,
            above,
            ..orders
        })))
    }

    /// Where a derivative changes its sign: a cut at the point, or around it where the value is positive.
    pub fn by_cut(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
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
    pub fn by_common_cut(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
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
        let [below, above] = self.both([below, above], depth + 1)?;
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

    pub fn cut(
        &mut self,
        goal: &Goal,
        axis: &Symbol,
        at: &BigRational,
        depth: u32,
    ) -> Option<Derivation> {
        let cut = Cut {
            axis: axis.clone(),
            at: at.clone(),
            below: Derivation::Range,
            above: Derivation::Range,
        };
        let [below, above] = self.both(cut.goals(goal)?, depth)?;
        Some(Derivation::Cut(Box::new(Cut {
            below,
            above,
            ..cut
        })))
    }

    /// Both parts of a goal, the second only where the first is shown.
    fn both(&mut self, [below, above]: [Goal; 2], depth: u32) -> Option<[Derivation; 2]> {
        Some([self.prove(&below, depth)?, self.prove(&above, depth)?])
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
            let piece = Range::exactly(end(&lo), end(&hi));
            let x = enclosed.over(&[hull(&piece)]);
            if inside && x.is_defined() && x.lo() > 0.0 {
                return Some((lo, hi));
            }
        }
        None
    }
}

/// The inside of an absolute value that the normal form could not take apart.
pub(super) fn kink(expr: &Expr) -> Option<Expr> {
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
        // The samples of a range without a lower end fall.
        found.push(if lo <= hi { [lo, hi] } else { [hi, lo] });
    }
    found
}
