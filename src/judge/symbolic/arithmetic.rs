//! Sums, products and integer powers in the field.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

use super::field::{Base, FactorId, Field, Product};
use super::obstacle::Obstacle;
use super::poly::{BaseId, Monomial, Poly, QuantityId};

/// Most terms of a polynomial.
const MAX_TERMS: usize = 4_000;
/// Largest power of a factor in a product, and largest power that is multiplied out.
const MAX_POWER: i64 = 1_000_000_000;
const MAX_EXPANDED_POWER: i64 = 128;
/// Most bits of a coefficient.
const MAX_BITS: u64 = 8_192;

type Result<T> = std::result::Result<T, Obstacle>;

impl Field<'_> {
    /// a b
    pub fn mul(&mut self, a: &Product, b: &Product) -> Result<Product> {
        if a.is_zero() || b.is_zero() {
            return Ok(Product::zero());
        }
        let mut product = a.clone();
        product.coefficient *= &b.coefficient;
        within_bits(&product.coefficient)?;
        for (&id, &power) in &b.powers {
            raise(&mut product, id, power)?;
        }
        for (&id, root) in &b.roots {
            self.raise_root(&mut product, id, root)?;
        }
        product.exponent = self.sum_of_exponents(a.exponent, b.exponent)?;
        Ok(product)
    }

    /// a^n; `a` is not zero where n is negative.
    pub fn powi(&mut self, a: &Product, n: i64) -> Result<Product> {
        if n == 0 {
            return Ok(Product::one());
        }
        if a.is_zero() {
            return if n > 0 {
                Ok(Product::zero())
            } else {
                Err(Obstacle::NotShown("a denominator is not 0".to_owned()))
            };
        }
        let mut product = Product::constant(rational_power(&a.coefficient, n)?);
        for (&id, &power) in &a.powers {
            let power = power.checked_mul(n).ok_or(Obstacle::TooLarge("powers"))?;
            raise(&mut product, id, power)?;
        }
        let times = BigRational::from_integer(n.into());
        for (&id, root) in &a.roots {
            self.raise_root(&mut product, id, &(root * &times))?;
        }
        let exponent = self.quantity(a.exponent).clone().scaled(&times);
        product.exponent = self.intern_quantity(exponent)?;
        Ok(product)
    }

    /// a/b; `b` is not zero.
    pub fn div(&mut self, a: &Product, b: &Product) -> Result<Product> {
        let inverse = self.powi(b, -1)?;
        self.mul(a, &inverse)
    }

    /// The sum of products: their common part is kept, the rest is expanded.
    pub fn add(&mut self, terms: &[Product]) -> Result<Product> {
        let terms: Vec<&Product> = terms.iter().filter(|term| !term.is_zero()).collect();
        if let [single] = terms.as_slice() {
            return Ok((*single).clone());
        }
        let (common, poly) = self.over_common(&terms)?;
        if poly.is_zero() {
            return Ok(Product::zero());
        }
        let rest = self.factored(poly)?;
        self.mul(&common, &rest)
    }

    /// Whether two products are the same element of the field.
    pub fn are_equal(&mut self, a: &Product, b: &Product) -> Result<bool> {
        if a == b {
            return Ok(true);
        }
        let opposite = b.clone().negated();
        let terms: Vec<&Product> = [a, &opposite]
            .into_iter()
            .filter(|t| !t.is_zero())
            .collect();
        Ok(terms.is_empty() || terms.len() > 1 && self.over_common(&terms)?.1.is_zero())
    }

    /// A common part of all terms, and the sum of what is left of them.
    fn over_common(&mut self, terms: &[&Product]) -> Result<(Product, Poly)> {
        let mut common: BTreeMap<FactorId, i64> = BTreeMap::new();
        for (k, term) in terms.iter().enumerate() {
            for (&id, &power) in &term.powers {
                let least = common.entry(id).or_insert(if k == 0 { power } else { 0 });
                *least = (*least).min(power);
            }
            for (id, least) in &mut common {
                *least = (*least).min(term.powers.get(id).copied().unwrap_or(0));
            }
        }
        common.retain(|_, power| *power != 0);
        let mut sum = Poly::zero();
        for term in terms {
            let mut rest = (*term).clone();
            for (&id, &power) in &common {
                raise(&mut rest, id, -power)?;
            }
            let expanded = self.expand(&rest)?;
            sum.add(expanded);
            if sum.len() > MAX_TERMS {
                return Err(Obstacle::TooLarge("terms"));
            }
        }
        let mut shared = Product::one();
        shared.powers = common;
        Ok((shared, sum))
    }

    /// The polynomial of a product without negative powers.
    pub fn expand(&mut self, product: &Product) -> Result<Poly> {
        let monomial = Monomial {
            powers: BTreeMap::new(),
            roots: product.roots.clone(),
            exponent: product.exponent,
        };
        let mut poly = Poly::term(monomial, product.coefficient.clone());
        for (&id, &power) in &product.powers {
            if power > MAX_EXPANDED_POWER {
                return Err(Obstacle::TooLarge("powers"));
            }
            let factor = self.factor(id).clone();
            for _ in 0..power {
                poly = self.mul_poly(&poly, &factor)?;
            }
        }
        Ok(poly)
    }

    fn mul_poly(&mut self, a: &Poly, b: &Poly) -> Result<Poly> {
        self.spend(a.len() * b.len())?;
        let mut product = Poly::zero();
        for (m, c) in a.terms() {
            for (n, d) in b.terms() {
                let coefficient = c * d;
                within_bits(&coefficient)?;
                let mut powers = m.powers.clone();
                for (&id, &power) in &n.powers {
                    let sum = powers.entry(id).or_insert(0);
                    *sum = sum.checked_add(power).ok_or(Obstacle::TooLarge("powers"))?;
                }
                let exponent = self.sum_of_exponents(m.exponent, n.exponent)?;
                // Roots that add up to a whole power leave their base behind.
                let mut rooted = Product::constant(coefficient);
                rooted.roots = m.roots.clone();
                for (&id, root) in &n.roots {
                    self.raise_root(&mut rooted, id, root)?;
                }
                let monomial = Monomial {
                    powers,
                    roots: rooted.roots,
                    exponent,
                };
                let term = Poly::term(monomial, rooted.coefficient);
                if rooted.powers.is_empty() {
                    product.add(term);
                } else {
                    let mut whole = Product::one();
                    whole.powers = rooted.powers;
                    let whole = self.expand(&whole)?;
                    product.add(self.mul_poly(&term, &whole)?);
                }
                if product.len() > MAX_TERMS {
                    return Err(Obstacle::TooLarge("terms"));
                }
            }
        }
        Ok(product)
    }

    pub fn opposite(&mut self, id: QuantityId) -> Result<QuantityId> {
        let opposite = self.quantity(id).clone().negated();
        self.intern_quantity(opposite)
    }

    pub fn sum_of_exponents(&mut self, a: QuantityId, b: QuantityId) -> Result<QuantityId> {
        if a == QuantityId::ZERO {
            return Ok(b);
        }
        if b == QuantityId::ZERO {
            return Ok(a);
        }
        let key = (a.min(b), a.max(b));
        if let Some(&sum) = self.sums.get(&key) {
            return Ok(sum);
        }
        let terms = [self.quantity(a).clone(), self.quantity(b).clone()];
        let sum = self.add(&terms)?;
        let sum = self.intern_quantity(sum)?;
        self.sums.insert(key, sum);
        Ok(sum)
    }

    /// Multiplies by base^root: the fractional part stays a root, the whole part becomes powers.
    pub fn raise_root(
        &mut self,
        product: &mut Product,
        id: BaseId,
        root: &BigRational,
    ) -> Result<()> {
        let total = product.roots.remove(&id).unwrap_or_else(BigRational::zero) + root;
        let whole = total.floor();
        let rest = total - &whole;
        if !rest.is_zero() {
            product.roots.insert(id, rest);
        }
        let whole = i64::try_from(whole.to_integer()).map_err(|_| Obstacle::TooLarge("powers"))?;
        if whole == 0 {
            return Ok(());
        }
        let sign = |negative: bool| {
            BigRational::from_integer(if negative && whole % 2 != 0 { -1 } else { 1 }.into())
        };
        match self.base(id).clone() {
            Base::Number(n) => {
                product.coefficient *= rational_power(&BigRational::from_integer(n), whole)?;
                within_bits(&product.coefficient)
            }
            Base::Factor { id, negative } => {
                product.coefficient *= sign(negative);
                raise(product, id, whole)
            }
            Base::Square(id) => raise(
                product,
                id,
                whole.checked_mul(2).ok_or(Obstacle::TooLarge("powers"))?,
            ),
            Base::Group { negative, factors } => {
                product.coefficient *= sign(negative);
                factors
                    .into_iter()
                    .try_for_each(|id| raise(product, id, whole))
            }
        }
    }
}

/// Multiplies by factor^power.
pub(super) fn raise(product: &mut Product, id: FactorId, power: i64) -> Result<()> {
    let total = product
        .powers
        .get(&id)
        .copied()
        .unwrap_or(0)
        .checked_add(power);
    let total = total
        .filter(|n| n.abs() <= MAX_POWER)
        .ok_or(Obstacle::TooLarge("powers"))?;
    if total == 0 {
        product.powers.remove(&id);
    } else {
        product.powers.insert(id, total);
    }
    Ok(())
}

fn bits(value: &BigRational) -> u64 {
    value.numer().bits().max(value.denom().bits())
}

fn within_bits(value: &BigRational) -> Result<()> {
    if bits(value) > MAX_BITS {
        return Err(Obstacle::TooLarge("digits"));
    }
    Ok(())
}

/// value^n for a value other than zero.
pub(super) fn rational_power(value: &BigRational, n: i64) -> Result<BigRational> {
    if value.is_one() {
        return Ok(value.clone());
    }
    let magnitude = n.unsigned_abs();
    if bits(value).saturating_mul(magnitude) > MAX_BITS {
        return Err(Obstacle::TooLarge("digits"));
    }
    let power: BigRational = Pow::pow(value, magnitude);
    Ok(if n < 0 { power.recip() } else { power })
}
