//! This library's side of the comparison scripts in this folder: one JSON object of seconds per operation.
//!
//! The scripts run it between their own measurements, so both sides see the same machine in the same state.

use forgetting::claim::parse_claim;
use forgetting::interval::Interval;
use forgetting::judge::{Limits, judge};
use forgetting::kernel::normal_densities;
use forgetting::minimize::{Free, minimise};
use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::ReverseKl;
use forgetting::overlap::{Overlap, distinguishabilities, enclosure, misassignments_old};
use nalgebra::{DVector, dvector};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Median seconds per call over batches that fill about 0.7 s in all.
fn median_seconds<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut per_batch = 1u32;
    loop {
        let begun = Instant::now();
        (0..per_batch).for_each(|_| {
            black_box(call());
        });
        if begun.elapsed() > Duration::from_millis(10) {
            break;
        }
        per_batch *= 4;
    }
    let mut batches: Vec<f64> = (0..41)
        .map(|_| {
            let begun = Instant::now();
            (0..per_batch).for_each(|_| {
                black_box(call());
            });
            begun.elapsed().as_secs_f64() / f64::from(per_batch)
        })
        .collect();
    batches.sort_by(f64::total_cmp);
    batches[batches.len() / 2]
}

/// Elements of the array.
const MILLION: usize = 1_000_000;

/// The fastest of a few calls: what the machine can do with all its cores.
fn fastest_seconds(mut call: impl FnMut()) -> f64 {
    let times = (0..7).map(|_| {
        let begun = Instant::now();
        call();
        begun.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

/// Point `k` of the plane that both sides compute at: additive recurrence, weights in [0.001, 0.999], separations in [0.1, 12].
fn plane(count: usize) -> (Vec<f64>, Vec<f64>) {
    let at = |k: usize, step: f64| ((k + 1) as f64 * step).fract();
    let beta = (0..count).map(|k| 0.001 + 0.998 * at(k, 0.618_033_988_749_894_9));
    let delta = (0..count).map(|k| 0.1 + 11.9 * at(k, 0.754_877_666_246_692_7));
    (beta.collect(), delta.collect())
}

/// Seconds a point of the batched kernel on one core, for several counts; over all points on 1, 2, ... cores; of the scalar function; of one exponential.
fn batches() -> Value {
    let (beta, delta) = plane(MILLION);
    let mut values = vec![0.0; MILLION];
    let mut by_points = Vec::new();
    for count in [100, 1_000, 10_000, 100_000, MILLION] {
        let (beta, delta) = (&beta[..count], &delta[..count]);
        let seconds = median_seconds(|| misassignments_old(beta, delta, &mut values[..count]));
        by_points.push(json!({ "points": count, "seconds": seconds / count as f64 }));
    }
    let mut by_cores = Vec::new();
    for cores in 1..=rayon::current_num_threads() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build();
        let seconds = pool.expect("threads").install(|| {
            fastest_seconds(|| {
                let inputs = beta.par_chunks(4096).zip(delta.par_chunks(4096));
                let work = values.par_chunks_mut(4096).zip(inputs);
                work.for_each(|(values, (beta, delta))| misassignments_old(beta, delta, values));
            })
        });
        by_cores.push(json!({ "cores": cores, "seconds": seconds / MILLION as f64 }));
    }
    let sum: f64 = values.iter().sum();
    let scalar = median_seconds(|| {
        let points = beta.iter().zip(&delta).take(1000);
        points.map(|(b, d)| eps_old(*b, *d)).sum::<f64>()
    });
    let x: Vec<f64> = (0..4096).map(|k| -0.009 * k as f64).collect();
    let mut out = vec![0.0; x.len()];
    let exponential = median_seconds(|| normal_densities(black_box(&x), 0.0, 2.0, &mut out));
    let apart = median_seconds(|| distinguishabilities(&beta, &delta, &mut values));
    json!({
        "sum": sum,
        "by_points": by_points,
        "by_cores": by_cores,
        "scalar_seconds": scalar / 1000.0,
        "exponential_seconds": exponential / x.len() as f64,
        "distinguishability_seconds": apart / MILLION as f64,
    })
}

fn eps_old(beta: f64, delta: f64) -> f64 {
    let weight = Weight::new(beta).expect("a weight");
    let separation = Separation::new(delta).expect("a separation");
    Overlap::new(weight, separation).misassignment_old()
}

/// Seconds of a minimiser with all parameters in several dimensions.
fn dimensions() -> Value {
    let rows = [1, 8, 64].map(|dimension| {
        let along =
            |length: f64| DVector::from_fn(dimension, |k, _| if k == 0 { length } else { 0.0 });
        let mixture = |beta: f64, length: f64| {
            let weight = Weight::new(beta).expect("a weight");
            Mixture::new(weight, along(0.0), along(length)).expect("a mixture")
        };
        let (objective, start) = (ReverseKl::new(mixture(0.5, 3.0)), mixture(0.7, 2.0));
        let seconds =
            median_seconds(|| minimise(&objective, &start, Free::All).expect("converges"));
        json!({ "dimension": dimension, "seconds": seconds })
    });
    json!(rows)
}

/// Boxes and seconds of claims that the interval judge certifies.
fn boxes() -> Value {
    let texts = [
        "for delta in [0, 3]: eps_old(1/2, delta) <= 1/2*bc(delta)",
        "for beta in [0.3, 0.7], delta in [1, 8]: eps_old(beta, delta) <= 1/2*sqrt((1 - beta)/beta)*bc(delta)",
        "for beta in [0.001, 0.999], delta in [0, 40]: eps_old(beta, delta) <= 1/2*sqrt((1 - beta)/beta)*bc(delta)",
    ];
    let rows = texts.map(|text| {
        let claim = parse_claim(text).expect("a claim");
        let judged = || judge(&claim, &Limits::default());
        let (found, mut seconds) = (judged(), f64::INFINITY);
        for _ in 0..3 {
            let begun = Instant::now();
            black_box(judged());
            seconds = seconds.min(begun.elapsed().as_secs_f64());
        }
        json!({ "claim": text, "verdict": found.verdict.label(), "boxes": found.boxes, "seconds": seconds })
    });
    json!(rows)
}

fn main() {
    let weight = |beta: f64| Weight::new(beta).expect("a weight");
    let separation = Separation::new(3.0).expect("a separation");
    let eps = eps_old(0.3, 3.0);
    let eps_seconds = median_seconds(|| {
        Overlap::new(black_box(weight(0.3)), black_box(separation)).misassignment_old()
    });

    let (beta, delta) = (Interval::point(0.3), Interval::point(3.0));
    let certified = enclosure::eps_old(beta, delta);
    let certified_seconds =
        median_seconds(|| enclosure::eps_old(black_box(beta), black_box(delta)));

    let target = TwoModes::on_the_line(separation).mixture(weight(0.5));
    let start = Mixture::new(weight(0.7), dvector![0.0], dvector![2.0]).expect("a mixture");
    let objective = ReverseKl::new(target);
    let found = minimise(&objective, &start, Free::All).expect("converges");
    let minimiser_seconds =
        median_seconds(|| minimise(black_box(&objective), black_box(&start), Free::All));

    let grid: Vec<f64> = (0..MILLION)
        .map(|k| 0.5 + 7.5 * k as f64 / MILLION as f64)
        .collect();
    let mut values = vec![0.0; grid.len()];
    let array_seconds = fastest_seconds(|| {
        let work = values.par_chunks_mut(4096).zip(grid.par_chunks(4096));
        work.for_each(|(values, grid)| misassignments_old(&vec![0.3; grid.len()], grid, values));
    });

    println!(
        "{}",
        json!({
            "batch": batches(),
            "dimensions": dimensions(),
            "boxes": boxes(),
            "eps_old": { "value": eps, "seconds": eps_seconds },
            "eps_old_array": { "elements": MILLION, "sum": values.iter().sum::<f64>(), "seconds": array_seconds },
            "eps_old_enclosure": {
                "lo": certified.lo(),
                "hi": certified.hi(),
                "defined": certified.is_defined(),
                "seconds": certified_seconds,
            },
            "reverse_kl": {
                "old_weight": found.learner.weight().old(),
                "old_mean": found.learner.old_mean()[0],
                "new_mean": found.learner.new_mean()[0],
                "value": found.value,
                "gradient_norm": found.gradient_norm,
                "seconds": minimiser_seconds,
            },
        })
    );
}
