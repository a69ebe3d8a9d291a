//! Statements of several claims: what they establish, what they must not, and how they refute.

use forgetting::claim::parse_statement;
use forgetting::judge::{Judgement, Limits, Verdict, judge_statement, recheck};

fn judged(text: &str) -> Judgement {
    let statement = parse_statement(text).unwrap_or_else(|e| panic!("{text}\n{}", e.render()));
    judge_statement(&statement, &Limits::default())
}

const TRUE: [&str; 24] = [
    "for x in [0, 1]: x^2 <= x and x^3 <= x^2",
    "for x in [-1, 1]: x < 1/2 or x^2 >= 1/4",
    "for x in [-3, 3]: x >= 0 or x < 0",
    "for x in [-3, 3]: x^2 > 1 or x^2 <= 1",
    "for x in [-3, 3]: x = 1 or x < 1 or x > 1",
    "for x in [-3, 3]: x > 1 implies x^2 > 1",
    "for x in [-3, 3]: x > 1 => x^2 > x and x > 0",
    "for x in [-3, 3]: x > 1 or x < -1 implies x^2 > 1",
    "for x in [-3, 3]: (x > 2 implies x > 1) and (x < -2 implies x < -1)",
    "for x in [-3, 3] where x > 1 or x < -1: x^2 > 1",
    "for x in [-3, 3] where x > 2 implies x < 1: x <= 2",
    "for x in [1, 3], y in [1, 3]: x*y >= 2 or x < 2 and y < 2",
    "for x in [1/10, 3]: x > 1/2 implies ln(x) <= x - 1",
    "for n in integers [1, 5]: n^2 >= n",
    "for n in integers [1, 6], x in [0, 1]: x^n <= x",
    "for n in integers [0, 4], m in integers [0, 4]: (n + m)^2 >= 4*n*m",
    "for n in integers [1, inf): n^2 >= n",
    "for n in integers [4, inf): 2^n >= n^2",
    "for n in integers [1, inf): 2^n >= n + 1",
    "for n in integers [1, inf), x in [0, 5]: exp(x) >= 1 + x/n",
    "for n in integers (-inf, inf): n^2 >= n - 1/4",
    "for n in integers [1, 3]: n = 1 or n = 2 or n = 3",
    "for n in integers [-5, 5] where n > 0 or n < 0: n^2 >= 1",
    "for n in integers [1, 9], delta in [0, 5]: bc(delta)^n <= 1",
];

/// False, the last by 1e-9 only.
const FALSE: [&str; 16] = [
    "for x in [0, 1]: x^2 <= x and x^3 >= x^2",
    "for x in [-1, 1]: x < 1/2 or x > 1/2",
    "for x in [-3, 3]: x > 1 implies x^2 > 4",
    "for x in [-3, 3]: x^2 > 1 implies x > 1",
    "for x in [-3, 3] where x > 1 or x < -1: x > 1",
    "for n in integers [1, 5]: n^2 >= 2*n",
    "for n in integers [1, inf): 2^n >= n^2",
    "for n in integers [1, inf): n < 100000",
    "for n in integers [-4, 4]: n < 0 or n > 0",
    "for n in integers [1, 3]: n = 1 or n = 3",
    "for x in [0, 1]: x <= 1 - 1e-9 and x >= 0",
    "for x in [-1, 1]: x < 1/2 or x >= 1/2 + 1e-9",
    "for x in [0, 3]: x >= 1 implies x^2 >= 1 + 1e-9",
    "for n in integers [1, 4]: n^2 >= n + 1e-9",
    "for n in integers [1, 7], x in [0, 1]: x^n <= x - 1e-9",
    "for x in [-2, 2] where x >= 1 or x <= -1: x^2 >= 1 + 1e-9",
];

#[test]
fn true_statements_are_established() {
    for text in TRUE {
        let judgement = judged(text);
        assert!(
            judgement.verdict.is_established(),
            "{text}: {} {}",
            judgement.verdict,
            judgement.reason
        );
        assert!(!judgement.parts.is_empty(), "{text}");
    }
}

#[test]
fn false_statements_are_refuted() {
    for text in FALSE {
        let judgement = judged(text);
        assert_eq!(
            judgement.verdict,
            Verdict::Refuted,
            "{text}: {}",
            judgement.reason
        );
        assert!(judgement.witness.is_some(), "{text}");
    }
}

/// True at every integer, false or without a value between them: only the integers that are listed can be settled.
#[test]
fn reals_between_integers_refute_nothing() {
    for text in [
        "for n in integers [0, inf): sin(pi*n)^2 <= 1/2",
        "for n in integers (-inf, inf): (n - 1/2)^2 >= 1/4",
    ] {
        let verdict = judged(text).verdict;
        assert!(verdict != Verdict::Refuted, "{text}: {verdict}");
    }
    let verdict = judged("for n in integers [-9, 9]: (n - 1/2)^2 >= 1/4").verdict;
    assert!(verdict.is_established());
    assert!(
        !judged("for n in integers [0, inf): sin(pi*n)^2 <= 1/2")
            .verdict
            .is_established()
    );
}

/// An alternative that has no value somewhere establishes nothing, whatever the others say.
#[test]
fn alternatives_need_values() {
    for text in [
        "for x in [-1, 1]: sqrt(x) >= 0 or x < 0",
        "for x in [-1, 1]: x <= 1 or sqrt(x) > 2",
        "for x in [-1, 1]: 1/x > 0 or x <= 0",
        "for x in [-1, 1]: ln(x) < 5 or x < 1/2 or x >= 1/2",
        "for x in [-1, 1]: x < 1/2 or x >= 1/2 or ln(x) < 5",
        "for x in [-1, 1]: tan(4*x) > 0 or tan(4*x) <= 0",
    ] {
        let judgement = judged(text);
        assert!(
            !judgement.verdict.is_established(),
            "{text}: {}",
            judgement.reason
        );
    }
}

#[test]
fn nothing_to_be_met_is_vacuous() {
    for text in [
        "for x in [0, 1]: x > 2 implies x > 3",
        "for x in [0, 1] where x > 2 or x < -1: x > 3",
        "for n in integers [0, 4] where n > 5: n > 7",
    ] {
        assert_eq!(judged(text).verdict, Verdict::Vacuous, "{text}");
    }
}

#[test]
fn certified_parts_have_certificates() {
    let judgement = judged(
        "for n in integers [1, 3], delta in [1/2, 4]: eps_old(1/2, delta)^n <= 1/2 and bc(delta) < 1 + n*delta",
    );
    assert!(judgement.verdict.is_established(), "{}", judgement.reason);
    let certificates = judgement
        .parts
        .iter()
        .filter_map(|part| part.judgement.certificate.as_ref());
    let mut count = 0;
    for certificate in certificates {
        let found = recheck(&certificate.to_json()).expect("what was written is accepted");
        assert_eq!(found.verdict, Verdict::Certified);
        count += 1;
    }
    assert!(count > 0);
}

/// Every term that a statement needs must have a value where it is called false.
#[test]
fn nothing_is_refuted_where_another_term_has_no_value() {
    for text in [
        "for x in [-1, 1]: x <= 0 and ln(x - 5) <= 0",
        "for x in [-1, 1]: ln(x - 5) <= 0 and x <= 0",
        "for x in [0, 1]: (x > 0 and ln(x - 5) < 1) or x > 2",
        "for n in integers [1, 3]: n <= 2 and sqrt(n - 4) >= 0",
        "1 > 2 and ln(-1) > 0",
    ] {
        let judgement = judged(text);
        assert_eq!(
            judgement.verdict,
            Verdict::Undecided,
            "{text}: {}",
            judgement.reason
        );
    }
    // Where a premise fails its conclusion needs no value.
    for text in [
        "for x in [-1, 1]: (x > 5 implies ln(x - 5) < 9) and x <= 0",
        "for x in [6, 8]: ln(x - 5) < 1 and x <= 7",
        "for n in integers [1, 3]: n <= 2 and sqrt(n) >= 0",
    ] {
        let judgement = judged(text);
        assert_eq!(
            judgement.verdict,
            Verdict::Refuted,
            "{text}: {}",
            judgement.reason
        );
    }
}
