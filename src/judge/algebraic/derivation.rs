//! A proof of an inequality as data: what is shown by what.

use std::fmt;

use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::bernstein::Cover;
use super::cell::{Cell, end};
use super::concave::Concave;
use super::contradiction::Refutation;
use super::logs::Logs;
use super::mean::Mean;
use super::peak::Peak;
use super::powers::Powers;
use super::series::End;
use crate::claim::{Expr, Operator, Symbol, substitute};
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
    /// By the integrand of a sum of means over a normal variable.
    Mean(Box<Mean>),
    /// By the product of the arguments of logarithms.
    Powers(Box<Powers>),
    /// By the logarithms of two positive expressions.
    Logs(Box<Logs>),
    /// By the peak of the density of a kernel value.
    Peak(Box<Peak>),
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
