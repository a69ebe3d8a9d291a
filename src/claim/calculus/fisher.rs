//! The derivative of the smallest eigenvalue of the Fisher information (C5).
//!
//! The information splits into one 3x3 block for the weight and the two means along the axis, and d - 1 transverse blocks
//! [[beta - k0, k0], [k0, 1 - beta - k0]] with k0 = kappa_0. The smallest eigenvalue is always one of the 3x3 block: its first
//! diagonal entry is beta (1 - beta) - k0, so its smallest eigenvalue is at most that; a transverse block has determinant
//! beta (1 - beta) - k0 and both eigenvalues in [0, 1 - 2 k0], so its smaller one is at least the determinant.
//!
//! Source: C5; derivative of a simple eigenvalue by Jacobi's formula for the determinant.

use std::sync::OnceLock;

use super::substitute::substitute;
use super::template::bind;
use crate::claim::grammar::parse_template;
use crate::claim::tree::{DerivativeError, Expr, Function, Symbol};

/// Upper triangle of the axis block, in the coordinates (logit weight, old mean, new mean).
const ENTRIES: [(&str, &str); 6] = [
    ("a11", "beta*(1 - beta) - overlap_moment(0, beta, delta)"),
    (
        "a12",
        "-(overlap_moment(1, beta, delta) + delta/2*overlap_moment(0, beta, delta))",
    ),
    (
        "a13",
        "overlap_moment(1, beta, delta) - delta/2*overlap_moment(0, beta, delta)",
    ),
    (
        "a22",
        "beta - overlap_moment(2, beta, delta) - delta*overlap_moment(1, beta, delta) - delta^2/4*overlap_moment(0, beta, delta)",
    ),
    (
        "a23",
        "overlap_moment(2, beta, delta) - delta^2/4*overlap_moment(0, beta, delta)",
    ),
    (
        "a33",
        "1 - beta - overlap_moment(2, beta, delta) + delta*overlap_moment(1, beta, delta) - delta^2/4*overlap_moment(0, beta, delta)",
    ),
];

/// From det(A - mu) = 0: mu' = tr(adj(A - mu) A')/tr(adj(A - mu)). The denominator is the product of the distances to the other
/// two eigenvalues: positive for a simple smallest one, zero (hence no value) for a double one.
const SLOPE: &str = "(((a22 - mu)*(a33 - mu) - a23^2)*g11 + ((a11 - mu)*(a33 - mu) - a13^2)*g22 + ((a11 - mu)*(a22 - mu) - a12^2)*g33 \
    + 2*(a13*a23 - a12*(a33 - mu))*g12 + 2*(a12*a23 - a13*(a22 - mu))*g13 + 2*(a12*a13 - a23*(a11 - mu))*g23) \
    /((a22 - mu)*(a33 - mu) - a23^2 + (a11 - mu)*(a33 - mu) - a13^2 + (a11 - mu)*(a22 - mu) - a12^2)";

fn symbols(names: &[&str]) -> Vec<Symbol> {
    names.iter().filter_map(|name| Symbol::new(name)).collect()
}

/// How an expression is differentiated in a variable.
type Differentiate = fn(&Expr, &Symbol) -> Result<Expr, DerivativeError>;

/// The partial derivative in the weight (0) or in the separation (1), at these arguments.
pub(in crate::claim) fn fisher_partial(
    arguments: &[Expr],
    which: usize,
    differentiate: Differentiate,
) -> Result<Expr, DerivativeError> {
    static SLOPES: OnceLock<Result<[Expr; 2], DerivativeError>> = OnceLock::new();
    let parameters = symbols(&["beta", "delta"]);
    let slope = |which| slope(&parameters, which, differentiate);
    let slopes = SLOPES.get_or_init(|| Ok([slope(0)?, slope(1)?]));
    let body = &slopes.as_ref().map_err(Clone::clone)?[which];
    bind(body, &parameters, arguments)
}

/// The derivative in one of the parameters, as an expression in both.
fn slope(
    parameters: &[Symbol],
    which: usize,
    differentiate: Differentiate,
) -> Result<Expr, DerivativeError> {
    let mut values = Vec::new();
    for (name, text) in ENTRIES {
        let entry = parse_template(text, parameters);
        let derivative = differentiate(&entry, &parameters[which])?;
        values.push((name.to_owned(), entry));
        values.push((name.replace('a', "g"), derivative));
    }
    let variables: Vec<Expr> = parameters.iter().cloned().map(Expr::variable).collect();
    values.push((
        "mu".to_owned(),
        Expr::call(Function::FisherMinEigenvalue, None, variables)?,
    ));
    let pairs: Vec<_> = values
        .into_iter()
        .filter_map(|(name, value)| Symbol::new(&name).zip(Some(value)))
        .collect();
    let names: Vec<Symbol> = pairs.iter().map(|(name, _)| name.clone()).collect();
    substitute(&parse_template(SLOPE, &names), &pairs)
}
