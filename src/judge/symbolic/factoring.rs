//! Polynomials as products.

use num_traits::{Signed, Zero};

use super::arithmetic::raise;
use super::field::{Field, Product};
use super::obstacle::Obstacle;
use super::poly::{Monomial, Poly, QuantityId};

type Result<T> = std::result::Result<T, Obstacle>;

impl Field<'_> {
    /// A polynomial as a product: content, common atoms, roots and exponential taken out, the rest one factor.
    pub fn factored(&mut self, poly: Poly) -> Result<Product> {
        let content = poly.content();
        let (powers, roots) = poly.common();
        let shift = self.least_exponent(&poly)?;
        let back = self.opposite(shift)?;
        let mut rest = Poly::zero();
        for (monomial, coefficient) in poly.terms() {
            let mut monomial = monomial.clone();
            for (id, power) in &powers {
                if let Some(own) = monomial.powers.get_mut(id) {
                    *own -= power;
                }
            }
            monomial.powers.retain(|_, power| *power > 0);
            for (id, root) in &roots {
                if let Some(own) = monomial.roots.get_mut(id) {
                    *own -= root;
                }
            }
            monomial.roots.retain(|_, root| !root.is_zero());
            monomial.exponent = self.sum_of_exponents(monomial.exponent, back)?;
            rest.add_term(monomial, coefficient / &content);
        }
        let mut product = Product::constant(content);
        product.roots = roots;
        product.exponent = shift;
        for (id, power) in powers {
            let atom = self.of_factor(Poly::atom(id));
            let atom = self.powi(&atom, i64::from(power))?;
            product = self.mul(&product, &atom)?;
        }
        // Known factors are found again, so that a product is one however it is written.
        for id in self.known_sums() {
            while rest.len() > 1
                && let Some(quotient) = rest.divided_by(self.factor(id))
            {
                self.spend(rest.len())?;
                raise(&mut product, id, 1)?;
                rest = quotient;
            }
        }
        let constant = rest.coefficient(&Monomial::one()).cloned();
        match constant {
            Some(value) if rest.len() == 1 => Ok(product.scaled(&value)),
            _ => {
                let content = rest.content();
                let factor = self.of_factor(rest.scaled(&content.recip()));
                let product = product.scaled(&content);
                self.mul(&product, &factor)
            }
        }
    }

    /// The least exponent of the terms, in an order that does not change when all exponents are shifted.
    fn least_exponent(&mut self, poly: &Poly) -> Result<QuantityId> {
        let mut least: Option<QuantityId> = None;
        for (monomial, _) in poly.terms() {
            let candidate = monomial.exponent;
            least = Some(match least {
                None => candidate,
                Some(best) if best == candidate => best,
                Some(best) => {
                    let back = self.opposite(best)?;
                    let difference = self.sum_of_exponents(candidate, back)?;
                    if self.quantity(difference).coefficient.is_negative() {
                        candidate
                    } else {
                        best
                    }
                }
            });
        }
        Ok(least.unwrap_or(QuantityId::ZERO))
    }
}
