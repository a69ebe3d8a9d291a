//! The main job: every table in every format.

use criterion::{Criterion, criterion_group, criterion_main};
use forgetting::model::Scenario;
use forgetting::report::{Reproduction, reproduce};

fn whole(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let request = Reproduction {
        scenario: Scenario::find("moderate").expect("shipped"),
        only: None,
        paper: false,
    };
    let mut group = c.benchmark_group("reproduce");
    group.sample_size(10);
    group.bench_function("every table, four formats, manifest", |b| {
        b.iter(|| reproduce(&request, folder.path()).expect("writable"));
    });
    group.finish();
}

criterion_group!(benches, whole);
criterion_main!(benches);
