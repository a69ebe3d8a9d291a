//! From a claim to its derivations.

use crate::numeric::Instant;

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::cell::Cell;
use super::check::{holds, is_defined};
use super::contradiction::{self, Refuted};
use super::derivation::{Derivation, Goal};
use super::forms::{exponential, logarithms, squares};
use super::given::relieved;
use super::known::{Bounded, bounded};
use super::places::{goals_on, is_open, order};
use super::plain::plain;
use super::proof::{InequalityProof, Part};
use super::search::Search;
use super::solve::solved;
use crate::claim::{Claim, Comparison, Expr, Symbol, expand_theory};
use crate::judge::Domain;
use crate::judge::obligation::{Assertion, Obligation, obligations};
use crate::judge::symbolic::{
    Conditions, End, Range, Region, Sign, factored, has_sign, has_sign_at_once, require_defined,
};
use crate::judge::unfold::unfolded;

/// Sides larger than this are not looked at.
const MAX_NODES: u64 = 600;

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

/// As [`derive()`], given up at the deadline.
///
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::{Domain, algebraic::derive_until};
/// let claim = parse_claim("for x in [0, 1]: x*(1 - x) <= 1/4")?;
/// assert!(derive_until(&claim, &Domain::new(&claim).unwrap(), None).is_some());
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn derive_until(
    claim: &Claim,
    domain: &Domain,
    deadline: Option<Instant>,
) -> Option<InequalityProof> {
    let inner = unfolded(claim);
    let whole = inner.as_ref().unwrap_or(claim);
    let found = match &inner {
        Some(claim) => derive_in(claim, &Domain::new(claim).ok()?, deadline),
        None => derive_in(claim, domain, deadline),
    };
    found.or_else(|| {
        let mut claims = relieved(whole)
            .into_iter()
            .filter(|_| !whole.conditions.is_empty());
        claims.find_map(|claim| derive_in(&claim, &Domain::new(&claim).ok()?, deadline))
    })
}

/// In the variables as they are.
fn derive_in(claim: &Claim, domain: &Domain, deadline: Option<Instant>) -> Option<InequalityProof> {
    let whole = domain.region();
    let sides: Vec<&Expr> = claim.statement.terms().collect();
    let small = sides
        .iter()
        .all(|side| side.size() <= MAX_NODES && !has_integral(side));
    let obligations = obligations(claim);
    if !small || obligations.iter().any(|o| o.assertion == Assertion::Equal) {
        return None;
    }
    if !sides.iter().all(|side| has_value(side, claim, &whole)) {
        return None;
    }
    let mut parts = Vec::new();
    for obligation in &obligations {
        parts.extend(shown(claim, obligation, &whole, deadline)?);
    }
    let proof = InequalityProof { parts };
    proof.holds().then_some(proof)
}

/// Whether a term has a value at every point of the domain, perhaps only where a strict condition puts two variables in order.
fn has_value(expr: &Expr, claim: &Claim, whole: &Region) -> bool {
    let closed = Cell {
        region: whole.clone(),
        order: None,
    };
    is_defined(expr, &closed)
        || order(claim, true)
            .and_then(|(small, large)| open_cell(whole, &small, &large))
            .is_some_and(|cell| is_defined_by_search(&plain(expr), &cell))
}

/// The part of the domain where `small < large`, on a box that is open at every end.
fn open_cell(whole: &Region, small: &Symbol, large: &Symbol) -> Option<Cell> {
    let cell = Cell::of_box(&without_far_ends(whole)).ordered(small, large)?;
    let contains = without_far_ends(whole);
    let open = contains.axes().iter().all(|(_, range)| is_open(range));
    open.then_some(cell)
}

/// The conditions for a value, each shown as a goal of its own.
fn is_defined_by_search(expr: &Expr, cell: &Cell) -> bool {
    let mut shown = |expr: &Expr, sign: Sign| {
        let goal = |expr: Expr| Goal {
            expr,
            strict: sign != Sign::Nonnegative,
            cell: cell.clone(),
        };
        let proved = |expr: Expr| {
            let goal = goal(expr);
            let found = Search::new(cell.region.axes().len()).prove(&goal, 0);
            found.is_some_and(|by| holds(&goal, &by))
        };
        has_sign(expr, sign, &cell.region)
            || proved(expr.clone())
            || sign == Sign::Nonzero && proved(Expr::negation(expr.clone()))
    };
    require_defined(expr, &mut shown, &mut Conditions::default()).is_ok()
}

/// Ends this far out may as well be at infinity.
const FAR: u32 = 8;

/// The box with its attained far ends at infinity: a strict claim needs no look at them then.
fn without_far_ends(whole: &Region) -> Region {
    let far = BigRational::from_integer(FAR.into());
    let near = |end: &Option<End>| end.clone().filter(|end| end.open || end.value.abs() < far);
    let axes = whole.axes().iter().map(|(name, range)| {
        let wide = Range::exactly(near(&range.lo), near(&range.hi));
        (name.clone(), wide)
    });
    Region::new(axes.collect())
}

/// Proves a claim with its equations solved, or by the contradiction between its hypotheses and its contrary.
///
/// Nothing is said about a point that meets the hypotheses: [`judge`](crate::judge::judge) sees to that.
pub(in crate::judge) fn imply(claim: &Claim, deadline: Option<Instant>) -> Option<InequalityProof> {
    let whole = unfolded(claim).unwrap_or_else(|| claim.clone());
    let solved =
        solved(&whole).and_then(|claim| derive_until(&claim, &Domain::new(&claim).ok()?, deadline));
    solved.or_else(|| {
        by_contradiction(claim, |claim, domain| {
            contradiction::implied(claim, domain, deadline)
        })
    })
}

/// Shows that no point of the domain meets the hypotheses.
pub(in crate::judge) fn never(claim: &Claim, deadline: Option<Instant>) -> Option<InequalityProof> {
    by_contradiction(claim, |claim, domain| {
        contradiction::inconsistent(claim, domain, deadline)
    })
}

fn by_contradiction(
    claim: &Claim,
    find: impl Fn(&Claim, &Domain) -> Option<Vec<Refuted>>,
) -> Option<InequalityProof> {
    let whole = unfolded(claim).unwrap_or_else(|| claim.clone());
    let stated = std::iter::once(&whole.statement).chain(&whole.conditions);
    let small = stated
        .flat_map(Comparison::terms)
        .all(|term| term.size() <= MAX_NODES && !has_integral(term) && !term.uses_theory());
    let domain = Domain::new(&whole).ok().filter(|_| small)?;
    let found = find(&whole, &domain)?;
    Some(InequalityProof {
        parts: found.into_iter().map(Part::Contradiction).collect(),
    })
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
    if let Some(part) = by_range(obligation, whole) {
        return Some(vec![part]);
    }
    let bounds = bounded(&obligation.slack(), &region_of(obligation, whole));
    let by_bounds = |at_once: bool| {
        let mut bounds = bounds.iter();
        bounds.find_map(|bound| by_bound(claim, obligation, bound, whole, at_once, deadline))
    };
    if let Some(found) = by_bounds(true) {
        return Some(found);
    }
    let ways = [
        squares(obligation),
        Some(obligation.slack()),
        logarithms(obligation, whole),
        exponential(obligation),
    ];
    ways.into_iter()
        .flatten()
        .find_map(|slack| parts_of(claim, obligation, &slack, whole, deadline))
        .or_else(|| by_bounds(false))
}

/// Where an obligation is shown: what is not strict holds on the closed box if it does inside.
fn region_of(obligation: &Obligation, whole: &Region) -> Region {
    match obligation.assertion {
        Assertion::Below => whole.clone(),
        Assertion::AtMost | Assertion::Equal => whole.interior(),
    }
}

/// By the range of the slack, with the functions of the theory as they stand: written by others they would lose their signs.
fn by_range(obligation: &Obligation, whole: &Region) -> Option<Part> {
    let goal = Goal {
        expr: obligation.slack(),
        strict: obligation.assertion == Assertion::Below,
        cell: Cell {
            region: region_of(obligation, whole),
            order: None,
        },
    };
    let shown =
        goal.expr.uses_theory() && has_sign_at_once(&goal.expr, goal.sign(), &goal.cell.region);
    shown.then(|| Part::Shown {
        statement: obligation.to_string(),
        goal,
        by: Derivation::Range,
    })
}

/// With a known bound in the place of a value; `at_once` where nothing is left then.
fn by_bound(
    claim: &Claim,
    obligation: &Obligation,
    bound: &Bounded,
    whole: &Region,
    at_once: bool,
    deadline: Option<Instant>,
) -> Option<Vec<Part>> {
    if at_once {
        let rest = plain(&expand_theory(&bound.rest).ok()?);
        let normal = factored(&rest, &region_of(obligation, whole), &[]).ok()?;
        if !normal.coefficient.is_zero() {
            return None;
        }
    }
    let weak = Obligation {
        assertion: Assertion::AtMost,
        ..obligation.clone()
    };
    // A strict claim needs one strict step.
    let (of_coefficient, of_rest) = if bound.is_apart {
        (obligation, &weak)
    } else {
        (&weak, obligation)
    };
    let mut parts = parts_of(claim, of_coefficient, &bound.coefficient, whole, deadline)?;
    parts.extend(parts_of(claim, of_rest, &bound.rest, whole, deadline)?);
    Some(vec![Part::Bounded {
        statement: obligation.to_string(),
        by: bound.by.clone(),
        parts,
    }])
}

/// One form of the goal on the inside and, where it is strict, on the faces.
fn parts_of(
    claim: &Claim,
    obligation: &Obligation,
    slack: &Expr,
    whole: &Region,
    deadline: Option<Instant>,
) -> Option<Vec<Part>> {
    let expr = plain(&expand_theory(slack).ok()?);
    let strict = obligation.assertion == Assertion::Below;
    // Both sides of the claim have values on the closed box; what is shown of the inside holds there, unless it is strict.
    let inside = whole.interior();
    if !has_value(&expr, claim, if strict { whole } else { &inside }) {
        return None;
    }
    let wide = without_far_ends(whole);
    let regions = if strict && wide.axes() != whole.axes() {
        vec![wide, whole.clone()]
    } else {
        vec![whole.clone()]
    };
    regions.iter().enumerate().find_map(|(k, region)| {
        let goals = goals_on(claim, &expr, strict, region)?;
        let parts = goals.into_iter().map(|goal| {
            let dimension = goal.cell.of(&goal.expr).region.axes().len();
            let mut search = Search::new(dimension).until(deadline);
            search.widens = k == 0;
            let by = search.prove_in_best_variables(&goal)?;
            Some(Part::Shown {
                statement: obligation.to_string(),
                goal,
                by,
            })
        });
        parts.collect()
    })
}
