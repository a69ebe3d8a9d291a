//! Calls of functions of the table.

use super::error::{Failure, ParseErrorKind, Span, clip};
use super::lexer::Token;
use super::parser::{Parser, Vocabulary};
use crate::claim::tree::{Expr, Function, FunctionEntry, Kind, integer, rational_value};

impl<V: Vocabulary> Parser<V> {
    /// The arguments after an opening parenthesis, with the closing one.
    pub(in crate::claim) fn arguments(&mut self, open: &Token) -> Result<Vec<Expr>, Failure> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression()?);
            if !self.take(",") {
                break;
            }
        }
        self.close(open, '(', ')')?;
        Ok(arguments)
    }

    /// A function of the table applied to arguments, the index among them; they were read from `first` on.
    pub(in crate::claim) fn call(
        &mut self,
        function: Function,
        mut arguments: Vec<Expr>,
        span: Span,
        first: Span,
    ) -> Result<Expr, Failure> {
        let entry = function.entry();
        let expected = entry.parameters.len() + usize::from(entry.index.is_some());
        if arguments.len() != expected {
            let kind = ParseErrorKind::Arity {
                signature: entry.signature(),
                expected,
                found: arguments.len(),
            };
            return Err(Failure::new(kind, self.since(span)));
        }
        let index = match &entry.index {
            None => None,
            Some(_) => Some(self.order(entry, &arguments.remove(0), first)?),
        };
        let call = Expr::call(function, index, arguments).map_err(|error| {
            Failure::new(ParseErrorKind::Derivative(error.into()), self.since(span))
        })?;
        self.built(call, 1, span)
    }

    /// The literal integer that an index must be.
    fn order(&self, entry: &FunctionEntry, argument: &Expr, span: Span) -> Result<u32, Failure> {
        let Some(index) = &entry.index else {
            return Ok(0);
        };
        let max = if V::DERIVED_ORDERS {
            index.derived_max
        } else {
            index.public_max
        };
        let literal = match argument.kind() {
            Kind::Number(value) => integer(value.value()).and_then(|n| u32::try_from(n).ok()),
            _ => None,
        };
        literal.filter(|&n| n <= max).ok_or_else(|| {
            let found = rational_value(argument).map_or_else(
                || "an expression".to_owned(),
                |_| clip(&argument.to_string()),
            );
            let kind = ParseErrorKind::Index {
                signature: entry.signature(),
                index: index.name,
                max,
                found,
            };
            Failure::new(kind, span)
        })
    }
}
