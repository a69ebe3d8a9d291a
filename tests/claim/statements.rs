//! Statements with `and`, `or`, `implies` and integers; what is said of the words of other languages.

use forgetting::claim::{
    Definitions, Formula, ParseErrorKind, Statement, parse_claim, parse_expression, parse_statement,
};
use proptest::prelude::*;

fn statement(text: &str) -> Statement {
    parse_statement(text).unwrap_or_else(|e| panic!("{text}\n{}", e.render()))
}

#[test]
fn what_is_printed_reads_back() {
    for text in [
        "for x in [0, 1]: x^2 <= x",
        "for x in [0, 1]: x^2 <= x and x >= 0",
        "for x in [-1, 1]: x < 0 or x = 0 or x > 0",
        "for x in [-1, 1]: x > 0 and x < 1/2 or x <= 0 or x >= 1/2",
        "for x in [-1, 1]: x > 0 and (x < 1/2 or x >= 1/2) or x <= 0",
        "for x in [-1, 1]: x > 0 implies x^2 > 0 implies x > 0",
        "for x in [-1, 1]: (x > 0 implies x^2 > 0) implies 0 < 1",
        "for x in [-1, 1]: (x > 0 implies x > -1) and x < 2",
        "for x in [-1, 1] where x < 0 or x > 1/2, x^2 > 1/100: abs(x) > 1/10",
        "for x in [0, 1], n in integers [1, 5]: x^n <= x",
        "for n in integers [1, inf), m in integers (-inf, 3): n + 1 > 1 or m > 0",
        "(1 + 2)*3 < 10 and (1 < 2)",
        "((1 + 1)) < 3 or (((2 < 3) and 1 < 2))",
    ] {
        let parsed = statement(text);
        let printed = parsed.to_string();
        assert_eq!(statement(&printed), parsed, "{text} -> {printed}");
        assert!(!parsed.to_latex().is_empty() && parsed.to_mathml().contains("<math"));
    }
}

#[test]
fn precedence() {
    let conclusion = |text: &str| statement(text).conclusion();
    let or = conclusion("1 < 2 and 2 < 3 or 3 < 4");
    assert!(matches!(or, Formula::Or(parts) if parts.len() == 2));
    let implies = conclusion("1 < 2 or 2 < 3 => 3 < 4");
    assert!(matches!(implies, Formula::Implies(..)));
    let right = conclusion("1 < 2 implies 2 < 3 implies 3 < 4");
    assert!(matches!(right, Formula::Implies(_, rest) if matches!(*rest, Formula::Implies(..))));
    // A point of a derivative is no relation of the group it stands in.
    let chain = conclusion("(d(x^2, x = 3) + 1)*2 = 14");
    assert!(matches!(chain, Formula::Chain(_)));
}

#[test]
fn a_claim_is_one_chain() {
    for text in ["1 < 2 and 2 < 3", "for n in integers [1, 2]: n > 0"] {
        let error = parse_claim(text).expect_err("more than a chain");
        assert_eq!(*error.kind(), ParseErrorKind::Compound);
    }
    assert!(parse_claim("for x in [0, 1] where x > 0 and x < 1: x < 2").is_ok());
}

#[test]
fn ranges_of_integers() {
    let ends = |text: &str| {
        let statement = statement(&format!("for n in integers {text}: n < 99"));
        let (first, last) = statement.domain()[0].integers();
        (first.map(|n| n.to_string()), last.map(|n| n.to_string()))
    };
    let some = |n: &str| Some(n.to_owned());
    assert_eq!(ends("[1, 5]"), (some("1"), some("5")));
    assert_eq!(ends("(1, 5)"), (some("2"), some("4")));
    assert_eq!(ends("[-1/2, 7/2]"), (some("0"), some("3")));
    assert_eq!(ends("(-7/2, inf)"), (some("-3"), None));
    for (text, kind) in [
        ("[1/4, 3/4]", "empty"),
        ("(1, 2)", "empty"),
        ("[1, pi]", "rational"),
    ] {
        let error = parse_statement(&format!("for n in integers {text}: n < 9"));
        assert!(error.expect_err(text).to_string().contains(kind), "{text}");
    }
}

/// Text, and what the message must contain.
const HINTS: [(&str, &str); 30] = [
    ("forall x in [0, 1]: x < 2", "write `for x in [0, 1]: ...`"),
    ("for all x in [0, 1]: x < 2", "`in`"),
    ("∀ x in [0, 1]: x < 2", "write `for`"),
    ("for x in [0, 1]: x != 2", "write `a < b or a > b`"),
    ("for x in [0, 1]: x ≠ 2", "write `a < b or a > b`"),
    ("for x in [0, 1]: x == 2", "write `=`"),
    ("for x in [0, 1]: x > 0 && x < 2", "write `and`"),
    ("for x in [0, 1]: x > 0 || x < 2", "write `or`"),
    ("for x in [0, 1]: x ≤ 2", "write `<=`"),
    ("for x in [0, 1]: x => 2", "`>=`"),
    ("for x in [0, 1]: x =< 2", "an expression"),
    ("for x in [0, 1]: x**2 < 2", "write `^`"),
    ("for x in [0, 1]: pow(x, 2) < 2", "write a^b"),
    ("for x in [0, 1]: log(1 + x) < 2", "did you mean `ln`?"),
    ("for x in [0, 1]: log10(1 + x) < 2", "ln(x)/ln(10)"),
    ("for x in [0, 1]: Phi(x) < 2", "did you mean `normal_cdf`?"),
    ("for x in [0, 1]: Φ(x) < 2", "write `normal_cdf`"),
    ("for x in [0, 1]: arctan(x) < 2", "did you mean `atan`?"),
    ("for x in [0, 1]: cot(1 + x) < 2", "1/tan(x)"),
    ("for x in [0, 1]: x < inf", "end of a range"),
    ("for x in [0, ∞): x < 2", "write `inf`"),
    ("for x in [0, 1]: y < 2", "unknown variable `y`"),
    ("for beta in [0, 1]: bta < 2", "did you mean `beta`?"),
    ("for x in [0, 1]: e < 3", "exp(1)"),
    ("for x in [0, 1]: |x| < 3", "write `abs(...)`"),
    ("for x in [0, 1]: x² < 3", "write `^2`"),
    ("for x in [0, 1]: not x > 3", "turn the relation round"),
    ("for x in [0, 1]: 2x < 3", "`*` between factors"),
    ("exists x in [0, 1]: x < 3", "about all points"),
    ("for x in [0, 1] such that x > 0: x < 3", "`where`"),
];

#[test]
fn habits_from_elsewhere_are_answered() {
    for (text, hint) in HINTS {
        let error = parse_statement(text).expect_err(text);
        let message = error.to_string();
        assert!(message.contains(hint), "{text}: {message}");
        let drawing = error.render();
        assert!(
            drawing.contains("--> line 1, column ") && drawing.contains('^'),
            "{drawing}"
        );
    }
}

#[test]
fn a_variable_may_have_any_of_these_names() {
    for name in ["e", "E", "oo", "st", "sec", "integers", "true"] {
        let text = format!("for {name} in [0, 1]: {name} < 2");
        assert!(parse_claim(&text).is_ok(), "{name}");
    }
    for name in ["or", "and", "implies", "for", "where"] {
        let text = format!("for {name} in [0, 1]: 1 < 2");
        assert!(parse_claim(&text).is_err(), "{name}");
    }
}

#[test]
fn deep_nesting_is_refused() {
    for depth in [60, 100, 10_000] {
        let text = format!("{}1 < 2{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(parse_statement(&text).is_ok(), depth < 64, "{depth}");
        let text = format!("{}1 < 2", "1 < 2 implies ".repeat(depth));
        let parsed = parse_statement(&text);
        assert_eq!(parsed.is_ok(), depth < 64, "{depth}");
        let _ = parse_statement(&"(1 < 2 or ".repeat(depth));
        let _ = parse_statement(&"(".repeat(depth));
    }
    // Breadth is no depth.
    let wide = vec!["1 < 2"; 1000].join(" and ");
    assert!(parse_statement(&wide).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_soup_of_words_panics(words in prop::collection::vec(0_usize..WORDS.len(), 0..40)) {
        let text: Vec<&str> = words.iter().map(|&k| WORDS[k]).collect();
        let text = text.join(" ");
        if let Ok(parsed) = parse_statement(&text) {
            prop_assert_eq!(parse_statement(&parsed.to_string()), Ok(parsed));
        }
        let _ = parse_expression(&text, &[], &Definitions::new());
    }
}

const WORDS: [&str; 24] = [
    "for",
    "x",
    "in",
    "integers",
    "[",
    "0",
    ",",
    "inf",
    ")",
    ":",
    "(",
    "and",
    "or",
    "implies",
    "=>",
    "<",
    "<=",
    "=",
    "1",
    "+",
    "d",
    "expect old",
    "where",
    "-",
];
