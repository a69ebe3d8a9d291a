//! Sums of logarithms, by the product of their arguments: `sum k_i ln(a_i) >= 0` where `prod a_i^k_i >= 1`.

use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed as _, ToPrimitive};

use super::check::{holds, is_defined};
use super::derivation::{Derivation, Goal};
use super::search::Search;
use crate::claim::{Expr, Function, Kind, Operator};
use crate::judge::symbolic::{Sum, are_identical};

/// Largest sum of powers on one side.
const MAX_DEGREE: u32 = 8;

/// The goal is a positive multiple of `sum powers*ln(bases)`.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Powers {
    pub factor: BigRational,
    pub bases: Vec<(Expr, i32)>,
    pub by: Derivation,
}

impl Powers {
    /// The product of the bases with positive powers minus that of the others.
    pub fn goal(&self, of: &Goal) -> Goal {
        let side = |positive: bool| {
            let mut product: Option<Expr> = None;
            for (base, power) in self.bases.iter().filter(|(_, k)| (*k > 0) == positive) {
                let power = Expr::integer(power.unsigned_abs());
                let factor = Expr::binary(Operator::Pow, base.clone(), power);
                product = Some(match product {
                    Some(product) => Expr::binary(Operator::Mul, product, factor),
                    None => factor,
                });
            }
            product.unwrap_or_else(|| Expr::integer(1))
        };
        Goal {
            expr: Expr::binary(Operator::Sub, side(true), side(false)),
            ..of.clone()
        }
    }

    fn sum(&self) -> Option<Expr> {
        let mut sum: Option<Expr> = None;
        for (base, power) in &self.bases {
            let factor = &self.factor * BigRational::from_integer((*power).into());
            let logarithm = Expr::call(Function::Ln, None, vec![base.clone()]).ok()?;
            let term = Expr::binary(Operator::Mul, Expr::rational(&factor), logarithm);
            sum = Some(Expr::with_term(sum, false, term));
        }
        sum
    }
}

/// Whether the goal follows from the product.
pub(super) fn is_powers(goal: &Goal, powers: &Powers) -> bool {
    powers.factor.is_positive()
        && is_defined(&goal.expr, &goal.cell)
        && powers.sum().is_some_and(|sum| {
            is_defined(&sum, &goal.cell)
                && are_identical(&goal.expr, &sum, &goal.cell.region, &goal.cell.facts())
        })
        && holds(&powers.goal(goal), &powers.by)
}

impl Search {
    /// By the product of the arguments, for a sum of rational multiples of logarithms.
    pub fn by_powers(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        let mut found = Vec::new();
        for term in &sum.terms {
            let [(atom, 1)] = term.atoms.as_slice() else {
                return None;
            };
            let Kind::Call(call) = atom.kind() else {
                return None;
            };
            let bare = term.roots.is_empty() && term.exponent.is_none();
            let ([base], Function::Ln, true) = (call.arguments(), call.function(), bare) else {
                return None;
            };
            found.push((base.clone(), term.coefficient.clone()));
        }
        let shared = found
            .iter()
            .fold(num_bigint::BigInt::one(), |shared, (_, c)| {
                shared.lcm(c.denom())
            });
        let scale = BigRational::from_integer(shared);
        let bases: Vec<(Expr, i32)> = found
            .into_iter()
            .map(|(base, c)| Some((base, (c * &scale).to_integer().to_i32()?)))
            .collect::<Option<_>>()?;
        let degree = |positive: bool| {
            let own = bases.iter().filter(|(_, k)| (*k > 0) == positive);
            own.map(|(_, k)| k.unsigned_abs()).sum::<u32>()
        };
        if degree(true).max(degree(false)) > MAX_DEGREE {
            return None;
        }
        let mut powers = Powers {
            factor: scale.recip(),
            bases,
            by: Derivation::Range,
        };
        // No logarithm is left to come back here.
        powers.by = self.prove(&powers.goal(goal), depth)?;
        Some(Derivation::Powers(Box::new(powers)))
    }
}
