//! Goals that rise first and then fall in a variable: what holds at both ends holds in between.

use super::cell::Enclosed;
use super::check;
use super::derivation::{Base, Derivation, Goal, Slope, quotient};
use super::search::{Search, is_one, shown};
use super::slope::groups;
use crate::claim::{Expr, Symbol, differentiate};

/// Weights that are tried for one variable.
const MAX_WEIGHTS: usize = 4;

/// A function whose derivative over a positive weight falls rises first and then falls: it is nowhere below both its values at the
/// ends of an interval. With weight 1 it is concave.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Concave {
    pub axis: Symbol,
    /// Positive on the cell.
    pub weight: Expr,
    pub weight_by: Derivation,
    /// Minus the derivative of the first derivative over the weight, which is nonnegative.
    pub bend: Expr,
    pub bend_by: Derivation,
    pub low: Base,
    pub high: Base,
}

impl Concave {
    pub fn weight_goal(&self, of: &Goal) -> Goal {
        Goal {
            expr: self.weight.clone(),
            strict: true,
            cell: of.cell.clone(),
        }
    }

    /// Minus the derivative of the derivative over the weight.
    pub fn bend_of(&self, expr: &Expr) -> Option<Expr> {
        let slope = differentiate(expr, &self.axis).ok()?;
        let share = quotient(&slope, &self.weight);
        Some(Expr::negation(differentiate(&share, &self.axis).ok()?))
    }

    pub fn bend_goal(&self, of: &Goal) -> Goal {
        Goal {
            expr: self.bend.clone(),
            strict: false,
            cell: of.cell.clone(),
        }
    }

    /// What is shown at each end: the function itself, as one that rises from the lower end and falls to the upper one.
    pub fn towards(&self, rising: bool) -> Slope {
        Slope {
            axis: self.axis.clone(),
            divisor: Expr::integer(1),
            divisor_by: Derivation::Range,
            rising,
            slope: Expr::integer(0),
            slope_by: Derivation::Range,
            base: if rising {
                self.low.clone()
            } else {
                self.high.clone()
            },
        }
    }
}

impl Search {
    /// By both ends of a variable in which the derivative over a positive weight falls.
    pub fn by_concavity(&mut self, goal: &Goal, depth: u32) -> Option<Derivation> {
        for axis in goal.cell.variables() {
            for weight in weights(goal, &axis) {
                self.spend()?;
                self.charge(&goal.expr, 5)?;
                let found = self.concave(goal, &axis, weight, depth);
                if let Some(found) = found.filter(|by| check::holds(goal, by)) {
                    return Some(found);
                }
            }
        }
        None
    }

    fn concave(
        &mut self,
        goal: &Goal,
        axis: &Symbol,
        weight: Expr,
        depth: u32,
    ) -> Option<Derivation> {
        let unknown = || Base::Value {
            at: Expr::integer(0),
            by: Derivation::Range,
        };
        let mut step = Concave {
            axis: axis.clone(),
            weight,
            weight_by: Derivation::Range,
            bend: Expr::integer(0),
            bend_by: Derivation::Range,
            low: unknown(),
            high: unknown(),
        };
        (_, step.bend) = shown(&step.bend_of(&goal.expr)?, goal)?;
        let cell = goal.cell.of(&step.bend);
        let signs = Enclosed::new(&step.bend, &cell.variables()).signs(&cell.samples());
        if signs.contains(&-1) {
            return None;
        }
        step.low = self.base(goal, &step.towards(true), depth)?;
        step.high = self.base(goal, &step.towards(false), depth)?;
        step.weight_by = self.prove(&step.weight_goal(goal), depth + 1)?;
        step.bend_by = self.prove(&step.bend_goal(goal), depth + 1)?;
        Some(Derivation::Concave(Box::new(step)))
    }
}

/// 1, and what the terms of the derivative have in common, where it is positive.
fn weights(goal: &Goal, axis: &Symbol) -> Vec<Expr> {
    let mut found = vec![Expr::integer(1)];
    let Some((normal, _)) = differentiate(&goal.expr, axis)
        .ok()
        .and_then(|slope| shown(&slope, goal))
    else {
        return found;
    };
    let names = goal.cell.variables();
    for (sum, _) in &normal.factors {
        for weight in groups(sum, &names) {
            let cell = goal.cell.of(&weight);
            let signs = Enclosed::new(&weight, &cell.variables()).signs(&cell.samples());
            match (signs.contains(&1), signs.contains(&-1)) {
                (true, false) if !is_one(&weight) => found.push(weight),
                (false, true) => found.push(Expr::negation(weight)),
                _ => {}
            }
        }
    }
    found.truncate(MAX_WEIGHTS);
    found
}
