//! Certified minimisers: known answers inside, narrow, and refusals where nothing may be certified.

mod catalogue;
mod inputs;

use forgetting::interval::Interval;
use forgetting::minimize::certified::{
    CERTIFIED_WIDTH, Certificate, CertificateKind, NotCertified, WeightObjective,
    certify_forward_kl, certify_forward_kl_box, certify_reverse_kl, certify_reverse_kl_box,
    certify_weight, certify_weight_box, forward_kl_derivatives, reverse_kl_gradient,
    reverse_kl_hessian, weight_slope,
};
use forgetting::minimize::{Free, StationaryKind, minimise, stationary_points};
use forgetting::model::{Mixture, Separation, TwoModes, Weight};
use forgetting::objective::{
    Derivatives, ForwardKl, GRADIENT_ACCURACY, ModelReplay, Objective, ReverseKl,
};
use nalgebra::dvector;

const DELTAS: [f64; 7] = [0.3, 1.0, 2.0, 3.0, 8.0, 20.0, 60.0];
const ALPHAS: [f64; 6] = [0.5, 0.3, 0.05, 0.97, 1e-3, 1e-9];

/// The error of derivatives in f64, relative to the size of their terms, of which there are up to ten.
const FORM: f64 = 10.0 * GRADIENT_ACCURACY;

fn weight(beta: f64) -> Weight {
    Weight::new(beta).expect("a weight")
}

fn separation(delta: f64) -> Separation {
    Separation::new(delta).expect("finite")
}

fn target(alpha: f64, delta: f64) -> Mixture {
    TwoModes::on_the_line(separation(delta)).mixture(weight(alpha))
}

fn around(centre: [f64; 3], radius: f64) -> [Interval; 3] {
    centre.map(|x| Interval::from_bounds(x - radius, x + radius))
}

/// Logit and means of the target itself, where reverse KL is 0 (C1).
fn optimum(alpha: f64, delta: f64) -> [f64; 3] {
    [weight(alpha).logit(), 0.0, delta]
}

fn holds(certificate: &Certificate, learner: [f64; 3]) -> bool {
    let e = &certificate.enclosure;
    e.old_weight.contains(learner[0])
        && e.old_mean.contains(learner[1])
        && e.new_mean.contains(learner[2])
}

#[test]
fn weights_only_enclosures_hold_the_theorems_answers() {
    for delta in DELTAS {
        for w in ALPHAS {
            let (rho, alpha) = (Interval::point(w), Interval::point(w));
            for forward in [
                WeightObjective::Sft,
                WeightObjective::SftModelReplay { rho },
            ] {
                let found = certify_weight(forward, Interval::point(delta)).expect("delta > 0");
                assert_eq!(
                    (found.kind, found.enclosure.old_weight),
                    (CertificateKind::Boundary, Interval::ZERO)
                );
            }
            let replay = certify_weight(WeightObjective::SftReplay { rho }, Interval::point(delta))
                .expect("delta > 0");
            assert_eq!(replay.kind, CertificateKind::OnlyStationaryPoint);
            assert_eq!(replay.enclosure.old_weight, Interval::point(w));
            let reverse =
                certify_weight(WeightObjective::ReverseKl { alpha }, Interval::point(delta))
                    .unwrap_or_else(|reason| panic!("alpha {w}, delta {delta}: {reason}"));
            assert_eq!(reverse.kind, CertificateKind::OnlyStationaryPoint);
            assert!(holds(&reverse, [w, 0.0, delta]), "alpha {w}, delta {delta}");
            assert!(reverse.enclosure.width() <= CERTIFIED_WIDTH);
            assert!(
                reverse.unique_in.old_weight.lo() == 0.0
                    && reverse.unique_in.old_weight.hi() == 1.0
            );
        }
    }
}

#[test]
fn replay_at_the_ends_is_a_boundary_minimiser() {
    for rho in [0.0, 1.0] {
        let objective = WeightObjective::SftReplay {
            rho: Interval::point(rho),
        };
        let found = certify_weight(objective, Interval::point(2.0)).expect("delta > 0");
        assert_eq!(
            (found.kind, found.enclosure.old_weight),
            (CertificateKind::Boundary, Interval::point(rho))
        );
    }
}

/// The enclosed slopes against the f64 ones, whose positive factors differ as the module's table says.
#[test]
fn weight_slopes_are_those_of_the_objectives() {
    for delta in [0.5, 2.0, 5.0] {
        for beta in [0.01, 0.4, 0.8] {
            let modes = target(0.3, delta);
            let learner = modes.with_weight(weight(beta));
            let (rho, replay) = (Interval::point(0.2), weight(0.2));
            let gamma = 0.2 + 0.8 * beta;
            let cases: [(WeightObjective, Box<dyn Objective>, f64); 4] = [
                (
                    WeightObjective::Sft,
                    Box::new(ForwardKl::sft(&modes)),
                    1.0 - beta,
                ),
                (
                    WeightObjective::SftReplay { rho },
                    Box::new(ForwardKl::new(modes.with_weight(replay))),
                    beta * (1.0 - beta),
                ),
                (
                    WeightObjective::SftModelReplay { rho },
                    Box::new(ModelReplay::new(&modes, replay).expect("rho < 1")),
                    (1.0 - gamma) / 0.8,
                ),
                (
                    WeightObjective::ReverseKl {
                        alpha: Interval::point(0.3),
                    },
                    Box::new(ReverseKl::new(modes.clone())),
                    1.0,
                ),
            ];
            for (enclosed, objective, factor) in cases {
                let slope = weight_slope(enclosed, Interval::point(beta), Interval::point(delta));
                let expected = factor * objective.weight_slope(&learner);
                // Terms of size delta^2.
                let error = FORM * (1.0 + delta * delta);
                assert!(
                    slope.lo() - error <= expected && expected <= slope.hi() + error,
                    "{}: {slope:?} and {expected}",
                    objective.name()
                );
                assert!(slope.width() < error);
            }
        }
    }
}

#[test]
fn boxes_of_weights_without_the_minimiser_are_refused() {
    let delta = Interval::point(3.0);
    for objective in [
        WeightObjective::SftReplay {
            rho: Interval::point(0.4),
        },
        WeightObjective::ReverseKl {
            alpha: Interval::point(0.4),
        },
    ] {
        let judged = |lo, hi| certify_weight_box(objective, Interval::from_bounds(lo, hi), delta);
        assert!(judged(0.3, 0.5).is_ok_and(|c| c.enclosure.old_weight.contains(0.4)));
        for (lo, hi) in [
            (0.41, 0.5),
            (0.1, 0.39),
            (0.4 + 1e-9, 0.5),
            (0.1, 0.4 - 1e-9),
        ] {
            assert_eq!(
                judged(lo, hi),
                Err(NotCertified::NoStationaryPoint),
                "[{lo}, {hi}]"
            );
        }
        // The minimiser on the edge: no strict change of sign.
        assert!(matches!(
            judged(0.4, 0.5),
            Err(NotCertified::NoSignChange { .. })
        ));
        for (lo, hi) in [
            (0.0, 0.5),
            (0.3, 1.0),
            (-1.0, 2.0),
            (0.5, 0.3),
            (f64::NAN, 0.5),
        ] {
            assert_eq!(judged(lo, hi), Err(NotCertified::BadBox), "[{lo}, {hi}]");
        }
    }
    // SFT has no stationary point in (0, 1).
    let all = Interval::from_bounds(1e-6, 1.0 - 1e-6);
    assert_eq!(
        certify_weight_box(WeightObjective::Sft, all, delta),
        Err(NotCertified::NoStationaryPoint)
    );
}

#[test]
fn settings_out_of_scope_say_so() {
    let alpha = weight(0.4);
    assert!(matches!(
        certify_weight(
            WeightObjective::ReverseKl {
                alpha: Interval::point(0.4)
            },
            Interval::ZERO
        ),
        Err(NotCertified::NotSeparated(_))
    ));
    let one = Interval::ONE;
    for objective in [
        WeightObjective::ReverseKl { alpha: one },
        WeightObjective::SftModelReplay { rho: one },
    ] {
        assert!(matches!(
            certify_weight(objective, Interval::ONE),
            Err(NotCertified::OutOfScope(_))
        ));
    }
    let plane = Mixture::new(alpha, dvector![0.0, 0.0], dvector![1.0, 1.0]).expect("finite");
    for outcome in [
        certify_reverse_kl(&plane, &target(0.4, 1.0)),
        certify_forward_kl(&target(0.4, 1.0), &plane),
    ] {
        assert!(matches!(outcome, Err(NotCertified::OutOfScope(_))));
    }
    for rho in [0.0, 1.0] {
        let data = target(rho, 3.0);
        assert!(matches!(
            certify_forward_kl(&data, &target(0.4, 3.0)),
            Err(NotCertified::NotIsolated(_))
        ));
    }
    let same = target(0.4, 0.0);
    assert!(matches!(
        certify_forward_kl(&same, &same),
        Err(NotCertified::NotSeparated(_))
    ));
    assert!(matches!(
        certify_reverse_kl(&same, &same),
        Err(NotCertified::NotSeparated(_))
    ));
    let line = target(0.4, 3.0);
    assert!(matches!(
        certify_reverse_kl(&line, &line.with_weight(weight(0.0))),
        Err(NotCertified::OutOfScope(_))
    ));
}

/// Every enclosed entry beside its f64 value (the Hessian is symmetric).
fn entries(
    gradient: [Interval; 3],
    hessian: [[Interval; 3]; 3],
    expected: &Derivatives,
) -> Vec<(Interval, f64)> {
    let first = gradient.into_iter().zip(expected.gradient.iter().copied());
    let second = hessian.into_iter().flatten();
    first
        .chain(second.zip(expected.hessian.iter().copied()))
        .collect()
}

#[test]
fn enclosed_gradient_and_hessian_are_those_of_reverse_kl() {
    for (alpha, delta) in [(0.5, 1.0), (0.2, 3.0), (0.9, 6.0)] {
        let p = target(alpha, delta);
        for (beta, old, new) in [
            (0.7, 0.3, delta - 0.5),
            (0.1, -1.0, 0.5 * delta),
            // Labels exchanged, then both means at one place.
            (0.6, delta, 0.2),
            (0.4, 1.0, 1.0),
        ] {
            let learner = Mixture::new(weight(beta), dvector![old], dvector![new]).expect("finite");
            let expected = ReverseKl::new(p.clone()).derivatives(&learner);
            let at = around([weight(beta).logit(), old, new], 0.0);
            let gradient = reverse_kl_gradient(&p, at).expect("on the line");
            let hessian = reverse_kl_hessian(&p, at).expect("on the line");
            // Terms at most of size 1 + delta^2.
            let error = FORM * (1.0 + delta * delta);
            for (x, y) in entries(gradient, hessian, &expected) {
                assert!(x.is_defined() && x.width() < error);
                assert!(x.lo() - error <= y && y <= x.hi() + error, "{x:?}, {y}");
            }
            // Over a box: the values at its corners and its middle lie inside.
            let middle = [weight(beta).logit(), old, new];
            let region = around(middle, 0.05);
            let gradient = reverse_kl_gradient(&p, region).expect("on the line");
            let hessian = reverse_kl_hessian(&p, region).expect("on the line");
            for learner in learners_in(&region, &middle) {
                let d = ReverseKl::new(p.clone()).derivatives(&learner);
                for (x, y) in entries(gradient, hessian, &d) {
                    assert!(x.lo() - error <= y && y <= x.hi() + error, "{x:?}, {y}");
                }
            }
        }
    }
}

#[test]
fn all_parameters_are_enclosed_around_the_target_and_its_label_swap() {
    for (alpha, delta) in [
        (0.5, 1.0),
        (0.3, 2.0),
        (0.5, 3.0),
        (0.05, 3.0),
        (0.97, 5.0),
        (0.4, 8.0),
        (1e-6, 12.0),
        (0.5, 40.0),
    ] {
        let p = target(alpha, delta);
        let found = certify_reverse_kl(&p, &p)
            .unwrap_or_else(|reason| panic!("alpha {alpha}, delta {delta}: {reason}"));
        assert_eq!(found.kind, CertificateKind::IsolatedMinimiser);
        assert!(
            holds(&found, [alpha, 0.0, delta]),
            "alpha {alpha}, delta {delta}"
        );
        assert!(found.enclosure.width() <= CERTIFIED_WIDTH);
        assert!(found.enclosure.is_subset(&found.unique_in));
        assert!(found.unique_in.width() > 1e3 * found.enclosure.width());
        let swapped = certify_reverse_kl(&p, &p.swapped()).expect("the same density");
        assert!(swapped.enclosure.old_mean.contains(delta));
        assert!(swapped.enclosure.new_mean.contains(0.0));
        // 1 - alpha is rounded: alpha lies in 1 - (the swapped weight).
        assert!((Interval::ONE - swapped.enclosure.old_weight).contains(alpha));
    }
}

/// The learners at the corners, the middles of edges and faces and the middle of a box.
fn learners_in(region: &[Interval; 3], middle: &[f64; 3]) -> impl Iterator<Item = Mixture> {
    (0..27usize).map(move |corner| {
        let shift = [corner % 3, corner / 3 % 3, corner / 9];
        let [phi, a, b]: [f64; 3] = std::array::from_fn(|i| match shift[i] {
            0 => region[i].lo(),
            1 => middle[i],
            _ => region[i].hi(),
        });
        Mixture::new(Weight::from_logit(phi), dvector![a], dvector![b]).expect("finite")
    })
}

#[test]
fn enclosed_derivatives_are_those_of_forward_kl() {
    for (rho, delta) in [(0.5, 1.0), (0.1, 3.0), (0.9, 6.0)] {
        let data = target(rho, delta);
        for (beta, old, new) in [
            (0.7, 0.3, delta - 0.5),
            (0.1, -1.0, 0.5 * delta),
            (0.6, delta, 0.2),
            (0.4, 1.0, 1.0),
        ] {
            let middle = [weight(beta).logit(), old, new];
            // As for reverse KL, with fourth powers of the distances in the entries.
            let error = FORM * (1.0 + delta * delta) * (1.0 + delta * delta);
            for radius in [0.0, 0.02] {
                let region = around(middle, radius);
                let (gradient, hessian) = forward_kl_derivatives(&data, region).expect("two modes");
                for learner in learners_in(&region, &middle) {
                    let d = ForwardKl::new(data.clone()).derivatives(&learner);
                    for (x, y) in entries(gradient, hessian, &d) {
                        assert!(x.lo() - error <= y && y <= x.hi() + error, "{x:?}, {y}");
                        assert!(radius > 0.0 || x.width() < error);
                    }
                }
            }
        }
    }
}

#[test]
fn replay_in_the_data_is_enclosed_around_the_data_and_its_label_swap() {
    for (rho, delta) in [
        (0.5, 1.0),
        (0.1, 2.0),
        (0.3, 3.0),
        (0.95, 5.0),
        (0.4, 8.0),
        (1e-3, 12.0),
    ] {
        let data = target(rho, delta);
        let found = certify_forward_kl(&data, &data)
            .unwrap_or_else(|reason| panic!("rho {rho}, delta {delta}: {reason}"));
        assert_eq!(found.kind, CertificateKind::IsolatedMinimiser);
        assert!(holds(&found, [rho, 0.0, delta]), "rho {rho}, delta {delta}");
        assert!(found.enclosure.is_subset(&found.unique_in));
        assert!(found.unique_in.width() > 1e3 * found.enclosure.width());
        let swapped = certify_forward_kl(&data, &data.swapped()).expect("the same density");
        assert!(swapped.enclosure.old_mean.contains(delta));
        assert!((Interval::ONE - swapped.enclosure.old_weight).contains(rho));
        let start =
            Mixture::new(weight(0.7), dvector![0.0], dvector![delta - 0.5]).expect("finite");
        if let Ok(reached) = minimise(&ForwardKl::new(data.clone()), &start, Free::All) {
            let certified = certify_forward_kl(&data, &reached.learner).expect("isolated");
            assert!(holds(&certified, [rho, 0.0, delta]));
        }
        // Beside the minimiser, and on a stationary line: both components at the mean of the data.
        let centre = optimum(rho, delta);
        for i in 0..3 {
            let mut moved = centre;
            moved[i] += 1e-3;
            assert_eq!(
                certify_forward_kl_box(&data, around(moved, 1e-5)),
                Err(NotCertified::NoStationaryPoint)
            );
        }
        let mean = (1.0 - rho) * delta;
        assert_eq!(
            certify_forward_kl_box(&data, around([0.3, mean, mean], 1e-6)),
            Err(NotCertified::NoContraction)
        );
    }
}

#[test]
fn in_more_dimensions_the_line_through_the_modes_is_certified() {
    let (old, new) = (dvector![0.0, 0.0, 0.0], dvector![1.0, -2.0, 2.0]);
    for beta in [0.5, 0.2] {
        let modes = Mixture::new(weight(beta), old.clone(), new.clone()).expect("finite");
        for certify in [certify_reverse_kl, certify_forward_kl] {
            let found = certify(&modes, &modes).expect("an isolated minimiser");
            assert_eq!(found.kind, CertificateKind::IsolatedOnTheLine);
            // The distance of the modes is 3, a square root that is exact.
            assert!(holds(&found, [beta, 0.0, 3.0]));
            assert!(found.enclosure.width() <= CERTIFIED_WIDTH);
            // The same numbers as on the line itself.
            let line = certify(&target(beta, 3.0), &target(beta, 3.0)).expect("certified");
            assert!(
                !line
                    .enclosure
                    .old_weight
                    .certainly_lt(found.enclosure.old_weight)
            );
            assert!(
                !found
                    .enclosure
                    .old_weight
                    .certainly_lt(line.enclosure.old_weight)
            );
            // Off the line there is nothing to certify.
            let beside = Mixture::new(weight(beta), old.clone(), dvector![1.0, -2.0, -2.0]);
            assert!(certify(&modes, &beside.expect("finite")).is_err());
        }
    }
}

#[test]
fn numerical_minimisers_are_certified_where_they_end() {
    for (alpha, delta) in [(0.4, 2.0), (0.5, 4.0), (0.1, 6.0)] {
        let p = target(alpha, delta);
        let start =
            Mixture::new(weight(0.7), dvector![0.0], dvector![delta - 1.0]).expect("finite");
        let found = minimise(&ReverseKl::new(p.clone()), &start, Free::All).expect("converges");
        let certified = certify_reverse_kl(&p, &found.learner).expect("an isolated minimiser");
        assert!(holds(&certified, [alpha, 0.0, delta]));
    }
}

#[test]
fn tampered_boxes_are_refused() {
    for (alpha, delta) in [(0.5, 3.0), (0.2, 5.0)] {
        let p = target(alpha, delta);
        let centre = optimum(alpha, delta);
        assert!(certify_reverse_kl_box(&p, around(centre, 1e-4)).is_ok());
        for i in 0..3 {
            for shift in [-1e-3, 1e-3, -2e-8, 2e-8] {
                let mut moved = centre;
                moved[i] += shift;
                // Just beside the minimiser: the box misses it.
                assert_eq!(
                    certify_reverse_kl_box(&p, around(moved, 0.5 * f64::abs(shift))),
                    Err(NotCertified::NoStationaryPoint),
                    "coordinate {i}, shift {shift}"
                );
                // The minimiser on the edge.
                assert!(certify_reverse_kl_box(&p, around(moved, f64::abs(shift))).is_err());
            }
        }
        // Another target's minimiser.
        let other = optimum(alpha + 1e-3, delta);
        assert_eq!(
            certify_reverse_kl_box(&p, around(other, 1e-6)),
            Err(NotCertified::NoStationaryPoint)
        );
    }
}

#[test]
fn boxes_that_hold_several_stationary_points_are_refused() {
    let (alpha, delta) = (0.5, 3.0);
    let p = target(alpha, delta);
    // The target and its label swap, both inside.
    let hull = [
        Interval::from_bounds(-0.5, 0.5),
        Interval::from_bounds(-0.5, delta + 0.5),
        Interval::from_bounds(-0.5, delta + 0.5),
    ];
    assert_eq!(
        certify_reverse_kl_box(&p, hull),
        Err(NotCertified::NoContraction)
    );
    // A piece of the collapsed line through the midpoint (G3): infinitely many.
    for radius in [1e-1, 1e-3, 1e-6, 1e-9] {
        let middle = [0.3, 0.5 * delta, 0.5 * delta];
        assert_eq!(
            certify_reverse_kl_box(&p, around(middle, radius)),
            Err(NotCertified::NoContraction)
        );
    }
    for bad in [
        Interval::EMPTY,
        Interval::ENTIRE,
        Interval::NAI,
        Interval::from_bounds(1.0, f64::INFINITY),
    ] {
        assert_eq!(
            certify_reverse_kl_box(&p, [bad, Interval::ZERO, Interval::point(3.0)]),
            Err(NotCertified::BadBox)
        );
    }
}

#[test]
fn no_saddle_is_called_a_minimiser() {
    let (alpha, delta) = (0.4, 5.0);
    let p = target(alpha, delta);
    let points = stationary_points(&ReverseKl::new(p.clone()), &target(0.7, delta), &p);
    let mut others = 0;
    for point in &points {
        let outcome = certify_reverse_kl(&p, &point.learner);
        if point.kind == StationaryKind::Minimum {
            assert!(outcome.is_ok(), "{point:?}: {outcome:?}");
        } else {
            others += 1;
            assert!(outcome.is_err(), "{point:?}: {outcome:?}");
        }
    }
    assert!(others > 0, "the search finds the collapsed lines");
}

/// Runs `forgetting solve ... --certify --json`: exit code and certificate.
fn solve(arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let output = assert_cmd::Command::cargo_bin("forgetting")
        .expect("the command is built")
        .arg("solve")
        .args(arguments)
        .args(["--certify", "--json"])
        .output()
        .expect("it runs");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    (output.status.code(), document["certificate"].clone())
}

#[test]
fn the_command_prints_certificates_and_exits_3_without_one() {
    let bounds = |certificate: &serde_json::Value, region: &str, name: &str| {
        let pair = &certificate[region][name];
        [0, 1].map(|i| pair[i].as_f64().expect("a bound"))
    };
    for (arguments, old_weight) in [
        (&["sft", "--weights-only"][..], 0.0),
        (&["sft-replay", "--weights-only", "--rho", "0.3"], 0.3),
        (&["sft-model-replay", "--weights-only"], 0.0),
        (
            &[
                "reverse-kl",
                "--weights-only",
                "--alpha",
                "0.4",
                "--scenario",
                "plane",
            ],
            0.4,
        ),
        (&["reverse-kl", "--alpha", "0.4", "--delta", "3"], 0.4),
        (
            &["reverse-kl", "--alpha", "0.4", "--scenario", "plane"],
            0.4,
        ),
        (&["sft-replay", "--rho", "0.3", "--delta", "3"], 0.3),
        (&["sft-replay", "--rho", "0.3", "--scenario", "plane"], 0.3),
    ] {
        let (code, certificate) = solve(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {certificate}");
        let [lo, hi] = bounds(&certificate, "enclosure", "old_weight");
        assert!(lo <= old_weight && old_weight <= hi, "{arguments:?}");
        let [outer_lo, outer_hi] = bounds(&certificate, "unique_in", "old_weight");
        assert!(outer_lo <= lo && hi <= outer_hi, "{arguments:?}");
        for mean in ["old_mean", "new_mean"] {
            let [lo, hi] = bounds(&certificate, "enclosure", mean);
            assert!(hi - lo <= CERTIFIED_WIDTH);
        }
        let width = certificate["width"].as_f64().expect("a width");
        assert!(width <= CERTIFIED_WIDTH && certificate["kind"].is_string());
    }
    for arguments in [
        &["sft", "--delta", "3"][..],
        &["sft-replay", "--delta", "3", "--rho", "0"],
        &["sft-model-replay", "--delta", "3"],
        &["reverse-kl", "--weights-only", "--delta", "0"],
    ] {
        let (code, certificate) = solve(arguments);
        assert_eq!(code, Some(3), "{arguments:?}: {certificate}");
        assert!(certificate["reason"].is_string() && certificate["enclosure"].is_null());
    }
}

/// A generator of its own for each test.
fn rng(stream: u64) -> rand_pcg::Pcg64Mcg {
    use rand::SeedableRng;
    rand_pcg::Pcg64Mcg::seed_from_u64(stream)
}
