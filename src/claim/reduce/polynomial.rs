//! Exact polynomials over expressions: the coefficients of a reduction, in a form that tells when two are equal.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::claim::tree::{Expr, Kind, Operator, integer, rational_value};

/// An expression that is not taken apart further, told from others by its text.
#[derive(Clone, Debug)]
struct Atom {
    text: Arc<str>,
    expr: Expr,
}

impl PartialEq for Atom {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Atom {}

impl Ord for Atom {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl PartialOrd for Atom {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

type Monomial = BTreeMap<Atom, u32>;

/// A polynomial with rational coefficients; no coefficient is zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Polynomial(BTreeMap<Monomial, BigRational>);

/// More monomials than any reduction needs.
const MAX_MONOMIALS: usize = 64;
const MAX_POWER: i32 = 8;

impl Polynomial {
    pub fn zero() -> Self {
        Self::default()
    }

    /// Whether it is positive whatever its variables are: a positive constant and positive multiples of even powers.
    pub fn is_positive_everywhere(&self) -> bool {
        self.0.contains_key(&Monomial::new())
            && self.0.iter().all(|(monomial, value)| {
                value.is_positive() && monomial.values().all(|power| power % 2 == 0)
            })
    }

    pub fn one() -> Self {
        Self::constant(BigRational::one())
    }

    pub fn constant(value: BigRational) -> Self {
        let mut terms = BTreeMap::new();
        if !value.is_zero() {
            terms.insert(Monomial::new(), value);
        }
        Self(terms)
    }

    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::constant(BigRational::new(numerator.into(), denominator.into()))
    }

    /// The expression itself, not taken apart.
    pub fn atom(expr: Expr) -> Self {
        let text = expr.to_string().into();
        let monomial = Monomial::from([(Atom { text, expr }, 1)]);
        Self(BTreeMap::from([(monomial, BigRational::one())]))
    }

    /// An expression with its sums, products, small powers and constant divisors taken apart.
    pub fn of(expr: &Expr) -> Self {
        Self::taken_apart(expr).unwrap_or_else(|| Self::atom(expr.clone()))
    }

    fn taken_apart(expr: &Expr) -> Option<Self> {
        if let Some(value) = rational_value(expr) {
            return Some(Self::constant(value));
        }
        match expr.kind() {
            Kind::Neg(a) => Some(Self::of(a).negated()),
            Kind::Binary(Operator::Add, a, b) => Self::of(a).plus(&Self::of(b)),
            Kind::Binary(Operator::Sub, a, b) => Self::of(a).plus(&Self::of(b).negated()),
            Kind::Binary(Operator::Mul, a, b) => Self::of(a).times(&Self::of(b)),
            Kind::Binary(Operator::Div, a, b) => match rational_value(b) {
                Some(b) if b.is_zero() => None,
                Some(b) => Some(Self::of(a).scaled(&b.recip())),
                None => Self::of(a).times(&Self::inverse_of(b)),
            },
            Kind::Binary(Operator::Pow, a, b) => {
                let exponent = integer(&rational_value(b)?)?;
                if !(0..=MAX_POWER).contains(&exponent) {
                    return None;
                }
                let base = Self::of(a);
                (0..exponent).try_fold(Self::one(), |power, _| power.times(&base))
            }
            _ => None,
        }
    }

    /// 1/expr, a constant or an atom.
    pub fn inverse_of(expr: &Expr) -> Self {
        match rational_value(expr) {
            Some(value) if !value.is_zero() => Self::constant(value.recip()),
            _ => Self::atom(Expr::binary(Operator::Div, Expr::integer(1), expr.clone())),
        }
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub fn is_one(&self) -> bool {
        self.as_constant().is_some_and(|value| value.is_one())
    }

    /// The value of a polynomial without atoms.
    pub fn as_constant(&self) -> Option<BigRational> {
        match self.0.iter().next() {
            None => Some(BigRational::zero()),
            Some((monomial, value)) if self.0.len() == 1 && monomial.is_empty() => {
                Some(value.clone())
            }
            _ => None,
        }
    }

    /// A single atom with coefficient 1 or -1, and that sign.
    pub fn as_signed_atom(&self) -> Option<(bool, &Expr)> {
        let (monomial, value) = self.0.iter().next()?;
        let (atom, power) = monomial.iter().next()?;
        let simple =
            self.0.len() == 1 && monomial.len() == 1 && *power == 1 && value.abs().is_one();
        simple.then_some((value.is_negative(), &atom.expr))
    }

    /// Whether the leading coefficient is negative.
    pub fn leads_with_minus(&self) -> bool {
        self.0.values().next().is_some_and(Signed::is_negative)
    }

    /// Whether all coefficients have one sign.
    pub fn has_one_sign(&self) -> bool {
        let minus = self.leads_with_minus();
        self.0.values().all(|value| value.is_negative() == minus)
    }

    pub fn negated(&self) -> Self {
        self.scaled(&-BigRational::one())
    }

    pub fn scaled(&self, factor: &BigRational) -> Self {
        if factor.is_zero() {
            return Self::zero();
        }
        let scale =
            |(monomial, value): (&Monomial, &BigRational)| (monomial.clone(), value * factor);
        Self(self.0.iter().map(scale).collect())
    }

    pub fn plus(&self, other: &Self) -> Option<Self> {
        let mut sum = self.clone();
        for (monomial, value) in &other.0 {
            sum.add(monomial.clone(), value);
        }
        sum.within_limits()
    }

    pub fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.negated())
    }

    pub fn times(&self, other: &Self) -> Option<Self> {
        let mut product = Self::zero();
        for (a, x) in &self.0 {
            for (b, y) in &other.0 {
                let mut monomial = a.clone();
                for (atom, power) in b {
                    *monomial.entry(atom.clone()).or_insert(0) += power;
                }
                product.add(monomial, &(x * y));
            }
        }
        product.within_limits()
    }

    /// The product with the value of `factor`; an inverse of `factor` in every monomial is taken out instead.
    pub fn times_expr(&self, factor: &Expr) -> Option<Self> {
        let inverse = Self::inverse_of(factor);
        let atom = inverse.0.keys().next().and_then(|m| m.keys().next());
        let everywhere = |atom: &&Atom| self.0.keys().all(|m| m.contains_key(*atom));
        let Some(atom) = atom.filter(everywhere) else {
            return self.times(&Self::of(factor));
        };
        let without = self.0.iter().map(|(monomial, value)| {
            let mut monomial = monomial.clone();
            match monomial.get_mut(atom) {
                Some(power) if *power > 1 => *power -= 1,
                _ => {
                    monomial.remove(atom);
                }
            }
            (monomial, value.clone())
        });
        Some(Self(without.collect()))
    }

    fn add(&mut self, monomial: Monomial, value: &BigRational) {
        let sum = self
            .0
            .get(&monomial)
            .map_or_else(|| value.clone(), |old| old + value);
        if sum.is_zero() {
            self.0.remove(&monomial);
        } else {
            self.0.insert(monomial, sum);
        }
    }

    fn within_limits(self) -> Option<Self> {
        (self.0.len() <= MAX_MONOMIALS).then_some(self)
    }

    /// The coefficient 1 or -1 of an atom that `wanted` maps to something, with what it maps to and the rest of the polynomial.
    pub fn without<T>(&self, wanted: impl Fn(&Expr) -> Option<T>) -> Option<(bool, T, Self)> {
        self.0.iter().find_map(|(monomial, value)| {
            let lone = Self([(monomial.clone(), value.clone())].into());
            let (minus, found) = lone.as_signed_atom().and_then(|(minus, atom)| {
                let found = wanted(atom)?;
                Some((minus, found))
            })?;
            let mut rest = self.clone();
            rest.0.remove(monomial);
            Some((minus, found, rest))
        })
    }

    /// The expression, monomials with a plus sign first.
    pub fn to_expr(&self) -> Expr {
        let (minus, plus): (Vec<_>, Vec<_>) =
            self.0.iter().partition(|(_, value)| value.is_negative());
        let mut terms = plus.into_iter().chain(minus.into_iter().rev());
        let Some((monomial, value)) = terms.next() else {
            return Expr::integer(0);
        };
        let first = written(monomial, value);
        terms.fold(first, |sum, (monomial, value)| {
            let operator = if value.is_negative() {
                Operator::Sub
            } else {
                Operator::Add
            };
            Expr::binary(operator, sum, written(monomial, &value.abs()))
        })
    }
}

/// `numerator * atoms/denominator`, a minus sign before the first factor.
fn written(monomial: &Monomial, value: &BigRational) -> Expr {
    let number = |n: &BigInt| Expr::rational(&BigRational::from_integer(n.clone()));
    let numerator = value.numer().abs();
    let mut above = Vec::new();
    let mut below = Vec::new();
    if !numerator.is_one() {
        above.push(number(&numerator));
    }
    if !value.denom().is_one() {
        below.push(number(value.denom()));
    }
    for (atom, &power) in monomial {
        let (base, place) = match atom.expr.kind() {
            Kind::Binary(Operator::Div, one, b) if *one == Expr::integer(1) => (b, &mut below),
            _ => (&atom.expr, &mut above),
        };
        place.push(match power {
            1 => base.clone(),
            n => Expr::binary(Operator::Pow, base.clone(), Expr::integer(n)),
        });
    }
    if above.is_empty() {
        above.push(Expr::integer(1));
    }
    if value.is_negative() {
        above[0] = Expr::negation(above[0].clone());
    }
    let product = |factors: Vec<Expr>| {
        let joined = |a, b| Expr::binary(Operator::Mul, a, b);
        factors.into_iter().reduce(joined)
    };
    match (product(above), product(below)) {
        (Some(above), Some(below)) => Expr::binary(Operator::Div, above, below),
        (above, _) => above.unwrap_or_else(|| Expr::integer(1)),
    }
}
