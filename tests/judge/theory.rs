//! The claims of the theory that must be certified, each within a minute.

use forgetting::claim::parse_claim;
use forgetting::judge::{Limits, Verdict, judge, recheck};

/// Proved, or certified with a valid certificate; returns the slack that this proves.
fn must_hold(text: &str) -> Option<f64> {
    let claim = parse_claim(text).expect("a claim");
    let judgement = judge(&claim, &Limits::default());
    if judgement.verdict == Verdict::Proved {
        return None;
    }
    assert_eq!(
        judgement.verdict,
        Verdict::Certified,
        "{}",
        judgement.reason
    );
    assert!(judgement.slack.is_some_and(|slack| slack >= 0.0));
    let certificate = judgement.certificate.expect("certified claims have one");
    let checked = recheck(&certificate.to_json()).expect("valid");
    assert_eq!((checked.claim, checked.slack), (claim, judgement.slack));
    judgement.slack
}

#[test]
fn a3_bhattacharyya_bound() {
    must_hold(
        "for beta in [0.001, 0.999], delta in [0.05, 40]: eps_old(beta, delta) <= 1/2*sqrt((1 - beta)/beta)*bc(delta)",
    );
}

#[test]
fn a4_two_sided_refinement() {
    let text = "for lambda in [-10, 10], delta in [0.1, 30]: \
         2/sqrt(4 + delta^2)*exp(-lambda^2/(2*(4 + delta^2))) <= sech_moment(0, lambda, delta) <= min(1, sqrt(2*pi)/delta)";
    let Some(proved) = must_hold(text) else {
        return;
    };
    // The a-priori S_0 <= 1 settles boxes of any size with slack 0; refining them proves what is there, to a factor of two.
    let sampled = Limits {
        boxes: 0,
        ..Limits::default()
    };
    let seen = judge(&parse_claim(text).expect("a claim"), &sampled).slack;
    let seen = seen.expect("sampled");
    assert!(
        seen / 2.0 <= proved && proved <= seen,
        "{proved:e}, {seen:e}"
    );
}

#[test]
fn c6_conditioning() {
    must_hold(
        "for beta in [0.05, 0.95], delta in [2, 8]: conditioning_bound(beta, delta) <= fisher_min_eigenvalue(beta, delta)",
    );
}

#[test]
fn distinguishability_exceeds_total_variation() {
    must_hold(
        "for beta in [0.01, 0.99], delta in [0.1, 12]: 4*beta*(1 - beta)*tv(delta)^2 <= distinguishability(beta, delta)",
    );
}
