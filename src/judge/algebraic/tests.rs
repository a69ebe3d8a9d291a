//! Tampered derivations are rejected.

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::bernstein::Cover;
use super::cell::Cell;
use super::check::holds;
use super::concave::Concave;
use super::contradiction;
use super::derivation::{Base, Derivation, Factor, Goal, Product, Quadratic, Signed, Substitution};
use super::search::Search;
use super::series::End;
use super::square::by_square;
use crate::claim::{Expr, Symbol, parse_claim};
use crate::judge::{Domain, obligation::obligations};

/// The goal of the only inequality of a claim.
fn goal(text: &str) -> Goal {
    let claim = parse_claim(text).unwrap();
    let domain = Domain::new(&claim).unwrap();
    Goal {
        expr: obligations(&claim)[0].slack(),
        strict: false,
        cell: Cell::of_box(&domain.region()),
    }
}

fn derived(goal: &Goal) -> Derivation {
    let by = Search::new(1).prove_in_best_variables(goal).unwrap();
    assert!(holds(goal, &by));
    by
}

/// Every derivation with one number, sign or part of it changed.
fn tampered(by: &Derivation) -> Vec<Derivation> {
    let mut found = Vec::new();
    match by {
        Derivation::Product(product) => found.extend(tampered_product(product)),
        Derivation::Slope(slope) => {
            let mut other = slope.clone();
            other.rising = !other.rising;
            found.push(Derivation::Slope(other));
            let mut other = slope.clone();
            other.slope = Expr::integer(1);
            other.slope_by = Derivation::Range;
            found.push(Derivation::Slope(other));
            let mut other = slope.clone();
            other.divisor = Expr::negation(other.divisor);
            found.push(Derivation::Slope(other));
            let mut other = slope.clone();
            other.base = Base::Expansion(End::Above(BigRational::new(1.into(), 3.into())));
            found.push(Derivation::Slope(other));
            let mut other = slope.clone();
            other.base = Base::Value {
                at: Expr::integer(77),
                by: Derivation::Constant,
            };
            found.push(Derivation::Slope(other));
        }
        Derivation::Cut(cut) => {
            let mut other = cut.clone();
            other.at = BigRational::new(1.into(), 7.into());
            found.push(Derivation::Cut(other));
            let mut other = cut.clone();
            other.at = BigRational::from_integer(1_000_000.into());
            found.push(Derivation::Cut(other));
            for inner in tampered(&cut.below) {
                let mut other = cut.clone();
                other.below = inner;
                found.push(Derivation::Cut(other));
            }
        }
        Derivation::Polynomial(cover) if *cover != Cover::Leaf => {
            found.push(Derivation::Polynomial(Cover::Leaf));
        }
        _ => {}
    }
    found
}

/// Products with their coefficient, or one factor, changed.
fn tampered_product(product: &Product) -> Vec<Derivation> {
    let mut found = Vec::new();
    let mut change = |change: &dyn Fn(&mut Product)| {
        let mut other = product.clone();
        change(&mut other);
        found.push(Derivation::Product(other));
    };
    change(&|product| product.coefficient = -product.coefficient.clone());
    for (k, factor) in product.factors.iter().enumerate() {
        change(&|product| product.factors[k].power += BigRational::one());
        if factor.power == BigRational::one() {
            change(&|product| product.factors[k].shown = None);
        }
        if let Some(shown) = &factor.shown {
            for inner in tampered(&shown.by) {
                let shown = Signed {
                    by: inner,
                    ..shown.clone()
                };
                change(&|product| product.factors[k].shown = Some(shown.clone()));
            }
        }
    }
    found
}

#[test]
fn tampered_derivations_are_rejected() {
    let mut count = 0;
    for text in [
        "for x in [-0.7, 1]: 1 + x <= exp(x)",
        "for x in [0.1, 10]: ln(x) <= x - 1",
        "for x in [0, 20]: 1 + x + x^2/2 + x^3/6 <= exp(x)",
        "for x in [-1, 1]: 64*x^7 - 112*x^5 + 56*x^3 - 7*x <= 1",
        "for x in [-3, 7]: 2*x <= x^2 + 1",
    ] {
        let goal = goal(text);
        let by = derived(&goal);
        for other in tampered(&by) {
            count += 1;
            assert!(!holds(&goal, &other), "{text}: {other:?}");
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn a_derivation_of_one_goal_shows_no_other() {
    let own = goal("for x in [-0.7, 1]: 1 + x <= exp(x)");
    let by = derived(&own);
    for text in [
        "for x in [-0.7, 1]: 1 + x + 1e-13 <= exp(x)",
        "for x in [-0.7, 1]: 1 + 1.01*x <= exp(x)",
        "for x in [-0.7, 1]: 1 + x + x^2 <= exp(x)",
    ] {
        assert!(!holds(&goal(text), &by), "{text}");
    }
    let strict = Goal {
        strict: true,
        ..own
    };
    assert!(!holds(&strict, &by));
}

#[test]
fn an_expansion_at_the_wrong_end_is_no_base() {
    let goal = goal("for x in (0, 1): x <= 1");
    let step = derived(&goal);
    assert!(holds(&goal, &step));
    let cover = Derivation::Enclosures(Cover::Cut {
        axis: 0,
        at: BigRational::zero(),
        below: Box::new(Cover::Leaf),
        above: Box::new(Cover::Leaf),
    });
    assert!(!holds(&goal, &cover));
}

fn named(name: &str) -> Symbol {
    Symbol::new(name).unwrap()
}

/// `low <= expr` by what rises first and falls then.
fn concave() -> Concave {
    let end = |at: u32| Base::Value {
        at: Expr::integer(at),
        by: Derivation::Constant,
    };
    Concave {
        axis: named("x"),
        weight: Expr::integer(1),
        weight_by: Derivation::Range,
        bend: Expr::integer(2),
        bend_by: Derivation::Range,
        low: end(0),
        high: end(1),
    }
}

#[test]
fn concave_goals_need_both_ends_and_their_own_derivative() {
    let own = goal("for x in [0, 1]: x^2 <= x");
    let by = |step: Concave| Derivation::Concave(Box::new(step));
    assert!(holds(&own, &by(concave())));
    for text in [
        "for x in [0, 1]: x^2 + 1e-9 <= x",
        "for x in [0, 1.000000001]: x^2 <= x",
        "for x in [-1e-9, 1]: x^2 <= x",
        "for x in [0, 1]: 1/2*x^2 <= x",
        "for x in [0, 1]: x <= x^2",
        "for x in [0, 1]: x^3 <= x",
    ] {
        assert!(!holds(&goal(text), &by(concave())), "{text}");
    }
    let changed = [
        Concave {
            bend: Expr::integer(3),
            ..concave()
        },
        Concave {
            weight: Expr::negation(Expr::integer(1)),
            bend: Expr::negation(Expr::integer(2)),
            ..concave()
        },
        Concave {
            high: concave().low,
            ..concave()
        },
        Concave {
            low: Base::Expansion(End::Infinity),
            ..concave()
        },
        Concave {
            axis: named("y"),
            ..concave()
        },
    ];
    for step in changed {
        assert!(!holds(&own, &by(step.clone())), "{step:?}");
    }
}

#[test]
fn a_discriminant_shows_no_more_than_there_is() {
    let quadratic = || {
        let zero = Derivation::Product(Product {
            coefficient: BigRational::zero(),
            factors: Vec::new(),
            exponent: None,
        });
        let step = Quadratic {
            axis: named("x"),
            lead_by: Derivation::Constant,
            last_by: Derivation::Range,
            discriminant_by: zero,
        };
        Derivation::Quadratic(Box::new(step))
    };
    let box_ = "for x in [-9, 9], y in [-9, 9]";
    assert!(holds(
        &goal(&format!("{box_}: 2*x*y <= x^2 + y^2")),
        &quadratic()
    ));
    for text in [
        "2.000000001*x*y <= x^2 + y^2",
        "2*x*y + 1e-9 <= x^2 + y^2",
        "2*x*y <= x^2 + 0.999999999*y^2",
        "x^2 + y^2 <= 2*x*y",
        "2*x*y <= x^3 + y^2",
    ] {
        assert!(
            !holds(&goal(&format!("{box_}: {text}")), &quadratic()),
            "{text}"
        );
    }
}

#[test]
fn squares_of_polynomials_are_seen_and_what_is_less_is_not() {
    let box_ = "for x in [-9, 9], y in [-9, 9]";
    let square = "x^4 + y^4 + x^2 + 2*x^2*y^2 - 2*x^3 - 2*x*y^2";
    let own = goal(&format!("{box_}: 0 <= {square}"));
    let by = by_square(&own).expect("(x^2 + y^2 - x)^2");
    assert!(holds(&own, &by));
    for less in ["1e-9", "1e-9*x^4", "1e-9*x*y"] {
        let other = goal(&format!("{box_}: {less} <= {square}"));
        assert!(!holds(&other, &by), "{less}");
        assert!(
            by_square(&other).is_none_or(|by| !holds(&other, &by)),
            "{less}"
        );
    }
}

#[test]
fn roots_are_squared_away_only_where_they_may_be() {
    let own = goal("for x in (0, 9]: x <= x/2*sqrt(x^2 + 4)");
    let system = contradiction::contrary_of(&own).unwrap();
    let by = contradiction::refute_roots(&system).unwrap();
    let by = Derivation::Contradiction(Box::new(by));
    assert!(holds(&own, &by));
    for text in [
        "for x in (0, 9]: x + 1e-9 <= x/2*sqrt(x^2 + 4)",
        "for x in (0, 9]: x <= x/2*sqrt(x^2 + 3.999999999)",
        "for x in [-9, 9]: x <= x/2*sqrt(x^2 + 4)",
        "for x in (0, 9]: sqrt(x^2 + 4) <= 2",
    ] {
        assert!(!holds(&goal(text), &by), "{text}");
    }
}

#[test]
fn logarithms_show_no_more_than_they_say() {
    let own = goal("for u in (0, 9): exp(-u^2/8) <= sech(u/2)");
    let by = derived(&own);
    assert!(holds(&own, &by));
    for text in [
        "for u in (0, 9): exp(-u^2/8) + 1e-9 <= sech(u/2)",
        "for u in (0, 9): exp(-u^2/8.000000001) <= sech(u/2)",
        "for u in (0, 9): exp(-u^2/8) <= sech(u/1.999999999)",
    ] {
        assert!(!holds(&goal(text), &by), "{text}");
    }
}

#[test]
fn products_show_no_more_than_their_logarithms() {
    let own = goal("for q in (0, 1), r in (0, 1): (ln(q) + ln(r))/2 <= ln((q + r)/2)");
    let by = Search::new(2).prove(&own, 0).unwrap();
    assert!(holds(&own, &by));
    for text in [
        "for q in (0, 1), r in (0, 1): (ln(q) + ln(r))/2 + 1e-9 <= ln((q + r)/2)",
        "for q in (0, 1), r in (0, 1): (ln(q) + ln(r))/2 <= ln((q + r)/2.000000001)",
        "for q in (0, 1), r in (0, 1): (ln(q) + ln(r))/2.000000001 <= ln((q + r)/2)",
    ] {
        assert!(!holds(&goal(text), &by), "{text}");
    }
}

#[test]
fn what_a_derivation_brings_in_must_have_a_value() {
    // Formally each is the goal; nowhere on the domain is it a number.
    let own = goal("for x in (0, 1): x^2 <= -x");
    let expr = |text: &str, name: &str| {
        crate::claim::parse_expression(text, &[named(name)], &crate::claim::Definitions::new())
            .unwrap()
    };
    let half = BigRational::new(1.into(), 2.into());
    let two = BigRational::from_integer(2.into());
    let factor = |text: &str, power: &BigRational| Factor {
        base: expr(text, "x"),
        power: power.clone(),
        shown: None,
    };
    let product = |factors: Vec<Factor>| {
        Derivation::Product(Product {
            coefficient: BigRational::from_integer(1.into()),
            factors,
            exponent: None,
        })
    };
    let slack = "-x - x^2";
    let root = format!("sqrt({slack})");
    assert!(!holds(&own, &product(vec![factor(&root, &two)])));
    let both = vec![factor(slack, &half), factor(slack, &half)];
    assert!(!holds(&own, &product(both)));
    let substitution = Substitution {
        axis: named("x"),
        image: expr("x", "x"),
        fresh: named("t"),
        range: own.cell.region.range(&named("x")).unwrap().clone(),
        expr: expr("sqrt(-t - t^2)^2", "t"),
        by: Derivation::Range,
    };
    assert!(!holds(
        &own,
        &Derivation::Substitution(Box::new(substitution))
    ));
}
