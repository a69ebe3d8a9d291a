//! Polynomials with rational coefficients.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A sum of `coefficient * prod x_k^(powers[k])`, no coefficient zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Polynomial {
    dimension: usize,
    terms: BTreeMap<Vec<u32>, BigRational>,
}

impl Polynomial {
    pub fn zero(dimension: usize) -> Self {
        let terms = BTreeMap::new();
        Self { dimension, terms }
    }

    pub fn dimension(&self) -> usize {
        self.dimension
    }

    pub fn terms(&self) -> impl Iterator<Item = (&Vec<u32>, &BigRational)> {
        self.terms.iter()
    }

    pub fn has_constant_term(&self) -> bool {
        self.terms.contains_key(&vec![0; self.dimension])
    }

    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    pub fn add_term(&mut self, powers: Vec<u32>, coefficient: BigRational) {
        match self.terms.entry(powers) {
            Entry::Vacant(entry) if !coefficient.is_zero() => {
                entry.insert(coefficient);
            }
            Entry::Vacant(_) => {}
            Entry::Occupied(mut entry) => {
                *entry.get_mut() += coefficient;
                if entry.get().is_zero() {
                    entry.remove();
                }
            }
        }
    }

    pub fn negated(&self) -> Self {
        let terms = self.terms.iter().map(|(m, c)| (m.clone(), -c));
        Self {
            dimension: self.dimension,
            terms: terms.collect(),
        }
    }

    /// The polynomial that is one variable.
    pub fn variable(dimension: usize, axis: usize) -> Self {
        let mut powers = vec![0; dimension];
        powers[axis] = 1;
        let mut p = Self::zero(dimension);
        p.add_term(powers, BigRational::one());
        p
    }

    pub fn constant(dimension: usize, value: BigRational) -> Self {
        let mut p = Self::zero(dimension);
        p.add_term(vec![0; dimension], value);
        p
    }

    pub fn add(&mut self, other: &Self) {
        for (m, c) in &other.terms {
            self.add_term(m.clone(), c.clone());
        }
    }

    pub fn times(&self, other: &Self) -> Self {
        let mut product = Self::zero(self.dimension);
        for (m, c) in &self.terms {
            for (n, d) in &other.terms {
                let powers = m.iter().zip(n).map(|(a, b)| a + b).collect();
                product.add_term(powers, c * d);
            }
        }
        product
    }

    /// This polynomial with another one for a variable.
    pub fn with(&self, axis: usize, by: &Self) -> Self {
        let mut powers = vec![Self::constant(self.dimension, BigRational::one())];
        for k in 0..self.degree(axis) as usize {
            let next = powers[k].times(by);
            powers.push(next);
        }
        let mut sum = Self::zero(self.dimension);
        for (m, c) in &self.terms {
            let mut rest = m.clone();
            rest[axis] = 0;
            let mut term = Self::zero(self.dimension);
            term.add_term(rest, c.clone());
            sum.add(&term.times(&powers[m[axis] as usize]));
        }
        sum
    }

    pub fn degree(&self, axis: usize) -> u32 {
        self.terms.keys().map(|m| m[axis]).max().unwrap_or(0)
    }

    /// The coefficients of the only variable, lowest first, as integers without common divisor; `None` in more variables.
    pub fn dense(&self) -> Option<Vec<BigInt>> {
        if self.dimension != 1 {
            return None;
        }
        let mut shared = BigInt::one();
        for c in self.terms.values() {
            shared = shared.lcm(c.denom());
        }
        let mut dense = vec![BigInt::zero(); self.degree(0) as usize + 1];
        for (m, c) in &self.terms {
            dense[m[0] as usize] = c.numer() * (&shared / c.denom());
        }
        Some(dense)
    }
}
