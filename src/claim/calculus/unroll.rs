//! Finite sums written out.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::substitute::substitute;
use crate::claim::tree::{
    Aggregate, Aggregation, DerivativeError, Expr, Kind, MAX_TERMS, Operator, rational_value,
    within_limits,
};

/// A sum between integers written out, as a balanced tree; `None` where it is an integral or an end is no integer (yet), or there
/// are more than [`MAX_TERMS`] terms. An empty sum is 0.
///
/// # Errors
/// [`DerivativeError`] where the result exceeds the limits on trees.
pub(in crate::claim) fn terms(aggregate: &Aggregate) -> Result<Option<Expr>, DerivativeError> {
    if aggregate.how != Aggregation::Sum {
        return Ok(None);
    }
    let whole = |end: &Expr| {
        let value = rational_value(end)?;
        value.is_integer().then(|| value.to_integer())
    };
    let (Some(from), Some(to)) = (whole(&aggregate.from), whole(&aggregate.to)) else {
        return Ok(None);
    };
    let count = (&to - &from + 1_i32).max(BigInt::from(0));
    let Some(count) = count.to_usize().filter(|&count| count <= MAX_TERMS) else {
        return Ok(None);
    };
    let term = |k: usize| {
        let value = BigRational::from_integer(&from + BigInt::from(k));
        let pairs = [(aggregate.variable.clone(), Expr::rational(&value))];
        substitute(&aggregate.body, &pairs)
    };
    let terms: Result<Vec<Expr>, _> = (0..count).map(term).collect();
    let sum = balanced(&terms?);
    within_limits(&sum)?;
    Ok(Some(sum))
}

fn balanced(terms: &[Expr]) -> Expr {
    match terms {
        [] => Expr::integer(0),
        [only] => only.clone(),
        _ => {
            let (left, right) = terms.split_at(terms.len() / 2);
            Expr::binary(Operator::Add, balanced(left), balanced(right))
        }
    }
}

/// `expr` with every sum between integers written out, so that what knows no sums can judge it.
///
/// # Errors
/// [`DerivativeError`] where the result exceeds the limits on trees.
///
/// # Examples
/// ```
/// use forgetting::claim::{Definitions, parse_expression, unrolled};
/// let sum = parse_expression("sum(k, 1, 3, k^2) + 1", &[], &Definitions::new())?;
/// assert_eq!(unrolled(&sum)?.to_string(), "1^2 + (2^2 + 3^2) + 1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn unrolled(expr: &Expr) -> Result<Expr, DerivativeError> {
    if !has_sum(expr) {
        return Ok(expr.clone());
    }
    let inside = expr.map_parts(unrolled)?;
    let written = match inside.kind() {
        Kind::Aggregate(aggregate) => terms(aggregate)?,
        _ => None,
    };
    match written {
        Some(sum) => unrolled(&sum),
        None => Ok(inside),
    }
}

fn has_sum(expr: &Expr) -> bool {
    match expr.kind() {
        Kind::Aggregate(aggregate) if aggregate.how == Aggregation::Sum => true,
        _ => expr.parts().into_iter().any(has_sum),
    }
}
