//! Goals that are linear in means over a normal variable are shown by their integrands.
//!
//! With `y = exp(m + s Z)`, `Z` standard normal, kernel values, sech moments, values of the normal distribution function and
//! exponentials of `s^2` are means of functions of `y`, also where their centre is `+-m + j s^2`: that is a reflection and
//! the tilt `E[g(m + j s^2 + s Z)] = E[g(ln y) y^j] exp(-j m - j^2 s^2/2)`. A goal is a sum of coefficients times means; where the sum of
//! the coefficients times the integrands is nonnegative for all `y > 0`, so is the goal. What the means of 1 and of `y` leave
//! free, a multiple of `y - E[y]`, is chosen so that the integrand touches zero at the mean: this is how Jensen's
//! inequality, and with it every inequality between two f-divergences, is shown.

mod averaged;
mod find;
mod frame;
mod terms;
#[cfg(test)]
mod tests;

pub(super) use averaged::Averaged;

use num_rational::BigRational;
use num_traits::Zero;

use super::cell::Cell;
use super::check::{holds, is_defined};
use super::derivation::{Derivation, Goal};
use crate::claim::{Expr, Operator, Symbol, substitute};
use crate::judge::symbolic::{Range, Region, Sign, are_identical, has_sign};

/// A goal as a mean over `y = scale*v`, and how its integrand is shown.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Mean {
    /// Centre and spread of `ln(y)`.
    pub centre: Expr,
    pub spread: Expr,
    /// Positive; steps are at `y = scale`.
    pub scale: Expr,
    pub fresh: Symbol,
    /// Coefficients, free of the new variable, and what they multiply.
    pub parts: Vec<(Expr, Averaged)>,
    /// For each of [`Mean::goals`].
    pub by: Vec<Derivation>,
    /// For a strict goal: a `v` at which the integrand is positive.
    pub positive: Option<(BigRational, Derivation)>,
}

impl Mean {
    fn has_steps(&self) -> bool {
        let step = |part: &Averaged| matches!(part, Averaged::Step { .. });
        self.parts.iter().any(|(_, part)| step(part))
    }

    /// The sum of coefficients times means.
    fn value(&self) -> Option<Expr> {
        self.total(|part| part.value(self))
    }

    /// The sum of coefficients times integrands, where `v < 1` (`below`) or elsewhere.
    pub(super) fn integrand(&self, below: bool) -> Option<Expr> {
        self.total(|part| part.integrand(self, below))
    }

    fn total(&self, of: impl Fn(&Averaged) -> Option<Expr>) -> Option<Expr> {
        let mut sum: Option<Expr> = None;
        for (coefficient, part) in &self.parts {
            let term = Expr::binary(Operator::Mul, coefficient.clone(), of(part)?);
            sum = Some(Expr::with_term(sum, false, term));
        }
        sum
    }

    /// The integrand on `v > 0`; where it has steps, on both sides of `v = 1`.
    pub(super) fn goals(&self, of: &Goal) -> Option<Vec<Goal>> {
        let goal = |below: bool, range: Range| {
            let mut axes = of.cell.region.axes().to_vec();
            axes.push((self.fresh.clone(), range));
            Some(Goal {
                expr: self.integrand(below)?,
                strict: false,
                cell: Cell {
                    region: Region::new(axes),
                    order: of.cell.order.clone(),
                },
            })
        };
        if self.has_steps() {
            let low = goal(true, Range::between(Some((0, true)), Some((1, true))))?;
            let high = goal(false, Range::between(Some((1, true)), None))?;
            return Some(vec![low, high]);
        }
        Some(vec![goal(true, Range::positive())?])
    }

    /// The integrand at one `v`, to be shown positive.
    pub(super) fn positive_goal(&self, of: &Goal, at: &BigRational) -> Option<Goal> {
        let one = BigRational::from_integer(1.into());
        let inside = *at > BigRational::zero() && *at != one;
        let integrand = self.integrand(*at < one).filter(|_| inside)?;
        let at = [(self.fresh.clone(), Expr::rational(at))];
        Some(Goal {
            expr: substitute(&integrand, &at).ok()?,
            strict: true,
            cell: of.cell.clone(),
        })
    }
}

/// Whether the goal is the mean it is said to be, of an integrand that is shown.
pub(super) fn is_mean(goal: &Goal, mean: &Mean) -> bool {
    let cell = &goal.cell;
    let free = |e: &Expr| !e.mentions(&mean.fresh) && is_defined(e, cell);
    let offsets = mean.parts.iter().filter_map(|(_, part)| part.offset());
    let fresh = cell.region.range(&mean.fresh).is_none() && !goal.expr.mentions(&mean.fresh);
    let known = [&mean.centre, &mean.spread, &mean.scale];
    let coefficients = mean.parts.iter().map(|(coefficient, _)| coefficient);
    let spread = if goal.strict || mean.has_steps() {
        Sign::Positive
    } else {
        Sign::Nonnegative
    };
    let identical = || {
        mean.value()
            .is_some_and(|value| are_identical(&goal.expr, &value, &cell.region, &cell.facts()))
    };
    let shown = || {
        mean.goals(goal).is_some_and(|goals| {
            goals.len() == mean.by.len() && goals.iter().zip(&mean.by).all(|(g, by)| holds(g, by))
        })
    };
    let positive = || match &mean.positive {
        Some((at, by)) => mean.positive_goal(goal, at).is_some_and(|g| holds(&g, by)),
        None => !goal.strict,
    };
    fresh
        && known
            .into_iter()
            .chain(coefficients)
            .chain(offsets)
            .all(free)
        && mean.parts.iter().all(|(_, part)| part.is_sound())
        && has_sign(&mean.spread, spread, &cell.region)
        && has_sign(&mean.scale, Sign::Positive, &cell.region)
        && is_defined(&goal.expr, cell)
        && identical()
        && shown()
        && positive()
}
