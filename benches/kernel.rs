//! The kernel and the overlap: one point, and a grid of 10^5.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use forgetting::kernel::{kernel_jet, logistic_normal};
use forgetting::model::{Separation, Weight};
use forgetting::overlap::{Overlap, distinguishability, fisher};
use std::hint::black_box;

fn points(c: &mut Criterion) {
    let mut group = c.benchmark_group("kernel jet K_0..K_4, one point");
    for (m, s) in [
        (-0.5, 0.5),
        (-0.5, 1.0),
        (-4.5, 3.0),
        (-32.0, 8.0),
        (-800.0, 40.0),
    ] {
        group.bench_function(BenchmarkId::from_parameter(format!("m={m}, s={s}")), |b| {
            b.iter(|| kernel_jet(black_box(m), black_box(s)));
        });
    }
    group.finish();
    c.bench_function("L(-4.5, 3), one point", |b| {
        b.iter(|| logistic_normal(black_box(-4.5), black_box(3.0)))
    });
    let (weight, separation) = (
        Weight::new(0.3).expect("a weight"),
        Separation::new(3.0).expect("a separation"),
    );
    c.bench_function("misassignment probability eps_o(0.3, 3), one point", |b| {
        b.iter(|| Overlap::new(black_box(weight), black_box(separation)).misassignment_old());
    });
    c.bench_function("distinguishability D(0.3, 3)", |b| {
        b.iter(|| distinguishability(black_box(weight), black_box(separation)))
    });
    c.bench_function("Fisher blocks and eigenvalues (0.3, 3)", |b| {
        b.iter(|| fisher(black_box(weight), black_box(separation)))
    });
}

fn grid(c: &mut Criterion) {
    const BETAS: u32 = 250;
    const DELTAS: u32 = 400;
    let grid: Vec<(Weight, Separation)> = (1..=BETAS)
        .flat_map(|i| {
            (1..=DELTAS).map(move |j| (f64::from(i) / f64::from(BETAS + 1), 0.1 * f64::from(j)))
        })
        .map(|(beta, delta)| {
            (
                Weight::new(beta).expect("a weight"),
                Separation::new(delta).expect("a separation"),
            )
        })
        .collect();
    let mut group = c.benchmark_group("eps_o over a grid");
    group.throughput(Throughput::Elements(u64::from(BETAS * DELTAS)));
    group.sample_size(10);
    group.bench_function("250 weights x 400 separations", |b| {
        b.iter(|| {
            grid.iter()
                .map(|&(w, d)| Overlap::new(w, d).misassignment_old())
                .sum::<f64>()
        });
    });
    group.finish();
}

criterion_group!(benches, points, grid);
criterion_main!(benches);
