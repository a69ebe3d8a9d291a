//! The difference of two positive expressions, by the difference of their logarithms.

use num_traits::Signed as _;

use super::cell::{Enclosed, product_of};
use super::check::{holds, is_defined};
use super::derivation::{Derivation, Goal};
use super::search::Search;
use crate::claim::{Expr, Function, Operator, Symbol};
use crate::judge::symbolic::{Sum, Term, are_identical};

/// `larger - smaller >= 0`, both positive, because `ln(larger) - ln(smaller) >= 0`.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Logs {
    pub larger: Expr,
    pub smaller: Expr,
    pub larger_by: Derivation,
    pub smaller_by: Derivation,
    pub by: Derivation,
}

impl Logs {
    /// What is shown: both are positive, and so is the difference of their logarithms.
    pub fn goals(&self, of: &Goal) -> Option<[Goal; 3]> {
        let goal = |expr: Expr, strict: bool| Goal {
            expr,
            strict,
            cell: of.cell.clone(),
        };
        let ln = |e: &Expr| Expr::call(Function::Ln, None, vec![e.clone()]).ok();
        let gap = Expr::binary(Operator::Sub, ln(&self.larger)?, ln(&self.smaller)?);
        Some([
            goal(self.larger.clone(), true),
            goal(self.smaller.clone(), true),
            goal(gap, of.strict),
        ])
    }
}

/// Whether the goal follows from the logarithms.
pub(super) fn is_logs(goal: &Goal, logs: &Logs) -> bool {
    let gap = Expr::binary(Operator::Sub, logs.larger.clone(), logs.smaller.clone());
    is_defined(&goal.expr, &goal.cell)
        && is_defined(&gap, &goal.cell)
        && are_identical(&goal.expr, &gap, &goal.cell.region, &goal.cell.facts())
        && logs.goals(goal).is_some_and(|[larger, smaller, gap]| {
            holds(&larger, &logs.larger_by)
                && holds(&smaller, &logs.smaller_by)
                && holds(&gap, &logs.by)
        })
}

impl Search {
    /// By logarithms, for a sum whose exponentials are all the same.
    pub fn by_logs(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        let names = goal.cell.variables();
        let (with, without): (Vec<&Term>, Vec<&Term>) = sum
            .terms
            .iter()
            .partition(|term| exponent(term, &names).is_some());
        let first = exponent(with.first()?, &names)?;
        if without.is_empty() || with.iter().any(|t| exponent(t, &names) != Some(first)) {
            return None;
        }
        let exp = Expr::call(Function::Exp, None, vec![first.clone()]).ok()?;
        let bare = with.iter().map(|term| Term {
            exponent: None,
            ..(*term).clone()
        });
        let factor = total(bare)?;
        let rest = total(without.into_iter().cloned())?;
        let cell = goal.cell.of(&factor);
        let signs = Enclosed::new(&factor, &cell.variables()).signs(&cell.samples());
        let product = |factor: Expr| Expr::binary(Operator::Mul, factor, exp.clone());
        let (larger, smaller) = match (signs.contains(&1), signs.contains(&-1)) {
            (true, false) => (product(factor), Expr::negation(rest)),
            (false, true) => (rest, product(Expr::negation(factor))),
            _ => return None,
        };
        let mut logs = Logs {
            larger,
            smaller,
            larger_by: Derivation::Range,
            smaller_by: Derivation::Range,
            by: Derivation::Range,
        };
        let [larger, smaller, gap] = logs.goals(goal)?;
        logs.larger_by = self.prove(&larger, depth + 1)?;
        logs.smaller_by = self.prove(&smaller, depth + 1)?;
        logs.by = self.prove(&gap, depth + 1)?;
        Some(Derivation::Logs(Box::new(logs)))
    }
}

/// The exponent of a term, where it varies.
fn exponent<'t>(term: &'t Term, names: &[Symbol]) -> Option<&'t Expr> {
    let own = term.exponent.as_ref()?;
    names.iter().any(|name| own.mentions(name)).then_some(own)
}

fn total(terms: impl Iterator<Item = Term>) -> Option<Expr> {
    let mut sum: Option<Expr> = None;
    for mut term in terms {
        let negative = term.coefficient.is_negative();
        term.coefficient = term.coefficient.abs();
        sum = Some(Expr::with_term(sum, negative, product_of(&term)?));
    }
    sum
}
