//! From characters to trees: tokens, precedences, calls, and errors with their place.

mod call;
mod error;
mod expression;
mod lexer;
mod parser;
mod template;

pub(in crate::claim) use error::{Failure, clip};
pub use error::{ParseError, ParseErrorKind, Span};
pub(in crate::claim) use lexer::TokenKind;
pub(in crate::claim) use parser::{Parser, Vocabulary, parse_with};
pub(in crate::claim) use template::{parse_template, parse_text};
