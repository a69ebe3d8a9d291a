//! Attempts to fool the judges: false claims must never be certified, true ones never refuted.

use forgetting::claim::parse_claim;
use forgetting::judge::{Judgement, Limits, Verdict, judge, recheck};
use rayon::prelude::*;
use std::time::Duration;

fn limits() -> Limits {
    Limits {
        boxes: 3000,
        time: Duration::from_secs(600),
        ..Limits::default()
    }
}

/// The judgement; `None` where the text is no claim at all.
fn judged(text: &str) -> Option<Judgement> {
    parse_claim(text).ok().map(|claim| judge(&claim, &limits()))
}

/// True claims that are tight somewhere, with `K` where a factor makes them false for every `K > 1`.
const TIGHT: [&str; 41] = [
    "for x in [-2, 2]: K*(1 - x^2/2) <= cos(x)",
    "for x in [0, 3]: K*sin(x) <= x",
    "for x in [0, 1.5]: K*x <= tan(x)",
    "for x in [0, 0.9]: K*x <= asin(x)",
    "for x in [0, 9]: K*atan(x) <= x",
    "for x in [0, 3]: K*erf(x) <= 2*x/sqrt(pi)",
    "for x in [0, 3]: K*erfc(x) <= exp(-x^2)",
    "for x in [0, 5]: K*erfcx(x) <= 1",
    "for x in [0, 40]: K*erfcx(x) <= 2/(sqrt(pi)*(x + sqrt(x^2 + 4/pi)))",
    "for x in [1, 2]: K*gamma(x) <= 1",
    "for x in [0.5, 6]: K*gamma(x + 1) <= x*gamma(x)",
    "for x in [3, 9]: K*lgamma(3) <= lgamma(x)",
    "for x in [2, 8]: K*digamma(2) <= digamma(x)",
    "for x in [-1, 1]: K*(1 + x) <= exp(x)",
    "for x in [-1, 1]: K*exp(x) <= exp(x)",
    "for x in [0, 1]: K*x*(1 - x) <= 1/4",
    "for x in [-2, 2], y in [-2, 2]: K*x*y <= (x^2 + y^2)/2",
    "for x in [0.5, 2]: K <= (x + 1/x)/2",
    "for x in [0, 3]: K <= cosh(x)",
    "for x in [-3, 3]: K*sech(x) <= 1",
    "for x in [-3, 3]: K*cosh(x) <= exp(x^2/2)",
    "for x in [0.01, 1]: 2*K*sqrt(x) <= 1 + x",
    "for p in [0.1, 0.9]: K*4*p*(1 - p) <= 1",
    "for x in [-4, 4]: K*sigmoid(x)*sigmoid(-x) <= 1/4",
    "for x in [-4, 4]: K*ln(2) + x/2 <= softplus(x)",
    "for x in [0, 2]: K*normal_cdf(0) <= normal_cdf(x)",
    "for x in [1, 3]: K*min(x, 1) <= max(x, 1)",
    "for beta in [0.1, 0.9], delta in [0, 1]: K*eps_old(beta, delta) <= 1/2*sqrt((1 - beta)/beta)*bc(delta)",
    "for beta in [0.1, 0.9], delta in [0, 1]: K*eps_new(beta, delta) <= 1/2*sqrt(beta/(1 - beta))*bc(delta)",
    "for lambda in [-1, 1], delta in [0, 1]: K*sech_moment(0, lambda, delta) <= 1",
    "for lambda in [-1, 1], delta in [0, 2]: 2*K/sqrt(4 + delta^2)*exp(-lambda^2/(2*(4 + delta^2))) <= sech_moment(0, lambda, delta)",
    "for beta in [0.1, 0.9], delta in [1, 16]: K*4*beta*(1 - beta)*tv(delta)^2 <= distinguishability(beta, delta)",
    "for beta in [0.1, 0.9], delta in [1, 14]: K*distinguishability(beta, delta) <= 1",
    "for delta in [0.5, 6]: K*boundary_slope(1/2, delta) <= delta^2/2",
    "for m in [-3, 3], s in [0, 3]: K*kernel(1, m, s) + kernel(1, -m, s) <= 1",
    "for m in [-2, 2], s in [0, 2]: K*(softplus_normal(m, s) - softplus_normal(-m, s)) <= max(m, -m)",
    "for beta in [0.2, 0.8], delta in [0.5, 5]: K*eps_old(beta, delta) + eps_new(beta, delta) + distinguishability(beta, delta) <= 1",
    "for delta in [0, 3]: K*bc(delta) <= exp(-delta^2/8)",
    "for delta in [0.5, 3]: K*(chi2(delta) + 1) <= exp(delta^2)",
    "for beta in [0.1, 0.9], gap in [-1, 3]: K*oapl_mass(beta, gap, 2) <= sigmoid(logit(beta) - gap/2)",
    "for x in [0.5, 2]: K*d(bc(x), x = x) >= -(x/4*bc(x))",
];

/// Equations, with a factor that makes them false.
const EQUATIONS: [&str; 12] = [
    "for x in [0.1, 2]: K*x = x",
    "for x in [-2, 2]: K*cosh(x)^2 - sinh(x)^2 = 1",
    "for x in [-3, 3]: K*sigmoid(x) + sigmoid(-x) = 1",
    "for p in [0.1, 0.9]: K*sigmoid(logit(p)) = p",
    "for beta in [0.1, 0.9], delta in [0.5, 5]: K*beta*eps_old(beta, delta) = (1 - beta)*eps_new(beta, delta)",
    "for delta in [0.5, 6]: K*boundary_slope(1/2, delta) = delta^2/2",
    "for m in [-3, 3], s in [0, 3]: K*logistic_normal(m, s) + logistic_normal(-m, s) = 1",
    "for m in [-1, 1], s in [0.5, 2]: K*logistic_normal(m, s) = exp(m + s^2/2)*logistic_normal(-m - s^2, s)",
    "for delta in [0.5, 3]: K*tv(delta) = 2*normal_cdf(delta/2) - 1",
    "for m in [-1, 1], s in [0.5, 2]: K*d(kernel(0, m, s), s) = s*kernel(2, m, s)",
    "for beta in [0.2, 0.8], delta in [1, 3]: K*d(kl_sft(beta, delta), beta) = distinguishability(beta, delta)/(1 - beta)",
    "K*pi = 4*(2*pi/8)",
];

/// Strict claims that are true, so false the other way round.
const STRICT: [(&str, &str, &str); 30] = [
    ("for x in [0.1, 1]", "x", "exp(x)"),
    ("for x in [0.1, 1]", "tanh(x)", "x"),
    ("for x in [0.1, 1]", "x", "sinh(x)"),
    ("for x in [2, 9]", "ln(x)", "x - 1"),
    ("for x in [-5, 5]", "x", "softplus(x)"),
    ("for x in [-5, 5]", "0", "sigmoid(x)"),
    ("for x in [1, 2]", "sqrt(x)", "x + 1/10"),
    ("for p in [0.6, 0.9]", "1/2", "p"),
    ("for p in [0.6, 0.9]", "0", "logit(p)"),
    ("for x in [-8, 8]", "normal_cdf(x)", "1"),
    ("for x in [0.5, 4]", "expm1(x)", "exp(x)"),
    ("for x in [0.5, 4]", "log1p(x)", "x"),
    ("for x in [-1, 1], y in [2, 3]", "x", "y"),
    ("for x in [-1, 1], y in [2, 3]", "x*y", "4"),
    ("for x in [1, 2], y in [1, 2]", "x/y", "x*y + 1"),
    ("for delta in [0.1, 9]", "bc(delta)", "1"),
    ("for delta in [0.1, 9]", "0", "tv(delta)"),
    ("for delta in [0.1, 9]", "delta^2", "chi2(delta)"),
    (
        "for beta in [0.1, 0.4], delta in [1, 9]",
        "eps_new(beta, delta)",
        "eps_old(beta, delta)",
    ),
    (
        "for beta in [0.1, 0.9], delta in [1, 9]",
        "eps_old(beta, delta)",
        "1 - beta",
    ),
    (
        "for beta in [0.1, 0.9], delta in [1, 9]",
        "0",
        "distinguishability(beta, delta)",
    ),
    (
        "for beta in [0.1, 0.9], delta in [1, 9]",
        "0",
        "kl_sft(beta, delta)",
    ),
    (
        "for beta in [0.1, 0.3], alpha in [0.5, 0.9], delta in [1, 4]",
        "0",
        "kl_reverse(beta, alpha, delta)",
    ),
    (
        "for beta in [0.1, 0.3], rho in [0.5, 0.9], delta in [1, 4]",
        "0",
        "kl_replay(beta, rho, delta)",
    ),
    (
        "for alpha in [0.1, 0.4], delta in [1, 5]",
        "boundary_slope(alpha, delta)",
        "delta^2/2",
    ),
    (
        "for beta in [0.2, 0.8], delta in [4, 8]",
        "conditioning_bound(beta, delta)",
        "fisher_min_eigenvalue(beta, delta)",
    ),
    ("for m in [-3, 3], s in [0.1, 3]", "0", "kernel(2, m, s)"),
    (
        "for m in [-3, 3], s in [0.1, 3]",
        "logistic_normal(m, s)",
        "1",
    ),
    (
        "for beta in [0.2, 0.8], delta in [1, 4]",
        "overlap_moment(0, beta, delta)",
        "1/4",
    ),
    (
        "for eta in [0.5, 2], gap in [0.5, 2]",
        "0",
        "ttt_critical_anchor(eta, gap, 1/2, 2)",
    ),
];

/// False or meaningless statements of every other kind.
const TRAPS: [&str; 56] = [
    "for x in [1, 2]: 0 < tan(x)",
    "for x in [0, 7]: -0.999 < sin(x)",
    "for x in [0, 1e9]: cos(x) < 0.999999",
    "for x in [0, 2]: asin(x) <= 2",
    // Poles, 0/0 and undefined sides.
    "for x in [-1, 1]: 1/x > 0",
    "for x in [-1, 1]: 1/x^2 < 1e12",
    "for x in [-1, 1]: x/x = 1",
    "for x in [0, 1]: x/x <= 1",
    "for x in [-1, 1]: 0/x = 0",
    "for x in [0, 1]: 1/(x - 0.3333) < 1e6",
    "for x in [0, 1]: 1/(x - 1/3) >= -1e300",
    "for x in [0, 1]: ln(x) <= 0",
    "for x in [-1, 1]: ln(x^2) <= 0",
    "for x in [-1, 1]: sqrt(x) >= 0",
    "for x in [-1, 1]: sqrt(x)^2 = x",
    "for x in [-1, 1]: x^0.5 <= 1",
    "for x in [0, 1]: logit(x) <= 1e300",
    "for x in [-2, 1]: log1p(x) <= x",
    "for x in [-1, 1]: d(abs(x), x) <= 1",
    "for x in [0, 1]: d(sqrt(x), x) > 0",
    "for beta in [-0.1, 0.5]: eps_old(beta, 1) <= 1",
    "for beta in [0.5, 1.1]: kl_sft(beta, 1) >= 0",
    "for delta in [-1, 1]: bc(delta) <= 1",
    "for delta in [-1, 1]: tv(delta) >= -1",
    "for s in [-0.001, 1]: kernel(2, 0, s) > 0",
    "for tau in [-1, 1]: oapl_mass(1/2, 1, tau) <= 1",
    "for tau in [-2, -1]: oapl_mass(1/2, 1, tau) <= 1",
    "for eta in [0, 1]: ttt_critical_anchor(eta, 1, 1/2, 2) > 0",
    "for delta in [0, 1]: ttt_critical_anchor(1, 1, 1/2, delta) > 0",
    "0/0 = 0/0",
    "0/0 <= 1",
    "ln(0) <= 0",
    "ln(-1) <= 0",
    "sqrt(-1) = sqrt(-1)",
    "0^(-1) > 0",
    // Huge numbers.
    "for x in [1, 1e300]: x^2 < 1e300",
    "for x in [-1e300, 1e300]: x < 1e299",
    "for x in [-1e308, 1e308]: x + x < 1e308",
    "for x in [0, 1000]: exp(x) < 1e300",
    "for x in [1, 1e200]: 1/x > 1e-100",
    "for x in [1e-300, 1]: x > 2e-300",
    "for x in [700, 720]: exp(x)/exp(x) = 2",
    // Touching and strict.
    "for x in [-1, 1]: 0 < x^2",
    "for x in [0, 1]: 0 < x",
    "for x in [-1, 1]: 1 + x < exp(x)",
    "for x in [0, 1]: tanh(x) < x",
    "for beta in [0.1, 0.9], delta in [0, 2]: 0 < distinguishability(beta, delta)",
    "for beta in [0.1, 0.9], delta in [0, 2]: eps_old(beta, delta) < 1/2*sqrt((1 - beta)/beta)*bc(delta)",
    "for beta in [0.1, 0.9], alpha in [0.1, 0.9]: 0 < kl_reverse(beta, alpha, 2)",
    "for x in [-2, 2], y in [-2, 2]: x*y < (x^2 + y^2)/2",
    // Domains without points.
    "for x in [0, 1] where x > 2: x > 5",
    "for x in [0, 1] where x < 0: 1 < 0",
    "for x in [0, 1] where x^2 < x^2: 1 < 0",
    "for x in [0, 1] where ln(x) > 1: 1 < 0",
    "for x in [0, 1], y in [0, 1] where x + y > 2: 1 < 0",
    // False only in a thin part of a large domain.
    "for x in [0, 1000], y in [0, 1000]: (x - 123.456)^2 + (y - 654.321)^2 > 1e-8",
];

/// Texts that are no claims: the parser must say so.
const UNREADABLE: [&str; 14] = [
    "for x in [nan, 1]: x <= 1",
    "for x in [0, NaN]: x <= 1",
    "for x in [0, inf]: x >= 0",
    "for x in [0, 0/0]: x >= 0",
    "for x in [0, 1e400]: x >= 0",
    "for x in [0, 1e999]: x >= 0",
    "for x in [1, 0]: x >= 0",
    "for x in (1, 1]: x >= 0",
    "for x in [0, ln(0)]: x >= 0",
    "nan = nan",
    "nan <= 1",
    "inf > 1",
    "for x in [0, 1]: x <= nan",
    "for x in [0, 1]: x",
];

fn false_claims() -> Vec<String> {
    let mut claims = Vec::new();
    for factor in ["(1 + 1e-6)", "(1 + 1e-7)", "(1 + 1e-8)", "(1 + 1e-9)"] {
        claims.extend(TIGHT.iter().map(|claim| claim.replace('K', factor)));
        claims.extend(EQUATIONS.iter().map(|claim| claim.replace('K', factor)));
    }
    for factor in ["(1 - 1e-6)", "(1 - 1e-9)"] {
        claims.extend(EQUATIONS.iter().map(|claim| claim.replace('K', factor)));
    }
    for (domain, smaller, larger) in STRICT {
        claims.push(format!("{domain}: {larger} <= {smaller}"));
        claims.push(format!("{domain}: {smaller} > {larger}"));
    }
    claims.extend(TRAPS.map(str::to_owned));
    claims
}

fn true_claims() -> Vec<String> {
    let mut claims: Vec<String> = TIGHT
        .iter()
        .chain(&EQUATIONS)
        .map(|claim| claim.replace('K', "1"))
        .collect();
    for (domain, smaller, larger) in STRICT {
        claims.push(format!("{domain}: {smaller} < {larger}"));
        claims.push(format!("{domain}: {larger} >= {smaller}"));
    }
    claims
}

#[test]
fn false_claims_are_never_established() {
    let claims = false_claims();
    assert!(claims.len() >= 200, "{}", claims.len());
    let fooled: Vec<String> = claims
        .par_iter()
        .filter(|claim| {
            let judgement = judged(claim).unwrap_or_else(|| panic!("not a claim: {claim}"));
            judgement.verdict.is_established() || judgement.certificate.is_some()
        })
        .cloned()
        .collect();
    assert!(fooled.is_empty(), "{fooled:#?}");
}

#[test]
fn true_claims_are_never_refuted() {
    let claims = true_claims();
    assert!(claims.len() >= 60, "{}", claims.len());
    let refuted: Vec<String> = claims
        .par_iter()
        .filter(|claim| {
            let judgement = judged(claim).unwrap_or_else(|| panic!("not a claim: {claim}"));
            judgement.verdict == Verdict::Refuted
        })
        .cloned()
        .collect();
    assert!(refuted.is_empty(), "{refuted:#?}");
}

#[test]
fn strict_claims_with_room_are_certified_and_their_certificates_valid() {
    STRICT.par_iter().for_each(|(domain, smaller, larger)| {
        let text = format!("{domain}: {smaller} < {larger}");
        let judgement = judged(&text).expect("a claim");
        // What is derived exactly has steps in place of a certificate.
        if judgement.verdict == Verdict::Proved {
            return;
        }
        assert_eq!(
            judgement.verdict,
            Verdict::Certified,
            "{text}: {}",
            judgement.reason
        );
        let certificate = judgement.certificate.expect("certified claims have one");
        let checked = recheck(&certificate.to_json()).expect("valid");
        assert_eq!(checked.slack, judgement.slack);
    });
}

#[test]
fn clear_violations_are_refuted_with_a_witness() {
    for (domain, smaller, larger) in STRICT {
        let text = format!("{domain}: {larger} <= {smaller}");
        let judgement = judged(&text).expect("a claim");
        assert_eq!(judgement.verdict, Verdict::Refuted, "{text}");
        let witness = judgement.witness.expect("refuted claims have one");
        assert!(witness.larger.hi() < witness.smaller.lo(), "{text}");
    }
}

#[test]
fn what_is_no_claim_is_an_error() {
    for text in UNREADABLE {
        assert!(parse_claim(text).is_err(), "{text}");
    }
}

#[test]
fn touching_claims_with_an_elementary_argument_are_established() {
    for text in [
        "for x in (0, 1]: tanh(x) < x",
        "for x in [0, 1]: tanh(x) <= x",
        "for x in [-1, 1]: 1 + x <= exp(x)",
        "for x in [0, 1]: cosh(x) <= exp(x^2/2)",
        "for x in (0, 1]: 1 < cosh(x)",
        "for x in [-3, 3]: x^2 >= 0",
        "for beta in [0.1, 0.9], delta in [0, 3]: 4*beta*(1 - beta)*tv(delta)^2 <= distinguishability(beta, delta)",
    ] {
        let judgement = judged(text).expect("a claim");
        assert!(
            judgement.verdict.is_established(),
            "{text}: {}",
            judgement.reason
        );
    }
}

#[test]
fn an_equation_states_its_width() {
    // The normal form does not denest roots, so this one is left to the intervals.
    let claim =
        parse_claim("for x in [0, 0.5]: sqrt(3 + 2*sqrt(2))*x = x + sqrt(2)*x").expect("a claim");
    let judgement = judge(&claim, &Limits::default());
    assert_eq!(judgement.verdict, Verdict::Agrees, "{}", judgement.reason);
    let width = judgement.width.expect("an equation has a width");
    assert!(width > 0.0 && width <= Limits::default().equality);
    assert!(judgement.reason.contains(&format!("{width:e}")));
    assert_eq!(judgement.slack, None);
}

#[test]
fn the_same_boxes_and_certificate_for_any_number_of_threads() {
    let text = "for beta in [0.1, 0.9], delta in [0.2, 9]: eps_old(beta, delta) <= 1/2*sqrt((1 - beta)/beta)*bc(delta)";
    let claim = parse_claim(text).expect("a claim");
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let judgement = pool.expect("threads").install(|| judge(&claim, &limits()));
        let certificate = judgement.certificate.expect("certified").to_json();
        (judgement.boxes, judgement.slack, certificate)
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}

#[test]
fn limits_are_named() {
    let wide = "for delta in [0.1, 6]: distinguishability(0.3, delta) - 0.9*distinguishability(0.4, delta) >= -0.2";
    let claim = parse_claim(wide).expect("a claim");
    let few = Limits {
        boxes: 1,
        ..Limits::default()
    };
    let judgement = judge(&claim, &few);
    assert_eq!(judgement.verdict, Verdict::Undecided);
    assert_eq!(judgement.limit.map(|limit| limit.label()), Some("boxes"));
    assert!(judgement.boxes <= 1 && judgement.smallest_box.is_some());
    let none = Limits { boxes: 0, ..few };
    // Samples alone do not tell equality from a violation below rounding.
    let touching = "for x in [0, 1], y in [0, 1]: x*y <= (x^2 + y^2)/2";
    let touching = parse_claim(touching).expect("a claim");
    assert_eq!(judge(&touching, &none).verdict, Verdict::Undecided);
    let clear = parse_claim("for x in [0, 1]: x < 2").expect("a claim");
    assert_eq!(judge(&clear, &none).verdict, Verdict::HoldsOnSamples);
    let instant = Limits {
        time: Duration::ZERO,
        ..Limits::default()
    };
    let judgement = judge(&claim, &instant);
    assert_eq!(judgement.limit.map(|limit| limit.label()), Some("time"));
}

#[test]
fn a_witness_is_exact_and_in_the_domain() {
    let judgement =
        judged("for x in (0.1, 0.3), y in [0, 1] where x < y: x + y < 1.25").expect("a claim");
    let witness = judgement.witness.expect("refuted");
    let [x, y] = witness.point.as_slice() else {
        panic!("two coordinates")
    };
    let value = |text: &str| forgetting::interval::parse_rational(text).expect("exact");
    let (x, y) = (value(&x.1), value(&y.1));
    assert!(x > value("0.1") && x < value("0.3") && y <= value("1") && x < y);
    assert!(&x + &y >= value("1.25"));
}

/// True claims that need an open or infinite end, a point of equality, a hypothesis or a common factor, with `K` where a factor
/// above one makes them false.
const WIDER: [&str; 16] = [
    "for x in (0, 1]: K*1 <= 1/x",
    "for x in (0, 1]: x*ln(x) <= 1 - K",
    "for x in (0, 1]: K*exp(-1/x) <= exp(-1)",
    "for t in [0, 1): K*(1 + t/(1 - t)) <= exp(t/(1 - t))",
    "for x in (1, 50]: 1/(1 - x) <= (1 - K)*exp(x)",
    "for x in [0, inf): K*(1 + x) <= exp(x)",
    "for x in (-inf, inf): K <= cosh(x)",
    "for x in [-0.7, 1]: K*(1 + x) <= exp(x)",
    "for x in [0.1, 10]: ln(x) + (K - 1) <= x - 1",
    "for x in [0.1, 3]: x - K*exp(1)*ln(x) >= 0",
    "for x in [-3, 7]: x^2 + 1 >= 2*K*x",
    "for x in [0.1, 3]: K*2 <= x + 1/x",
    "for x in [0, 1]: 9*x^2 + 1 >= 6*K*x",
    "for x in [0.1, 1]: K*0.1 <= x",
    "for x in [0, 1] where x > 1/2: K/2 <= x",
    "for delta in [0, inf): K*bc(delta) <= 1",
];

#[test]
fn claims_with_wider_domains_false_by_a_billionth_are_not_established() {
    WIDER.into_par_iter().for_each(|claim| {
        let judgement = judged(&claim.replace('K', "1")).expect("a claim");
        assert_ne!(judgement.verdict, Verdict::Refuted, "{claim}");
        if let Some(certificate) = &judgement.certificate {
            recheck(&certificate.to_json()).expect("valid");
        }
    });
    let fooled: Vec<String> = ["(1 + 1e-9)", "(1 + 1e-13)"]
        .into_par_iter()
        .flat_map(|k| {
            WIDER
                .into_par_iter()
                .map(move |claim| claim.replace('K', k))
        })
        .filter(|claim| judged(claim).expect("a claim").verdict.is_established())
        .collect();
    assert!(fooled.is_empty(), "{fooled:#?}");
}

#[test]
fn what_is_strict_at_an_excluded_end_or_never_attained_is_certified() {
    for text in [
        "for x in [0, 800]: exp(-x) > 0",
        "for delta in [0, 80]: bc(delta) > 0",
        "for x in (0, 1): ln(x) < 0",
        "for x in (6, 7]: ln(x - 6)/x <= 0",
        "for x in (0, 1) where x > 1/2: 1/2 < x",
        "for q in [-5, 5], r in [-5, 5] where q >= r: r <= q",
    ] {
        let judgement = judged(text).expect("a claim");
        assert!(
            judgement.verdict.is_established(),
            "{text}: {}",
            judgement.reason
        );
    }
    for text in [
        "for x in [0, 1]: 0 < x",
        "for x in [0, 1): x < 1 - 1e-17",
        "for x in (0, 1] where x >= 1/2: 1/2 < x",
        "for q in [-5, 5], r in [-5, 5] where q >= r: r < q",
        "for x in [0, inf): x < 1e300",
        "for x in (-inf, inf): exp(x) > 1e-300",
        "for x in (0, 1): 1/x < 1e300",
    ] {
        let judgement = judged(text).expect("a claim");
        assert!(!judgement.verdict.is_established(), "{text}");
    }
}
