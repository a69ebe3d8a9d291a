//! `minimise`: every global minimiser of an expression in the weight is enclosed, and nothing that is not one is called so.

use forgetting::claim::{Definitions, Expr, Symbol, parse_expression};
use forgetting::interval::Interval;
use forgetting::judge::{Minimum, minimise, minimise_numerically};
use forgetting::model::Given;
use proptest::prelude::*;

/// Interval Newton takes a place to the last bits that its slope tells: to twelve digits of it here.
const NARROW: f64 = 1e-12;

fn symbols(names: &[&str]) -> Vec<Symbol> {
    names
        .iter()
        .map(|name| Symbol::new(name).expect("a name"))
        .collect()
}

fn read(text: &str, variables: &[Symbol]) -> Expr {
    parse_expression(text, variables, &Definitions::new()).expect("reads")
}

fn of_weight(text: &str) -> forgetting::Result<Minimum> {
    let beta = symbols(&["beta"]);
    minimise(&read(text, &beta), &beta, &[], None)
}

/// Minimisers known in closed form, as decimals of 20 digits.
#[test]
fn known_minimisers_are_enclosed_to_the_last_digits() {
    for (text, place) in [
        ("(beta - 0.3)^2", "0.3"),
        ("(beta - 1e-30)^2", "1e-30"),
        ("beta*ln(beta)", "0.36787944117144232160"),
        ("beta*ln(beta) + (1 - beta)*ln(1 - beta)", "0.5"),
        ("beta - 2*sqrt(beta)/3", "0.11111111111111111111"),
        ("abs(beta - 0.7)", "0.7"),
        ("max(beta, 1 - 2*beta)", "0.33333333333333333333"),
        ("cosh(3*beta - 1)", "0.33333333333333333333"),
        // The dip is a thousandth of what a grid of a hundred points would see.
        (
            "beta - 2*exp(-((beta - 0.3)/1e-5)^2)",
            "0.29999999997500000000",
        ),
        ("sin(20*beta) + beta/1e6", "0.23561944651923449288"),
    ] {
        let found = of_weight(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let [only] = found.places.as_slice() else {
            panic!("{text}: {found:?}");
        };
        let exact = place.parse::<Given>().expect("a number").enclosure();
        assert!(
            only.lo() <= exact.hi() && exact.lo() <= only.hi(),
            "{text}: {only:?}"
        );
        assert!(only.width() <= NARROW * only.hi(), "{text}: {only:?}");
    }
}

#[test]
fn ends_flat_sets_and_ties_are_called_what_they_are() {
    let at = |text: &str| of_weight(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    for (text, end) in [
        ("beta^2", 0.0),
        ("1/beta", 1.0),
        ("beta^0.001", 0.0),
        ("-exp(beta)", 1.0),
    ] {
        let found = at(text);
        assert!(
            found.unique && found.places == [Interval::point(end)],
            "{text}: {found:?}"
        );
    }
    let flat = at("0*beta + 2");
    assert!(!flat.unique && flat.places[0].contains(0.0) && flat.places[0].contains(1.0));
    let tie = at("(beta - 1/4)^2*(beta - 3/4)^2");
    assert!(!tie.unique && tie.places.len() == 2, "{tie:?}");
    let plateau = at("max(abs(beta - 1/2), 1/4)");
    assert!(!plateau.unique && plateau.places.iter().any(|place| place.contains(0.3)));
}

/// A kink has no slope, so that no curvature beside it says anything: the least value of the first two lies on one, beside a smooth minimum
/// that is higher by little; of the others at smooth places on both sides of one.
#[test]
fn kinks_hide_no_minimum() {
    for (text, place) in [
        (
            "-exp(-abs(beta - 0.4)) - 0.32*exp(-1000*(beta - 0.8)^2)",
            "0.4",
        ),
        (
            "-exp(-3*abs(beta - 0.3)) - 0.7*exp(-1000*(beta - 0.8)^2)",
            "0.3",
        ),
        ("-exp(-abs(beta - 0.4))", "0.4"),
        ("min((beta - 0.3)^2, (beta - 0.7)^2 + 1e-6)", "0.3"),
        ("min((beta - 0.3)^2 + 1e-6, (beta - 0.7)^2)", "0.7"),
        ("min(beta, 1 - beta) + beta^2/8", "0"),
    ] {
        let exact = place.parse::<Given>().expect("a number").enclosure();
        let found = of_weight(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let meets = |x: &Interval| x.lo() <= exact.hi() && exact.lo() <= x.hi();
        assert!(found.places.iter().any(meets), "{text}: {found:?}");
    }
}

/// A minimum that is not attained, or of which nothing is known, is an error and no number.
#[test]
fn what_has_no_minimum_is_refused() {
    for text in [
        "ln(beta)",
        "exp(-1/beta)",
        "-1/(1 - beta)",
        "sqrt(beta - 0.25)",
        "ln(beta - 1/2)",
    ] {
        assert!(of_weight(text).is_err(), "{text}: {:?}", of_weight(text));
    }
}

/// The lower of two minima that differ by little is chosen only where the enclosures tell them apart.
#[test]
fn a_tie_broken_by_less_than_rounding_is_not_decided() {
    let near = |tilt: &str| of_weight(&format!("1 + (beta - 1/4)^2*(beta - 3/4)^2 + {tilt}*beta"));
    let clear = near("1e-9").expect("tells");
    assert!(
        clear.unique && clear.places[0].contains(0.249_999_998),
        "{clear:?}"
    );
    assert!(near("1e-19").is_ok_and(|open| open.places.len() == 2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// C1, B5 and B1: reverse KL ends at alpha, replay at rho, SFT at 0.
    #[test]
    fn divergences_end_where_the_theorems_say(alpha in 0.001..0.999_f64, delta in 0.05..12.0_f64) {
        let variables = symbols(&["beta", "alpha", "delta"]);
        let fixed = [Interval::point(alpha), Interval::point(delta)];
        for (text, place) in [
            ("kl_reverse(beta, alpha, delta)", alpha),
            ("kl_replay(beta, alpha, delta)", alpha),
            ("kl_sft(beta, delta)", 0.0),
        ] {
            let found = minimise(&read(text, &variables), &variables, &fixed, None);
            let found = found.map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
            prop_assert!(found.places.iter().any(|x| x.contains(place)), "{} {:?}", text, found);
        }
    }

    /// G1: the hybrid's weight is the named function's.
    #[test]
    fn the_hybrid_agrees_with_its_named_weight(s in 0.05..0.95_f64, alpha in 0.05..0.95_f64, delta in 0.5..6.0_f64) {
        let variables = symbols(&["beta", "share", "alpha", "delta"]);
        let fixed = [s, alpha, delta].map(Interval::point);
        let hybrid = read("(1 - share)*kl_sft(beta, delta) + share*kl_reverse(beta, alpha, delta)", &variables);
        let found = minimise(&hybrid, &variables, &fixed, None).expect("one minimum");
        let named = forgetting::judge::enclose(&format!("hybrid_old_weight({s:?}, {alpha:?}, {delta:?})")).expect("a value");
        prop_assert!(found.unique && found.places.len() == 1);
        let place = found.places[0];
        prop_assert!(place.lo() <= named.hi() && named.lo() <= place.hi(), "{:?} {:?}", place, named);
    }

    /// Reverse KL written out as an expectation has no closed form here, and ends at alpha all the same.
    #[test]
    fn an_expectation_is_minimised_numerically(alpha in 0.05..0.95_f64, delta in 0.5..5.0_f64) {
        let variables = symbols(&["beta", "alpha", "delta"]);
        let f = read("expect mix (ln(mix(x)/(alpha*old(x) + (1 - alpha)*new(x))))", &variables);
        let found = minimise_numerically(&f, &variables, &[alpha, delta], None).expect("a minimum");
        prop_assert!(found.relative_error < 1e-4, "{:?}", found);
        prop_assert!((found.weight / alpha - 1.0).abs() <= found.relative_error, "{:?} {}", found, alpha);
    }
}
