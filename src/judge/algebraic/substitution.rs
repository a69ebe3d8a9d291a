//! Other variables in which a goal is simpler.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::cell::constant_range;
use super::derivation::{Derivation, Goal, Substitution, Wider};
use super::search::Search;
use crate::claim::{Expr, Function, Kind, Operator, Symbol, rational_value, substitute};
use crate::judge::symbolic::{End, Range};

impl Search {
    /// In the odds where the goal is written in them, then as it is, then in units of a constant that it mentions.
    pub fn prove_in_best_variables(&mut self, goal: &Goal) -> Option<Derivation> {
        for (name, range) in goal.cell.region.axes() {
            let written = odds(goal, name, range).or_else(|| whole_line(goal, name));
            if let Some(mut change) = written {
                change.by = self.prove_in_best_variables(&change.goal(goal))?;
                return Some(Derivation::Substitution(Box::new(change)));
            }
        }
        if let Some(found) = self.prove(goal, 0) {
            return Some(found);
        }
        if self.widens
            && let Some(wider) = wider(goal)
        {
            self.renew();
            if let Some(by) = self.prove(&wider, 0) {
                let region = wider.cell.region;
                return Some(Derivation::Wider(Box::new(Wider { region, by })));
            }
        }
        let widest = wider(goal).unwrap_or_else(|| goal.clone());
        for (name, range) in widest.cell.region.axes() {
            self.renew();
            if let Some(mut change) = logarithm(&widest, name, range)
                && let Some(by) = self.prove(&change.goal(&widest), 0)
            {
                change.by = by;
                let by = Derivation::Substitution(Box::new(change));
                let region = widest.cell.region.clone();
                return Some(Derivation::Wider(Box::new(Wider { region, by })));
            }
        }
        if let Some(found) = self.by_shear(&widest) {
            let region = widest.cell.region.clone();
            return Some(Derivation::Wider(Box::new(Wider { region, by: found })));
        }
        for (name, range) in goal.cell.region.axes() {
            for unit in units(&goal.expr) {
                self.renew();
                if let Some(mut change) = scaled(goal, name, range, &unit)
                    && let Some(by) = self.prove(&change.goal(goal), 0)
                {
                    change.by = by;
                    return Some(Derivation::Substitution(Box::new(change)));
                }
            }
        }
        None
    }
}

/// Ends this far out may stand for infinity.
const FAR: u32 = 8;

/// The goal with its far ends at infinity, where it has any.
fn wider(goal: &Goal) -> Option<Goal> {
    let far = BigRational::from_integer(FAR.into());
    let mut cell = goal.cell.clone();
    let mut changed = false;
    for (name, range) in goal.cell.region.axes() {
        let near = |end: &Option<End>| end.clone().filter(|end| end.value.abs() < far);
        let unit = Range::between(Some((0, true)), Some((1, true)));
        let inside = |end: &Option<End>| {
            end.as_ref()
                .is_some_and(|end| !end.value.is_negative() && end.value <= BigRational::one())
        };
        // Shares have the unit interval for their natural range.
        let wide = if inside(&range.lo) && inside(&range.hi) {
            unit
        } else {
            Range::exactly(near(&range.lo), near(&range.hi))
        };
        changed |= wide != *range;
        cell = cell.with(name, wide);
    }
    changed.then(|| Goal {
        cell,
        ..goal.clone()
    })
}

fn binary(operator: Operator, a: &Expr, b: &Expr) -> Expr {
    Expr::binary(operator, a.clone(), b.clone())
}

/// A name that the goal does not use.
pub(super) fn fresh(goal: &Goal, name: &Symbol) -> Option<Symbol> {
    (1..20)
        .filter_map(|k| Symbol::new(&format!("{name}_{k}")))
        .find(|new| goal.cell.region.range(new).is_none() && !goal.expr.mentions(new))
}

pub(super) fn change(
    axis: &Symbol,
    image: Expr,
    fresh: Symbol,
    range: Range,
    expr: Expr,
) -> Substitution {
    Substitution {
        axis: axis.clone(),
        image,
        fresh,
        range,
        expr,
        by: Derivation::Range,
    }
}

/// t = x/(1 - x) for a goal that mentions it, on a range below 1.
fn odds(goal: &Goal, name: &Symbol, range: &Range) -> Option<Substitution> {
    let (one, x) = (Expr::integer(1), Expr::variable(name.clone()));
    let image = binary(Operator::Div, &x, &binary(Operator::Sub, &one, &x));
    if !contains(&goal.expr, &image) {
        return None;
    }
    let (lo, hi) = (range.lo.as_ref()?, range.hi.as_ref()?);
    if hi.value > BigRational::one() {
        return None;
    }
    let mapped = |end: &End| {
        let room = BigRational::one() - &end.value;
        (!room.is_zero()).then(|| End {
            value: &end.value / room,
            open: true,
        })
    };
    let range = Range::exactly(mapped(lo), mapped(hi));
    let new = fresh(goal, name)?;
    let t = Expr::variable(new.clone());
    let back = binary(Operator::Div, &t, &binary(Operator::Add, &one, &t));
    let expr = replace(&goal.expr, &image, &t)?;
    let expr = substitute(&expr, &[(name.clone(), back)]).ok()?;
    Some(change(name, image, new, range, expr))
}

/// t = x/(1 - x^2) for a goal that mentions x nowhere else.
fn whole_line(goal: &Goal, name: &Symbol) -> Option<Substitution> {
    let (one, x) = (Expr::integer(1), Expr::variable(name.clone()));
    let square = binary(Operator::Pow, &x, &Expr::integer(2));
    let image = binary(Operator::Div, &x, &binary(Operator::Sub, &one, &square));
    let new = fresh(goal, name)?;
    let expr = replace(&goal.expr, &image, &Expr::variable(new.clone()))?;
    let gone = expr.mentions(&new) && !expr.mentions(name);
    gone.then(|| change(name, image, new, Range::ENTIRE, expr))
}

/// t = ln(x) for a goal in more variables that mentions it.
fn logarithm(goal: &Goal, name: &Symbol, range: &Range) -> Option<Substitution> {
    let x = Expr::variable(name.clone());
    let image = Expr::call(Function::Ln, None, vec![x]).ok()?;
    let several = goal.cell.region.axes().len() > 1 && goal.cell.order.is_none();
    if !several || !range.is_positive() || !contains(&goal.expr, &image) {
        return None;
    }
    let new = fresh(goal, name)?;
    let t = Expr::variable(new.clone());
    let back = Expr::call(Function::Exp, None, vec![t.clone()]).ok()?;
    let expr = replace(&goal.expr, &image, &t)?;
    let expr = substitute(&expr, &[(name.clone(), back)]).ok()?;
    Some(change(name, image, new, Range::ENTIRE, expr))
}

/// t = x/y, for the first two variables, neither of which changes its sign.
pub(super) fn ratio(goal: &Goal) -> Option<Substitution> {
    let [(first, range), (second, other), ..] = goal.cell.region.axes() else {
        return None;
    };
    let positive = |range: &Range| {
        let negative = range.neg();
        range
            .is_nonnegative()
            .then_some(true)
            .or(negative.is_nonnegative().then_some(false))
    };
    let zero = Some((0, true));
    let range = if positive(range)? == positive(other)? {
        Range::between(zero, None)
    } else {
        Range::between(None, zero)
    };
    let new = fresh(goal, first)?;
    let (x, y) = (
        Expr::variable(first.clone()),
        Expr::variable(second.clone()),
    );
    let back = binary(Operator::Mul, &Expr::variable(new.clone()), &y);
    let expr = substitute(&goal.expr, &[(first.clone(), back)]).ok()?;
    Some(change(
        first,
        binary(Operator::Div, &x, &y),
        new,
        range,
        expr,
    ))
}

/// t = x/c with a constant c > 0.
fn scaled(goal: &Goal, name: &Symbol, range: &Range, unit: &Expr) -> Option<Substitution> {
    let x = Expr::variable(name.clone());
    let new = fresh(goal, name)?;
    let c = constant_range(unit).filter(Range::is_positive)?;
    let over = |range: Range| range.mul(&c.recip());
    let wide = over(Range::exactly(range.lo.clone(), range.hi.clone()));
    let back = binary(Operator::Mul, unit, &Expr::variable(new.clone()));
    let expr = substitute(&goal.expr, &[(name.clone(), back)]).ok()?;
    Some(change(
        name,
        binary(Operator::Div, &x, unit),
        new,
        wide,
        expr,
    ))
}

/// The constants `exp(q)` in an expression, and their inverses.
fn units(expr: &Expr) -> Vec<Expr> {
    let mut found: Vec<Expr> = Vec::new();
    let mut visit = |part: &Expr| {
        if let Kind::Call(call) = part.kind()
            && call.function() == Function::Exp
            && let Some(q) = call.arguments().first().and_then(rational_value)
        {
            for exponent in [q.clone(), -q] {
                let exponent = vec![Expr::rational(&exponent)];
                if let Ok(unit) = Expr::call(Function::Exp, None, exponent)
                    && !found.contains(&unit)
                {
                    found.push(unit);
                }
            }
        }
    };
    walk(expr, &mut visit);
    found.truncate(2);
    found
}

pub(super) fn walk(expr: &Expr, visit: &mut impl FnMut(&Expr)) {
    visit(expr);
    match expr.kind() {
        Kind::Neg(a) => walk(a, visit),
        Kind::Binary(_, a, b) => {
            walk(a, visit);
            walk(b, visit);
        }
        Kind::Call(call) => call.arguments().iter().for_each(|a| walk(a, visit)),
        _ => {}
    }
}

fn contains(expr: &Expr, pattern: &Expr) -> bool {
    let mut found = false;
    walk(expr, &mut |part| found |= part == pattern);
    found
}

/// The expression with every occurrence of a part replaced.
fn replace(expr: &Expr, pattern: &Expr, by: &Expr) -> Option<Expr> {
    if expr == pattern {
        return Some(by.clone());
    }
    Some(match expr.kind() {
        Kind::Neg(a) => Expr::negation(replace(a, pattern, by)?),
        Kind::Binary(operator, a, b) => Expr::binary(
            *operator,
            replace(a, pattern, by)?,
            replace(b, pattern, by)?,
        ),
        Kind::Call(call) => {
            let arguments = call.arguments().iter().map(|a| replace(a, pattern, by));
            let arguments: Vec<Expr> = arguments.collect::<Option<_>>()?;
            Expr::call(call.function(), call.index(), arguments).ok()?
        }
        Kind::Number(_) | Kind::Pi | Kind::Variable(_) => expr.clone(),
        Kind::Derivative(_) | Kind::Expect(_) | Kind::Aggregate(_) => return None,
    })
}
