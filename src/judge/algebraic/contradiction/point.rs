//! Points that meet equations as hypotheses: known to exist, though they are not rational.
//!
//! Each equation is solved for a variable that no other one mentions, at rational values of the rest: where its two sides compare
//! one way at one end of a short interval and the other way at the other, they are equal in between.

use super::super::cell::{Enclosed, halton};
use crate::claim::{Claim, Expr, Symbol, nearest};
use crate::interval::{Decoration, Interval};
use crate::judge::Domain;
use crate::judge::obligation::{Assertion, Obligation, of_chain};

/// Points of the free variables that are tried.
const POINTS: u32 = 1_500;
/// Places along a variable between which its equation may change its sign.
const PLACES: u32 = 48;
/// Half the width of an interval with a solution, relative to it.
const WIDTH: f64 = 1e-12;

/// Whether some point of the domain meets the hypotheses, for certain; one interval a variable that contains it.
pub(in crate::judge) fn is_met(claim: &Claim, domain: &Domain) -> Option<Vec<Interval>> {
    let system = Hypotheses::new(claim, &domain.variables())?;
    let ranges = domain.sample_ranges();
    (1..=POINTS).find_map(|n| {
        let mut point: Vec<Interval> = ranges
            .iter()
            .enumerate()
            .map(|(k, (lo, hi))| Interval::point(between(*lo, *hi, nearest(&halton(n, k)))))
            .collect();
        for (axis, equation) in &system.equations {
            point[*axis] = root(equation, &point, *axis, ranges[*axis])?;
        }
        system.are_inequalities_met(&point).then_some(point)
    })
}

/// Whether the hypotheses are met by a point within these intervals, one a variable: each equation compares one way at one end of
/// the interval of its variable and the other way at the other.
pub(in crate::judge) fn is_met_within(claim: &Claim, domain: &Domain, point: &[Interval]) -> bool {
    let ranges = domain.sample_ranges();
    let inside = ranges.len() == point.len()
        && ranges
            .iter()
            .zip(point)
            .all(|((lo, hi), x)| x.is_defined() && *lo <= x.lo() && x.hi() <= *hi);
    let Some(system) = Hypotheses::new(claim, &domain.variables()).filter(|_| inside) else {
        return false;
    };
    let changes = |(axis, equation): &(usize, Enclosed)| {
        let sign = |x: f64| sign_at(equation, point, *axis, x);
        let ends = sign(point[*axis].lo()) * sign(point[*axis].hi());
        ends < 0 && is_continuous(equation, point)
    };
    system.equations.iter().all(changes) && system.are_inequalities_met(point)
}

/// The hypotheses of a claim, ready to be evaluated.
struct Hypotheses {
    /// Each with the variable that it is solved for.
    equations: Vec<(usize, Enclosed)>,
    inequalities: Vec<(Assertion, Enclosed)>,
}

impl Hypotheses {
    fn new(claim: &Claim, variables: &[Symbol]) -> Option<Self> {
        let facts: Vec<Obligation> = claim.conditions.iter().flat_map(of_chain).collect();
        let solved = order(&facts, variables)?;
        let slack = |fact: &Obligation| Enclosed::new(&fact.slack(), variables);
        let equations = solved
            .iter()
            .map(|(which, axis)| (*axis, slack(&facts[*which])));
        let inequalities = facts
            .iter()
            .filter(|fact| fact.assertion != Assertion::Equal);
        Some(Self {
            equations: equations.collect(),
            inequalities: inequalities
                .map(|fact| (fact.assertion, slack(fact)))
                .collect(),
        })
    }

    fn are_inequalities_met(&self, point: &[Interval]) -> bool {
        self.inequalities.iter().all(|(assertion, slack)| {
            let x = slack.over(point);
            x.is_defined()
                && match assertion {
                    Assertion::Below => x.lo() > 0.0,
                    _ => x.lo() >= 0.0,
                }
        })
    }
}

/// The sign of an equation's slack with one coordinate replaced, 0 where it is not known.
fn sign_at(equation: &Enclosed, point: &[Interval], axis: usize, x: f64) -> i8 {
    let mut at = point.to_vec();
    at[axis] = Interval::point(x);
    super::super::cell::sign_of(equation.over(&at))
}

fn is_continuous(equation: &Enclosed, point: &[Interval]) -> bool {
    equation.over(point).decoration() >= Decoration::Dac
}

/// Which equation is solved for which variable, in an order in which each mentions only those solved before it.
fn order(facts: &[Obligation], variables: &[Symbol]) -> Option<Vec<(usize, usize)>> {
    let mut open: Vec<usize> = (0..facts.len())
        .filter(|&k| facts[k].assertion == Assertion::Equal)
        .collect();
    let mentions = |which: usize, axis: usize| {
        let fact = &facts[which];
        let sides: [&Expr; 2] = [&fact.smaller, &fact.larger];
        sides.iter().any(|side| side.mentions(&variables[axis]))
    };
    let mut found = Vec::new();
    while !open.is_empty() {
        // The last one in the order has a variable of its own.
        let (place, axis) = open.iter().enumerate().find_map(|(place, &which)| {
            let axis = (0..variables.len()).find(|&axis| {
                let others = open.iter().filter(|&&other| other != which);
                mentions(which, axis) && !others.clone().any(|&other| mentions(other, axis))
            })?;
            Some((place, axis))
        })?;
        found.push((open.remove(place), axis));
    }
    found.reverse();
    Some(found)
}

/// A short interval of the variable in which the equation has a solution, wherever the others are.
fn root(
    equation: &Enclosed,
    point: &[Interval],
    axis: usize,
    (lo, hi): (f64, f64),
) -> Option<Interval> {
    let sign = |x: f64| sign_at(equation, point, axis, x);
    let places: Vec<f64> = (0..=PLACES)
        .map(|k| between(lo, hi, f64::from(k) / f64::from(PLACES)))
        .collect();
    let signs: Vec<i8> = places.iter().map(|x| sign(*x)).collect();
    let start = (0..PLACES as usize).find(|&k| signs[k] * signs[k + 1] < 0)?;
    let (mut a, mut b) = (places[start], places[start + 1]);
    let below = signs[start];
    for _ in 0..100 {
        let middle = 0.5 * a + 0.5 * b;
        match sign(middle) {
            s if s == below => a = middle,
            s if s == -below => b = middle,
            _ => {
                let width = WIDTH * middle.abs().max(WIDTH);
                let (left, right) = (middle - width, middle + width);
                let inside = lo <= left && right <= hi;
                if !inside || sign(left) != below || sign(right) != -below {
                    return None;
                }
                (a, b) = (left, right);
                break;
            }
        }
        if b - a <= WIDTH * a.abs() {
            break;
        }
    }
    let between = Interval::from_bounds(a, b);
    let mut at = point.to_vec();
    at[axis] = between;
    is_continuous(equation, &at).then_some(between)
}

fn between(lo: f64, hi: f64, t: f64) -> f64 {
    (lo + (hi - lo) * t).clamp(lo, hi)
}
