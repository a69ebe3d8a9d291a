//! The algebraic judge: true inequalities that touch are proved, false ones never, however little is missing.

use crate::support::is_full;
use forgetting::claim::parse_claim;
use forgetting::judge::algebraic::{InequalityProof, derive};
use forgetting::judge::{Domain, Limits, Verdict, judge};
use proptest::prelude::*;

fn proof(text: &str) -> Option<InequalityProof> {
    let claim = parse_claim(text).unwrap_or_else(|error| panic!("{}", error.render()));
    derive(&claim, &Domain::new(&claim).unwrap())
}

/// Domain, smaller side, larger side: true, and equal somewhere in the domain or at its end.
const TOUCHING: &[[&str; 3]] = &[
    // Polynomials.
    ["x in [-3, 7]", "2*x", "x^2 + 1"],
    ["x in [-1, 1]", "64*x^7 - 112*x^5 + 56*x^3 - 7*x", "1"],
    ["x in [-2, 2]", "2*x^60 - 1", "x^120"],
    ["x in [-100, 100]", "2", "(x - 1)^8 + (x - 3)^8"],
    ["x in [0, 1], y in [0, 1]", "x*y", "x"],
    // Rational functions.
    ["x in [0.1, 10]", "2", "x + 1/x"],
    // One logarithm or exponential: the derivative is algebraic.
    ["x in [-5, 5]", "1 + x", "exp(x)"],
    ["x in [0.1, 10]", "ln(x)", "x - 1"],
    ["x in [0, 50]", "(exp(1)*x/6)^6", "exp(x)"],
    ["x in (0, 50]", "-x*ln(x)", "1/exp(1)"],
    ["x in [0, 1)", "x^2/2", "(1 - x)*ln(1 - x) + x"],
    // Several derivatives in turn.
    ["x in [0, 20]", "1 + x + x^2/2 + x^3/6", "exp(x)"],
    ["x in [0, 20]", "x - x^3/3", "tanh(x)"],
    // At the open end: x/(1 - x) runs over the half-line.
    [
        "x in [0, 1)",
        "x/(1 - x) - (x/(1 - x))^2/2",
        "ln(1 + x/(1 - x))",
    ],
    // Normal tails.
    [
        "x in [0, 1)",
        "normal_cdf(-(x/(1 - x)))",
        "exp((-(x/(1 - x))^2)/2)/2",
    ],
    // Along a curve: the distance from it is a variable.
    [
        "x in (0, 12), y in [-10, 10]",
        "x*y",
        "x*ln(x) + exp(y - 1)",
    ],
    [
        "x in [-10, 10], y in (0, 10]",
        "x*y",
        "exp(x) + y*(ln(y) - 1)",
    ],
    // By the logarithms of both sides.
    ["t in [-15, 60]", "(1 - t/60)^60", "exp(-t)"],
    ["u in (-inf, inf)", "exp(-u^2/8)", "sech(u/2)"],
    // Squares of polynomials with irrational zeros.
    [
        "x in [-100, 100]",
        "980*x^10 + 2968*x^6 + 84*x^2",
        "98*x^12 + 3038*x^8 + 1022*x^4 + 2",
    ],
];

#[test]
fn touching_inequalities_are_proved() {
    for [domain, smaller, larger] in TOUCHING {
        let text = format!("for {domain}: {smaller} <= {larger}");
        let proof = proof(&text).unwrap_or_else(|| panic!("{text}"));
        assert!(proof.holds() && !proof.steps().is_empty(), "{text}");
    }
}

/// As [`TOUCHING`], under a condition that is a coordinate.
const CONDITIONED: &[[&str; 3]] = &[
    [
        "a in [-5, 5], b in [-5, 5] where b >= a + 0.1",
        "0.1*exp((a + b)/2)",
        "(b - a)*exp((a + b)/2)",
    ],
    [
        "x in [-10, 10], z in (0, 10] where z >= exp(x)",
        "exp(3*x)",
        "z^3",
    ],
];

#[test]
fn conditions_are_coordinates() {
    for [domain, smaller, larger] in CONDITIONED {
        let text = format!("for {domain}: {smaller} <= {larger}");
        assert!(proof(&text).is_some_and(|proof| proof.holds()), "{text}");
        let text = format!("for {domain}: {smaller} + 1e-9 <= {larger}");
        assert!(proof(&text).is_none(), "{text}");
    }
}

/// A billionth is missing; with `FORGETTING_TEST=full` also much more and much less.
#[test]
fn nothing_false_is_proved_however_little_is_missing() {
    let full = is_full();
    let all = ["1e-9", "1e-6", "1e-13"];
    for [domain, smaller, larger] in TOUCHING {
        for missing in &all[..if full { 3 } else { 1 }] {
            let text = format!("for {domain}: {smaller} + {missing} <= {larger}");
            assert!(proof(&text).is_none(), "{text}");
        }
    }
}

#[test]
fn equality_inside_is_not_strict() {
    for text in [
        "for x in [-3, 7]: 2*x < x^2 + 1",
        "for x in [0.1, 3]: ln(x) < x - 1",
        "for x in [0, 1]: x^2 < x",
        "for x in [0, 1): x^2 < x",
        "for x in [0, 5]: 1 + x < exp(x)",
        "for x in [0, 1], y in [0, 1]: x*y < x",
        "for x in (0, 1], y in (0, 1]: x*y < x",
    ] {
        assert!(proof(text).is_none(), "{text}");
    }
    for text in [
        "for x in (0, 1): x^2 < x",
        "for x in (0, 5]: 1 + x < exp(x)",
        "for x in (1, 20], y in (1, 20]: x*y > x + y - 1",
        "for x in (0, 1], y in (0, 1): x*y < x",
    ] {
        assert!(proof(text).is_some(), "{text}");
    }
}

#[test]
fn sides_without_a_value_are_not_proved() {
    for text in [
        "for x in [0, 1]: ln(x) <= x - 1",
        "for x in [0, 2]: 0 <= (1 - x)^2/(1 - x)^2",
        "for x in [-1, 2]: 0 <= sqrt(x)",
        "for x in [0, 1]: x/(1 - x) >= 0",
    ] {
        assert!(proof(text).is_none(), "{text}");
    }
}

#[test]
fn the_judge_says_proved_and_shows_the_steps() {
    let claim = parse_claim("for x in [-0.7, 1]: exp(x) >= 1 + x").unwrap();
    let judgement = judge(&claim, &Limits::default());
    assert_eq!(judgement.verdict, Verdict::Proved);
    let steps = judgement.inequality_proof.unwrap().steps();
    assert!(
        steps.iter().any(|step| step.contains("rising")),
        "{steps:?}"
    );
}

fn square(a: i32, b: i32, c: i32) -> String {
    format!("(({a})*x^2 + ({b})*x + ({c}))^2")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// A sum of squares with a common zero is nonnegative, and negative there once something is taken away.
    #[test]
    fn sums_of_squares_touch_their_zero(
        root in -5..=5_i32, a in -4..=4_i32, b in 1..=4_i32, c in -4..=4_i32,
    ) {
        let sum = format!(
            "{} + (x - ({root}))^2*({a}*x + {b})^2",
            square(b, -b * root, 0),
        );
        let sum = if root == 0 { sum } else { format!("(x - ({root}))^2*({} + {b})", square(a, b, c)) };
        prop_assert!(proof(&format!("for x in [-9, 9]: {sum} >= 0")).is_some(), "{}", sum);
        prop_assert!(proof(&format!("for x in [-9, 9]: {sum} - 1e-9 >= 0")).is_none(), "{}", sum);
    }
}

fn verdict(text: &str) -> Verdict {
    let claim = parse_claim(text).unwrap_or_else(|error| panic!("{}", error.render()));
    let limits = Limits {
        boxes: 2_000,
        ..Limits::default()
    };
    judge(&claim, &limits).verdict
}

#[test]
fn side_conditions_are_facts() {
    for text in [
        "for x in (0, 20], y in [-20, 20], z in [-20, 20] where y < z: x*y < x*z",
        "for x in [1, 5], s in [0, 10] where s^2 = x: s >= 1",
        "for x in [0, 20], y in [0, 20] where x + y <= 1: x*y <= 1/4",
        "for x in [-100, 100] where x^2 >= 1: abs(x) >= 1",
    ] {
        assert_eq!(verdict(text), Verdict::Proved, "{text}");
    }
    for text in [
        "for x in [-10, 100], y in [-10, 0) where -x^2 > 3: y <= x",
        "for s in (0, 10], x in [0, 1] where 3*s^2 <= 0 and s^2 = 3: s <= x",
    ] {
        assert_eq!(verdict(text), Verdict::Vacuous, "{text}");
    }
    for text in [
        "for x in [1, 5], s in [0, 10] where s^2 = x: s >= 1 + 1e-9",
        "for x in [1, 5], s in [-10, 10] where s^2 = x: s >= 1",
        "for x in [0, 20], y in [0, 20] where x + y <= 1: x*y < 1/4",
        "for x in [-100, 100] where x^2 >= 1 - 1e-9: abs(x) >= 1",
        "for s in [0, 10], x in [0, 1] where 3*s^2 <= 0: s < x",
    ] {
        let word = verdict(text);
        assert!(
            !word.is_established() && word != Verdict::Vacuous,
            "{text}: {word}"
        );
    }
}

#[test]
fn the_mean_of_a_normal_distribution_function_is_one() {
    for text in [
        "for delta in (0, 9]: expect old (normal_cdf(x)) = normal_cdf(-delta/(2*sqrt(2)))",
        "for delta in (0, 9]: expect new (normal_cdf(2*x - 1)) = normal_cdf((delta - 1)/sqrt(5))",
    ] {
        assert_eq!(verdict(text), Verdict::Proved, "{text}");
        let other = format!("{text} + 1e-9");
        assert!(!verdict(&other).is_established(), "{other}");
    }
}

/// Conditions that meet the domain in a point or not at all, ends at infinity, poles and values that do not exist: false, or without
/// a value somewhere, by little or at one point.
#[test]
fn nothing_false_is_derived_at_ends_of_domains_and_conditions() {
    for text in [
        "for x in [0, 1], y in [1, 2] where y <= x: x + y <= 1.9",
        "for x in [0, 1/3], y in [1/3, 2] where y <= x: x <= 1/3 - 1e-9",
        "for x in [0, 1], y in [1, 2], z in [0, 1] where y <= x: x - y >= 1e-9 - (z - 0.3)^2",
        "for x in [1, 1], z in [0, 1]: (1 - x)*z >= 1e-12*(z - 0.3)",
        "for x in [0, 1], y in [0, 1] where x + y >= 2: x*y <= 1 - 1e-9",
        "for x in [0, 1], y in [0, 1] where 2*x - 2 >= y: x <= 1 - 1e-9",
        "for a in [0, 5], b in [-5, 0] where b >= a: exp(a) <= 1 - 1e-9",
        "for x in [0, inf), y in [0, inf) where x + y <= 0: exp(x + y) <= 1 - 1e-9",
        "for x in [0, 1]: ln(x) <= x",
        "for x in [0, 1]: x*ln(x) <= 0",
        "for x in [-1, 1]: 1/x^2 >= 0",
        "for x in [-1, 1]: x^2/x^2 >= 1",
        "for x in [0, 1], y in [0, 1]: x^y <= 1",
        "for x in (0, 1], y in (0, 1] where x >= y/x: x <= 1 - 1e-9",
        "for x in [-1, 1]: min(x, -x) <= -1e-9",
        "for x in (-inf, inf): exp(-x^2*(1/8 - 1e-9)) <= sech(x/2)",
        "for x in (-inf, inf): exp(-x^2/8) < sech(x/2)",
        "for x in (0, inf), y in (-inf, inf): x*y < x*ln(x) - x + exp(y)",
        "for x in (0, inf), y in (-inf, inf): x*y <= x*ln(x) - x + exp(y)*(1 - 1e-9)",
        "for t in [-15, 61]: (1 - t/60)^61 <= exp(-t)*(1 - 1e-9)",
        "for m in (-inf, inf), s in [-1, inf): softplus(m) <= softplus_normal(m, s)",
        "for m in (-inf, inf), s in [0, inf): kernel(2, m, s) <= 1/(s*sqrt(2*pi))",
        "for m in (-inf, inf), s in (0, inf): 0 <= kernel(3, m, s)",
        "for beta in [0, 1], delta in (0, inf): kl_sft(beta, delta) <= -ln(1 - beta)",
    ] {
        let established = proof(text).is_some();
        assert!(!established, "{text}");
    }
}
