//! Derivatives of expectations, under the integral.
//!
//! With `x = z - delta/2` for the old mode and `x = z + delta/2` for the new one, `z` standard normal, a parameter moves the
//! integrand directly and through `x`; a mixture is `beta E_old + (1 - beta) E_new`:
//!
//! ```text
//! d E_old[f] = E_old[df] - d(delta)/2 E_old[df/dx]
//! d E_new[f] = E_new[df] + d(delta)/2 E_new[df/dx]
//! d E_mix[f] = E_mix[df] + d(beta) (E_old[f] - E_new[f]) + d(delta)/2 ((1 - beta) E_new[df/dx] - beta E_old[df/dx])
//! ```
//!
//! Valid where `f` is continuously differentiable in the bound variable and the parameters, or at least Lipschitz, with derivatives
//! that the Gaussian tails dominate.

use super::derivative::{DerivativeError, differentiate};
use super::expectation::{Expectation, Measure};
use super::simplify::{add, div, is_zero, mul, one, sub, zero};
use super::tree::{Expr, Symbol};

/// The derivative of an expectation in a variable outside it.
pub(super) fn differentiate_expectation(
    expectation: &Expectation,
    variable: &Symbol,
) -> Result<Expr, DerivativeError> {
    let Expectation {
        under,
        parameters,
        variable: bound,
        body,
    } = expectation;
    let mut sum = zero();
    if variable != bound {
        let inside = differentiate(body, variable)?;
        if !is_zero(&inside) {
            sum = expectation.of(*under, parameters, inside)?;
        }
    }
    let Some((delta, weights)) = parameters.split_last() else {
        return Ok(sum);
    };
    let only_delta = std::slice::from_ref(delta);
    let shift = differentiate(delta, variable)?;
    let along = if is_zero(&shift) {
        zero()
    } else {
        differentiate(body, bound)?
    };
    let moved = |measure| expectation.of(measure, only_delta, along.clone());
    let half = div(shift, Expr::integer(2));
    let [beta] = weights else {
        if is_zero(&along) {
            return Ok(sum);
        }
        let term = mul(half, moved(*under)?);
        return Ok(match under {
            Measure::New => add(sum, term),
            _ => sub(sum, term),
        });
    };
    let tilt = differentiate(beta, variable)?;
    if !is_zero(&tilt) {
        let of = |measure| expectation.of(measure, only_delta, body.clone());
        sum = add(sum, mul(tilt, sub(of(Measure::Old)?, of(Measure::New)?)));
    }
    if !is_zero(&along) {
        let new = mul(sub(one(), beta.clone()), moved(Measure::New)?);
        let old = mul(beta.clone(), moved(Measure::Old)?);
        sum = add(sum, mul(half, sub(new, old)));
    }
    Ok(sum)
}
