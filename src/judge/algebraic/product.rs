//! Goals as products of factors of known sign.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed as _, Zero};

use super::cell::Enclosed;
use super::derivation::{Derivation, Factor, Goal, Product, Signed};
use super::polynomial_form::of_sum;
use super::search::Search;
use super::square_free::square_free;
use crate::claim::{Expr, Operator, Symbol};
use crate::judge::symbolic::{Factored, Sum};

/// How deep a goal is cut where one of its factors changes its sign.
const MAX_MIXED_DEPTH: u32 = 1;

impl Search {
    pub fn prove_product(
        &mut self,
        goal: &Goal,
        normal: &Factored,
        depth: u32,
    ) -> Option<Derivation> {
        let mut factors = Vec::new();
        let mut positive = normal.coefficient.is_positive();
        for (sum, power) in &normal.factors {
            for (base, power) in parted(sum, *power, goal)? {
                let shown = if goal.strict || power % 2 != 0 {
                    if depth < MAX_MIXED_DEPTH && is_mixed(goal, &base) {
                        return self.by_kink(goal, &base, depth);
                    }
                    let shown = self.signed(goal, &base, sum, depth)?;
                    positive ^= !shown.positive && power % 2 != 0;
                    Some(shown)
                } else {
                    None
                };
                let power = BigRational::from_integer(power.into());
                factors.push(Factor { base, power, shown });
            }
        }
        for (base, power) in &normal.roots {
            let shown = if goal.strict {
                Some(self.signed_root(goal, base, depth)?).filter(|shown| shown.positive)
            } else {
                None
            };
            factors.push(Factor {
                base: base.clone(),
                power: power.clone(),
                shown,
            });
        }
        positive.then(|| {
            Derivation::Product(Product {
                coefficient: normal.coefficient.clone(),
                factors,
                exponent: normal.exponent.clone(),
            })
        })
    }

    fn signed_root(&mut self, goal: &Goal, base: &Expr, depth: u32) -> Option<Signed> {
        let none = Sum {
            expr: Expr::integer(0),
            terms: Vec::new(),
        };
        self.signed(goal, base, &none, depth)
    }

    /// The sign of a factor, by whichever samples suggest.
    fn signed(&mut self, goal: &Goal, base: &Expr, sum: &Sum, depth: u32) -> Option<Signed> {
        let cell = goal.cell.of(base);
        let signs = Enclosed::new(base, &cell.variables()).signs(&cell.samples());
        let positive = !signs.contains(&-1);
        if !positive && signs.contains(&1) {
            return None;
        }
        let mut factor = Factor {
            base: base.clone(),
            power: BigRational::one(),
            shown: Some(Signed {
                positive,
                by: Derivation::Range,
            }),
        };
        let inner = factor.goal(goal)?;
        let by = if base.uses_theory() && *base == sum.expr {
            // A new normal form may name its values otherwise.
            self.spend()?;
            let sum = if positive { sum.clone() } else { sum.negated() };
            self.prove_theory(&inner.reduced(), &sum, depth)?
        } else {
            self.prove_written(&inner, depth, true)?
        };
        factor.shown = Some(Signed { positive, by });
        factor.shown
    }
}

impl Product {
    pub fn zero() -> Self {
        Self {
            coefficient: BigRational::zero(),
            factors: Vec::new(),
            exponent: None,
        }
    }
}

/// The only factor of a normal form that is nothing but that factor, or minus it.
pub(super) fn single(normal: &Factored) -> Option<&Sum> {
    match normal.factors.as_slice() {
        [(sum, 1)]
            if normal.roots.is_empty()
                && normal.exponent.is_none()
                && normal.coefficient.abs().is_one() =>
        {
            Some(sum)
        }
        _ => None,
    }
}

/// A factor as powers of polynomials without multiple roots, where it is one in one variable.
fn parted(sum: &Sum, power: i64, goal: &Goal) -> Option<Vec<(Expr, i64)>> {
    let whole = || Some(vec![(sum.expr.clone(), power)]);
    let names: Vec<Symbol> = goal
        .cell
        .variables()
        .into_iter()
        .filter(|name| sum.expr.mentions(name))
        .collect();
    let plain = sum.terms.iter().all(|term| {
        term.roots.is_empty()
            && term.exponent.is_none()
            && term
                .atoms
                .iter()
                .all(|(a, _)| names.iter().any(|n| *a == Expr::variable(n.clone())))
    });
    let ([name], true) = (names.as_slice(), plain) else {
        return whole();
    };
    let Some(dense) = of_sum(sum, &goal.cell).and_then(|(p, _)| p.dense()) else {
        return whole();
    };
    let parts = square_free(&dense);
    if parts.iter().all(|(_, n)| *n == 1) {
        return whole();
    }
    let scale = scale_of(&dense, &parts);
    // The parts multiply to a positive multiple of the factor only if the leading coefficients say so.
    let mut found: Vec<(Expr, i64)> = parts
        .iter()
        .map(|(p, n)| (written(p, name), i64::from(*n) * power))
        .collect();
    if !scale.is_one() {
        found.push((Expr::rational(&scale), power));
    }
    Some(found)
}

/// The number by which the product of the parts must be multiplied.
fn scale_of(dense: &[BigInt], parts: &[(Vec<BigInt>, u32)]) -> BigRational {
    let lead = |p: &[BigInt]| BigRational::from_integer(p.last().cloned().unwrap_or_default());
    let product = parts.iter().fold(BigRational::one(), |product, (p, n)| {
        product * num_traits::Pow::pow(lead(p), *n)
    });
    lead(dense) / product
}

/// A polynomial as an expression.
fn written(p: &[BigInt], name: &Symbol) -> Expr {
    let mut sum: Option<Expr> = None;
    for (k, c) in p.iter().enumerate().rev().filter(|(_, c)| !c.is_zero()) {
        let size = Expr::rational(&BigRational::from_integer(c.abs()));
        let power = match k {
            0 => None,
            1 => Some(Expr::variable(name.clone())),
            _ => Some(Expr::binary(
                Operator::Pow,
                Expr::variable(name.clone()),
                Expr::integer(k as u32),
            )),
        };
        let term = match power {
            None => size,
            Some(power) if c.abs().is_one() => power,
            Some(power) => Expr::binary(Operator::Mul, size, power),
        };
        sum = Some(Expr::with_term(sum, c.is_negative(), term));
    }
    sum.unwrap_or_else(|| Expr::integer(0))
}

/// Whether samples say that a factor changes its sign.
fn is_mixed(goal: &Goal, base: &Expr) -> bool {
    let cell = goal.cell.of(base);
    let signs = Enclosed::new(base, &cell.variables()).signs(&cell.samples());
    !base.uses_theory() && signs.contains(&1) && signs.contains(&-1)
}
