//! The field in which identities are decided: rational functions over interned atoms, roots and exponentials.
//!
//! A value is a [`Product`]: a rational number, integer powers of factors (polynomials), fractional powers of bases and one
//! exponential. Products stay factored as they were written, so products, quotients, powers and logarithms cost nothing;
//! sums are expanded. Everything is interned, so equal parts are found by number; arguments of atoms and exponents of
//! exponentials are compared by the zero test itself.

use crate::numeric::Instant;
use std::collections::HashMap;

use num_rational::BigRational;
use num_traits::Zero;

pub(super) use super::element::{Atom, Base, FactorId, Product};
use super::obstacle::Obstacle;
use super::poly::{AtomId, BaseId, Poly, QuantityId};
use super::region::Region;
use super::sign::{Sign, has_sign, has_sign_at_once};
use crate::claim::Expr;

/// Products of monomials that one decision may spend.
const MAX_WORK: u64 = 200_000;

/// What is known about the sign of a factor on the interior of the domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Positive,
    Negative,
    /// Not by its range over the whole box.
    NotAtOnce,
    Nothing,
}

#[derive(Clone, Debug)]
struct Factor {
    poly: Poly,
    known: Known,
}

/// Which laws the normal form uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Laws {
    /// Field arithmetic and integer powers; every function is opaque.
    Arithmetic,
    /// Also exp, ln, roots and absolute values.
    Powers,
    /// Also the definitions of the table and the symmetries of the kernel.
    All,
}

/// The tables of one decision.
#[derive(Clone, Debug)]
pub(super) struct Field<'d> {
    pub laws: Laws,
    interior: &'d Region,
    atoms: Vec<Atom>,
    atom_ids: HashMap<Atom, AtomId>,
    bases: Vec<Base>,
    base_ids: HashMap<Base, BaseId>,
    factors: Vec<Factor>,
    factor_ids: HashMap<Poly, FactorId>,
    quantities: Vec<Product>,
    quantity_ids: HashMap<Product, QuantityId>,
    pub(super) sums: HashMap<(QuantityId, QuantityId), QuantityId>,
    work: u64,
    deadline: Option<Instant>,
}

impl<'d> Field<'d> {
    /// An empty field over the interior of a domain.
    pub fn new(interior: &'d Region, laws: Laws) -> Self {
        let zero = Product::zero();
        Self {
            laws,
            interior,
            atoms: Vec::new(),
            atom_ids: HashMap::new(),
            bases: Vec::new(),
            base_ids: HashMap::new(),
            factors: Vec::new(),
            factor_ids: HashMap::new(),
            quantities: vec![zero.clone()],
            quantity_ids: HashMap::from([(zero, QuantityId::ZERO)]),
            sums: HashMap::new(),
            work: 0,
            deadline: None,
        }
    }

    /// The same, with no answer after the deadline.
    pub fn until(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }

    /// When it gives up.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The inside of the domain.
    pub fn interior(&self) -> &'d Region {
        self.interior
    }

    /// Counts work.
    ///
    /// # Errors
    /// [`Obstacle::TooLarge`] once the budget is spent, [`Obstacle::Late`] after the deadline.
    pub fn spend(&mut self, work: usize) -> Result<(), Obstacle> {
        self.work = self.work.saturating_add(work as u64);
        if self.work > MAX_WORK {
            return Err(Obstacle::TooLarge("steps of arithmetic"));
        }
        if self.deadline.is_some_and(|end| Instant::now() >= end) {
            return Err(Obstacle::Late);
        }
        Ok(())
    }

    pub fn atom(&self, id: AtomId) -> &Atom {
        &self.atoms[id.0 as usize]
    }

    pub fn base(&self, id: BaseId) -> &Base {
        &self.bases[id.0 as usize]
    }

    pub fn factor(&self, id: FactorId) -> &Poly {
        &self.factors[id.0 as usize].poly
    }

    pub fn quantity(&self, id: QuantityId) -> &Product {
        &self.quantities[id.0 as usize]
    }

    pub fn intern_base(&mut self, base: Base) -> BaseId {
        let next = BaseId(self.bases.len() as u32);
        let id = *self.base_ids.entry(base.clone()).or_insert(next);
        if id == next {
            self.bases.push(base);
        }
        id
    }

    fn intern_atom(&mut self, atom: Atom) -> AtomId {
        let next = AtomId(self.atoms.len() as u32);
        let id = *self.atom_ids.entry(atom.clone()).or_insert(next);
        if id == next {
            self.atoms.push(atom);
        }
        id
    }

    /// The product that is one atom.
    pub fn of_atom(&mut self, atom: Atom) -> Product {
        let id = self.intern_atom(atom);
        self.of_factor(Poly::atom(id))
    }

    /// The product that is one primitive polynomial, with its sign turned so that it is positive where that is easily seen.
    pub fn of_factor(&mut self, poly: Poly) -> Product {
        let (id, turned) = self.intern_factor(poly);
        let mut product = Product::one();
        product.powers.insert(id, 1);
        if turned { product.negated() } else { product }
    }

    fn intern_factor(&mut self, mut poly: Poly) -> (FactorId, bool) {
        if let Some(&id) = self.factor_ids.get(&poly) {
            return (id, false);
        }
        let opposite = poly.negated();
        if let Some(&id) = self.factor_ids.get(&opposite) {
            return (id, true);
        }
        let expr = self.show_poly(&poly);
        let opposite_expr = self.show_poly(&opposite);
        let sign_of = |e: &Option<Expr>| {
            e.as_ref()
                .is_some_and(|e| has_sign_at_once(e, Sign::Positive, self.interior))
        };
        let (known, turned) = if sign_of(&expr) {
            (Known::Positive, false)
        } else if sign_of(&opposite_expr) {
            (Known::Positive, true)
        } else {
            (Known::NotAtOnce, poly.leads_negative())
        };
        if turned {
            poly = opposite;
        }
        let id = FactorId(self.factors.len() as u32);
        self.factor_ids.insert(poly.clone(), id);
        self.factors.push(Factor { poly, known });
        (id, turned)
    }

    /// The factors that are sums of products of atoms, those of low degree first.
    pub fn known_sums(&self) -> Vec<FactorId> {
        let mut sums: Vec<(u64, FactorId)> = (0_u32..)
            .zip(&self.factors)
            .filter(|(_, factor)| factor.poly.len() > 1 && factor.poly.is_polynomial())
            .map(|(k, factor)| (factor.poly.degree(), FactorId(k)))
            .collect();
        sums.sort_unstable();
        sums.into_iter().map(|(_, id)| id).collect()
    }

    /// The sign of a factor on the interior: `Some(true)` for positive, `None` where it is not known.
    pub fn sign(&mut self, id: FactorId) -> Option<bool> {
        let factor = &self.factors[id.0 as usize];
        if factor.known == Known::NotAtOnce {
            let positive = self.show_poly(&factor.poly);
            let negative = self.show_poly(&factor.poly.negated());
            let shown =
                |e: Option<Expr>| e.is_some_and(|e| has_sign(&e, Sign::Positive, self.interior));
            self.factors[id.0 as usize].known = if shown(positive) {
                Known::Positive
            } else if shown(negative) {
                Known::Negative
            } else {
                Known::Nothing
            };
        }
        match self.factors[id.0 as usize].known {
            Known::Positive => Some(true),
            Known::Negative => Some(false),
            Known::NotAtOnce | Known::Nothing => None,
        }
    }

    /// Takes a fact of the claim's conditions: this product is positive. Only the sign of a single factor follows.
    pub fn assume_positive(&mut self, product: &Product) -> Option<(FactorId, bool)> {
        if product.is_zero() || !product.roots.is_empty() {
            return None;
        }
        let mut unknown = None;
        let mut positive = product.coefficient > BigRational::zero();
        for (&id, &power) in &product.powers {
            match self.sign(id) {
                Some(sign) => positive ^= !sign && power % 2 != 0,
                None if unknown.is_none() && power % 2 != 0 => unknown = Some(id),
                None => return None,
            }
        }
        let id = unknown?;
        self.factors[id.0 as usize].known = if positive {
            Known::Positive
        } else {
            Known::Negative
        };
        Some((id, positive))
    }

    /// The number of a quantity; equal quantities have one number.
    pub fn intern_quantity(&mut self, product: Product) -> Result<QuantityId, Obstacle> {
        if let Some(&id) = self.quantity_ids.get(&product) {
            return Ok(id);
        }
        let spread = self.spread(&product);
        for k in 0..self.quantities.len() {
            let other = self.quantities[k].clone();
            if spread.max(self.spread(&other)) > 1 && self.are_equal(&product, &other)? {
                let id = QuantityId(k as u32);
                self.quantity_ids.insert(product, id);
                return Ok(id);
            }
        }
        let id = QuantityId(self.quantities.len() as u32);
        self.quantities.push(product.clone());
        self.quantity_ids.insert(product, id);
        Ok(id)
    }

    /// Polynomial factors, with multiplicity: up to one, a product can be written in one way only.
    fn spread(&self, product: &Product) -> u64 {
        product
            .powers
            .iter()
            .filter(|(id, _)| self.factor(**id).len() > 1)
            .map(|(_, power)| power.unsigned_abs())
            .sum()
    }
}
