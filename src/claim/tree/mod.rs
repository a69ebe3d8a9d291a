//! Trees: exact numbers, names, the table of functions, expressions, claims, and why something is not one.

mod aggregation;
mod build;
mod decimal;
mod domain;
mod entry;
mod error;
mod expr;
mod fold;
mod function;
mod group;
mod limits;
mod measure;
mod operator;
mod plain;
mod proposition;
mod query;
mod range;
mod rational;
mod rule;
mod statement;
mod symbol;
mod user;

pub use aggregation::Aggregation;
pub(in crate::claim) use build::within_limits;
pub use decimal::Decimal;
pub(in crate::claim) use decimal::{MAX_DIGITS, MAX_EXPONENT};
pub use entry::{FunctionEntry, Group, IndexEntry};
pub use error::{CallError, DerivativeError, EvalError};
pub(in crate::claim) use expr::are_variables;
pub use expr::{Aggregate, Call, Derivative, Expectation, Expr, Kind};
pub(crate) use fold::fold;
pub use fold::rational_value;
pub use function::Function;
pub(crate) use group::{elementary_function, theory_function};
pub use limits::{
    MAX_DEPTH, MAX_EXPECTATIONS, MAX_NESTING, MAX_NODES, MAX_SOURCE_BYTES, MAX_TERMS,
};
pub use measure::Measure;
pub use operator::Operator;
pub use proposition::{Compound, Formula, Statement};
pub use range::{ArgumentBounds, ArgumentRange};
pub(in crate::claim) use rational::integer;
pub use rational::{enclose, nearest};
pub(in crate::claim) use rule::{Family, Rule};
pub(in crate::claim) use statement::INFINITY;
pub use statement::{Bound, Claim, Comparison, Range, Relation};
pub use symbol::Symbol;
pub(in crate::claim) use symbol::{BOUND, EXPECT, KEYWORDS, is_name_byte, is_reserved};
pub(in crate::claim) use user::UserEntry;
pub use user::{UserEnclosure, UserFunction, UserValue};
