//! Why a tree cannot be built, and why it has no value.

use super::function::Function;
use super::limits::{MAX_DEPTH, MAX_NODES};
use super::measure::Measure;

/// Why a call cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Wrong number of arguments.
    #[error("{} takes {} arguments after its index, got {found}", function.entry().name, function.entry().parameters.len())]
    Arity {
        /// The function.
        function: Function,
        /// How many there were.
        found: usize,
    },
    /// Missing, superfluous or too large an index.
    #[error("{} cannot have the order {}", function.entry().signature(), found.map_or("none".to_owned(), |n| n.to_string()))]
    Index {
        /// The function.
        function: Function,
        /// What was given.
        found: Option<u32>,
    },
}

/// Why a derivative cannot be formed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DerivativeError {
    /// It would need a member of a family beyond the largest order that is implemented.
    #[error("the derivative needs an order of the family above the largest implemented one: {0}")]
    Order(#[from] CallError),
    /// A function whose derivative is not known.
    #[error("the derivative of `{function}` is not known{}", remedy(.function))]
    Unknown {
        /// The function.
        function: Function,
    },
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

/// What to do about a derivative that is missing.
fn remedy(function: &Function) -> &'static str {
    match function {
        Function::User(_) => ": register it with its partial derivatives",
        _ => "",
    }
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
