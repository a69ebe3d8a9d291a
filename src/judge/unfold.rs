//! Ranges that stand for unbounded ones are unfolded: where `x` in `[a, 1)` occurs as `x/(1 - x)` only, that quotient is a
//! variable of its own on `[a/(1 - a), inf)`, and `x/(1 - x^2)` on `(-1, 1)` one on `(-inf, inf)`.
//!
//! The maps are increasing and onto, so the claim holds exactly if the unfolded one does, and its boxes need no cutting towards
//! a pole.

use num_rational::BigRational;
use num_traits::One;

use crate::claim::{Bound, Claim, Comparison, Expr, Kind, Operator, Range, Symbol, rational_value};

/// How a variable is mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Map {
    /// x/(1 - x)
    Half,
    /// x/(1 - x^2)
    Whole,
}

/// The claim in the unbounded variables, under their old names, with the map of each variable to its new value; `None` where
/// nothing can be unfolded.
pub(super) fn unfolded(claim: &Claim) -> Option<Claim> {
    let mut found = claim.clone();
    let mut changed = false;
    for k in 0..claim.domain.len() {
        if let Some(next) = [Map::Half, Map::Whole]
            .into_iter()
            .find_map(|map| unfold(&found, k, map))
        {
            found = next;
            changed = true;
        }
    }
    changed.then_some(found)
}

/// The point of the unfolded claim that belongs to a point of the claim.
pub(super) fn forward(claim: &Claim, inner: &Claim, point: &[f64]) -> Vec<f64> {
    let axes = claim.domain.iter().zip(&inner.domain);
    axes.zip(point)
        .map(
            |((old, new), &x)| match (old == new, new.lower.is_infinite()) {
                (true, _) => x,
                (false, false) => x / (1.0 - x),
                (false, true) => x / (1.0 - x * x),
            },
        )
        .collect()
}

fn unfold(claim: &Claim, axis: usize, map: Map) -> Option<Claim> {
    let old = &claim.domain[axis];
    let stated = std::iter::once(&claim.statement).chain(&claim.conditions);
    let mut terms = stated.flat_map(Comparison::terms);
    if !terms.any(|term| term.mentions(&old.variable)) {
        return None;
    }
    let range = unbounded(old, map)?;
    let expr = |e: &Expr| rewrite(e, &old.variable, map).ok_or(());
    let chain = |comparison: &Comparison| comparison.map(&expr).ok();
    let mut domain = claim.domain.clone();
    domain[axis] = range;
    Some(Claim {
        domain,
        conditions: claim.conditions.iter().map(chain).collect::<Option<_>>()?,
        statement: chain(&claim.statement)?,
    })
}

fn unbounded(range: &Range, map: Map) -> Option<Range> {
    let one = BigRational::one();
    let lower = rational_value(&range.lower.value)?;
    let upper = rational_value(&range.upper.value)?;
    if upper != one || range.upper.closed {
        return None;
    }
    let infinity = Expr::variable(Symbol::new("inf")?);
    let open = |value| Bound {
        value,
        closed: false,
    };
    let lower = match map {
        Map::Half => Bound {
            value: Expr::rational(&(&lower / (&one - &lower))),
            closed: range.lower.closed,
        },
        Map::Whole if lower == -one && !range.lower.closed => {
            open(Expr::negation(infinity.clone()))
        }
        Map::Whole => return None,
    };
    Some(Range {
        variable: range.variable.clone(),
        lower,
        upper: open(infinity),
    })
}

/// `expr` with the quotient replaced by the variable; `None` where the variable occurs in any other way.
fn rewrite(expr: &Expr, variable: &Symbol, map: Map) -> Option<Expr> {
    if !expr.mentions(variable) {
        return Some(expr.clone());
    }
    let new = || Expr::variable(variable.clone());
    let part = |e: &Expr| rewrite(e, variable, map);
    match expr.kind() {
        Kind::Binary(Operator::Div, above, below) if is_gap(below, variable, map) => {
            match above.kind() {
                Kind::Variable(_) => Some(new()),
                Kind::Neg(a) if matches!(a.kind(), Kind::Variable(_)) => {
                    Some(Expr::negation(new()))
                }
                _ => None,
            }
        }
        Kind::Neg(a) => Some(Expr::negation(part(a)?)),
        Kind::Binary(operator, a, b) => Some(Expr::binary(*operator, part(a)?, part(b)?)),
        Kind::Call(call) => {
            let arguments: Option<Vec<Expr>> = call.arguments().iter().map(part).collect();
            Expr::call(call.function(), call.index(), arguments?).ok()
        }
        _ => None,
    }
}

/// Whether `expr` is the denominator of the map.
fn is_gap(expr: &Expr, variable: &Symbol, map: Map) -> bool {
    let is_variable = |e: &Expr| matches!(e.kind(), Kind::Variable(name) if name == variable);
    let Kind::Binary(Operator::Sub, one, rest) = expr.kind() else {
        return false;
    };
    let starts = rational_value(one).is_some_and(|x| x.is_one());
    starts
        && match (map, rest.kind()) {
            (Map::Half, Kind::Variable(_)) => is_variable(rest),
            (Map::Whole, Kind::Binary(Operator::Pow, base, two)) => {
                is_variable(base)
                    && rational_value(two) == Some(BigRational::from_integer(2.into()))
            }
            _ => false,
        }
}
