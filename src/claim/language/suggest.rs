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

/// What the language calls a function of another language, otherwise the candidate within edit distance max(1, length/3) of `name` (with swaps of neighbours), the nearest first, ties in alphabetical order.
pub(in crate::claim) fn nearest_name<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if let Some((_, here)) = SYNONYMS.iter().find(|(there, _)| *there == name) {
        return Some(here);
    }
    let name: String = name.chars().take(64).collect();
    let name = name.to_ascii_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .map(|candidate| (strsim::osa_distance(&name, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= limit && distance < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_stay_close() {
        let names = ["eps_old", "eps_new", "tv", "bc"];
        assert_eq!(nearest_name("epsold", names.into_iter()), Some("eps_old"));
        assert_eq!(nearest_name("EPS_NEW", names.into_iter()), Some("eps_new"));
        // A swap of neighbours is one mistake.
        assert_eq!(nearest_name("vt", names.into_iter()), Some("tv"));
        assert_eq!(nearest_name("q", names.into_iter()), None);
        assert_eq!(nearest_name("completely", names.into_iter()), None);
    }
}
