//! Implications between polynomial inequalities: the hypotheses and the contrary of the conclusion contradict each other.
//!
//! A claim `where h_1 and ... and h_k: c` is read as systems of constraints `p > 0`, `p >= 0`, `p = 0` on the box of the domain:
//! the hypotheses and the contrary of `c`. Quotients are multiplied out by their denominators, absolute values, minima and maxima
//! are cases, roots and exponentials are variables of their own with what is known of them. The claim holds where no
//! system has a solution. A refutation of a system is a tree of steps, each checked in exact rational arithmetic:
//! - a constraint is false on the whole box by its Bernstein coefficients;
//! - the box is cut in two;
//! - the difference of the two sides of a linear constraint becomes a variable;
//! - a constraint is divided by a monomial of known sign, or reduced by an equation;
//! - a sum of products of constraints with positive coefficients is identically zero, though one of them is positive
//!   (Krivine 1964, Stengle 1974).
//!
//! Where the hypotheses alone are contradictory the claim is vacuous.

mod combination;
mod operations;
mod point;
mod read;
mod refutation;
mod search;
mod steps;
mod system;
#[cfg(test)]
mod tests;

pub(in crate::judge) use point::{is_met, is_met_within};
pub(super) use refutation::{Factor as RefutationFactor, Refutation, Weighted, contrary, holds};
use search::refute;
pub(super) use search::refute_roots;
pub(super) use steps::steps;
pub(super) use system::{Sense, System};

use super::cell::Cell;
use super::check::is_defined;
use super::derivation::Goal;
use crate::claim::{Claim, Comparison, Expr};
use crate::judge::Domain;
use crate::judge::obligation::{Assertion, Obligation, obligations, of_chain};
use crate::numeric::Instant;

/// One system and why it has no solution.
#[derive(Clone, Debug)]
pub(super) struct Refuted {
    pub system: System,
    pub by: Refutation,
}

/// What is refuted of a claim: the contrary of one obligation, or where there is none the side conditions alone.
#[derive(Clone, Debug)]
pub(super) struct Refutations {
    pub statement: String,
    pub systems: Vec<Refuted>,
}

/// The points of a cell at which a goal fails, as one system; `None` where it has cases or cannot be read.
pub(super) fn contrary_of(goal: &Goal) -> Option<System> {
    let goal = goal.reduced();
    if goal.cell.order.is_some() {
        return None;
    }
    let wanted = Obligation {
        smaller: Expr::integer(0),
        larger: goal.expr.clone(),
        assertion: if goal.strict {
            Assertion::Below
        } else {
            Assertion::AtMost
        },
    };
    let systems = read::systems(&[], Some(&wanted), &goal.cell.region)?;
    let [system] = <[System; 1]>::try_from(systems).ok()?;
    Some(system)
}

/// Refutes the hypotheses together with the contrary of each relation of the statement.
pub(super) fn implied(
    claim: &Claim,
    domain: &Domain,
    deadline: Option<Instant>,
) -> Option<Vec<Refutations>> {
    let refuted = |obligation| refuted(claim, domain, Some(obligation), deadline);
    obligations(claim).iter().map(refuted).collect()
}

/// Refutes the hypotheses alone.
pub(super) fn inconsistent(
    claim: &Claim,
    domain: &Domain,
    deadline: Option<Instant>,
) -> Option<Vec<Refutations>> {
    if claim.conditions.is_empty() {
        return None;
    }
    Some(vec![refuted(claim, domain, None, deadline)?])
}

fn refuted(
    claim: &Claim,
    domain: &Domain,
    wanted: Option<&Obligation>,
    deadline: Option<Instant>,
) -> Option<Refutations> {
    let systems = systems_of(claim, domain, wanted)?;
    let mut found = Vec::new();
    for mut system in systems {
        system.deadline = deadline;
        // The boxes of a claim without hypotheses are the interval judge's.
        let by = if claim.conditions.is_empty() {
            search::refute_by_rules(&system)?
        } else {
            refute(&system)?
        };
        found.push(Refuted { system, by });
    }
    Some(Refutations {
        statement: statement_of(wanted),
        systems: found,
    })
}

/// What is shown, for a reader.
pub(super) fn statement_of(wanted: Option<&Obligation>) -> String {
    wanted.map_or_else(|| "the side conditions".to_owned(), ToString::to_string)
}

/// The systems that have no solution where the side conditions imply the obligation, or contradict each other; `None` where a term
/// has no value somewhere, or cannot be read.
pub(super) fn systems_of(
    claim: &Claim,
    domain: &Domain,
    wanted: Option<&Obligation>,
) -> Option<Vec<System>> {
    let closed = Cell {
        region: domain.region(),
        order: None,
    };
    let hypotheses: Vec<Obligation> = claim.conditions.iter().flat_map(of_chain).collect();
    let terms = claim.conditions.iter().flat_map(Comparison::terms);
    let sides = wanted.iter().flat_map(|o| [&o.smaller, &o.larger]);
    if !terms.chain(sides).all(|term| is_defined(term, &closed)) {
        return None;
    }
    read::systems(&hypotheses, wanted, &closed.region)
}
