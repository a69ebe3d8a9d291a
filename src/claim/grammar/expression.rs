//! Operators and their precedences, by recursive descent.

use super::error::Failure;
use super::lexer::TokenKind;
use super::parser::{Parser, Vocabulary};
use crate::claim::tree::{EXPECT, Expr, KEYWORDS, Operator};

impl<V: Vocabulary> Parser<V> {
    /// expression = term { ("+" | "-") term }
    pub(in crate::claim) fn expression(&mut self) -> Result<Expr, Failure> {
        let mut left = self.term()?;
        loop {
            let operator = match self.peek().kind {
                TokenKind::Symbol("+") => Operator::Add,
                TokenKind::Symbol("-") => Operator::Sub,
                _ => return Ok(left),
            };
            let span = self.advance().span;
            let right = self.term()?;
            left = self.built_binary(operator, left, right, span)?;
        }
    }

    /// term = unary { ("*" | "/") unary }
    fn term(&mut self) -> Result<Expr, Failure> {
        let mut left = self.unary()?;
        loop {
            let operator = match self.peek().kind {
                TokenKind::Symbol("*") => Operator::Mul,
                TokenKind::Symbol("/") => Operator::Div,
                _ => return Ok(left),
            };
            let span = self.advance().span;
            let right = self.unary()?;
            left = self.built_binary(operator, left, right, span)?;
        }
    }

    /// unary = "-" unary | power
    fn unary(&mut self) -> Result<Expr, Failure> {
        if !self.at_symbol("-") {
            return self.power();
        }
        let span = self.advance().span;
        let operand = self.nested(Self::unary)?;
        self.built(Expr::negation(operand), 1, span)
    }

    /// power = primary [ "^" exponent ]
    fn power(&mut self) -> Result<Expr, Failure> {
        let base = self.primary()?;
        if !self.at_symbol("^") {
            return Ok(base);
        }
        let span = self.advance().span;
        let exponent = self.nested(Self::exponent)?;
        self.built_binary(Operator::Pow, base, exponent, span)
    }

    /// exponent = "-" exponent | power
    fn exponent(&mut self) -> Result<Expr, Failure> {
        if !self.at_symbol("-") {
            return self.power();
        }
        let span = self.advance().span;
        let operand = self.nested(Self::exponent)?;
        self.built(Expr::negation(operand), 1, span)
    }

    fn primary(&mut self) -> Result<Expr, Failure> {
        match &self.peek().kind {
            TokenKind::Number(value) => {
                let leaf = Expr::decimal(value.clone());
                let span = self.advance().span;
                self.built(leaf, 1, span)
            }
            TokenKind::Symbol("(") => {
                let open = self.advance();
                let inner = self.nested(Self::expression)?;
                self.close(&open, '(', ')')?;
                Ok(inner)
            }
            TokenKind::Name(name) if name == EXPECT || !KEYWORDS.contains(&name.as_str()) => {
                let name = name.clone();
                let span = self.advance().span;
                V::named(self, &name, span)
            }
            _ => Err(self.unexpected("an expression")),
        }
    }
}
