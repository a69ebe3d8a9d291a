//! That a term has a value at every point of the domain, perhaps only where a strict condition puts two variables in order.

use num_rational::BigRational;
use num_traits::Signed;

use super::cell::Cell;
use super::check::{holds, is_defined};
use super::derivation::{Derivation, Goal};
use super::places::{is_open, order};
use super::plain::plain;
use super::search::Search;
use crate::claim::{Claim, Expr, Symbol};
use crate::judge::symbolic::{Conditions, End, Range, Region, Sign, has_sign, require_defined};

/// A condition for a value that its range does not show, shown as a goal of its own: of the expression, or of minus it.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub negated: bool,
    pub goal: Goal,
    pub by: Derivation,
}

/// The conditions under which a term has a value on the whole domain, each with what shows it; `None` where one is not shown.
pub(super) fn values(expr: &Expr, claim: &Claim, whole: &Region) -> Option<Vec<Condition>> {
    let mut found = Vec::new();
    let shown = have_values(expr, claim, whole, &mut |goal, negated| {
        let by = Search::new(goal.cell.region.axes().len()).prove(goal, 0);
        let Some(by) = by.filter(|by| holds(goal, by)) else {
            return false;
        };
        found.push(Condition {
            negated,
            goal: goal.clone(),
            by,
        });
        true
    });
    shown.then_some(found)
}

/// Whether a term has a value on the whole domain, given who settles the goals (of minus an expression where `true` is said).
pub(super) fn have_values(
    expr: &Expr,
    claim: &Claim,
    whole: &Region,
    settle: &mut dyn FnMut(&Goal, bool) -> bool,
) -> bool {
    let closed = Cell {
        region: whole.clone(),
        order: None,
    };
    if is_defined(expr, &closed) {
        return true;
    }
    let pair = order(claim, true);
    let Some(cell) = pair.and_then(|(small, large)| open_cell(whole, &small, &large)) else {
        return false;
    };
    let mut shown = |expr: &Expr, sign: Sign| {
        let goal = |expr: Expr| Goal {
            expr,
            strict: sign != Sign::Nonnegative,
            cell: cell.clone(),
        };
        has_sign(expr, sign, &cell.region)
            || settle(&goal(expr.clone()), false)
            || sign == Sign::Nonzero && settle(&goal(Expr::negation(expr.clone())), true)
    };
    require_defined(&plain(expr), &mut shown, &mut Conditions::default()).is_ok()
}

/// The part of the domain where `small < large`, on a box that is open at every end.
fn open_cell(whole: &Region, small: &Symbol, large: &Symbol) -> Option<Cell> {
    let contains = without_far_ends(whole);
    let cell = Cell::of_box(&contains).ordered(small, large)?;
    let open = contains.axes().iter().all(|(_, range)| is_open(range));
    open.then_some(cell)
}

/// Ends this far out may as well be at infinity.
const FAR: u32 = 8;

/// The box with its attained far ends at infinity: a strict claim needs no look at them then.
pub(super) fn without_far_ends(whole: &Region) -> Region {
    let far = BigRational::from_integer(FAR.into());
    let near = |end: &Option<End>| end.clone().filter(|end| end.open || end.value.abs() < far);
    let axes = whole.axes().iter().map(|(name, range)| {
        let wide = Range::exactly(near(&range.lo), near(&range.hi));
        (name.clone(), wide)
    });
    Region::new(axes.collect())
}
