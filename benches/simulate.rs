//! The two-mode simulation: the population's three fits, and one replicate of them.

use criterion::{Criterion, criterion_group, criterion_main};
use forgetting::simulate::chen::{BATCH, METHODS, NEW_MEAN, Target, population, replicate};
use std::hint::black_box;

fn chen(c: &mut Criterion) {
    let target = Target::new(NEW_MEAN).expect("inside the window");
    let mut group = c.benchmark_group("chen two-mode");
    group.sample_size(10);
    group.bench_function("population, three fits of 200 steps", |b| {
        b.iter(|| METHODS.map(|method| population(method, black_box(&target))))
    });
    group.bench_function("one seed, three fits of 200 steps, batches of 1000", |b| {
        b.iter(|| replicate(black_box(&target), BATCH, 1, 0))
    });
    group.finish();
}

criterion_group!(benches, chen);
criterion_main!(benches);
