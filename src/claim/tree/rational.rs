//! The way from an exact rational to `f64`.

use num_rational::BigRational;
use num_traits::ToPrimitive;

/// An integer that fits `i32`.
pub(in crate::claim) fn integer(value: &BigRational) -> Option<i32> {
    value.is_integer().then(|| value.numer().to_i32()).flatten()
}

/// The `f64` nearest to a rational, ties to even; infinite beyond the largest finite number.
///
/// ```
/// use forgetting::claim::{nearest, parse_expression, rational_value};
/// let third = parse_expression("1/3", &[], &Default::default())?;
/// assert_eq!(nearest(&rational_value(&third).expect("a quotient of numerals")), 1.0 / 3.0);
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn nearest(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

/// The tightest pair of `f64` around a rational; an end is infinite beyond the largest finite number.
///
/// ```
/// use forgetting::claim::{enclose, parse_expression, rational_value};
/// let tenth = parse_expression("0.1", &[], &Default::default())?;
/// let (lo, hi) = enclose(&rational_value(&tenth).expect("a numeral"));
/// assert_eq!((hi, lo), (0.1, 0.1_f64.next_down()));   // the double 0.1 is above 1/10
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
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
