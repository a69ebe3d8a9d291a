//! The claim language over exact rationals, as far as it goes.

use num_rational::BigRational;
use num_traits::Signed;

use crate::claim::{Algebra, EvalError, Function, Operator, exact_operation};

/// Exact rational arithmetic as an [`Algebra`]: `None` is a value that is not rational, is too long, or does not exist.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exact;

type Value = Option<BigRational>;

fn operation(operator: Operator, a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(a.as_ref()
        .zip(b.as_ref())
        .and_then(|(a, b)| exact_operation(operator, a, b)))
}

impl Algebra for Exact {
    type Value = Value;

    fn constant(&self, value: &BigRational) -> Result<Value, EvalError> {
        Ok(Some(value.clone()))
    }

    fn pi(&self) -> Value {
        None
    }

    fn neg(&self, a: &Value) -> Result<Value, EvalError> {
        Ok(a.as_ref().map(|a| -a))
    }

    fn add(&self, a: &Value, b: &Value) -> Result<Value, EvalError> {
        operation(Operator::Add, a, b)
    }

    fn sub(&self, a: &Value, b: &Value) -> Result<Value, EvalError> {
        operation(Operator::Sub, a, b)
    }

    fn mul(&self, a: &Value, b: &Value) -> Result<Value, EvalError> {
        operation(Operator::Mul, a, b)
    }

    fn div(&self, a: &Value, b: &Value) -> Result<Value, EvalError> {
        operation(Operator::Div, a, b)
    }

    fn powi(&self, a: &Value, n: i32) -> Result<Value, EvalError> {
        operation(Operator::Pow, a, &Some(BigRational::from_integer(n.into())))
    }

    fn pow(&self, a: &Value, b: &Value) -> Result<Value, EvalError> {
        // Any other exponent asks for a positive base.
        let positive = a.clone().filter(Signed::is_positive);
        operation(Operator::Pow, &positive, b)
    }

    fn call(
        &self,
        function: Function,
        _: Option<u32>,
        arguments: &[Value],
    ) -> Result<Value, EvalError> {
        Ok(match (function, arguments) {
            (Function::Abs, [Some(a)]) => Some(a.abs()),
            (Function::Min, [Some(a), Some(b)]) => Some(a.min(b).clone()),
            (Function::Max, [Some(a), Some(b)]) => Some(a.max(b).clone()),
            _ => None,
        })
    }
}
