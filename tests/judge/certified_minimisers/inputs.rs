//! Decimals are decimals: separations, certificates and covariances of numbers as they were written.

use crate::support::reference::is_printed_as;
use forgetting::interval::{Interval, parse_rational};
use forgetting::minimize::certified::{CERTIFIED_WIDTH, certify, old_mass};
use forgetting::minimize::{Free, minimise};
use forgetting::model::{
    Covariance, Given, SEPARATION_ACCURACY, Scenario, TwoModes, shipped_scenarios,
};
use forgetting::objective::{ObjectiveEntry, Parameters};
use num_rational::BigRational;
use num_traits::Zero;
use rand::RngExt;

fn given(text: &str) -> Given {
    text.parse().expect("a number")
}

/// `v' S^-1 v` by Gauss-Jordan elimination over the rationals: another algorithm than the library's.
fn square(old: &[String], new: &[String], rows: &[Vec<String>]) -> BigRational {
    let exact = |text: &String| parse_rational(text).expect("a decimal");
    let shift: Vec<BigRational> = old
        .iter()
        .zip(new)
        .map(|(a, b)| exact(b) - exact(a))
        .collect();
    let mut a: Vec<Vec<BigRational>> = rows
        .iter()
        .zip(&shift)
        .map(|(row, v)| row.iter().map(exact).chain([v.clone()]).collect())
        .collect();
    let d = shift.len();
    for k in 0..d {
        let pivot = (k..d).find(|&i| !a[i][k].is_zero()).expect("regular");
        a.swap(k, pivot);
        let row = a[k].clone();
        for i in (0..d).filter(|&i| i != k) {
            let factor = &a[i][k] / &row[k];
            for j in k..=d {
                a[i][j] = &a[i][j] - &factor * &row[j];
            }
        }
    }
    (0..d).map(|k| &shift[k] * &a[k][d] / &a[k][k]).sum()
}

/// Whether `delta` holds the root of `square`, decided exactly.
fn holds_root(delta: Interval, square: &BigRational) -> bool {
    let exact = |x: f64| BigRational::from_float(x).expect("finite");
    let (lo, hi) = (exact(delta.lo()), exact(delta.hi()));
    &lo * &lo <= *square && *square <= &hi * &hi
}

/// A random positive definite matrix of decimals: `A A' + shift I` with whole entries of `A`, over 100.
fn covariance(rng: &mut impl RngExt, d: usize, shift: i64) -> Vec<Vec<String>> {
    let a: Vec<Vec<i64>> = (0..d)
        .map(|_| (0..d).map(|_| rng.random_range(-30..=30)).collect())
        .collect();
    let entry = |i: usize, j: usize| -> i64 {
        let product: i64 = (0..d).map(|k| a[i][k] * a[j][k]).sum();
        product + if i == j { shift } else { 0 }
    };
    let decimal = |x: i64| {
        format!(
            "{}{}.{:03}",
            if x < 0 { "-" } else { "" },
            x.abs() / 1000,
            x.abs() % 1000
        )
    };
    (0..d)
        .map(|i| (0..d).map(|j| decimal(entry(i, j))).collect())
        .collect()
}

fn means(rng: &mut impl RngExt, d: usize) -> Vec<String> {
    (0..d)
        .map(|_| format!("{:.2}", rng.random_range(-4.0..4.0)))
        .collect()
}

fn scenario(old: &[String], new: &[String], rows: &[Vec<String>]) -> Scenario {
    let list = |all: &[String]| format!("[{}]", all.join(", "));
    let rows: Vec<String> = rows.iter().map(|row| list(row)).collect();
    let text = format!(
        "[modes]\nold_mean = {}\nnew_mean = {}\ncovariance = [{}]\n[target]\nalpha = 0.3\n",
        list(old),
        list(new),
        rows.join(", ")
    );
    Scenario::from_toml("random", &text).expect("well formed")
}

#[test]
fn separations_of_random_decimals_are_enclosed() {
    let mut rng = super::rng(1);
    for k in 0..200 {
        let d = 1 + k % 6;
        let shift = [1, 40, 900][k % 3];
        let (old, new) = (means(&mut rng, d), means(&mut rng, d));
        let rows = covariance(&mut rng, d, shift);
        let exact = square(&old, &new, &rows);
        let modes = scenario(&old, &new, &rows);
        let delta = modes.modes().separation_enclosure().expect("small");
        assert!(holds_root(delta, &exact), "{old:?} {new:?} {rows:?}");
        assert!(delta.width() <= 4.0 * f64::EPSILON * delta.hi());
        assert!(delta.contains(modes.modes().separation().delta()));
        // Moved by 1e-9 it holds it no longer.
        let moved = Interval::from_bounds(delta.lo() * (1.0 + 1e-9), delta.hi() * (1.0 + 1e-9));
        assert!(!holds_root(moved, &exact) || exact.is_zero());
    }
}

#[test]
fn certificates_hold_the_minimisers_of_random_decimals() {
    let mut rng = super::rng(2);
    let entry = ObjectiveEntry::named("reverse-kl").expect("in the list");
    let mut certified = 0;
    for k in 0..40 {
        let d = 1 + k % 6;
        let (old, new) = (means(&mut rng, d), means(&mut rng, d));
        let rows = covariance(&mut rng, d, 900);
        let scenario = scenario(&old, &new, &rows);
        let target = scenario.modes().mixture(scenario.alpha());
        let none = Parameters::default();
        let found = certify(entry, &scenario, &none, Free::All, &target);
        let Ok(found) = found else { continue };
        certified += 1;
        let exact = square(&old, &new, &rows);
        let place = found.enclosure;
        assert!(holds_root(place.new_mean, &exact));
        assert!(
            place
                .old_weight
                .contains_rational(&parse_rational("0.3").expect("a decimal"))
        );
        // C1: in the user's coordinates the means are those of the modes.
        for (texts, along) in [(&old, place.old_mean), (&new, place.new_mean)] {
            let boxed = scenario.modes().along_line(along).expect("separated");
            for (text, x) in texts.iter().zip(boxed) {
                let exact = parse_rational(text).expect("a decimal");
                // A deviation in the user's coordinates is at most ten here.
                assert!(
                    x.contains_rational(&exact) && x.width() < 10.0 * CERTIFIED_WIDTH,
                    "{text} {x:?}"
                );
            }
        }
    }
    assert!(certified >= 30, "{certified} of 40");
}

#[test]
fn the_shipped_scenarios_certify_for_their_decimals() {
    let plane = Scenario::find("plane").expect("shipped");
    let delta = plane.modes().separation_enclosure().expect("small");
    // sqrt(4.4/0.44 ...): the square is rational, checked exactly.
    let texts = |all: [&str; 2]| all.map(String::from).to_vec();
    let exact = square(
        &texts(["1.0", "-2.0"]),
        &texts(["3.0", "0.5"]),
        &[texts(["1.0", "0.6"]), texts(["0.6", "0.8"])],
    );
    assert!(holds_root(delta, &exact));
    for scenario in shipped_scenarios() {
        let target = scenario.modes().mixture(scenario.alpha());
        let delta = scenario.modes().separation_enclosure().expect("small");
        for name in ["reverse-kl", "sdft", "sft-replay"] {
            let entry = ObjectiveEntry::named(name).expect("in the list");
            let objective = entry
                .build(&scenario, &Parameters::default())
                .expect("defaults");
            let Ok(found) = minimise(objective.as_ref(), &target, Free::All) else {
                continue;
            };
            let proof = certify(
                entry,
                &scenario,
                &Parameters::default(),
                Free::All,
                &found.learner,
            );
            if let Ok(proof) = proof {
                assert!(
                    delta.is_subset(proof.enclosure.new_mean),
                    "{name} {}",
                    scenario.name()
                );
            }
            let weight = old_mass(entry, &scenario, &Parameters::default()).expect("separated");
            let exact = if name == "sft-replay" {
                scenario.rho_enclosure()
            } else {
                scenario.alpha_enclosure()
            };
            assert!(exact.is_subset(weight));
        }
    }
}

#[test]
fn an_ill_conditioned_covariance_keeps_its_decimals() {
    let rows = vec![
        vec![given("1"), given(".99999999")],
        vec![given(".99999999"), given("1")],
    ];
    let old = vec![given("0"), given("0")];
    let new = vec![given("0.1"), given("0.1003")];
    let modes = TwoModes::given(old, new, &Covariance::Full(rows)).expect("regular");
    let delta = modes.separation_enclosure().expect("small");
    assert!(
        [delta.lo(), delta.hi()]
            .iter()
            .all(|x| is_printed_as(*x, "2.12368312668"))
    );
    assert!(delta.contains(modes.separation().delta()));
    let error = SEPARATION_ACCURACY * modes.separation().delta();
    assert!((modes.whiten(modes.new_mean()).norm() - modes.separation().delta()).abs() < error);
    let back = modes.unwhiten(&modes.whiten(modes.new_mean()));
    assert!((back - modes.new_mean()).norm() < SEPARATION_ACCURACY);
}

fn refusal(covariance: &Covariance) -> String {
    let d = match covariance {
        Covariance::Full(rows) => rows.len(),
        _ => 2,
    };
    let (old, new) = (vec![given("0"); d], vec![given("1"); d]);
    match TwoModes::given(old, new, covariance) {
        Err(error) => error.to_string(),
        Ok(modes) => panic!("accepted, delta = {}", modes.separation().delta()),
    }
}

fn full(d: usize, entry: impl Fn(usize, usize) -> f64) -> Covariance {
    let row = |i: usize| (0..d).map(|j| Given::from(entry(i, j))).collect();
    Covariance::Full((0..d).map(row).collect())
}

#[test]
fn singular_covariances_are_refused_with_their_condition_number() {
    // (x, y, x + y) for several covariances of (x, y): in doubles the third pivot is 0 or rounding.
    for (a, b, c) in [
        (1.0, 0.3, 0.7),
        (0.1, 0.03, 0.7),
        (1.3, -0.4, 0.9),
        (2.0, 0.0, 1.0 / 3.0),
    ] {
        let rows = [
            [a, b, a + b],
            [b, c, b + c],
            [a + b, b + c, a + 2.0 * b + c],
        ];
        let message = refusal(&full(3, |i, j| rows[i][j]));
        assert!(
            message.contains("condition number") && message.contains("drop a feature"),
            "{message}"
        );
    }
    let message = refusal(&full(12, |i, j| 1.0 / (i + j + 1) as f64));
    assert!(
        message.contains("condition number") && message.contains("shrink"),
        "{message}"
    );
    let message = refusal(&full(2, |i, j| if i == j { 1.0 } else { 2.0 }));
    assert!(message.contains("smallest eigenvalue -1e0"), "{message}");
}

#[test]
fn the_units_of_a_feature_do_not_matter() {
    let units = [1e-9, 1.0, 1e9];
    let base = [[1.0, 0.5, -0.2], [0.5, 2.0, 0.3], [-0.2, 0.3, 1.5]];
    let covariance = full(3, |i, j| base[i][j] * units[i] * units[j]);
    let scaled = |x: [f64; 3]| (0..3).map(|i| Given::from(x[i] * units[i])).collect();
    let modes =
        TwoModes::given(scaled([0.0; 3]), scaled([1.0, -1.0, 2.0]), &covariance).expect("regular");
    let plain = full(3, |i, j| base[i][j]);
    let as_given = |x: [f64; 3]| x.map(Given::from).to_vec();
    let reference =
        TwoModes::given(as_given([0.0; 3]), as_given([1.0, -1.0, 2.0]), &plain).expect("regular");
    assert!(
        (modes.separation().delta() / reference.separation().delta() - 1.0).abs()
            < SEPARATION_ACCURACY
    );
    assert!(modes.condition() < 10.0);
}

#[test]
fn a_covariance_may_be_left_out_or_be_a_vector() {
    let read = |covariance: &str| {
        let text = format!("[modes]\nold_mean = [0, 0.0]\nnew_mean = [3.0, 4.0]\n{covariance}\n");
        Scenario::from_toml("short", &text)
    };
    let delta = |covariance: &str| {
        let scenario = read(covariance).expect("well formed");
        scenario.modes().separation_enclosure().expect("small")
    };
    assert_eq!(delta(""), Interval::point(5.0));
    assert_eq!(
        delta("covariance = [9.0, 1]"),
        delta("covariance = [[9.0, 0.0], [0.0, 1.0]]")
    );
    assert!(delta("covariance = [0.1, 0.2]").contains(170f64.sqrt()));
    for (text, message) in [
        (
            "covariance = [1.0]",
            "covariance must have 2 entries to fit old_mean, got 1",
        ),
        (
            "covariance = [1.0, -1.0]",
            "covariance must be positive definite",
        ),
        (
            "covariance = [1.0, [0.0, 1.0]]",
            "a list of variances or a list of rows",
        ),
        ("covariance = [true]", "a variance or a row of numbers"),
        (
            "covariance = [1.0, inf]",
            "covariance must have finite entries",
        ),
    ] {
        let error = read(text).expect_err("malformed").to_string();
        assert!(error.contains(message), "{error}");
    }
}

/// Beyond exact arithmetic: the residual form against the structure `I + c 11'`, whose inverse is known.
#[test]
fn larger_covariances_are_enclosed_too() {
    for (d, c) in [(17, 0.5), (40, 3.0), (64, 0.01)] {
        let covariance = full(d, |i, j| if i == j { 1.0 + c } else { c });
        let old = vec![Given::from(0.0); d];
        let new: Vec<Given> = (0..d).map(|i| Given::from(((i * 7) % 5) as f64)).collect();
        let modes = TwoModes::given(old, new.clone(), &covariance).expect("regular");
        let delta = modes.separation_enclosure().expect("well conditioned");
        let exact = |x: f64| BigRational::from_float(x).expect("finite");
        let sum: BigRational = new.iter().map(|x| exact(x.value())).sum();
        let squares: BigRational = new
            .iter()
            .map(|x| exact(x.value()) * exact(x.value()))
            .sum();
        // 1 + c is rounded: the diagonal is e + c with e = fl(1 + c) - c.
        let (c, e) = (exact(c), exact(1.0 + c) - exact(c));
        let inner = &c / (&e + &c * BigRational::from_integer(d.into()));
        let square = (squares - inner * &sum * &sum) / e;
        assert!(holds_root(delta, &square), "{d}");
        const DIGITS: u8 = 12;
        assert!(
            delta.width() <= 0.1f64.powi(DIGITS.into()) * delta.hi(),
            "{d}: {delta:?}"
        );
        assert!(modes.separation_digits() >= DIGITS);
    }
}
