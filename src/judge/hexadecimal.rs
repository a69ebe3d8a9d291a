//! Doubles in hexadecimal, as C99 and Python's `float.hex` write them: every bit, no rounding.

/// `0x1.8p-3` for 0.1875; `inf` and `-inf` for the infinities.
pub(super) fn to_hex(x: f64) -> String {
    if x.is_nan() {
        return "nan".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let bits = x.to_bits();
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let fraction = bits & ((1 << 52) - 1);
    let biased = ((bits >> 52) & 0x7ff) as i64;
    if biased == 0 && fraction == 0 {
        return format!("{sign}0x0p+0");
    }
    let (lead, exponent) = if biased == 0 {
        (0, -1022)
    } else {
        (1, biased - 1023)
    };
    let digits = format!("{fraction:013x}");
    let digits = digits.trim_end_matches('0');
    let dot = if digits.is_empty() { "" } else { "." };
    format!("{sign}0x{lead}{dot}{digits}p{exponent:+}")
}

/// Reads what [`to_hex`] writes, and nothing else: every double has one text. NaN is refused.
pub(super) fn from_hex(text: &str) -> Option<f64> {
    let value = match text {
        "inf" => f64::INFINITY,
        "-inf" => f64::NEG_INFINITY,
        _ => finite(text)?,
    };
    (to_hex(value) == text).then_some(value)
}

fn finite(text: &str) -> Option<f64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = rest.strip_prefix("0x")?.split_once('p')?;
    let exponent: i64 = exponent.parse().ok()?;
    let (lead, digits) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if digits.len() > 13 {
        return None;
    }
    let fraction = u64::from_str_radix(&format!("{digits:0<13}"), 16).ok()?;
    let biased = match (lead, exponent) {
        ("1", -1022..=1023) => u64::try_from(exponent + 1023).ok()?,
        ("0", _) => 0,
        _ => return None,
    };
    let sign = u64::from(negative) << 63;
    Some(f64::from_bits(sign | (biased << 52) | fraction))
}

#[cfg(test)]
mod tests {
    use super::{from_hex, to_hex};

    #[test]
    fn known_texts() {
        for (x, text) in [
            (0.1, "0x1.999999999999ap-4"),
            (-0.1875, "-0x1.8p-3"),
            (1.0, "0x1p+0"),
            (0.0, "0x0p+0"),
            (5e-324, "0x0.0000000000001p-1022"),
            (f64::MAX, "0x1.fffffffffffffp+1023"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(to_hex(x), text);
            assert_eq!(from_hex(text), Some(x));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "nan",
            "NaN",
            "0x2p+0",
            "0x1.80p+0",
            "0x1p0",
            "1.5",
            "",
            "0x",
            "0x1p+1024",
            "0x0p+1",
            "+0x1p+0",
            "0X1P+0",
            "0x1.+p+0",
            " 0x1p+0",
            "0x1.fffffffffffffffp+0",
            "infinity",
        ] {
            assert_eq!(from_hex(text), None, "{text}");
        }
    }
}
