//! Numbers, ranges, covers and ends as texts, each with its reader.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::super::bernstein::Cover;
use super::super::series::End as Place;
use crate::judge::symbolic::{End, Range};

/// Most digits of a numerator or denominator.
const MAX_DIGITS: usize = 20_000;
/// Most pieces of a cover, and how deep cuts may nest.
const MAX_PIECES: usize = 100_000;
const MAX_DEPTH: usize = 2_000;

/// `p` or `p/q` in lowest terms; nothing else is a number here.
pub(super) fn rational(text: &str) -> Option<BigRational> {
    let (numer, denom) = text.split_once('/').unwrap_or((text, "1"));
    let digits = |part: &str| {
        let bare = part.strip_prefix('-').unwrap_or(part);
        let plain = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit());
        (plain && bare.len() <= MAX_DIGITS).then(|| part.parse::<BigInt>().ok())?
    };
    let (numer, denom) = (digits(numer)?, digits(denom)?);
    if denom.is_zero() {
        return None;
    }
    let value = BigRational::new(numer, denom);
    (value.to_string() == text).then_some(value)
}

/// `(0, 1]`, `[1/2, inf)`
pub(super) fn range_text(range: &Range) -> String {
    let lower = match &range.lo {
        Some(end) => format!("{}{}", if end.open { '(' } else { '[' }, end.value),
        None => "(-inf".to_owned(),
    };
    let upper = match &range.hi {
        Some(end) => format!("{}{}", end.value, if end.open { ')' } else { ']' }),
        None => "inf)".to_owned(),
    };
    format!("{lower}, {upper}")
}

pub(super) fn range(text: &str) -> Option<Range> {
    let (lower, upper) = text.split_once(", ")?;
    let lo = match lower {
        "(-inf" => None,
        _ => Some(End {
            open: lower.starts_with('('),
            value: rational(lower.strip_prefix(['(', '['])?)?,
        }),
    };
    let hi = match upper {
        "inf)" => None,
        _ => Some(End {
            open: upper.ends_with(')'),
            value: rational(upper.strip_suffix([')', ']'])?)?,
        }),
    };
    let inhabited = match (&lo, &hi) {
        (Some(lo), Some(hi)) => lo.value < hi.value || lo.value == hi.value && !lo.open && !hi.open,
        _ => true,
    };
    inhabited.then(|| Range::exactly(lo, hi))
}

/// A leaf is `.`; a cut is `AXIS@POINT` before the part below and the part above, axes counted from 0.
pub(super) fn cover_text(cover: &Cover) -> String {
    match cover {
        Cover::Leaf => ".".to_owned(),
        Cover::Cut {
            axis,
            at,
            below,
            above,
        } => format!("{axis}@{at} {} {}", cover_text(below), cover_text(above)),
    }
}

pub(super) fn cover(text: &str) -> Option<Cover> {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() > 2 * MAX_PIECES {
        return None;
    }
    let mut words = words.into_iter();
    let found = next_cover(&mut words, 0)?;
    words.next().is_none().then_some(found)
}

fn next_cover<'t>(words: &mut impl Iterator<Item = &'t str>, depth: usize) -> Option<Cover> {
    if depth > MAX_DEPTH {
        return None;
    }
    let word = words.next()?;
    if word == "." {
        return Some(Cover::Leaf);
    }
    let (axis, at) = word.split_once('@')?;
    Some(Cover::Cut {
        axis: axis.parse().ok()?,
        at: rational(at)?,
        below: Box::new(next_cover(words, depth + 1)?),
        above: Box::new(next_cover(words, depth + 1)?),
    })
}

/// `above 1/2`, `below 1`, `inf`, `-inf`
pub(super) fn place_text(place: &Place) -> String {
    match place {
        Place::Above(a) => format!("above {a}"),
        Place::Below(a) => format!("below {a}"),
        Place::Infinity | Place::MinusInfinity => place.to_string(),
    }
}

pub(super) fn place(text: &str) -> Option<Place> {
    match text.split_once(' ') {
        Some(("above", a)) => Some(Place::Above(rational(a)?)),
        Some(("below", a)) => Some(Place::Below(rational(a)?)),
        _ if text == "inf" => Some(Place::Infinity),
        _ if text == "-inf" => Some(Place::MinusInfinity),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{cover, cover_text, place, place_text, range, range_text, rational};

    #[test]
    fn texts_are_read_back_and_nothing_else_is_read() {
        for text in ["0", "-7", "1/3", "-22/7"] {
            assert_eq!(rational(text).unwrap().to_string(), text);
        }
        for text in [
            "", "-", "1/0", "2/4", "+1", "01", "1/-3", "1e3", "0.5", "-0",
        ] {
            assert!(rational(text).is_none(), "{text}");
        }
        for text in ["(0, 1]", "[-1/2, inf)", "(-inf, inf)", "[1, 1]"] {
            assert_eq!(range_text(&range(text).unwrap()), text);
        }
        for text in ["(1, 0)", "(1, 1]", "[inf, 1]", "0, 1", "(0 1)", "[-inf, 1]"] {
            assert!(range(text).is_none(), "{text}");
        }
        for text in [".", "0@1/2 . .", "1@0 0@-3 . . ."] {
            assert_eq!(cover_text(&cover(text).unwrap()), text);
        }
        for text in ["", ". .", "0@1 .", "-1@1 . .", "x@1 . .", "0@1/2 .  ."] {
            assert!(cover(text).is_none(), "{text}");
        }
        assert!(cover(&"0@1 ".repeat(1_000_000)).is_none());
        for text in ["above -1/2", "below 3", "inf", "-inf"] {
            assert_eq!(place_text(&place(text).unwrap()), text);
        }
        assert!(place("above").is_none() && place("at 1").is_none());
    }
}
