//! Twelve core operations by name, for counting instructions: `operations NAME COUNT` does the operation COUNT times.
//!
//! `benches/instructions.py` runs it under callgrind; without arguments (as `cargo bench` calls it) it lists the names.

use forgetting::claim::{Definitions, Float, Program, Symbol, parse_expression};
use forgetting::interval::Interval;
use forgetting::kernel::{kernel_jet, logistic_normals};
use forgetting::minimize::{Free, minimise};
use forgetting::model::{Mixture, Scenario, Separation, TwoModes, Weight};
use forgetting::objective::{ForwardKl, ReverseKl};
use forgetting::overlap::{
    Overlap, distinguishabilities, distinguishability, enclosure, fisher, misassignments_old,
};
use forgetting::theory::Theory;
use nalgebra::dvector;
use std::hint::black_box;

/// Points of a batch.
const POINTS: usize = 4096;

/// An operation that is ready to be repeated.
type Operation = Box<dyn FnMut()>;

/// Its name, and what makes it ready.
type Named = (&'static str, fn() -> Operation);

fn operations() -> Vec<Named> {
    vec![
        ("kernel jet at one point", || {
            repeat(|| kernel_jet(black_box(-4.5), black_box(3.0)))
        }),
        ("misassignment at one point", || {
            let (weight, separation) = point();
            repeat(move || Overlap::new(black_box(weight), black_box(separation)))
        }),
        ("distinguishability at one point", || {
            let (weight, separation) = point();
            repeat(move || distinguishability(black_box(weight), separation))
        }),
        ("Fisher blocks at one point", || {
            let (weight, separation) = point();
            repeat(move || fisher(black_box(weight), separation))
        }),
        ("logistic normals, 4096 points", || {
            let (beta, delta) = plane();
            let m: Vec<f64> = beta
                .iter()
                .zip(&delta)
                .map(|(b, d)| (b - 1.0) * d * d)
                .collect();
            batch(move |out| logistic_normals(&m, &delta, out))
        }),
        ("misassignments, 4096 points", || {
            let (beta, delta) = plane();
            batch(move |out| misassignments_old(&beta, &delta, out))
        }),
        ("distinguishabilities, 4096 points", || {
            let (beta, delta) = plane();
            batch(move |out| distinguishabilities(&beta, &delta, out))
        }),
        ("expression over columns, 4096 points", expression),
        ("enclosed misassignment at one point", || {
            let (beta, delta) = (Interval::point(0.3), Interval::point(3.0));
            repeat(move || enclosure::eps_old(black_box(beta), delta))
        }),
        ("enclosed misassignment over a box", || {
            let (beta, delta) = (
                Interval::from_bounds(0.3, 0.31),
                Interval::from_bounds(4.0, 4.1),
            );
            repeat(move || enclosure::eps_old(black_box(beta), delta))
        }),
        ("reverse-KL minimiser, three parameters", || {
            let target = TwoModes::on_the_line(point().1).mixture(weight(0.5));
            let start = Mixture::new(weight(0.7), dvector![0.0], dvector![2.0]).expect("a mixture");
            let objective = ReverseKl::new(target);
            repeat(move || minimise(&objective, &start, Free::All))
        }),
        ("SFT minimiser, weight only", || {
            let scenario = Scenario::find("moderate").expect("shipped");
            let target = scenario.modes().mixture(scenario.alpha());
            let objective = ForwardKl::new(target.with_weight(weight(0.2)));
            repeat(move || minimise(&objective, &target, Free::Weight))
        }),
    ]
}

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn point() -> (Weight, Separation) {
    (weight(0.3), Separation::new(3.0).expect("a separation"))
}

/// Weights in [0.001, 0.999] and separations in [0.1, 12].
fn plane() -> (Vec<f64>, Vec<f64>) {
    let at = |k: usize, step: f64| ((k + 1) as f64 * step).fract();
    let beta = (0..POINTS).map(|k| 0.001 + 0.998 * at(k, 0.618_033_988_749_894_9));
    let delta = (0..POINTS).map(|k| 0.1 + 11.9 * at(k, 0.754_877_666_246_692_7));
    (beta.collect(), delta.collect())
}

/// What it computes is thrown away, but not known to be.
fn repeat<T>(mut operation: impl FnMut() -> T + 'static) -> Operation {
    Box::new(move || {
        black_box(operation());
    })
}

fn batch(run: impl Fn(&mut [f64]) + 'static) -> Operation {
    let mut out = vec![0.0; POINTS];
    Box::new(move || {
        run(&mut out);
        black_box(&out);
    })
}

fn expression() -> Operation {
    let symbols = ["beta", "delta"].map(|name| Symbol::new(name).expect("a name"));
    let text = "eps_old(beta, delta)*sqrt(beta/(1 - beta)) + delta^2/8";
    let parsed = parse_expression(text, &symbols, &Definitions::new()).expect("an expression");
    let program = Program::new([&parsed], &symbols);
    let (beta, delta) = plane();
    batch(move |out| {
        let float = Float::new(&Theory);
        let bound = program.bind(&float).expect("small constants");
        bound.evaluate_columns(&[&beta, &delta], &mut [out]);
    })
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let [name, count] = arguments.as_slice() else {
        operations().iter().for_each(|(name, _)| println!("{name}"));
        return;
    };
    let count: u32 = count.parse().expect("a count");
    let all = operations();
    let (_, prepare) = all
        .iter()
        .find(|(known, _)| known == name)
        .expect("a known operation");
    let mut operation = prepare();
    (0..count).for_each(|_| operation());
}
