//! Polynomials with rational coefficients in the variables of a box.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::cell::{Cell, constant_range, product_of};
use crate::claim::{Expr, Kind, Symbol};
use crate::judge::symbolic::{End, Range, Sum, Term};

/// Largest power of a variable.
const MAX_DEGREE: u32 = 256;

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

/// A factor of a normal form as a polynomial, and the box of its variables.
///
/// A variable `x > 0` under roots is replaced by `x^(1/n)`; parts without variables, such as `ln(2)` or `exp(1)`, become
/// variables of their own, on their enclosures. `None` where another function of a variable is left.
///
/// With an order `s < l` of two variables, `l = s + (end - s) t` with `t` in `(0, 1)`, or `l = s + t` where `l` has no end.
pub(super) fn of_sum(sum: &Sum, cell: &Cell) -> Option<(Polynomial, Vec<Range>)> {
    let used: Vec<&(Symbol, Range)> = cell
        .region
        .axes()
        .iter()
        .filter(|(name, _)| sum.expr.mentions(name))
        .collect();
    let orders: Vec<u32> = used.iter().map(|(name, _)| root_order(sum, name)).collect();
    let mut ranges = Vec::new();
    for ((_, range), &order) in used.iter().zip(&orders) {
        ranges.push(if order == 1 {
            range.clone()
        } else {
            root_of(range, order)?
        });
    }
    let mut constants: Vec<Expr> = Vec::new();
    let mut rows = Vec::new();
    for term in &sum.terms {
        let powers = used.iter().zip(&orders);
        let powers = powers.map(|((name, _), order)| power_of(term, name, *order));
        let powers: Vec<u32> = powers.collect::<Option<_>>()?;
        let constant = rest_of(term, &used)?;
        let which = constant.map(|c| {
            let known = constants.iter().position(|known| *known == c);
            known.unwrap_or_else(|| {
                constants.push(c);
                constants.len() - 1
            })
        });
        rows.push((powers, which, term.coefficient.clone()));
    }
    for constant in &constants {
        ranges.push(constant_range(constant)?);
    }
    let mut polynomial = Polynomial::zero(ranges.len());
    for (mut powers, which, coefficient) in rows {
        powers.resize(ranges.len(), 0);
        if let Some(which) = which {
            powers[used.len() + which] = 1;
        }
        polynomial.add_term(powers, coefficient);
    }
    let small = (0..ranges.len()).all(|k| polynomial.degree(k) <= MAX_DEGREE);
    if !small {
        return None;
    }
    let place = |name: &Symbol| used.iter().position(|(own, _)| own == name);
    if let Some((s, l)) = &cell.order
        && let (Some(s), Some(l)) = (place(s), place(l))
    {
        // x^(1/n) keeps the order where both have the same n.
        if orders[s] == orders[l] {
            return Some(sheared(&polynomial, ranges, s, l));
        }
    }
    Some((polynomial, ranges))
}

/// The variable `l` as the smaller `s` and a distance, which takes its place.
fn sheared(p: &Polynomial, mut ranges: Vec<Range>, s: usize, l: usize) -> (Polynomial, Vec<Range>) {
    let dimension = ranges.len();
    let (small, distance) = (
        Polynomial::variable(dimension, s),
        Polynomial::variable(dimension, l),
    );
    let mut by = small.clone();
    let zero = Some((0, true));
    if let Some(end) = ranges[l].hi.clone() {
        let mut room = Polynomial::constant(dimension, end.value);
        room.add(&small.negated());
        by.add(&room.times(&distance));
        ranges[l] = Range::between(zero, Some((1, true)));
    } else {
        by.add(&distance);
        ranges[l] = Range::between(zero, None);
    }
    (p.with(l, &by), ranges)
}

/// The common denominator of the powers of a variable.
fn root_order(sum: &Sum, name: &Symbol) -> u32 {
    let roots = sum.terms.iter().flat_map(|term| &term.roots);
    roots
        .filter(|(base, _)| is_variable(base, name))
        .fold(1, |order, (_, root)| {
            order.lcm(&root.denom().to_u32().unwrap_or(1))
        })
}

/// The range of `x^(1/order)`, its ends rounded outwards where they are not rational; `None` where `x` may be negative.
fn root_of(range: &Range, order: u32) -> Option<Range> {
    if !range.is_nonnegative() {
        return None;
    }
    let end = |end: &Option<End>, above: bool| match end {
        None => Some(None),
        Some(end) => {
            let (value, exact) = rational_root(&end.value, order, above)?;
            Some(Some(End {
                value,
                open: end.open && exact,
            }))
        }
    };
    Some(Range::exactly(
        end(&range.lo, false)?,
        end(&range.hi, true)?,
    ))
}

/// A rational at or beyond the root, and whether it is the root.
fn rational_root(value: &BigRational, order: u32, above: bool) -> Option<(BigRational, bool)> {
    let exact = BigRational::new(value.numer().nth_root(order), value.denom().nth_root(order));
    if num_traits::Pow::pow(&exact, order) == *value {
        return Some((exact, true));
    }
    let scale = BigInt::one() << 64_u32;
    let scaled = (value * BigRational::from_integer(num_traits::Pow::pow(&scale, order))).floor();
    let below = scaled.to_integer().nth_root(order);
    let end = if above { below + 1 } else { below };
    Some((BigRational::new(end, scale), false))
}

fn is_variable(expr: &Expr, name: &Symbol) -> bool {
    matches!(expr.kind(), Kind::Variable(own) if own == name)
}

fn power_of(term: &Term, name: &Symbol, order: u32) -> Option<u32> {
    let whole = term.atoms.iter().find(|(atom, _)| is_variable(atom, name));
    let whole = whole.map_or(0, |(_, power)| *power).checked_mul(order)?;
    let root = term.roots.iter().find(|(base, _)| is_variable(base, name));
    let part = root.map_or_else(BigRational::zero, |(_, r)| {
        r * BigRational::from_integer(order.into())
    });
    whole.checked_add(part.to_integer().to_u32().filter(|_| part.is_integer())?)
}

/// What a term has beside its coefficient and its variables: a constant, or nothing; `None` where variables are in it.
fn rest_of(term: &Term, used: &[&(Symbol, Range)]) -> Option<Option<Expr>> {
    let plain = |e: &Expr| used.iter().any(|(name, _)| is_variable(e, name));
    let rest = Term {
        coefficient: BigRational::one(),
        atoms: term
            .atoms
            .iter()
            .filter(|(a, _)| !plain(a))
            .cloned()
            .collect(),
        roots: term
            .roots
            .iter()
            .filter(|(b, _)| !plain(b))
            .cloned()
            .collect(),
        exponent: term.exponent.clone(),
    };
    if rest.atoms.is_empty() && rest.roots.is_empty() && rest.exponent.is_none() {
        return Some(None);
    }
    let constant = product_of(&rest)?;
    let free = used.iter().all(|(name, _)| !constant.mentions(name));
    free.then_some(Some(constant))
}

/// The square-free decomposition (Yun) of a polynomial in one variable: factors without common roots, with their powers.
pub(super) fn square_free(p: &[BigInt]) -> Vec<(Vec<BigInt>, u32)> {
    let slope = derivative(p);
    let common = gcd(p, &slope);
    let mut b = quotient(p, &common);
    let mut c = quotient(&slope, &common);
    let mut found = Vec::new();
    let mut power = 1;
    while b.len() > 1 {
        let d = difference(&c, &derivative(&b));
        let a = gcd(&b, &d);
        if a.len() > 1 {
            found.push((a.clone(), power));
        }
        b = quotient(&b, &a);
        c = quotient(&d, &a);
        power += 1;
    }
    found
}

fn derivative(p: &[BigInt]) -> Vec<BigInt> {
    trimmed(
        p.iter()
            .enumerate()
            .skip(1)
            .map(|(k, c)| c * BigInt::from(k))
            .collect(),
    )
}

fn difference(a: &[BigInt], b: &[BigInt]) -> Vec<BigInt> {
    let at = |p: &[BigInt], k: usize| p.get(k).cloned().unwrap_or_default();
    trimmed(
        (0..a.len().max(b.len()))
            .map(|k| at(a, k) - at(b, k))
            .collect(),
    )
}

fn trimmed(mut p: Vec<BigInt>) -> Vec<BigInt> {
    while p.last().is_some_and(Zero::is_zero) {
        p.pop();
    }
    p
}

fn primitive(p: Vec<BigInt>) -> Vec<BigInt> {
    let content = p.iter().fold(BigInt::zero(), |g, c| g.gcd(c));
    let negative = p.last().is_some_and(Signed::is_negative);
    if content.is_zero() {
        return p;
    }
    let content = if negative { -content } else { content };
    p.into_iter().map(|c| c / &content).collect()
}

fn gcd(a: &[BigInt], b: &[BigInt]) -> Vec<BigInt> {
    let (mut a, mut b) = (primitive(a.to_vec()), primitive(b.to_vec()));
    while !b.is_empty() {
        let rest = primitive(remainder(&a, &b));
        a = b;
        b = rest;
    }
    a
}

/// The pseudo-remainder.
fn remainder(a: &[BigInt], b: &[BigInt]) -> Vec<BigInt> {
    let mut rest = a.to_vec();
    let Some(lead) = b.last() else { return rest };
    while rest.len() >= b.len() {
        let shift = rest.len() - b.len();
        let top = rest[rest.len() - 1].clone();
        for c in &mut rest {
            *c *= lead;
        }
        for (k, c) in b.iter().enumerate() {
            rest[shift + k] -= c * &top;
        }
        rest = trimmed(rest);
    }
    rest
}

/// a/b up to a rational number, where b divides a.
fn quotient(a: &[BigInt], b: &[BigInt]) -> Vec<BigInt> {
    let Some(lead) = b.last() else {
        return Vec::new();
    };
    let mut rest: Vec<BigRational> = a
        .iter()
        .map(|c| BigRational::from_integer(c.clone()))
        .collect();
    if rest.len() < b.len() {
        return Vec::new();
    }
    let mut found = vec![BigRational::zero(); rest.len() - b.len() + 1];
    for shift in (0..found.len()).rev() {
        let top = &rest[shift + b.len() - 1] / BigRational::from_integer(lead.clone());
        for (k, c) in b.iter().enumerate() {
            rest[shift + k] -= &top * BigRational::from_integer(c.clone());
        }
        found[shift] = top;
    }
    found_over_common(found)
}

fn found_over_common(found: Vec<BigRational>) -> Vec<BigInt> {
    let shared = found.iter().fold(BigInt::one(), |s, c| s.lcm(c.denom()));
    trimmed(
        found
            .iter()
            .map(|c| c.numer() * (&shared / c.denom()))
            .collect(),
    )
}
