//! The normal form opened up: factors, and the terms of each factor, as expressions.

use num_rational::BigRational;
use num_traits::One;

use super::field::{Field, Laws, Product};
use super::obstacle::Obstacle;
use super::poly::{Monomial, Poly, QuantityId};
use super::region::Region;
use crate::claim::Expr;

/// `coefficient * prod factor^power * prod base^root * exp(exponent)`, bases never negative where they have roots.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Factored {
    pub coefficient: BigRational,
    pub factors: Vec<(Sum, i64)>,
    pub roots: Vec<(Expr, BigRational)>,
    pub exponent: Option<Expr>,
}

/// A sum of terms.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Sum {
    pub expr: Expr,
    pub terms: Vec<Term>,
}

impl Sum {
    /// Minus the sum.
    pub fn negated(&self) -> Self {
        let term = |term: &Term| Term {
            coefficient: -&term.coefficient,
            ..term.clone()
        };
        Self {
            expr: Expr::negation(self.expr.clone()),
            terms: self.terms.iter().map(term).collect(),
        }
    }
}

/// `coefficient * prod atom^power * prod base^root * exp(exponent)`
#[derive(Clone, Debug)]
pub(in crate::judge) struct Term {
    pub coefficient: BigRational,
    /// Variables, pi, logarithms and other calls.
    pub atoms: Vec<(Expr, u32)>,
    pub roots: Vec<(Expr, BigRational)>,
    pub exponent: Option<Expr>,
}

/// The normal form of `expr`, valid on the inside of the box wherever `expr` has a value; no factor at all for zero.
///
/// The expressions in `positive` are known to be so, at the points that matter.
///
/// # Errors
/// [`Obstacle`] where it grows too large or a rule's condition is not shown.
pub(in crate::judge) fn factored(
    expr: &Expr,
    interior: &Region,
    positive: &[Expr],
) -> Result<Factored, Obstacle> {
    let mut field = Field::new(interior, Laws::All);
    field.suppose(positive)?;
    // The second pass knows the factors of the whole.
    field.normal(expr)?;
    let product = field.normal(expr)?;
    field.open(&product).ok_or(Obstacle::TooLarge("nodes"))
}

/// Whether two expressions are equal on the inside of the box wherever both have values, by their normal forms.
pub(in crate::judge) fn are_identical(
    a: &Expr,
    b: &Expr,
    interior: &Region,
    positive: &[Expr],
) -> bool {
    let mut field = Field::new(interior, Laws::All);
    if field.suppose(positive).is_err() {
        return false;
    }
    for _ in 0..2 {
        let (Ok(a), Ok(b)) = (field.normal(a), field.normal(b)) else {
            return false;
        };
        if field.are_equal(&a, &b) == Ok(true) {
            return true;
        }
    }
    false
}

impl Field<'_> {
    fn suppose(&mut self, positive: &[Expr]) -> Result<(), Obstacle> {
        for expr in positive {
            let product = self.normal(expr)?;
            self.assume_positive(&product);
        }
        Ok(())
    }

    fn open(&self, product: &Product) -> Option<Factored> {
        let factors = product.powers.iter().map(|(&id, &power)| {
            let sum = self.open_sum(self.factor(id))?;
            Some((sum, power))
        });
        Some(Factored {
            coefficient: product.coefficient.clone(),
            factors: factors.collect::<Option<_>>()?,
            roots: product
                .roots
                .iter()
                .map(|(&id, root)| Some((self.show_base(id)?, root.clone())))
                .collect::<Option<_>>()?,
            exponent: self.open_exponent(product.exponent)?,
        })
    }

    fn open_sum(&self, poly: &Poly) -> Option<Sum> {
        let terms = poly
            .terms()
            .map(|(monomial, coefficient)| self.open_term(monomial, coefficient));
        Some(Sum {
            expr: self.show_poly(poly)?,
            terms: terms.collect::<Option<_>>()?,
        })
    }

    fn open_term(&self, monomial: &Monomial, coefficient: &BigRational) -> Option<Term> {
        let atom = |id| {
            let mut one = Monomial::one();
            one.powers.insert(id, 1);
            self.show_poly(&Poly::term(one, BigRational::one()))
        };
        Some(Term {
            coefficient: coefficient.clone(),
            atoms: monomial
                .powers
                .iter()
                .map(|(&id, &power)| Some((atom(id)?, power)))
                .collect::<Option<_>>()?,
            roots: monomial
                .roots
                .iter()
                .map(|(&id, root)| Some((self.show_base(id)?, root.clone())))
                .collect::<Option<_>>()?,
            exponent: self.open_exponent(monomial.exponent)?,
        })
    }

    fn open_exponent(&self, id: QuantityId) -> Option<Option<Expr>> {
        if id == QuantityId::ZERO {
            return Some(None);
        }
        self.show(self.quantity(id)).map(Some)
    }
}
