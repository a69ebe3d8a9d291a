//! From a source text to a claim or an expression.

use super::definition::Definitions;
use super::scope::Language;
use crate::claim::grammar::{ParseError, TokenKind, parse_with};
use crate::claim::tree::{Claim, Expr, Symbol};

/// Parses one claim.
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
        let claim = parser.claim()?;
        parser.end("claim")?;
        Ok(claim)
    })
    .map(|(claim, _)| claim)
}

/// Parses one block of a file: definitions, then at most one claim. Definitions are added to `definitions` for the blocks that
/// follow; after an error `definitions` is as before.
///
/// # Errors
/// [`ParseError`] as [`parse_claim`].
pub fn parse_block(
    source: &str,
    definitions: &mut Definitions,
) -> Result<Option<Claim>, ParseError> {
    let (claim, after) = parse_with(source, Language::with(definitions), |parser| {
        parser.definitions_block()?;
        if parser.peek().kind == TokenKind::End {
            return Ok(None);
        }
        let claim = parser.claim()?;
        parser.end("claim")?;
        Ok(Some(claim))
    })?;
    *definitions = after.definitions;
    Ok(claim)
}

/// Parses one expression in the given variables; `let` definitions may precede it.
///
/// # Errors
/// [`ParseError`] as [`parse_claim`].
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
