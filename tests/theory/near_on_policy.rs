//! The near-on-policy methods: references, two routes, certified dichotomies and bounds on samples.

use crate::support::reference::is_printed_as;
use crate::support::scaled;
use forgetting::claim::{Function, TheoryFunctions, parse_claim};
use forgetting::interval::Interval;
use forgetting::judge::{IntervalAlgebra, Limits, Verdict, enclose, judge, recheck};
use forgetting::kernel::UNDERFLOW;
use forgetting::minimize::{
    Boundary, Free, LOGIT_ACCURACY, PARAMETER_ACCURACY, WEIGHT_ACCURACY, certified, hybrid_logit,
    hybrid_share, minimise, oapl_minimiser, ttt_old_weight,
};
use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::{
    ANCHOR_ACCURACY, DRIFT_ACCURACY, Divergence, EntropicUtility, FORM_ACCURACY, GRADIENT_ACCURACY,
    Hybrid, MASS_ACCURACY, Oapl, OaplLine, Objective, Reward, SLOPE_ACCURACY, Sdft, Skewed,
    SoftReward, Teacher, TttDiscover, VALUE_ACCURACY, critical_anchor, exact_tilt,
    retention_envelope, sdft_rates, tilt_drift, tilted_mass, utility_drift,
};
use forgetting::overlap::FISHER_ACCURACY;
use forgetting::theory::{Theory, evaluate};
use nalgebra::{DVector, dvector};
use rand::{Rng, RngExt, SeedableRng};
use rayon::prelude::*;
use serde_json::Value;

/// Digits of the reference file that are compared, and the rounding of its last printed one.
const TWELVE_DIGITS: f64 = 1e-12;
const PRINTED: f64 = 1e-17;
/// Of Simpson's rule as used here, relative to the size of the integrand: 12,000 steps of at most 1/370 of a unit.
const SIMPSON: f64 = 1e-11;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("a separation")
}

fn reference() -> Value {
    serde_json::from_str(include_str!("../data/methods.json")).expect("JSON")
}

/// The number of a decimal string.
fn number(row: &Value, key: &str) -> f64 {
    row[key]
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("{key} in {row}"))
}

fn assert_relative(found: f64, expected: f64, tolerance: f64, what: &Value) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs(),
        "{what}: {found:e} for {expected:e}"
    );
}

/// The reference's contract: twelve digits, each value also inside its enclosure widened by the reference's own rounding.
#[test]
fn reference_values_to_twelve_digits() {
    let data = reference();
    let check = |row: &Value, function: &str, keys: &[&str], value: &str| {
        let arguments: Vec<&str> = keys
            .iter()
            .map(|key| row[*key].as_str().expect("a string"))
            .collect();
        let call = format!("{function}({})", arguments.join(", "));
        let expected = number(row, value);
        assert_relative(evaluate(&call).expect(&call), expected, TWELVE_DIGITS, row);
        let enclosure = enclose(&call).expect(&call);
        let rounding = PRINTED * expected.max(0.05);
        assert!(
            enclosure.lo() - rounding <= expected && expected <= enclosure.hi() + rounding,
            "{call}: {expected} outside {enclosure:?}"
        );
    };
    let rows = |key: &str| data[key].as_array().expect("a list").clone();
    for row in rows("ttt") {
        let old = ["eta", "tau", "gap", "beta0", "delta"];
        check(&row, "ttt_old_weight", &old, "old_weight");
        let critical = ["eta", "gap", "beta0", "delta"];
        check(&row, "ttt_critical_anchor", &critical, "critical_anchor");
    }
    for row in rows("hybrid") {
        check(
            &row,
            "hybrid_old_weight",
            &["s", "alpha", "delta"],
            "old_weight",
        );
    }
    for row in rows("boundary_slope") {
        check(&row, "boundary_slope", &["alpha", "delta"], "value");
    }
    for row in rows("kl_reverse") {
        check(&row, "kl_reverse", &["beta", "alpha", "delta"], "value");
    }
}

#[test]
fn the_same_anchor_forgets_at_one_deviation_and_keeps_at_two_and_four() {
    let utility = EntropicUtility::new(1.0, 1.0).expect("valid");
    let kept = |delta: f64| {
        ttt_old_weight(utility, 0.5, weight(0.5), separation(delta))
            .expect("valid")
            .old()
    };
    assert_eq!(kept(1.0), 0.0);
    assert!(kept(2.0) > 0.05 && kept(4.0) > 0.17);
}

fn uniform(rng: &mut impl Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * rng.random::<f64>()
}

/// Log-uniform.
fn spread(rng: &mut impl Rng, low: f64, high: f64) -> f64 {
    uniform(rng, low.ln(), high.ln()).exp()
}

/// E1, by the certified judge: lost just below the critical anchor, kept just above it.
#[test]
fn e1_dichotomy_is_certified_at_a_millionth_from_the_critical_anchor() {
    let mut rng = rand_pcg::Pcg64::seed_from_u64(71);
    let certified = |claim: &str| {
        let judgement = judge(&parse_claim(claim).expect(claim), &Limits::default());
        assert!(
            judgement.verdict.is_established(),
            "{claim}: {}",
            judgement.reason
        );
        // What the range of the enclosure shows at once needs no boxes.
        match judgement.certificate {
            Some(certificate) => drop(recheck(&certificate.to_json()).expect("valid")),
            None => assert_eq!(judgement.verdict, Verdict::Proved, "{claim}"),
        }
    };
    for _ in 0..scaled(100) {
        let (eta, gap) = (spread(&mut rng, 0.01, 5.0), spread(&mut rng, 0.05, 5.0));
        let (beta0, delta) = (uniform(&mut rng, 0.05, 0.95), uniform(&mut rng, 0.3, 8.0));
        let anchor = format!("ttt_critical_anchor({eta}, {gap}, {beta0}, {delta})");
        let kept = |factor: &str| {
            format!("ttt_old_weight({eta}, {factor}*{anchor}, {gap}, {beta0}, {delta})")
        };
        certified(&format!("{} <= 0", kept("0.999999")));
        certified(&format!("0 < {}", kept("1.000001")));
    }
}

/// The critical anchor again, by bisection on the minimiser of the objective.
#[test]
fn the_critical_anchor_is_where_the_minimiser_reaches_zero() {
    let mut rng = rand_pcg::Pcg64::seed_from_u64(72);
    for _ in 0..scaled(25) {
        let (eta, gap) = (spread(&mut rng, 0.01, 5.0), spread(&mut rng, 0.05, 5.0));
        let (beta0, delta) = (uniform(&mut rng, 0.05, 0.95), uniform(&mut rng, 0.3, 8.0));
        let modes = TwoModes::on_the_line(separation(delta)).mixture(weight(beta0));
        let utility = EntropicUtility::new(eta, gap).expect("valid");
        let critical = critical_anchor(eta, gap, weight(beta0), separation(delta)).expect("valid");
        let lost = |tau: f64| {
            let objective = TttDiscover::mode_constant(utility, tau, &modes).expect("valid");
            minimise(&objective, &modes, Free::Weight)
                .is_ok_and(|found| found.boundary == Some(Boundary::OldWeightZero))
        };
        let (mut low, mut high) = (0.5 * critical, 2.0 * critical);
        assert!(lost(low) && !lost(high));
        for _ in 0..45 {
            let middle = 0.5 * (low + high);
            if lost(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        assert!(
            (low / critical - 1.0).abs() <= ANCHOR_ACCURACY + SLOPE_ACCURACY,
            "eta {eta}, gap {gap}, beta0 {beta0}, delta {delta}: {low} for {critical}"
        );
    }
}

/// The certified judge on stated boxes.
#[test]
fn bounds_certified_on_boxes() {
    for claim in [
        // D1: a return to the demonstrator, never past it.
        "for k in [0, 50], rate in [0.05, 0.9], anchor in [0.05, 0.9]: 1/2 <= sdft_mass(k, rate, anchor, 3/4, 1/2) <= 3/4",
        // D2, homogeneous of degree one: h = 1 stands for every h.
        "for rate in [0.2, 5], anchor in [0.1, 5]: \
         anchor/(1 + rate + anchor) <= sdft_rate(1, rate, anchor) <= 2*anchor/(1 + rate + anchor)",
        // E1 on both sides of the critical anchor 2 (1 - 1/e)/delta^2.
        "for delta in [0.1, 1], tau in [0, 1.2]: ttt_old_weight(1, tau, 1, 1/2, delta) <= 0",
        "for delta in [2, 6], tau in [0.4, 3]: 0 < ttt_old_weight(1, tau, 1, 1/2, delta)",
        // E2, upper side.
        "for delta in [1, 6], tau in [0.3, 4]: ttt_old_weight(1, tau, 1, 1/2, delta) <= sigmoid(-(1 - exp(-1))/tau)",
        // F2 for the hard reward, as odds: the lagged weight cancels.
        "for tilt in [0.05, 5], delta in [0.1, 8]: \
         exp(-tilt) <= (1 + expm1(tilt)*normal_cdf(-delta/2))/(1 + expm1(tilt)*normal_cdf(delta/2))",
        // G1.
        "for s in [0.01, 1], delta in [0.5, 6]: 0 < hybrid_old_weight(s, 1/2, delta) <= 1/2",
    ] {
        let judgement = judge(&parse_claim(claim).expect(claim), &Limits::default());
        assert!(
            judgement.verdict.is_established(),
            "{claim}: {}",
            judgement.reason
        );
    }
}

/// One setting of everything.
#[derive(Clone, Copy, Debug)]
struct Setting {
    eta: f64,
    tau: f64,
    gap: f64,
    beta0: f64,
    frozen: f64,
    beta: f64,
    delta: f64,
    rate: f64,
    anchor: f64,
    h: f64,
    s: f64,
    miss: f64,
}

fn settings(count: u32, seed: u64) -> Vec<Setting> {
    let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
    (0..count)
        .map(|_| Setting {
            eta: spread(&mut rng, 1e-6, 5.0),
            tau: spread(&mut rng, 0.05, 20.0),
            gap: spread(&mut rng, 1e-3, 5.0),
            beta0: uniform(&mut rng, 0.01, 0.99),
            frozen: uniform(&mut rng, 0.01, 0.99),
            beta: uniform(&mut rng, 0.01, 0.99),
            delta: spread(&mut rng, 0.05, 10.0),
            rate: rng.random(),
            anchor: uniform(&mut rng, 0.01, 1.0),
            h: spread(&mut rng, 1e-4, 10.0),
            s: spread(&mut rng, 1e-6, 1.0),
            miss: spread(&mut rng, 1e-6, 0.1),
        })
        .collect()
}

/// Every bound on 1e5 settings: `(larger - smaller)/larger`, at least minus what both sides' contracts allow. Prints the smallest.
#[test]
fn bounds_hold_on_a_hundred_thousand_settings() {
    type Bound = (&'static str, fn(&Setting) -> (f64, f64), f64);
    let bounds: [Bound; 9] = [
        ("D1 limit, teacher", d1_limit, 10.0 * MASS_ACCURACY),
        (
            "D2 slow rate, lower",
            |x| (x.h * x.anchor / (x.h + x.rate + x.anchor), slow(x)),
            FISHER_ACCURACY,
        ),
        (
            "D2 slow rate, upper",
            |x| (slow(x), 2.0 * x.h * x.anchor / (x.h + x.rate + x.anchor)),
            FISHER_ACCURACY,
        ),
        ("E2 upper side", e2_upper, WEIGHT_ACCURACY),
        ("E3 pull on the old mean", e3, DRIFT_ACCURACY),
        ("F2 hard reward", |x| f2(x, Reward::Hard), DRIFT_ACCURACY),
        (
            "F2 soft reward",
            |x| f2(x, Reward::Soft(weight(x.frozen))),
            DRIFT_ACCURACY,
        ),
        ("F4 drift of the tilt", f4, DRIFT_ACCURACY),
        (
            "G1 kept, at most alpha",
            |x| (hybrid(x), x.beta),
            LOGIT_ACCURACY,
        ),
    ];
    let all = settings(scaled(100_000), 73);
    for (name, sides, allowed) in bounds {
        let worst = all
            .par_iter()
            .map(|x| {
                let (smaller, larger) = sides(x);
                ((larger - smaller) / larger.abs().max(f64::MIN_POSITIVE), x)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .expect("some");
        println!(
            "{name}: smallest relative slack {:e} at {:?}",
            worst.0, worst.1
        );
        assert!(worst.0 >= -allowed, "{name}: {worst:?}");
    }
}

fn slow(x: &Setting) -> f64 {
    sdft_rates(x.h, x.rate, x.anchor).expect("valid")[0]
}

/// The recursion itself, long enough for its start to have decayed, with misses of size e and alternating runs of signs.
fn d1_limit(x: &Setting) -> (f64, f64) {
    let teacher = Teacher::new(x.rate.max(0.05), x.anchor).expect("valid");
    let rounds = (40.0 / (teacher.rate() * x.anchor)).min(2000.0) as usize;
    let flip = 1 + (x.beta0 * 40.0) as u64;
    let miss = |k: u64| {
        if (k / flip).is_multiple_of(2) {
            x.miss
        } else {
            -x.miss
        }
    };
    let demo = weight(0.5);
    let reached = teacher
        .rounds(weight(x.beta0), demo, miss)
        .nth(rounds)
        .expect("endless")
        .teacher;
    let left = (1.0 - teacher.rate() * x.anchor).powi(rounds as i32);
    // Masses near 1/2 are rounded, each round's by less of the next.
    let rounding = 8.0 * f64::EPSILON;
    let bound = teacher.error_limits(x.miss).0 + left + rounding;
    ((reached - 0.5).abs(), bound)
}

fn e2_upper(x: &Setting) -> (f64, f64) {
    let utility = EntropicUtility::new(x.eta, x.gap).expect("valid");
    let (reference, delta) = (weight(x.beta0), separation(x.delta));
    let kept = ttt_old_weight(utility, x.tau, reference, delta).expect("valid");
    let (_, upper) = retention_envelope(utility, x.tau, reference).expect("valid");
    (kept.old(), upper.old())
}

fn e3(x: &Setting) -> (f64, f64) {
    let utility = EntropicUtility::new(x.eta, x.gap).expect("valid");
    utility_drift(
        utility,
        weight(x.beta),
        weight(x.frozen),
        separation(x.delta),
    )
    .expect("valid")
}

fn f2(x: &Setting, reward: Reward) -> (f64, f64) {
    let (lag, tau) = (weight(x.beta), x.tau.max(0.5));
    let tilt = exact_tilt(reward, lag, separation(x.delta), x.gap, tau).expect("valid");
    (
        tilted_mass(lag, x.gap, tau).expect("valid").old(),
        tilt.old(),
    )
}

fn f4(x: &Setting) -> (f64, f64) {
    tilt_drift(weight(x.frozen), separation(x.delta), x.gap, x.tau.max(0.5)).expect("valid")
}

fn hybrid(x: &Setting) -> f64 {
    let logit = hybrid_logit(x.s, weight(x.beta), separation(x.delta)).expect("valid");
    assert!(logit > -700.0, "a positive weight: {x:?}");
    Weight::from_logit(logit).old()
}

/// F3: K refreshes are one tilt by K gaps, and E2's identity: the anchor spends exactly the pull.
#[test]
fn closed_forms_of_f3_and_e2_hold() {
    for x in settings(scaled(200), 74) {
        let mut mass = weight(x.beta);
        for _ in 0..7 {
            mass = tilted_mass(mass, x.gap, x.tau).expect("valid");
        }
        let at_once = tilted_mass(weight(x.beta), 7.0 * x.gap, x.tau).expect("valid");
        let size = 1.0 + 7.0 * x.gap / x.tau + weight(x.beta).logit().abs();
        // Eight differences of logits, each rounded twice.
        assert!((mass.logit() - at_once.logit()).abs() <= 16.0 * f64::EPSILON * size);
        let utility = EntropicUtility::new(x.eta, x.gap).expect("valid");
        let (reference, delta) = (weight(x.beta0), separation(x.delta));
        let kept = ttt_old_weight(utility, x.tau, reference, delta).expect("valid");
        if kept.logit() > -14.0 {
            // Two hundred panels of Simpson's rule for the integral of D over the logit.
            let (from, to) = (kept.logit(), reference.logit());
            let d =
                |phi: f64| forgetting::overlap::distinguishability(Weight::from_logit(phi), delta);
            let step = (to - from) / 200.0;
            let sum: f64 = (0..100)
                .map(|k| {
                    let left = from + 2.0 * f64::from(k) * step;
                    d(left) + 4.0 * d(left + step) + d(left + 2.0 * step)
                })
                .sum();
            let (spent, pull) = (x.tau * sum * step / 3.0, utility.pull(kept));
            // The rule's error: a fourth derivative of D of order D times the step to the fourth. And the weight's, which moves both sides.
            let error = step.powi(4) + 2.0 * WEIGHT_ACCURACY;
            assert!(
                (spent - pull).abs() <= error * (pull + x.tau * x.delta * x.delta),
                "{x:?}: {spent} for {pull}"
            );
        }
    }
}

/// The closed-form share, and the minimiser it belongs to.
#[test]
fn the_share_that_keeps_a_weight_keeps_it() {
    for x in settings(scaled(300), 75) {
        let alpha = weight(x.beta);
        let wanted = weight(0.9 * x.s * x.beta);
        let s = hybrid_share(wanted, alpha, separation(x.delta)).expect("valid");
        let logit = hybrid_logit(s, alpha, separation(x.delta)).expect("valid");
        let error = WEIGHT_ACCURACY * (1.0 + x.delta * x.delta + 1.0 / (x.delta * x.delta));
        assert!(
            (logit - wanted.logit()).abs() <= error,
            "{x:?}: {logit} for {}",
            wanted.logit()
        );
    }
    // Down to 1e-300, where the logit carries on.
    let deep = hybrid_logit(1e-12, weight(0.5), separation(33.0)).expect("valid");
    assert!(deep < -691.0 && deep.is_finite(), "{deep}");
    let steps: Vec<f64> = (1..=30)
        .map(|k| {
            let s = 10f64.powi(-9 * (31 - k));
            hybrid_logit(s, weight(0.5), separation(20.0)).expect("valid")
        })
        .collect();
    assert!(steps.windows(2).all(|w| w[0] < w[1]), "{steps:?}");
}

/// Enclosures contain the f64 values at points, and those of points in boxes.
#[test]
fn enclosures_contain_what_they_should() {
    let interval = |function: Function, arguments: &[Interval]| {
        use forgetting::claim::Algebra;
        IntervalAlgebra
            .call(function, None, arguments)
            .expect("never fails")
    };
    let at = |function: Function, point: &[f64]| {
        Theory
            .theory(function, None, point)
            .expect("inside the domain")
    };
    for (n, x) in settings(scaled(400), 76).into_iter().enumerate() {
        let calls = [
            (
                Function::TttOldWeight,
                vec![x.eta, x.tau, x.gap, x.beta0, x.delta],
            ),
            (Function::HybridOldWeight, vec![x.s, x.beta, x.delta]),
            (Function::SdftRate, vec![x.h, x.rate, x.anchor]),
            (
                Function::SdftMass,
                vec![50.0 * x.beta, x.rate, x.anchor, x.beta0, x.frozen],
            ),
        ];
        for (function, point) in calls {
            let value = at(function, &point);
            let tight = interval(
                function,
                &point
                    .iter()
                    .map(|&p| Interval::point(p))
                    .collect::<Vec<_>>(),
            );
            // The f64 value's own error.
            let slack = WEIGHT_ACCURACY * value + UNDERFLOW;
            assert!(
                tight.lo() - slack <= value && value <= tight.hi() + slack,
                "{function} {point:?}: {value} outside {tight:?}"
            );
            // A box around the point, and a second point of it.
            let width = [1e-9, 1e-4, 1e-2, 0.2][n % 4];
            let box_of = |p: f64| {
                Interval::from_bounds(
                    p * (1.0 - width),
                    (p * (1.0 + width)).min(if p < 1.0 { 0.5 * (1.0 + p) } else { f64::MAX }),
                )
            };
            let region: Vec<Interval> = point.iter().map(|&p| box_of(p)).collect();
            let wide = interval(function, &region);
            // Both are sound, so they meet; neither need hold all of the other.
            let meets = |a: Interval| a.hi() >= wide.lo() && a.lo() <= wide.hi();
            assert!(
                meets(tight),
                "{function} {point:?}: {tight:?} misses {wide:?}"
            );
            let corner: Vec<f64> = region
                .iter()
                .enumerate()
                .map(|(k, r)| if (n >> k) & 1 == 0 { r.lo() } else { r.hi() })
                .collect();
            let value = interval(
                function,
                &corner
                    .iter()
                    .map(|&p| Interval::point(p))
                    .collect::<Vec<_>>(),
            );
            assert!(
                meets(value),
                "{function} {corner:?}: {value:?} misses {wide:?}"
            );
        }
    }
}

/// All new objectives on one pair of modes.
fn objectives(modes: &Mixture) -> Vec<Box<dyn Objective>> {
    let utility = EntropicUtility::new(0.7, 1.3).expect("valid");
    let linear = EntropicUtility::new(0.0, 1.3).expect("valid");
    let target = modes.with_weight(weight(0.4));
    let mut all: Vec<Box<dyn Objective>> = vec![
        Box::new(Sdft::new(target.clone())),
        Box::new(TttDiscover::mode_constant(utility, 0.8, modes).expect("valid")),
        Box::new(TttDiscover::soft(utility, 0.8, modes).expect("valid")),
        Box::new(TttDiscover::soft(linear, 0.8, modes).expect("valid")),
        Box::new(Oapl::with_reward_at(1.3, 0.9, modes, weight(0.3)).expect("valid")),
        Box::new(Hybrid::new(0.3, target.clone()).expect("valid")),
    ];
    for divergence in Divergence::ALL {
        all.push(Box::new(
            Skewed::new(divergence, 0.3, target.clone()).expect("valid"),
        ));
    }
    all
}

/// Simpson's rule on [-14, 18] in halves that meet at `split`.
fn simpson(split: f64, f: impl Fn(f64, bool) -> f64) -> f64 {
    let part = |a: f64, b: f64, right: bool| {
        let n = 6000;
        let h = (b - a) / f64::from(n);
        let at = |k: i32| f(a + f64::from(k) * h, right);
        let inner: f64 = (1..n).map(|k| f64::from(2 + 2 * (k % 2)) * at(k)).sum();
        h / 3.0 * (at(0) + at(n) + inner)
    };
    part(-14.0, split, false) + part(split, 18.0, true)
}

fn normal(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn density(q: &Mixture, x: f64) -> f64 {
    q.weight().old() * normal(x - q.old_mean()[0])
        + q.weight().new_mode() * normal(x - q.new_mean()[0])
}

/// Values by their definitions, in plain arithmetic, in one dimension.
#[test]
fn values_are_those_of_the_definitions() {
    let modes = TwoModes::on_the_line(separation(2.0)).mixture(weight(0.6));
    let learner = Mixture::new(weight(0.35), dvector![-0.3], dvector![1.6]).expect("valid");
    let target = modes.with_weight(weight(0.4));
    let q = |x: f64| density(&learner, x);
    let over = |f: &dyn Fn(f64) -> f64| simpson(1.0, |x, _| f(x));
    let kl = |f: &dyn Fn(f64) -> f64, g: &dyn Fn(f64) -> f64| over(&|x| f(x) * (f(x) / g(x)).ln());
    let p = |x: f64| density(&target, x);
    let lag = |x: f64| density(&modes, x);
    let soft = |w: f64| {
        move |x: f64| {
            let new = (1.0 - w) * normal(x - 2.0);
            1.3 * new / (w * normal(x) + new)
        }
    };
    let reverse = kl(&q, &p);
    let anchored = 0.8 * kl(&q, &lag);
    let labels = (0.35 + 0.65 * (0.7f64 * 1.3).exp()).ln() / 0.7;
    let reward = soft(0.6);
    let entropic = over(&|x| q(x) * (0.7 * reward(x)).exp()).ln() / 0.7;
    let linear = over(&|x| q(x) * reward(x));
    let frozen = soft(0.3);
    let baseline = 0.9 * over(&|x| lag(x) * (frozen(x) / 0.9).exp()).ln();
    let oapl = over(&|x| {
        let residual = 0.9 * (q(x) / lag(x)).ln() - (frozen(x) - baseline);
        lag(x) * residual * residual
    });
    let forward = kl(&|x| normal(x - 2.0), &q);
    let m = |x: f64| 0.3 * p(x) + 0.7 * q(x);
    let expected = [
        reverse,
        anchored - labels,
        anchored - entropic,
        anchored - linear,
        oapl,
        0.7 * forward + 0.3 * reverse,
        0.3 * kl(&p, &m) + 0.7 * kl(&q, &m),
        kl(&p, &m),
        kl(&q, &m),
    ];
    for (objective, expected) in objectives(&modes).iter().zip(expected) {
        for found in [
            objective.value(&learner),
            objective.derivatives(&learner).value,
        ] {
            assert!(
                (found - expected).abs() <= (SIMPSON + VALUE_ACCURACY) * (1.0 + expected.abs()),
                "{}: {found} for {expected}",
                objective.name()
            );
        }
    }
}

/// Gradients by differences of values, Hessians by differences of gradients, weight slopes by the gradient; in one and two dimensions.
#[test]
fn derivatives_agree_with_differences() {
    const STEP: f64 = 1e-3;
    // Truncation: h^4/30 of a fifth derivative of some hundreds. Rounding: 3/2 of the form's error over the step, its terms about ten.
    const OF_VALUES: f64 = 10.0 * STEP * STEP * STEP * STEP + 15.0 * FORM_ACCURACY / STEP;
    const OF_GRADIENTS: f64 = 10.0 * STEP * STEP * STEP * STEP + 15.0 * GRADIENT_ACCURACY / STEP;
    // How near to an end a slope is taken for its limit: misassignment changes with the root of a weight.
    const NEAR: f64 = 1e-9;
    let line = TwoModes::on_the_line(separation(2.0)).mixture(weight(0.6));
    let plane = Mixture::new(weight(0.6), dvector![0.0, 0.0], dvector![1.5, 1.0]).expect("valid");
    let cases = [
        (
            line.clone(),
            Mixture::new(weight(0.35), dvector![-0.3], dvector![1.6]).expect("valid"),
        ),
        (line.clone(), line.with_weight(weight(0.2))),
        (
            plane,
            Mixture::new(weight(0.45), dvector![0.2, -0.4], dvector![1.2, 1.3]).expect("valid"),
        ),
    ];
    for (modes, learner) in cases {
        for objective in objectives(&modes) {
            let here = objective.derivatives(&learner);
            let theta = learner.to_parameters();
            let d = learner.dimension();
            let moved = |k: usize, steps: f64| {
                let mut theta = theta.clone();
                theta[k] += steps * STEP;
                Mixture::new(
                    Weight::from_logit(theta[0]),
                    DVector::from_column_slice(&theta.as_slice()[1..=d]),
                    DVector::from_column_slice(&theta.as_slice()[1 + d..]),
                )
                .expect("valid")
            };
            for k in 0..theta.len() {
                let [a, b, c, e] =
                    [-2.0, -1.0, 1.0, 2.0].map(|s| objective.value_and_gradient(&moved(k, s)));
                let slope = (8.0 * (c.0 - b.0) - (e.0 - a.0)) / (12.0 * STEP);
                assert!(
                    (slope - here.gradient[k]).abs() < OF_VALUES * (1.0 + slope.abs()),
                    "{} d{k}: {slope} {}",
                    objective.name(),
                    here.gradient[k]
                );
                let column = ((&c.1 - &b.1) * 8.0 - (&e.1 - &a.1)) / (12.0 * STEP);
                let error = (&column - here.hessian.column(k)).amax();
                assert!(
                    error < OF_GRADIENTS * (1.0 + column.amax()),
                    "{} column {k}: {error:e}",
                    objective.name()
                );
            }
            let slope = objective.weight_slope(&learner) * learner.weight().variance();
            assert!(
                (slope - here.gradient[0]).abs() < 20.0 * GRADIENT_ACCURACY * (1.0 + slope.abs()),
                "{}",
                objective.name()
            );
            // One-sided at the ends: the limit of the slopes inside.
            for (end, near) in [(0.0, NEAR), (1.0, 1.0 - NEAR)] {
                let at = |beta: f64| objective.weight_slope(&learner.with_weight(weight(beta)));
                let (at_end, inside) = (at(end), at(near));
                assert!(
                    (at_end - inside).abs() < NEAR.sqrt() * (1.0 + at_end.abs()),
                    "{} at {end}: {at_end} {inside}",
                    objective.name()
                );
            }
        }
    }
}

/// The line's loss against its definition, within its stated error; its minimiser against the objective's; the theory's counterexample.
#[test]
fn oapl_regression_by_two_routes() {
    for x in settings(scaled(12), 77) {
        let (lag, delta) = (weight(x.beta0), separation(x.delta.clamp(0.3, 5.0)));
        let (gap, tau) = (x.gap.min(2.0), x.tau.clamp(0.5, 3.0));
        for reward in [Reward::Hard, Reward::Soft(weight(x.frozen))] {
            let line = OaplLine::new(reward, lag, delta, gap, tau).expect("valid");
            let half = 0.5 * delta.delta();
            let modes = Mixture::new(lag, dvector![-half], dvector![half]).expect("valid");
            let r = |z: f64, right: bool| match reward {
                Reward::Hard => gap * f64::from(u8::from(right)),
                Reward::Soft(w) => {
                    let new = w.new_mode() * normal(z - half);
                    gap * new / (w.old() * normal(z + half) + new)
                }
            };
            let baseline = tau
                * simpson(0.0, |z, right| {
                    density(&modes, z) * (r(z, right) / tau).exp()
                })
                .ln();
            let q = modes.with_weight(weight(x.beta));
            let expected = simpson(0.0, |z, right| {
                let residual =
                    tau * (density(&q, z) / density(&modes, z)).ln() - (r(z, right) - baseline);
                density(&modes, z) * residual * residual
            });
            let loss = line.loss(q.weight());
            let oracle = SIMPSON * (1.0 + gap + tau).powi(2);
            assert!(
                (loss.value - expected).abs() <= loss.error + oracle,
                "{x:?}: {loss:?} for {expected}"
            );
            assert!(
                loss.error <= VALUE_ACCURACY * (1.0 + gap + tau).powi(2),
                "{x:?}: {loss:?}"
            );
            let slope = line.slope(q.weight());
            assert!((slope - loss.slope).abs() <= SLOPE_ACCURACY * (1.0 + loss.slope.abs()));
            if let Reward::Soft(w) = reward {
                let objective = Oapl::with_reward_at(gap, tau, &modes, w).expect("valid");
                assert!((objective.value(&q) - loss.value).abs() <= oracle);
                let by_objective = minimise(&objective, &modes, Free::Weight).expect("converges");
                let (by_line, _) = oapl_minimiser(&line);
                assert!(
                    (by_objective.learner.weight().old() - by_line.old()).abs()
                        < PARAMETER_ACCURACY,
                    "{x:?}"
                );
            }
        }
    }
    let (half, one) = (weight(0.5), separation(1.0));
    let kept = |reward: Reward, tilt: f64| {
        oapl_minimiser(&OaplLine::new(reward, half, one, tilt, 1.0).expect("valid"))
            .0
            .old()
    };
    let promised = tilted_mass(half, 1.0, 1.0).expect("valid").old();
    assert!(kept(Reward::Hard, 1.0) < promised && kept(Reward::Soft(half), 1.0) < promised);
    // By Simpson's rule and golden section to six digits, apart from this code.
    assert!(is_printed_as(kept(Reward::Hard, 1.0), "0.118161"));
    assert!(is_printed_as(kept(Reward::Soft(half), 1.0), "0.263982"));
    assert_eq!(kept(Reward::Hard, 2.0), 0.0);
}

/// eta -> 0 is the linear utility, approached linearly: series, not 0/0.
#[test]
fn small_eta_is_the_linear_utility() {
    let modes = TwoModes::on_the_line(separation(2.0)).mixture(weight(0.6));
    let learner = Mixture::new(weight(0.35), dvector![-0.3], dvector![1.6]).expect("valid");
    let of = |eta: f64| EntropicUtility::new(eta, 1.0).expect("valid");
    let soft = |eta: f64| {
        TttDiscover::soft(of(eta), 0.8, &modes)
            .expect("valid")
            .value(&learner)
    };
    let kept = |eta: f64| {
        ttt_old_weight(of(eta), 0.8, weight(0.6), separation(2.0))
            .expect("valid")
            .old()
    };
    let critical =
        |eta: f64| critical_anchor(eta, 1.0, weight(0.6), separation(2.0)).expect("valid");
    for eta in [1e-3, 1e-8, 1e-13, 1e-300, 5e-324] {
        for (f, what) in [
            (&soft as &dyn Fn(f64) -> f64, "soft"),
            (&kept, "kept"),
            (&critical, "anchor"),
        ] {
            let error = 2.0 * MASS_ACCURACY * (1.0 + f(0.0).abs());
            assert!((f(eta) - f(0.0)).abs() <= eta + error, "{what} at {eta}");
        }
    }
}

#[test]
fn bad_settings_are_refused_by_name() {
    let modes = TwoModes::on_the_line(separation(2.0)).mixture(weight(0.6));
    let utility = EntropicUtility::new(1.0, 1.0).expect("valid");
    let text = |result: forgetting::Result<()>| result.expect_err("refused").to_string();
    let said = [
        text(EntropicUtility::new(f64::NAN, 1.0).map(drop)),
        text(EntropicUtility::new(1.0, f64::INFINITY).map(drop)),
        text(TttDiscover::soft(utility, -0.1, &modes).map(drop)),
        text(
            TttDiscover::soft(
                EntropicUtility::new(400.0, 1.0).expect("valid"),
                1.0,
                &modes,
            )
            .map(drop),
        ),
        text(SoftReward::new(f64::NAN, &modes).map(drop)),
        text(SoftReward::new(1.0, &modes.with_weight(weight(0.0))).map(drop)),
        text(Oapl::new(1.0, 0.0, &modes).map(drop)),
        text(Oapl::new(f64::NAN, 1.0, &modes).map(drop)),
        text(Oapl::new(1.0, 1e-3, &modes).map(drop)),
        text(OaplLine::new(Reward::Hard, weight(0.5), separation(0.0), 1.0, 1.0).map(drop)),
        text(OaplLine::new(Reward::Hard, weight(0.0), separation(1.0), 1.0, 1.0).map(drop)),
        text(Hybrid::new(1.1, modes.clone()).map(drop)),
        text(Skewed::new(Divergence::JensenShannon, 1.0, modes.clone()).map(drop)),
        text(Teacher::new(0.1, -0.2).map(drop)),
        text(sdft_rates(0.1, 0.1, -1.0).map(drop)),
        text(hybrid_share(weight(0.6), weight(0.5), separation(1.0)).map(drop)),
    ];
    assert_eq!(
        said,
        [
            "eta must be finite and >= 0, got NaN",
            "gap must be finite and >= 0, got inf",
            "tau must be finite and >= 0, got -0.1",
            "eta*gap must be at most 300, got 400",
            "gap must be finite and >= 0, got NaN",
            "the reward's weight must lie in (0, 1), got 0",
            "tau must be finite and > 0, got 0",
            "gap must be finite and >= 0, got NaN",
            "gap/tau must be at most 300, got 1000",
            "delta must lie in (0, 30], got 0",
            "beta0 must lie in (0, 1), got 0",
            "s must lie in [0, 1], got 1.1",
            "gamma must lie in (0, 1), got 1",
            "anchor must lie in [0, 1], got -0.2",
            "anchor must be finite and >= 0, got -1",
            "wanted must lie in (0, alpha]: reverse KL keeps alpha and no more, got 0.6",
        ]
    );
    // No gap, no separation: defined where one weight is best.
    let none = EntropicUtility::new(1.0, 0.0).expect("valid");
    assert_eq!(
        ttt_old_weight(none, 1.0, weight(0.3), separation(2.0))
            .expect("stays")
            .old(),
        0.3
    );
    assert_eq!(
        ttt_old_weight(utility, 1.0, weight(0.3), separation(0.0))
            .expect("lost")
            .old(),
        0.0
    );
    assert!(ttt_old_weight(none, 1.0, weight(0.3), separation(0.0)).is_err());
    let p = Interval::point;
    assert!(!certified::ttt_old_weight(p(1.0), p(0.0), p(0.0), p(0.3), p(1.0)).is_defined());
}
