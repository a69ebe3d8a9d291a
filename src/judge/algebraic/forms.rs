//! The forms in which an inequality is tried: an expression whose sign decides it.

use crate::claim::{Expr, Function, Kind, Operator};
use crate::judge::obligation::Obligation;
use crate::judge::symbolic::{Region, Sign, has_sign};
use serde::{Deserialize, Serialize};

/// Which expression is shown to be nonnegative, or positive where the relation is strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::judge) enum Form {
    /// The slack, by its range alone, with the functions of the theory as they stand.
    Range,
    /// `b - a^2` for `a < sqrt(b)`.
    Squares,
    /// The slack.
    Slack,
    /// The difference of the logarithms of two positive sides.
    Logarithms,
    /// `ln(r) - b` for `r >= exp(b)`, `b - ln(r)` for `exp(b) >= r`.
    Exponential,
}

impl Form {
    /// Those that are tried, in this order.
    pub const SEARCHED: [Self; 4] = [
        Self::Squares,
        Self::Slack,
        Self::Logarithms,
        Self::Exponential,
    ];

    /// The expression; `None` where the relation has no such form.
    pub fn of(self, obligation: &Obligation, whole: &Region) -> Option<Expr> {
        match self {
            Self::Squares => squares(obligation),
            Self::Range | Self::Slack => Some(obligation.slack()),
            Self::Logarithms => logarithms(obligation, whole),
            Self::Exponential => exponential(obligation),
        }
    }
}

/// `a < sqrt(b)` follows from `b - a^2 > 0`.
fn squares(obligation: &Obligation) -> Option<Expr> {
    let Kind::Call(call) = obligation.larger.kind() else {
        return None;
    };
    let (Function::Sqrt, [inner]) = (call.function(), call.arguments()) else {
        return None;
    };
    let square = Expr::binary(Operator::Pow, obligation.smaller.clone(), Expr::integer(2));
    Some(Expr::binary(Operator::Sub, inner.clone(), square))
}

/// Of two positive sides the logarithms compare as they do.
fn logarithms(obligation: &Obligation, whole: &Region) -> Option<Expr> {
    let positive = |side: &Expr| has_sign(side, Sign::Positive, whole);
    (positive(&obligation.smaller) && positive(&obligation.larger)).then(|| obligation.log_slack())
}

/// `r >= exp(b)` follows from `ln(r) - b >= 0`, and `exp(b) >= r` from `b - ln(r) >= 0`: with the only exponential on one side,
/// after a root is squared away.
fn exponential(obligation: &Obligation) -> Option<Expr> {
    let slack = squares(obligation).unwrap_or_else(|| obligation.slack());
    let mut terms = Vec::new();
    summands(&slack, true, &mut terms);
    let exponent = |e: &Expr| match e.kind() {
        Kind::Call(call) if call.function() == Function::Exp => call.arguments().first().cloned(),
        _ => None,
    };
    let place = terms.iter().position(|(e, _)| exponent(e).is_some())?;
    let (exp, positive) = terms.remove(place);
    let exponent = exponent(&exp)?;
    // What stands on the other side.
    let mut rest: Option<Expr> = None;
    for (term, sign) in terms {
        rest = Some(match (rest, sign == positive) {
            (None, true) => Expr::negation(term),
            (None, false) => term,
            (Some(rest), true) => Expr::binary(Operator::Sub, rest, term),
            (Some(rest), false) => Expr::binary(Operator::Add, rest, term),
        });
    }
    let logarithm = Expr::call(Function::Ln, None, vec![rest?]).ok()?;
    Some(if positive {
        Expr::binary(Operator::Sub, exponent, logarithm)
    } else {
        Expr::binary(Operator::Sub, logarithm, exponent)
    })
}

/// The terms of a sum, and whether each is added.
fn summands(expr: &Expr, positive: bool, found: &mut Vec<(Expr, bool)>) {
    match expr.kind() {
        Kind::Neg(a) => summands(a, !positive, found),
        Kind::Binary(operator @ (Operator::Add | Operator::Sub), a, b) => {
            summands(a, positive, found);
            summands(b, positive == (*operator == Operator::Add), found);
        }
        _ => found.push((expr.clone(), positive)),
    }
}
