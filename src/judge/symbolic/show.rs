//! From the field back to the syntax tree, for readers and for the signs of factors.

use num_rational::BigRational;
use num_traits::{One, Signed};

use super::field::{Atom, Base, Field, Laws, Product};
use super::poly::{AtomId, BaseId, Monomial, Poly, QuantityId};
use crate::claim::{Expr, Function, Operator};

/// Larger expressions are not shown.
const MAX_NODES: u64 = 2_000;

/// A quotient under construction.
#[derive(Default)]
struct Quotient {
    above: Vec<Expr>,
    below: Vec<Expr>,
}

impl Quotient {
    fn push(&mut self, base: Expr, power: &BigRational) {
        let magnitude = power.abs();
        let factor = if magnitude.is_one() {
            base
        } else if magnitude == BigRational::new(1.into(), 2.into()) {
            match Expr::call(Function::Sqrt, None, vec![base]) {
                Ok(root) => root,
                Err(_) => return,
            }
        } else {
            Expr::binary(Operator::Pow, base, Expr::rational(&magnitude))
        };
        if power.is_negative() {
            self.below.push(factor);
        } else {
            self.above.push(factor);
        }
    }

    fn finish(self, coefficient: &BigRational) -> Expr {
        let whole = |n: &num_bigint::BigInt| BigRational::from_integer(n.abs());
        let (numer, denom) = (whole(coefficient.numer()), whole(coefficient.denom()));
        let product = |mut factors: Vec<Expr>, number: &BigRational| {
            if !number.is_one() || factors.is_empty() {
                factors.insert(0, Expr::rational(number));
            }
            factors
                .into_iter()
                .reduce(|a, b| Expr::binary(Operator::Mul, a, b))
                .unwrap_or_else(|| Expr::integer(1))
        };
        let plain = self.below.is_empty() && denom.is_one();
        let above = product(self.above, &numer);
        let magnitude = if plain {
            above
        } else {
            Expr::binary(Operator::Div, above, product(self.below, &denom))
        };
        if coefficient.is_negative() {
            Expr::negation(magnitude)
        } else {
            magnitude
        }
    }
}

impl Field<'_> {
    /// The product as an expression; `None` where it is too large, or holds a kernel of an order that cannot be written.
    pub fn show(&self, product: &Product) -> Option<Expr> {
        if let Some((id, 1)) = product
            .powers
            .first_key_value()
            .map(|(id, power)| (*id, *power))
            && product.powers.len() == 1
            && product.roots.is_empty()
            && product.exponent == QuantityId::ZERO
        {
            return self.show_poly(&self.factor(id).scaled(&product.coefficient));
        }
        let mut quotient = Quotient::default();
        for (&id, &power) in &product.powers {
            quotient.push(
                self.show_poly(self.factor(id))?,
                &BigRational::from_integer(power.into()),
            );
        }
        for (&id, root) in &product.roots {
            self.push_root(&mut quotient, id, root)?;
        }
        self.push_exponential(&mut quotient, product.exponent)?;
        let expr = quotient.finish(&product.coefficient);
        (expr.size() <= MAX_NODES).then_some(expr)
    }

    /// A polynomial as a sum, positive terms first.
    pub fn show_poly(&self, poly: &Poly) -> Option<Expr> {
        let mut sum: Option<Expr> = None;
        let (positive, negative): (Vec<_>, Vec<_>) = poly
            .terms()
            .partition(|(_, coefficient)| coefficient.is_positive());
        for (monomial, coefficient) in positive.into_iter().chain(negative) {
            let term = self.show_term(monomial, &coefficient.abs())?;
            sum = Some(Expr::with_term(sum, coefficient.is_negative(), term));
            if sum.as_ref().is_some_and(|sum| sum.size() > MAX_NODES) {
                return None;
            }
        }
        Some(sum.unwrap_or_else(|| Expr::integer(0)))
    }

    fn show_term(&self, monomial: &Monomial, coefficient: &BigRational) -> Option<Expr> {
        let mut quotient = Quotient::default();
        for (&id, &power) in &monomial.powers {
            quotient.push(
                self.show_atom(id)?,
                &BigRational::from_integer(power.into()),
            );
        }
        for (&id, root) in &monomial.roots {
            self.push_root(&mut quotient, id, root)?;
        }
        self.push_exponential(&mut quotient, monomial.exponent)?;
        Some(quotient.finish(coefficient))
    }

    fn push_exponential(&self, quotient: &mut Quotient, id: QuantityId) -> Option<()> {
        if id != QuantityId::ZERO {
            let exponent = self.show(self.quantity(id))?;
            quotient
                .above
                .push(Expr::call(Function::Exp, None, vec![exponent]).ok()?);
        }
        Some(())
    }

    fn push_root(&self, quotient: &mut Quotient, id: BaseId, root: &BigRational) -> Option<()> {
        let half = BigRational::new(1.into(), 2.into());
        match self.base(id) {
            Base::Square(factor) if *root == half => {
                let inner = self.show_poly(self.factor(*factor))?;
                quotient
                    .above
                    .push(Expr::call(Function::Abs, None, vec![inner]).ok()?);
            }
            _ => quotient.push(self.show_base(id)?, root),
        }
        Some(())
    }

    pub(super) fn show_base(&self, id: BaseId) -> Option<Expr> {
        let signed =
            |negative: bool, expr: Expr| if negative { Expr::negation(expr) } else { expr };
        Some(match self.base(id) {
            Base::Number(n) => Expr::rational(&BigRational::from_integer(n.clone())),
            Base::Factor { id, negative } => {
                let poly = self.factor(*id);
                self.show_poly(&if *negative {
                    poly.negated()
                } else {
                    poly.clone()
                })?
            }
            Base::Square(id) => {
                let inner = self.show_poly(self.factor(*id))?;
                Expr::binary(Operator::Pow, inner, Expr::integer(2))
            }
            Base::Group { negative, factors } => {
                let mut product: Option<Expr> = None;
                for id in factors {
                    let factor = self.show_poly(self.factor(*id))?;
                    product = Some(match product {
                        None => factor,
                        Some(product) => Expr::binary(Operator::Mul, product, factor),
                    });
                }
                signed(*negative, product?)
            }
        })
    }

    fn show_atom(&self, id: AtomId) -> Option<Expr> {
        Some(match self.atom(id) {
            Atom::Pi => Expr::pi(),
            Atom::Variable(name) => Expr::variable(name.clone()),
            Atom::Ln(base) => Expr::call(Function::Ln, None, vec![self.show_base(*base)?]).ok()?,
            Atom::Call(function, index, arguments) => {
                let arguments: Option<Vec<Expr>> = arguments
                    .iter()
                    .map(|id| self.show(self.quantity(*id)))
                    .collect();
                // The kernel's first two orders have names; to use them is a step where steps are shown.
                let (function, index) = match (function, index) {
                    (Function::Kernel, Some(0)) if self.laws == Laws::All => {
                        (Function::SoftplusNormal, None)
                    }
                    (Function::Kernel, Some(1)) if self.laws == Laws::All => {
                        (Function::LogisticNormal, None)
                    }
                    (function, index) => (*function, *index),
                };
                Expr::call(function, index, arguments?).ok()?
            }
            Atom::Power(base, exponent) => Expr::binary(
                Operator::Pow,
                self.show(self.quantity(*base))?,
                self.show(self.quantity(*exponent))?,
            ),
        })
    }
}
