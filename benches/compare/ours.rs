//! This library's side of the comparison scripts in this folder: one JSON object of seconds per operation.
//!
//! The scripts run it between their own measurements, so both sides see the same machine in the same state.

use forgetting::interval::Interval;
use forgetting::minimize::{Free, minimise};
use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::ReverseKl;
use forgetting::overlap::{Overlap, enclosure};
use nalgebra::dvector;
use rayon::prelude::*;
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

fn main() {
    let weight = |beta: f64| Weight::new(beta).expect("a weight");
    let separation = Separation::new(3.0).expect("a separation");
    let eps = Overlap::new(weight(0.3), separation).misassignment_old();
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
        work.for_each(|(values, grid)| {
            for (value, delta) in values.iter_mut().zip(grid) {
                let separation = Separation::new(*delta).expect("a separation");
                *value = Overlap::new(weight(0.3), separation).misassignment_old();
            }
        });
    });

    println!(
        "{}",
        serde_json::json!({
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
