//! Obligations that the hypotheses state: a side condition, or an end of a variable's range.

use num_rational::BigRational;

use super::obligation::{Assertion, Obligation, of_chain};
use crate::claim::{Claim, Expr, rational_value};

/// Whether a hypothesis of `claim` is the obligation itself, perhaps with a constant that says more.
pub(super) fn is_given(obligation: &Obligation, claim: &Claim) -> bool {
    let conditions = claim.conditions.iter().flat_map(of_chain);
    conditions
        .chain(ends(claim))
        .any(|fact| implies(&fact, obligation))
}

/// The finite ends of the ranges, as relations.
fn ends(claim: &Claim) -> impl Iterator<Item = Obligation> {
    claim.domain.iter().flat_map(|range| {
        let variable = Expr::variable(range.variable.clone());
        let assertion = |closed| {
            if closed {
                Assertion::AtMost
            } else {
                Assertion::Below
            }
        };
        let (lower, upper) = (&range.lower, &range.upper);
        let above = Obligation {
            smaller: lower.value.clone(),
            larger: variable.clone(),
            assertion: assertion(lower.closed),
        };
        let below = Obligation {
            smaller: variable,
            larger: upper.value.clone(),
            assertion: assertion(upper.closed),
        };
        let finite = |bound: &crate::claim::Bound| !bound.is_infinite();
        let above = finite(lower).then_some(above);
        above.into_iter().chain(finite(upper).then_some(below))
    })
}

/// Whether `fact` implies `wanted` side by side.
fn implies(fact: &Obligation, wanted: &Obligation) -> bool {
    let same = |a: &Expr, b: &Expr| distance(a, b) == Some(BigRational::default());
    if fact.assertion == Assertion::Equal {
        let as_written = same(&fact.smaller, &wanted.smaller) && same(&fact.larger, &wanted.larger);
        let turned = same(&fact.smaller, &wanted.larger) && same(&fact.larger, &wanted.smaller);
        return wanted.assertion != Assertion::Below && (as_written || turned);
    }
    if wanted.assertion == Assertion::Equal {
        return false;
    }
    // wanted.smaller <= fact.smaller (<) fact.larger <= wanted.larger
    let (Some(below), Some(above)) = (
        distance(&wanted.smaller, &fact.smaller),
        distance(&fact.larger, &wanted.larger),
    ) else {
        return false;
    };
    let zero = BigRational::default();
    let room = below > zero || above > zero;
    let strict = room || fact.assertion == Assertion::Below;
    below >= zero && above >= zero && (wanted.assertion == Assertion::AtMost || strict)
}

/// `b - a` where the two are the same expression or both rational constants.
fn distance(a: &Expr, b: &Expr) -> Option<BigRational> {
    if a == b {
        return Some(BigRational::default());
    }
    Some(rational_value(b)? - rational_value(a)?)
}
