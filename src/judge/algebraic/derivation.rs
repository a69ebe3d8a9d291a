//! A proof of an inequality as data: what is shown by what.

use std::fmt;

use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::bernstein::Cover;
use super::cell::{Cell, end};
use super::contradiction::{self, Refutation, contrary_of};
use super::quadratic::quadratic_goals;
use super::series::End;
use crate::claim::{Expr, Operator, Symbol, differentiate, substitute};
use crate::judge::symbolic::{Range, Region};

/// `expr >= 0`, or `expr > 0` where strict, at every point of the cell.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Goal {
    pub expr: Expr,
    pub strict: bool,
    pub cell: Cell,
}

/// How a goal is shown.
#[derive(Clone, Debug)]
pub(in crate::judge) enum Derivation {
    /// By the exact range of the expression.
    Range,
    /// By its value, without variables: zero, or enclosed.
    Constant,
    /// As a product of factors of known sign.
    Product(Product),
    /// By the Bernstein coefficients of a polynomial on the pieces of a cover.
    Polynomial(Cover),
    /// By interval enclosures on the pieces of a cover.
    Enclosures(Cover),
    /// By the sign of a derivative, from an end of the range or the diagonal.
    Slope(Box<Slope>),
    /// On both sides of a point of one variable.
    Cut(Box<Cut>),
    /// On both sides of the diagonal of two variables; for goals that are not strict.
    Orders(Box<Orders>),
    /// In another variable.
    Substitution(Box<Substitution>),
    /// On a larger box.
    Wider(Box<Wider>),
    /// Concave in one variable, and nonnegative at both ends of its range.
    Concave(Box<Concave>),
    /// The contrary, read as polynomial constraints, has no solution.
    Contradiction(Box<Refutation>),
    /// As a quadratic polynomial in one variable that has no two zeros; for goals that are not strict.
    Quadratic(Box<Quadratic>),
}

/// `a x^2 + b x + c >= 0`, because `a >= 0`, `c >= 0` and `4 a c >= b^2`.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Quadratic {
    pub axis: Symbol,
    pub lead_by: Derivation,
    pub last_by: Derivation,
    pub discriminant_by: Derivation,
}

/// `coefficient * prod base^power * exp(exponent)`
#[derive(Clone, Debug)]
pub(in crate::judge) struct Product {
    pub coefficient: BigRational,
    pub factors: Vec<Factor>,
    pub exponent: Option<Expr>,
}

/// One factor. Without a sign, its power is even or fractional.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Factor {
    pub base: Expr,
    pub power: BigRational,
    pub shown: Option<Signed>,
}

/// A factor, or minus it, is nonnegative, positive where the goal is strict.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Signed {
    pub positive: bool,
    pub by: Derivation,
}

/// `expr/divisor` is monotone in one variable and nonnegative where its range begins.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Slope {
    pub axis: Symbol,
    /// Positive on the cell.
    pub divisor: Expr,
    pub divisor_by: Derivation,
    pub rising: bool,
    /// The derivative of the quotient, or minus it where falling.
    pub slope: Expr,
    pub slope_by: Derivation,
    pub base: Base,
}

/// Where a monotone function begins.
#[derive(Clone, Debug)]
pub(in crate::judge) enum Base {
    /// It is nonnegative next to that end, by its expansion there.
    Expansion(End),
    /// Its value there, where it is continuous.
    Value { at: Expr, by: Derivation },
}

/// A function whose derivative over a positive weight falls rises first and then falls: it is nowhere below both its values at the
/// ends of an interval. With weight 1 it is concave.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Concave {
    pub axis: Symbol,
    /// Positive on the cell.
    pub weight: Expr,
    pub weight_by: Derivation,
    /// Minus the derivative of the first derivative over the weight, which is nonnegative.
    pub bend: Expr,
    pub bend_by: Derivation,
    pub low: Base,
    pub high: Base,
}

impl Concave {
    pub fn weight_goal(&self, of: &Goal) -> Goal {
        Goal {
            expr: self.weight.clone(),
            strict: true,
            cell: of.cell.clone(),
        }
    }

    /// Minus the derivative of the derivative over the weight.
    pub fn bend_of(&self, expr: &Expr) -> Option<Expr> {
        let slope = differentiate(expr, &self.axis).ok()?;
        let share = quotient(&slope, &self.weight);
        Some(Expr::negation(differentiate(&share, &self.axis).ok()?))
    }

    pub fn bend_goal(&self, of: &Goal) -> Goal {
        Goal {
            expr: self.bend.clone(),
            strict: false,
            cell: of.cell.clone(),
        }
    }

    /// What is shown at each end: the function itself, as one that rises from the lower end and falls to the upper one.
    pub fn towards(&self, rising: bool) -> Slope {
        Slope {
            axis: self.axis.clone(),
            divisor: Expr::integer(1),
            divisor_by: Derivation::Range,
            rising,
            slope: Expr::integer(0),
            slope_by: Derivation::Range,
            base: if rising {
                self.low.clone()
            } else {
                self.high.clone()
            },
        }
    }
}

/// Both sides of `axis = at`; a strict goal is shown at the point too.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Cut {
    pub axis: Symbol,
    pub at: BigRational,
    pub below: Derivation,
    pub above: Derivation,
}

/// The parts of a box where `first < second` and where `second < first`.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Orders {
    pub first: Symbol,
    pub second: Symbol,
    pub below: Derivation,
    pub above: Derivation,
}

impl Orders {
    /// The goals on both parts; `None` where the cell has an order or the goal is strict.
    pub fn goals(&self, of: &Goal) -> Option<[Goal; 2]> {
        if of.cell.order.is_some() || of.strict || self.first == self.second {
            return None;
        }
        let part = |small, large| {
            Some(Goal {
                cell: of.cell.ordered(small, large)?,
                ..of.clone()
            })
        };
        Some([
            part(&self.first, &self.second)?,
            part(&self.second, &self.first)?,
        ])
    }
}

/// The expression is `expr` at `fresh = image`, and `image`, a function of `axis`, stays in `range`.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Substitution {
    pub axis: Symbol,
    pub image: Expr,
    pub fresh: Symbol,
    pub range: Range,
    pub expr: Expr,
    pub by: Derivation,
}

/// A box that contains the cell's.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Wider {
    pub region: Region,
    pub by: Derivation,
}

impl Wider {
    pub fn goal(&self, of: &Goal) -> Goal {
        let order = of.cell.order.clone();
        let region = self.region.clone();
        Goal {
            cell: Cell { region, order },
            ..of.clone()
        }
    }
}

impl Substitution {
    /// The goal in the new variable.
    pub fn goal(&self, of: &Goal) -> Goal {
        let axes = of
            .cell
            .region
            .axes()
            .iter()
            .filter(|(name, _)| *name != self.axis);
        let mut axes: Vec<(Symbol, Range)> = axes.cloned().collect();
        axes.push((self.fresh.clone(), self.range.clone()));
        Goal {
            expr: self.expr.clone(),
            strict: of.strict,
            cell: Cell {
                region: Region::new(axes),
                order: None,
            },
        }
    }
}

impl Goal {
    fn text(&self) -> String {
        format!("{} {} 0", self.expr, if self.strict { ">" } else { ">=" })
    }
}

/// The steps for a reader, outermost first.
pub(in crate::judge) fn steps(goal: &Goal, by: &Derivation) -> Vec<String> {
    let mut lines = Vec::new();
    write_steps(goal, by, 0, &mut lines);
    lines
}

fn write_steps(goal: &Goal, by: &Derivation, depth: usize, lines: &mut Vec<String>) {
    let mut line = |text: String| lines.push(format!("{}{text}", "  ".repeat(depth + 1)));
    match by {
        Derivation::Range => line(format!("{}    [its range]", goal.text())),
        Derivation::Constant => line(format!("{}    [its value]", goal.text())),
        Derivation::Polynomial(cover) => line(format!(
            "{}    [Bernstein coefficients on {}]",
            goal.text(),
            pieces(cover)
        )),
        Derivation::Enclosures(cover) => line(format!(
            "{}    [enclosures on {}]",
            goal.text(),
            pieces(cover)
        )),
        Derivation::Product(product) => {
            line(format!("{}    [factors: {product}]", goal.text()));
            for factor in &product.factors {
                if let Some(shown) = &factor.shown
                    && let Some(inner) = factor.goal(goal)
                {
                    write_steps(&inner, &shown.by, depth + 1, lines);
                }
            }
        }
        Derivation::Slope(slope) => {
            line(slope.text(goal));
            if let Base::Value { at, by } = &slope.base
                && let Some(inner) = slope.base_goal(goal, at)
            {
                write_steps(&inner, by, depth + 1, lines);
            }
            write_steps(&slope.slope_goal(goal), &slope.slope_by, depth + 1, lines);
        }
        Derivation::Concave(concave) => {
            line(format!(
                "{}    [rising, then falling in {}, as its derivative over {} falls; at both ends]",
                goal.text(),
                concave.axis,
                concave.weight
            ));
            write_steps(&concave.bend_goal(goal), &concave.bend_by, depth + 1, lines);
            for rising in [true, false] {
                let end = concave.towards(rising);
                if let Base::Value { at, by } = &end.base
                    && let Some(inner) = end.base_goal(goal, at)
                {
                    write_steps(&inner, by, depth + 1, lines);
                }
            }
        }
        Derivation::Contradiction(by) => {
            line(format!("{}    [its contrary has no solution]", goal.text()));
            if let Some(system) = contrary_of(goal) {
                let inner = contradiction::steps(&system, by);
                let indent = "  ".repeat(depth + 2);
                lines.extend(inner.into_iter().map(|l| format!("{indent}{l}")));
            }
        }
        Derivation::Quadratic(quadratic) => {
            line(format!(
                "{}    [quadratic in {}: 4 a c >= b^2]",
                goal.text(),
                quadratic.axis
            ));
            if let Some([lead, last, discriminant]) = quadratic_goals(goal, &quadratic.axis) {
                write_steps(&lead, &quadratic.lead_by, depth + 1, lines);
                write_steps(&last, &quadratic.last_by, depth + 1, lines);
                write_steps(&discriminant, &quadratic.discriminant_by, depth + 1, lines);
            }
        }
        Derivation::Wider(wider) => {
            line(format!("{}    [on a larger domain]", goal.text()));
            write_steps(&wider.goal(goal), &wider.by, depth + 1, lines);
        }
        Derivation::Substitution(change) => {
            let (fresh, image) = (&change.fresh, &change.image);
            line(format!("{}    [with {fresh} = {image}]", goal.text()));
            write_steps(&change.goal(goal), &change.by, depth + 1, lines);
        }
        Derivation::Orders(orders) => {
            let (first, second) = (&orders.first, &orders.second);
            line(format!(
                "{}    [where {first} < {second}, then where {second} < {first}]",
                goal.text()
            ));
            if let Some([below, above]) = orders.goals(goal) {
                write_steps(&below, &orders.below, depth + 1, lines);
                write_steps(&above, &orders.above, depth + 1, lines);
            }
        }
        Derivation::Cut(cut) => {
            line(format!(
                "{}    [on both sides of {} = {}]",
                goal.text(),
                cut.axis,
                cut.at
            ));
            if let Some([below, above]) = cut.goals(goal) {
                write_steps(&below, &cut.below, depth + 1, lines);
                write_steps(&above, &cut.above, depth + 1, lines);
            }
        }
    }
}

fn pieces(cover: &Cover) -> String {
    match cover.leaves() {
        1 => "1 piece".to_owned(),
        n => format!("{n} pieces"),
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.coefficient)?;
        for factor in &self.factors {
            match factor.power.to_i64().filter(|_| factor.power.is_integer()) {
                Some(1) => write!(f, " * ({})", factor.base)?,
                _ => write!(f, " * ({})^({})", factor.base, factor.power)?,
            }
        }
        match &self.exponent {
            Some(exponent) => write!(f, " * exp({exponent})"),
            None => Ok(()),
        }
    }
}

impl Slope {
    fn text(&self, goal: &Goal) -> String {
        let way = if self.rising { "rising" } else { "falling" };
        let over = if self.divisor == Expr::integer(1) {
            String::new()
        } else {
            format!(", divided by {} > 0,", self.divisor)
        };
        let base = match &self.base {
            Base::Value { at, .. } => format!("from {} = {at}", self.axis),
            Base::Expansion(end) => format!("from its expansion at {} = {end}", self.axis),
        };
        format!(
            "{}    [{}{over} {way} in {}, {base}]",
            goal.text(),
            "it is",
            self.axis
        )
    }
}

impl Factor {
    /// What has to be shown of the factor.
    pub fn goal(&self, of: &Goal) -> Option<Goal> {
        let shown = self.shown.as_ref()?;
        let expr = if shown.positive {
            self.base.clone()
        } else {
            Expr::negation(self.base.clone())
        };
        Some(Goal { expr, ..of.clone() })
    }
}

impl Slope {
    /// The monotone function.
    pub fn quotient(&self, of: &Goal) -> Expr {
        quotient(&of.expr, &self.divisor)
    }

    pub fn divisor_goal(&self, of: &Goal) -> Goal {
        Goal {
            expr: self.divisor.clone(),
            strict: true,
            cell: of.cell.clone(),
        }
    }

    /// In one variable a derivative that is nonnegative and not constantly zero makes the function strictly monotone.
    pub fn slope_goal(&self, of: &Goal) -> Goal {
        Goal {
            expr: self.slope.clone(),
            strict: of.strict && of.cell.of(&of.expr).region.axes().len() > 1,
            cell: of.cell.clone(),
        }
    }

    pub fn base_goal(&self, of: &Goal, at: &Expr) -> Option<Goal> {
        let expr = substitute(&self.quotient(of), &[(self.axis.clone(), at.clone())]).ok()?;
        Some(Goal {
            expr,
            strict: false,
            cell: of.cell.without(&self.axis),
        })
    }
}

/// expr/divisor
pub(super) fn quotient(expr: &Expr, divisor: &Expr) -> Expr {
    if *divisor == Expr::integer(1) {
        return expr.clone();
    }
    Expr::binary(Operator::Div, expr.clone(), divisor.clone())
}

impl Cut {
    /// The goals below and above; `None` where the point is not inside the range.
    pub fn goals(&self, of: &Goal) -> Option<[Goal; 2]> {
        let range = of.cell.region.range(&self.axis)?;
        let inside = range.lo.as_ref().is_none_or(|lo| lo.value < self.at)
            && range.hi.as_ref().is_none_or(|hi| self.at < hi.value);
        let part = |lo, hi| Goal {
            cell: of.cell.with(&self.axis, Range::exactly(lo, hi)),
            ..of.clone()
        };
        (inside && of.cell.order.is_none()).then(|| {
            [
                part(range.lo.clone(), end(&self.at)),
                part(end(&self.at), range.hi.clone()),
            ]
        })
    }
}
