//! Exponentials, logarithms and fractional powers.
//!
//! Fractional powers are taken of bases that are not negative. `exp` of a rational multiple of a logarithm is a power, and
//! powers of one base add, so exp(a) exp(b) = exp(a + b), sqrt(a)^2 = a and sqrt(a) sqrt(b) = sqrt(a b) hold by construction.
//! A logarithm or root is split over the factors whose sign is known on the interior of the domain; the others stay together.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::field::{Atom, Base, FactorId, Field, Product};
use super::obstacle::Obstacle;
use super::poly::{AtomId, BaseId, Monomial, Poly};

type Result<T> = std::result::Result<T, Obstacle>;

/// Primes up to this are split off the bases of powers of numbers.
const LARGEST_PRIME: u32 = 1_000;

/// The parts of a nonnegative product: bases with rational exponents.
struct Parts {
    bases: Vec<(BaseId, BigRational)>,
    /// Whether some factor has an unknown sign.
    unknown: bool,
}

impl Field<'_> {
    /// exp(e)
    pub fn exponential(&mut self, e: &Product) -> Result<Product> {
        let (numerator, denominator) = self.fraction(e)?;
        let mut rest = numerator.clone();
        let mut result = Product::one();
        for id in self.logarithms(&numerator) {
            let Atom::Ln(base) = *self.atom(id) else {
                continue;
            };
            let Some(q) = multiple(&numerator, id, &denominator) else {
                continue;
            };
            for (monomial, coefficient) in denominator.terms() {
                let mut monomial = monomial.clone();
                *monomial.powers.entry(id).or_insert(0) += 1;
                rest.add_term(monomial, -(coefficient * &q));
            }
            self.raise_root(&mut result, base, &q)?;
        }
        if !rest.is_zero() {
            let rest = self.factored(rest)?;
            let denominator = self.factored(denominator)?;
            let exponent = self.div(&rest, &denominator)?;
            result.exponent = self.intern_quantity(exponent)?;
        }
        Ok(result)
    }

    /// ln(a), for `a` positive wherever it is used.
    pub fn logarithm(&mut self, a: &Product) -> Result<Product> {
        let parts = self.parts(a)?;
        let mut terms = vec![self.quantity(a.exponent).clone()];
        for (base, q) in parts.bases {
            terms.push(self.of_atom(Atom::Ln(base)).scaled(&q));
        }
        self.add(&terms)
    }

    /// a^q for a rational q that is no integer, `a` nonnegative wherever it is used.
    pub fn rational_power(&mut self, a: &Product, q: &BigRational) -> Result<Product> {
        if a.is_zero() {
            return Ok(Product::zero());
        }
        let parts = self.parts(a)?;
        let mut result = Product::one();
        for (base, power) in parts.bases {
            self.raise_root(&mut result, base, &(power * q))?;
        }
        let exponent = self.quantity(a.exponent).clone().scaled(q);
        result.exponent = self.intern_quantity(exponent)?;
        Ok(result)
    }

    /// a^b = exp(b ln a), for `a` positive on the interior.
    pub fn general_power(&mut self, a: &Product, b: &Product) -> Result<Product> {
        if a.is_zero() || self.parts(a)?.unknown {
            return Err(Obstacle::NotShown(
                "a base of a power is positive inside".to_owned(),
            ));
        }
        let logarithm = self.logarithm(a)?;
        let exponent = self.mul(b, &logarithm)?;
        self.exponential(&exponent)
    }

    /// The bases of a nonnegative product.
    fn parts(&mut self, a: &Product) -> Result<Parts> {
        if a.is_zero() {
            return Err(Obstacle::NotShown(
                "the argument of a root or a logarithm is not 0".to_owned(),
            ));
        }
        let mut bases: Vec<(BaseId, BigRational)> = Vec::new();
        let mut negative = a.coefficient.is_negative();
        for (n, sign) in [(a.coefficient.numer(), 1), (a.coefficient.denom(), -1)] {
            for (prime, power) in primes(n.abs()) {
                let base = self.intern_base(Base::Number(prime));
                bases.push((base, BigRational::from_integer((sign * power).into())));
            }
        }
        let mut group: Vec<FactorId> = Vec::new();
        let mut unknown = false;
        for (&id, &power) in &a.powers {
            let whole = |n: i64| BigRational::from_integer(n.into());
            match self.sign(id) {
                Some(positive) => {
                    negative ^= !positive && power % 2 != 0;
                    let base = Base::Factor {
                        id,
                        negative: !positive,
                    };
                    bases.push((self.intern_base(base), whole(power)));
                }
                None => {
                    unknown = true;
                    let half = power.div_euclid(2);
                    if half != 0 {
                        bases.push((self.intern_base(Base::Square(id)), whole(half)));
                    }
                    if power.rem_euclid(2) == 1 {
                        group.push(id);
                    }
                }
            }
        }
        bases.extend(a.roots.iter().map(|(id, q)| (*id, q.clone())));
        if !group.is_empty() {
            let base = Base::Group {
                negative,
                factors: group,
            };
            bases.push((self.intern_base(base), BigRational::one()));
        } else if negative {
            return Err(Obstacle::NotShown(
                "the argument of a root or a logarithm is not negative".to_owned(),
            ));
        }
        Ok(Parts { bases, unknown })
    }

    /// Numerator and denominator, multiplied out.
    pub fn fraction(&mut self, a: &Product) -> Result<(Poly, Poly)> {
        let (mut above, mut below) = (a.clone(), Product::one());
        above.powers.retain(|_, power| *power > 0);
        for (&id, &power) in &a.powers {
            if power < 0 {
                below.powers.insert(id, -power);
            }
        }
        Ok((self.expand(&above)?, self.expand(&below)?))
    }

    /// The logarithms that occur in a polynomial.
    fn logarithms(&self, poly: &Poly) -> Vec<AtomId> {
        let mut found: Vec<AtomId> = Vec::new();
        for (monomial, _) in poly.terms() {
            for &id in monomial.powers.keys() {
                if matches!(self.atom(id), Atom::Ln(_)) && !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        found
    }
}

/// The rational q for which q * denominator * atom is part of the numerator, term by term.
fn multiple(numerator: &Poly, id: AtomId, denominator: &Poly) -> Option<BigRational> {
    let mut q: Option<BigRational> = None;
    for (monomial, coefficient) in denominator.terms() {
        let mut wanted: Monomial = monomial.clone();
        *wanted.powers.entry(id).or_insert(0) += 1;
        let ratio = numerator.coefficient(&wanted)? / coefficient;
        if q.as_ref().is_some_and(|q| *q != ratio) {
            return None;
        }
        q = Some(ratio);
    }
    q
}

/// Small primes with their powers, and what is left.
fn primes(mut n: BigInt) -> Vec<(BigInt, i64)> {
    let mut found = Vec::new();
    let mut p: u32 = 2;
    while n > BigInt::one() && p <= LARGEST_PRIME {
        let prime = BigInt::from(p);
        let mut power = 0;
        while (&n % &prime).is_zero() {
            n /= &prime;
            power += 1;
        }
        if power > 0 {
            found.push((prime, power));
        }
        if n.to_u32().is_some_and(|n| n < p * p) {
            break;
        }
        p += if p == 2 { 1 } else { 2 };
    }
    if n > BigInt::one() {
        found.push((n, 1));
    }
    found
}
