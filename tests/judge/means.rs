//! Kernel values on their whole domains: inequalities between means are shown by their integrands, and false ones never.

use forgetting::claim::parse_claim;
use forgetting::judge::algebraic::{InequalityProof, derive};
use forgetting::judge::{Domain, Limits, Verdict, judge};

fn proof(text: &str) -> Option<InequalityProof> {
    let claim = parse_claim(text).unwrap_or_else(|error| panic!("{}", error.render()));
    derive(&claim, &Domain::new(&claim).unwrap())
}

/// Weight and separation of two modes.
const MODES: &str = "beta in (0, 1), delta in (0, inf)";
/// Centre and spread.
const KERNEL: &str = "m in (-inf, inf), s in [0, inf)";

/// Domain, smaller side, larger side: true, and equal in a limit.
const MEANS: &[[&str; 3]] = &[
    // Jensen's inequality for the kernel.
    [KERNEL, "softplus(m)", "softplus_normal(m, s)"],
    [KERNEL, "softplus_normal(m, s)", "softplus(m) + s^2/8"],
    // Overlap: concave functions of the likelihood ratio.
    [MODES, "eps_old(beta, delta)", "1 - beta"],
    [MODES, "eps_new(beta, delta)", "beta"],
    [KERNEL, "logistic_normal(m, s)", "exp(m/2 + s^2/8)/2"],
    [MODES, "beta/(1 + beta*chi2(delta))", "eps_new(beta, delta)"],
    [MODES, "0", "distinguishability(beta, delta)"],
    [MODES, "distinguishability(beta, delta)", "1"],
    [MODES, "distinguishability(beta, delta)", "beta*chi2(delta)"],
    [MODES, "0", "kl_sft(beta, delta)"],
    // Derivatives are kernel values.
    [MODES, "d(eps_old(beta, delta), delta)", "0"],
    [KERNEL, "kernel(2, m, s)", "logistic_normal(m, s)"],
    [KERNEL, "kernel(2, m, s)", "1/4"],
    [
        "lambda in (-inf, inf), delta in [0, inf)",
        "sech_moment(0, lambda, delta)",
        "1",
    ],
];

#[test]
fn inequalities_between_means_are_proved_on_whole_domains() {
    for [domain, smaller, larger] in MEANS {
        let text = format!("for {domain}: {smaller} <= {larger}");
        let proof = proof(&text).unwrap_or_else(|| panic!("{text}"));
        assert!(proof.holds() && !proof.steps().is_empty(), "{text}");
    }
}

#[test]
fn a_billionth_less_is_not_proved() {
    for [domain, smaller, larger] in MEANS {
        let text = format!("for {domain}: {smaller} + 1e-9 <= {larger}");
        assert!(proof(&text).is_none(), "{text}");
        let text = format!("for {domain}: {larger} <= {smaller}");
        assert!(proof(&text).is_none(), "{text}");
    }
}

#[test]
fn strict_inequalities_need_a_spread() {
    let strict = "eps_old(beta, delta) < 1 - beta";
    assert!(proof(&format!("for {MODES}: {strict}")).is_some());
    let closed = "beta in (0, 1), delta in [0, inf)";
    assert!(proof(&format!("for {closed}: {strict}")).is_none());
    assert!(
        proof(&format!(
            "for {KERNEL}: softplus(m) < softplus_normal(m, s)"
        ))
        .is_none()
    );
}

/// What holds for the mean need not hold for the integrand.
#[test]
fn the_judge_says_proved_and_refutes_what_is_false() {
    let verdict = |text: &str| {
        let limits = Limits {
            boxes: 3_000,
            ..Limits::default()
        };
        judge(&parse_claim(text).unwrap(), &limits).verdict
    };
    let whole = format!("for {MODES}: distinguishability(beta, delta) <= beta*chi2(delta)");
    assert_eq!(verdict(&whole), Verdict::Proved);
    let less = format!("for {MODES}: distinguishability(beta, delta) <= 0.99*beta*chi2(delta)");
    assert_eq!(verdict(&less), Verdict::Refuted);
}
