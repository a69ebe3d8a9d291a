//! The texts of the table of functions.

use super::error::{Failure, ParseError, ParseErrorKind, Span, clip};
use super::parser::{Parser, Vocabulary, parse_with};
use crate::claim::tree::{Expr, Function, Symbol};

/// Variables, `pi` and functions of the table, of every order that derivatives reach.
struct Plain<'a> {
    variables: &'a [Symbol],
    /// A function that is no function of the table.
    own: Option<Function>,
}

impl Vocabulary for Plain<'_> {
    const DERIVED_ORDERS: bool = true;

    fn named(parser: &mut Parser<Self>, name: &str, span: Span) -> Result<Expr, Failure> {
        let variables = parser.words.variables.iter();
        if let Some(symbol) = variables.into_iter().find(|symbol| &***symbol == name) {
            return parser.built(Expr::variable(symbol.clone()), 1, span);
        }
        if name == "pi" {
            return parser.built(Expr::pi(), 1, span);
        }
        let own = parser.words.own.filter(|own| own.entry().name == name);
        let Some(function) = own.or_else(|| Function::from_name(name)) else {
            let kind = ParseErrorKind::UnknownVariable {
                name: clip(name),
                suggestion: None,
            };
            return Err(Failure::new(kind, span));
        };
        let open = parser.expect("(", "`(` and the arguments")?;
        let first = parser.peek().span;
        let arguments = parser.nested(|parser| parser.arguments(&open))?;
        parser.call(function, arguments, span, first)
    }
}

/// Parses a text of the table of functions, or of a registered function `own`, in these variables.
///
/// # Errors
/// [`ParseError`]
pub(in crate::claim) fn parse_text(
    text: &str,
    variables: &[Symbol],
    own: Option<Function>,
) -> Result<Expr, ParseError> {
    let parsed = parse_with(text, Plain { variables, own }, |parser| {
        let parsed = parser.expression()?;
        parser.end("expression")?;
        Ok(parsed)
    });
    parsed.map(|(expr, _)| expr)
}

/// Parses a text of the shipped table, which a test reads as a whole.
pub(in crate::claim) fn parse_template(text: &str, variables: &[Symbol]) -> Expr {
    match parse_text(text, variables, None) {
        Ok(expr) => expr,
        Err(error) => unreachable!("the texts of the table are tested: {}", error.render()),
    }
}
