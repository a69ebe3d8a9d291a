//! Enclosures of integrals and sums, and claims about them: nothing false by 1e-9 is settled.

use forgetting::claim::{parse_claim, parse_statement};
use forgetting::judge::{Limits, Verdict, enclose, judge, judge_statement, known_digits, recheck};

/// An expression, its value, and a width that its enclosure must not exceed, relative to the value or 1.
const VALUES: [(&str, f64, f64); 14] = [
    ("integral(x, 0, 1, x^2)", 1.0 / 3.0, 1e-14),
    ("integral(x, 1, 0, x^2)", -1.0 / 3.0, 1e-14),
    (
        "integral(x, 0, 1, exp(x))",
        std::f64::consts::E - 1.0,
        1e-13,
    ),
    ("integral(x, 0, pi, sin(x))", 2.0, 1e-12),
    ("integral(x, -8, 8, phi(x))", 0.999_999_999_999_998_8, 1e-11),
    ("integral(x, 0, 1, sqrt(x))", 2.0 / 3.0, 1e-6),
    ("integral(x, -1, 2, abs(x))", 2.5, 1e-9),
    ("integral(x, -1, 1, max(x, x^2))", 5.0 / 6.0, 1e-9),
    (
        "integral(x, 0, 1, 4/(1 + x^2))",
        std::f64::consts::PI,
        1e-13,
    ),
    ("integral(x, 1, 2, 1/x)", std::f64::consts::LN_2, 1e-13),
    ("integral(x, 1e-8, 1, ln(x))", -0.999_999_805_793_192, 1e-9),
    ("integral(x, 1, 4, eps_old(1/2, x))", 0.528_498_201_1, 1e-6),
    ("sum(k, 1, 100, 1/k)", 5.187_377_517_639_621, 1e-13),
    ("integral(x, 0, 1, sum(k, 0, 5, x^k))", 2.45, 1e-13),
];

#[test]
fn enclosures_contain_and_are_narrow() {
    for (text, value, width) in VALUES {
        let range = enclose(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let scale = value.abs().max(1.0);
        // The value from the independent checker has ten digits.
        let slop = if text.contains("eps_old") {
            1e-10
        } else {
            4.0 * f64::EPSILON * scale
        };
        assert!(
            range.lo() - slop <= value && value <= range.hi() + slop,
            "{text}: {range}"
        );
        assert!(
            range.width() <= width * scale,
            "{text}: width {:e}",
            range.width()
        );
        let digits = known_digits(text, None).unwrap_or_else(|e| panic!("{text}: {e}"));
        let gap = (digits.value() - value).abs();
        assert!(gap <= width * scale, "{text}: {digits}");
    }
}

#[test]
fn integrals_without_value_are_not_enclosed() {
    for text in [
        "integral(x, 0, 1, 1/x)",
        "integral(x, -1, 1, 1/x)",
        "integral(x, -1, 1, sqrt(x))",
        "integral(x, 1, 2, tan(x))",
        "integral(x, 0, 1, x/abs(x - 1/2))",
    ] {
        let range = enclose(text);
        assert!(range.is_err(), "{text}: {range:?}");
    }
}

#[test]
fn claims_about_integrals_and_sums() {
    for text in [
        "for a in [0, 1]: integral(x, 0, a, exp(x)) <= 2*a",
        "for a in [1/10, 2]: integral(x, 0, a, phi(x)) < a",
        "for a in [0, 1], b in [0, 1]: integral(x, 0, 1, a*x + b) <= 2",
        "integral(x, 0, 1, x^2) <= 0.3333333334",
        "integral(x, 0, 1, 4/(1 + x^2)) < 3.1415926536",
        "for x in [0, 1/2]: sum(k, 0, 5, x^k) <= 1/(1 - x) + 1e-12",
        "for x in [-2, 2]: sum(k, 0, 3, x^(2*k)) > 0",
    ] {
        let claim = parse_claim(text).unwrap_or_else(|e| panic!("{text}\n{}", e.render()));
        let judgement = judge(&claim, &Limits::default());
        assert!(
            judgement.verdict.is_established(),
            "{text}: {} {}",
            judgement.verdict,
            judgement.reason
        );
        if let Some(certificate) = &judgement.certificate {
            let found = recheck(&certificate.to_json()).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(found.verdict, Verdict::Certified, "{text}");
        }
    }
    for text in [
        "for n in integers [1, 20]: sum(k, 1, n, k) = n*(n + 1)/2",
        "for n in integers [1, 12]: sum(k, 1, n, k^2) = n*(n + 1)*(2*n + 1)/6",
        "for n in integers [0, 10], x in [0, 1/2]: sum(k, 0, n, x^k) <= 2",
    ] {
        let judgement = judge_statement(&parse_statement(text).expect("valid"), &Limits::default());
        assert!(
            judgement.verdict.is_established(),
            "{text}: {} {}",
            judgement.verdict,
            judgement.reason
        );
    }
}

#[test]
fn false_by_a_billionth() {
    for text in [
        "integral(x, 0, 1, x^2) <= 1/3 - 1e-9",
        "integral(x, 0, pi, sin(x)) >= 2 + 1e-9",
        "for a in [0, 1]: integral(x, 0, a, 2*x) <= a^2 - 1e-9",
        "for a in [0, 1]: integral(x, 0, a, 2*x) >= a^2 + 1e-9",
        "for a in [1, 2]: integral(x, a, 1, 1/x) >= -ln(a) + 1e-9",
        "integral(x, -1, 1, abs(x)) < 1 - 1e-9",
        "integral(x, 0, 1, integral(y, 0, x, x*y)) <= 1/8 - 1e-9",
        "sum(k, 1, 100, k) <= 5050 - 1e-9",
        "for x in [0, 1]: sum(k, 0, 4, x^k) <= 5 - 1e-9",
        "for x in [0, 1]: d(integral(y, 0, x, y^2), x) >= x^2 + 1e-9",
    ] {
        let claim = parse_claim(text).unwrap_or_else(|e| panic!("{text}\n{}", e.render()));
        let verdict = judge(&claim, &Limits::default()).verdict;
        assert!(!verdict.is_established(), "{text}: {verdict}");
    }
    let text = "for n in integers [1, 20]: sum(k, 1, n, k) <= n*(n + 1)/2 - 1e-9";
    let judgement = judge_statement(&parse_statement(text).expect("valid"), &Limits::default());
    assert_eq!(judgement.verdict, Verdict::Refuted);
}
