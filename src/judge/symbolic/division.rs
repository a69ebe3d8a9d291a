//! Exact division of polynomials, so that what was written as a product is found in a sum.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::poly::{AtomId, Monomial, Poly, QuantityId};

/// Longest quotient.
const MAX_STEPS: usize = 200;

impl Poly {
    /// Whether every term is a product of atoms, without roots and exponentials.
    pub fn is_polynomial(&self) -> bool {
        self.terms()
            .all(|(m, _)| m.roots.is_empty() && m.exponent == QuantityId::ZERO)
    }

    /// The largest total power of a term.
    pub fn degree(&self) -> u64 {
        let total = |m: &Monomial| m.powers.values().map(|power| u64::from(*power)).sum();
        self.terms().map(|(m, _)| total(m)).max().unwrap_or(0)
    }

    /// The quotient, where `divisor` divides this polynomial; `None` also where one of them has roots or exponentials.
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        if !self.is_polynomial() || !divisor.is_polynomial() {
            return None;
        }
        let (lead, scale) = divisor.leading()?;
        let mut rest = self.clone();
        let mut quotient = Self::zero();
        for _ in 0..MAX_STEPS {
            let Some((top, coefficient)) = rest.leading() else {
                return Some(quotient);
            };
            let shift = Monomial {
                powers: ratio(&top.powers, &lead.powers)?,
                ..Monomial::one()
            };
            let factor = coefficient / &scale;
            for (monomial, coefficient) in divisor.terms() {
                let mut product = monomial.clone();
                for (id, power) in &shift.powers {
                    *product.powers.entry(*id).or_insert(0) += power;
                }
                rest.add_term(product, -(coefficient * &factor));
            }
            quotient.add_term(shift, factor);
        }
        None
    }

    /// The leading term in the lexicographic order of the atoms.
    fn leading(&self) -> Option<(Monomial, num_rational::BigRational)> {
        let (monomial, coefficient) = self
            .terms()
            .max_by(|(a, _), (b, _)| lexicographic(&a.powers, &b.powers))?;
        Some((monomial.clone(), coefficient.clone()))
    }
}

/// The order by the power of the first atom, then of the second, and so on: multiplication keeps it.
fn lexicographic(a: &BTreeMap<AtomId, u32>, b: &BTreeMap<AtomId, u32>) -> Ordering {
    let (mut x, mut y) = (a.iter().peekable(), b.iter().peekable());
    loop {
        match (x.peek(), y.peek()) {
            (None, None) => return Ordering::Equal,
            (Some(_), None) => return Ordering::Greater,
            (None, Some(_)) => return Ordering::Less,
            (Some((i, p)), Some((j, q))) => match j.cmp(i).then(p.cmp(q)) {
                Ordering::Equal => {
                    x.next();
                    y.next();
                }
                unequal => return unequal,
            },
        }
    }
}

/// The powers of a/b, where b divides a.
fn ratio(a: &BTreeMap<AtomId, u32>, b: &BTreeMap<AtomId, u32>) -> Option<BTreeMap<AtomId, u32>> {
    let mut powers = a.clone();
    for (id, power) in b {
        let own = powers.get_mut(id)?;
        *own = own.checked_sub(*power)?;
    }
    powers.retain(|_, power| *power > 0);
    Some(powers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_rational::BigRational;

    fn poly(terms: &[(i64, u32, u32)]) -> Poly {
        let mut sum = Poly::zero();
        for &(c, x, y) in terms {
            let mut monomial = Monomial::one();
            for (id, power) in [(0, x), (1, y)] {
                if power > 0 {
                    monomial.powers.insert(AtomId(id), power);
                }
            }
            sum.add_term(monomial, BigRational::from_integer(c.into()));
        }
        sum
    }

    #[test]
    fn quotients_are_exact_or_none() {
        // (x + y)(x - y) = x^2 - y^2
        let (sum, difference) = (
            poly(&[(1, 1, 0), (1, 0, 1)]),
            poly(&[(1, 1, 0), (-1, 0, 1)]),
        );
        let squares = poly(&[(1, 2, 0), (-1, 0, 2)]);
        assert_eq!(squares.divided_by(&sum), Some(difference.clone()));
        assert_eq!(squares.divided_by(&difference), Some(sum.clone()));
        assert_eq!(poly(&[(1, 2, 0), (1, 0, 2)]).divided_by(&sum), None);
        assert_eq!(sum.divided_by(&squares), None);
        assert_eq!(poly(&[]).divided_by(&sum), Some(poly(&[])));
        assert_eq!(sum.divided_by(&poly(&[])), None);
    }
}
