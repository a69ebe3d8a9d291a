//! Directed rounding of `+ - * / sqrt` from round-to-nearest arithmetic.
//!
//! Each `*_down` returns a double no greater than the exact result and each `*_up` one no smaller; both
//! return the exact result where it is a double, unless it lies so near the underflow threshold that the
//! rounding error is not representable. Multiplication follows the interval convention `0 * inf = 0`.

/// Below this magnitude the error of a product or quotient may not be representable: `2^-960 > 2^-1074+106`.
const ERROR_FREE_MIN: f64 = f64::from_bits(63 << 52); // 2^(63 - 1023) = 2^-960

/// The exact sum as an unevaluated pair `s + e` (Knuth); no condition but a finite `s`.
#[inline]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    let bb = s - a;
    (s, (a - (s - bb)) + (b - bb))
}

/// The exact product as an unevaluated pair `p + e`, for `|p|` zero or between `2^-960` and the overflow threshold.
#[inline]
pub(crate) fn two_prod(a: f64, b: f64) -> (f64, f64) {
    let p = a * b;
    (p, a.mul_add(b, -p))
}

/// `a + b` rounded towards minus infinity, for lower bounds (`a, b < +inf`).
#[inline]
pub(crate) fn add_down(a: f64, b: f64) -> f64 {
    let (s, e) = two_sum(a, b);
    if s.is_finite() {
        // Written so that a NaN error term (overflow inside the transformation) also takes the neighbour.
        if e >= 0.0 { s } else { s.next_down() }
    } else if s == f64::INFINITY && a.is_finite() && b.is_finite() {
        f64::MAX
    } else {
        s
    }
}

/// `a + b` rounded towards plus infinity, for upper bounds (`a, b > -inf`).
#[inline]
pub(crate) fn add_up(a: f64, b: f64) -> f64 {
    -add_down(-a, -b)
}

/// `a * b` rounded towards minus infinity, with `0 * inf = 0`.
#[inline]
pub(crate) fn mul_down(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        return 0.0;
    }
    let p = a * b;
    if p.is_infinite() {
        return if p > 0.0 && a.is_finite() && b.is_finite() {
            f64::MAX
        } else {
            p
        };
    }
    if p.abs() < ERROR_FREE_MIN {
        // The error may underflow. A positive product still has the lower bound 0.
        return if (a > 0.0) == (b > 0.0) {
            p.next_down().max(0.0)
        } else {
            p.next_down()
        };
    }
    if a.mul_add(b, -p) >= 0.0 {
        p
    } else {
        p.next_down()
    }
}

/// `a * b` rounded towards plus infinity, with `0 * inf = 0`.
#[inline]
pub(crate) fn mul_up(a: f64, b: f64) -> f64 {
    -mul_down(-a, b)
}

/// `a / b` rounded towards minus infinity, for `b != 0` and not both infinite.
#[inline]
pub(crate) fn div_down(a: f64, b: f64) -> f64 {
    if a == 0.0 {
        return 0.0;
    }
    let q = a / b;
    if q.is_infinite() {
        return if q > 0.0 && a.is_finite() {
            f64::MAX
        } else {
            q
        };
    }
    if b.is_infinite() {
        // The exact quotient is 0 in the limit.
        return 0.0;
    }
    if q.abs() < ERROR_FREE_MIN || a.abs() < ERROR_FREE_MIN {
        return if (a > 0.0) == (b > 0.0) {
            q.next_down().max(0.0)
        } else {
            q.next_down()
        };
    }
    // The remainder a - q b is a double (Boldo and Daumas 2003) and has the sign of (exact - q) b.
    let r = (-q).mul_add(b, a);
    if r != 0.0 && ((r < 0.0) == (b > 0.0)) {
        q.next_down()
    } else {
        q
    }
}

/// `a / b` rounded towards plus infinity, for `b != 0` and not both infinite.
#[inline]
pub(crate) fn div_up(a: f64, b: f64) -> f64 {
    -div_down(-a, b)
}

/// `sqrt(a)` rounded towards minus infinity, for `a >= 0`.
#[inline]
pub(crate) fn sqrt_down(a: f64) -> f64 {
    let r = a.sqrt();
    if r.is_infinite() || r == 0.0 {
        return r;
    }
    // r r - a is a double when a is far from underflow; otherwise take the neighbour.
    if a < ERROR_FREE_MIN || (-r).mul_add(r, a) < 0.0 {
        r.next_down().max(0.0)
    } else {
        r
    }
}

/// `sqrt(a)` rounded towards plus infinity, for `a >= 0`.
#[inline]
pub(crate) fn sqrt_up(a: f64) -> f64 {
    let r = a.sqrt();
    if r.is_infinite() || r == 0.0 {
        return r;
    }
    if a < ERROR_FREE_MIN || (-r).mul_add(r, a) > 0.0 {
        r.next_up()
    } else {
        r
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threshold_is_two_to_the_minus_960() {
        assert_eq!(ERROR_FREE_MIN, 2f64.powi(-960));
    }

    #[test]
    fn exact_results_stay_points() {
        assert_eq!(add_down(0.5, 0.25), add_up(0.5, 0.25));
        assert_eq!(mul_down(3.0, 7.0), mul_up(3.0, 7.0));
        assert_eq!(div_down(21.0, 7.0), div_up(21.0, 7.0));
        assert_eq!(sqrt_down(49.0), sqrt_up(49.0));
        assert_eq!(add_down(0.1, 0.2).next_up(), add_up(0.1, 0.2));
        assert_eq!(mul_down(0.1, 0.1).next_up(), mul_up(0.1, 0.1));
        assert_eq!(div_down(1.0, 3.0).next_up(), div_up(1.0, 3.0));
        assert_eq!(sqrt_down(2.0).next_up(), sqrt_up(2.0));
    }

    #[test]
    fn overflow_and_underflow_stay_sound() {
        assert_eq!(add_down(f64::MAX, f64::MAX), f64::MAX);
        assert_eq!(add_up(f64::MAX, f64::MAX), f64::INFINITY);
        assert_eq!(mul_down(1e200, 1e200), f64::MAX);
        assert_eq!(mul_up(1e-200, 1e-200), 5e-324);
        assert_eq!(mul_down(1e-200, 1e-200), 0.0);
        assert_eq!(mul_down(1e-200, -1e-200), -5e-324);
        assert_eq!(mul_up(0.0, f64::INFINITY), 0.0);
        assert_eq!(div_down(1e-300, 1e300), 0.0);
        assert_eq!(div_up(1e-300, 1e300), 5e-324);
    }
}
