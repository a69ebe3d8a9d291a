//! `sum(k, 0, n, f)` and `integral(x, a, b, f)`.

use super::scope::Language;
use crate::claim::grammar::{Failure, ParseErrorKind, Parser, Span, clip};
use crate::claim::tree::{Aggregation, Expr, rational_value};

impl Parser<Language> {
    /// "(" name "," expression "," expression "," expression ")", after the word at `span`; the name is bound in the last.
    pub(super) fn aggregate(&mut self, how: Aggregation, span: Span) -> Result<Expr, Failure> {
        let open = self.expect("(", how.call())?;
        let (variable, name_span) = self.variable_name()?;
        if !self.words.names_nothing(&variable) {
            let kind = ParseErrorKind::BoundTwice {
                name: clip(&variable),
                form: how.word(),
            };
            return Err(Failure::new(kind, name_span));
        }
        self.expect(",", how.call())?;
        let from = self.end_of(how)?;
        self.expect(",", how.call())?;
        let to = self.end_of(how)?;
        self.expect(",", how.call())?;
        let body = self.bound_body(&variable)?;
        self.close(&open, '(', ')')?;
        let whole = self.since(span);
        let node = Expr::aggregate(how, variable, from, to, body);
        self.built(node, 1, whole)
    }

    /// An end: of a sum an integer, or an expression that becomes one when the integer variables have values.
    fn end_of(&mut self, how: Aggregation) -> Result<Expr, Failure> {
        let start = self.peek().span;
        let end = self.expression()?;
        let span = self.since(start);
        let value = rational_value(&end);
        let is_open = value.is_none() && self.words.scope.iter().any(|name| end.mentions(name));
        let is_whole = value.is_some_and(|value| value.is_integer());
        if how == Aggregation::Sum && !is_open && !is_whole {
            let end = clip(&end.to_string());
            return Err(Failure::new(ParseErrorKind::SumEnd { end }, span));
        }
        Ok(end)
    }
}
