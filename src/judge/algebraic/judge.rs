//! From a claim to its derivations.

use std::time::Instant;

use super::cell::Cell;
use super::check::{holds, is_defined};
use super::derivation::{Derivation, Goal, steps};
use super::search::Search;
use crate::claim::{
    Claim, Expr, Function, Kind, Operator, Relation, Symbol, expand_theory, substitute,
};
use crate::judge::Domain;
use crate::judge::obligation::{Assertion, Obligation, obligations};
use crate::judge::symbolic::{Range, Region, Sign, has_sign};

/// Sides larger than this are not looked at.
const MAX_NODES: u64 = 600;
/// Most faces of a box for a strict claim.
const MAX_FACES: usize = 81;

/// The proof of every inequality of a claim.
#[derive(Clone, Debug)]
pub struct InequalityProof {
    parts: Vec<Part>,
}

/// One goal and its derivation.
#[derive(Clone, Debug)]
struct Part {
    statement: String,
    goal: Goal,
    by: Derivation,
}

impl InequalityProof {
    /// The steps for a reader, outermost first, indented by depth.
    pub fn steps(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for part in &self.parts {
            lines.push(format!("  {}", part.statement));
            lines.extend(
                steps(&part.goal, &part.by)
                    .into_iter()
                    .map(|line| format!("  {line}")),
            );
        }
        lines
    }

    /// Whether every derivation shows its goal: checked step by step, without the search.
    pub fn holds(&self) -> bool {
        self.parts.iter().all(|part| holds(&part.goal, &part.by))
    }
}

/// Proves a claim whose relations are all inequalities; `None` where no proof was found.
///
/// Nothing is said about the domain being inhabited: [`judge`](crate::judge::judge) sees to that.
///
/// # Examples
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::{Domain, algebraic::derive};
/// let claim = parse_claim("for x in [-3, 7]: x^2 + 1 >= 2*x")?;
/// assert!(derive(&claim, &Domain::new(&claim).unwrap()).is_some());
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn derive(claim: &Claim, domain: &Domain) -> Option<InequalityProof> {
    derive_until(claim, domain, None)
}

/// As [`derive`], given up at the deadline.
pub fn derive_until(
    claim: &Claim,
    domain: &Domain,
    deadline: Option<Instant>,
) -> Option<InequalityProof> {
    let whole = domain.region();
    let sides: Vec<&Expr> = claim.statement.terms().collect();
    let small = sides
        .iter()
        .all(|side| side.size() <= MAX_NODES && !has_integral(side));
    let obligations = obligations(claim);
    if !small || obligations.iter().any(|o| o.assertion == Assertion::Equal) {
        return None;
    }
    let closed = Cell {
        region: whole.clone(),
        order: None,
    };
    if !sides.iter().all(|side| is_defined(side, &closed)) {
        return None;
    }
    let mut parts = Vec::new();
    for obligation in &obligations {
        parts.extend(shown(claim, obligation, &whole, deadline)?);
    }
    let proof = InequalityProof { parts };
    proof.holds().then_some(proof)
}

fn has_integral(expr: &Expr) -> bool {
    expr.expectation_depth() > 0
}

/// The goals of one obligation with their derivations.
fn shown(
    claim: &Claim,
    obligation: &Obligation,
    whole: &Region,
    deadline: Option<Instant>,
) -> Option<Vec<Part>> {
    let ways = [
        squares(obligation),
        Some(obligation.slack()),
        logarithms(obligation, whole),
    ];
    ways.into_iter()
        .flatten()
        .find_map(|slack| parts_of(claim, obligation, &slack, whole, deadline))
}

/// `a < sqrt(b)` follows from `b - a^2 > 0`.
fn squares(obligation: &Obligation) -> Option<Expr> {
    let Kind::Call(call) = obligation.larger.kind() else {
        return None;
    };
    let (Function::Sqrt, [inner]) = (call.function(), call.arguments()) else {
        return None;
    };
    let square = Expr::binary(Operator::Pow, obligation.smaller.clone(), Expr::integer(2));
    Some(Expr::binary(Operator::Sub, inner.clone(), square))
}

/// Of two positive sides the logarithms compare as they do.
fn logarithms(obligation: &Obligation, whole: &Region) -> Option<Expr> {
    let positive = |side: &Expr| has_sign(side, Sign::Positive, whole);
    (positive(&obligation.smaller) && positive(&obligation.larger)).then(|| obligation.log_slack())
}

/// One form of the goal on the inside and, where it is strict, on the faces.
fn parts_of(
    claim: &Claim,
    obligation: &Obligation,
    slack: &Expr,
    whole: &Region,
    deadline: Option<Instant>,
) -> Option<Vec<Part>> {
    let expr = expand_theory(slack).ok()?;
    // The kernel has neither expansions nor simpler derivatives here.
    if expr.uses_theory() {
        return None;
    }
    let closed = Cell {
        region: whole.clone(),
        order: None,
    };
    if !is_defined(&expr, &closed) {
        return None;
    }
    let strict = obligation.assertion == Assertion::Below;
    let goals = match order(claim, strict) {
        // A strict condition leaves out the diagonal, and the ends are open on the other side of it.
        Some((small, large)) => {
            let cell = Cell::of_box(whole).ordered(&small, &large)?;
            let closed = whole.axes().iter().any(|(_, range)| !is_open(range));
            if strict && closed {
                return None;
            }
            vec![Goal { expr, strict, cell }]
        }
        None if strict => faces(&expr, whole)?,
        None => vec![Goal {
            expr,
            strict,
            cell: Cell::of_box(whole),
        }],
    };
    let mut parts = Vec::new();
    for goal in goals {
        let by = Search::new(goal.cell.of(&goal.expr).region.axes().len())
            .until(deadline)
            .prove_in_best_variables(&goal)?;
        parts.push(Part {
            statement: obligation.to_string(),
            goal,
            by,
        });
    }
    Some(parts)
}

/// Two variables that a side condition puts in order, strictly where the goal is strict.
fn order(claim: &Claim, strict: bool) -> Option<(Symbol, Symbol)> {
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

fn is_open(range: &Range) -> bool {
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
