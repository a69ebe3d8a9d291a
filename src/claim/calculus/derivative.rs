//! Symbolic derivatives.

use super::family::{kernel_partial, sech_moment_partial};
use super::fisher::fisher_partial;
use super::simplify::{add, combine, div, is_zero, mul, neg, one, pow, sub, zero};
use super::substitute::substitute;
use super::template::{ROOT, bind, expansion, registered_partial, template};
use crate::claim::tree::{
    Aggregate, Aggregation, Call, Derivative, DerivativeError, Expectation, Expr, Family, Function,
    Kind, Measure, Operator, Rule, Symbol, within_limits,
};

/// The derivative of `expr` in `variable`, lightly simplified.
///
/// It is valid at interior points of the domain of `expr`; where a function has no derivative (abs at 0, min and max at a tie)
/// the result divides by zero, so it has no value there either. It may have a value where `expr` has none: evaluate both, as
/// [`Program`](crate::claim::Program) does for `d(expr, x)`.
///
/// # Errors
/// [`DerivativeError`] where an order of the kernel above 8 would be needed, or the result exceeds the limits on trees.
///
/// # Examples
/// ```
/// use forgetting::claim::{Definitions, Symbol, differentiate, parse_expression};
/// let x = Symbol::new("x").unwrap();
/// let f = parse_expression("x^2*tanh(3*x)", &[x.clone()], &Definitions::new())?;
/// assert_eq!(differentiate(&f, &x)?.to_string(), "2*x*tanh(3*x) + x^2*(3*sech(3*x)^2)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn differentiate(expr: &Expr, variable: &Symbol) -> Result<Expr, DerivativeError> {
    within_limits(expr)?;
    let slope = match expr.kind() {
        Kind::Number(_) | Kind::Pi => zero(),
        Kind::Variable(name) => {
            if name == variable {
                one()
            } else {
                zero()
            }
        }
        Kind::Neg(a) => neg(differentiate(a, variable)?),
        Kind::Binary(operator, a, b) => binary(
            *operator,
            (a, differentiate(a, variable)?),
            (b, differentiate(b, variable)?),
        )?,
        Kind::Call(call) => {
            let mut sum = zero();
            for (which, argument) in call.arguments().iter().enumerate() {
                let inner = differentiate(argument, variable)?;
                if !is_zero(&inner) {
                    sum = add(sum, mul(inner, partial(call, which)?));
                }
            }
            sum
        }
        Kind::Derivative(derivative) => differentiate(derivative.value(), variable)?,
        Kind::Expect(expectation) => differentiate_expectation(expectation, variable)?,
        Kind::Aggregate(aggregate) => differentiate_aggregate(aggregate, variable)?,
    };
    within_limits(&slope)?;
    Ok(slope)
}

/// The partial derivative of a call in its argument `which`.
fn partial(call: &Call, which: usize) -> Result<Expr, DerivativeError> {
    let (function, arguments) = (call.function(), call.arguments());
    let order = call.index().unwrap_or(0);
    if let Function::User(user) = function {
        let (slope, parameters) = registered_partial(user, which)?;
        return bind(&slope, &parameters, arguments);
    }
    match function.entry().rule {
        Rule::Family(Family::Kernel) => return kernel_partial(order, arguments, which),
        Rule::Family(Family::SechMoment) => return sech_moment_partial(order, arguments, which),
        Rule::Family(Family::FisherMinEigenvalue) => {
            return fisher_partial(arguments, which, differentiate);
        }
        Rule::Implicit(_) => return implicit_partial(call, which),
        Rule::Unknown => return Err(DerivativeError::Unknown { function }),
        Rule::Family(Family::OverlapMoment)
        | Rule::Partials(_)
        | Rule::Expansion(_)
        | Rule::Both { .. } => {}
    }
    let template = template(function);
    let parameters = &template.parameters;
    if let Some(slope) = template.partials.get(which) {
        return bind(slope, parameters, arguments);
    }
    let variables: Vec<Expr> = parameters.iter().cloned().map(Expr::variable).collect();
    match expansion(function, call.index(), &variables)? {
        Some(definition) => {
            let slope = differentiate(&definition, &parameters[which])?;
            bind(&slope, parameters, arguments)
        }
        None => {
            unreachable!("each parameter has a partial derivative or the function a definition")
        }
    }
}

/// From F(root, p) = 0: d root/dp = -(dF/dp)/(dF/droot), the root being the call itself.
fn implicit_partial(call: &Call, which: usize) -> Result<Expr, DerivativeError> {
    let template = template(call.function());
    let (Some(equation), Some(root)) = (&template.equation, Symbol::new(ROOT)) else {
        unreachable!("an implicitly defined function has an equation")
    };
    let parameters = &template.parameters;
    let variables = parameters.iter().cloned().map(Expr::variable).collect();
    let value = Expr::call(call.function(), call.index(), variables)?;
    let in_root = differentiate(equation, &root)?;
    let slope = neg(div(differentiate(equation, &parameters[which])?, in_root));
    let slope = substitute(&slope, &[(root, value)])?;
    bind(&slope, parameters, call.arguments())
}

/// Sum, product, quotient and power rules, from operands and their derivatives.
fn binary(
    operator: Operator,
    (a, da): (&Expr, Expr),
    (b, db): (&Expr, Expr),
) -> Result<Expr, DerivativeError> {
    Ok(match operator {
        Operator::Add | Operator::Sub => combine(operator, da, db),
        Operator::Mul => add(mul(da, b.clone()), mul(a.clone(), db)),
        Operator::Div if is_zero(&db) => {
            if is_zero(&da) {
                zero()
            } else {
                div(da, b.clone())
            }
        }
        Operator::Div if is_zero(&da) => {
            neg(div(mul(a.clone(), db), pow(b.clone(), Expr::integer(2))))
        }
        Operator::Div => {
            let numerator = sub(mul(da, b.clone()), mul(a.clone(), db));
            div(numerator, pow(b.clone(), Expr::integer(2)))
        }
        Operator::Pow if is_zero(&da) && is_zero(&db) => zero(),
        Operator::Pow if is_zero(&db) => {
            mul(mul(b.clone(), pow(a.clone(), sub(b.clone(), one()))), da)
        }
        Operator::Pow => {
            let logarithm = Expr::call(Function::Ln, None, vec![a.clone()])?;
            let power = Expr::binary(Operator::Pow, a.clone(), b.clone());
            mul(
                power,
                add(mul(db, logarithm), div(mul(b.clone(), da), a.clone())),
            )
        }
    })
}

impl Expr {
    /// The derivative of `of` in `variable`, at `at` where given, else at the variable itself.
    ///
    /// # Errors
    /// [`DerivativeError`] where an order of the kernel beyond the table's limit would be needed or the result grows too large.
    pub fn derivative(
        of: Self,
        variable: Symbol,
        at: Option<Self>,
    ) -> Result<Self, DerivativeError> {
        let slope = differentiate(&of, &variable)?;
        let (witness, value) = match &at {
            None => (of.clone(), slope),
            Some(point) => {
                let replacement = [(variable.clone(), point.clone())];
                (
                    substitute(&of, &replacement)?,
                    substitute(&slope, &replacement)?,
                )
            }
        };
        let node = Self::new(Kind::Derivative(Derivative {
            of,
            variable,
            at,
            witness,
            value,
        }));
        within_limits(&node)?;
        Ok(node)
    }
}

/// The derivative of a sum, term by term, or of an integral: under the integral, and by its ends.
///
/// Valid where the derivative of the integrand is continuous. The ends of a sum are integers, so they do not move.
fn differentiate_aggregate(
    aggregate: &Aggregate,
    variable: &Symbol,
) -> Result<Expr, DerivativeError> {
    let Aggregate {
        how,
        variable: bound,
        from,
        to,
        body,
    } = aggregate;
    let mut slope = zero();
    if variable != bound {
        let inside = differentiate(body, variable)?;
        if !is_zero(&inside) {
            slope = Expr::aggregate(*how, bound.clone(), from.clone(), to.clone(), inside);
        }
    }
    if *how == Aggregation::Sum {
        return Ok(slope);
    }
    let moved = |end: &Expr| -> Result<Expr, DerivativeError> {
        let speed = differentiate(end, variable)?;
        if is_zero(&speed) {
            return Ok(speed);
        }
        let there = substitute(body, &[(bound.clone(), end.clone())])?;
        Ok(mul(speed, there))
    };
    Ok(sub(add(slope, moved(to)?), moved(from)?))
}

/// The derivative of an expectation in a variable outside it, under the integral.
///
/// With `x = z - delta/2` for the old mode and `x = z + delta/2` for the new one, `z` standard normal, a parameter moves the
/// integrand directly and through `x`; a mixture is `beta E_old + (1 - beta) E_new`:
///
/// ```text
/// d E_old[f] = E_old[df] - d(delta)/2 E_old[df/dx]
/// d E_new[f] = E_new[df] + d(delta)/2 E_new[df/dx]
/// d E_mix[f] = E_mix[df] + d(beta) (E_old[f] - E_new[f]) + d(delta)/2 ((1 - beta) E_new[df/dx] - beta E_old[df/dx])
/// ```
///
/// Valid where `f` is continuously differentiable in the bound variable and the parameters, or at least Lipschitz, with derivatives
/// that the Gaussian tails dominate.
fn differentiate_expectation(
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
