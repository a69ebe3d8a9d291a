//! The way from an exact rational to `f64`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// An integer that fits `i32`.
pub(in crate::claim) fn integer(value: &BigRational) -> Option<i32> {
    value.is_integer().then(|| value.numer().to_i32()).flatten()
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
