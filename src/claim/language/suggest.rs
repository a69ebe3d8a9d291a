//! "Did you mean": the known name nearest to a misspelt one.

/// Names that other languages use.
const SYNONYMS: &[(&str, &str)] = &[
    ("log", "ln"),
    ("expit", "sigmoid"),
    ("logistic", "sigmoid"),
    ("Phi", "normal_cdf"),
    ("cdf", "normal_cdf"),
    ("ncdf", "normal_cdf"),
    ("norm_cdf", "normal_cdf"),
    ("pdf", "phi"),
    ("normal_pdf", "phi"),
    ("diff", "d"),
    ("derivative", "d"),
    ("arcsin", "asin"),
    ("arccos", "acos"),
    ("arctan", "atan"),
    ("fabs", "abs"),
    ("minimum", "min"),
    ("maximum", "max"),
    ("integrate", "integral"),
    ("Integral", "integral"),
    ("Sum", "sum"),
];

/// Words of other languages that no name of this one replaces, and what is written instead.
const FOREIGN: &[(&str, &str)] = &[
    ("pow", "write a^b"),
    ("sqr", "write x^2"),
    ("square", "write x^2"),
    ("cbrt", "write x^(1/3)"),
    ("exp2", "write 2^x"),
    ("log2", "write ln(x)/ln(2)"),
    ("log10", "write ln(x)/ln(10)"),
    ("coth", "write 1/tanh(x)"),
    ("csch", "write 1/sinh(x)"),
    ("sec", "write 1/cos(x)"),
    ("csc", "write 1/sin(x)"),
    ("cot", "write 1/tan(x)"),
    ("sign", "write x/abs(x), which has no value at 0"),
    ("sgn", "write x/abs(x), which has no value at 0"),
    ("e", "write exp(1)"),
    ("E", "write exp(1), or `expect old (f)` for an expectation"),
    (
        "inf",
        "it is only the end of a range, as in `for x in [0, inf)`",
    ),
    (
        "infinity",
        "it is only the end of a range, as in `for x in [0, inf)`",
    ),
    (
        "oo",
        "it is only the end of a range, as in `for x in [0, inf)`",
    ),
    ("forall", "write `for x in [0, 1]: ...`"),
    ("exists", "a claim is about all points of its domain"),
    (
        "not",
        "turn the relation round: `a < b` is what `a >= b` is not",
    ),
    ("such", "write `where`"),
    ("st", "write `where`"),
    ("if", "write `where` before the colon, or `A implies B`"),
    ("then", "write `A implies B`"),
    ("true", "write a relation, such as 0 < 1"),
    ("false", "write a relation, such as 1 < 0"),
];

/// What is written instead of a word of another language.
pub(super) fn foreign(name: &str) -> Option<&'static str> {
    let known = FOREIGN.iter().find(|(there, _)| *there == name)?;
    Some(known.1)
}

/// What the language calls a function of another language, otherwise the candidate within edit distance max(1, length/3) of `name`, the nearest first, ties in alphabetical order.
pub(in crate::claim) fn nearest_name<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if let Some((_, here)) = SYNONYMS.iter().find(|(there, _)| *there == name) {
        return Some(here);
    }
    let name: Vec<u8> = name
        .bytes()
        .take(64)
        .map(|b| b.to_ascii_lowercase())
        .collect();
    let limit = (name.len() / 3).max(1);
    candidates
        .map(|candidate| (distance(&name, candidate.as_bytes()), candidate))
        .filter(|&(distance, candidate)| distance <= limit && distance < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut best = (above[j] + usize::from(x != y))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("ab", "", 2),
            ("kernel", "kernle", 1),
            ("eps_odl", "eps_old", 1),
            ("abc", "axc", 1),
            ("tv", "bc", 2),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
            assert_eq!(distance(b.as_bytes(), a.as_bytes()), expected, "{b} {a}");
        }
    }

    #[test]
    fn suggestions_stay_close() {
        let names = ["eps_old", "eps_new", "tv", "bc"];
        assert_eq!(nearest_name("epsold", names.into_iter()), Some("eps_old"));
        assert_eq!(nearest_name("EPS_NEW", names.into_iter()), Some("eps_new"));
        assert_eq!(nearest_name("q", names.into_iter()), None);
        assert_eq!(nearest_name("completely", names.into_iter()), None);
    }
}
