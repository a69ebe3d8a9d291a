//! Polynomials in one variable, without repeated factors (Yun 1976): integer coefficients, the constant first.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

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
