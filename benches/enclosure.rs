//! Time of one certified value: misassignment probability, kernels, moments, at a point and over a box.

use criterion::{Criterion, criterion_group, criterion_main};
use forgetting::interval::Interval;
use forgetting::kernel::enclosure::{kernel, sech_moment};
use forgetting::overlap::enclosure::{
    distinguishability, eps_old, fisher_min_eigenvalue, kl_reverse,
};
use std::hint::black_box;

fn points(c: &mut Criterion) {
    let mut group = c.benchmark_group("point");
    for (beta, delta) in [
        (0.3, 0.5),
        (0.5, 3.0),
        (0.1, 8.0),
        (0.2, 40.0),
        (0.001, 1.0),
    ] {
        let (b, d) = (Interval::point(beta), Interval::point(delta));
        group.bench_function(format!("eps_old({beta}, {delta})"), |bench| {
            bench.iter(|| eps_old(black_box(b), black_box(d)));
        });
    }
    let (b, d) = (Interval::point(0.3), Interval::point(4.0));
    group.bench_function("distinguishability(0.3, 4)", |bench| {
        bench.iter(|| distinguishability(black_box(b), black_box(d)));
    });
    group.bench_function("kl_reverse(0.3, 0.7, 4)", |bench| {
        bench.iter(|| kl_reverse(black_box(b), Interval::ONE - b, black_box(d)));
    });
    for (m, s) in [(-3.0, 2.0), (-32.0, 8.0), (-10.0, 60.0)] {
        let (m, s) = (Interval::point(m), Interval::point(s));
        for n in [0, 1, 4] {
            group.bench_function(format!("K_{n}({}, {})", m.lo(), s.lo()), |bench| {
                bench.iter(|| kernel(n, black_box(m), black_box(s)));
            });
        }
    }
    group.finish();
}

fn boxes(c: &mut Criterion) {
    let mut group = c.benchmark_group("box");
    let (b, d) = (
        Interval::from_bounds(0.3, 0.31),
        Interval::from_bounds(4.0, 4.1),
    );
    group.bench_function("eps_old", |bench| {
        bench.iter(|| eps_old(black_box(b), black_box(d)))
    });
    group.bench_function("fisher_min_eigenvalue", |bench| {
        bench.iter(|| fisher_min_eigenvalue(black_box(b), black_box(d)));
    });
    for j in [0, 2] {
        group.bench_function(format!("S_{j}"), |bench| {
            bench.iter(|| sech_moment(j, black_box(b), black_box(d)));
        });
    }
    group.finish();
}

criterion_group!(benches, points, boxes);
criterion_main!(benches);
