//! Where an inequality is shown: on a box, on the part of it where two variables are in order, on its faces.

use super::cell::Cell;
use super::derivation::Goal;
use crate::claim::{Claim, Expr, Kind, Relation, Symbol, substitute};
use crate::judge::symbolic::{Range, Region};

/// Most faces of a box for a strict claim.
const MAX_FACES: usize = 81;

/// What has to be shown of an expression on a box, inside and, where it is strict, on the faces.
pub(super) fn goals_on(
    claim: &Claim,
    expr: &Expr,
    strict: bool,
    region: &Region,
) -> Option<Vec<Goal>> {
    let goal = |cell| Goal {
        expr: expr.clone(),
        strict,
        cell,
    };
    match order(claim, strict) {
        // A strict condition leaves out the diagonal, and the ends are open on the other side of it.
        Some((small, large)) => {
            let closed = region.axes().iter().any(|(_, range)| !is_open(range));
            if strict && closed {
                return None;
            }
            Some(vec![goal(Cell::of_box(region).ordered(&small, &large)?)])
        }
        None if strict => faces(expr, region),
        None => Some(vec![goal(Cell::of_box(region))]),
    }
}

/// Two variables that a side condition puts in order, strictly where the goal is strict.
pub(super) fn order(claim: &Claim, strict: bool) -> Option<(Symbol, Symbol)> {
    let pairs = claim
        .conditions
        .iter()
        .flat_map(|condition| condition.pairs());
    pairs
        .filter_map(|(left, relation, right)| {
            let (Kind::Variable(left), Kind::Variable(right)) = (left.kind(), right.kind()) else {
                return None;
            };
            match relation {
                Relation::Less => Some((left, right)),
                Relation::Greater => Some((right, left)),
                Relation::LessEqual if !strict => Some((left, right)),
                Relation::GreaterEqual if !strict => Some((right, left)),
                _ => None,
            }
        })
        .map(|(small, large)| (small.clone(), large.clone()))
        .next()
}

pub(super) fn is_open(range: &Range) -> bool {
    [&range.lo, &range.hi]
        .into_iter()
        .flatten()
        .all(|end| end.open)
}

/// A strict goal on the inside of the box and on each of its faces that belong to it.
fn faces(expr: &Expr, whole: &Region) -> Option<Vec<Goal>> {
    let mut found = vec![(expr.clone(), whole.clone())];
    for (name, range) in whole.axes().iter().filter(|(name, _)| expr.mentions(name)) {
        let ends = [&range.lo, &range.hi]
            .into_iter()
            .flatten()
            .filter(|end| !end.open);
        let mut more = Vec::new();
        for end in ends {
            for (expr, region) in &found {
                let at = [(name.clone(), Expr::rational(&end.value))];
                more.push((substitute(expr, &at).ok()?, region.without(name)));
            }
        }
        found.extend(more);
        if found.len() > MAX_FACES {
            return None;
        }
    }
    let goal = |(expr, region): (Expr, Region)| Goal {
        expr,
        strict: true,
        cell: Cell::of_box(&region),
    };
    Some(found.into_iter().map(goal).collect())
}
