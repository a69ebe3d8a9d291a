//! `expect old (f)`, and the arguments that densities read from their scope.

use super::density::OwnDensity;
use super::scope::Language;
use crate::claim::grammar::{Failure, ParseErrorKind, Parser, Span, TokenKind, clip};
use crate::claim::tree::{DerivativeError, Expr, Function, Measure, Symbol};

impl Parser<Language> {
    /// expectation = "expect" density [ "(" name { "," expression } ")" ] "(" expression ")", after the keyword at `span`.
    pub(in crate::claim) fn expectation(&mut self, span: Span) -> Result<Expr, Failure> {
        let (under, own) = match &self.peek().kind {
            TokenKind::Name(name) => (Measure::from_name(name), OwnDensity::from_name(name)),
            _ => (None, None),
        };
        if let Some(density) = own {
            let name_span = self.advance().span;
            return self.own_expectation(density, span, name_span);
        }
        let Some(under) = under else {
            return Err(
                self.unexpected("`old`, `new`, `mix`, `normal` or `density` after `expect`")
            );
        };
        let mut span_of_name = self.advance().span;
        let mut variable = Symbol::of_expectations();
        let mut parameters = Vec::new();
        if self.names_the_variable() {
            let open = self.advance();
            (variable, span_of_name) = self.variable_name()?;
            while self.take(",") {
                parameters.push(self.expression()?);
            }
            self.close(&open, '(', ')')?;
        }
        let expected = under.parameters().len();
        if parameters.is_empty() {
            parameters = self.parameters_in_scope(under.density(), expected, span_of_name)?;
        } else if parameters.len() != expected {
            let kind = ParseErrorKind::Arity {
                signature: format!("expect {}", under.density().entry().signature()),
                expected: expected + 1,
                found: parameters.len() + 1,
            };
            return Err(Failure::new(kind, self.since(span)));
        }
        let density = under.density().entry().name;
        let body = self.expected(&variable, span_of_name, density)?;
        let whole = self.since(span);
        let node = Expr::expectation(under, parameters, variable, body).map_err(|error| {
            let error = DerivativeError::from(error);
            Failure::new(ParseErrorKind::Derivative(error), whole)
        })?;
        self.built(node, 1, whole)
    }

    /// `(` expression `)`: what the expectation is of, in a variable that means nothing outside.
    pub(super) fn expected(
        &mut self,
        variable: &Symbol,
        span: Span,
        density: &'static str,
    ) -> Result<Expr, Failure> {
        if self.is_taken(variable) {
            let kind = ParseErrorKind::Shadowed {
                name: clip(variable),
                density,
            };
            return Err(Failure::new(kind, span));
        }
        let open = self.expect("(", "`(` and what the expectation is of")?;
        let body = self.bound_body(variable)?;
        self.close(&open, '(', ')')?;
        Ok(body)
    }

    /// An expression in which one more variable is in scope.
    pub(super) fn bound_body(&mut self, variable: &Symbol) -> Result<Expr, Failure> {
        let depth = self.words.scope.len();
        self.words.scope.push(variable.clone());
        let body = self.expression();
        self.words.scope.truncate(depth);
        body
    }

    /// Whether `(name)` or `(name, ...)` comes before the parenthesis of the body, which contains no comma of its own.
    fn names_the_variable(&self) -> bool {
        let symbol = |by: usize, text| self.ahead(by).kind == TokenKind::Symbol(text);
        symbol(0, "(")
            && matches!(self.ahead(1).kind, TokenKind::Name(_))
            && (symbol(2, ",") || (symbol(2, ")") && symbol(3, "(")))
    }

    /// Whether a variable in scope or a definition has this name.
    pub(in crate::claim) fn is_taken(&self, name: &str) -> bool {
        !self.words.names_nothing(name)
    }

    /// The last `count` arguments of a density, as the variables or constants of these names.
    pub(in crate::claim) fn parameters_in_scope(
        &mut self,
        function: Function,
        count: usize,
        span: Span,
    ) -> Result<Vec<Expr>, Failure> {
        let names = function.entry().parameters;
        names[names.len() - count..]
            .iter()
            .map(|name| {
                if let Some(symbol) = self.words.scope.iter().find(|symbol| &***symbol == *name) {
                    let variable = Expr::variable(symbol.clone());
                    return self.built(variable, 1, span);
                }
                match self.words.definitions.find(name).cloned() {
                    Some(constant) if constant.parameters.is_empty() => {
                        self.instantiated(&constant, Vec::new(), span)
                    }
                    _ => {
                        let kind = ParseErrorKind::NotInScope {
                            name,
                            density: function.entry().name,
                            signature: function.entry().signature(),
                        };
                        Err(Failure::new(kind, span))
                    }
                }
            })
            .collect()
    }
}
