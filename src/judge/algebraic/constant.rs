//! Real constants with a zero test: rational where they can be, else in normal form.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::cell::{Enclosed, expr_of, sign_of};
use crate::claim::{Expr, Function, Operator, rational_value};
use crate::interval::big::Bits;
use crate::judge::precise::enclose_at;
use crate::judge::symbolic::{Region, factored};

/// Precisions beyond doubles at which the sign of a constant is looked for.
const LADDER: [Bits; 2] = [Bits(128), Bits(512)];

/// The sign of a constant that doubles do not tell.
fn precise_sign(expr: &Expr) -> Option<i8> {
    if expr.uses_theory() {
        return None;
    }
    LADDER.into_iter().find_map(|bits| {
        let value = enclose_at(expr, &[], &[], bits).ok()?;
        if value.is_positive() {
            Some(1)
        } else {
            value.is_negative().then_some(-1)
        }
    })
}

/// A constant.
#[derive(Clone, Debug)]
pub(super) enum Constant {
    Rational(BigRational),
    /// In normal form, and not rational as far as that shows.
    Other(Expr),
}

impl Constant {
    pub fn zero() -> Self {
        Self::Rational(BigRational::zero())
    }

    pub fn one() -> Self {
        Self::Rational(BigRational::one())
    }

    /// `None` where the normal form fails.
    pub fn new(expr: &Expr) -> Option<Self> {
        if let Some(value) = rational_value(expr) {
            return Some(Self::Rational(value));
        }
        let normal = factored(expr, &Region::new(Vec::new()), &[]).ok()?;
        let bare = normal.factors.is_empty() && normal.roots.is_empty();
        if normal.coefficient.is_zero() || bare && normal.exponent.is_none() {
            return Some(Self::Rational(normal.coefficient));
        }
        Some(Self::Other(expr_of(&normal)?))
    }

    pub fn expr(&self) -> Expr {
        match self {
            Self::Rational(value) => Expr::rational(value),
            Self::Other(expr) => expr.clone(),
        }
    }

    /// Known to be zero; what is not known to be zero may be.
    pub fn is_zero(&self) -> bool {
        matches!(self, Self::Rational(value) if value.is_zero())
    }

    /// 1, -1, 0 for zero, `None` where it is not known.
    pub fn sign(&self) -> Option<i8> {
        match self {
            Self::Rational(value) if value.is_zero() => Some(0),
            Self::Rational(value) => Some(if value.is_positive() { 1 } else { -1 }),
            Self::Other(expr) => Some(sign_of(Enclosed::new(expr, &[]).over(&[])))
                .filter(|sign| *sign != 0)
                .or_else(|| precise_sign(expr)),
        }
    }

    pub fn rational(&self) -> Option<&BigRational> {
        match self {
            Self::Rational(value) => Some(value),
            Self::Other(_) => None,
        }
    }

    fn joined(&self, operator: Operator, other: &Self) -> Option<Self> {
        if let (Self::Rational(a), Self::Rational(b)) = (self, other) {
            return Some(Self::Rational(match operator {
                Operator::Add => a + b,
                Operator::Sub => a - b,
                Operator::Mul => a * b,
                Operator::Div if b.is_zero() => return None,
                Operator::Div => a / b,
                Operator::Pow => return None,
            }));
        }
        Self::new(&Expr::binary(operator, self.expr(), other.expr()))
    }

    pub fn plus(&self, other: &Self) -> Option<Self> {
        if self.is_zero() {
            return Some(other.clone());
        }
        self.joined(Operator::Add, other)
    }

    pub fn times(&self, other: &Self) -> Option<Self> {
        if self.is_zero() || other.is_zero() {
            return Some(Self::zero());
        }
        self.joined(Operator::Mul, other)
    }

    pub fn over(&self, other: &Self) -> Option<Self> {
        self.joined(Operator::Div, other)
    }

    /// self^power, for a positive constant.
    pub fn power(&self, power: &BigRational) -> Option<Self> {
        if matches!(self, Self::Rational(one) if one.is_one()) {
            return Some(Self::one());
        }
        Self::new(&Expr::binary(
            Operator::Pow,
            self.expr(),
            Expr::rational(power),
        ))
    }

    pub fn call(&self, function: Function) -> Option<Self> {
        Self::new(&Expr::call(function, None, vec![self.expr()]).ok()?)
    }
}
