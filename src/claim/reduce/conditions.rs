//! Where an expression has a value: the conditions that a closed form must not lose.
//!
//! A closed form may drop a part of the integrand whose coefficient cancels. Everything that can lack a value in the integrand
//! whatever the bound variable is, a divisor or the argument of a logarithm, must still occur: what does not is added back, times 0.

use std::collections::BTreeMap;

use num_traits::Zero;

use crate::claim::tree::{Expr, Function, Kind, Operator, Symbol, integer, rational_value};

/// Conditions by a text that is equal for equal ones: an expression of value 0 that exists only where the condition holds.
type Conditions = BTreeMap<String, Expr>;

/// `closed` with zeros that exist only where the integrand's free parts do, for those that `closed` has lost; conditions on weights
/// and separations of densities are left out.
pub(super) fn with_conditions(integrand: &Expr, variable: &Symbol, closed: Expr) -> Expr {
    let mut wanted = Conditions::new();
    outside(integrand, variable, &mut wanted);
    let mut kept = Conditions::new();
    collect(&closed, &mut kept);
    wanted.retain(|text, _| !kept.contains_key(text));
    let added = |sum, zero| Expr::binary(Operator::Add, sum, zero);
    wanted.into_values().fold(closed, added)
}

/// The conditions of the parts that do not mention the variable.
fn outside(expr: &Expr, variable: &Symbol, conditions: &mut Conditions) {
    if !expr.mentions(variable) {
        return collect(expr, conditions);
    }
    if let Kind::Binary(Operator::Div, _, b) = expr.kind()
        && !b.mentions(variable)
    {
        divisor(b, conditions);
    }
    match expr.kind() {
        // The integrand is read through the value of a derivative, and its witness is read as well.
        Kind::Derivative(derivative) => {
            outside(derivative.witness(), variable, conditions);
            outside(derivative.value(), variable, conditions);
        }
        kind => {
            for child in Expr::children_of(kind) {
                outside(child, variable, conditions);
            }
        }
    }
}

/// The conditions of an expression: texts, equal for equal conditions.
fn collect(expr: &Expr, conditions: &mut Conditions) {
    match expr.kind() {
        Kind::Binary(Operator::Div, _, b) => divisor(b, conditions),
        Kind::Binary(Operator::Pow, a, b) => match rational_value(b).and_then(|n| integer(&n)) {
            Some(n) if n >= 0 => {}
            Some(_) => divisor(a, conditions),
            None => insert(expr, conditions),
        },
        Kind::Call(call) => {
            use Function as F;
            let total = matches!(
                call.function(),
                F::Exp
                    | F::Expm1
                    | F::Abs
                    | F::Min
                    | F::Max
                    | F::Sinh
                    | F::Cosh
                    | F::Tanh
                    | F::Sech
                    | F::Sin
                    | F::Cos
                    | F::Atan
                    | F::Erf
                    | F::Erfc
                    | F::Erfcx
                    | F::Sigmoid
                    | F::Softplus
                    | F::NormalCdf
                    | F::NormalDensity
                    | F::Old
                    | F::New
                    | F::Mix
                    | F::RespOld
                    | F::RespNew
            );
            if !total {
                insert(expr, conditions);
            }
        }
        // Nothing is known of it.
        Kind::Derivative(_) | Kind::Expect(_) | Kind::Aggregate(_) => {
            insert(expr, conditions);
            return;
        }
        _ => {}
    }
    for child in Expr::children_of(expr.kind()) {
        collect(child, conditions);
    }
}

/// `expr` has a value.
fn insert(expr: &Expr, conditions: &mut Conditions) {
    let zero = Expr::binary(Operator::Mul, Expr::integer(0), expr.clone());
    conditions.insert(expr.to_string(), zero);
}

/// `b` is not zero: each of its factors is not.
fn divisor(b: &Expr, conditions: &mut Conditions) {
    match b.kind() {
        _ if rational_value(b).is_some_and(|value| !value.is_zero()) => {}
        Kind::Neg(a) => divisor(a, conditions),
        Kind::Binary(Operator::Mul, x, y) => {
            divisor(x, conditions);
            divisor(y, conditions);
        }
        Kind::Binary(Operator::Pow, x, n) if rational_value(n).is_some() => divisor(x, conditions),
        _ => {
            let zero = Expr::binary(Operator::Div, Expr::integer(0), b.clone());
            conditions.insert(format!("{b} != 0"), zero);
        }
    }
}
