//! Symbolic derivatives, and expansion of named functions into primitives.

use super::expectation_derivative::differentiate_expectation;
use super::function::Function;
use super::rule::{expansion, partial};
use super::simplify::{add, combine, div, is_zero, mul, neg, one, pow, sub, zero};
use super::tree::{CallError, Expr, Kind, Operator, Symbol};
use super::{MAX_DEPTH, MAX_NODES};

/// Why a derivative cannot be formed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DerivativeError {
    /// It would need a member of a family beyond the largest order that is implemented.
    #[error("the derivative needs an order of the family above the largest implemented one: {0}")]
    Order(#[from] CallError),
    /// The result outgrows the limits on trees.
    #[error(
        "the expression grows beyond {MAX_NODES} nodes or {MAX_DEPTH} levels, it has {nodes} nodes and {levels} levels"
    )]
    TooLarge {
        /// Nodes of the offending part.
        nodes: u64,
        /// Levels of the offending part.
        levels: u32,
    },
}

/// Refuses trees beyond the limits, before anything walks them.
pub(super) fn within_limits(expr: &Expr) -> Result<(), DerivativeError> {
    if expr.size() > MAX_NODES || expr.depth() > MAX_DEPTH {
        return Err(DerivativeError::TooLarge {
            nodes: expr.size(),
            levels: expr.depth(),
        });
    }
    Ok(())
}

/// The derivative of `expr` in `variable`, lightly simplified.
///
/// It is valid at interior points of the domain of `expr`; where a function has no derivative (abs at 0, min and max at a tie)
/// the result divides by zero, so it has no value there either. It may have a value where `expr` has none: evaluate both, as
/// [`Program`](super::Program) does for `d(expr, x)`.
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
    };
    within_limits(&slope)?;
    Ok(slope)
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

/// `expr` with every theory function replaced by its definition, until only elementary functions, the kernel, the sech moments
/// and the smallest Fisher eigenvalue are left, in the bodies of expectations too. Derivatives are replaced by their values.
///
/// # Errors
/// [`DerivativeError::TooLarge`] where the result exceeds the limits on trees.
pub fn expand_theory(expr: &Expr) -> Result<Expr, DerivativeError> {
    let expanded = match expr.kind() {
        Kind::Call(call) if call.function().is_theory() => match expansion(call)? {
            Some(definition) => expand_theory(&definition)?,
            None => expr.map_parts(expand_theory)?,
        },
        Kind::Derivative(derivative) => expand_theory(derivative.value())?,
        Kind::Expect(expectation) => {
            let parameters: Result<Vec<_>, _> =
                expectation.parameters().iter().map(expand_theory).collect();
            let body = expand_theory(expectation.body())?;
            expectation.of(expectation.under(), &parameters?, body)?
        }
        _ => expr.map_parts(expand_theory)?,
    };
    within_limits(&expanded)?;
    Ok(expanded)
}
