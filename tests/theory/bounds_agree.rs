//! The closed forms of `bounds` are those of the claim files: no formula stands twice without being compared.

use forgetting::bounds::{
    bhattacharyya_bound, collapse_rate_envelope, collapse_time_envelope, drift_bound,
    refined_bounds, sech_zero_bounds,
};
use forgetting::claim::{Expr, Float, Kind, Program, Symbol};
use forgetting::ledger::claim_files;
use forgetting::model::{Separation, Weight};
use forgetting::theory::Theory;

/// Both sides are a handful of rounded operations on the same inputs; differences of two bounds lose a digit.
const ROUNDING: f64 = 10.0 * forgetting::bounds::ACCURACY;

/// The terms of the chain of a claim, from left to right.
fn terms(id: &str) -> Vec<Expr> {
    let file = claim_files(&[id.to_owned()]).expect("a claim").remove(0);
    let [filed] = file.claims() else {
        panic!("{id} is not one claim");
    };
    let chains = filed.claim.chains().into_iter();
    chains.flat_map(|chain| chain.terms().cloned()).collect()
}

fn value(expr: &Expr, point: &[(&str, f64)]) -> f64 {
    let variables: Vec<Symbol> = point
        .iter()
        .map(|(name, _)| Symbol::new(name).expect("a name"))
        .collect();
    let values: Vec<f64> = point.iter().map(|(_, x)| *x).collect();
    let float = Float::new(&Theory);
    let program = Program::new([expr], &variables);
    program
        .bind(&float)
        .and_then(|program| program.evaluate(&values))
        .expect("a value")[0]
}

fn same(a: f64, b: f64) {
    assert!((a - b).abs() <= ROUNDING * a.abs(), "{a:e} {b:e}");
}

fn settings() -> impl Iterator<Item = (f64, f64, Weight, Separation)> {
    let betas = [0.001, 0.2, 0.5, 0.9, 0.999];
    betas.into_iter().flat_map(|beta| {
        [0.05, 1.0, 3.0, 7.0, 20.0].map(|delta| {
            let weight = Weight::new(beta).expect("a weight");
            (
                beta,
                delta,
                weight,
                Separation::new(delta).expect("a separation"),
            )
        })
    })
}

#[test]
fn misassignment_bounds() {
    let (old, new, both) = (terms("A3:1"), terms("A3:2"), terms("A4:2"));
    for (beta, delta, weight, separation) in settings() {
        let at = [("beta", beta), ("delta", delta)];
        same(value(&old[1], &at), bhattacharyya_bound(weight, separation));
        same(
            value(&new[1], &at),
            bhattacharyya_bound(weight.swapped(), separation),
        );
        let lambda = weight.log_odds_new();
        let at = [("lambda", lambda), ("delta", delta)];
        let (lower, upper) = sech_zero_bounds(lambda, separation);
        same(value(&both[0], &at), lower);
        same(value(&both[2], &at), upper);
        let bound = bhattacharyya_bound(weight, separation);
        let refined = refined_bounds(weight, separation);
        same(bound * lower, refined.0);
        same(bound * upper, refined.1);
    }
}

#[test]
fn collapse_envelopes() {
    let rates = terms("B2:1");
    let derivative = terms("B2:4").remove(0);
    let Kind::Derivative(derivative) = derivative.kind() else {
        panic!("B2:4 is about a derivative");
    };
    for (beta, delta, weight, separation) in settings() {
        let at = [("beta", beta), ("delta", delta)];
        let envelope = collapse_rate_envelope(weight, separation);
        same(value(&rates[0], &at), envelope.fastest);
        same(value(&rates[2], &at), envelope.slowest);
        // The least time is the integral of 1/(beta^2 (1 - beta)).
        let to = Weight::new(0.5 * beta).expect("a weight");
        let time = |beta: f64| value(derivative.of(), &[("beta", beta)]);
        let times = collapse_time_envelope(weight, to, separation).expect("falls");
        let gap = time(to.old()) - time(beta) - times.fastest;
        let size = time(to.old()).abs() + time(beta).abs();
        assert!(gap.abs() <= ROUNDING * size, "{beta} {gap:e}");
    }
}

#[test]
fn drift_gradient_bound() {
    let each = terms("C4:3");
    let alpha = Weight::new(0.3).expect("a weight");
    for (beta, delta, weight, separation) in settings() {
        let own = Separation::new(0.5 * delta).expect("a separation");
        let pull = |beta: f64, s: f64| value(&each[1], &[("beta", beta), ("s", s)]);
        let claimed = beta * (pull(beta, own.delta()) + pull(0.3, delta));
        same(
            claimed,
            drift_bound(weight, own, alpha, separation).bhattacharyya,
        );
    }
}
