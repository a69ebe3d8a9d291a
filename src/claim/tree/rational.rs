//! The way from an exact rational to `f64`.

use num_rational::BigRational;
use num_traits::ToPrimitive;

/// An integer that fits `i32`.
pub(in crate::claim) fn integer(value: &BigRational) -> Option<i32> {
    value.is_integer().then(|| value.numer().to_i32()).flatten()
}

/// The `f64` nearest to a rational, ties to even; infinite beyond the largest finite number.
pub fn nearest(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
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
