//! Polynomials that are squares.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::check::as_polynomial;
use super::derivation::{Derivation, Factor, Goal, Product};
use super::polynomial::Polynomial;

/// The goal as a positive number times a square; for goals that are not strict.
pub(super) fn by_square(goal: &Goal) -> Option<Derivation> {
    if goal.strict || goal.cell.order.is_some() {
        return None;
    }
    let cell = goal.cell.of(&goal.expr);
    let (p, ranges) = as_polynomial(&goal.expr, &cell)?;
    let names = cell.variables();
    let (coefficient, root) = root_of(&p).filter(|_| names.len() == ranges.len())?;
    let factor = Factor {
        base: root.expr(&names),
        power: BigRational::from_integer(2.into()),
        shown: None,
    };
    Some(Derivation::Product(Product {
        coefficient,
        factors: vec![factor],
        exponent: None,
    }))
}

/// `(c, r)` with `p = c r^2` and `c > 0`.
fn root_of(p: &Polynomial) -> Option<(BigRational, Polynomial)> {
    // Terms come in lexicographic order, which products keep.
    let (lead, c) = p.terms().last()?;
    if !c.is_positive() {
        return None;
    }
    let half: Option<Vec<u32>> = lead.iter().map(|n| (n % 2 == 0).then_some(n / 2)).collect();
    let half = half?;
    let mut root = Polynomial::zero(p.dimension());
    root.add_term(half.clone(), BigRational::one());
    let monic = p.scaled(&c.recip());
    let two = BigRational::from_integer(BigInt::from(2));
    for _ in 0..p.terms().count() {
        let rest = monic.minus(&root.times(&root));
        let Some((powers, d)) = rest.terms().last() else {
            return Some((c.clone(), root));
        };
        let next: Option<Vec<u32>> = powers
            .iter()
            .zip(&half)
            .map(|(a, b)| a.checked_sub(*b))
            .collect();
        let d = d / &two;
        if d.is_zero() || root.terms().any(|(own, _)| Some(own) <= next.as_ref()) {
            return None;
        }
        root.add_term(next?, d);
    }
    None
}
