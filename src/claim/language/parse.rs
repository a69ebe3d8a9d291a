//! From a source text to a claim or an expression.

use super::definition::Definitions;
use super::scope::Language;
use crate::claim::grammar::{Failure, ParseError, ParseErrorKind, TokenKind, parse_with};
use crate::claim::tree::{Claim, Expr, Statement, Symbol};

/// Parses one claim: a chain of relations on intervals. [`parse_statement`] reads `and`, `or`, `implies` and integers as well.
///
/// # Errors
/// [`ParseError`] with line, column and, where a name is misspelt, the nearest known one.
///
/// # Examples
/// ```
/// let claim = forgetting::claim::parse_claim("for beta in [0.01, 0.99], delta in (0, 40]: 0 < eps_old(beta, delta) < 1")?;
/// assert_eq!(claim.variables().len(), 2);
///
/// let error = forgetting::claim::parse_claim("eps_odl(1/2, 1) < 1").unwrap_err();
/// assert_eq!(error.to_string(), "1:1: unknown function `eps_odl`: did you mean `eps_old`?");
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn parse_claim(source: &str) -> Result<Claim, ParseError> {
    parse_with(source, Language::default(), |parser| {
        parser.definitions_block()?;
        let span = parser.peek().span;
        let statement = parser.statement()?;
        parser.end("claim")?;
        match statement {
            Statement::Simple(claim) => Ok(claim),
            Statement::Compound(_) => Err(Failure::new(ParseErrorKind::Compound, span)),
        }
    })
    .map(|(claim, _)| claim)
}

/// Parses one statement: a claim, or several joined by `and`, `or` and `implies`, over reals or integers.
///
/// # Errors
/// [`ParseError`] as [`parse_claim`].
///
/// # Examples
/// ```
/// use forgetting::claim::parse_statement;
/// let text = "for x in [-1, 1], n in integers [1, 5] where x < 0 or x > 1/2: x^2 > 0 and x < n";
/// assert_eq!(parse_statement(text)?.to_string(), text);
/// assert!(parse_statement("for x in [0, 1]: x^2 <= x")?.simple().is_some());
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn parse_statement(source: &str) -> Result<Statement, ParseError> {
    parse_with(source, Language::default(), |parser| {
        parser.definitions_block()?;
        let statement = parser.statement()?;
        parser.end("claim")?;
        Ok(statement)
    })
    .map(|(statement, _)| statement)
}

/// Parses one block of a file: definitions, then at most one statement. Definitions are added to `definitions` for the blocks that
/// follow; after an error `definitions` is as before.
///
/// # Errors
/// [`ParseError`] as [`parse_claim`].
///
/// ```
/// use forgetting::claim::{Definitions, parse_block, parse_claim};
/// let mut definitions = Definitions::new();
/// assert!(parse_block("let square(x) = x*x", &mut definitions)?.is_none());
/// let claim = parse_block("for x in [-1, 1]: square(x) <= 1", &mut definitions)?;
/// assert!(claim.is_some() && parse_claim("for x in [-1, 1]: square(x) <= 1").is_err());
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn parse_block(
    source: &str,
    definitions: &mut Definitions,
) -> Result<Option<Statement>, ParseError> {
    let (statement, after) = parse_with(source, Language::with(definitions), |parser| {
        parser.definitions_block()?;
        if parser.peek().kind == TokenKind::End {
            return Ok(None);
        }
        let statement = parser.statement()?;
        parser.end("claim")?;
        Ok(Some(statement))
    })?;
    *definitions = after.definitions;
    Ok(statement)
}

/// Parses one expression in the given variables; `let` definitions may precede it.
///
/// # Errors
/// [`ParseError`] as [`parse_claim`].
///
/// ```
/// use forgetting::claim::{Definitions, Symbol, parse_expression};
/// let x = [Symbol::new("x").expect("a name")];
/// assert_eq!(parse_expression("x^2 + 1", &x, &Definitions::new())?.to_string(), "x^2 + 1");
/// assert!(parse_expression("y + 1", &x, &Definitions::new()).is_err());
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn parse_expression(
    source: &str,
    variables: &[Symbol],
    definitions: &Definitions,
) -> Result<Expr, ParseError> {
    parse_with(source, Language::with(definitions), |parser| {
        parser.definitions_block()?;
        parser.words.scope = variables.to_vec();
        let parsed = parser.expression()?;
        parser.end("expression")?;
        Ok(parsed)
    })
    .map(|(expr, _)| expr)
}
