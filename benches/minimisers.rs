//! One minimiser per objective, weights only and all parameters.

use criterion::{Criterion, criterion_group, criterion_main};
use forgetting::minimize::{Free, minimise};
use forgetting::model::{Scenario, Weight};
use forgetting::objective::{ForwardKl, ModelReplay, Objective, ReverseKl};
use std::hint::black_box;

fn minimisers(c: &mut Criterion) {
    for name in ["moderate", "eight-dimensional"] {
        let scenario = Scenario::find(name).expect("shipped");
        let target = scenario.modes().mixture(scenario.alpha());
        let rho = Weight::new(0.2).expect("a weight");
        let objectives: [Box<dyn Objective>; 4] = [
            Box::new(ForwardKl::sft(&target)),
            Box::new(ForwardKl::new(target.with_weight(rho))),
            Box::new(ModelReplay::new(&target, rho).expect("rho < 1")),
            Box::new(ReverseKl::new(target.clone())),
        ];
        let mut group = c.benchmark_group(format!("minimiser, {name}"));
        group.sample_size(20);
        for objective in &objectives {
            group.bench_function(format!("{}, weight only", objective.name()), |b| {
                b.iter(|| {
                    minimise(black_box(objective.as_ref()), &target, Free::Weight).expect("convex")
                });
            });
            // The three-component objective in eight dimensions integrates over a plane at each step: seconds, not micros.
            if objective.name() == "sft-model-replay" && target.dimension() > 1 {
                continue;
            }
            group.bench_function(format!("{}, all parameters", objective.name()), |b| {
                b.iter(|| {
                    minimise(black_box(objective.as_ref()), scenario.start(), Free::All)
                        .expect("converges")
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, minimisers);
criterion_main!(benches);
