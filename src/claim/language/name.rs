//! What a name stands for: a variable, a constant, a definition, a function of the table or a derivative.

use super::definition::Definition;
use super::scope::Language;
use super::suggest::{foreign, nearest_name};
use crate::claim::calculus::rename_bound;
use crate::claim::grammar::{Failure, ParseErrorKind, Parser, Span, TokenKind, Vocabulary, clip};
use crate::claim::tree::{Aggregation, DerivativeError, EXPECT, Expr, Function, MAX_NODES, Symbol};

/// The usual name of a function whose own leaves this one, of many a parameter, to variables.
const GAMMA: &str = "gamma";

impl Vocabulary for Language {
    const DERIVED_ORDERS: bool = false;

    fn named(parser: &mut Parser<Self>, name: &str, span: Span) -> Result<Expr, Failure> {
        parser.named(name, span)
    }
}

impl Parser<Language> {
    /// What a name at `span` stands for.
    pub(in crate::claim) fn named(&mut self, name: &str, span: Span) -> Result<Expr, Failure> {
        if let Some(how) = Aggregation::from_word(name) {
            return self.nested(|parser| parser.aggregate(how, span));
        }
        if name == EXPECT {
            return self.nested(|parser| parser.expectation(span));
        }
        if self.at_symbol("(") {
            return self.applied(name, span);
        }
        if let Some(symbol) = self
            .words
            .scope
            .iter()
            .find(|symbol| &***symbol == name)
            .cloned()
        {
            return self.built(Expr::variable(symbol), 1, span);
        }
        if name == "pi" {
            return self.built(Expr::pi(), 1, span);
        }
        if let Some(definition) = self.words.definitions.find(name).cloned() {
            return match definition.parameters.len() {
                0 => self.instantiated(&definition, Vec::new(), span),
                _ => Err(Failure::new(
                    ParseErrorKind::MissingArguments {
                        signature: definition.signature(),
                    },
                    span,
                )),
            };
        }
        let registered = self.words.definitions.function(name);
        let kind = match Function::from_name(name).or(registered) {
            Some(function) => ParseErrorKind::MissingArguments {
                signature: function.entry().signature(),
            },
            None if name == "d" => ParseErrorKind::MissingArguments {
                signature: DERIVATIVE_SIGNATURE.to_owned(),
            },
            None => match foreign(name) {
                Some(instead) => foreign_kind(name, instead),
                None => ParseErrorKind::UnknownVariable {
                    name: clip(name),
                    suggestion: self.suggest_variable(name),
                },
            },
        };
        Err(Failure::new(kind, span))
    }

    pub(in crate::claim) fn suggest_variable(&self, name: &str) -> Option<String> {
        let constants = self.words.definitions.names().chain(["pi"]);
        nearest_name(
            name,
            self.words
                .scope
                .iter()
                .map(|symbol| &**symbol)
                .chain(constants),
        )
        .map(str::to_owned)
    }

    /// `name (`: a derivative, a function of the table or a definition.
    pub(in crate::claim) fn applied(&mut self, name: &str, span: Span) -> Result<Expr, Failure> {
        if name == "d" {
            return self.nested(|parser| parser.derivative(span));
        }
        let registered = self.words.definitions.function(name);
        if let Some(function) = Function::from_name(name).or(registered) {
            return self.nested(|parser| parser.table_call(function, span));
        }
        let Some(definition) = self.words.definitions.find(name).cloned() else {
            let is_value = name == "pi" || self.words.scope.iter().any(|symbol| &**symbol == name);
            if is_value {
                return Err(self.unexpected("an operator (write `*` for a product)"));
            }
            if name == GAMMA {
                return self.nested(|parser| parser.table_call(Function::Gamma, span));
            }
            if let Some(instead) = foreign(name) {
                return Err(Failure::new(foreign_kind(name, instead), span));
            }
            let names = Function::ALL
                .iter()
                .map(|f| f.entry().name)
                .chain(self.words.definitions.names())
                .chain(self.words.definitions.function_names());
            let suggestion = nearest_name(name, names.chain(["d"])).map(str::to_owned);
            return Err(Failure::new(
                ParseErrorKind::UnknownFunction {
                    name: clip(name),
                    suggestion,
                },
                span,
            ));
        };
        let open = self.advance();
        let arguments = self.nested(|parser| parser.arguments(&open))?;
        let (expected, found) = (definition.parameters.len(), arguments.len());
        if expected != found {
            let signature = definition.signature();
            return Err(Failure::new(
                ParseErrorKind::Arity {
                    signature,
                    expected,
                    found,
                },
                self.since(span),
            ));
        }
        self.instantiated(&definition, arguments, span)
    }

    pub(in crate::claim) fn instantiated(
        &mut self,
        definition: &Definition,
        arguments: Vec<Expr>,
        span: Span,
    ) -> Result<Expr, Failure> {
        let expr = definition
            .instantiate(arguments)
            .and_then(|expr| rename_bound(&expr, &|name| self.is_taken(name)))
            .map_err(|error| derivative_failure(error, span))?;
        let size = expr.size();
        self.built(expr, size, span)
    }

    /// A function of the table, whose last arguments the scope may give.
    fn table_call(&mut self, function: Function, span: Span) -> Result<Expr, Failure> {
        let entry = function.entry();
        let open = self.advance();
        let first = self.peek().span;
        let mut arguments = self.arguments(&open)?;
        let expected = entry.parameters.len() + usize::from(entry.index.is_some());
        let left_out = function.read_from_scope();
        if left_out > 0 && arguments.len() + left_out == expected {
            arguments.extend(self.parameters_in_scope(function, left_out, span)?);
        }
        self.call(function, arguments, span, first)
    }

    /// A name that may be declared as a variable.
    pub(in crate::claim) fn variable_name(&mut self) -> Result<(Symbol, Span), Failure> {
        let TokenKind::Name(name) = &self.peek().kind else {
            return Err(self.unexpected("the name of a variable"));
        };
        let name = name.clone();
        let token = self.advance();
        match Symbol::new(&name) {
            Some(symbol) if self.words.definitions.defines_nothing(&name) => {
                Ok((symbol, token.span))
            }
            _ => Err(Failure::new(
                ParseErrorKind::Reserved { name: clip(&name) },
                token.span,
            )),
        }
    }

    /// d(expr, x) or d(expr, x = point), after the name.
    fn derivative(&mut self, span: Span) -> Result<Expr, Failure> {
        let open = self.advance();
        let bound = self.bound_variable();
        let depth = self.words.scope.len();
        self.words.scope.extend(bound);
        let of = self.expression();
        self.words.scope.truncate(depth);
        let of = of?;
        let arity = |found| ParseErrorKind::Arity {
            signature: DERIVATIVE_SIGNATURE.to_owned(),
            expected: 2,
            found,
        };
        if self.at_symbol(")") {
            self.advance();
            return Err(Failure::new(arity(1), self.since(span)));
        }
        self.expect(",", "`,` and the variable of differentiation")?;
        let (variable, variable_span) = self.variable_name()?;
        let at = if self.take("=") {
            Some(self.expression()?)
        } else {
            None
        };
        if at.is_none() && !self.words.scope.contains(&variable) {
            let kind = ParseErrorKind::UnknownVariable {
                name: clip(&variable),
                suggestion: self.suggest_variable(&variable),
            };
            return Err(Failure::new(kind, variable_span));
        }
        if self.at_symbol(",") {
            return Err(Failure::new(arity(3), self.since(span)));
        }
        self.close(&open, '(', ')')?;
        let whole = self.since(span);
        let written = of.size() + at.as_ref().map_or(0, Expr::size);
        let node =
            Expr::derivative(of, variable, at).map_err(|error| derivative_failure(error, whole))?;
        let added = node.size().saturating_sub(written);
        self.built(node, added, whole)
    }

    /// In `d(expr, x = point)` the variable is bound inside `expr`, so it is looked up before `expr` is read.
    fn bound_variable(&self) -> Option<Symbol> {
        let mut level = 0_usize;
        for offset in 0.. {
            match &self.ahead(offset).kind {
                TokenKind::Symbol("(" | "[") => level += 1,
                TokenKind::Symbol(")" | "]") if level == 0 => return None,
                TokenKind::Symbol(")" | "]") => level -= 1,
                TokenKind::Symbol(",") if level == 0 => {
                    let TokenKind::Name(name) = &self.ahead(offset + 1).kind else {
                        return None;
                    };
                    let binds = self.ahead(offset + 2).kind == TokenKind::Symbol("=");
                    return if binds { Symbol::new(name) } else { None };
                }
                TokenKind::End => return None,
                _ => {}
            }
        }
        None
    }
}

const DERIVATIVE_SIGNATURE: &str = "d(expression, variable)";

fn derivative_failure(error: DerivativeError, span: Span) -> Failure {
    let kind = match error {
        DerivativeError::TooLarge { .. } => ParseErrorKind::TooLarge { limit: MAX_NODES },
        DerivativeError::Order(_) | DerivativeError::Unknown { .. } => {
            ParseErrorKind::Derivative(error)
        }
    };
    Failure::new(kind, span)
}

fn foreign_kind(name: &str, instead: &'static str) -> ParseErrorKind {
    ParseErrorKind::Foreign {
        found: format!("unknown name `{}`", clip(name)),
        instead,
    }
}
