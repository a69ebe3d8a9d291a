//! Every theory function of the language against its definition as an integral, and its refusals word for word.

use crate::support::definitions::Quadrature;
use crate::support::reference::CONTRACT;
use crate::support::scaled;
use forgetting::bounds;
use forgetting::claim::{Function, TheoryFunctions};
use forgetting::minimize::WEIGHT_ACCURACY;
use forgetting::model::OVERLAP_ACCURACY;
use forgetting::objective::{ANCHOR_ACCURACY, MASS_ACCURACY, VALUE_ACCURACY};
use forgetting::overlap::{DIFFERENCE_ACCURACY, FISHER_ACCURACY};
use forgetting::theory::{Theory, evaluate};
use proptest::prelude::*;

/// What the oracle states of itself, times the size of the terms it adds.
const ORACLE: f64 = crate::support::definitions::ACCURACY;
/// A few roundings of elementary functions.
const FEW: f64 = 5.0 * f64::EPSILON;
/// Accuracy of two digits fewer than the doubles have, in sums of rounded terms.
const SUMMED: f64 = bounds::ACCURACY;

/// A function, its contract (relative), and the size of the terms the oracle sums at a point: 0 where they are all positive, since
/// the sum itself is then their size.
struct Stated {
    function: Function,
    orders: std::ops::RangeInclusive<u32>,
    relative: f64,
    /// What the contract is relative to, if not the value: K_2 for K_3, K_4 and S_0, kappa_0 for the odd moments.
    reference: fn(Function, u32) -> Option<(Function, u32)>,
    terms: fn(u32, &[f64]) -> f64,
}

fn itself(_: Function, _: u32) -> Option<(Function, u32)> {
    None
}

fn zeroth_for_odd(function: Function, order: u32) -> Option<(Function, u32)> {
    (order == 1).then_some((function, 0))
}

fn positive(_: u32, _: &[f64]) -> f64 {
    0.0
}

/// The integrand a ln(a/b) changes sign: |ln| is at most delta^2 and the logits of the weights on the bulk.
fn divergence_terms(_: u32, a: &[f64]) -> f64 {
    let delta = a[a.len() - 1];
    let logits: f64 = a[..a.len() - 1].iter().map(|w| -(w * (1.0 - w)).ln()).sum();
    delta * delta + logits
}

/// (p_o - p_n)^2 with p_o - p_n formed by subtraction loses a factor 1/delta.
fn square_of_difference(scale: f64, delta: f64) -> f64 {
    scale * (1.0 / delta).max(1.0)
}

/// d/dbeta of the slope of reverse KL is the integral of (p_o - p_n)^2/q, at least 4 TV^2.
fn least_curvature(delta: f64) -> f64 {
    let tv = 2.0 * forgetting::kernel::normal_cdf(delta / 2.0) - 1.0;
    4.0 * tv * tv
}

/// One line a function: its own contract from the module documentation.
fn stated() -> Vec<Stated> {
    use Function as F;
    let entry = |function, relative, terms| Stated {
        function,
        orders: 0..=0,
        relative,
        reference: itself,
        terms,
    };
    vec![
        entry(F::SoftplusNormal, CONTRACT, positive),
        entry(F::LogisticNormal, CONTRACT, positive),
        Stated {
            orders: 0..=4,
            reference: |f, n| (n > 2).then_some((f, 2)),
            // The oracle's polynomials in sigma have coefficients adding to 2, 6 and 26 in size at orders 2, 3 and 4.
            terms: |n, _| [0.0, 0.0, 2.0, 6.0, 26.0][n as usize],
            ..entry(F::Kernel, CONTRACT, positive)
        },
        Stated {
            orders: 0..=2,
            reference: zeroth_for_odd,
            // E|Z| < 1 bounds the terms of the odd moment.
            terms: |j, _| if j == 1 { 1.0 } else { 0.0 },
            ..entry(F::SechMoment, CONTRACT, positive)
        },
        entry(F::Bc, OVERLAP_ACCURACY, positive),
        // Simpson with 4096 panels: delta h^4/180 times 3 phi(0) at most, relative to TV >= delta phi(delta/2) it is below 1e-13 for delta <= 4.
        entry(F::Tv, OVERLAP_ACCURACY, positive),
        // The oracle subtracts TV from 1: its error is absolute.
        entry(F::Overlap, OVERLAP_ACCURACY, |_, _| 1.0),
        entry(F::Chi2, OVERLAP_ACCURACY, |_, a| {
            square_of_difference((a[0] * a[0]).exp_m1(), a[0])
        }),
        entry(F::EpsOld, CONTRACT, positive),
        entry(F::EpsNew, CONTRACT, positive),
        entry(F::Distinguishability, DIFFERENCE_ACCURACY, |_, a| {
            square_of_difference(1.0, a[1])
        }),
        Stated {
            orders: 0..=2,
            reference: zeroth_for_odd,
            terms: |j, a| if j == 1 { 1.0 + a[1] } else { 0.0 },
            ..entry(F::OverlapMoment, CONTRACT, positive)
        },
        entry(F::KlSft, VALUE_ACCURACY, divergence_terms),
        entry(F::KlReverse, VALUE_ACCURACY, divergence_terms),
        entry(F::KlReplay, VALUE_ACCURACY, divergence_terms),
        entry(F::BoundarySlope, DIFFERENCE_ACCURACY, divergence_terms),
        // Entries up to 1 and delta^2/4; the eigenvalue moves by at most the norm of the matrix of errors.
        entry(F::FisherMinEigenvalue, 0.0, |_, a| {
            3.0 * (1.0 + a[1] * a[1] / 4.0)
        }),
        // A difference of beta (1-beta) and a term of size BC (3 + delta^2/2)/4, on both sides.
        entry(F::ConditioningBound, bounds::ACCURACY, |_, a| {
            1.0 + a[1] * a[1] / 8.0
        }),
        Stated {
            relative: ANCHOR_ACCURACY,
            // 1 - exp(-eta gap) cancels, and the oracle's K is a sum of signed terms.
            terms: |_, a| {
                let slope_terms = divergence_terms(0, &a[2..]);
                let force = -(-a[0] * a[1]).exp_m1() / a[0];
                let slope = 0.5 * a[3] * a[3] * a[2].min(1.0 - a[2]);
                force / slope * (slope_terms / slope + 1.0 / (a[0] * a[1]))
            },
            ..entry(F::TttCriticalAnchor, 0.0, positive)
        },
        // sigmoid(logit(beta) - gap/tau): the argument's rounding is relative to itself.
        entry(F::OaplMass, MASS_ACCURACY, |_, a| 1.0 + a[1] / a[2]),
        entry(F::Old, FEW, positive),
        entry(F::New, FEW, positive),
        entry(F::Mix, 2.0 * FEW, positive),
        entry(F::LogOld, FEW, |_, a| 1.0 + a[0] * a[0] + a[1] * a[1]),
        entry(F::LogNew, FEW, |_, a| 1.0 + a[0] * a[0] + a[1] * a[1]),
        entry(F::LogMix, FEW, |_, a| 1.0 + a[0] * a[0] + a[2] * a[2]),
        entry(F::RespOld, 2.0 * FEW, positive),
        entry(F::RespNew, 2.0 * FEW, positive),
        // Both solve for a balance of terms of size tau K and more, divided by its derivative at the solution, which D bounds.
        entry(F::TttOldWeight, WEIGHT_ACCURACY, |_, a| {
            let [eta, tau, gap, beta0, delta] = [a[0], a[1], a[2], a[3], a[4]];
            let pull = (eta * gap).exp_m1() / eta;
            let terms = tau * (divergence_terms(0, &[beta0, delta]) + 1.0) + pull;
            terms / (tau * least_curvature(delta))
        }),
        entry(F::SdftMass, MASS_ACCURACY, |_, a| 1.0 + a[0]),
        // trace/2 minus a root.
        entry(F::SdftRate, SUMMED, |_, a| a[0] + a[1] + a[2]),
        entry(F::HybridOldWeight, WEIGHT_ACCURACY, |_, a| {
            (divergence_terms(0, &a[1..]) + 1.0 / a[0]) / least_curvature(a[2])
        }),
    ]
}

/// Where the oracle is at home: |m|, s and delta of a few units, weights that leave both modes visible.
fn range(function: Function, parameter: &str) -> (f64, f64) {
    match parameter {
        // The hybrid's share of reverse KL.
        "s" if function == Function::HybridOldWeight => (0.05, 1.0),
        "m" | "lambda" | "x" => (-4.0, 4.0),
        "s" => (0.0, 4.0),
        "delta" => (0.1, 4.0),
        "beta" | "alpha" | "rho" | "beta0" => (0.02, 0.98),
        "eta" | "tau" => (0.1, 3.0),
        "gap" => (0.1, 3.0),
        "rate" | "anchor" | "mass0" | "demo" => (0.0, 1.0),
        "h" => (0.0, 3.0),
        "k" => (0.0, 12.0),
        other => panic!("give {other} a range"),
    }
}

#[test]
fn every_theory_function_is_listed_once() {
    let listed: Vec<Function> = stated().iter().map(|s| s.function).collect();
    let all: Vec<Function> = Function::ALL
        .iter()
        .copied()
        .filter(|f| f.is_theory())
        .collect();
    assert_eq!(listed, all);
    for s in stated() {
        let public = s.function.entry().index.map_or(0, |index| index.public_max);
        assert_eq!(*s.orders.end(), public, "{}", s.function);
    }
}

/// The point of a function's tested box at these shares of its sides.
fn point(function: Function, shares: [f64; 5]) -> Vec<f64> {
    let at = |(name, u): (&&str, f64)| {
        let (low, high) = range(function, name);
        low + u * (high - low)
    };
    let parameters = function.entry().parameters;
    parameters.iter().zip(shares).map(at).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(120), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_are_those_of_the_definitions(unit in prop::array::uniform5(0.0..1.0f64)) {
        for s in stated() {
            let entry = s.function.entry();
            let point = point(s.function, unit);
            for order in s.orders.clone() {
                let index = entry.index.map(|_| order);
                let ours = Theory.theory(s.function, index, &point).expect("inside the domain");
                let definition = Quadrature.theory(s.function, index, &point).expect("defined");
                let reference = match (s.reference)(s.function, order) {
                    Some((function, order)) => Theory.theory(function, Some(order), &point).expect("inside the domain"),
                    None => definition,
                };
                let absolute = if s.function == Function::FisherMinEigenvalue { FISHER_ACCURACY } else { 0.0 };
                let oracle = ORACLE * definition.abs().max((s.terms)(order, &point));
                let tolerance = s.relative * reference.abs() + absolute + oracle;
                prop_assert!((ours - definition).abs() <= tolerance, "{}({index:?}, {point:?}): {ours:e} {definition:e}, tolerance {tolerance:e}", s.function);
            }
        }
    }

    /// The language, the library trait and the text of a call give one number.
    #[test]
    fn text_evaluates_to_the_same_bits(unit in prop::array::uniform5(0.0..1.0f64)) {
        for s in stated() {
            let entry = s.function.entry();
            let point = point(s.function, unit);
            let index = entry.index.map(|_| *s.orders.end());
            let arguments: Vec<String> = index.iter().map(u32::to_string).chain(point.iter().map(f64::to_string)).collect();
            let text = format!("{}({})", s.function, arguments.join(", "));
            let direct = Theory.theory(s.function, index, &point).expect("inside the domain");
            prop_assert_eq!(evaluate(&text).expect("a value").to_bits(), direct.to_bits(), "{}", text);
        }
    }
}

#[test]
fn values_at_the_ends_of_the_domain_are_the_limits() {
    for (text, value) in [
        ("eps_old(0, 3)", 1.0),
        ("eps_old(1, 3)", 0.0),
        ("eps_new(0, 3)", 0.0),
        ("eps_new(1, 3)", 1.0),
        ("eps_old(0.25, 0)", 0.75),
        ("distinguishability(0, 3)", 0.0),
        ("distinguishability(0.5, 0)", 0.0),
        ("overlap_moment(0, 0.25, 0)", 0.1875),
        ("bc(0)", 1.0),
        ("tv(0)", 0.0),
        ("chi2(0)", 0.0),
        ("kl_sft(0, 2)", 0.0),
        ("kl_sft(1, 2)", 2.0),
        ("kl_reverse(0.3, 0.3, 2)", 0.0),
        ("kl_reverse(0.3, 0.6, 0)", 0.0),
        ("kl_replay(0.3, 0.3, 2)", 0.0),
        ("boundary_slope(0.5, 2)", 2.0),
        ("boundary_slope(1, 2)", 4.0),
        ("boundary_slope(0.3, 0)", 0.0),
        ("oapl_mass(0, 1, 1)", 0.0),
        ("oapl_mass(0.5, 0, 1)", 0.5),
        ("ttt_old_weight(1, 0, 1, 0.5, 2)", 0.0),
        ("ttt_old_weight(1, 1, 1, 0.5, 0)", 0.0),
        ("ttt_old_weight(1, 1, 1, 0, 2)", 0.0),
        ("sdft_mass(0, 1, 1, 0.3, 0.6)", 0.3),
        ("sdft_mass(3, 1, 1, 0.3, 0.6)", 0.6),
        ("sdft_mass(3, 1, 0, 0.3, 0.6)", 0.3),
        ("sdft_rate(0, 0, 0)", 0.0),
        ("sdft_rate(2, 1, 0)", 0.0),
        ("sdft_rate(2, 0, 3)", 2.0),
        ("hybrid_old_weight(0, 0.3, 2)", 0.0),
        ("hybrid_old_weight(1, 0.3, 2)", 0.3),
        ("sech_moment(0, 0, 0)", 1.0),
        ("softplus_normal(0, 0)", std::f64::consts::LN_2),
        ("logistic_normal(0, 5)", 0.5),
    ] {
        let found = evaluate(text).expect("a value");
        assert!(
            (found - value).abs() <= 4.0 * f64::EPSILON * value,
            "{text}: {found}"
        );
    }
}

#[test]
fn refusals_name_the_argument_its_value_and_what_is_allowed() {
    let weight = [
        "eps_old",
        "eps_new",
        "distinguishability",
        "kl_sft",
        "fisher_min_eigenvalue",
        "conditioning_bound",
    ];
    let mut expected: Vec<(String, String)> = Vec::new();
    let mut refuse = |call: &str, message: &str| {
        let function = call.split('(').next().expect("a name");
        expected.push((call.to_owned(), format!("{function}: {message}")));
    };
    for name in weight {
        refuse(
            &format!("{name}(1.2, 3)"),
            "beta must lie in [0, 1], got 1.2",
        );
        refuse(
            &format!("{name}(-0.1, 3)"),
            "beta must lie in [0, 1], got -0.1",
        );
        refuse(
            &format!("{name}(0.5, -3)"),
            "delta must be finite and >= 0, got -3",
        );
    }
    for name in ["bc", "tv", "chi2"] {
        refuse(
            &format!("{name}(-1e-9)"),
            "delta must be finite and >= 0, got -0.000000001",
        );
    }
    for call in [
        "softplus_normal(0, -1)",
        "logistic_normal(0, -1)",
        "kernel(2, 0, -1)",
    ] {
        refuse(call, "s must be >= 0, got -1");
    }
    refuse(
        "sech_moment(1, 0, -2)",
        "delta must be finite and >= 0, got -2",
    );
    refuse("overlap_moment(1, 3, 2)", "beta must lie in [0, 1], got 3");
    refuse(
        "overlap_moment(1, 0.3, -2)",
        "delta must be finite and >= 0, got -2",
    );
    refuse(
        "kl_reverse(1.5, 0.5, 2)",
        "beta must lie in [0, 1], got 1.5",
    );
    refuse("kl_reverse(0.5, 0, 2)", "alpha must lie in (0, 1), got 0");
    refuse("kl_reverse(0.5, 1, 2)", "alpha must lie in (0, 1), got 1");
    refuse(
        "kl_reverse(0.5, 0.5, -2)",
        "delta must be finite and >= 0, got -2",
    );
    refuse("kl_replay(1.5, 0.5, 2)", "beta must lie in [0, 1], got 1.5");
    refuse("kl_replay(0.5, 1.5, 2)", "rho must lie in [0, 1], got 1.5");
    refuse(
        "kl_replay(0.5, 0.5, -2)",
        "delta must be finite and >= 0, got -2",
    );
    refuse(
        "boundary_slope(1.5, 2)",
        "alpha must lie in [0, 1], got 1.5",
    );
    refuse(
        "boundary_slope(0.5, -2)",
        "delta must be finite and >= 0, got -2",
    );
    refuse(
        "ttt_critical_anchor(-1, 1, 0.5, 2)",
        "eta must be finite and >= 0, got -1",
    );
    refuse(
        "ttt_critical_anchor(1, 0, 0.5, 2)",
        "gap must be finite and > 0, got 0",
    );
    refuse(
        "ttt_critical_anchor(1, 1, 1.5, 2)",
        "beta0 must lie in [0, 1], got 1.5",
    );
    refuse(
        "ttt_critical_anchor(1, 1, 0.5, -2)",
        "delta must be finite and >= 0, got -2",
    );
    refuse("oapl_mass(1.5, 1, 1)", "beta must lie in [0, 1], got 1.5");
    refuse("oapl_mass(0.5, 1, 0)", "tau must be finite and > 0, got 0");
    for name in ["old", "new"] {
        refuse(
            &format!("{name}(0.3, -2)"),
            "delta must be finite and >= 0, got -2",
        );
    }
    for name in ["mix", "resp_old", "resp_new"] {
        refuse(
            &format!("{name}(0.3, 1.5, 2)"),
            "beta must lie in [0, 1], got 1.5",
        );
        refuse(
            &format!("{name}(0.3, 0.5, -2)"),
            "delta must be finite and >= 0, got -2",
        );
    }
    for (call, message) in [
        (
            "ttt_old_weight(-1, 1, 1, 0.5, 2)",
            "eta must be finite and >= 0, got -1",
        ),
        (
            "ttt_old_weight(1, -1, 1, 0.5, 2)",
            "tau must be finite and >= 0, got -1",
        ),
        (
            "ttt_old_weight(1, 1, -1, 0.5, 2)",
            "gap must be finite and >= 0, got -1",
        ),
        (
            "ttt_old_weight(1, 1, 1, 1.5, 2)",
            "beta0 must lie in [0, 1], got 1.5",
        ),
        (
            "ttt_old_weight(1, 1, 1, 0.5, -2)",
            "delta must be finite and >= 0, got -2",
        ),
        (
            "ttt_old_weight(1, 0, 0, 0.5, 2)",
            "gap must be > 0 where tau = 0 or delta = 0 (every weight is optimal), got 0",
        ),
        (
            "ttt_old_weight(1, 1, 0, 0.5, 0)",
            "gap must be > 0 where tau = 0 or delta = 0 (every weight is optimal), got 0",
        ),
        (
            "sdft_mass(-1, 0.5, 0.5, 0.5, 0.5)",
            "k must be finite and >= 0, got -1",
        ),
        (
            "sdft_mass(1, 1.5, 0.5, 0.5, 0.5)",
            "rate must lie in [0, 1], got 1.5",
        ),
        (
            "sdft_mass(1, 0.5, -0.5, 0.5, 0.5)",
            "anchor must lie in [0, 1], got -0.5",
        ),
        (
            "sdft_mass(1, 0.5, 0.5, 2, 0.5)",
            "mass0 must lie in [0, 1], got 2",
        ),
        (
            "sdft_mass(1, 0.5, 0.5, 0.5, 2)",
            "demo must lie in [0, 1], got 2",
        ),
        ("sdft_rate(-1, 1, 1)", "h must be finite and >= 0, got -1"),
        (
            "sdft_rate(1, -1, 1)",
            "rate must be finite and >= 0, got -1",
        ),
        (
            "sdft_rate(1, 1, -1)",
            "anchor must be finite and >= 0, got -1",
        ),
        (
            "hybrid_old_weight(1.5, 0.5, 2)",
            "s must lie in [0, 1], got 1.5",
        ),
        (
            "hybrid_old_weight(0.5, 0, 2)",
            "alpha must lie in (0, 1), got 0",
        ),
        ("hybrid_old_weight(0.5, 0.5, 0)", "delta must be > 0, got 0"),
        ("overlap(-1)", "delta must be finite and >= 0, got -1"),
        ("log_old(0, -1)", "delta must be finite and >= 0, got -1"),
        ("log_new(0, -1)", "delta must be finite and >= 0, got -1"),
        ("log_mix(0, 1.5, 1)", "beta must lie in [0, 1], got 1.5"),
    ] {
        refuse(call, message);
    }
    // Infinite values are no numbers.
    for (call, message) in [
        (
            "chi2(27)",
            "overflow: chi2(27.0) exceeds the largest finite number",
        ),
        (
            "ttt_critical_anchor(1, 1, 0.5, 0)",
            "overflow: ttt_critical_anchor(1.0, 1.0, 0.5, 0.0) exceeds the largest finite number",
        ),
    ] {
        expected.push((call.to_owned(), message.to_owned()));
    }
    for (call, message) in &expected {
        assert_eq!(
            evaluate(call).expect_err(call).to_string(),
            *message,
            "{call}"
        );
    }
    // Every theory function refuses something here.
    for function in Function::ALL.iter().filter(|f| f.is_theory()) {
        assert!(
            expected
                .iter()
                .any(|(call, _)| call.starts_with(&format!("{function}("))),
            "{function}"
        );
    }
}

#[test]
fn orders_and_arity_are_checked_where_they_stand() {
    for (call, first_line) in [
        (
            "kernel(5, 0, 1)",
            "`kernel(n, m, s)`: n must be a literal integer from 0 to 4, got 5",
        ),
        (
            "sech_moment(3, 0, 1)",
            "`sech_moment(j, lambda, delta)`: j must be a literal integer from 0 to 2, got 3",
        ),
        (
            "overlap_moment(1/2, 0.5, 1)",
            "`overlap_moment(j, beta, delta)`: j must be a literal integer from 0 to 2, got 1/2",
        ),
        (
            "eps_old(0.5)",
            "`eps_old(beta, delta)` takes 2 arguments, got 1",
        ),
        (
            "eps_od(0.5, 1)",
            "unknown function `eps_od`: did you mean `eps_old`?",
        ),
    ] {
        let message = evaluate(call).expect_err(call).to_string();
        assert_eq!(message.lines().next(), Some(first_line));
        assert!(
            message.contains(" --> line 1, column ") && message.ends_with('^'),
            "{message}"
        );
    }
}
