//! Constructors that simplify lightly: exact folding of constants, neutral elements, signs moved outwards.
//!
//! Used for derivatives only; what a user wrote is never rewritten.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::claim::tree::{Expr, Kind, Operator, fold};

/// The rational a folded constant stands for: a numeral, a quotient of numerals, or minus one of these.
pub(in crate::claim) fn constant(expr: &Expr) -> Option<BigRational> {
    match expr.kind() {
        Kind::Number(decimal) => Some(decimal.value().clone()),
        Kind::Neg(a) => Some(-constant(a)?),
        Kind::Binary(Operator::Div, a, b) => match (a.kind(), b.kind()) {
            (Kind::Number(a), Kind::Number(b)) => fold(Operator::Div, a.value(), b.value()),
            _ => None,
        },
        _ => None,
    }
}

/// `a operator b`, simplified.
pub(in crate::claim) fn combine(operator: Operator, a: Expr, b: Expr) -> Expr {
    match operator {
        Operator::Add => add(a, b),
        Operator::Sub => sub(a, b),
        Operator::Mul => mul(a, b),
        Operator::Div => div(a, b),
        Operator::Pow => pow(a, b),
    }
}

pub(in crate::claim) fn zero() -> Expr {
    Expr::integer(0)
}

pub(in crate::claim) fn one() -> Expr {
    Expr::integer(1)
}

fn folded(operator: Operator, a: &Expr, b: &Expr) -> Option<Expr> {
    fold(operator, &constant(a)?, &constant(b)?).map(|value| Expr::rational(&value))
}

pub(in crate::claim) fn is_zero(expr: &Expr) -> bool {
    constant(expr).is_some_and(|value| value.is_zero())
}

pub(in crate::claim) fn is_one(expr: &Expr) -> bool {
    constant(expr).is_some_and(|value| value.is_one())
}

pub(in crate::claim) fn neg(a: Expr) -> Expr {
    if let Some(value) = constant(&a) {
        return Expr::rational(&-value);
    }
    match a.kind() {
        Kind::Neg(inner) => inner.clone(),
        Kind::Binary(Operator::Sub, x, y) => Expr::binary(Operator::Sub, y.clone(), x.clone()),
        _ => Expr::negation(a),
    }
}

pub(in crate::claim) fn add(a: Expr, b: Expr) -> Expr {
    if let Some(value) = folded(Operator::Add, &a, &b) {
        return value;
    }
    if is_zero(&a) {
        return b;
    }
    if is_zero(&b) {
        return a;
    }
    if a == b {
        return mul(Expr::integer(2), a);
    }
    match (a.kind(), b.kind()) {
        (_, Kind::Neg(y)) => sub(a, y.clone()),
        (Kind::Neg(x), _) => sub(b.clone(), x.clone()),
        _ => Expr::binary(Operator::Add, a, b),
    }
}

pub(in crate::claim) fn sub(a: Expr, b: Expr) -> Expr {
    if let Some(value) = folded(Operator::Sub, &a, &b) {
        return value;
    }
    if is_zero(&b) {
        return a;
    }
    if is_zero(&a) {
        return neg(b);
    }
    match (a.kind(), b.kind()) {
        (_, Kind::Neg(y)) => add(a, y.clone()),
        // (c - x) - x = c - 2 x: one occurrence less for interval arithmetic.
        (Kind::Binary(Operator::Sub, c, x), _) if *x == b => {
            sub(c.clone(), mul(Expr::integer(2), b))
        }
        _ => Expr::binary(Operator::Sub, a, b),
    }
}

pub(in crate::claim) fn mul(a: Expr, b: Expr) -> Expr {
    if let Some(value) = folded(Operator::Mul, &a, &b) {
        return value;
    }
    if is_zero(&a) || is_zero(&b) {
        return zero();
    }
    if is_one(&a) {
        return b;
    }
    if is_one(&b) {
        return a;
    }
    match (a.kind(), b.kind()) {
        (Kind::Neg(x), Kind::Neg(y)) => mul(x.clone(), y.clone()),
        (Kind::Neg(x), _) => neg(mul(x.clone(), b)),
        (_, Kind::Neg(y)) => neg(mul(a, y.clone())),
        // Constants to the front: c * (k * x) = (ck) * x.
        (_, Kind::Number(_)) => mul(b, a),
        (_, Kind::Binary(Operator::Mul, k, x)) => match folded(Operator::Mul, &a, k) {
            Some(ck) => mul(ck, x.clone()),
            None => Expr::binary(Operator::Mul, a, b),
        },
        // (1/k) * x = x/k, unless 1/k is itself a constant.
        (Kind::Binary(Operator::Div, unit, k), _) if is_one(unit) && constant(&a).is_none() => {
            div(b, k.clone())
        }
        (_, Kind::Binary(Operator::Div, unit, k)) if is_one(unit) && constant(&b).is_none() => {
            div(a, k.clone())
        }
        _ => Expr::binary(Operator::Mul, a, b),
    }
}

pub(in crate::claim) fn div(a: Expr, b: Expr) -> Expr {
    if let Some(value) = folded(Operator::Div, &a, &b) {
        return value;
    }
    if is_one(&b) {
        return a;
    }
    match (a.kind(), b.kind()) {
        (Kind::Neg(x), Kind::Neg(y)) => div(x.clone(), y.clone()),
        (Kind::Neg(x), _) => neg(div(x.clone(), b)),
        (_, Kind::Neg(y)) => neg(div(a, y.clone())),
        // (c x)/k = (c/k) x for constants.
        (Kind::Binary(Operator::Mul, c, x), _)
            if let Some(ratio) = folded(Operator::Div, c, &b) =>
        {
            mul(ratio, x.clone())
        }
        // 0/b stays: it is undefined where b vanishes.
        _ => Expr::binary(Operator::Div, a, b),
    }
}

pub(in crate::claim) fn pow(a: Expr, b: Expr) -> Expr {
    if let Some(value) = folded(Operator::Pow, &a, &b) {
        return value;
    }
    match constant(&b) {
        Some(n) if n.is_zero() => one(),
        Some(n) if n.is_one() => a,
        Some(n) if n.is_negative() => div(one(), pow(a, Expr::rational(&-n))),
        _ => Expr::binary(Operator::Pow, a, b),
    }
}
