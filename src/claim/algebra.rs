//! What a number type must provide to evaluate expressions in it.

use num_rational::BigRational;

use super::expectation::Measure;
use super::function::Function;

/// A number type that expressions are evaluated in: `f64`, intervals, dual numbers.
///
/// An operation outside its domain must return an error or a value that carries the violation; it must never return a value as
/// if nothing had happened.
pub trait Algebra {
    /// The numbers.
    type Value: Clone;

    /// The number for an exact rational.
    fn constant(&self, value: &BigRational) -> Result<Self::Value, EvalError>;
    /// The number for pi.
    fn pi(&self) -> Self::Value;
    /// -a
    fn neg(&self, a: &Self::Value) -> Result<Self::Value, EvalError>;
    /// a + b
    fn add(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value, EvalError>;
    /// a - b
    fn sub(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value, EvalError>;
    /// a b
    fn mul(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value, EvalError>;
    /// a / b
    fn div(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value, EvalError>;
    /// a^n for a literal integer; a^0 = 1 for every a.
    fn powi(&self, a: &Self::Value, n: i32) -> Result<Self::Value, EvalError>;
    /// a^b for any other exponent: exp(b ln a) for a > 0, and 0 for a = 0 < b.
    fn pow(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value, EvalError>;
    /// A function of the table. The number of arguments and the index are those of its entry.
    fn call(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[Self::Value],
    ) -> Result<Self::Value, EvalError>;

    /// An expectation under a density of the theory.
    ///
    /// # Errors
    /// [`EvalError::NoExpectation`] unless the number type overrides it.
    fn expectation(&self, integral: Integral<'_, Self::Value>) -> Result<Self::Value, EvalError> {
        Err(EvalError::NoExpectation {
            under: integral.under,
        })
    }

    /// `value`, which exists only where `witness` does: a derivative is evaluated beside the function it belongs to. Number
    /// types that carry domain violations in the value join them here; for the others an error has already stopped the program.
    fn restrict(&self, value: Self::Value, witness: &Self::Value) -> Self::Value {
        let _ = witness;
        value
    }
}

/// A function of the bound variable and of the other values it depends on.
pub type Integrand<'a, V> = dyn FnMut(&V, &[V]) -> Result<V, EvalError> + 'a;

/// An expectation as a number type sees it: the values of everything outside the integral, and the integrand as a function.
pub struct Integral<'a, V> {
    /// The density.
    pub under: Measure,
    /// Its parameters: `[delta]`, or `[beta, delta]` for the learner.
    pub parameters: &'a [V],
    /// What the body depends on beside the bound variable.
    pub captured: &'a [V],
    /// The body at a value of the bound variable and of what else it depends on.
    pub integrand: &'a mut Integrand<'a, V>,
    /// The value of an equal expression without expectations, where one is known.
    pub reduced: Option<&'a mut dyn FnMut() -> Result<V, EvalError>>,
}

/// Why an expression has no value at a point.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EvalError {
    /// An argument outside the domain of a function.
    #[error("{function}: {argument} must satisfy {allowed}, got {value}")]
    Domain {
        /// The function.
        function: &'static str,
        /// The name of its argument.
        argument: &'static str,
        /// The argument's value.
        value: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A quotient with a zero denominator.
    #[error("division by zero: {numerator}/0")]
    DivisionByZero {
        /// The numerator.
        numerator: String,
    },
    /// A result too large for the number type.
    #[error("overflow: {operation} exceeds the largest finite number")]
    Overflow {
        /// The operation and its operands.
        operation: String,
    },
    /// Digits that do not suffice to tell whether the operation has a value, or a limit on the work.
    #[error("{operation}: not known to have a value at this precision")]
    Undetermined {
        /// The operation.
        operation: String,
    },
    /// A limit on the work or the time was hit.
    #[error("the limit of {what} was hit")]
    Limit {
        /// The limit.
        what: String,
    },
    /// A function that the number type does not provide.
    #[error("{function} is not available here")]
    Unavailable {
        /// The function.
        function: Function,
    },
    /// An expectation in a number type that does not provide them.
    #[error("expect {under}: no closed form is known, and nothing else encloses it")]
    NoExpectation {
        /// The density.
        under: Measure,
    },
    /// A quadrature that does not settle.
    #[error("expect {under}: {reason}")]
    Quadrature {
        /// The density.
        under: Measure,
        /// What went wrong.
        reason: String,
    },
    /// A variable without a value.
    #[error("the variable `{name}` has no value here")]
    UnboundVariable {
        /// Its name.
        name: String,
    },
    /// A point with the wrong number of coordinates.
    #[error("{expected} variables need values, got {found}")]
    Point {
        /// Number of variables.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// Any other failure of a function, in the words of the kernel that computes it.
    #[error("{function}: {message}")]
    Failed {
        /// The function.
        function: Function,
        /// What went wrong.
        message: String,
    },
}
