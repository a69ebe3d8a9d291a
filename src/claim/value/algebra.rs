//! What a number type must provide to evaluate expressions in it.

use num_rational::BigRational;

use crate::claim::tree::{EvalError, Function, Measure};

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

    /// An integral over a finite interval.
    ///
    /// # Errors
    /// [`EvalError::Undetermined`] unless the number type overrides it.
    fn integral(
        &self,
        integral: DefiniteIntegral<'_, Self::Value>,
    ) -> Result<Self::Value, EvalError> {
        let _ = integral;
        Err(EvalError::Undetermined {
            operation: "integral".to_owned(),
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

/// The derivatives of an integrand at a value of its variable.
pub type Derivatives<'a, V> = dyn FnMut(&V) -> Result<Vec<V>, EvalError> + 'a;

/// An integral over an interval as a number type sees it.
pub struct DefiniteIntegral<'a, V> {
    /// The end it starts from.
    pub from: &'a V,
    /// The other end.
    pub to: &'a V,
    /// The integrand at a value of the bound variable.
    pub integrand: &'a mut dyn FnMut(&V) -> Result<V, EvalError>,
    /// Its first derivatives there, at most four, as far as they can be formed.
    pub derivatives: Option<&'a mut Derivatives<'a, V>>,
}

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
