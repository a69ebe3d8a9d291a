//! Exact rational arithmetic on closed expressions.

use num_rational::BigRational;
use num_traits::{Pow, Zero};

use super::expr::{Expr, Kind};
use super::operator::Operator;
use super::rational::integer;

/// Exact folding stops where numerator or denominator would exceed this many bits.
const MAX_BITS: u64 = 4096;

/// The exact value of an expression built from numerals and + - * / and integer powers; `None` for any other, for a division by
/// zero and for values of more than 4096 bits.
///
/// ```
/// use forgetting::claim::{parse_expression, rational_value};
/// let value = |text| rational_value(&parse_expression(text, &[], &Default::default()).expect(text));
/// assert_eq!(value("0.1 + 0.2 - 0.3"), value("0"));   // exactly, unlike in f64
/// assert_eq!(value("sqrt(4)"), None);
/// ```
pub fn rational_value(expr: &Expr) -> Option<BigRational> {
    match expr.kind() {
        Kind::Number(decimal) => Some(decimal.value().clone()),
        Kind::Neg(a) => Some(-rational_value(a)?),
        Kind::Binary(operator, a, b) => fold(*operator, &rational_value(a)?, &rational_value(b)?),
        Kind::Pi
        | Kind::Variable(_)
        | Kind::Call(_)
        | Kind::Derivative(_)
        | Kind::Expect(_)
        | Kind::Aggregate(_) => None,
    }
}

/// `a operator b` exactly, or `None` where it is undefined, irrational or too long.
pub(crate) fn fold(operator: Operator, a: &BigRational, b: &BigRational) -> Option<BigRational> {
    if bits(a).max(bits(b)) > MAX_BITS {
        return None;
    }
    let value = match operator {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mul => a * b,
        Operator::Div if b.is_zero() => return None,
        Operator::Div => a / b,
        Operator::Pow => return power(a, integer(b)?),
    };
    (bits(&value) <= MAX_BITS).then_some(value)
}

fn power(base: &BigRational, exponent: i32) -> Option<BigRational> {
    let magnitude = exponent.unsigned_abs();
    if base.is_zero() && exponent < 0 {
        return None;
    }
    if bits(base).saturating_mul(u64::from(magnitude)) > MAX_BITS {
        return None;
    }
    let value: BigRational = Pow::pow(base, magnitude);
    Some(if exponent < 0 { value.recip() } else { value })
}

fn bits(value: &BigRational) -> u64 {
    value.numer().bits().max(value.denom().bits())
}
