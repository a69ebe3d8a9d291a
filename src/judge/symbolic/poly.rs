//! Polynomials with rational coefficients over interned atoms, roots and exponentials.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The number of an atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct AtomId(pub u32);

/// The number of the base of a fractional power.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct BaseId(pub u32);

/// The number of a quantity: an argument of a function or an exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct QuantityId(pub u32);

impl QuantityId {
    /// The exponent of a term without exponential.
    pub const ZERO: Self = Self(0);
}

/// `prod atom^power * prod base^root * exp(exponent)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Monomial {
    pub powers: BTreeMap<AtomId, u32>,
    /// Exponents strictly between 0 and 1.
    pub roots: BTreeMap<BaseId, BigRational>,
    pub exponent: QuantityId,
}

impl Monomial {
    pub fn one() -> Self {
        Self {
            powers: BTreeMap::new(),
            roots: BTreeMap::new(),
            exponent: QuantityId::ZERO,
        }
    }
}

/// A sum of monomials with coefficients other than zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Poly(BTreeMap<Monomial, BigRational>);

impl Poly {
    pub fn zero() -> Self {
        Self::default()
    }

    pub fn term(monomial: Monomial, coefficient: BigRational) -> Self {
        let mut poly = Self::zero();
        poly.add_term(monomial, coefficient);
        poly
    }

    pub fn constant(value: BigRational) -> Self {
        Self::term(Monomial::one(), value)
    }

    pub fn atom(id: AtomId) -> Self {
        let mut monomial = Monomial::one();
        monomial.powers.insert(id, 1);
        Self::term(monomial, BigRational::one())
    }

    pub fn terms(&self) -> impl Iterator<Item = (&Monomial, &BigRational)> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub fn coefficient(&self, monomial: &Monomial) -> Option<&BigRational> {
        self.0.get(monomial)
    }

    pub fn add_term(&mut self, monomial: Monomial, coefficient: BigRational) {
        if coefficient.is_zero() {
            return;
        }
        match self.0.entry(monomial) {
            Entry::Vacant(entry) => {
                entry.insert(coefficient);
            }
            Entry::Occupied(mut entry) => {
                *entry.get_mut() += coefficient;
                if entry.get().is_zero() {
                    entry.remove();
                }
            }
        }
    }

    pub fn add(&mut self, other: Self) {
        for (monomial, coefficient) in other.0 {
            self.add_term(monomial, coefficient);
        }
    }

    pub fn scaled(&self, by: &BigRational) -> Self {
        Self(self.0.iter().map(|(m, c)| (m.clone(), c * by)).collect())
    }

    pub fn negated(&self) -> Self {
        self.scaled(&-BigRational::one())
    }

    /// Whether the coefficient of the last monomial, the one of the newest atoms, is negative.
    pub fn leads_negative(&self) -> bool {
        self.0
            .last_key_value()
            .is_some_and(|(_, c)| c.is_negative())
    }

    /// The positive rational number by which the coefficients must be divided to be integers without common divisor.
    pub fn content(&self) -> BigRational {
        let mut numer = BigInt::zero();
        let mut denom = BigInt::one();
        for coefficient in self.0.values() {
            numer = gcd(numer, coefficient.numer().abs());
            let shared = gcd(denom.clone(), coefficient.denom().clone());
            denom = denom / shared * coefficient.denom();
        }
        if numer.is_zero() {
            BigRational::one()
        } else {
            BigRational::new(numer, denom)
        }
    }

    /// The largest powers of atoms and roots that divide every term.
    pub fn common(&self) -> (BTreeMap<AtomId, u32>, BTreeMap<BaseId, BigRational>) {
        let mut monomials = self.0.keys();
        let Some(first) = monomials.next() else {
            return Default::default();
        };
        let (mut powers, mut roots) = (first.powers.clone(), first.roots.clone());
        for monomial in monomials {
            powers.retain(|id, power| {
                *power = (*power).min(monomial.powers.get(id).copied().unwrap_or(0));
                *power > 0
            });
            roots.retain(|id, root| match monomial.roots.get(id) {
                Some(other) => {
                    if other < root {
                        root.clone_from(other);
                    }
                    true
                }
                None => false,
            });
        }
        (powers, roots)
    }
}

/// Euclid's algorithm on natural numbers.
fn gcd(mut a: BigInt, mut b: BigInt) -> BigInt {
    while !b.is_zero() {
        let rest = &a % &b;
        a = b;
        b = rest;
    }
    a
}
