//! Boxes contain the points inside them, their excess width shrinks quadratically, and nothing that is not an
//! admissible box is ever certified.

use forgetting::interval::{Decoration, Interval};
use forgetting::kernel::enclosure::{kernel, sech_moment};
use forgetting::overlap::enclosure::{
    bc, boundary_slope, chi2, conditioning_bound, distinguishability, eps_new, eps_old,
    fisher_axis_min_eigenvalue, fisher_min_eigenvalue, fisher_transverse_min_eigenvalue, kl_replay,
    kl_reverse, kl_sft, overlap_moment, tv,
};
use proptest::prelude::*;

type Named = (&'static str, fn(Interval, Interval) -> Interval);

/// Functions of a location and a scale.
const LOCATION_SCALE: [Named; 10] = [
    ("K_0", |m, s| kernel(0, m, s)),
    ("K_1", |m, s| kernel(1, m, s)),
    ("K_2", |m, s| kernel(2, m, s)),
    ("K_3", |m, s| kernel(3, m, s)),
    ("K_4", |m, s| kernel(4, m, s)),
    ("K_5", |m, s| kernel(5, m, s)),
    ("K_6", |m, s| kernel(6, m, s)),
    ("S_0", |m, s| sech_moment(0, m, s)),
    ("S_1", |m, s| sech_moment(1, m, s)),
    ("S_2", |m, s| sech_moment(2, m, s)),
];

/// Functions of a weight and a separation (other weights fixed).
const WEIGHT_SEPARATION: [Named; 17] = [
    ("bc", |_, d| bc(d)),
    ("tv", |_, d| tv(d)),
    ("chi2", |_, d| chi2(d)),
    ("eps_old", eps_old),
    ("eps_new", eps_new),
    ("distinguishability", distinguishability),
    ("kappa_0", |b, d| overlap_moment(0, b, d)),
    ("kappa_1", |b, d| overlap_moment(1, b, d)),
    ("kappa_2", |b, d| overlap_moment(2, b, d)),
    ("kl_sft", kl_sft),
    ("kl_replay", |b, d| kl_replay(b, Interval::point(0.3), d)),
    ("kl_reverse", |b, d| kl_reverse(b, Interval::point(0.6), d)),
    ("boundary_slope", boundary_slope),
    ("fisher_axis", fisher_axis_min_eigenvalue),
    ("fisher_transverse", fisher_transverse_min_eigenvalue),
    ("fisher", fisher_min_eigenvalue),
    ("conditioning_bound", conditioning_bound),
];

/// An interval of a given reach around `x`, cut to `[least, most]`, and a point of it.
fn around(x: f64, reach: f64, share: f64, least: f64, most: f64) -> (Interval, Interval) {
    let (lo, hi) = (
        (x - reach).clamp(least, most),
        (x + reach).clamp(least, most),
    );
    let inside = (lo + share * (hi - lo)).clamp(lo, hi);
    (Interval::from_bounds(lo, hi), Interval::point(inside))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A point enclosure and the enclosure of a box around it have the true value in common.
    #[test]
    fn kernel_boxes_contain_their_points(
        m in -60.0f64..60.0, s in 0.0f64..40.0, exponent in -12i32..6, share in (0.0f64..=1.0, 0.0f64..=1.0),
    ) {
        let reach = 2f64.powi(exponent);
        let (box_m, m) = around(m, reach, share.0, -1e4, 1e4);
        let (box_s, s) = around(s, reach, share.1, 0.0, 1e4);
        for (name, f) in LOCATION_SCALE {
            let (over, at) = (f(box_m, box_s), f(m, s));
            prop_assert!(over.is_defined() && at.is_defined(), "{} {:?} {:?}", name, over, at);
            prop_assert!(!over.intersection(at).is_empty(), "{} {:?} {:?}: {:?} {:?}", name, box_m, box_s, over, at);
        }
    }

    #[test]
    fn overlap_boxes_contain_their_points(
        beta in 0.0f64..=1.0, delta in 0.0f64..16.0, exponent in -14i32..4, share in (0.0f64..=1.0, 0.0f64..=1.0),
    ) {
        let reach = 2f64.powi(exponent);
        let (box_beta, beta) = around(beta, reach, share.0, 0.0, 1.0);
        let (box_delta, delta) = around(delta, reach, share.1, 0.0, 100.0);
        for (name, f) in WEIGHT_SEPARATION {
            let (over, at) = (f(box_beta, box_delta), f(beta, delta));
            prop_assert!(over.is_defined() && at.is_defined(), "{} {:?} {:?}", name, over, at);
            prop_assert!(!over.intersection(at).is_empty(), "{} {:?} {:?}: {:?} {:?}", name, box_beta, box_delta, over, at);
        }
    }

    /// Extreme weights and separations: thin boxes far out on the scale of the doubles.
    #[test]
    fn extreme_arguments_stay_sound(
        exponent in -1070i32..0, delta in -40i32..60, flip in any::<bool>(),
    ) {
        let weight = 2f64.powi(exponent);
        let weight = Interval::point(if flip { 1.0 - weight } else { weight });
        let delta = Interval::point(2f64.powi(delta));
        for (name, f) in WEIGHT_SEPARATION {
            let value = f(weight, delta);
            prop_assert!(value.is_defined(), "{}({:?}, {:?}) = {:?}", name, weight, delta, value);
            let least = if name == "kappa_1" || name == "conditioning_bound" { -2.0 } else { 0.0 };
            prop_assert!(value.lo() >= least, "{}({:?}, {:?}) = {:?}", name, weight, delta, value);
        }
        // Identities that tie independent computations together.
        let (old, new) = (eps_old(weight, delta), eps_new(weight, delta));
        let balance = (weight * old).intersection((Interval::ONE - weight) * new);
        prop_assert!(!balance.is_empty());
        let d = distinguishability(weight, delta);
        prop_assert!(!d.intersection(Interval::ONE - old - new).is_empty());
    }

    /// `K_1(-m) = 1 - K_1(m)`, `K_0(m) - K_0(-m) = m`, the tilt identity and `S_0` from `K_1`.
    #[test]
    fn exact_identities_hold(m in -80.0f64..80.0, s in 0.0f64..12.0) {
        let (m, s) = (Interval::point(m), Interval::point(s));
        let half_square = s.sqr() * 0.5;
        let tilt = (m + half_square).exp() * kernel(1, -m - s.sqr(), s);
        prop_assert!(!tilt.intersection(kernel(1, m, s)).is_empty());
        let difference = kernel(0, m, s) - kernel(0, -m, s);
        prop_assert!(!difference.intersection(m).is_empty());
        let sech = (m * 0.5 + s.sqr() * 0.125).exp() * sech_moment(0, m + half_square, s) * 0.5;
        prop_assert!(!sech.intersection(kernel(1, m, s)).is_empty());
    }
}

/// Halving a box divides the excess over the range of its corners and centre by about four.
#[test]
fn excess_width_shrinks_quadratically() {
    let excess = |f: fn(Interval, Interval) -> Interval, x: f64, y: f64, reach: f64| {
        let over = f(
            Interval::from_bounds(x - reach, x + reach),
            Interval::from_bounds(y - reach, y + reach),
        );
        let (mut lo, mut hi) = (f64::INFINITY, f64::NEG_INFINITY);
        for i in -4..=4 {
            for j in -4..=4 {
                let (a, b) = (
                    x + reach * f64::from(i) / 4.0,
                    y + reach * f64::from(j) / 4.0,
                );
                let at = f(Interval::point(a), Interval::point(b)).mid();
                lo = lo.min(at);
                hi = hi.max(at);
            }
        }
        over.width() - (hi - lo)
    };
    let mut checked = 0;
    let kernels = LOCATION_SCALE
        .iter()
        .filter(|(name, _)| *name != "K_5" && *name != "K_6");
    let centres = [(-2.0, 0.8), (-1.5, 8.0), (3.0, 2.0), (-20.0, 5.0)];
    let cases = kernels.flat_map(|f| centres.map(|centre| (f, centre, 2f64.powi(-6))));
    let moments = WEIGHT_SEPARATION.iter().filter(|(name, _)| {
        name.starts_with("kappa") || name.starts_with("fisher_axis") || name.starts_with("kl")
    });
    let centres = [(0.3, 2.0), (0.8, 4.0), (0.45, 1.0)];
    let more = moments.flat_map(|f| centres.map(|centre| (f, centre, 2f64.powi(-8))));
    for (&(name, f), (x, y), reach) in cases.chain(more) {
        let coarse = excess(f, x, y, reach);
        let fine = excess(f, x, y, reach / 16.0);
        // 16^2 = 256 in the limit; a linear excess would give 16. Below the point width nothing is left to shrink.
        let floor = 1e-12 * f(Interval::point(x), Interval::point(y)).mag().max(1.0);
        assert!(
            fine <= (coarse / 64.0).max(floor),
            "{name} at ({x}, {y}): {coarse:e} -> {fine:e}"
        );
        checked += 1;
    }
    assert!(checked > 40);
}

#[test]
fn inadmissible_boxes_are_never_defined() {
    let unit = Interval::from_bounds(0.2, 0.8);
    let bad = [
        Interval::EMPTY,
        Interval::NAI,
        Interval::point(f64::NAN),
        Interval::from_bounds(3.0, 2.0),
        Interval::from_bounds(f64::INFINITY, f64::INFINITY),
        Interval::from_bounds(-2.0, -1.0).sqrt(),
        unit.at_most(Decoration::Trv),
    ];
    let negative = [
        Interval::from_bounds(-3.0, -1.0),
        Interval::from_bounds(-1e-300, 1.0),
    ];
    for (name, f) in LOCATION_SCALE.into_iter().chain(WEIGHT_SEPARATION) {
        let ignores_weight = matches!(name, "bc" | "tv" | "chi2");
        for x in bad {
            assert!(
                ignores_weight || !f(x, Interval::ONE).is_defined(),
                "{name} {x:?}"
            );
            assert!(!f(unit, x).is_defined(), "{name} {x:?}");
        }
        for x in negative {
            assert!(!f(unit, x).is_defined(), "{name} {x:?}");
        }
    }
    for (name, f) in WEIGHT_SEPARATION {
        if matches!(name, "bc" | "tv" | "chi2") {
            continue;
        }
        for weight in [
            Interval::from_bounds(-1e-9, 0.5),
            Interval::from_bounds(0.5, 1.0f64.next_up()),
            Interval::from_bounds(2.0, 3.0),
            Interval::ENTIRE,
        ] {
            assert!(!f(weight, Interval::ONE).is_defined(), "{name} {weight:?}");
        }
    }
}

#[test]
fn huge_and_unbounded_boxes_stay_sound() {
    let inf = f64::INFINITY;
    let locations = [
        Interval::ENTIRE,
        Interval::from_bounds(-inf, -1e300),
        Interval::from_bounds(1e300, inf),
        Interval::from_bounds(-1e308, 1e308),
        Interval::point(f64::MAX),
        Interval::point(f64::MIN),
        Interval::point(5e-324),
        Interval::from_bounds(-1.0, inf),
    ];
    let scales = [
        Interval::from_bounds(0.0, inf),
        Interval::from_bounds(1e300, inf),
        Interval::from_bounds(0.0, 1e308),
        Interval::point(f64::MAX),
        Interval::point(5e-324),
        Interval::point(1e-160),
        Interval::point(0.0),
        Interval::from_bounds(600.0, 700.0),
        Interval::point(1e7),
    ];
    for (name, f) in LOCATION_SCALE {
        for m in locations {
            for s in scales {
                let over = f(m, s);
                assert!(over.is_defined(), "{name}({m:?}, {s:?}) = {over:?}");
                // Points of the box, moved inside the doubles.
                for (a, b) in [(m.mid(), s.mid()), (m.lo(), s.lo()), (m.hi(), s.hi())] {
                    if a.is_finite() && b.is_finite() {
                        let at = f(Interval::point(a), Interval::point(b));
                        assert!(
                            at.is_defined() && !over.intersection(at).is_empty(),
                            "{name}({a:e}, {b:e}) = {at:?} not in {over:?}"
                        );
                    }
                }
            }
        }
    }
    let weights = [
        Interval::from_bounds(0.0, 1.0),
        Interval::point(0.0),
        Interval::point(1.0),
        Interval::point(5e-324),
        Interval::point(1.0f64.next_down()),
        Interval::from_bounds(0.0, 0.5),
    ];
    for (name, f) in WEIGHT_SEPARATION {
        for w in weights {
            for d in scales {
                let over = f(w, d);
                assert!(over.is_defined(), "{name}({w:?}, {d:?}) = {over:?}");
                for (a, b) in [(w.mid(), d.mid()), (w.lo(), d.lo()), (w.hi(), d.hi())] {
                    if b.is_finite() {
                        let at = f(Interval::point(a), Interval::point(b));
                        assert!(
                            at.is_defined() && !over.intersection(at).is_empty(),
                            "{name}({a:e}, {b:e}) = {at:?} not in {over:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn ends_of_the_domain_take_their_limits() {
    let (zero, one) = (Interval::ZERO, Interval::ONE);
    let delta = Interval::point(3.0);
    assert_eq!(eps_old(zero, delta), one);
    assert_eq!(eps_old(one, delta), zero);
    assert_eq!(eps_new(zero, delta), zero);
    assert_eq!(distinguishability(zero, delta), zero);
    assert_eq!(kl_sft(zero, delta), zero);
    assert!(kl_sft(one, delta).contains(4.5));
    assert!(boundary_slope(Interval::point(0.5), delta).contains(4.5));
    assert_eq!(boundary_slope(one, delta), Interval::point(9.0));
    assert_eq!(eps_old(Interval::point(0.25), zero), Interval::point(0.75));
    assert_eq!(
        kl_reverse(delta.min(one) * 0.5, Interval::point(0.5), delta),
        zero
    );
}
