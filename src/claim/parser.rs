//! The parser: its entry points and its position in the token stream. The grammar is in the files that extend it.

use super::definition::Definitions;
use super::error::{Failure, ParseError, ParseErrorKind, Span, clip};
use super::lexer::{Token, TokenKind, tokenize};
use super::statement::Claim;
use super::tree::{Expr, Operator, Symbol};
use super::{MAX_DEPTH, MAX_EXPECTATIONS, MAX_NESTING, MAX_NODES};

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
    parse_with(source, &Definitions::new(), |parser| {
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
    let (claim, after) = parse_with(source, definitions, |parser| {
        parser.definitions_block()?;
        if parser.peek().kind == TokenKind::End {
            return Ok(None);
        }
        let claim = parser.claim()?;
        parser.end("claim")?;
        Ok(Some(claim))
    })?;
    *definitions = after;
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
    parse_with(source, definitions, |parser| {
        parser.definitions_block()?;
        parser.scope = variables.to_vec();
        let parsed = parser.expression()?;
        parser.end("expression")?;
        Ok(parsed)
    })
    .map(|(expr, _)| expr)
}

/// Parses a text of the table of functions, where every order that derivatives reach is allowed.
pub(super) fn parse_template(text: &str, variables: &[Symbol]) -> Expr {
    let parsed = parse_with(text, &Definitions::new(), |parser| {
        parser.scope = variables.to_vec();
        parser.derived_orders = true;
        let parsed = parser.expression()?;
        parser.end("expression")?;
        Ok(parsed)
    });
    match parsed {
        Ok((expr, _)) => expr,
        Err(error) => unreachable!("the texts of the table are tested: {}", error.render()),
    }
}

fn parse_with<T>(
    source: &str,
    definitions: &Definitions,
    run: impl FnOnce(&mut Parser) -> Result<T, Failure>,
) -> Result<(T, Definitions), ParseError> {
    let located = |failure| ParseError::new(failure, source);
    let tokens = tokenize(source).map_err(located)?;
    let mut parser = Parser {
        source_end: source.len(),
        tokens,
        position: 0,
        scope: Vec::new(),
        definitions: definitions.clone(),
        nesting: 0,
        nodes: 0,
        derived_orders: false,
    };
    let value = run(&mut parser).map_err(located)?;
    Ok((value, parser.definitions))
}

pub(super) struct Parser {
    source_end: usize,
    pub(super) tokens: Vec<Token>,
    pub(super) position: usize,
    /// Variables that may occur, the innermost last.
    pub(super) scope: Vec<Symbol>,
    pub(super) definitions: Definitions,
    nesting: usize,
    nodes: u64,
    /// Whether orders above the public ones are accepted, as in the texts of the table.
    pub(super) derived_orders: bool,
}

impl Parser {
    pub(super) fn peek(&self) -> &Token {
        self.ahead(0)
    }

    pub(super) fn ahead(&self, by: usize) -> &Token {
        static END: Token = Token {
            kind: TokenKind::End,
            span: Span {
                start: usize::MAX,
                end: usize::MAX,
            },
        };
        self.tokens
            .get(self.position + by)
            .or(self.tokens.last())
            .unwrap_or(&END)
    }

    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        if self.position + 1 < self.tokens.len() {
            self.position += 1;
        }
        token
    }

    pub(super) fn at_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek().kind, TokenKind::Symbol(found) if found == symbol)
    }

    pub(super) fn at_keyword(&self, keyword: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Name(name) if name == keyword)
    }

    /// Takes the symbol if it is next.
    pub(super) fn take(&mut self, symbol: &str) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    /// Takes the keyword if it is next.
    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.at_keyword(keyword);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn unexpected(&self, expected: &'static str) -> Failure {
        let kind = ParseErrorKind::Unexpected {
            expected,
            found: self.describe_next(),
        };
        Failure::new(kind, self.peek().span)
    }

    pub(super) fn describe_next(&self) -> String {
        match &self.peek().kind {
            TokenKind::Number(value) => format!("the number {}", clip(&value.to_string())),
            TokenKind::Name(name) => format!("`{}`", clip(name)),
            TokenKind::Symbol(text) => format!("`{text}`"),
            TokenKind::End => "the end".to_owned(),
        }
    }

    pub(super) fn expect(
        &mut self,
        symbol: &str,
        expected: &'static str,
    ) -> Result<Token, Failure> {
        if self.at_symbol(symbol) {
            return Ok(self.advance());
        }
        Err(self.unexpected(expected))
    }

    /// Takes the closing bracket of `open`, or complains at the opening one.
    pub(super) fn close(
        &mut self,
        open: &Token,
        bracket: char,
        closing: char,
    ) -> Result<(), Failure> {
        if self.take(if closing == ')' { ")" } else { "]" }) {
            return Ok(());
        }
        if self.peek().kind == TokenKind::End {
            let kind = ParseErrorKind::Unclosed {
                bracket,
                closing,
                found: self.describe_next(),
            };
            return Err(Failure::new(kind, open.span));
        }
        Err(self.unexpected("`)` or an operator"))
    }

    pub(super) fn end(&mut self, what: &'static str) -> Result<(), Failure> {
        if self.peek().kind == TokenKind::End {
            return Ok(());
        }
        let kind = ParseErrorKind::Trailing {
            what,
            found: self.describe_next(),
        };
        Err(Failure::new(
            kind,
            self.peek()
                .span
                .to(Span::new(self.source_end, self.peek().span.end)),
        ))
    }

    /// Runs a rule one level deeper.
    pub(super) fn nested<T>(
        &mut self,
        rule: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.nesting >= MAX_NESTING {
            return Err(Failure::new(
                ParseErrorKind::TooDeep { limit: MAX_NESTING },
                self.peek().span,
            ));
        }
        self.nesting += 1;
        let result = rule(self);
        self.nesting -= 1;
        result
    }

    /// Accounts for a finished node, so that no input builds a tree too deep to walk or too large to hold.
    pub(super) fn built(
        &mut self,
        expr: Expr,
        new_nodes: u64,
        span: Span,
    ) -> Result<Expr, Failure> {
        self.nodes = self.nodes.saturating_add(new_nodes);
        if self.nodes > MAX_NODES {
            return Err(Failure::new(
                ParseErrorKind::TooLarge { limit: MAX_NODES },
                span,
            ));
        }
        if expr.depth() > MAX_DEPTH {
            let limit = usize::try_from(MAX_DEPTH).unwrap_or(usize::MAX);
            return Err(Failure::new(ParseErrorKind::TooDeep { limit }, span));
        }
        if expr.expectation_depth() > MAX_EXPECTATIONS {
            let limit = MAX_EXPECTATIONS;
            return Err(Failure::new(ParseErrorKind::Expectations { limit }, span));
        }
        Ok(expr)
    }

    pub(super) fn built_binary(
        &mut self,
        operator: Operator,
        a: Expr,
        b: Expr,
        span: Span,
    ) -> Result<Expr, Failure> {
        self.built(Expr::binary(operator, a, b), 1, span)
    }

    /// A name that may be declared as a variable.
    pub(super) fn variable_name(&mut self) -> Result<(Symbol, Span), Failure> {
        let TokenKind::Name(name) = &self.peek().kind else {
            return Err(self.unexpected("the name of a variable"));
        };
        let name = name.clone();
        let token = self.advance();
        match Symbol::new(&name) {
            Some(symbol) if self.definitions.find(&name).is_none() => Ok((symbol, token.span)),
            _ => Err(Failure::new(
                ParseErrorKind::Reserved { name: clip(&name) },
                token.span,
            )),
        }
    }
}
