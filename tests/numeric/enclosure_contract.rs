//! The stated widths at random points of the stated ranges.

use crate::support::random::{Random, cases};
use forgetting::interval::Interval;
use forgetting::kernel::enclosure::{kernel, sech_moment};
use forgetting::overlap::enclosure::{
    bc, boundary_slope, distinguishability, eps_new, eps_old, fisher_axis_min_eigenvalue,
    fisher_transverse_min_eigenvalue, kl_reverse, kl_sft, overlap_moment,
};

/// Relative width of every point contract.
const CONTRACT: f64 = forgetting::kernel::enclosure::RELATIVE_WIDTH;
/// Below this the spacing of subnormal numbers may take over.
const LEAST: f64 = forgetting::kernel::UNDERFLOW;

/// Checks a width against a scale that a positive quantity sets.
fn assert_width(label: &str, value: Interval, scale: f64) {
    assert!(value.is_defined(), "{label}: {value:?}");
    if scale >= LEAST {
        let ratio = value.width() / scale;
        assert!(
            ratio <= CONTRACT,
            "{label}: {value:?}, width/scale {ratio:e}"
        );
    }
}

#[test]
fn kernels_and_moments_at_points() {
    let mut random = Random(11);
    for i in 0..cases(3_000) {
        // All of |m| <= 700, s <= 60; small scales; and the seams of the two lattice forms.
        let (m, s) = match i % 4 {
            0 => (random.uniform(-700.0, 700.0), random.uniform(0.0, 60.0)),
            1 => (random.uniform(-40.0, 40.0), random.scaled(-40, 2).abs()),
            2 => {
                let s = random.uniform(0.1, 26.0);
                (-s * s * (1.0 + random.scaled(-50, -3)), s)
            }
            _ => (random.scaled(-60, 2), random.uniform(0.0, 60.0)),
        };
        let (pm, ps) = (Interval::point(m), Interval::point(s));
        let k: Vec<Interval> = (0..=4).map(|n| kernel(n, pm, ps)).collect();
        for (n, &value) in k.iter().enumerate() {
            let scale = if n <= 2 { value.lo() } else { k[2].lo() };
            assert_width(&format!("K_{n}({m:e}, {s:e})"), value, scale);
        }
        let moments: Vec<Interval> = (0..=2).map(|j| sech_moment(j, pm, ps)).collect();
        for (j, &value) in moments.iter().enumerate() {
            let scale = if j == 1 { moments[0].lo() } else { value.lo() };
            assert_width(&format!("S_{j}({m:e}, {s:e})"), value, scale);
        }
    }
}

#[test]
fn overlap_functions_at_points() {
    let mut random = Random(12);
    for i in 0..cases(3_000) {
        let small = random.scaled(-300, -1).abs();
        let beta = match i % 3 {
            0 => random.uniform(1e-6, 1.0 - 1e-6),
            1 => small,
            _ => 1.0 - random.scaled(-40, -1).abs(),
        };
        let delta = if i % 2 == 0 {
            random.uniform(0.0, 40.0)
        } else {
            random.scaled(-100, 3).abs()
        };
        let (b, d) = (Interval::point(beta), Interval::point(delta));
        let label = |name: &str| format!("{name}({beta:e}, {delta:e})");
        for (name, f) in [
            ("eps_old", eps_old as fn(Interval, Interval) -> Interval),
            ("eps_new", eps_new),
            ("distinguishability", distinguishability),
            ("boundary_slope", boundary_slope),
            ("fisher_transverse", fisher_transverse_min_eigenvalue),
        ] {
            let value = f(b, d);
            assert_width(&label(name), value, value.lo());
        }
        assert_width(&label("bc"), bc(d), bc(d).lo());
        let zeroth = overlap_moment(0, b, d);
        for j in 0..=2 {
            let value = overlap_moment(j, b, d);
            assert_width(&label("kappa"), value, zeroth.lo().max(value.mig()));
        }
        assert_width(&label("fisher_axis"), fisher_axis_min_eigenvalue(b, d), 1.0);
        assert_width(
            &label("kl_sft"),
            kl_sft(b, d),
            beta.max(1.0) + 0.5 * delta * delta,
        );
        let other = Interval::point(random.unit());
        assert_width(
            &label("kl_reverse"),
            kl_reverse(b, other, d),
            1.0 + 0.5 * delta * delta,
        );
    }
}

/// `D` and `K` keep their leading terms where a difference would have lost them.
#[test]
fn small_separations_keep_relative_accuracy() {
    for delta in [1e-3, 1e-6, 1e-12, 1e-100] {
        let (half, d) = (Interval::point(0.5), Interval::point(delta));
        // D = delta^2/4 (1 + O(delta^2)), K(1/2) = delta^2/2 exactly.
        let square = d.sqr();
        let value = distinguishability(half, d);
        assert!(value.hi() <= 0.25 * square.hi() * (1.0 + CONTRACT));
        assert!(value.lo() >= 0.25 * square.lo() * (1.0 - square.hi()) * (1.0 - CONTRACT));
        let slope = boundary_slope(half, d);
        assert!(
            !slope.intersection(square * 0.5).is_empty() && slope.width() <= CONTRACT * slope.lo()
        );
    }
    // beta far below exp(-3 delta^2/2): D = beta chi^2 (1 + O(beta)).
    for delta in [0.5f64, 1.5, 3.0] {
        let beta = Interval::point(1e-120);
        let limit = beta * Interval::point(delta).sqr().exp_m1();
        let value = distinguishability(beta, Interval::point(delta));
        assert!(
            value.lo() <= limit.hi() * (1.0 + CONTRACT)
                && limit.lo() * (1.0 - CONTRACT) <= value.hi()
        );
        assert!(value.width() <= CONTRACT * value.lo());
    }
}
