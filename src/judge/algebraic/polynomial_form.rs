//! Factors of normal forms read as polynomials.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

use super::cell::{Cell, constant_range, product_of};
use super::polynomial::Polynomial;
use crate::claim::{Expr, Kind, Symbol};
use crate::judge::symbolic::{End, Range, Sum, Term};

/// Largest power of a variable.
const MAX_DEGREE: u32 = 256;

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
