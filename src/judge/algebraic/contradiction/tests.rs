//! Implications that hold, others that are false by a little, and tampered refutations.

use num_rational::BigRational;

use super::refutation::{Factor, Refutation, Weighted, holds};
use super::{implied, inconsistent, is_met};
use crate::claim::{Claim, parse_claim};
use crate::judge::Domain;

fn read(text: &str) -> (Claim, Domain) {
    let claim = parse_claim(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let domain = Domain::new(&claim).unwrap();
    (claim, domain)
}

fn is_implied(text: &str) -> bool {
    let (claim, domain) = read(text);
    let Some(found) = implied(&claim, &domain, None) else {
        return false;
    };
    let mut parts = found.iter().flat_map(|found| &found.systems);
    assert!(parts.all(|part| holds(&part.system, &part.by)));
    true
}

const TRUE: [&str; 13] = [
    "for x in (0, 20], y in [-20, 20], z in [-20, 20] where y < z: x*y < x*z",
    "for u in (0, 1), v in (0, 1), x in [2, 20], y in [2, 20] where u < v and x <= y: 2*u^2*x < v*y^2",
    "for x in [0, 20], y in [0, 20] where x + y <= 1: x*y <= 1/4",
    "for x in [-20, 20], y in [-20, 20] where x^2 + y^2 <= 1: x + y <= 3/2",
    "for x in [-20, 20], y in (0, 20] where abs(x*y) <= 1: x*y <= abs(x)*y",
    "for x in [-100, 100] where x^2 >= 1: abs(x) >= 1",
    "for x in [1, 5], s in [0, 10] where s^2 = x: s >= 1",
    "for x in [-5, 5], y in [-5, 5], u in [0, 1] where abs(x) <= 1 and abs(y) <= 1: abs(u*x + (1 - u)*y) <= 1",
    "for x in [-10, 10], y in [-10, 10] where x < y: exp(x) < exp(y)",
    "for n in [0, 20], k in [-20, 20], x in [-20, 20], c in (0, 20], r in (0, 1) where n < 1/2*k*x: (1/3*r/(3 + c) + 1)*n < k*x",
    "for x in [-10, 10], y in [-10, 10] where y > max(2, 3*x): exp(4*y - 3*x) > exp(6)",
    "for x in (0, 1), y in (0, 1) where x < y: x/(1 - x) < y/(1 - y)",
    "for m in (0, 100] where m*(-12 + m*(60 + m*(-120))) > -1: m*(12 + m*(-60 + m*120)) <= 1",
];

/// Each false, some by 1e-9 only, some at an end of the domain only.
const FALSE: [&str; 12] = [
    "for x in [0, 20], y in [-20, 20], z in [-20, 20] where y < z: x*y < x*z",
    "for x in (0, 20], y in [-20, 20], z in [-20, 20] where y <= z: x*y < x*z",
    "for x in [0, 20], y in [0, 20] where x + y <= 1: x*y <= 1/4 - 1e-9",
    "for x in [0, 20], y in [0, 20] where x + y <= 1: x*y < 1/4",
    "for x in [-20, 20], y in [-20, 20] where x^2 + y^2 <= 1: x + y <= 1.41421356",
    "for x in [-100, 100] where x^2 >= 1: abs(x) > 1",
    "for x in [-100, 100] where x^2 >= 1 - 1e-9: abs(x) >= 1",
    "for x in [1, 5], s in [0, 10] where s^2 = x: s > 1",
    "for x in [1, 5], s in [-10, 10] where s^2 = x: s >= 1",
    "for m in (0, 100] where m*(-12 + m*(60 + m*(-120))) > -1 - 1e-9: m*(12 + m*(-60 + m*120)) <= 1",
    "for x in [0, 1], y in [0, 1] where x <= y: exp(x) < exp(y)",
    "for x in [0, 1], y in [0, 1] where x*y >= 1: x + y <= 2 - 1e-9",
];

#[test]
fn implications_are_shown() {
    for text in TRUE {
        assert!(is_implied(text), "{text}");
    }
}

#[test]
fn false_implications_are_not() {
    for text in FALSE {
        assert!(!is_implied(text), "{text}");
    }
}

#[test]
fn contradictory_hypotheses_are_found_and_others_are_met() {
    for text in [
        "for x in [-10, 100], y in [-10, 0) where -x^2 > 3: y <= x",
        "for x in (0, 10] where x^4 <= 0: x <= 1",
        "for s in (0, 10] where 3*s^2 <= 0 and s^2 = 3: s <= 1",
        "for x in [-20, 20], y in [-20, 20] where x^2 + y^2 < 2*x*y: x <= y",
        "for x in [0, 1], y in [0, 1] where x + y >= 2 and x*y < 1 - 1e-9: x <= y",
    ] {
        let (claim, domain) = read(text);
        assert!(inconsistent(&claim, &domain, None).is_some(), "{text}");
        assert_eq!(is_met(&claim, &domain), None, "{text}");
    }
    for text in [
        "for x in [-20, 20], y in [-20, 20] where x^2 + y^2 <= 2*x*y: x <= y",
        "for x in [0, 10] where x^4 <= 0: x <= 1",
        "for x in [0, 1], y in [0, 1] where x + y >= 2 and x*y <= 1: x <= y",
    ] {
        let (claim, domain) = read(text);
        assert!(inconsistent(&claim, &domain, None).is_none(), "{text}");
    }
    for text in [
        "for x in [-20, 20] where x^2 = 2: x <= 2",
        "for p in (0, 100], s in (0, 100], x in (1, 5) where p^2 - 1 = x and 1 + s^2 = x: p >= s",
        "for c in [-100, 100], s in [-100, 100] where s*s = 1 + c*(c*(-1)): s + c <= 2",
    ] {
        let (claim, domain) = read(text);
        assert!(is_met(&claim, &domain).is_some(), "{text}");
    }
}

/// Refutations that differ from a valid one in a single place.
fn tampered(by: &Refutation) -> Vec<Refutation> {
    let mut found = Vec::new();
    let mut inside = |inner: &Refutation, rebuild: &dyn Fn(Refutation) -> Refutation| {
        found.extend(tampered(inner).into_iter().map(rebuild));
    };
    match by {
        Refutation::Cut {
            axis,
            at,
            below,
            above,
        } => {
            let cut = |at: &BigRational, below: &Refutation, above: &Refutation| Refutation::Cut {
                axis: *axis,
                at: at.clone(),
                below: Box::new(below.clone()),
                above: Box::new(above.clone()),
            };
            inside(below, &|inner| cut(at, &inner, above));
            inside(above, &|inner| cut(at, below, &inner));
            let far = BigRational::from_integer(1_000_000_000.into());
            found.push(cut(&far, below, above));
            found.push(cut(at, above, below));
        }
        Refutation::Shift {
            which,
            axis,
            upper,
            then,
        } => {
            let (which, axis) = (*which, *axis);
            let shift = |upper: Option<BigRational>, then: &Refutation| Refutation::Shift {
                which,
                axis,
                upper,
                then: Box::new(then.clone()),
            };
            inside(then, &|inner| shift(upper.clone(), &inner));
            let low = BigRational::new(1.into(), 1_000_000.into());
            found.push(shift(Some(low), then));
        }
        Refutation::Divide {
            which,
            powers,
            then,
        } => {
            let divide = |which: usize, then: &Refutation| Refutation::Divide {
                which,
                powers: powers.clone(),
                then: Box::new(then.clone()),
            };
            inside(then, &|inner| divide(*which, &inner));
            found.push(divide(which + 77, then));
        }
        Refutation::Combination(terms) => found.extend(tampered_sums(terms)),
        _ => {}
    }
    found
}

/// Sums of products that differ from a constant one in a single term.
fn tampered_sums(terms: &[Weighted]) -> Vec<Refutation> {
    let mut found = Vec::new();
    for k in 0..terms.len() {
        let mut change = |change: &dyn Fn(&mut Vec<Weighted>)| {
            let mut other = terms.to_vec();
            change(&mut other);
            found.push(Refutation::Combination(other));
        };
        let small = BigRational::new(1.into(), 1_000_000_000.into());
        change(&|terms| terms[k].weight += &small);
        change(&|terms| terms[k].weight = -terms[k].weight.clone());
        // Without the number in it the sum is negative.
        if !terms[k].factors.is_empty() {
            change(&|terms| drop(terms.remove(k)));
        }
        change(&|terms| terms[k].factors.push(Factor::Constraint(77)));
    }
    found
}

#[test]
fn tampered_refutations_are_rejected() {
    let mut count = 0;
    for text in TRUE {
        let (claim, domain) = read(text);
        let found = implied(&claim, &domain, None).unwrap();
        for part in found.iter().flat_map(|found| &found.systems) {
            for other in tampered(&part.by) {
                // Swapped or moved cuts may still hold where a constraint is false on both sides.
                let moved = matches!(other, Refutation::Cut { .. });
                count += 1;
                assert!(moved || !holds(&part.system, &other), "{text}: {other:?}");
            }
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn a_refutation_of_one_system_refutes_no_looser_one() {
    let (claim, domain) = read("for x in [0, 20], y in [0, 20] where x + y <= 1: x*y <= 1/4");
    let (looser, _) = read("for x in [0, 20], y in [0, 20] where x + y <= 1 + 1e-9: x*y <= 1/4");
    let own = implied(&claim, &domain, None).unwrap();
    let conditions: Vec<_> = looser.conditions.iter().flat_map(super::of_chain).collect();
    let wanted = &super::obligations(&looser)[0];
    let systems = super::read::systems(&conditions, Some(wanted), &domain.region()).unwrap();
    assert!(holds(&own[0].systems[0].system, &own[0].systems[0].by));
    assert!(!holds(&systems[0], &own[0].systems[0].by));
}
