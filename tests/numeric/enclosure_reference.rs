//! The enclosures against stored values of Arb ball arithmetic (tests/data/kernel_overlap.json: 160 bits, 30
//! printed digits of which the last two are not trusted), and the stated widths.

use forgetting::interval::{Interval, parse_rational};
use forgetting::kernel::enclosure::{kernel, sech_moment};
use forgetting::overlap::enclosure::{
    bc, distinguishability, eps_new, eps_old, fisher_axis_min_eigenvalue, overlap_moment,
};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde_json::Value;

/// The relative width every contract here states.
const CONTRACT: f64 = forgetting::kernel::enclosure::RELATIVE_WIDTH;

fn reference() -> Value {
    serde_json::from_str(include_str!("../data/kernel_overlap.json")).unwrap()
}

/// An exact argument, written as a number or as a decimal string.
fn argument(entry: &Value, name: &str) -> Interval {
    let text = match &entry[name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Interval::parse(&text).unwrap()
}

/// Whether the interval meets the stored value widened by its untrusted digits.
fn agrees(interval: Interval, stored: &BigRational) -> bool {
    let slack = if stored.is_zero() {
        parse_rational("1e-42").unwrap()
    } else {
        stored.abs() * parse_rational("2e-28").unwrap()
    };
    let low = BigRational::from_float(interval.lo()).unwrap();
    let high = BigRational::from_float(interval.hi()).unwrap();
    low <= stored + &slack && stored - &slack <= high
}

#[test]
fn kernels_enclose_the_stored_values() {
    let data = reference();
    let entries = data["kernel"].as_array().unwrap();
    assert!(entries.len() >= 30);
    for entry in entries {
        let (m, s) = (argument(entry, "m"), argument(entry, "s"));
        let second = kernel(2, m, s);
        for n in 0..=4 {
            let stored = parse_rational(entry[format!("K{n}")].as_str().unwrap()).unwrap();
            let enclosure = kernel(n, m, s);
            assert!(
                agrees(enclosure, &stored),
                "K_{n}({m}, {s}) = {enclosure} misses {stored}"
            );
            assert!(enclosure.is_defined());
            if m.is_point() && s.is_point() {
                let scale = if n <= 2 { enclosure } else { second };
                assert!(
                    enclosure.width() <= CONTRACT * scale.mag(),
                    "K_{n}({m}, {s}) = {enclosure}"
                );
            }
        }
    }
}

#[test]
fn overlap_functions_enclose_the_stored_values() {
    let data = reference();
    let entries = data["overlap"].as_array().unwrap();
    assert!(entries.len() >= 30);
    for entry in entries {
        let (beta, delta) = (argument(entry, "beta"), argument(entry, "delta"));
        let lambda = -beta.logit();
        let check = |name: &str, enclosure: Interval, scale: f64| {
            let Some(text) = entry[name].as_str() else {
                assert!(entry[name].is_null());
                return;
            };
            let stored = parse_rational(text).unwrap();
            let label = format!("{name}({beta}, {delta}) = {enclosure}, stored {text}");
            assert!(agrees(enclosure, &stored), "{label}");
            assert!(enclosure.is_defined());
            assert!(
                enclosure.width() <= CONTRACT * scale,
                "{label}: width {:e}",
                enclosure.width()
            );
        };
        let old = eps_old(beta, delta);
        check("eps_o", old, old.lo());
        let new = eps_new(beta, delta);
        check("eps_n", new, new.lo());
        check("bc", bc(delta), bc(delta).lo());
        let s0 = sech_moment(0, lambda, delta);
        check("S0", s0, s0.lo());
        check("S1", sech_moment(1, lambda, delta), s0.lo());
        check("S2", sech_moment(2, lambda, delta), s0.lo());
        let d = distinguishability(beta, delta);
        check("distinguishability", d, d.lo());
        check(
            "fisher_lambda_min_3x3",
            fisher_axis_min_eigenvalue(beta, delta),
            1.0,
        );
        // kappa_0 = beta eps_o and kappa_0 >= 0.
        let zeroth = overlap_moment(0, beta, delta);
        assert!(!zeroth.intersection(beta * old).is_empty() && zeroth.lo() >= 0.0);
    }
}
