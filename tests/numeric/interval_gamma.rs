//! Gamma, its logarithm, digamma and erfcx: enclosures against 200 bits by another route, recurrences, turning points, ends.

use crate::support::random::{Random, cases, ulps_between};
use forgetting::interval::Interval;
use forgetting::interval::big::{BigInterval, Bits};
use forgetting::kernel::{self, DIGAMMA_ACCURACY, ERFCX_ULPS};

const BITS: Bits = Bits(200);
const SEED: u64 = 41;

type Enclosure = fn(Interval) -> Interval;
type Reference = fn(&BigInterval, Bits) -> Option<BigInterval>;

/// Name, both routes, and the width at a point that is promised: in ulps of the value, or of 1 + 1/x + |ln x|.
const FUNCTIONS: [(&str, Enclosure, Reference); 4] = [
    ("erfcx", Interval::erfcx, BigInterval::erfcx),
    ("gamma", Interval::gamma, BigInterval::gamma),
    ("lgamma", Interval::ln_gamma, BigInterval::ln_gamma),
    ("digamma", Interval::digamma, BigInterval::digamma),
];

fn digamma_error(x: f64) -> f64 {
    DIGAMMA_ACCURACY * (1.0 + 1.0 / x + x.ln().abs())
}

fn big(x: f64) -> BigInterval {
    BigInterval::number(x).expect("finite")
}

/// Arguments of a function: over its range, and where its branches meet.
fn arguments(name: &str) -> Vec<f64> {
    let mut random = Random(SEED);
    let mut all: Vec<f64> = (0..cases(1000))
        .map(|_| match name {
            "erfcx" => random.uniform(-26.0, 60.0),
            "gamma" => random.uniform(0.0, 171.0).max(1e-300),
            _ => random.scaled(-40, 40).abs(),
        })
        .collect();
    all.extend([
        1e-300,
        0.5,
        1.0,
        2.0,
        3.0,
        9.999999999999998,
        10.0,
        24.999999999999996,
        25.0,
    ]);
    all.extend([
        1.4616321449683622,
        1.4616321449683625,
        22.0,
        23.0,
        24.0,
        140.5,
    ]);
    all
}

#[test]
fn enclosures_hold_what_another_route_finds() {
    for (name, enclosure, reference) in FUNCTIONS {
        for x in arguments(name) {
            let (found, exact) = (enclosure(Interval::point(x)), reference(&big(x), BITS));
            let exact = exact.unwrap_or_else(|| panic!("{name}({x:e}) has a value"));
            let (lo, hi) = (big(found.lo()), BigInterval::number(found.hi()));
            assert!(!exact.certainly_lt(&lo), "{name}({x:e}): {found:?}");
            assert!(
                hi.is_none_or(|hi| !hi.certainly_lt(&exact)),
                "{name}({x:e}): {found:?}"
            );
            let narrow = match name {
                "digamma" => found.width() <= digamma_error(x),
                "erfcx" => ulps_between(found.lo(), found.hi()) <= ERFCX_ULPS,
                _ => ulps_between(found.lo(), found.hi()) <= 2,
            };
            assert!(narrow, "{name}({x:e}): {found:?}");
        }
    }
}

#[test]
fn values_of_the_kernel_lie_beside_their_enclosures() {
    for x in arguments("erfcx") {
        let (found, value) = (Interval::point(x).erfcx(), kernel::erfcx(x));
        let miss = (value / found.mid() - 1.0).abs();
        assert!(
            miss <= 2.0 * ERFCX_ULPS as f64 * f64::EPSILON,
            "erfcx({x}) = {value}: {found:?}"
        );
    }
    for x in arguments("digamma") {
        let (found, value) = (Interval::point(x).digamma(), kernel::digamma(x));
        let miss = (value - found.mid()).abs();
        assert!(
            miss <= 2.0 * digamma_error(x),
            "digamma({x:e}) = {value}: {found:?}"
        );
    }
}

/// gamma(x + 1) = x gamma(x), psi(x + 1) = psi(x) + 1/x, and the duplication formula of the logarithm.
#[test]
fn recurrences_and_the_duplication_formula_hold() {
    let bits = Bits(160);
    let mut random = Random(SEED + 1);
    for _ in 0..cases(200) {
        let x = big(random.uniform(0.001, 30.0));
        let next = x.add(&BigInterval::one(), bits);
        let meets = |a: &BigInterval, b: &BigInterval| !a.certainly_lt(b) && !b.certainly_lt(a);
        let gamma = |x: &BigInterval| x.gamma(bits).expect("a value");
        assert!(meets(&gamma(&next), &gamma(&x).mul(&x, bits)));
        let digamma = |x: &BigInterval| x.digamma(bits).expect("a value");
        let inverse = BigInterval::one().div(&x, bits).expect("not zero");
        assert!(meets(&digamma(&next), &digamma(&x).add(&inverse, bits)));
        let lgamma = |x: &BigInterval| x.ln_gamma(bits).expect("a value");
        let (twice, half) = (
            x.shift(1).expect("small"),
            BigInterval::one().shift(-1).expect("small"),
        );
        let both = lgamma(&x).add(&lgamma(&x.add(&half, bits)), bits);
        let log = |x: &BigInterval| x.ln(bits).expect("positive");
        let two = BigInterval::integer(2);
        let power = BigInterval::one().sub(&twice, bits).mul(&log(&two), bits);
        let root = log(&BigInterval::pi(bits).expect("pi"))
            .shift(-1)
            .expect("small");
        assert!(meets(
            &both,
            &lgamma(&twice).add(&power, bits).add(&root, bits)
        ));
    }
}

#[test]
fn known_values() {
    // 4! and 22! exactly; Euler's constant (OEIS A001620); gamma(1/2) = sqrt(pi); erfcx(1) (DLMF 7.8 by quadrature in 50 digits).
    assert_eq!(Interval::point(5.0).gamma(), Interval::point(24.0));
    assert_eq!(Interval::point(23.0).gamma().width(), 0.0);
    assert!(Interval::point(24.0).gamma().width() > 0.0);
    assert_eq!(Interval::ONE.ln_gamma(), Interval::ZERO);
    assert!(Interval::ONE.digamma().contains(-0.577_215_664_901_532_9));
    assert!(
        Interval::point(0.5)
            .gamma()
            .contains(std::f64::consts::PI.sqrt())
    );
    assert!(Interval::ONE.erfcx().contains(0.427_583_576_155_807));
}

#[test]
fn boxes_hold_their_points_and_the_turn() {
    let mut random = Random(SEED + 2);
    for (name, enclosure, _) in FUNCTIONS {
        for _ in 0..cases(500) {
            let least = if name == "erfcx" { -5.0 } else { 0.01 };
            let (a, b) = (random.uniform(least, 6.0), random.uniform(least, 6.0));
            let whole = enclosure(Interval::from_bounds(a.min(b), a.max(b)));
            let inside = enclosure(Interval::point(random.uniform(a.min(b), a.max(b))));
            assert!(
                whole.lo() <= inside.hi() && inside.lo() <= whole.hi(),
                "{name} on [{a}, {b}]"
            );
        }
    }
    let around = Interval::from_bounds(1.0, 2.0).gamma();
    assert!(around.lo() > 0.8856031944 && around.lo() < 0.8856031945 && around.hi() == 1.0);
}

#[test]
fn ends_of_the_domain() {
    let positive = Interval::from_bounds(0.0, f64::INFINITY);
    assert_eq!(positive.gamma().hi(), f64::INFINITY);
    assert!(positive.gamma().lo() > 0.88 && !positive.gamma().is_defined());
    assert_eq!(
        (positive.digamma().lo(), positive.digamma().hi()),
        (f64::NEG_INFINITY, f64::INFINITY)
    );
    assert!(!Interval::point(-0.5).gamma().is_defined() && !Interval::ZERO.ln_gamma().is_defined());
    let line = Interval::from_bounds(f64::NEG_INFINITY, f64::INFINITY).erfcx();
    assert_eq!((line.lo(), line.hi()), (0.0, f64::INFINITY));
    // Beyond what exp(x^2) and erfc can say apart.
    for x in [1e3, 1e9, 1e300] {
        let scaled = Interval::point(x).erfcx() * Interval::point(x) * Interval::PI.sqrt();
        assert!(
            scaled.lo() >= 1.0 - 1.0 / (x * x) - ERFCX_ULPS as f64 * f64::EPSILON
                && scaled.hi() <= 1.0 + ERFCX_ULPS as f64 * f64::EPSILON,
            "{x:e}: {scaled:?}"
        );
    }
    assert_eq!(Interval::point(-30.0).erfcx().hi(), f64::INFINITY);
}

/// The two numbers between which the gamma function turns, and its least value there, by 200 bits.
#[test]
fn the_turn_lies_where_it_is_said() {
    let (before, after) = (big(1.4616321449683622), big(1.4616321449683625));
    let slope = |x: &BigInterval| x.digamma(BITS).expect("a value");
    assert!(slope(&before).is_negative() && slope(&after).is_positive());
    let around = Interval::from_bounds(1.4616321449683622, 1.4616321449683625);
    for (least, exact) in [
        (around.gamma().lo(), before.gamma(BITS)),
        (around.ln_gamma().lo(), before.ln_gamma(BITS)),
    ] {
        let exact = exact.expect("a value");
        // Between the two the value moves by less than their distance squared, some 1e-31.
        assert!(big(least).certainly_lt(&exact));
        assert!(exact.certainly_lt(&big(least.next_up().next_up())));
    }
}
