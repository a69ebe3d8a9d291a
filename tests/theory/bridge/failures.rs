//! Where a law has no answer: a typed error, never a number; and answers where overflow or an infinite divergence stood in the way.

use forgetting::Error;
use forgetting::data::{
    AdviceSetting, Column, DiagnosisSetting, Slice, advise, diagnose, log_likelihoods_of,
};
use forgetting::law::{
    DiscreteLaw, EQUILIBRIUM_ACCURACY, EXPECTATION_ACCURACY, Estimate, GaussianLaw, Law,
    LawScenario, OaplReward, Side, adaptive_penalty, adaptive_weight, critical_anchor, discrete,
    extinction, hybrid_weight, nearest_weight, oapl_critical_temperature, penalty_to_keep,
    solve_on_law, ttt_weight,
};
use forgetting::model::{Separation, Weight};
use forgetting::objective::{EntropicUtility, ObjectiveEntry, Parameter, Parameters};

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn utility() -> EntropicUtility {
    EntropicUtility::new(1.0, 1.0).expect("valid")
}

fn gaussian(delta: f64) -> GaussianLaw {
    GaussianLaw::new(Separation::new(delta).expect("finite"))
}

/// The end of an interval is a root in a share, from chi^2's quantile; the seven digits of 1.959964 leave less.
const LIKELIHOOD_END: f64 = 1e-4;

/// A law whose expectations fail.
struct NoNumber;

impl Law for NoNumber {
    fn expect(&self, _: Side, f: &dyn Fn(f64) -> f64) -> Estimate {
        // Integrands are asked, as by any law.
        let value = f64::NAN * f(0.0);
        Estimate {
            value,
            error: value,
        }
    }
}

#[test]
fn a_law_without_values_has_no_equilibria() {
    let (half, fifth) = (weight(0.5), weight(0.2));
    assert!(critical_anchor(&NoNumber, utility(), half).is_err());
    assert!(ttt_weight(&NoNumber, utility(), 0.5, half).is_err());
    assert!(penalty_to_keep(&NoNumber, utility(), half, fifth).is_err());
    assert!(adaptive_penalty(&NoNumber, half, fifth).is_err());
    assert!(adaptive_penalty(&NoNumber, half, Weight::NEW_MODE_ONLY).is_err());
    assert!(adaptive_weight(&NoNumber, 0.5, half).is_err());
    assert!(hybrid_weight(&NoNumber, 0.5, half).is_err());
    assert!(nearest_weight(&NoNumber, 0.5).is_err());
    assert!(nearest_weight(&gaussian(2.0), f64::NAN).is_err());
    assert!(extinction(&NoNumber, half, 8).is_err());
    assert!(NoNumber.collapse_time(half, fifth).is_err());
    assert!(NoNumber.tilted_mass(half, &|l| l, 1.0).is_err());
    assert!(gaussian(2.0).tilted_mass(half, &|_| f64::NAN, 1.0).is_err());
    for reward in [OaplReward::Hard, OaplReward::Soft] {
        assert!(oapl_critical_temperature(&NoNumber, half, 1.0, reward).is_err());
    }
}

/// A letter that the new mode never makes: KL(old || new) and K are infinite, so every anchor keeps something (G2, E1).
#[test]
fn an_infinite_divergence_keeps_the_old_mode_at_any_anchor() {
    let text = "[finite]\nold = [0.5, 0.5]\nnew = [0.0, 1.0]\n[learner]\nbeta0 = 0.5\n";
    let scenario = LawScenario::from_toml("letters", text).expect("reads");
    let law = DiscreteLaw::new(&[0.5, 0.5], &[0.0, 1.0]).expect("a law");
    let half = weight(0.5);
    assert_eq!(law.boundary_slope(half), f64::INFINITY);
    let entry = ObjectiveEntry::named("ttt-discover").expect("in the catalogue");
    for tau in [0.01, 0.1, 0.5, 3.0] {
        let kept = ttt_weight(&law, utility(), tau, half).expect("a weight");
        let parameters = Parameters::default()
            .with(Parameter::Tau, tau)
            .with(Parameter::Eta, 1.0)
            .with(Parameter::Gap, 1.0);
        let solved = solve_on_law(entry, &scenario, &parameters).expect("a weight");
        assert!(
            (kept.old() / solved.weight.old() - 1.0).abs() < 2.0 * EQUILIBRIUM_ACCURACY,
            "{tau}"
        );
        // J = log(b + (1-b) e) - tau KL, its slope over two letters by hand.
        let b = kept.old();
        let first = (b / 0.5).ln();
        let second = ((1.0 - 0.5 * b) / 0.75).ln();
        let slope = (1.0 - 1f64.exp()) / (b + (1.0 - b) * 1f64.exp())
            - tau * (0.5 * first + 0.5 * second - second);
        // The slope's slope in the logit is at most 1 + tau.
        let error = EQUILIBRIUM_ACCURACY * (1.0 + tau);
        assert!(b > 0.0 && slope.abs() < error, "{tau}: {b:e} {slope:e}");
        assert!(adaptive_weight(&law, tau, half).expect("a weight").old() > 0.0);
    }
    // Half of log(1/b) holds against a pull of 1 - 1/e: below e^-1000, which no double is.
    let hidden = ttt_weight(&law, utility(), 0.001, half);
    assert!(matches!(hidden, Err(Error::Limit { .. })), "{hidden:?}");
    assert_eq!(
        adaptive_penalty(&law, half, Weight::NEW_MODE_ONLY).expect("none is needed"),
        0.0
    );
    let refused = oapl_critical_temperature(&law, half, 1.0, OaplReward::Hard);
    assert!(refused.unwrap_err().to_string().contains("finite chi^2"));
}

/// G1 keeps a positive weight for every share of reverse KL; where it is below the doubles that is said.
#[test]
fn weights_below_the_doubles_are_no_zeros() {
    let kept = hybrid_weight(&gaussian(5.0), 0.01, weight(0.5)).expect("a weight");
    assert!((kept.old() / 7.8e-9 - 1.0).abs() < 0.01);
    for share in [1e-3, 1e-6, 1e-9] {
        let found = hybrid_weight(&gaussian(60.0), share, weight(0.5));
        assert!(
            matches!(found, Err(Error::Limit { .. })),
            "{share}: {found:?}"
        );
    }
    assert_eq!(
        hybrid_weight(&gaussian(60.0), 0.0, weight(0.5))
            .expect("B1")
            .old(),
        0.0
    );
    // At and below the critical anchor the weight is 0 exactly (E1); just above it is positive.
    for delta in [1.0, 4.0, 12.0] {
        let law = gaussian(delta);
        let critical = critical_anchor(&law, utility(), weight(0.5)).expect("positive");
        let at = |share: f64| ttt_weight(&law, utility(), share * critical, weight(0.5));
        assert_eq!(at(1.0).expect("lost").old(), 0.0);
        const ABOVE: f64 = 1.0 + 1e-6;
        assert!(at(ABOVE).expect("kept").old() > 0.0, "{delta}");
    }
}

#[test]
fn rewards_far_beyond_the_temperature_tilt_without_overflow() {
    let (law, start) = (gaussian(3.0), weight(0.3));
    let constant = law.tilted_mass(start, &|_| 5000.0, 1.0).expect("finite");
    assert!((constant.old() - 0.3).abs() < EXPECTATION_ACCURACY);
    // Mode-constant rewards as far apart as labels go: F1's logit.
    let labels = DiscreteLaw::new(&[1.0, 0.0], &[0.0, 1.0]).expect("a law");
    let tilted = labels.tilted_mass(start, &|l| if l > 0.0 { 0.0 } else { 600.0 }, 1.0);
    let logit = tilted.expect("finite").logit();
    assert!((logit - (start.logit() - 600.0)).abs() < discrete::ACCURACY * 600.0);
}

/// Two letters of which the new mode makes one with probability 1e-305: F5's condition in closed form.
#[test]
fn critical_temperatures_survive_ratios_that_overflow() {
    let rare: f64 = 1e-305;
    let law = DiscreteLaw::new(&[0.5, 0.5], &[1.0, rare]).expect("a law");
    for beta in [0.2f64, 0.7] {
        let first = 0.5 * beta + (1.0 - beta);
        let known = 1.0 / ((0.5 * beta).ln() - rare.ln() - first.ln());
        let found = oapl_critical_temperature(&law, weight(beta), 1.0, OaplReward::Hard);
        assert!(
            (found.expect("a root") / known - 1.0).abs() < EQUILIBRIUM_ACCURACY,
            "{beta}"
        );
    }
    // Where the root leaves the range it is looked for in, that is said.
    for delta in [30.0, 60.0, 1e3] {
        assert!(
            oapl_critical_temperature(&gaussian(delta), weight(0.5), 1.0, OaplReward::Hard)
                .is_err()
        );
    }
}

/// Tasks a million million deviations apart have an interval of their own, in no time.
#[test]
fn extreme_separations_have_intervals() {
    let noise = |k: u64| (k.wrapping_mul(2_654_435_761) % 1000) as f64 / 1000.0;
    let old: Vec<f64> = (0..120).map(noise).collect();
    for shift in [1e6, 1e9, 1e11] {
        let new: Vec<f64> = (0..120).map(|k| noise(k + 500) + shift).collect();
        let of = |name, values| Slice::new(name, values, 2).expect("whole rows");
        let found = advise(
            &of("old", &old),
            &of("new", &new),
            &AdviceSetting::default(),
        );
        // At 1e11 doubles hold the noise to 1e-4: still no constant.
        let found = found
            .unwrap_or_else(|e| panic!("{shift:e}: {e}"))
            .separation;
        let truth = shift / (1.0 / 12f64).sqrt();
        assert!(
            found.lo > 0.3 * truth && found.hi < 3.0 * truth,
            "{shift:e}: {found:?}"
        );
        assert!(found.lo < found.value && found.value < found.hi);
    }
}

/// A model all of whose samples are of one task: the interval reaches where one sample in n would be, not a point.
#[test]
fn the_mass_of_samples_at_an_end_has_a_width() {
    let (mut source, mut columns) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
    for k in 0..90 {
        let (name, l) = match k % 3 {
            0 => ("old", 4.0),
            1 => ("new", -4.0),
            _ => ("model", -12.0),
        };
        source.push(name.to_owned());
        let jitter = 0.01 * f64::from(k);
        columns[0].push(0.5 * l + jitter);
        columns[1].push(-0.5 * l + jitter);
        columns[2].push(-1.0 + jitter);
    }
    let [old, new, model] = columns.map(Column::Numbers);
    let named = [
        ("source".to_owned(), Column::Words(source)),
        ("logp_old".to_owned(), old),
        ("logp_new".to_owned(), new),
        ("logp_model".to_owned(), model),
    ];
    let tables = log_likelihoods_of("table", &named).expect("reads");
    let found = diagnose(&tables[0].1, &DiagnosisSetting::default()).expect("valid");
    let own = found.checkpoints[0]
        .old_mass_of_samples
        .as_ref()
        .expect("samples");
    assert_eq!((own.value, own.lo), (0.0, 0.0));
    // 30 (-log(1 - b)) = 1.96^2/2.
    let end = 1.0 - (-0.5 * 1.959_964f64.powi(2) / 30.0).exp();
    assert!((own.hi / end - 1.0).abs() < LIKELIHOOD_END, "{own:?} {end}");
}

/// The tail of a task with fewer than 25 samples is not known, however many the other has.
#[test]
fn few_samples_of_one_task_are_not_trusted() {
    let mut source = vec!["old".to_owned(); 200];
    source.extend(vec!["new".to_owned(); 10]);
    let value = |k: usize| (k % 13) as f64 / 13.0;
    let numbers = |f: &dyn Fn(usize) -> f64| Column::Numbers((0..210).map(f).collect());
    let named = [
        ("source".to_owned(), Column::Words(source)),
        (
            "logp_old".to_owned(),
            numbers(&|k| value(k) - f64::from(k >= 200)),
        ),
        (
            "logp_new".to_owned(),
            numbers(&|k| value(k) - f64::from(k < 200)),
        ),
        ("logp_model".to_owned(), numbers(&|k| value(k) - 0.4)),
    ];
    let tables = log_likelihoods_of("table", &named).expect("reads");
    let found = diagnose(&tables[0].1, &DiagnosisSetting::default()).expect("valid");
    let checkpoint = &found.checkpoints[0];
    assert!(checkpoint.pareto_k.is_nan() && checkpoint.trust.starts_with("no: fewer than 25"));
}
