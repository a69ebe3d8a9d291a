//! Coordinates along a curve on which the function is stationary in one variable: `y = c(x) + h`, or `y = c(x) h`.
//!
//! Where two sides touch along a curve, the derivative in some variable vanishes on it. Solved for that variable it gives the
//! curve, and in the distance from it the goal begins with a definite form: `x y <= x ln(x) - x + exp(y)` touches where `y = ln(x)`, and
//! with `y = ln(x) + h` it is `x (exp(h) - 1 - h) >= 0`.

use super::cell::{Cell, product_of};
use super::derivation::{Derivation, Goal, Substitution};
use super::search::Search;
use super::substitution::{change, fresh};
use crate::claim::{Expr, Function, Kind, Operator, Symbol, differentiate, substitute};
use crate::judge::symbolic::{Range, Sign, Sum, Term, factored, has_sign};

/// Where a sum vanishes: at a value of the variable, from which the distance is a difference or a quotient.
pub(super) enum Zero {
    Difference(Expr),
    Quotient(Expr),
}

impl Search {
    /// In the distance from a curve on which the derivative in some variable vanishes.
    pub fn by_shear(&mut self, goal: &Goal) -> Option<Derivation> {
        if goal.cell.order.is_some() || goal.cell.region.axes().len() < 2 {
            return None;
        }
        for axis in goal.cell.variables() {
            for zero in stationary(goal, &axis) {
                self.renew();
                if let Some(mut step) = sheared(goal, &axis, zero)
                    && let Some(by) = self.prove(&step.goal(goal), 0)
                {
                    step.by = by;
                    return Some(Derivation::Substitution(Box::new(step)));
                }
            }
        }
        None
    }
}

/// The zeros of the derivative in one variable that can be written down.
fn stationary(goal: &Goal, axis: &Symbol) -> Vec<Zero> {
    let slope = differentiate(&goal.expr, axis).ok();
    let normal = slope.and_then(|slope| {
        let (region, facts) = (&goal.cell.region, goal.cell.facts());
        factored(&slope, region, &facts).ok()
    });
    let factors = normal.map_or_else(Vec::new, |normal| normal.factors);
    let odd = factors.iter().filter(|(_, power)| power % 2 != 0);
    // A curve that does not move is a cut.
    let moves = |zero: &Zero| {
        let (Zero::Difference(c) | Zero::Quotient(c)) = zero;
        goal.cell.variables().iter().any(|name| c.mentions(name))
    };
    odd.filter_map(|(sum, _)| zero_of(sum, axis))
        .filter(moves)
        .collect()
}

fn sheared(goal: &Goal, axis: &Symbol, zero: Zero) -> Option<Substitution> {
    let new = fresh(goal, axis)?;
    let (y, h) = (Expr::variable(axis.clone()), Expr::variable(new.clone()));
    let (image, back, range) = match zero {
        Zero::Difference(c) => (
            Expr::binary(Operator::Sub, y, c.clone()),
            Expr::binary(Operator::Add, c, h),
            Range::ENTIRE,
        ),
        Zero::Quotient(c) => {
            let positive = goal.cell.region.range(axis)?.is_positive();
            let known = |c: &Expr, cell: &Cell| has_sign(c, Sign::Positive, &cell.region);
            if !positive || !known(&c, &goal.cell) {
                return None;
            }
            (
                Expr::binary(Operator::Div, y, c.clone()),
                Expr::binary(Operator::Mul, c, h),
                Range::positive(),
            )
        }
    };
    let expr = substitute(&goal.expr, &[(axis.clone(), back)]).ok()?;
    Some(change(axis, image, new, range, expr))
}

/// Where a sum vanishes in a variable that it holds in one of these ways: linearly, in one exponential or in one logarithm.
pub(super) fn zero_of(sum: &Sum, axis: &Symbol) -> Option<Zero> {
    let (own, rest): (Vec<&Term>, Vec<&Term>) =
        sum.terms.iter().partition(|term| mentions(term, axis));
    let rest = total(&rest)?;
    let mut factor: Option<Expr> = None;
    let mut kind: Option<Held> = None;
    for term in own {
        let (held, left) = held(term, axis)?;
        if kind.as_ref().is_some_and(|known| *known != held) {
            return None;
        }
        kind = Some(held);
        factor = Some(Expr::with_term(factor, false, product_of(&left)?));
    }
    // factor*held + rest = 0
    let level = Expr::negation(Expr::binary(Operator::Div, rest, factor?));
    Some(match kind? {
        Held::Itself => Zero::Difference(level),
        Held::Logarithm => Zero::Quotient(Expr::call(Function::Exp, None, vec![level]).ok()?),
        Held::Exponential(exponent) => {
            let slope = differentiate(&exponent, axis).ok()?;
            let zero = [(axis.clone(), Expr::integer(0))];
            let start = substitute(&exponent, &zero).ok()?;
            let logarithm = Expr::call(Function::Ln, None, vec![level]).ok()?;
            let gap = Expr::binary(Operator::Sub, logarithm, start);
            let value = Expr::binary(Operator::Div, gap, slope.clone());
            (!slope.mentions(axis)).then_some(Zero::Difference(value))?
        }
    })
}

/// How a term holds a variable.
#[derive(PartialEq)]
enum Held {
    Itself,
    Logarithm,
    Exponential(Expr),
}

/// How a term holds the variable, and what else it holds.
fn held(term: &Term, axis: &Symbol) -> Option<(Held, Term)> {
    let mut left = term.clone();
    let mut found = Vec::new();
    if let Some(exponent) = left.exponent.take_if(|e| e.mentions(axis)) {
        found.push(Held::Exponential(exponent));
    }
    let (own, rest) = left.atoms.into_iter().partition(|(a, _)| a.mentions(axis));
    left.atoms = rest;
    let own: Vec<(Expr, u32)> = own;
    for (atom, power) in own {
        let held = match atom.kind() {
            Kind::Variable(_) => Held::Itself,
            Kind::Call(call) if call.function() == Function::Ln => {
                let bare = call.arguments() == [Expr::variable(axis.clone())];
                bare.then_some(Held::Logarithm)?
            }
            _ => return None,
        };
        (power == 1).then_some(())?;
        found.push(held);
    }
    let free = left.roots.iter().all(|(base, _)| !base.mentions(axis));
    let only = found.pop().filter(|_| free && found.is_empty())?;
    Some((only, left))
}

fn mentions(term: &Term, axis: &Symbol) -> bool {
    term.atoms.iter().any(|(a, _)| a.mentions(axis))
        || term.roots.iter().any(|(b, _)| b.mentions(axis))
        || term.exponent.as_ref().is_some_and(|e| e.mentions(axis))
}

fn total(terms: &[&Term]) -> Option<Expr> {
    let mut sum: Option<Expr> = None;
    for term in terms {
        sum = Some(Expr::with_term(sum, false, product_of(term)?));
    }
    Some(sum.unwrap_or_else(|| Expr::integer(0)))
}
