//! Systems of polynomial constraints on a box, and the steps that turn one into another with the same or more solutions.

use crate::numeric::Instant;
use std::fmt;

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::super::bernstein::halves_inside;
use super::super::polynomial::Polynomial;
use crate::claim::{Expr, Symbol};
use crate::judge::symbolic::{End, Range};

/// What a constraint says of its polynomial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Sense {
    Positive,
    Nonnegative,
    Zero,
}

impl Sense {
    fn text(self) -> &'static str {
        match self {
            Self::Positive => "> 0",
            Self::Nonnegative => ">= 0",
            Self::Zero => "= 0",
        }
    }
}

/// A polynomial with its sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Constraint {
    pub p: Polynomial,
    pub sense: Sense,
}

/// Constraints on the variables of a box, whose ends are as they are: open or attained.
#[derive(Clone, Debug)]
pub(in super::super) struct System {
    pub names: Vec<Symbol>,
    pub ranges: Vec<Range>,
    pub constraints: Vec<Constraint>,
    /// What the last variables stand for in the claim, before any step.
    pub parts: Vec<Expr>,
    /// Searches for a refutation end here; what was found before stays true.
    pub deadline: Option<Instant>,
}

impl System {
    pub fn dimension(&self) -> usize {
        self.ranges.len()
    }

    /// Whether the deadline has passed.
    pub fn is_late(&self) -> bool {
        self.deadline.is_some_and(|end| Instant::now() >= end)
    }

    /// Both parts of the box, each with the cut.
    pub fn halves(&self, axis: usize, at: &BigRational) -> Option<[Self; 2]> {
        let parts = halves_inside(&self.ranges, axis, at)?;
        Some(parts.map(|ranges| Self {
            ranges,
            ..self.clone()
        }))
    }

    /// The polynomial of constraint `which` in the place of `axis`, in which it is linear with a constant coefficient.
    ///
    /// The old ends of the axis become constraints. Where `upper` is given, the polynomial is at most that.
    pub fn shift(&self, which: usize, axis: usize, upper: Option<&BigRational>) -> Option<Self> {
        let Constraint { p, sense } = self.constraints.get(which)?;
        let slope = p.linear(axis)?;
        let dimension = self.dimension();
        let variable = Polynomial::variable(dimension, axis);
        // x = (s - r)/a
        let rest = p.minus(&variable.scaled(&slope));
        let new = match sense {
            Sense::Zero => Polynomial::zero(dimension),
            _ => variable.clone(),
        };
        let image = new.minus(&rest).scaled(&slope.recip());
        let mut constraints: Vec<Constraint> = self
            .constraints
            .iter()
            .map(|c| Constraint {
                p: c.p.with(axis, &image),
                sense: c.sense,
            })
            .collect();
        for (end, lower) in [
            (&self.ranges[axis].lo, true),
            (&self.ranges[axis].hi, false),
        ] {
            let Some(end) = end else { continue };
            let value = Polynomial::constant(dimension, end.value.clone());
            let p = if lower {
                image.minus(&value)
            } else {
                value.minus(&image)
            };
            let sense = if end.open {
                Sense::Positive
            } else {
                Sense::Nonnegative
            };
            constraints.push(Constraint { p, sense });
        }
        let end = |value: BigRational, open| Some(End { value, open });
        let zero = end(BigRational::zero(), *sense == Sense::Positive);
        let mut ranges = self.ranges.clone();
        ranges[axis] = match sense {
            Sense::Zero => Range::exactly(zero.clone(), zero),
            _ => Range::exactly(zero, upper.and_then(|upper| end(upper.clone(), false))),
        };
        let mut names = self.names.clone();
        names[axis] = Symbol::new(&format!("{}_gap", self.names[axis]))?;
        Some(Self {
            names,
            ranges,
            constraints,
            parts: self.parts.clone(),
            deadline: self.deadline,
        })
    }

    /// Constraint `which` without a monomial that divides it and has a known sign wherever the constraint holds.
    pub fn divide(&self, which: usize, powers: &[u32]) -> Option<Self> {
        let Constraint { p, sense } = self.constraints.get(which)?;
        let mut positive = true;
        for (range, &power) in self.ranges.iter().zip(powers).filter(|(_, n)| **n > 0) {
            positive ^= !sign_of_power(range, power, *sense)?;
        }
        let quotient = p.over_monomial(powers)?;
        let mut found = self.clone();
        found.constraints[which].p = if positive {
            quotient
        } else {
            quotient.negated()
        };
        Some(found)
    }

    /// Constraint `which`, `a - b x >= 0` or `> 0` with `x >= 0`, squared: `a^2 - b^2 x^2`, and what must not be negative: `b`.
    /// With `on_the_right`, where it is `b x - a >= 0` or `> 0`: `b^2 x^2 - a^2`, and `a`.
    pub fn square(
        &self,
        which: usize,
        axis: usize,
        on_the_right: bool,
    ) -> Option<(Self, Polynomial)> {
        let Constraint { p, sense } = self.constraints.get(which)?;
        let usable = *sense != Sense::Zero && p.degree(axis) == 1;
        if !usable || !self.ranges[axis].is_nonnegative() {
            return None;
        }
        let mut a = Polynomial::zero(self.dimension());
        let mut b = a.clone();
        for (powers, c) in p.terms() {
            let mut powers = powers.clone();
            let part = if powers[axis] == 0 { &mut a } else { &mut b };
            powers[axis] = 0;
            part.add_term(powers, c.clone());
        }
        let x = Polynomial::variable(self.dimension(), axis);
        let side = b.times(&x);
        let squares = a.times(&a).minus(&side.times(&side));
        let mut found = self.clone();
        let (square, known) = if on_the_right {
            (squares.negated(), a.negated())
        } else {
            (squares, b.negated())
        };
        found.constraints[which].p = square;
        Some((found, known))
    }

    /// Every other constraint reduced by equation `which`, whose leading coefficient in `axis` is constant.
    pub fn remainder(&self, which: usize, axis: usize) -> Option<Self> {
        let Constraint { p, sense } = self.constraints.get(which)?;
        if *sense != Sense::Zero {
            return None;
        }
        let mut found = self.clone();
        for (k, constraint) in found.constraints.iter_mut().enumerate() {
            if k != which {
                constraint.p = constraint.p.remainder(p, axis)?;
            }
        }
        Some(found)
    }
}

/// Whether `x^power` is positive (true) or negative (false) wherever the constraint that it divides holds.
fn sign_of_power(range: &Range, power: u32, sense: Sense) -> Option<bool> {
    let even = power.is_multiple_of(2);
    let flipped = range.neg();
    let nonzero = sense == Sense::Positive || range.is_positive() || flipped.is_positive();
    let sign = if even || range.is_nonnegative() {
        Some(true)
    } else if flipped.is_nonnegative() {
        Some(false)
    } else {
        None
    };
    sign.filter(|_| nonzero)
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = self
            .constraints
            .iter()
            .filter(|c| !c.p.is_constant())
            .map(|c| format!("{} {}", c.p.text(&self.names), c.sense.text()));
        f.write_str(&texts.collect::<Vec<_>>().join(", "))
    }
}

/// Whether a value `sense` is impossible for a constant.
pub(super) fn is_absurd(constant: &BigRational, sense: Sense) -> bool {
    match sense {
        Sense::Positive => !constant.is_positive(),
        Sense::Nonnegative => constant.is_negative(),
        Sense::Zero => !constant.is_zero(),
    }
}
