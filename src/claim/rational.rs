//! Exact rational arithmetic on closed expressions, and the way from a rational to `f64`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

use super::tree::{Expr, Kind, Operator};

/// Exact folding stops where numerator or denominator would exceed this many bits.
const MAX_BITS: u64 = 4096;

/// The exact value of an expression built from numerals and + - * / and integer powers; `None` for any other, for a division by
/// zero and for values of more than 4096 bits.
pub fn rational_value(expr: &Expr) -> Option<BigRational> {
    match expr.kind() {
        Kind::Number(decimal) => Some(decimal.value().clone()),
        Kind::Neg(a) => Some(-rational_value(a)?),
        Kind::Binary(operator, a, b) => fold(*operator, &rational_value(a)?, &rational_value(b)?),
        Kind::Pi | Kind::Variable(_) | Kind::Call(_) | Kind::Derivative(_) | Kind::Expect(_) => {
            None
        }
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

/// An integer that fits `i32`.
pub(super) fn integer(value: &BigRational) -> Option<i32> {
    value.is_integer().then(|| value.numer().to_i32()).flatten()
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

/// The `f64` nearest to a rational, ties to even; infinite beyond the largest finite number.
pub fn nearest(value: &BigRational) -> f64 {
    if value.is_zero() {
        return 0.0;
    }
    let (numer, denom) = (value.numer().abs(), value.denom());
    // 2^shift * numer/denom has 66 or 67 bits before the point, at least 12 more than any significand.
    let shift = 66 + length(denom) - length(&numer);
    let (scaled, by) = if shift >= 0 {
        (numer << shift, denom.clone())
    } else {
        (numer, denom << -shift)
    };
    let quotient = &scaled / &by;
    let sticky = !(&scaled - &quotient * &by).is_zero();
    let exponent = length(&quotient) - 1 - shift;
    if exponent > 1023 {
        return infinity(value);
    }
    let precision = if exponent >= -1022 {
        53
    } else {
        53 - (-1022 - exponent)
    };
    let drop = length(&quotient) - precision.max(0);
    if precision < 0 {
        return if value.is_negative() { -0.0 } else { 0.0 };
    }
    let mut significand: BigInt = &quotient >> drop;
    let rest = &quotient - (&significand << drop);
    let half = BigInt::one() << (drop - 1);
    let odd = (&significand % 2_u8).is_one();
    if rest > half || (rest == half && (sticky || odd)) {
        significand += 1;
    }
    // At most 2^53, hence exact; the product is representable, so both scalings are exact too.
    let significand = significand.to_f64().unwrap_or(f64::INFINITY);
    let scale = drop - shift;
    let first = scale.clamp(-1000, 900);
    let magnitude = significand * power_of_two(first) * power_of_two(scale - first);
    if magnitude.is_infinite() {
        infinity(value)
    } else if value.is_negative() {
        -magnitude
    } else {
        magnitude
    }
}

/// The tightest pair of `f64` around a rational; an end is infinite beyond the largest finite number.
pub fn enclose(value: &BigRational) -> (f64, f64) {
    let near = nearest(value);
    let exact = BigRational::from_float(near);
    match exact {
        Some(exact) if exact == *value => (near, near),
        Some(exact) if exact < *value => (near, near.next_up()),
        Some(_) => (near.next_down(), near),
        None if near > 0.0 => (f64::MAX, f64::INFINITY),
        None => (f64::NEG_INFINITY, f64::MIN),
    }
}

fn length(value: &BigInt) -> i64 {
    value.bits().to_i64().unwrap_or(i64::MAX)
}

fn infinity(value: &BigRational) -> f64 {
    if value.is_negative() {
        f64::NEG_INFINITY
    } else {
        f64::INFINITY
    }
}

/// 2^n for -1022 <= n <= 1023, zero below (never asked for) and infinity above.
fn power_of_two(n: i64) -> f64 {
    match u64::try_from(n + 1023) {
        Ok(biased) if (1..=2046).contains(&biased) => f64::from_bits(biased << 52),
        Ok(0) | Err(_) => 0.0,
        Ok(_) => f64::INFINITY,
    }
}
