//! Polynomials that are quadratic in one variable: the discriminant takes that variable away.

use num_rational::BigRational;

use super::cell::Cell;
use super::check::as_polynomial;
use super::derivation::{Derivation, Goal, Quadratic};
use super::polynomial::Polynomial;
use super::search::Search;
use crate::claim::Symbol;

/// The goals `a >= 0`, `c >= 0` and `4 a c - b^2 >= 0` for a goal `a x^2 + b x + c >= 0`, without the variable `x`.
///
/// Where `a > 0` the polynomial has its least value `c - b^2/(4 a) >= 0`; where `a = 0`, `b = 0` too and the value is `c`.
pub(super) fn quadratic_goals(goal: &Goal, axis: &Symbol) -> Option<[Goal; 3]> {
    if goal.strict || goal.cell.order.is_some() {
        return None;
    }
    let cell = goal.cell.of(&goal.expr);
    let (p, ranges) = as_polynomial(&goal.expr, &cell)?;
    let names = cell.variables();
    // Constants and roots would be variables of their own.
    let plain = names.len() == ranges.len()
        && names
            .iter()
            .zip(&ranges)
            .all(|(name, own)| cell.region.range(name) == Some(own));
    let place = names
        .iter()
        .position(|name| name == axis)
        .filter(|_| plain)?;
    if p.degree(place) != 2 {
        return None;
    }
    let mut parts = [(); 3].map(|()| Polynomial::zero(p.dimension()));
    for (powers, c) in p.terms() {
        let mut rest = powers.clone();
        rest[place] = 0;
        parts[powers[place] as usize].add_term(rest, c.clone());
    }
    let [last, middle, lead] = parts;
    let four = BigRational::from_integer(4.into());
    let discriminant = lead
        .times(&last)
        .scaled(&four)
        .minus(&middle.times(&middle));
    let rest: Cell = cell.without(axis);
    Some([lead, last, discriminant].map(|p| Goal {
        expr: p.expr(&names),
        strict: false,
        cell: rest.clone(),
    }))
}

impl Search {
    /// By the discriminant in some variable.
    pub fn by_discriminant(&mut self, goal: &Goal, depth: u32) -> Option<Derivation> {
        for axis in goal.cell.variables() {
            let Some([lead, last, discriminant]) = quadratic_goals(goal, &axis) else {
                continue;
            };
            self.spend()?;
            let Some(lead_by) = self.prove(&lead, depth + 1) else {
                continue;
            };
            let Some(last_by) = self.prove(&last, depth + 1) else {
                continue;
            };
            if let Some(discriminant_by) = self.prove(&discriminant, depth + 1) {
                return Some(Derivation::Quadratic(Box::new(Quadratic {
                    axis,
                    lead_by,
                    last_by,
                    discriminant_by,
                })));
            }
        }
        None
    }
}
