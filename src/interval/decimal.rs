//! Outward-rounded decimal printing.

use super::Interval;
use std::cmp::Ordering;
use std::fmt;

/// Significant digits that identify a double.
const DIGITS: usize = 17;

/// Every double has at most 767 significant decimal digits, so this many fraction digits print it exactly.
const EXACT_DIGITS: usize = 767;

impl Interval {
    /// The bounds in decimal with `digits` significant digits (at least 1), rounded outwards: the printed
    /// interval contains the set. Infinite bounds print as `-inf` and `inf`.
    ///
    /// ```
    /// use forgetting::interval::Interval;
    /// let (lo, hi) = Interval::PI.to_decimal(4);
    /// assert_eq!((lo.as_str(), hi.as_str()), ("3.141", "3.142"));
    /// ```
    #[must_use]
    pub fn to_decimal(self, digits: usize) -> (String, String) {
        (
            decimal(self.lo(), digits, Ordering::Less),
            decimal(self.hi(), digits, Ordering::Greater),
        )
    }
}

/// `[lo, hi]` with 17 significant digits (or the precision asked for) rounded outwards; `[empty]`, `[nai]`.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nai() {
            return f.write_str("[nai]");
        }
        if self.is_empty() {
            return f.write_str("[empty]");
        }
        let (lo, hi) = self.to_decimal(f.precision().unwrap_or(DIGITS));
        write!(f, "[{lo}, {hi}]")
    }
}

/// A decimal number not above (`Less`) or not below (`Greater`) `x`.
fn decimal(x: f64, digits: usize, side: Ordering) -> String {
    if x.is_infinite() {
        return if x < 0.0 { "-inf".into() } else { "inf".into() };
    }
    if x == 0.0 {
        return "0".into();
    }
    let digits = digits.clamp(1, EXACT_DIGITS);
    let text = format!("{:.*e}", EXACT_DIGITS - 1, x.abs());
    let (mantissa, exponent) = text
        .split_once('e')
        .expect("scientific notation has an exponent");
    let mut exponent: i32 = exponent.parse().expect("exponents of doubles are integers");
    let exact: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let mut kept = exact[..digits].to_vec();
    let away = (side == Ordering::Greater) == (x > 0.0);
    if away && exact[digits..].iter().any(|&d| d != b'0') {
        match kept.iter().rposition(|&d| d != b'9') {
            Some(last) => {
                kept[last] += 1;
                kept[last + 1..].fill(b'0');
            }
            None => {
                kept.fill(b'0');
                kept[0] = b'1';
                exponent += 1;
            }
        }
    }
    let sign = if x < 0.0 { "-" } else { "" };
    format!("{sign}{}", place_point(&kept, exponent))
}

/// Digits `d.ddd` times `10^exponent`: plain notation for moderate exponents, else scientific; trailing
/// zeros after the point are dropped.
fn place_point(digits: &[u8], exponent: i32) -> String {
    let digits: String = digits.iter().map(|&d| char::from(d)).collect();
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    let count = digits.len() as i32;
    if (-5..0).contains(&exponent) {
        let zeros = "0".repeat((-exponent - 1) as usize);
        return format!("0.{zeros}{digits}");
    }
    if (0..16).contains(&exponent) {
        if count <= exponent + 1 {
            let zeros = "0".repeat((exponent + 1 - count) as usize);
            return format!("{digits}{zeros}");
        }
        let (integer, fraction) = digits.split_at((exponent + 1) as usize);
        return format!("{integer}.{fraction}");
    }
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{first}{point}{rest}e{exponent}")
}

#[cfg(test)]
mod tests {
    use super::super::parse_rational;
    use super::*;

    #[test]
    fn printed_intervals_contain_the_set() {
        let mut x = 3.7e-320f64;
        while x < 1e307 {
            for value in [x, -x] {
                let point = Interval::point(value);
                for digits in [1, 2, 5, 17, 40] {
                    let (lo, hi) = point.to_decimal(digits);
                    let (lo, hi) = (parse_rational(&lo).unwrap(), parse_rational(&hi).unwrap());
                    let exact = num_rational::BigRational::from_float(value).unwrap();
                    assert!(lo <= exact && exact <= hi, "{value:e} {digits}");
                }
            }
            x *= 977.123_456;
        }
    }

    #[test]
    fn carries_and_exact_values() {
        assert_eq!(
            Interval::point(0.1).to_decimal(1),
            ("0.1".into(), "0.2".into())
        );
        assert_eq!(
            Interval::point(0.999).to_decimal(2),
            ("0.99".into(), "1".into())
        );
        assert_eq!(Interval::point(1024.0).to_string(), "[1024, 1024]");
        assert_eq!(
            Interval::point(-(2f64.powi(-1000))).to_decimal(2).0,
            "-9.4e-302"
        );
        assert_eq!(Interval::ENTIRE.to_string(), "[-inf, inf]");
        assert_eq!(
            format!("{:.3}", Interval::point(-1.0) / Interval::point(3.0)),
            "[-0.334, -0.333]"
        );
        assert_eq!(Interval::EMPTY.to_string(), "[empty]");
    }
}
