//! Bounded work: verdicts end by counts that are the same on every machine, and by the time that is asked for.

use forgetting::claim::parse_claim;
use forgetting::judge::{Domain, symbolic};
use forgetting::judge::{Limit, Limits, Verdict, judge, known_digits_within, recheck_within};
use std::time::{Duration, Instant};

/// Costly enclosures of a claim that no search settles: a billionth is missing on a half-line.
const MILLS: &str =
    "for x in (0, inf): normal_cdf(-x)*(1 + 1e-9) <= phi(x)*4/(3*x + sqrt(x^2 + 8))";

#[test]
fn costly_enclosures_count_as_many() {
    // Next to the diagonal there is hardly any room.
    let text = "for a in [0.2, 0.8], b in [0.2, 0.8]: \
                fisher_min_eigenvalue(a, 2) <= fisher_min_eigenvalue(b, 2) + 10*abs(a - b) + 1e-12";
    let limits = Limits {
        evaluations: 3_000_000,
        ..Limits::default()
    };
    let judgement = judge(&parse_claim(text).expect("a claim"), &limits);
    assert_eq!(judgement.verdict, Verdict::Undecided);
    let reason = &judgement.reason;
    assert_eq!(judgement.limit, Some(Limit::Evaluations), "{reason}");
    // A box of arithmetic counts about 10 evaluations.
    assert!(judgement.boxes < 3_000_000 / 200, "{}", judgement.boxes);
}

#[test]
fn the_default_limit_ends_a_search_by_counting() {
    let claim = parse_claim(MILLS).expect("a claim");
    let limits = Limits {
        evaluations: 500_000,
        ..Limits::default()
    };
    let first = judge(&claim, &limits);
    let again = judge(&claim, &limits);
    assert!(!first.verdict.is_established());
    assert_eq!(
        (first.boxes, first.verdict, &first.reason),
        (again.boxes, again.verdict, &again.reason)
    );
    if first.verdict == Verdict::Undecided && first.limit != Some(Limit::Width) {
        assert_eq!(first.limit, Some(Limit::Evaluations), "{}", first.reason);
    }
}

#[test]
fn time_is_respected_by_every_judge() {
    let none = Limits {
        time: Duration::ZERO,
        ..Limits::default()
    };
    for text in [
        MILLS,
        "for x in [0, 1], y in [0, 1]: exp(x + y)^9 = (exp(x)*exp(y))^9",
        "for s in [0.1, 3]: expect old(x, s) (expect new(y, s) (tanh(x - y)^2)) <= 5",
        "for x in [0, 8], y in [0, 8], z in [0, 8]: (x + y + z)^9 <= 1e12",
    ] {
        let begun = Instant::now();
        judge(&parse_claim(text).expect("a claim"), &none);
        assert!(
            begun.elapsed() < Duration::from_secs(8),
            "{text}: {:?}",
            begun.elapsed()
        );
    }
    let claim = parse_claim("for x in (0, 9): (x + 1)^12/(x + 1)^11 = x + 1").expect("a claim");
    let domain = Domain::new(&claim).expect("a domain");
    assert!(symbolic::prove(&claim, &domain).is_ok());
    let late = symbolic::prove_until(&claim, &domain, Some(Instant::now()));
    assert_eq!(late.err(), Some(symbolic::Obstacle::Late));
}

#[test]
fn nested_expectations_end() {
    for text in [
        "expect old(x, 1)(expect new(y, 1)(abs(x - y)*tanh(x*y)))",
        "expect old(x, 1)(expect new(y, 1)(tanh(1e4*(x - y))))",
    ] {
        let begun = Instant::now();
        let known = known_digits_within(text, None, Some(Duration::from_millis(300)));
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{text}: {:?}",
            begun.elapsed()
        );
        // Four digits at least where they are known at all.
        if let Ok(known) = known {
            assert!(known.value().abs() < 10.0, "{text}");
        }
    }
}

/// A wide, valid certificate is checked in the time of its boxes; with no time at all the check is given up, not passed.
#[test]
fn recheck_gives_up_in_time() {
    let claim = parse_claim("for x in [0, 3], y in [0, 3]: x*y*(3 - x)*(3 - y) <= 5.0626")
        .expect("a claim");
    let certificate = judge(&claim, &Limits::of_boxes(50_000)).certificate;
    let Some(certificate) = certificate else {
        // Proved algebraically: nothing to check.
        return;
    };
    let text = certificate.to_json();
    let begun = Instant::now();
    assert!(recheck_within(&text, None).is_ok());
    assert!(begun.elapsed() < Duration::from_secs(30));
    let error = recheck_within(&text, Some(Duration::ZERO)).expect_err("no time");
    assert_eq!(error.verdict(), Some(Verdict::Undecided));
}
