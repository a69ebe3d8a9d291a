//! The elements of the field and what they are made of.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::poly::{BaseId, QuantityId};
use crate::claim::{Function, Symbol};

/// The number of a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct FactorId(pub u32);

/// A quantity that no rule takes apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    Pi,
    Variable(Symbol),
    /// The logarithm of a base.
    Ln(BaseId),
    /// Any other function, at normalised arguments.
    Call(Function, Option<u32>, Vec<QuantityId>),
    /// A power that is not taken apart.
    Power(QuantityId, QuantityId),
}

/// What a fractional power is taken of; never negative where it occurs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Base {
    /// A natural number, prime where it is small.
    Number(BigInt),
    /// A factor of known sign, or minus it.
    Factor { id: FactorId, negative: bool },
    /// The square of a factor of unknown sign.
    Square(FactorId),
    /// A product of factors of unknown signs, or minus it.
    Group {
        negative: bool,
        factors: Vec<FactorId>,
    },
}

/// `coefficient * prod factor^power * prod base^root * exp(exponent)`; zero where the coefficient is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Product {
    pub coefficient: BigRational,
    pub powers: BTreeMap<FactorId, i64>,
    /// Exponents strictly between 0 and 1.
    pub roots: BTreeMap<BaseId, BigRational>,
    pub exponent: QuantityId,
}

impl Product {
    pub fn constant(coefficient: BigRational) -> Self {
        Self {
            coefficient,
            powers: BTreeMap::new(),
            roots: BTreeMap::new(),
            exponent: QuantityId::ZERO,
        }
    }

    pub fn zero() -> Self {
        Self::constant(BigRational::zero())
    }

    pub fn one() -> Self {
        Self::constant(BigRational::one())
    }

    pub fn is_zero(&self) -> bool {
        self.coefficient.is_zero()
    }

    pub fn scaled(mut self, by: &BigRational) -> Self {
        self.coefficient *= by;
        if self.is_zero() { Self::zero() } else { self }
    }

    pub fn negated(self) -> Self {
        self.scaled(&-BigRational::one())
    }
}
