//! Rules of functions that a text cannot say, because they depend on the order.

use super::simplify::{div, mul, neg, one, sub};
use crate::claim::tree::{CallError, DerivativeError, Expr, Family, Function};

/// The definition of a member of a family by other functions; `None` for a primitive.
pub(in crate::claim) fn family_expansion(
    family: Family,
    order: u32,
    arguments: &[Expr],
) -> Result<Option<Expr>, DerivativeError> {
    match family {
        Family::OverlapMoment => overlap_moment(order, arguments).map(Some),
        Family::Kernel | Family::SechMoment | Family::FisherMinEigenvalue => Ok(None),
    }
}

/// K_n: d/dm K_n = K_(n+1), and by the heat equation d/ds K_n = s K_(n+2).
pub(in crate::claim) fn kernel_partial(
    n: u32,
    arguments: &[Expr],
    which: usize,
) -> Result<Expr, DerivativeError> {
    let shifted = |by| {
        Expr::call(
            Function::Kernel,
            Some(n.saturating_add(by)),
            arguments.to_vec(),
        )
    };
    Ok(if which == 0 {
        shifted(1)?
    } else {
        mul(arguments[1].clone(), shifted(2)?)
    })
}

/// S_j: with f(u) = sech(u/2), integration by parts in Z gives
/// delta dS_j/dlambda = S_(j+1) - j S_(j-1) and delta dS_j/ddelta = S_(j+2) - (j+1) S_j.
pub(in crate::claim) fn sech_moment_partial(
    j: u32,
    arguments: &[Expr],
    which: usize,
) -> Result<Expr, DerivativeError> {
    let moment = |order| Expr::call(Function::SechMoment, Some(order), arguments.to_vec());
    let scaled = |factor, order| Ok::<_, CallError>(mul(Expr::integer(factor), moment(order)?));
    let numerator = match (which, j) {
        (0, 0) => moment(1)?,
        (0, _) => sub(moment(j.saturating_add(1))?, scaled(j, j - 1)?),
        _ => sub(
            moment(j.saturating_add(2))?,
            scaled(j.saturating_add(1), j)?,
        ),
    };
    Ok(div(numerator, arguments[1].clone()))
}

/// kappa_0 = beta eps_o, regular at delta = 0; kappa_j = (1/2) sqrt(beta (1 - beta)) BC S_j(lambda, delta) beyond.
fn overlap_moment(j: u32, arguments: &[Expr]) -> Result<Expr, DerivativeError> {
    let [beta, delta] = arguments else {
        return Err(CallError::Arity {
            function: Function::OverlapMoment,
            found: arguments.len(),
        }
        .into());
    };
    if j == 0 {
        return Ok(mul(
            beta.clone(),
            Expr::call(Function::EpsOld, None, arguments.to_vec())?,
        ));
    }
    let call = |function, argument: Expr| Expr::call(function, None, vec![argument]);
    let new = sub(one(), beta.clone());
    let log_odds = neg(call(Function::Logit, beta.clone())?);
    let root = call(Function::Sqrt, mul(beta.clone(), new))?;
    let moment = Expr::call(Function::SechMoment, Some(j), vec![log_odds, delta.clone()])?;
    let half = div(one(), Expr::integer(2));
    Ok(mul(
        mul(mul(half, root), call(Function::Bc, delta.clone())?),
        moment,
    ))
}
