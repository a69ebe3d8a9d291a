//! Refutations as data, and their checker.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::super::bernstein::{self, Cover};
use super::super::cell::Cell;
use super::super::check;
use super::super::derivation::{Derivation, Goal};
use super::super::polynomial::Polynomial;
use super::system::{Sense, System};
use crate::claim::Expr;
use crate::judge::symbolic::Region;

/// Why a system has no solution.
#[derive(Clone, Debug)]
pub(in super::super) enum Refutation {
    /// A constraint is false on each piece of a cover; where it is an equation, its polynomial is positive or negative there.
    False {
        which: usize,
        positive: bool,
        cover: Cover,
    },
    /// A strict constraint is false, because minus its polynomial is nonnegative; where another one puts two variables in order,
    /// on that part of the box.
    Derived {
        which: usize,
        order: Option<usize>,
        by: Box<Derivation>,
    },
    /// On both sides of a point of one axis.
    Cut {
        axis: usize,
        at: BigRational,
        below: Box<Refutation>,
        above: Box<Refutation>,
    },
    /// See [`System::shift`].
    Shift {
        which: usize,
        axis: usize,
        upper: Option<BigRational>,
        then: Box<Refutation>,
    },
    /// See [`System::divide`].
    Divide {
        which: usize,
        powers: Vec<u32>,
        then: Box<Refutation>,
    },
    /// See [`System::square`].
    Square {
        which: usize,
        axis: usize,
        on_the_right: bool,
        cover: Cover,
        then: Box<Refutation>,
    },
    /// See [`System::remainder`].
    Remainder {
        which: usize,
        axis: usize,
        then: Box<Refutation>,
    },
    /// The sum of these products is a constant that it cannot be.
    Combination(Vec<Weighted>),
}

/// `weight * prod factors`
#[derive(Clone, Debug)]
pub(in super::super) struct Weighted {
    pub weight: BigRational,
    pub factors: Vec<Factor>,
}

/// A polynomial of known sign.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Factor {
    /// That of a constraint.
    Constraint(usize),
    /// `x - lo`
    Above(usize),
    /// `hi - x`
    Below(usize),
    /// The square of a polynomial.
    Square(Polynomial),
    /// A polynomial beside an equation.
    Any(Polynomial),
}

/// What the negations of a constraint are: each, shown on the whole box, makes it false.
pub(super) fn negation(p: &Polynomial, sense: Sense, positive: bool) -> (Polynomial, bool) {
    match sense {
        Sense::Positive => (p.negated(), false),
        Sense::Nonnegative => (p.negated(), true),
        Sense::Zero if positive => (p.clone(), true),
        Sense::Zero => (p.negated(), true),
    }
}

/// Whether the refutation shows that the system has no solution.
pub(in super::super) fn holds(system: &System, by: &Refutation) -> bool {
    match by {
        Refutation::False {
            which,
            positive,
            cover,
        } => system.constraints.get(*which).is_some_and(|c| {
            let (p, strict) = negation(&c.p, c.sense, *positive);
            bernstein::check(&p, &system.ranges, strict, cover)
        }),
        Refutation::Derived { which, order, by } => {
            contrary(system, *which, *order).is_some_and(|goal| check::holds(&goal, by))
        }
        Refutation::Cut {
            axis,
            at,
            below,
            above,
        } => system
            .halves(*axis, at)
            .is_some_and(|[low, high]| holds(&low, below) && holds(&high, above)),
        Refutation::Shift {
            which,
            axis,
            upper,
            then,
        } => {
            is_at_most(system, *which, upper.as_ref())
                && system
                    .shift(*which, *axis, upper.as_ref())
                    .is_some_and(|next| holds(&next, then))
        }
        Refutation::Divide {
            which,
            powers,
            then,
        } => system
            .divide(*which, powers)
            .is_some_and(|next| holds(&next, then)),
        Refutation::Square {
            which,
            axis,
            on_the_right,
            cover,
            then,
        } => system
            .square(*which, *axis, *on_the_right)
            .is_some_and(|(next, known)| {
                bernstein::check(&known, &system.ranges, false, cover) && holds(&next, then)
            }),
        Refutation::Remainder { which, axis, then } => system
            .remainder(*which, *axis)
            .is_some_and(|next| holds(&next, then)),
        Refutation::Combination(terms) => is_contradiction(system, terms),
    }
}

/// Whether the polynomial of a constraint is at most `upper` on the box.
pub(super) fn is_at_most(system: &System, which: usize, upper: Option<&BigRational>) -> bool {
    upper.is_none_or(|upper| {
        system.constraints.get(which).is_some_and(|c| {
            let room = Polynomial::constant(system.dimension(), upper.clone()).minus(&c.p);
            bernstein::check(&room, &system.ranges, false, &Cover::Leaf)
        })
    })
}

/// The goal `-p >= 0` on the inside of the box for a constraint `p > 0`; the ends follow, because polynomials are continuous.
///
/// With an `order`, a constraint `y - x > 0` or `y - x >= 0`, on the part of the box where `x < y`.
pub(in super::super) fn contrary(
    system: &System,
    which: usize,
    order: Option<usize>,
) -> Option<Goal> {
    let constraint = system.constraints.get(which)?;
    let distinct = (1..system.names.len()).all(|k| !system.names[..k].contains(&system.names[k]));
    if constraint.sense != Sense::Positive || !distinct {
        return None;
    }
    let axes = system
        .names
        .iter()
        .cloned()
        .zip(system.ranges.iter().cloned());
    let mut cell = Cell::of_box(&Region::new(axes.collect()));
    if let Some(order) = order {
        let (small, large) = ordered(system, order)?;
        cell = cell.ordered(&system.names[small], &system.names[large])?;
        let shared = cell.region.range(&system.names[small])?;
        if let (Some(lo), Some(hi)) = (&shared.lo, &shared.hi)
            && lo.value >= hi.value
        {
            return None;
        }
    }
    Some(Goal {
        expr: Expr::negation(constraint.p.expr(&system.names)),
        strict: false,
        cell,
    })
}

/// The smaller and the larger variable of a constraint that puts two in order.
pub(super) fn ordered(system: &System, which: usize) -> Option<(usize, usize)> {
    let constraint = system.constraints.get(which)?;
    let variable = |k| Polynomial::variable(system.dimension(), k);
    let axes = 0..system.dimension();
    let mut pairs = axes
        .clone()
        .flat_map(|small| axes.clone().map(move |large| (small, large)));
    let found = pairs.find(|&(s, l)| constraint.p == variable(l).minus(&variable(s)))?;
    (constraint.sense != Sense::Zero).then_some(found)
}

/// The sign of a factor: whether it is zero, and whether it is positive rather than only nonnegative.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Zero,
    Positive,
    Nonnegative,
    Unknown,
}

pub(super) fn polynomial_of(system: &System, factor: &Factor) -> Option<Polynomial> {
    let dimension = system.dimension();
    let distance = |axis: usize, lower: bool| {
        let range = system.ranges.get(axis)?;
        let end = if lower { &range.lo } else { &range.hi };
        let value = Polynomial::constant(dimension, end.as_ref()?.value.clone());
        let x = Polynomial::variable(dimension, axis);
        Some(if lower {
            x.minus(&value)
        } else {
            value.minus(&x)
        })
    };
    match factor {
        Factor::Constraint(which) => Some(system.constraints.get(*which)?.p.clone()),
        Factor::Above(axis) => distance(*axis, true),
        Factor::Below(axis) => distance(*axis, false),
        Factor::Square(p) => Some(p.times(p)),
        Factor::Any(p) => Some(p.clone()),
    }
}

fn known(system: &System, factor: &Factor) -> Option<Known> {
    let end = |axis: usize, lower: bool| {
        let range = system.ranges.get(axis)?;
        let end = if lower { &range.lo } else { &range.hi };
        Some(if end.as_ref()?.open {
            Known::Positive
        } else {
            Known::Nonnegative
        })
    };
    match factor {
        Factor::Constraint(which) => Some(match system.constraints.get(*which)?.sense {
            Sense::Positive => Known::Positive,
            Sense::Nonnegative => Known::Nonnegative,
            Sense::Zero => Known::Zero,
        }),
        Factor::Above(axis) => end(*axis, true),
        Factor::Below(axis) => end(*axis, false),
        Factor::Square(_) => Some(Known::Nonnegative),
        Factor::Any(_) => Some(Known::Unknown),
    }
}

/// Whether `weight * product` is positive (true) or only known to be nonnegative (false); `None` where it may be negative.
pub(super) fn is_positive(system: &System, term: &Weighted) -> Option<bool> {
    let signs: Vec<Known> = term
        .factors
        .iter()
        .map(|factor| known(system, factor))
        .collect::<Option<_>>()?;
    if signs.contains(&Known::Zero) {
        return Some(false);
    }
    if signs.contains(&Known::Unknown) || term.weight.is_negative() {
        return None;
    }
    Some(term.weight.is_positive() && signs.iter().all(|sign| *sign == Known::Positive))
}

/// The product of the factors; 1 for none.
pub(super) fn product(system: &System, factors: &[Factor]) -> Option<Polynomial> {
    let one = Polynomial::constant(system.dimension(), BigRational::from_integer(1.into()));
    factors.iter().try_fold(one, |product, factor| {
        Some(product.times(&polynomial_of(system, factor)?))
    })
}

fn is_contradiction(system: &System, terms: &[Weighted]) -> bool {
    let mut sum = Polynomial::zero(system.dimension());
    let mut positive = false;
    for term in terms {
        let (Some(strict), Some(product)) =
            (is_positive(system, term), product(system, &term.factors))
        else {
            return false;
        };
        positive |= strict;
        sum.add(&product.scaled(&term.weight));
    }
    let total = sum.constant_value();
    total.is_some_and(|total| total.is_negative() || total.is_zero() && positive)
}
