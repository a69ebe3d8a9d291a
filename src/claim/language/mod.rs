//! The language: what names mean, derivatives, expectations, definitions, domains and claims.

mod aggregate;
mod definition;
mod definitions;
mod density;
mod expectation;
mod name;
mod parse;
mod register;
mod scope;
mod statement;
mod suggest;

pub use definition::Definitions;
pub use parse::{parse_block, parse_claim, parse_expression, parse_statement};
pub use register::{NewFunction, RegisterError};
