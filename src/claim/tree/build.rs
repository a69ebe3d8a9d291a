//! Building trees: only what is well formed.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use super::aggregation::Aggregation;
use super::decimal::Decimal;
use super::error::{CallError, DerivativeError};
use super::expr::{Aggregate, Call, Expectation, Expr, Kind};
use super::function::Function;
use super::limits::{MAX_DEPTH, MAX_NODES};
use super::measure::Measure;
use super::operator::Operator;
use super::symbol::Symbol;

impl Expr {
    /// A numeral.
    pub fn decimal(value: Decimal) -> Self {
        Self::new(Kind::Number(value))
    }

    /// A small natural number.
    pub fn integer(value: u32) -> Self {
        Self::decimal(value.into())
    }

    /// An exact rational: a numeral where its decimal expansion ends and it is not negative, otherwise a signed quotient of integers.
    pub fn rational(value: &BigRational) -> Self {
        let whole = |n: &BigInt| Decimal::new(BigRational::from_integer(n.clone()));
        if value.is_negative() {
            return Self::negation(Self::rational(&-value));
        }
        let quotient = whole(value.numer()).zip(whole(value.denom()));
        match quotient {
            Some((n, _)) if value.is_integer() => Self::decimal(n),
            Some((n, d)) => Self::binary(Operator::Div, Self::decimal(n), Self::decimal(d)),
            None => unreachable!("non-negative integers have finite decimal expansions"),
        }
    }

    /// The constant pi.
    pub fn pi() -> Self {
        Self::new(Kind::Pi)
    }

    /// A variable.
    pub fn variable(symbol: Symbol) -> Self {
        Self::new(Kind::Variable(symbol))
    }

    /// Minus `a`.
    pub fn negation(a: Self) -> Self {
        Self::new(Kind::Neg(a))
    }

    /// A binary operation, exactly as written.
    pub fn binary(operator: Operator, a: Self, b: Self) -> Self {
        Self::new(Kind::Binary(operator, a, b))
    }

    /// `sum` with a further term added, or subtracted where `negative`; without a sum the term alone, or minus it.
    pub(crate) fn with_term(sum: Option<Self>, negative: bool, term: Self) -> Self {
        match (sum, negative) {
            (None, false) => term,
            (None, true) => Self::negation(term),
            (Some(sum), false) => Self::binary(Operator::Add, sum, term),
            (Some(sum), true) => Self::binary(Operator::Sub, sum, term),
        }
    }

    /// A function applied to arguments.
    ///
    /// # Errors
    /// [`CallError`] where the number of arguments is wrong, or the index is missing, superfluous or above the largest order
    /// that derivatives may reach.
    pub fn call(
        function: Function,
        index: Option<u32>,
        arguments: Vec<Self>,
    ) -> Result<Self, CallError> {
        let entry = function.entry();
        if arguments.len() != entry.parameters.len() {
            return Err(CallError::Arity {
                function,
                found: arguments.len(),
            });
        }
        let allowed = match (&entry.index, index) {
            (None, None) => true,
            (Some(range), Some(order)) => order <= range.derived_max,
            _ => false,
        };
        if !allowed {
            return Err(CallError::Index {
                function,
                found: index,
            });
        }
        Ok(Self::new(Kind::Call(Call {
            function,
            index,
            arguments: arguments.into(),
        })))
    }

    /// The sum or integral of `body`, a function of `variable`, between two ends.
    pub fn aggregate(how: Aggregation, variable: Symbol, from: Self, to: Self, body: Self) -> Self {
        Self::new(Kind::Aggregate(Aggregate {
            how,
            variable,
            from,
            to,
            body,
        }))
    }

    /// The expectation of `body`, a function of `variable`, under a density with these parameters.
    ///
    /// # Errors
    /// [`CallError::Arity`] where the number of parameters is not that of the density: `delta`, or `beta` and `delta` for the learner.
    pub fn expectation(
        under: Measure,
        parameters: Vec<Self>,
        variable: Symbol,
        body: Self,
    ) -> Result<Self, CallError> {
        if parameters.len() != under.parameters().len() {
            return Err(CallError::Arity {
                function: under.density(),
                found: parameters.len() + 1,
            });
        }
        Ok(Self::new(Kind::Expect(Expectation {
            under,
            parameters: parameters.into(),
            variable,
            body,
        })))
    }
}

impl Expectation {
    /// The same expectation of another function of the same variable.
    pub(in crate::claim) fn of(
        &self,
        under: Measure,
        parameters: &[Expr],
        body: Expr,
    ) -> Result<Expr, CallError> {
        Expr::expectation(under, parameters.to_vec(), self.variable.clone(), body)
    }
}

/// Refuses trees beyond the limits, before anything walks them.
pub(in crate::claim) fn within_limits(expr: &Expr) -> Result<(), DerivativeError> {
    if expr.size() > MAX_NODES || expr.depth() > MAX_DEPTH {
        return Err(DerivativeError::TooLarge {
            nodes: expr.size(),
            levels: expr.depth(),
        });
    }
    Ok(())
}
