//! Expansions at an end of a range: `sum c t^a ln(1/t)^k`, truncated, with exponential scales.
//!
//! `t > 0` goes to 0: `x = a + t`, `x = a - t` or `x = 1/t`, `x = -1/t`. Everything near the end is a sum of parts
//! `exp(S) * (series)` with singular `S`, plus a remainder of a smaller scale. The leading term has the sign of the whole near
//! the end, because every dropped term is smaller than it by a positive power of `t` or by an exponential.

mod end;
mod expand;
mod scales;
mod truncated;

pub(in crate::judge) use end::End;
use expand::At;

use crate::claim::{Expr, Symbol};
use num_rational::BigRational;

/// Truncation orders that are tried.
const ORDERS: [i64; 3] = [2, 6, 10];

/// The sign of `expr` at all points close enough to the end; `None` where it is not known.
pub(super) fn sign_near(expr: &Expr, axis: &Symbol, end: &End) -> Option<i8> {
    ORDERS.iter().find_map(|&order| {
        let at = At {
            axis,
            end,
            order: BigRational::from_integer(order.into()),
        };
        at.expand(expr)?.sign()
    })
}
