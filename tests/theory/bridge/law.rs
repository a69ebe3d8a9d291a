//! Laws of the log-likelihood ratio: against 30-digit values, against each other, and as laws of mathematics.

use crate::support::reference::is_printed_as;
use forgetting::flow::TIME_ACCURACY;
use forgetting::law::{
    Chernoff, DiscreteLaw, EQUILIBRIUM_ACCURACY, EXPECTATION_ACCURACY, EmpiricalLaw, Family,
    GaussianLaw, Law, LocationScale, MarkovChain, MarkovChains, OaplReward, Side, UnequalGaussian,
    adaptive_penalty, critical_anchor, discrete, extinction, hybrid_weight, location_scale, mellin,
    oapl_critical_temperature, penalty_to_keep, ttt_weight,
};
use forgetting::minimize::{LOGIT_ACCURACY, hybrid_logit, ttt_old_weight};
use forgetting::model::{Separation, Weight};
use forgetting::objective::EntropicUtility;
use forgetting::overlap::{DIFFERENCE_ACCURACY, Overlap, boundary_slope, distinguishability};
use nalgebra::{Complex, DMatrix, DVector, dmatrix, dvector};
use proptest::prelude::*;
use serde_json::Value;

/// 4,096 independent draws of a probability leave a standard error of at most 1/(2 sqrt 4096); as many lattice points, half of it.
const COARSE: f64 = 0.25 / 64.0;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("a separation")
}

fn line(mean: f64, variance: f64) -> UnequalGaussian {
    UnequalGaussian::new(
        dvector![0.0],
        dmatrix![1.0],
        dvector![mean],
        dmatrix![variance],
    )
    .expect("positive variances")
}

/// Every functional by its name in the reference file.
fn functional(law: &dyn Law, name: &str, beta: Weight, alpha: Weight) -> f64 {
    match name {
        "misassignment_old" => law.misassignment_old(beta),
        "misassignment_new" => law.misassignment_new(beta),
        "distinguishability" => law.distinguishability(beta),
        "bhattacharyya" => law.bhattacharyya(),
        "total_variation" => law.total_variation(),
        "divergence_old" => law.divergence_old(),
        "divergence_new" => law.divergence_new(),
        "kl_sft" => law.mixture_divergence(Weight::NEW_MODE_ONLY, beta),
        "kl_reverse" => law.mixture_divergence(beta, alpha),
        "boundary_slope" => law.boundary_slope(alpha),
        other => panic!("no functional {other}"),
    }
}

fn reference() -> Value {
    let text = include_str!("../../data/law_reference.json");
    serde_json::from_str(text).expect("JSON")
}

/// The names and values of one case.
fn values(case: &Value) -> Vec<(String, f64)> {
    let entries = case["values"].as_object().expect("an object");
    entries
        .iter()
        .map(|(name, text)| {
            let number = text.as_str().and_then(|t| t.parse().ok());
            (name.clone(), number.expect("a number"))
        })
        .collect()
}

fn pair(value: &Value) -> (f64, f64) {
    let at = |k: usize| value[k].as_f64().expect("a number");
    (at(0), at(1))
}

#[test]
fn one_dimensional_families_match_thirty_digits() {
    let document = reference();
    let (beta, alpha) = (weight(0.3), weight(0.4));
    for case in document["line"].as_array().expect("cases") {
        let family = match case["family"].as_str().expect("a name") {
            "laplace" => Family::Laplace,
            "student-t-3" => Family::StudentT(3.0),
            "logistic" => Family::Logistic,
            _ => Family::Normal,
        };
        let law = LocationScale::new(family, pair(&case["old"]), pair(&case["new"]))
            .expect("a valid family");
        for (name, exact) in values(case) {
            let computed = functional(&law, &name, beta, alpha);
            // Differences of expectations err by what their parts do.
            let scale = exact.abs().max(if name.starts_with("boundary") {
                1.0
            } else {
                0.0
            });
            let error = (computed - exact).abs() / scale;
            assert!(
                error <= location_scale::ACCURACY,
                "{case} {name}: {computed:e} against {exact:e}"
            );
        }
    }
}

#[test]
fn unequal_variances_match_thirty_digits() {
    let document = reference();
    let (beta, alpha) = (weight(0.3), weight(0.4));
    let check = |law: &UnequalGaussian, case: &Value| {
        for (name, exact) in values(case) {
            let computed = functional(law, &name, beta, alpha);
            let (accuracy, scale) = match name.as_str() {
                "total_variation" => (law.total_variation_with_error().error, 1.0),
                "kl_sft" | "kl_reverse" | "boundary_slope" => {
                    let parts = law.divergence_old() + law.divergence_new() + 1.0;
                    (10.0 * mellin::ACCURACY, parts)
                }
                _ => (mellin::ACCURACY, exact.abs()),
            };
            assert!(
                (computed - exact).abs() <= accuracy * scale,
                "{case} {name}: {computed:e} against {exact:e}"
            );
        }
    };
    for case in document["line"].as_array().expect("cases") {
        if case["family"] == "normal" {
            let ((a, s), (b, t)) = (pair(&case["old"]), pair(&case["new"]));
            check(&line((b - a) / s, (t / s) * (t / s)), case);
        }
    }
    let plane = &document["plane"];
    let ((m0, m1), (v0, v1)) = (pair(&plane["mean"]), pair(&plane["variance"]));
    let law = UnequalGaussian::new(
        dvector![0.0, 0.0],
        DMatrix::identity(2, 2),
        dvector![m0, m1],
        dmatrix![v0, 0.0; 0.0, v1],
    );
    check(&law.expect("positive definite"), plane);
}

/// The Mellin-Barnes route on equal covariances against the kernel, far into the tails and in many dimensions.
#[test]
fn mellin_barnes_integrals_agree_with_the_kernel() {
    for delta in [1e-3, 0.1, 1.0, 3.0, 10.0, 30.0] {
        let (unequal, s) = (line(delta, 1.0), separation(delta));
        for beta in [1e-9, 0.01, 0.3, 0.5, 0.97] {
            let (w, overlap) = (weight(beta), Overlap::new(weight(beta), s));
            for (ours, exact) in [
                (unequal.misassignment_old(w), overlap.misassignment_old()),
                (unequal.misassignment_new(w), overlap.misassignment_new()),
            ] {
                let error = (ours / exact - 1.0).abs();
                // log M is rounded at its own size, at most delta^2/8.
                let contract = 2.0 * mellin::ACCURACY + delta * delta * f64::EPSILON;
                assert!(error <= contract, "{delta} {beta}: {ours:e} {exact:e}");
            }
            let d = (unequal.distinguishability(w), distinguishability(w, s));
            let contract = DIFFERENCE_ACCURACY
                * -(-delta * delta / 8.0).exp_m1()
                * beta.min(1.0 - beta).powf(-0.06);
            assert!((d.0 - d.1).abs() <= contract, "D {delta} {beta}: {d:?}");
        }
    }
    for dimension in [1, 2, 17, 300] {
        let mean = DVector::from_fn(dimension, |k, _| 0.3 / (1.0 + k as f64));
        let law = UnequalGaussian::new(
            DVector::zeros(dimension),
            DMatrix::identity(dimension, dimension),
            mean.clone(),
            DMatrix::identity(dimension, dimension),
        )
        .expect("identities");
        let exact = boundary_slope(weight(0.2), separation(mean.norm()));
        let error = (law.boundary_slope(weight(0.2)) - exact).abs();
        assert!(error <= DIFFERENCE_ACCURACY, "{dimension}: {error:e}");
    }
}

#[test]
fn the_gaussian_law_gives_the_kernels_bits() {
    for delta in [1e-8, 0.3, 2.0, 17.0, 1e9] {
        let (law, s) = (GaussianLaw::new(separation(delta)), separation(delta));
        for beta in [1e-300, 0.2, 0.5, 1.0 - 1e-9] {
            let w = weight(beta);
            let overlap = Overlap::new(w, s);
            assert_eq!(
                law.misassignment_old(w).to_bits(),
                overlap.misassignment_old().to_bits()
            );
            assert_eq!(
                law.misassignment_new(w).to_bits(),
                overlap.misassignment_new().to_bits()
            );
            assert_eq!(
                law.distinguishability(w).to_bits(),
                distinguishability(w, s).to_bits()
            );
            assert_eq!(
                law.boundary_slope(w).to_bits(),
                boundary_slope(w, s).to_bits()
            );
        }
        assert_eq!(law.bhattacharyya().to_bits(), s.bhattacharyya().to_bits());
    }
}

/// The trait's own definitions, which every law without a shortcut uses, against the kernel's.
#[test]
fn provided_functionals_agree_with_the_kernel() {
    struct Plain(GaussianLaw);
    impl Law for Plain {
        fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> forgetting::law::Estimate {
            self.0.expect(side, f)
        }
    }
    for delta in [0.2, 1.0, 3.0, 8.0] {
        let fast = GaussianLaw::new(separation(delta));
        let plain = Plain(fast);
        for beta in [0.01, 0.4, 0.9] {
            let (b, a) = (weight(beta), weight(0.25));
            for name in [
                "misassignment_old",
                "misassignment_new",
                "distinguishability",
                "bhattacharyya",
                "total_variation",
                "divergence_old",
                "divergence_new",
            ] {
                let (x, y) = (
                    functional(&plain, name, b, a),
                    functional(&fast, name, b, a),
                );
                // E_{p_o}[l] is a difference of parts of size delta E|Z| against delta^2/2.
                let parts = if name.starts_with("divergence") {
                    1.0 + 2.0 / delta
                } else {
                    1.0
                };
                let error = EXPECTATION_ACCURACY * parts + DIFFERENCE_ACCURACY;
                assert!(
                    (x / y - 1.0).abs() < error,
                    "{name} {delta} {beta}: {x:e} {y:e}"
                );
            }
            let slope = (plain.boundary_slope(b), fast.boundary_slope(b));
            let error = EXPECTATION_ACCURACY + DIFFERENCE_ACCURACY;
            assert!((slope.0 - slope.1).abs() < error * (1.0 + delta * delta));
            let low = weight(beta / 10.0);
            let times =
                [&plain as &dyn Law, &fast].map(|law| law.collapse_time(b, low).expect("a time"));
            assert!(
                (times[0] / times[1] - 1.0).abs() < 2.0 * TIME_ACCURACY,
                "{times:?}"
            );
        }
        let chi = (plain.chi_squared(), fast.chi_squared());
        // The panels end 9.5 deviations beyond the peak, and e^l is known to the rounding of l, at most delta^2 + 9.5 delta.
        let rounding = f64::EPSILON * (delta * delta + 9.5 * delta);
        let error = EXPECTATION_ACCURACY * (1.0 + 2.0 / chi.1) + rounding;
        assert!((chi.0 / chi.1 - 1.0).abs() < error, "{chi:?}");
    }
}

#[test]
fn lattice_points_agree_with_integrals_to_their_stated_error() {
    let law = UnequalGaussian::new(
        DVector::zeros(5),
        DMatrix::identity(5, 5),
        DVector::from_element(5, 0.4),
        DMatrix::from_diagonal(&dvector![0.5, 0.8, 1.0, 1.7, 3.0]),
    )
    .expect("positive definite");
    let (phi, w) = (weight(0.3).logit(), weight(0.3));
    let sampled = law.expect(Side::Old, &|l: f64| forgetting::kernel::sigmoid(-(l + phi)));
    assert!(sampled.error < COARSE && sampled.error > 0.0);
    assert!((sampled.value - law.misassignment_old(w)).abs() < 1.5 * sampled.error);
    let tv = law.expect(Side::Old, &|l: f64| (-core_math::expm1(-l)).max(0.0));
    assert!(
        (tv.value - law.total_variation()).abs() < 1.5 * tv.error,
        "{tv:?}"
    );
}

fn chain(keep: f64, start: f64) -> MarkovChain {
    MarkovChain::new(
        dvector![start, 1.0 - start],
        dmatrix![keep, 1.0 - keep; 0.3, 0.7],
    )
    .expect("a chain")
}

/// Transfer matrices and complex integrals against the list of all 4,096 sequences.
#[test]
fn markov_chains_agree_with_the_list_of_all_sequences() {
    let law = MarkovChains::new(chain(0.9, 0.5), chain(0.4, 0.2), 12).expect("two chains");
    struct Listed<'a>(&'a MarkovChains);
    impl Law for Listed<'_> {
        fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> forgetting::law::Estimate {
            self.0.expect(side, f)
        }
    }
    let listed = Listed(&law);
    let (beta, alpha) = (weight(0.3), weight(0.6));
    for name in [
        "misassignment_old",
        "misassignment_new",
        "distinguishability",
        "bhattacharyya",
        "divergence_old",
        "divergence_new",
        "kl_sft",
        "kl_reverse",
        "boundary_slope",
    ] {
        let (fast, exact) = (
            functional(&law, name, beta, alpha),
            functional(&listed, name, beta, alpha),
        );
        let scale = exact.abs().max(1.0);
        assert!(
            (fast - exact).abs() <= 4.0 * mellin::ACCURACY * scale,
            "{name}: {fast} {exact}"
        );
    }
    let chi = (law.chi_squared(), listed.chi_squared());
    assert!((chi.0 / chi.1 - 1.0).abs() < 4.0 * mellin::ACCURACY);
}

#[test]
fn chains_that_cannot_make_each_others_letters_have_infinite_divergence() {
    let never =
        MarkovChain::new(dvector![1.0, 0.0], dmatrix![1.0, 0.0; 0.5, 0.5]).expect("a chain");
    let law = MarkovChains::new(chain(0.9, 0.5), never.clone(), 40).expect("two chains");
    assert_eq!(law.divergence_old(), f64::INFINITY);
    assert!(law.divergence_new().is_finite());
    let eps = law.misassignment_old(weight(0.5));
    assert!(eps > 0.0 && eps < 0.02, "{eps}");
    let other =
        MarkovChain::new(dvector![0.0, 1.0], dmatrix![1.0, 0.0; 0.0, 1.0]).expect("a chain");
    let disjoint = MarkovChains::new(never, other, 3).expect("two chains");
    assert_eq!(disjoint.misassignment_old(weight(0.5)), 0.0);
    assert_eq!(disjoint.bhattacharyya(), 0.0);
}

#[test]
fn disjoint_letters_leave_nothing_undefined() {
    let law = DiscreteLaw::new(&[1.0, 0.0], &[0.0, 1.0]).expect("two laws");
    let half = weight(0.5);
    assert_eq!(
        (law.misassignment_old(half), law.total_variation()),
        (0.0, 1.0)
    );
    assert_eq!(
        (law.bhattacharyya(), law.distinguishability(half)),
        (0.0, 1.0)
    );
    assert_eq!(law.chi_squared(), f64::INFINITY);
    let kl = law.mixture_divergence(weight(0.2), half);
    let exact = 0.2 * 0.4f64.ln() + 0.8 * 1.6f64.ln();
    assert!((kl - exact).abs() < discrete::ACCURACY, "{kl} {exact}");
    assert_eq!(
        law.mixture_divergence(half, Weight::NEW_MODE_ONLY),
        f64::INFINITY
    );
}

#[test]
fn wrong_laws_are_refused_by_name() {
    let said =
        |result: Result<DiscreteLaw, forgetting::Error>| result.expect_err("refused").to_string();
    assert_eq!(
        said(DiscreteLaw::new(&[0.5, 0.4], &[0.5, 0.5])),
        "old must add up to 1, got 0.9"
    );
    assert_eq!(
        said(DiscreteLaw::new(&[1.5, -0.5], &[0.5, 0.5])),
        "old must have entries >= 0, got -0.5"
    );
    assert!(LocationScale::new(Family::Laplace, (0.0, 1.0), (0.0, -1.0)).is_err());
    assert!(LocationScale::new(Family::StudentT(0.0), (0.0, 1.0), (0.0, 1.0)).is_err());
    assert!(MarkovChain::new(dvector![0.5, 0.5], dmatrix![1.0, 0.0; 0.5, 0.4]).is_err());
    assert!(EmpiricalLaw::from_ratios(&[], &[1.0]).is_err());
    assert!(EmpiricalLaw::from_ratios(&[f64::NAN], &[1.0]).is_err());
}

/// theory.md, F5 and E4.
#[test]
fn critical_temperatures_and_penalties_match_the_theory() {
    for (beta, delta, gap, expected) in [
        (0.7, 3.0, 1.0, "0.07011"),
        (0.5, 1.0, 1.0, "0.560"),
        (0.5, 0.5, 1.0, "1.431"),
    ] {
        let law = GaussianLaw::new(separation(delta));
        let tau =
            oapl_critical_temperature(&law, weight(beta), gap, OaplReward::Hard).expect("a root");
        assert!(is_printed_as(tau, expected), "{beta} {delta}: {tau}");
    }
    let law = GaussianLaw::new(separation(5.0));
    let half = weight(0.5);
    // lambda = 0.1 keeps sigma(-10) or less: its own weight costs exactly 0.1 again.
    let utility = EntropicUtility::new(2.0, 0.7).expect("a utility");
    let wanted = weight(0.1);
    let lambda = penalty_to_keep(&law, utility, half, wanted).expect("a penalty");
    let kept = ttt_weight(&law, utility, lambda / utility.eta(), half).expect("a weight");
    assert!(
        (kept.old() / wanted.old() - 1.0).abs() < EQUILIBRIUM_ACCURACY,
        "{kept:?}"
    );
    let adaptive = adaptive_penalty(&law, half, weight(0.499)).expect("a penalty");
    assert!(adaptive > 10.0 * lambda);
}

#[test]
fn equilibria_on_the_gaussian_law_are_those_of_the_minimisers() {
    for delta in [0.5, 2.0, 5.0] {
        let law = GaussianLaw::new(separation(delta));
        for s in [0.01, 0.3, 0.9] {
            let here = hybrid_weight(&law, s, weight(0.5))
                .expect("a weight")
                .logit();
            let there = hybrid_logit(s, weight(0.5), separation(delta)).expect("a logit");
            assert!(
                (here - there).abs()
                    < (EQUILIBRIUM_ACCURACY + LOGIT_ACCURACY) * (1.0 + there.abs()),
                "{delta} {s}: {here} {there}"
            );
        }
        let utility = EntropicUtility::new(1.0, 1.0).expect("a utility");
        let tau = critical_anchor(&law, utility, weight(0.5)).expect("an anchor");
        let below = ttt_weight(&law, utility, 0.999 * tau, weight(0.5)).expect("a weight");
        assert_eq!(below.old(), 0.0);
    }
}

/// Between separated modes K is like delta^2/2, of which the force that matters is a vanishing part.
#[test]
fn ttt_discover_on_the_gaussian_law_keeps_what_the_minimiser_does_at_any_separation() {
    let utility = EntropicUtility::new(1.0, 1.0).expect("a utility");
    for delta in [1e-3, 0.5, 3.0, 40.0, 1e3, 1e6, 1e9] {
        let law = GaussianLaw::new(separation(delta));
        for reference in [1e-6, 0.5, 1.0 - 1e-9].map(weight) {
            let critical = critical_anchor(&law, utility, reference).expect("an anchor");
            for tau in [1.5 * critical, 10.0 * critical, 0.2, 2.0] {
                let there = ttt_old_weight(utility, tau, reference, separation(delta));
                let there = there.expect("a weight").logit();
                match ttt_weight(&law, utility, tau, reference) {
                    Ok(here) => {
                        let far = (here.logit() - there).abs();
                        let room = EQUILIBRIUM_ACCURACY * (1.0 + there.abs());
                        assert!(
                            here.logit() == there || far <= room,
                            "{delta} {reference:?} {tau}: {here:?} instead of {there}"
                        );
                    }
                    // Positive, and below the doubles.
                    Err(error) => assert!(there < -690.0, "{delta} {reference:?} {tau}: {error}"),
                }
            }
        }
    }
}

/// C12 by simulation: the mean of beta(1-beta) after one EM step on N own samples.
#[test]
fn diversity_falls_by_the_factor_of_c12() {
    use rand::{RngExt, SeedableRng};
    let (p_o, p_n) = ([0.6, 0.3, 0.1], [0.1, 0.2, 0.7]);
    let law = DiscreteLaw::new(&p_o, &p_n).expect("two laws");
    let (beta, batch, runs) = (0.3, 8, 40_000);
    let factor = extinction(&law, weight(beta), batch)
        .expect("a batch")
        .diversity_factor;
    let mut random = rand_pcg::Pcg64::seed_from_u64(3);
    let mut sum = [0.0f64; 2];
    for _ in 0..runs {
        let mut next = 0.0;
        for _ in 0..batch {
            let mut u: f64 = random.random();
            let mixture = |k: usize| beta * p_o[k] + (1.0 - beta) * p_n[k];
            let letter = (0..2)
                .find(|&k| {
                    u -= mixture(k);
                    u < 0.0
                })
                .unwrap_or(2);
            next += beta * p_o[letter] / mixture(letter) / batch as f64;
        }
        sum[0] += next * (1.0 - next);
        sum[1] += (next * (1.0 - next)).powi(2);
    }
    let (mean, square) = (sum[0] / f64::from(runs), sum[1] / f64::from(runs));
    let error = ((square - mean * mean) / f64::from(runs)).sqrt();
    let expected = beta * (1.0 - beta) * factor;
    assert!(
        (mean - expected).abs() < 5.0 * error,
        "{mean} {expected} {error}"
    );
}

/// A random pair of probability functions.
fn letters() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (2..9usize).prop_flat_map(|n| {
        let masses = || {
            prop::collection::vec(-12.0..0.0f64, n).prop_map(|logs| {
                let masses: Vec<f64> = logs.iter().map(|x| x.exp()).collect();
                let total: f64 = masses.iter().sum();
                masses.iter().map(|m| m / total).collect::<Vec<f64>>()
            })
        };
        (masses(), masses())
    })
}

fn logits() -> impl Strategy<Value = Weight> {
    (-20.0..20.0f64).prop_map(Weight::from_logit)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A2, A3, the tilt, D from both sides, C2, label swap: for any two laws.
    #[test]
    fn discrete_laws_obey_the_theory((p_o, p_n) in letters(), beta in logits()) {
        let law = DiscreteLaw::new(&p_o, &p_n).expect("two laws");
        let (eo, en) = (law.misassignment_old(beta), law.misassignment_new(beta));
        let tolerance = 10.0 * discrete::ACCURACY;
        prop_assert!((beta.old() * eo / (beta.new_mode() * en) - 1.0).abs() < tolerance);
        let bc = law.bhattacharyya();
        prop_assert!(eo <= 0.5 * (beta.new_mode() / beta.old()).sqrt() * bc * (1.0 + tolerance));
        let d = law.distinguishability(beta);
        prop_assert!((d - (1.0 - eo - en)).abs() < tolerance);
        let tv = law.total_variation();
        prop_assert!(4.0 * beta.variance() * tv * tv <= d * (1.0 + tolerance) && d <= 1.0 + tolerance);
        let tilt = law.expect(Side::Old, &|l| core_math::exp(-l));
        prop_assert!((tilt.value - 1.0).abs() < tolerance);
        let swapped = DiscreteLaw::new(&p_n, &p_o).expect("two laws");
        prop_assert!((swapped.misassignment_old(beta.swapped()) / en - 1.0).abs() < tolerance);
        prop_assert!((swapped.distinguishability(beta.swapped()) - d).abs() < tolerance);
        let size = law.divergence_new() + law.expect(Side::New, &f64::abs).value;
        prop_assert!((swapped.divergence_old() - law.divergence_new()).abs() < tolerance * size);
        // C2 with G2's K against a difference quotient of the objective at 0.
        prop_assert!(law.boundary_slope(beta) >= -tolerance);
    }

    /// Merging letters can only lose separation.
    #[test]
    fn merged_letters_are_harder_to_tell_apart((p_o, p_n) in letters(), beta in logits()) {
        let law = DiscreteLaw::new(&p_o, &p_n).expect("two laws");
        let merge = |p: &[f64]| {
            let mut merged = p[1..].to_vec();
            merged[0] += p[0];
            merged
        };
        let coarse = DiscreteLaw::new(&merge(&p_o), &merge(&p_n)).expect("two laws");
        let slack = 1.0 + 10.0 * discrete::ACCURACY;
        prop_assert!(coarse.distinguishability(beta) <= law.distinguishability(beta) * slack + discrete::ACCURACY);
        prop_assert!(coarse.bhattacharyya() * slack >= law.bhattacharyya());
        prop_assert!(coarse.mixture_divergence(beta, weight(0.5)) <= law.mixture_divergence(beta, weight(0.5)) * slack + discrete::ACCURACY);
    }

    /// The law does not see an invertible affine map of the samples.
    #[test]
    fn unequal_gaussians_are_affine_invariant(
        entries in prop::collection::vec(-1.0..1.0f64, 9 * 3),
        means in prop::collection::vec(-2.0..2.0f64, 6),
        beta in logits(),
    ) {
        let matrix = |k: usize| DMatrix::from_column_slice(3, 3, &entries[9 * k..9 * k + 9]);
        let positive = |a: DMatrix<f64>| &a * a.transpose() + DMatrix::identity(3, 3) * 0.3;
        let (s_o, s_n) = (positive(matrix(0)), positive(matrix(1)));
        let map = matrix(2) + DMatrix::identity(3, 3) * 2.5;
        let (m_o, m_n) = (DVector::from_column_slice(&means[..3]), DVector::from_column_slice(&means[3..]));
        let symmetric = |m: DMatrix<f64>| (&m + m.transpose()) * 0.5;
        let law = UnequalGaussian::new(m_o.clone(), s_o.clone(), m_n.clone(), s_n.clone()).expect("valid");
        let mapped = UnequalGaussian::new(
            &map * &m_o, symmetric(&map * &s_o * map.transpose()),
            &map * &m_n, symmetric(&map * &s_n * map.transpose()),
        ).expect("valid");
        // log M is known to rounding times the conditioning of the map and of the covariances, at most about 10^4 in all.
        let conditioned = 2.0 * mellin::ACCURACY + 1e4 * 8.0 * f64::EPSILON;
        let (ours, theirs) = (law.misassignment_old(beta), mapped.misassignment_old(beta));
        prop_assert!((ours / theirs - 1.0).abs() < conditioned, "{ours} {theirs}");
        let parts = law.divergence_old() + law.divergence_new() + 1.0;
        prop_assert!((law.boundary_slope(beta) - mapped.boundary_slope(beta)).abs() < conditioned * parts);
        let swapped = UnequalGaussian::new(m_n, s_n, m_o, s_o).expect("valid");
        prop_assert!((ours / swapped.misassignment_new(beta.swapped()) - 1.0).abs() < conditioned);
    }

    /// |M(s)| <= M(Re s) <= 1 on the strip: what the error bound of the integrals rests on.
    #[test]
    fn chernoff_functions_stay_below_their_value_on_the_axis(x in 0.0..1.0f64, y in -30.0..30.0f64, m in -5.0..5.0f64, v in 0.05..20.0f64) {
        let law = line(m, v);
        let real = law.log_chernoff(Complex::new(x, 0.0)).re;
        // Logs of determinants and quadratic forms, rounded at their own sizes.
        let rounding = 8.0 * f64::EPSILON * (1.0 + y.abs() + m * m);
        prop_assert!(law.log_chernoff(Complex::new(x, y)).re <= real + rounding);
        prop_assert!(real <= rounding);
    }

    /// Monotone in the separation: farther modes are told apart better.
    #[test]
    fn separation_only_helps(delta in 0.05..12.0f64, more in 0.01..3.0f64, beta in logits()) {
        let (near, far) = (line(delta, 1.3), line(delta + more, 1.3));
        prop_assert!(far.bhattacharyya() <= near.bhattacharyya());
        prop_assert!(far.misassignment_old(beta) <= near.misassignment_old(beta) * (1.0 + 2.0 * mellin::ACCURACY));
    }
}
