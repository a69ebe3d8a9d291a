//! `let` definitions.

use super::definition::Definition;
use super::scope::Language;
use crate::claim::grammar::{Failure, ParseErrorKind, Parser, TokenKind, clip};
use crate::claim::tree::{Symbol, is_reserved};

impl Parser<Language> {
    /// { "let" name [ "(" names ")" ] "=" expression [ ";" ] }
    pub(in crate::claim) fn definitions_block(&mut self) -> Result<(), Failure> {
        while self.take_keyword("let") {
            let TokenKind::Name(name) = &self.peek().kind else {
                return Err(self.unexpected("the name of the definition"));
            };
            let name = name.clone();
            let span = self.advance().span;
            if is_reserved(&name) {
                return Err(Failure::new(
                    ParseErrorKind::Reserved { name: clip(&name) },
                    span,
                ));
            }
            if self.words.definitions.find(&name).is_some() {
                return Err(Failure::new(
                    ParseErrorKind::Duplicate { name: clip(&name) },
                    span,
                ));
            }
            let parameters = self.parameters()?;
            self.expect("=", "`=` and the definition")?;
            self.words.scope.clone_from(&parameters);
            let body = self.expression()?;
            self.words.scope.clear();
            self.take(";");
            self.words.definitions.push(Definition {
                name,
                parameters,
                body,
            });
        }
        Ok(())
    }

    fn parameters(&mut self) -> Result<Vec<Symbol>, Failure> {
        let mut parameters = Vec::new();
        if !self.at_symbol("(") {
            return Ok(parameters);
        }
        let open = self.advance();
        loop {
            let (symbol, span) = self.variable_name()?;
            if parameters.contains(&symbol) {
                return Err(Failure::new(
                    ParseErrorKind::Duplicate {
                        name: clip(&symbol),
                    },
                    span,
                ));
            }
            parameters.push(symbol);
            if !self.take(",") {
                break;
            }
        }
        self.close(&open, '(', ')')?;
        Ok(parameters)
    }
}
