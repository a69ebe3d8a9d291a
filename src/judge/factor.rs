//! What two sides have in common, as a factor: `smaller = f s` and `larger = f l` with nothing left to divide.
//!
//! Where `f` is positive, `smaller <= larger` exactly if `s <= l`. Denominators are multiplied out in the same way, because a
//! negative power of one side becomes a positive power of the other. The misassignment probabilities are written in their
//! sech form, `eps_o = (1/2) sqrt((1 - beta)/beta) BC S_0(-logit beta, delta)` (A4), which shares all but the last factor with
//! the Bhattacharyya bound.

use super::obligation::Obligation;
use crate::claim::{Expr, Function, Kind, Operator, rational_value};

/// An obligation without the common factor of its sides.
pub(super) struct Factored {
    pub factor: Expr,
    pub rest: Obligation,
}

/// Bases with their integer exponents.
type Powers = Vec<(Expr, i32)>;

/// Takes the common factor out; `None` where there is none.
pub(super) fn factored(obligation: &Obligation) -> Option<Factored> {
    let (mut smaller, mut larger) = (Powers::new(), Powers::new());
    split(&obligation.smaller, 1, &mut smaller);
    split(&obligation.larger, 1, &mut larger);
    let mut common = Powers::new();
    for (base, _) in smaller.iter().chain(&larger) {
        let exponent = exponent(&smaller, base).min(exponent(&larger, base));
        if exponent != 0 && !common.iter().any(|(known, _)| known == base) {
            common.push((base.clone(), exponent));
        }
    }
    if common.is_empty() {
        return None;
    }
    for (base, exponent) in &common {
        for side in [&mut smaller, &mut larger] {
            raise(side, base, -exponent);
        }
    }
    Some(Factored {
        factor: product(&common),
        rest: Obligation {
            smaller: product(&smaller),
            larger: product(&larger),
            assertion: obligation.assertion,
        },
    })
}

fn exponent(powers: &Powers, base: &Expr) -> i32 {
    powers
        .iter()
        .find(|(b, _)| b == base)
        .map_or(0, |(_, n)| *n)
}

fn raise(powers: &mut Powers, base: &Expr, by: i32) {
    match powers.iter_mut().find(|(known, _)| known == base) {
        Some((_, exponent)) => *exponent += by,
        None => powers.push((base.clone(), by)),
    }
}

/// Multiplies `expr^sign` into `powers`; constants stay factors of their own.
fn split(expr: &Expr, sign: i32, powers: &mut Powers) {
    match expr.kind() {
        Kind::Neg(a) => {
            raise(powers, &Expr::negation(Expr::integer(1)), 1);
            split(a, sign, powers);
        }
        Kind::Binary(Operator::Mul, a, b) => {
            split(a, sign, powers);
            split(b, sign, powers);
        }
        Kind::Binary(Operator::Div, a, b) => {
            split(a, sign, powers);
            split(b, -sign, powers);
        }
        Kind::Binary(Operator::Pow, a, n) => match rational_value(n) {
            Some(n) if n.is_integer() => match i32::try_from(n.numer().clone()) {
                Ok(n) if n.unsigned_abs() <= 64 => raise(powers, a, sign * n),
                _ => raise(powers, expr, sign),
            },
            _ => raise(powers, expr, sign),
        },
        Kind::Call(call) => match (call.function(), call.arguments()) {
            (function @ (Function::EpsOld | Function::EpsNew), [beta, delta]) => {
                match sech_form(function, beta, delta) {
                    Some(parts) => parts.iter().for_each(|part| split(part, sign, powers)),
                    None => raise(powers, expr, sign),
                }
            }
            _ => raise(powers, expr, sign),
        },
        _ => raise(powers, expr, sign),
    }
}

/// `eps_o` or `eps_n` as a product.
fn sech_form(function: Function, beta: &Expr, delta: &Expr) -> Option<Vec<Expr>> {
    let binary = Expr::binary;
    let call = |function, index, arguments| Expr::call(function, index, arguments).ok();
    let rest = binary(Operator::Sub, Expr::integer(1), beta.clone());
    let logit = call(Function::Logit, None, vec![beta.clone()])?;
    let (odds, centre) = if function == Function::EpsOld {
        (
            binary(Operator::Div, rest, beta.clone()),
            Expr::negation(logit),
        )
    } else {
        (binary(Operator::Div, beta.clone(), rest), logit)
    };
    Some(vec![
        binary(Operator::Div, Expr::integer(1), Expr::integer(2)),
        call(Function::Sqrt, None, vec![odds])?,
        call(Function::Bc, None, vec![delta.clone()])?,
        call(Function::SechMoment, Some(0), vec![centre, delta.clone()])?,
    ])
}

/// The product of the powers; 1 where all exponents are zero.
fn product(powers: &Powers) -> Expr {
    let power = |(base, n): &(Expr, i32)| match n.unsigned_abs() {
        1 => base.clone(),
        n => Expr::binary(Operator::Pow, base.clone(), Expr::integer(n)),
    };
    let multiply = |chosen: Vec<Expr>| {
        let joined = chosen
            .into_iter()
            .reduce(|a, b| Expr::binary(Operator::Mul, a, b));
        joined.unwrap_or_else(|| Expr::integer(1))
    };
    let above = multiply(powers.iter().filter(|(_, n)| *n > 0).map(power).collect());
    let below: Vec<Expr> = powers.iter().filter(|(_, n)| *n < 0).map(power).collect();
    if below.is_empty() {
        above
    } else {
        Expr::binary(Operator::Div, above, multiply(below))
    }
}
