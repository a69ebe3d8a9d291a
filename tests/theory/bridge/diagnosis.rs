//! `diagnose` against learners whose mass and drift are known.

use crate::support::is_full;
use forgetting::data::{Diagnosis, DiagnosisSetting, LogLikelihoods, Source, diagnose};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

fn log_normal(x: f64, mean: f64, deviation: f64) -> f64 {
    let z = (x - mean) / deviation;
    -0.5 * z * z - deviation.ln() - 0.918_938_533_204_672_8
}

/// The learner 0.4 N(0.3,1) + 0.6 N(2.5,1) and its like: weight, then (mean, deviation) of each component.
type Learner = (f64, (f64, f64), (f64, f64));

fn log_learner(x: f64, (beta, old, new): Learner) -> f64 {
    (beta * log_normal(x, old.0, old.1).exp() + (1.0 - beta) * log_normal(x, new.0, new.1).exp())
        .ln()
}

/// False alarms of a binomial count.
const MISS: f64 = 1e-5;
/// What strata leave of an integral: the last of 3,000 or more reach to a tail of mass 1/6,000, whose logs are of size ten.
const STRATA: f64 = 1e-3;
/// The split's two parts are of the size of the whole, and each is as accurate as a divergence on samples: a root in the logit to 1e-13 and
/// means of some thousand logs.
const SPLIT: f64 = forgetting::law::EQUILIBRIUM_ACCURACY;

/// Stratified samples: quantiles of N(0,1) and N(3,1), so that means are integrals to within `STRATA`.
fn quantiles(count: usize) -> Vec<f64> {
    let law = statrs::distribution::Normal::new(0.0, 1.0).expect("valid");
    use statrs::distribution::ContinuousCDF;
    (0..count)
        .map(|k| law.inverse_cdf((k as f64 + 0.5) / count as f64))
        .collect()
}

fn table(old: &[f64], new: &[f64], learners: &[Learner]) -> LogLikelihoods {
    let points: Vec<f64> = old.iter().chain(new).copied().collect();
    let source: Vec<Source> = points
        .iter()
        .enumerate()
        .map(|(k, _)| {
            if k < old.len() {
                Source::Old
            } else {
                Source::New
            }
        })
        .collect();
    let column = |f: &dyn Fn(f64) -> f64| points.iter().map(|&x| f(x)).collect::<Vec<f64>>();
    let models: Vec<(String, Vec<f64>)> = learners
        .iter()
        .enumerate()
        .map(|(k, learner)| (format!("m{k}"), column(&|x| log_learner(x, *learner))))
        .collect();
    LogLikelihoods::new(
        "table",
        &source,
        &column(&|x| log_normal(x, 0.0, 1.0)),
        &column(&|x| log_normal(x, 3.0, 1.0)),
        &models,
    )
    .expect("finite columns")
}

fn diagnosed(table: &LogLikelihoods) -> Diagnosis {
    diagnose(table, &DiagnosisSetting::default()).expect("valid")
}

/// The two learners of H2 in the theory.
#[test]
fn the_reference_splits_of_h2_are_recovered() {
    let z = quantiles(20_000);
    let new: Vec<f64> = z.iter().map(|x| x + 3.0).collect();
    let learners = [
        (0.4, (0.3, 1.0), (2.5, 1.0)),
        (0.2, (-0.2, 1.2), (3.4, 0.9)),
    ];
    let found = diagnosed(&table(&z, &new, &learners));
    for (checkpoint, expected) in found.checkpoints.iter().zip([
        [0.446627, 0.0825198, 0.0045975, 0.0779223],
        [0.168678, 0.2946193, 0.2256283, 0.0689910],
    ]) {
        let values = [
            &checkpoint.old_mass,
            &checkpoint.total,
            &checkpoint.mass_forgetting,
            &checkpoint.drift,
        ];
        for (interval, exact) in values.into_iter().zip(expected) {
            assert!(
                (interval.value - exact).abs() < STRATA,
                "{interval:?} {exact}"
            );
            assert!(
                interval.lo < exact && exact < interval.hi,
                "{interval:?} {exact}"
            );
        }
    }
    assert_eq!(found.checkpoints[0].dominant, "drift");
    assert_eq!(found.checkpoints[1].dominant, "mass");
    assert!(
        found.consistency.iter().all(|c| c.verdict != "fails"),
        "{:?}",
        found.consistency
    );
}

/// Random samples: intervals of b, mass and drift cover what is known.
#[test]
fn intervals_recover_mass_and_drift() {
    let runs = if is_full() { 1000 } else { 60 };
    let expected = [0.168678, 0.2256283, 0.0689910];
    let mut hits = [0u64; 3];
    for run in 0..runs {
        let mut random = Pcg64::seed_from_u64(run);
        let mut draw = |mean: f64| -> Vec<f64> {
            (0..500)
                .map(|_| {
                    let z: f64 = StandardNormal.sample(&mut random);
                    z + mean
                })
                .collect()
        };
        let (old, new) = (draw(0.0), draw(3.0));
        let found = diagnosed(&table(&old, &new, &[(0.2, (-0.2, 1.2), (3.4, 0.9))]));
        let c = &found.checkpoints[0];
        for (hit, (interval, truth)) in hits.iter_mut().zip(
            [&c.old_mass, &c.mass_forgetting, &c.drift]
                .into_iter()
                .zip(expected),
        ) {
            *hit += u64::from(interval.lo <= truth && truth <= interval.hi);
        }
    }
    use statrs::distribution::{Binomial, DiscreteCDF};
    for hit in hits {
        let law = Binomial::new(0.92, runs).expect("valid");
        assert!(law.cdf(hit) > MISS, "{hits:?} of {runs}");
    }
}

#[test]
fn logs_in_base_ten_and_averages_over_tokens_are_refused() {
    let z = quantiles(2_000);
    let new: Vec<f64> = z.iter().map(|x| x + 2.0).collect();
    let points: Vec<f64> = z.iter().chain(&new).copied().collect();
    let source: Vec<Source> = (0..points.len())
        .map(|k| {
            if k < z.len() {
                Source::Old
            } else {
                Source::New
            }
        })
        .collect();
    for (unit, said) in [(std::f64::consts::LN_10, "base-10"), (12.0, "per token")] {
        let column = |mean: f64| {
            points
                .iter()
                .map(|&x| log_normal(x, mean, 1.0) / unit)
                .collect::<Vec<f64>>()
        };
        let model = vec![("m".to_owned(), column(1.0))];
        let table = LogLikelihoods::new("table", &source, &column(0.0), &column(2.0), &model)
            .expect("finite");
        let error = diagnose(&table, &DiagnosisSetting::default())
            .expect_err("refused")
            .to_string();
        assert!(error.contains(said) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn a_collapsing_weight_is_called_so() {
    let z = quantiles(3_000);
    let new: Vec<f64> = z.iter().map(|x| x + 3.0).collect();
    let learner = |beta| (beta, (0.0, 1.0), (3.0, 1.0));
    let found = diagnosed(&table(
        &z,
        &new,
        &[learner(0.5), learner(0.2), learner(0.05)],
    ));
    let path = found.path.expect("three checkpoints");
    assert_eq!(path.verdict, "collapse");
    let next = path.next_old_mass.expect("a prediction");
    assert!(next > 0.0 && next < 0.05, "{next}");
    for c in &found.checkpoints {
        assert!(c.drift.value.abs() < STRATA && c.trust == "yes", "{c:?}");
    }
    let kept = diagnosed(&table(&z, &new, &[learner(0.5), learner(0.49)]));
    assert_eq!(kept.path.expect("two checkpoints").verdict, "kept");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The split adds up for any learner; labels may be swapped.
    #[test]
    fn the_split_adds_up(beta in 0.02..0.98f64, a in -1.5..1.5f64, b in 1.5..4.5f64, s in 0.6..1.6f64) {
        let z = quantiles(400);
        let new: Vec<f64> = z.iter().map(|x| x + 3.0).collect();
        let learner = (beta, (a, s), (b, 1.0));
        let found = diagnosed(&table(&z, &new, &[learner]));
        let c = &found.checkpoints[0];
        let (mass, drift, total) = (c.mass_forgetting.value, c.drift.value, c.total.value);
        if c.old_mass.value > 0.0 && c.old_mass.value < 1.0 {
            prop_assert!((mass + drift - total).abs() <= SPLIT * (1.0 + total.abs()), "{mass} {drift} {total}");
        } else {
            prop_assert!(mass + drift <= total + SPLIT * (1.0 + total.abs()));
        }
    }
}
