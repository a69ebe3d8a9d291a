//! Functions written by simpler ones, which are equal to them everywhere.

use crate::claim::{Expr, Function, Kind, Operator};

/// `softplus(x) = ln(1 + exp(x))`, `max(a, b) = (a + b + abs(a - b))/2` and `min(a, b) = (a + b - abs(a - b))/2`.
pub(super) fn plain(expr: &Expr) -> Expr {
    match expr.kind() {
        Kind::Neg(a) => Expr::negation(plain(a)),
        Kind::Binary(operator, a, b) => Expr::binary(*operator, plain(a), plain(b)),
        Kind::Call(call) => {
            let arguments: Vec<Expr> = call.arguments().iter().map(plain).collect();
            let written = match (call.function(), arguments.as_slice()) {
                (Function::Softplus, [x]) => softplus(x),
                (Function::Max, [a, b]) => extreme(Operator::Add, a, b),
                (Function::Min, [a, b]) => extreme(Operator::Sub, a, b),
                _ => None,
            };
            written
                .or_else(|| Expr::call(call.function(), call.index(), arguments).ok())
                .unwrap_or_else(|| expr.clone())
        }
        _ => expr.clone(),
    }
}

fn softplus(x: &Expr) -> Option<Expr> {
    let exp = Expr::call(Function::Exp, None, vec![x.clone()]).ok()?;
    let sum = Expr::binary(Operator::Add, Expr::integer(1), exp);
    Expr::call(Function::Ln, None, vec![sum]).ok()
}

fn extreme(operator: Operator, a: &Expr, b: &Expr) -> Option<Expr> {
    let gap = Expr::binary(Operator::Sub, a.clone(), b.clone());
    let gap = Expr::call(Function::Abs, None, vec![gap]).ok()?;
    let sum = Expr::binary(Operator::Add, a.clone(), b.clone());
    let whole = Expr::binary(operator, sum, gap);
    Some(Expr::binary(Operator::Div, whole, Expr::integer(2)))
}
