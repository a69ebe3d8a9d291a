//! One gradient flow: SFT's collapse to t = 1e6, and reverse KL to rest, weights only and all parameters.

use criterion::{Criterion, criterion_group, criterion_main};
use forgetting::flow::{GradientFlow, Integrator, uniform_drift};
use forgetting::landscape::basins;
use forgetting::minimize::Free;
use forgetting::model::{Mixture, Scenario, Separation, TwoModes, Weight};
use forgetting::objective::{ForwardKl, ReverseKl};
use std::hint::black_box;

fn flow(c: &mut Criterion) {
    let half = Weight::new(0.5).expect("a weight");
    let start = TwoModes::on_the_line(Separation::new(3.0).expect("positive")).mixture(half);
    let sft = ForwardKl::sft(&start);
    let mut group = c.benchmark_group("SFT to t = 1e6");
    group.sample_size(20);
    for (label, free) in [("weight only", Free::Weight), ("all, stiff", Free::All)] {
        group.bench_function(label, |b| {
            b.iter(|| {
                GradientFlow::new(&sft, free)
                    .run(black_box(&start), 1e6)
                    .expect("runs")
            });
        });
    }
    group.finish();

    let mut group = c.benchmark_group("reverse KL to t = 60");
    group.sample_size(20);
    for name in ["moderate", "eight-dimensional"] {
        let scenario = Scenario::find(name).expect("shipped");
        let rl = ReverseKl::new(scenario.modes().mixture(scenario.alpha()));
        for (label, integrator) in [
            ("explicit", Integrator::Explicit),
            ("implicit", Integrator::Implicit),
        ] {
            group.bench_function(format!("{name}, {label}"), |b| {
                let flow = GradientFlow::new(&rl, Free::All).with_integrator(integrator);
                b.iter(|| flow.run(black_box(scenario.start()), 60.0).expect("runs"));
            });
        }
    }
    group.finish();

    let target = TwoModes::on_the_line(Separation::new(6.0).expect("positive")).mixture(half);
    let short = Mixture::new(
        Weight::new(0.7).expect("a weight"),
        target.old_mean().clone(),
        target.new_mean().add_scalar(-1.0),
    )
    .expect("finite");
    let rl = ReverseKl::new(target);
    c.bench_function("uniform drift (C8)", |b| {
        b.iter(|| uniform_drift(&rl, black_box(&short), 1e4).expect("runs"));
    });
    c.bench_function("basins, 16 starts", |b| {
        let delta = Separation::new(3.0).expect("positive");
        b.iter(|| basins(half, black_box(delta), 16, 1).expect("runs"));
    });
}

criterion_group!(benches, flow);
criterion_main!(benches);
