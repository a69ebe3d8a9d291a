//! The sign of an expression on a box: by its range, by its factors, and by cutting the box.

use super::image::{image, literal_integer};
use super::range::Range;
use super::region::Region;
use crate::claim::{Expr, Function, Kind, Operator};

/// Pieces a box may be cut into to show one sign.
const MAX_PIECES: usize = 128;
/// Larger expressions are not worth cutting boxes for.
const MAX_CUT_NODES: u64 = 400;

/// What is to be shown of an expression wherever it has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::judge) enum Sign {
    Positive,
    Nonnegative,
    Nonzero,
}

impl Sign {
    fn holds(self, range: &Range) -> bool {
        match self {
            Self::Positive => range.is_positive(),
            Self::Nonnegative => range.is_nonnegative(),
            Self::Nonzero => range.excludes_zero(),
        }
    }

    /// The condition on an expression with this text.
    pub fn condition(self, text: &str) -> String {
        match self {
            Self::Positive => format!("{text} > 0"),
            Self::Nonnegative => format!("{text} >= 0"),
            Self::Nonzero => format!("{text} != 0"),
        }
    }
}

/// Whether `expr` has this sign at every point of the box at which it has a value, for certain.
pub(in crate::judge) fn has_sign(expr: &Expr, sign: Sign, region: &Region) -> bool {
    by_parts(expr, sign, region) || by_pieces(expr, sign, region)
}

/// By the range over the whole box, or by the signs of factors.
fn by_parts(expr: &Expr, sign: Sign, region: &Region) -> bool {
    if sign.holds(&image(expr, region)) {
        return true;
    }
    let part = |expr: &Expr, sign: Sign| by_parts(expr, sign, region);
    match expr.kind() {
        Kind::Binary(Operator::Mul | Operator::Div, a, b) => part(a, sign) && part(b, sign),
        Kind::Neg(a) => sign == Sign::Nonzero && part(a, sign),
        Kind::Binary(Operator::Pow, a, n) => match literal_integer(n) {
            Some(0) => true,
            Some(n) if n % 2 == 0 => sign == Sign::Nonnegative || part(a, Sign::Nonzero),
            Some(_) => part(a, sign),
            None => part(a, Sign::Positive),
        },
        Kind::Call(call) => match (call.function(), call.arguments()) {
            (Function::Sqrt, [x]) => part(x, Sign::Positive),
            (Function::Abs, [x]) => part(x, Sign::Nonzero),
            _ => false,
        },
        _ => false,
    }
}

/// By cutting the box until the range over each piece has the sign.
fn by_pieces(expr: &Expr, sign: Sign, region: &Region) -> bool {
    if expr.size() > MAX_CUT_NODES {
        return false;
    }
    let mut pending = vec![region.clone()];
    for _ in 0..MAX_PIECES {
        let Some(piece) = pending.pop() else {
            return true;
        };
        if sign.holds(&image(expr, &piece)) {
            continue;
        }
        let Some((first, second)) = piece.halves(region) else {
            return false;
        };
        pending.push(second);
        pending.push(first);
    }
    pending.is_empty()
}

/// As [`has_sign`], without cutting the box.
pub(in crate::judge) fn has_sign_at_once(expr: &Expr, sign: Sign, region: &Region) -> bool {
    by_parts(expr, sign, region)
}
