//! Lines a second of `eval --stdin`: parsing, compiling and the digits that are known, for one call a line.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use forgetting::judge::{enclose, known_digits};
use std::hint::black_box;

/// A hundred calls with other arguments each.
fn lines(call: impl Fn(f64, f64) -> String) -> Vec<String> {
    (0..100)
        .map(|k| {
            let t = f64::from(k) / 100.0;
            call(0.005 + 0.99 * t, 0.1 + 6.0 * (1.0 - t))
        })
        .collect()
}

fn throughput(c: &mut Criterion) {
    let kinds = [
        ("eps_old", lines(|b, d| format!("eps_old({b:.4}, {d:.4})"))),
        (
            "logistic_normal",
            lines(|b, d| format!("logistic_normal({:.4}, {d:.4})", 4.0 * b - 2.0)),
        ),
        (
            "softplus_normal",
            lines(|b, d| format!("softplus_normal({:.4}, {d:.4})", 4.0 * b - 2.0)),
        ),
        (
            "sech_moment",
            lines(|b, d| format!("sech_moment(0, {:.4}, {d:.4})", 4.0 * b - 2.0)),
        ),
        (
            "kl_reverse",
            lines(|b, d| format!("kl_reverse({b:.4}, 0.7, {d:.4})")),
        ),
        ("exp", lines(|b, d| format!("exp({b:.4})*bc({d:.4})"))),
    ];
    let mut group = c.benchmark_group("eval");
    group.throughput(Throughput::Elements(100));
    for (name, lines) in &kinds {
        group.bench_function(format!("digits of {name}"), |bench| {
            bench.iter(|| {
                lines
                    .iter()
                    .filter(|line| known_digits(black_box(line), None).is_ok())
                    .count()
            });
        });
        group.bench_function(format!("enclosure of {name}"), |bench| {
            bench.iter(|| {
                lines
                    .iter()
                    .filter(|line| enclose(black_box(line)).is_ok())
                    .count()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
