//! The parser's position in the token stream, and what it accounts for. The grammar is in the files that extend it.

use super::error::{Failure, ParseError, ParseErrorKind, Span, clip};
use super::lexer::{Token, TokenKind, tokenize};
use crate::claim::tree::{Expr, MAX_DEPTH, MAX_EXPECTATIONS, MAX_NESTING, MAX_NODES, Operator};

/// What names mean to a parser: the grammar knows operators, numbers and calls, its user the rest.
pub(in crate::claim) trait Vocabulary: Sized {
    /// Whether orders above the public ones are accepted, as in the texts of the table.
    const DERIVED_ORDERS: bool;

    /// What a name at `span`, which has been taken, stands for.
    fn named(parser: &mut Parser<Self>, name: &str, span: Span) -> Result<Expr, Failure>;
}

pub(in crate::claim) struct Parser<V> {
    source_end: usize,
    tokens: Vec<Token>,
    position: usize,
    nesting: usize,
    nodes: u64,
    /// What names mean.
    pub words: V,
}

/// Runs a rule on the tokens of `source`; also what the words have become.
pub(in crate::claim) fn parse_with<T, V>(
    source: &str,
    words: V,
    run: impl FnOnce(&mut Parser<V>) -> Result<T, Failure>,
) -> Result<(T, V), ParseError> {
    let located = |failure| ParseError::new(failure, source);
    let tokens = tokenize(source).map_err(located)?;
    let mut parser = Parser {
        source_end: source.len(),
        tokens,
        position: 0,
        nesting: 0,
        nodes: 0,
        words,
    };
    let value = run(&mut parser).map_err(located)?;
    Ok((value, parser.words))
}

impl<V> Parser<V> {
    pub(in crate::claim) fn peek(&self) -> &Token {
        self.ahead(0)
    }

    pub(in crate::claim) fn ahead(&self, by: usize) -> &Token {
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

    pub(in crate::claim) fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        if self.position + 1 < self.tokens.len() {
            self.position += 1;
        }
        token
    }

    pub(in crate::claim) fn at_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek().kind, TokenKind::Symbol(found) if found == symbol)
    }

    pub(in crate::claim) fn at_keyword(&self, keyword: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Name(name) if name == keyword)
    }

    /// Takes the symbol if it is next.
    pub(in crate::claim) fn take(&mut self, symbol: &str) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    /// Takes the keyword if it is next.
    pub(in crate::claim) fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.at_keyword(keyword);
        if found {
            self.advance();
        }
        found
    }

    pub(in crate::claim) fn unexpected(&self, expected: &'static str) -> Failure {
        let kind = ParseErrorKind::Unexpected {
            expected,
            found: self.describe_next(),
        };
        Failure::new(kind, self.peek().span)
    }

    pub(in crate::claim) fn describe_next(&self) -> String {
        match &self.peek().kind {
            TokenKind::Number(value) => format!("the number {}", clip(&value.to_string())),
            TokenKind::Name(name) => format!("`{}`", clip(name)),
            TokenKind::Symbol(text) => format!("`{text}`"),
            TokenKind::End => "the end".to_owned(),
        }
    }

    pub(in crate::claim) fn expect(
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
    pub(in crate::claim) fn close(
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

    pub(in crate::claim) fn end(&mut self, what: &'static str) -> Result<(), Failure> {
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
    pub(in crate::claim) fn nested<T>(
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
    pub(in crate::claim) fn built(
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

    pub(in crate::claim) fn built_binary(
        &mut self,
        operator: Operator,
        a: Expr,
        b: Expr,
        span: Span,
    ) -> Result<Expr, Failure> {
        self.built(Expr::binary(operator, a, b), 1, span)
    }

    /// From the start of `span` to the end of the token just taken.
    pub(in crate::claim) fn since(&self, span: Span) -> Span {
        let last = self
            .position
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at));
        last.map_or(span, |token| span.to(token.span))
    }
}
