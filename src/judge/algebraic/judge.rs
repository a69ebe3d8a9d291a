//! From a claim to its derivations.

use crate::numeric::Instant;

use num_traits::Zero;

use super::cell::Cell;
use super::contradiction::{self, Refutations};
use super::derivation::{Derivation, Goal};
use super::forms::Form;
use super::known::{Bounded, bounded};
use super::places::goals_on;
use super::plain::plain;
use super::proof::{InequalityProof, Part, Shown};
use super::restated::{Restated, Restatement};
use super::search::Search;
use super::solve::solved;
use super::values::{values, without_far_ends};
use crate::claim::{Claim, Comparison, Expr, expand_theory};
use crate::judge::Domain;
use crate::judge::obligation::{Assertion, Obligation, obligations};
use crate::judge::symbolic::{Region, factored, has_sign_at_once};
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
    let found = found.or_else(|| {
        let claims = Restatement::Relieved.of(whole);
        claims.into_iter().find_map(|claim| {
            let proof = derive_in(&claim, &Domain::new(&claim).ok()?, deadline)?;
            Some(proof.after(Restatement::Relieved, claim))
        })
    });
    Some(found?.after_some(Restatement::Unfolded, inner))
}

impl InequalityProof {
    /// The proof of a claim from that of what it was restated as.
    fn after(mut self, how: Restatement, claim: Claim) -> Self {
        self.restated.insert(0, Restated { how, claim });
        self
    }

    fn after_some(self, how: Restatement, claim: Option<Claim>) -> Self {
        match claim {
            Some(claim) => self.after(how, claim),
            None => self,
        }
    }
}

/// In the variables as they are.
fn derive_in(claim: &Claim, domain: &Domain, deadline: Option<Instant>) -> Option<InequalityProof> {
    let whole = domain.region();
    let terms: Vec<&Expr> = claim.statement.terms().collect();
    let small = terms
        .iter()
        .all(|side| side.size() <= MAX_NODES && !has_integral(side));
    let obligations = obligations(claim);
    if !small || obligations.iter().any(|o| o.assertion == Assertion::Equal) {
        return None;
    }
    let sides = terms.iter().map(|side| values(side, claim, &whole));
    let sides = sides.collect::<Option<Vec<_>>>()?;
    let parts = obligations
        .iter()
        .map(|obligation| shown(claim, obligation, &whole, deadline));
    let proof = InequalityProof {
        restated: Vec::new(),
        sides,
        parts: parts.collect::<Option<_>>()?,
    };
    proof.holds().then_some(proof)
}

/// Proves a claim with its equations solved, or by the contradiction between its hypotheses and its contrary.
///
/// Nothing is said about a point that meets the hypotheses: [`judge`](crate::judge::judge) sees to that.
pub(in crate::judge) fn imply(claim: &Claim, deadline: Option<Instant>) -> Option<InequalityProof> {
    let inner = unfolded(claim);
    let solved = solved(inner.as_ref().unwrap_or(claim)).and_then(|claim| {
        let proof = derive_until(&claim, &Domain::new(&claim).ok()?, deadline)?;
        Some(proof.after(Restatement::Solved, claim))
    });
    let solved = solved.map(|proof| proof.after_some(Restatement::Unfolded, inner));
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
    find: impl Fn(&Claim, &Domain) -> Option<Vec<Refutations>>,
) -> Option<InequalityProof> {
    let inner = unfolded(claim);
    let whole = inner.as_ref().unwrap_or(claim);
    let domain = Domain::new(whole).ok().filter(|_| is_readable(whole))?;
    let found = find(whole, &domain)?;
    let proof = InequalityProof {
        restated: Vec::new(),
        sides: Vec::new(),
        parts: found.into_iter().map(Part::Contradiction).collect(),
    };
    Some(proof.after_some(Restatement::Unfolded, inner))
}

/// Whether a claim may be read as polynomial constraints.
pub(super) fn is_readable(claim: &Claim) -> bool {
    let stated = std::iter::once(&claim.statement).chain(&claim.conditions);
    let mut terms = stated.flat_map(Comparison::terms);
    terms.all(|term| term.size() <= MAX_NODES && !has_integral(term) && !term.uses_theory())
}

fn has_integral(expr: &Expr) -> bool {
    expr.expectation_depth() > 0
}

/// How one obligation is shown.
fn shown(
    claim: &Claim,
    obligation: &Obligation,
    whole: &Region,
    deadline: Option<Instant>,
) -> Option<Part> {
    if let Some(part) = by_range(obligation, whole) {
        return Some(part);
    }
    let bounds = bounded(&obligation.slack(), &region_of(obligation, whole));
    let by_bounds = |at_once: bool| {
        let mut bounds = bounds.iter();
        bounds.find_map(|bound| by_bound(claim, obligation, bound, whole, at_once, deadline))
    };
    if let Some(found) = by_bounds(true) {
        return Some(found);
    }
    let mut forms = Form::SEARCHED.into_iter();
    let by_form = forms.find_map(|form| {
        let slack = form.of(obligation, whole)?;
        Some(Part::Shown {
            statement: obligation.to_string(),
            form,
            shown: sign_of(claim, obligation, &slack, whole, deadline)?,
        })
    });
    by_form.or_else(|| by_bounds(false))
}

/// Where an obligation is shown: what is not strict holds on the closed box if it does inside.
pub(super) fn region_of(obligation: &Obligation, whole: &Region) -> Region {
    match obligation.assertion {
        Assertion::Below => whole.clone(),
        Assertion::AtMost | Assertion::Equal => whole.interior(),
    }
}

/// The goal that the range of the slack shows, with the functions of the theory as they stand: written by others they would lose
/// their signs.
pub(super) fn goal_of_range(obligation: &Obligation, whole: &Region) -> Goal {
    Goal {
        expr: obligation.slack(),
        strict: obligation.assertion == Assertion::Below,
        cell: Cell {
            region: region_of(obligation, whole),
            order: None,
        },
    }
}

fn by_range(obligation: &Obligation, whole: &Region) -> Option<Part> {
    let goal = goal_of_range(obligation, whole);
    let shown =
        goal.expr.uses_theory() && has_sign_at_once(&goal.expr, goal.sign(), &goal.cell.region);
    shown.then(|| Part::Shown {
        statement: obligation.to_string(),
        form: Form::Range,
        shown: Shown {
            wide: false,
            values: Vec::new(),
            goals: vec![(goal, Derivation::Range)],
        },
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
) -> Option<Part> {
    if at_once {
        let rest = plain(&expand_theory(&bound.rest).ok()?);
        let normal = factored(&rest, &region_of(obligation, whole), &[]).ok()?;
        if !normal.coefficient.is_zero() {
            return None;
        }
    }
    let [of_coefficient, of_rest] = bound.obligations(obligation);
    Some(Part::Bounded {
        statement: obligation.to_string(),
        by: bound.by.clone(),
        coefficient: sign_of(claim, &of_coefficient, &bound.coefficient, whole, deadline)?,
        rest: sign_of(claim, &of_rest, &bound.rest, whole, deadline)?,
    })
}

/// The expression as it is shown, and where it must have a value: both sides of the claim have values on the closed box, so that what
/// is shown of the inside holds there, unless it is strict.
pub(super) fn written(slack: &Expr, strict: bool, whole: &Region) -> Option<(Expr, Region)> {
    let expr = plain(&expand_theory(slack).ok()?);
    let region = if strict {
        whole.clone()
    } else {
        whole.interior()
    };
    Some((expr, region))
}

/// The sign of one form on the inside and, where it is strict, on the faces.
fn sign_of(
    claim: &Claim,
    obligation: &Obligation,
    slack: &Expr,
    whole: &Region,
    deadline: Option<Instant>,
) -> Option<Shown> {
    let strict = obligation.assertion == Assertion::Below;
    let (expr, region) = written(slack, strict, whole)?;
    let values = values(&expr, claim, &region)?;
    let wide = without_far_ends(whole);
    let regions = if strict && wide.axes() != whole.axes() {
        vec![(true, wide), (false, whole.clone())]
    } else {
        vec![(false, whole.clone())]
    };
    let (wide, goals) = regions.iter().enumerate().find_map(|(k, (wide, region))| {
        let goals = goals_on(claim, &expr, strict, region)?;
        let parts = goals.into_iter().map(|goal| {
            let dimension = goal.cell.of(&goal.expr).region.axes().len();
            let mut search = Search::new(dimension).until(deadline);
            search.widens = k == 0;
            let by = search.prove_in_best_variables(&goal)?;
            Some((goal, by))
        });
        Some((*wide, parts.collect::<Option<Vec<_>>>()?))
    })?;
    Some(Shown {
        wide,
        values,
        goals,
    })
}
