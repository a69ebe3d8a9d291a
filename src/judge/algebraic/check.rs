//! Checks a derivation step by step, without the search.

use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::bernstein::{self, Cover};
use super::cell::{Cell, Enclosed, hull, quotient_of};
use super::concave::Concave;
use super::constant::Constant;
use super::contradiction::{self, contrary_of};
use super::derivation::{Base, Derivation, Factor, Goal, Product, Slope, Substitution};
use super::logs::is_logs;
use super::mean::is_mean;
use super::peak::is_peak;
use super::polynomial_form::of_sum;
use super::powers::is_powers;
use super::quadratic::quadratic_goals;
use super::series::{End, sign_near};
use crate::claim::{Expr, Operator, Symbol, differentiate, substitute};
use crate::interval::Interval;
use crate::judge::symbolic::{
    Conditions, Range, Region, Sign, are_identical, factored, has_sign, require_defined,
};

/// Whether the derivation shows its goal.
pub(in crate::judge) fn holds(goal: &Goal, by: &Derivation) -> bool {
    let goal = &goal.reduced();
    match by {
        Derivation::Range => has_sign(&goal.expr, goal.sign(), &goal.cell.region),
        Derivation::Constant => constant(goal),
        Derivation::Product(product) => is_product(goal, product),
        Derivation::Polynomial(cover) => polynomial(goal, cover),
        Derivation::Enclosures(cover) => {
            let axes = goal.cell.region.axes();
            let ranges: Vec<Range> = axes.iter().map(|(_, range)| range.clone()).collect();
            let enclosed = Enclosed::new(&goal.expr, &goal.cell.variables());
            enclosures(&enclosed, &ranges, cover)
        }
        Derivation::Slope(slope) => is_monotone(goal, slope),
        Derivation::Concave(concave) => is_concave(goal, concave),
        Derivation::Contradiction(by) => {
            is_defined(&goal.expr, &goal.cell)
                && contrary_of(goal).is_some_and(|system| contradiction::holds(&system, by))
        }
        Derivation::Quadratic(quadratic) => {
            quadratic_goals(goal, &quadratic.axis).is_some_and(|[lead, last, discriminant]| {
                holds(&lead, &quadratic.lead_by)
                    && holds(&last, &quadratic.last_by)
                    && holds(&discriminant, &quadratic.discriminant_by)
            })
        }
        Derivation::Mean(mean) => is_mean(goal, mean),
        Derivation::Powers(powers) => is_powers(goal, powers),
        Derivation::Logs(logs) => is_logs(goal, logs),
        Derivation::Peak(peak) => is_peak(goal, peak),
        Derivation::Wider(wider) => {
            is_wider(goal, &wider.region) && holds(&wider.goal(goal), &wider.by)
        }
        Derivation::Substitution(change) => {
            is_substitution(goal, change) && holds(&change.goal(goal), &change.by)
        }
        Derivation::Orders(orders) => orders.goals(goal).is_some_and(|[below, above]| {
            holds(&below, &orders.below) && holds(&above, &orders.above)
        }),
        Derivation::Cut(cut) => {
            let at_point = || {
                let value = substitute(&goal.expr, &[(cut.axis.clone(), Expr::rational(&cut.at))]);
                value.is_ok_and(|expr| {
                    constant(&Goal {
                        expr,
                        strict: true,
                        cell: goal.cell.without(&cut.axis),
                    })
                })
            };
            cut.goals(goal).is_some_and(|[below, above]| {
                (!goal.strict || at_point())
                    && holds(&below, &cut.below)
                    && holds(&above, &cut.above)
            })
        }
    }
}

impl Goal {
    /// On the variables it mentions.
    pub fn reduced(&self) -> Self {
        Self {
            cell: self.cell.of(&self.expr),
            ..self.clone()
        }
    }

    pub fn sign(&self) -> Sign {
        if self.strict {
            Sign::Positive
        } else {
            Sign::Nonnegative
        }
    }
}

/// Whether a box of the same variables contains the cell's, with one range for two variables in order.
fn is_wider(goal: &Goal, region: &Region) -> bool {
    let contains = |(name, inner): &(Symbol, Range)| {
        region.range(name).is_some_and(|outer| {
            let low = outer.lo.as_ref().is_none_or(|outer| {
                inner
                    .lo
                    .as_ref()
                    .is_some_and(|inner| outer.value <= inner.value)
            });
            let high = outer.hi.as_ref().is_none_or(|outer| {
                inner
                    .hi
                    .as_ref()
                    .is_some_and(|inner| inner.value <= outer.value)
            });
            low && high
        })
    };
    let ordered = goal
        .cell
        .order
        .as_ref()
        .is_none_or(|(s, l)| region.range(s) == region.range(l));
    let axes = goal.cell.region.axes();
    ordered && region.axes().len() == axes.len() && axes.iter().all(contains)
}

fn is_substitution(goal: &Goal, change: &Substitution) -> bool {
    let cell = &goal.cell;
    let back = [(change.fresh.clone(), change.image.clone())];
    let Ok(expr) = substitute(&change.expr, &back) else {
        return false;
    };
    let within = |end: &Option<crate::judge::symbolic::End>, lower: bool| {
        end.as_ref().is_none_or(|end| {
            let value = Expr::rational(&end.value);
            let room = if lower {
                Expr::binary(Operator::Sub, change.image.clone(), value)
            } else {
                Expr::binary(Operator::Sub, value, change.image.clone())
            };
            let sign = if end.open {
                Sign::Positive
            } else {
                Sign::Nonnegative
            };
            is_signed(&room, sign, cell)
        })
    };
    let fresh = cell.region.range(&change.fresh).is_none() && !goal.expr.mentions(&change.fresh);
    cell.order.is_none()
        && fresh
        && is_defined(&change.expr, &change.goal(goal).cell)
        && change.image.mentions(&change.axis)
        && is_defined(&change.image, cell)
        && within(&change.range.lo, true)
        && within(&change.range.hi, false)
        && are_identical(&goal.expr, &expr, &cell.region, &cell.facts())
}

/// A goal without variables.
pub(super) fn constant(goal: &Goal) -> bool {
    let sign = Constant::new(&goal.expr).and_then(|value| value.sign());
    goal.cell.of(&goal.expr).region.axes().is_empty()
        && sign.is_some_and(|sign| sign > 0 || sign == 0 && !goal.strict)
}

fn is_product(goal: &Goal, product: &Product) -> bool {
    let factors: Vec<(Expr, BigRational)> = product
        .factors
        .iter()
        .map(|factor| (factor.base.clone(), factor.power.clone()))
        .collect();
    let Some(expr) = quotient_of(&product.coefficient, &factors, product.exponent.as_ref()) else {
        return false;
    };
    if !is_product_defined(goal, product) {
        return false;
    }
    let mut positive = product.coefficient.is_positive();
    for factor in &product.factors {
        match factor_sign(goal, factor) {
            Some(sign) => positive ^= !sign,
            None => return false,
        }
    }
    let zero = product.coefficient.is_zero() && !goal.strict;
    (zero || positive) && are_identical(&goal.expr, &expr, &goal.cell.region, &goal.cell.facts())
}

/// Whether bases, roots of unknown sign and the exponent have values where the goal has one. The normal form does not ask:
/// `sqrt(-x)^2` is `-x` to it.
fn is_product_defined(goal: &Goal, product: &Product) -> bool {
    let roots = product
        .factors
        .iter()
        .filter(|factor| factor.shown.is_none() && !factor.power.is_integer());
    let mut bases = product.factors.iter().map(|factor| &factor.base);
    let given = Given::new(goal);
    bases.all(|base| given.defines(base))
        && product.exponent.iter().all(|e| given.defines(e))
        && roots
            .into_iter()
            .all(|factor| given.shows(&factor.base, Sign::Nonnegative))
}

/// What holds wherever a goal has a value.
struct Given<'g> {
    goal: &'g Goal,
    /// The conditions for its value.
    conditions: Vec<(Expr, Sign)>,
}

impl<'g> Given<'g> {
    fn new(goal: &'g Goal) -> Self {
        let mut conditions = Vec::new();
        let mut note = |expr: &Expr, sign: Sign| {
            conditions.push((expr.clone(), sign));
            true
        };
        // Where some part has no known condition, the others stand all the same.
        let _ = require_defined(&goal.expr, &mut note, &mut Conditions::default());
        Self { goal, conditions }
    }

    /// By the cell, or because the goal asks for it too, perhaps written otherwise.
    fn shows(&self, expr: &Expr, sign: Sign) -> bool {
        let cell = &self.goal.cell;
        is_signed(expr, sign, cell)
            || self.conditions.iter().any(|(known, own)| {
                let implies = *own == sign || *own == Sign::Positive;
                implies && are_identical(expr, known, &cell.region, &cell.facts())
            })
    }

    fn defines(&self, expr: &Expr) -> bool {
        let mut shown = |expr: &Expr, sign: Sign| self.shows(expr, sign);
        require_defined(expr, &mut shown, &mut Conditions::default()).is_ok()
    }
}

/// Whether `base^power` is nonnegative (true) or nonpositive (false), strictly where the goal is strict.
fn factor_sign(goal: &Goal, factor: &Factor) -> Option<bool> {
    let power = factor.power.to_i64().filter(|_| factor.power.is_integer());
    match (&factor.shown, power) {
        (Some(shown), power) => {
            let inner = factor.goal(goal)?;
            // A root of a base that is not positive has no value.
            if !holds(&inner, &shown.by) || power.is_none() && !shown.positive {
                return None;
            }
            Some(shown.positive || power.is_some_and(|n| n % 2 == 0))
        }
        (None, Some(n)) => (n % 2 == 0 && !goal.strict).then_some(true),
        // Wherever a fractional power has a value, it is not negative.
        (None, None) => (!goal.strict).then_some(true),
    }
}

fn polynomial(goal: &Goal, cover: &Cover) -> bool {
    let Some((p, ranges)) = as_polynomial(&goal.expr, &goal.cell) else {
        return false;
    };
    bernstein::check(&p, &ranges, goal.strict, cover)
}

/// The expression as one polynomial on the box of its variables.
pub(super) fn as_polynomial(
    expr: &Expr,
    cell: &Cell,
) -> Option<(super::polynomial::Polynomial, Vec<Range>)> {
    let normal = factored(expr, &cell.region, &cell.facts()).ok()?;
    // One factor with a rational coefficient is left as it is; nothing else is a single sum.
    let [(sum, 1)] = normal.factors.as_slice() else {
        return None;
    };
    if !normal.roots.is_empty() || normal.exponent.is_some() {
        return None;
    }
    let (p, ranges) = of_sum(sum, cell)?;
    let p = if normal.coefficient.is_negative() {
        p.negated()
    } else {
        p
    };
    Some((p, ranges))
}

/// Positive on each piece by its enclosure.
fn enclosures(enclosed: &Enclosed, ranges: &[Range], cover: &Cover) -> bool {
    match cover {
        Cover::Leaf => {
            let hulls: Vec<Interval> = ranges.iter().map(hull).collect();
            let x = enclosed.over(&hulls);
            x.is_defined() && x.lo() > 0.0
        }
        Cover::Cut {
            axis,
            at,
            below,
            above,
        } => bernstein::halves_inside(ranges, *axis, at).is_some_and(|[low, high]| {
            enclosures(enclosed, &low, below) && enclosures(enclosed, &high, above)
        }),
    }
}

fn is_monotone(goal: &Goal, slope: &Slope) -> bool {
    let quotient = slope.quotient(goal);
    let Ok(derivative) = differentiate(&quotient, &slope.axis) else {
        return false;
    };
    let derivative = if slope.rising {
        derivative
    } else {
        Expr::negation(derivative)
    };
    // Where the derivative is defined as it is written, the function is analytic: no root vanishes, no kink is met.
    is_defined(&quotient, &goal.cell)
        && is_defined(&derivative, &goal.cell)
        && is_defined(&slope.slope, &goal.cell)
        && are_identical(
            &derivative,
            &slope.slope,
            &goal.cell.region,
            &goal.cell.facts(),
        )
        && holds(&slope.divisor_goal(goal), &slope.divisor_by)
        && holds(&slope.slope_goal(goal), &slope.slope_by)
        && (!goal.strict || is_strictly_monotone(goal, slope))
        && is_base(goal, slope, &quotient)
}

fn is_concave(goal: &Goal, concave: &Concave) -> bool {
    let Some(bend) = concave.bend_of(&goal.expr) else {
        return false;
    };
    let at_ends = || {
        [true, false].into_iter().all(|rising| {
            let end = concave.towards(rising);
            is_base(goal, &end, &end.quotient(goal))
        })
    };
    // Such a function that is nowhere negative and zero inside is zero up to an end, and so everywhere: it is analytic.
    let positive_somewhere = || {
        let enclosed = Enclosed::new(&goal.expr, &goal.cell.variables());
        let one = goal.cell.region.axes().len() == 1;
        one && enclosed.signs(&goal.cell.samples()).contains(&1)
    };
    let bound = |name: &Symbol| {
        let order = &goal.cell.order;
        order.as_ref().is_some_and(|(s, l)| s == name || l == name)
    };
    !bound(&concave.axis)
        && is_defined(&goal.expr, &goal.cell)
        && is_defined(&bend, &goal.cell)
        && is_defined(&concave.bend, &goal.cell)
        && are_identical(&bend, &concave.bend, &goal.cell.region, &goal.cell.facts())
        && holds(&concave.weight_goal(goal), &concave.weight_by)
        && holds(&concave.bend_goal(goal), &concave.bend_by)
        && (!goal.strict || positive_somewhere())
        && at_ends()
}

fn is_strictly_monotone(goal: &Goal, slope: &Slope) -> bool {
    // The slope is analytic inside, so that a nonzero value leaves isolated zeros only.
    slope.slope_goal(goal).strict || {
        let enclosed = Enclosed::new(&slope.slope, &goal.cell.variables());
        enclosed.signs(&goal.cell.samples()).contains(&1)
    }
}

fn is_base(goal: &Goal, slope: &Slope, quotient: &Expr) -> bool {
    match &slope.base {
        Base::Expansion(end) => {
            goal.cell.region.axes().len() == 1
                && end_of(&goal.cell, slope).as_ref() == Some(end)
                && sign_near(&goal.expr, &slope.axis, end) == Some(1)
        }
        Base::Value { at, by } => {
            begins_at(goal, slope, quotient, at)
                && slope
                    .base_goal(goal, at)
                    .is_some_and(|inner| holds(&inner, by))
        }
    }
}

/// The end that a monotone function begins at.
pub(super) fn end_of(cell: &Cell, slope: &Slope) -> Option<End> {
    let range = cell.region.range(&slope.axis)?;
    Some(if slope.rising {
        range
            .lo
            .as_ref()
            .map_or(End::MinusInfinity, |lo| End::Above(lo.value.clone()))
    } else {
        range
            .hi
            .as_ref()
            .map_or(End::Infinity, |hi| End::Below(hi.value.clone()))
    })
}

/// Whether every line of the cell along the axis begins at `at`, where the function is continuous.
pub(super) fn begins_at(goal: &Goal, slope: &Slope, quotient: &Expr, at: &Expr) -> bool {
    let cell = &goal.cell;
    let Some(range) = cell.region.range(&slope.axis) else {
        return false;
    };
    if let Some((small, large)) = &cell.order {
        let variable = |name| Expr::variable(name);
        let diagonal = if slope.rising {
            slope.axis == *large && *at == variable(small.clone())
        } else {
            slope.axis == *small && *at == variable(large.clone())
        };
        // On the diagonal the function is as in the whole box.
        if diagonal {
            let open = Cell {
                order: None,
                ..cell.clone()
            };
            return is_defined(quotient, &open);
        }
        if slope.axis == *small || slope.axis == *large {
            let outer = if slope.rising {
                slope.axis == *small
            } else {
                slope.axis == *large
            };
            if !outer {
                return false;
            }
        }
    }
    let begin = if slope.rising { &range.lo } else { &range.hi };
    let Some(begin) = begin else {
        return false;
    };
    let closed = Some(crate::judge::symbolic::End {
        value: begin.value.clone(),
        open: false,
    });
    let widened = if slope.rising {
        Range::exactly(closed, range.hi.clone())
    } else {
        Range::exactly(range.lo.clone(), closed)
    };
    crate::claim::rational_value(at).as_ref() == Some(&begin.value)
        && is_defined(quotient, &cell.with(&slope.axis, widened))
}

/// Whether the expression has a value everywhere on the cell.
pub(super) fn is_defined(expr: &Expr, cell: &Cell) -> bool {
    let mut shown = |expr: &Expr, sign: Sign| is_signed(expr, sign, cell);
    require_defined(expr, &mut shown, &mut Conditions::default()).is_ok()
}

/// Whether an expression has this sign on the cell, by ranges or by polynomials.
fn is_signed(expr: &Expr, sign: Sign, cell: &Cell) -> bool {
    has_sign(expr, sign, &cell.region) || has_sign_by_polynomials(expr, sign, cell)
}

/// By the exact decision for polynomials, on boxes that may be closed, factor by factor.
fn has_sign_by_polynomials(expr: &Expr, sign: Sign, cell: &Cell) -> bool {
    let Ok(normal) = factored(expr, &cell.region, &cell.facts()) else {
        return false;
    };
    if normal.coefficient.is_zero() {
        return sign == Sign::Nonnegative;
    }
    let strict = sign != Sign::Nonnegative;
    let shown = |base: &Expr| {
        let by_range = has_sign(base, Sign::Positive, &cell.region);
        by_range
            || as_polynomial(base, cell)
                .is_some_and(|(p, ranges)| bernstein::cover(&p, &ranges, strict).is_some())
    };
    let mut positive = normal.coefficient.is_positive();
    for (sum, power) in &normal.factors {
        if power % 2 == 0 && !strict {
            continue;
        }
        if shown(&sum.expr) {
            continue;
        }
        if !shown(&Expr::negation(sum.expr.clone())) {
            return false;
        }
        positive ^= power % 2 != 0;
    }
    let roots = normal.roots.iter().all(|(base, _)| !strict || shown(base));
    roots && (positive || sign == Sign::Nonzero)
}
