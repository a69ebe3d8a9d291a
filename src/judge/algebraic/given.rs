//! Side conditions as coordinates: where `g >= 0` is linear in a variable, that variable is written by the others and by the value
//! of `g`, which is a new variable on `[0, inf)`.

use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::claim::{
    Bound, Claim, Comparison, Expr, Operator, Range, Symbol, differentiate, substitute,
};
use crate::judge::Domain;
use crate::judge::obligation::{Assertion, Obligation, of_chain};
use crate::judge::symbolic::factored;

/// Most claims that one claim is rewritten to.
const MAX_CLAIMS: usize = 6;

/// Claims without side conditions from which the claim follows: each of their domains holds the points that meet the conditions.
pub(super) fn relieved(claim: &Claim) -> Vec<Claim> {
    let mut found = Vec::new();
    let mut open = vec![claim.clone()];
    let mut seen = 0;
    while let Some(next) = open.pop() {
        seen += 1;
        if seen > 4 * MAX_CLAIMS || found.len() >= MAX_CLAIMS {
            break;
        }
        if next.conditions.is_empty() {
            found.push(next);
            continue;
        }
        let mut more = without_first(&next);
        more.reverse();
        open.extend(more);
    }
    found
}

/// The claim without its first condition, in each variable that this is linear in.
fn without_first(claim: &Claim) -> Vec<Claim> {
    let facts = of_chain(&claim.conditions[0]);
    let [fact] = facts.as_slice() else {
        return Vec::new();
    };
    if fact.assertion == Assertion::Equal {
        return Vec::new();
    }
    let names = claim.domain.iter().map(|range| &range.variable);
    names
        .filter_map(|name| without(claim, fact, name))
        .collect()
}

fn without(claim: &Claim, fact: &Obligation, name: &Symbol) -> Option<Claim> {
    let slack = fact.slack();
    if !slack.mentions(name) {
        return None;
    }
    let room = (1..20)
        .filter_map(|k| Symbol::new(&format!("{name}_{k}")))
        .find(|new| claim.domain.iter().all(|range| range.variable != *new))?;
    let image = solved_for(claim, &slack, name, &room)?;
    let by = [(name.clone(), image)];
    let chain = |chain: &Comparison| chain.map(&|e| substitute(e, &by)).ok();
    let bound = |value, closed| Bound { value, closed };
    let infinity = Expr::variable(Symbol::new("inf")?);
    let mut domain = claim.domain.clone();
    for range in &mut domain {
        if range.variable == *name {
            *range = Range {
                variable: room.clone(),
                lower: bound(Expr::integer(0), fact.assertion == Assertion::AtMost),
                upper: bound(infinity.clone(), false),
            };
        }
    }
    Some(Claim {
        domain,
        conditions: claim.conditions[1..]
            .iter()
            .map(chain)
            .collect::<Option<_>>()?,
        statement: chain(&claim.statement)?,
    })
}

/// `name` from `slack = room`, where the slack is linear in it with a rational factor.
fn solved_for(claim: &Claim, slack: &Expr, name: &Symbol, room: &Symbol) -> Option<Expr> {
    let factor = rational(claim, &differentiate(slack, name).ok()?)?;
    let start = substitute(slack, &[(name.clone(), Expr::integer(0))]).ok()?;
    let gap = Expr::binary(Operator::Sub, Expr::variable(room.clone()), start);
    Some(if factor.is_one() {
        gap
    } else {
        Expr::binary(Operator::Div, gap, Expr::rational(&factor))
    })
}

/// The value of an expression whose normal form is a rational number other than 0.
fn rational(claim: &Claim, expr: &Expr) -> Option<BigRational> {
    let inside = Domain::new(claim).ok()?.region().interior();
    let normal = factored(expr, &inside, &[]).ok()?;
    let bare = normal.factors.is_empty() && normal.roots.is_empty() && normal.exponent.is_none();
    (bare && !normal.coefficient.is_zero()).then_some(normal.coefficient)
}
