//! Kernel values below the peak of the normal density times an integral.
//!
//! The density of `m + s Z` is at most `1/(s sqrt(2 pi))`. The integral of `sigma'` is 1, so `K_2(m, s) <= 1/(s sqrt(2 pi))`. Tilted by
//! `exp(-u/2)`, `sigma` is `sech(u/2)/2`, with integral pi, so `K_1(m, s) <= exp(m/2 + s^2/8) sqrt(pi/2)/s`.

use num_rational::BigRational;

use super::cell::product_of;
use super::check::{holds, is_defined};
use super::derivation::{Derivation, Goal};
use super::search::Search;
use crate::claim::{Expr, Function, Kind, Operator};
use crate::judge::symbolic::{Sign, Sum, are_identical, has_sign};

/// The goal is `rest - factor*atom`, and nonnegative already with the bound for the atom.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Peak {
    pub atom: Expr,
    pub factor: Expr,
    pub factor_by: Derivation,
    pub rest: Expr,
    pub by: Derivation,
}

impl Peak {
    pub fn factor_goal(&self, of: &Goal) -> Goal {
        Goal {
            expr: self.factor.clone(),
            strict: false,
            cell: of.cell.clone(),
        }
    }

    /// The goal with the bound for the atom.
    pub fn goal(&self, of: &Goal) -> Option<Goal> {
        Some(Goal {
            expr: self.with(&bound(&self.atom)?),
            ..of.clone()
        })
    }

    fn with(&self, value: &Expr) -> Expr {
        let product = Expr::binary(Operator::Mul, self.factor.clone(), value.clone());
        Expr::binary(Operator::Sub, self.rest.clone(), product)
    }
}

/// Whether the goal follows from the bound.
pub(super) fn is_peak(goal: &Goal, peak: &Peak) -> bool {
    let (region, facts) = (&goal.cell.region, goal.cell.facts());
    let spread = spread(&peak.atom);
    spread.is_some_and(|s| has_sign(&s, Sign::Positive, region))
        && is_defined(&goal.expr, &goal.cell)
        && [&peak.factor, &peak.rest, &peak.atom]
            .into_iter()
            .all(|e| is_defined(e, &goal.cell))
        && are_identical(&goal.expr, &peak.with(&peak.atom), region, &facts)
        && holds(&peak.factor_goal(goal), &peak.factor_by)
        && peak.goal(goal).is_some_and(|inner| holds(&inner, &peak.by))
}

fn order(atom: &Expr) -> Option<(u32, &[Expr])> {
    let Kind::Call(call) = atom.kind() else {
        return None;
    };
    let order = match call.function() {
        Function::LogisticNormal => 1,
        Function::Kernel => call.index()?,
        _ => return None,
    };
    Some((order, call.arguments()))
}

fn spread(atom: &Expr) -> Option<Expr> {
    order(atom)?.1.get(1).cloned()
}

/// What the kernel value is at most, for a positive spread.
fn bound(atom: &Expr) -> Option<Expr> {
    let (order, [m, s]) = order(atom)? else {
        return None;
    };
    let root = |e: Expr| Expr::call(Function::Sqrt, None, vec![e]).ok();
    let over = |a: Expr, b: Expr| Expr::binary(Operator::Div, a, b);
    let two_pi = Expr::binary(Operator::Mul, Expr::integer(2), Expr::pi());
    match order {
        1 => {
            let eighth = over(
                Expr::binary(Operator::Pow, s.clone(), Expr::integer(2)),
                Expr::integer(8),
            );
            let exponent = Expr::binary(Operator::Add, over(m.clone(), Expr::integer(2)), eighth);
            let tilt = Expr::call(Function::Exp, None, vec![exponent]).ok()?;
            let width = over(root(over(Expr::pi(), Expr::integer(2)))?, s.clone());
            Some(Expr::binary(Operator::Mul, tilt, width))
        }
        2 => {
            let width = Expr::binary(Operator::Mul, s.clone(), root(two_pi)?);
            Some(over(Expr::integer(1), width))
        }
        _ => None,
    }
}

impl Search {
    /// By the peak of the density, for a sum with one kernel value.
    pub fn by_peak(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        let mut atom: Option<Expr> = None;
        let (mut factor, mut rest): (Option<Expr>, Option<Expr>) = (None, None);
        for term in &sum.terms {
            let mut left = term.clone();
            let place = left.atoms.iter().position(|(a, _)| a.uses_theory());
            let Some(place) = place else {
                rest = Some(Expr::with_term(rest, false, product_of(&left)?));
                continue;
            };
            let (own, power) = left.atoms.remove(place);
            let same = atom.as_ref().is_none_or(|known| *known == own);
            if power != 1 || !same || left.atoms.iter().any(|(a, _)| a.uses_theory()) {
                return None;
            }
            bound(&own)?;
            atom = Some(own);
            left.coefficient = -left.coefficient;
            factor = Some(Expr::with_term(factor, false, product_of(&left)?));
        }
        let mut peak = Peak {
            atom: atom?,
            factor: factor?,
            factor_by: Derivation::Range,
            rest: rest.unwrap_or_else(|| Expr::rational(&BigRational::from_integer(0.into()))),
            by: Derivation::Range,
        };
        peak.factor_by = self.prove(&peak.factor_goal(goal), depth + 1)?;
        peak.by = self.prove(&peak.goal(goal)?, depth + 1)?;
        let found = Derivation::Peak(Box::new(peak));
        super::check::holds(goal, &found).then_some(found)
    }
}
