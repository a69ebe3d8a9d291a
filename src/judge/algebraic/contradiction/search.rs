//! The search for a refutation.

use num_rational::BigRational;
use num_traits::{One, Signed};

use super::super::bernstein::{self, Cover};
use super::super::polynomial::Polynomial;
use super::super::search::Search as Derivations;
use super::combination::combination;
use super::refutation::{Refutation, contrary, is_at_most, negation, ordered};
use super::system::{Sense, System, is_absurd};
use crate::judge::symbolic::Range;

/// Work that one search over boxes may do, in operations on coefficients: a first look, and the last resort.
const WORK: [usize; 2] = [200_000, 800_000];
/// Deepest search over boxes.
const MAX_DEPTH: usize = 300;
/// Most constraints that one search squares, and how often one after the other.
const SQUARINGS: (u32, u32) = (8, 2);

/// A refutation without a search over boxes.
pub(in super::super) fn refute_by_rules(system: &System) -> Option<Refutation> {
    let mut last = |system: &System| by_rules(system);
    let found = simplified(system, &[], &mut |system| {
        by_rules(system).or_else(|| by_squares(system, &mut { SQUARINGS }, &mut last))
    });
    found.filter(|by| super::holds(system, by))
}

/// A refutation of a system with roots: squared away, then by Bernstein coefficients.
pub(in super::super) fn refute_roots(system: &System) -> Option<Refutation> {
    let mut last = |system: &System| by_covers(system);
    simplified(system, &[], &mut |system| {
        by_squares(system, &mut { SQUARINGS }, &mut last)
    })
}

/// A refutation, if one is found within the limits.
pub(in super::super) fn refute(system: &System) -> Option<Refutation> {
    let found = simplified(system, &[], &mut |system| {
        by_rules(system)
            .or_else(|| Boxes::new(WORK[0]).search(system, 0))
            .or_else(|| by_squares(system, &mut { SQUARINGS }, &mut after_squares))
            .or_else(|| by_shifts(system))
            .or_else(|| by_derivation(system))
            .or_else(|| Boxes::new(WORK[1]).search(system, 0))
    });
    found.filter(|by| super::holds(system, by))
}

/// By the constraints as they are, and by sums of products of them.
fn by_rules(system: &System) -> Option<Refutation> {
    at_once(system, None, &mut 0).or_else(|| combination(system))
}

/// Monomials divided out, equations used to eliminate and to reduce, each once; then what is left to `finish`.
fn simplified(
    system: &System,
    used: &[usize],
    finish: &mut dyn FnMut(&System) -> Option<Refutation>,
) -> Option<Refutation> {
    if system.is_late() {
        return None;
    }
    if let Some((which, powers)) = divisor(system) {
        let next = system.divide(which, &powers)?;
        let then = Box::new(simplified(&next, used, finish)?);
        return Some(Refutation::Divide {
            which,
            powers,
            then,
        });
    }
    if let Some(found) = at_once(system, None, &mut 0) {
        return Some(found);
    }
    let equations = system.constraints.iter().enumerate();
    let equations = equations.filter(|(_, c)| c.sense == Sense::Zero && !c.p.is_constant());
    for (which, equation) in equations {
        let axes = 0..system.dimension();
        if let Some(axis) = axes.clone().find(|&k| equation.p.linear(k).is_some()) {
            let next = system.shift(which, axis, None)?;
            let then = Box::new(simplified(&next, used, finish)?);
            return Some(Refutation::Shift {
                which,
                axis,
                upper: None,
                then,
            });
        }
        for axis in axes {
            let degree = equation.p.degree(axis);
            let others = system.constraints.iter().enumerate();
            let high = others
                .filter(|(k, _)| *k != which)
                .any(|(_, c)| c.p.degree(axis) >= degree);
            if degree < 2 || !high || used.contains(&which) {
                continue;
            }
            if let Some(next) = system.remainder(which, axis) {
                let used = [used, &[which]].concat();
                let then = Box::new(simplified(&next, &used, finish)?);
                return Some(Refutation::Remainder { which, axis, then });
            }
        }
    }
    finish(system)
}

/// A monomial that can be divided out of a constraint.
fn divisor(system: &System) -> Option<(usize, Vec<u32>)> {
    for (which, constraint) in system.constraints.iter().enumerate() {
        let content = constraint.p.content();
        let mut powers = vec![0; system.dimension()];
        for (axis, &n) in content.iter().enumerate().filter(|(_, n)| **n > 0) {
            let mut alone = vec![0; system.dimension()];
            alone[axis] = n;
            if system.divide(which, &alone).is_some() {
                powers[axis] = n;
            }
        }
        if powers.iter().any(|n| *n > 0) {
            return Some((which, powers));
        }
    }
    None
}

/// A constraint that is false on the whole box; of those that mention the axis, where one is given. The cheapest come first.
fn at_once(system: &System, axis: Option<usize>, work: &mut usize) -> Option<Refutation> {
    let concerned = system.constraints.iter().enumerate().filter(|(_, c)| {
        let trivial =
            c.p.constant_value()
                .is_some_and(|v| !is_absurd(&v, c.sense));
        !trivial && axis.is_none_or(|axis| c.p.degree(axis) > 0)
    });
    let mut concerned: Vec<(usize, usize)> = concerned
        .map(|(which, c)| (cost(system, &c.p), which))
        .collect();
    concerned.sort_unstable();
    for (cost, which) in concerned {
        let c = &system.constraints[which];
        let signs: &[bool] = match c.sense {
            Sense::Zero => &[true, false],
            _ => &[true],
        };
        for &positive in signs {
            *work += cost;
            let (p, strict) = negation(&c.p, c.sense, positive);
            if bernstein::check(&p, &system.ranges, strict, &Cover::Leaf) {
                return Some(Refutation::False {
                    which,
                    positive,
                    cover: Cover::Leaf,
                });
            }
        }
    }
    None
}

/// Operations on coefficients that a Bernstein form takes, roughly.
fn cost(system: &System, p: &Polynomial) -> usize {
    let degrees = (0..system.dimension()).map(|k| p.degree(k) as usize);
    let size: usize = degrees.clone().map(|d| d + 1).product();
    size * degrees.max().unwrap_or(0)
}

/// A search over boxes.
struct Boxes {
    work: usize,
    most: usize,
}

impl Boxes {
    fn new(most: usize) -> Self {
        Self { work: 0, most }
    }

    fn search(&mut self, system: &System, depth: usize) -> Option<Refutation> {
        let axes: Vec<usize> = (0..system.dimension())
            .filter(|&k| system.constraints.iter().any(|c| c.p.degree(k) > 0))
            .collect();
        let mut widest: Option<(usize, BigRational)> = None;
        for axis in axes {
            if self.work > self.most || depth > MAX_DEPTH || system.is_late() {
                return None;
            }
            let Some(at) = bernstein::middle(&system.ranges[axis]) else {
                continue;
            };
            let [low, high] = system.halves(axis, &at)?;
            let below = at_once(&low, Some(axis), &mut self.work);
            let above = at_once(&high, Some(axis), &mut self.work);
            let cut = |below: Refutation, above: Refutation| {
                Some(Refutation::Cut {
                    axis,
                    at: at.clone(),
                    below: Box::new(below),
                    above: Box::new(above),
                })
            };
            match (below, above) {
                (Some(below), Some(above)) => return cut(below, above),
                (Some(below), None) => return cut(below, self.search(&high, depth + 1)?),
                (None, Some(above)) => return cut(self.search(&low, depth + 1)?, above),
                (None, None) => {
                    let width = width(&system.ranges[axis]);
                    if widest.as_ref().is_none_or(|(_, most)| width > *most) {
                        widest = Some((axis, width));
                    }
                }
            }
        }
        let (axis, _) = widest?;
        let at = bernstein::middle(&system.ranges[axis])?;
        let [low, high] = system.halves(axis, &at)?;
        Some(Refutation::Cut {
            axis,
            at,
            below: Box::new(self.search(&low, depth + 1)?),
            above: Box::new(self.search(&high, depth + 1)?),
        })
    }
}

/// The width of a range, relative to its numbers where these are large.
fn width(range: &Range) -> BigRational {
    let one = BigRational::one();
    match (&range.lo, &range.hi) {
        (Some(lo), Some(hi)) => {
            let size = lo.value.abs().max(hi.value.abs()).max(one);
            (&hi.value - &lo.value) / size
        }
        _ => BigRational::from_integer(8.into()),
    }
}

/// Gaps of linear constraints as variables: where one of a greater variable over a smaller one, then the other way round.
fn by_shifts(system: &System) -> Option<Refutation> {
    let last = system.constraints.len().checked_sub(1)?;
    for up in [true, false] {
        for (count, bounded) in [(last + 1, false), (last, false), (last + 1, true)] {
            if let Some(found) = shifted(system, 0, count, up, bounded) {
                return Some(found);
            }
        }
    }
    None
}

/// The first `count` constraints, from `which` on, turned to gaps where they can be.
fn shifted(
    system: &System,
    which: usize,
    count: usize,
    up: bool,
    bounded: bool,
) -> Option<Refutation> {
    if which >= count {
        let mut finish = |system: &System| {
            by_rules(system).or_else(|| by_covers(system)).or_else(|| {
                let work = WORK[0];
                Boxes::new(work).search(system, 0)
            })
        };
        return simplified(system, &[], &mut finish);
    }
    let constraint = &system.constraints[which];
    let gap = |k: usize| system.names[k].to_string().ends_with("_gap");
    let axis = (0..system.dimension()).find(|&k| {
        let slope = constraint.p.linear(k);
        slope.is_some_and(|a| a.is_positive() == up) && !gap(k)
    });
    let several = (0..system.dimension())
        .filter(|&k| constraint.p.degree(k) > 0)
        .count()
        > 1;
    let Some(axis) = axis.filter(|_| several) else {
        return shifted(system, which + 1, count, up, bounded);
    };
    let upper = if bounded {
        greatest(system, which)
    } else {
        None
    };
    let next = system.shift(which, axis, upper.as_ref())?;
    let then = Box::new(shifted(&next, which + 1, count, up, bounded)?);
    Some(Refutation::Shift {
        which,
        axis,
        upper,
        then,
    })
}

/// A number that a constraint's polynomial does not exceed on the box: by doubling.
fn greatest(system: &System, which: usize) -> Option<BigRational> {
    let mut upper = BigRational::one();
    for _ in 0..16 {
        if is_at_most(system, which, Some(&upper)) {
            return Some(upper);
        }
        upper *= BigRational::from_integer(2.into());
    }
    None
}

/// A single constraint false on the pieces of a cover.
fn by_covers(system: &System) -> Option<Refutation> {
    for (which, c) in system.constraints.iter().enumerate().rev() {
        if c.p.is_constant() {
            continue;
        }
        for positive in [true, false] {
            if !positive && c.sense != Sense::Zero {
                continue;
            }
            let (p, strict) = negation(&c.p, c.sense, positive);
            if let Some(cover) = bernstein::cover(&p, &system.ranges, strict) {
                return Some(Refutation::False {
                    which,
                    positive,
                    cover,
                });
            }
        }
    }
    None
}

/// A strict constraint that the derivations for single inequalities refute.
fn by_derivation(system: &System) -> Option<Refutation> {
    let all = 0..system.constraints.len();
    let orders = all.clone().filter(|&k| ordered(system, k).is_some());
    for order in orders.map(Some).chain([None]) {
        for which in all.clone().filter(|&k| order != Some(k)) {
            let Some(goal) = contrary(system, which, order) else {
                continue;
            };
            let dimension = goal.reduced().cell.region.axes().len();
            let mut search = Derivations::new(dimension).until(system.deadline);
            if let Some(by) = search.prove(&goal, 0) {
                let by = Box::new(by);
                return Some(Refutation::Derived { which, order, by });
            }
        }
    }
    None
}

/// What is tried once a root is squared away.
fn after_squares(system: &System) -> Option<Refutation> {
    let rules = at_once(system, None, &mut 0).or_else(|| by_derivation(system));
    rules.or_else(|| Boxes::new(WORK[0]).search(system, 0))
}

/// A constraint with a variable that an equation squares, which is the root on one side: both sides squared.
fn by_squares(
    system: &System,
    tries: &mut (u32, u32),
    finish: &mut dyn FnMut(&System) -> Option<Refutation>,
) -> Option<Refutation> {
    let equations = system.constraints.iter().enumerate();
    let equations = equations.filter(|(_, c)| c.sense == Sense::Zero && !c.p.is_constant());
    for (equation, c) in equations {
        for axis in (0..system.dimension()).filter(|&k| c.p.degree(k) == 2) {
            for which in (0..system.constraints.len()).filter(|&k| k != equation) {
                let found = [false, true]
                    .into_iter()
                    .find_map(|right| squared(system, (which, axis, right), tries, finish));
                if found.is_some() {
                    return found;
                }
            }
        }
    }
    None
}

fn squared(
    system: &System,
    (which, axis, on_the_right): (usize, usize, bool),
    tries: &mut (u32, u32),
    finish: &mut dyn FnMut(&System) -> Option<Refutation>,
) -> Option<Refutation> {
    let (next, known) = system.square(which, axis, on_the_right)?;
    let cover = bernstein::cover(&known, &system.ranges, false)?;
    let (total, depth) = *tries;
    *tries = (total.checked_sub(1)?, depth.checked_sub(1)?);
    // A second root may be left.
    let found = {
        let mut again =
            |system: &System| finish(system).or_else(|| by_squares(system, tries, finish));
        simplified(&next, &[], &mut again)
    };
    tries.1 = depth;
    let then = Box::new(found?);
    Some(Refutation::Square {
        which,
        axis,
        on_the_right,
        cover,
        then,
    })
}
