//! What systems of constraints need of polynomials: division, and their text.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::super::polynomial::Polynomial;
use crate::claim::{Expr, Operator, Symbol};

/// Terms beyond this are not worth going on with.
const MAX_TERMS: usize = 2_000;

impl Polynomial {
    pub fn scaled(&self, by: &BigRational) -> Self {
        let mut found = Self::zero(self.dimension());
        for (powers, c) in self.terms() {
            found.add_term(powers.clone(), c * by);
        }
        found
    }

    pub fn minus(&self, other: &Self) -> Self {
        let mut found = self.clone();
        found.add(&other.negated());
        found
    }

    /// The value, where no variable occurs.
    pub fn constant_value(&self) -> Option<BigRational> {
        let mut value = BigRational::zero();
        for (powers, c) in self.terms() {
            if powers.iter().any(|n| *n > 0) {
                return None;
            }
            value = c.clone();
        }
        Some(value)
    }

    pub fn is_constant(&self) -> bool {
        self.constant_value().is_some()
    }

    /// The coefficient of a variable that occurs in one term, alone and to the first power.
    pub fn linear(&self, axis: usize) -> Option<BigRational> {
        let mut with = self.terms().filter(|(powers, _)| powers[axis] > 0);
        let (powers, c) = with.next()?;
        let alone = powers.iter().sum::<u32>() == 1;
        (alone && with.next().is_none()).then(|| c.clone())
    }

    /// The greatest monomial that divides every term.
    pub fn content(&self) -> Vec<u32> {
        let mut terms = self.terms().map(|(powers, _)| powers.clone());
        let first = terms.next().unwrap_or_default();
        terms.fold(first, |content, powers| {
            content
                .iter()
                .zip(&powers)
                .map(|(a, b)| *a.min(b))
                .collect()
        })
    }

    pub fn over_monomial(&self, powers: &[u32]) -> Option<Self> {
        let mut found = Self::zero(self.dimension());
        for (own, c) in self.terms() {
            let rest: Option<Vec<u32>> = own
                .iter()
                .zip(powers)
                .map(|(a, b)| a.checked_sub(*b))
                .collect();
            found.add_term(rest?, c.clone());
        }
        Some(found)
    }

    /// The remainder by a polynomial whose leading coefficient in `axis` is constant.
    pub fn remainder(&self, by: &Self, axis: usize) -> Option<Self> {
        let degree = by.degree(axis);
        let mut lead = by.terms().filter(|(powers, _)| powers[axis] == degree);
        let (powers, c) = lead.next()?;
        let alone = powers.iter().sum::<u32>() == degree;
        if degree == 0 || !alone || lead.next().is_some() {
            return None;
        }
        // x^degree = image
        let mut top = Self::zero(self.dimension());
        top.add_term(powers.clone(), c.clone());
        let image = top.minus(by).scaled(&c.recip());
        let mut rest = self.clone();
        while rest.degree(axis) >= degree {
            let mut next = Self::zero(self.dimension());
            for (own, c) in rest.terms() {
                let mut term = Self::zero(self.dimension());
                let mut lower = own.clone();
                let reducible = own[axis] >= degree;
                lower[axis] -= if reducible { degree } else { 0 };
                term.add_term(lower, c.clone());
                next.add(&if reducible { term.times(&image) } else { term });
            }
            if next.terms().count() > MAX_TERMS {
                return None;
            }
            rest = next;
        }
        Some(rest)
    }

    /// The same in the first variables only.
    pub fn truncated(&self, dimension: usize) -> Self {
        let mut found = Self::zero(dimension);
        for (powers, c) in self.terms() {
            let mut powers = powers.clone();
            powers.truncate(dimension);
            found.add_term(powers, c.clone());
        }
        found
    }

    pub fn expr(&self, names: &[Symbol]) -> Expr {
        let mut sum: Option<Expr> = None;
        for (powers, c) in self.terms() {
            let mut term = (!c.abs().is_one()).then(|| Expr::rational(&c.abs()));
            for (name, &power) in names.iter().zip(powers).filter(|(_, n)| **n > 0) {
                let x = Expr::variable(name.clone());
                let factor = match power {
                    1 => x,
                    _ => Expr::binary(Operator::Pow, x, Expr::integer(power)),
                };
                term = Some(match term {
                    None => factor,
                    Some(term) => Expr::binary(Operator::Mul, term, factor),
                });
            }
            let term = term.unwrap_or_else(|| Expr::integer(1));
            sum = Some(Expr::with_term(sum, c.is_negative(), term));
        }
        sum.unwrap_or_else(|| Expr::integer(0))
    }

    pub fn text(&self, names: &[Symbol]) -> String {
        self.expr(names).to_string()
    }
}
