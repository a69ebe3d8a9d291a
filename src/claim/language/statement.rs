//! The claim around the expressions: domain, side conditions, chain of relations.

use std::cmp::Ordering;

use super::scope::Language;
use crate::claim::grammar::{Failure, ParseErrorKind, Parser, Span, TokenKind, clip};
use crate::claim::tree::{
    Bound, Claim, Comparison, EvalError, Expr, INFINITY, Kind, Range, Relation, Symbol,
    rational_value,
};
use crate::claim::value::{Float, NoTheory, Program};

impl Parser<Language> {
    /// claim = [ "for" range { "," range } [ "where" chain { ("," | "and") chain } ] ":" ] chain
    pub(in crate::claim) fn claim(&mut self) -> Result<Claim, Failure> {
        let mut domain = Vec::new();
        let mut conditions = Vec::new();
        if self.take_keyword("for") {
            loop {
                let range = self.range(&domain)?;
                domain.push(range);
                if !self.take(",") {
                    break;
                }
            }
            self.words.scope = domain.iter().map(|range| range.variable.clone()).collect();
            if self.take_keyword("where") {
                loop {
                    conditions.push(self.comparison()?);
                    if !self.take(",") && !self.take_keyword("and") {
                        break;
                    }
                }
            }
            self.expect(
                ":",
                if conditions.is_empty() {
                    "`,`, `where` or `:`"
                } else {
                    "`,`, `and` or `:`"
                },
            )?;
        }
        let statement = self.comparison()?;
        Ok(Claim {
            domain,
            conditions,
            statement,
        })
    }

    /// range = name "in" ("[" | "(") expression "," expression ("]" | ")")
    fn range(&mut self, before: &[Range]) -> Result<Range, Failure> {
        let (variable, name_span) = self.variable_name()?;
        if before.iter().any(|range| range.variable == variable) {
            return Err(Failure::new(
                ParseErrorKind::Duplicate {
                    name: clip(&variable),
                },
                name_span,
            ));
        }
        if !self.take_keyword("in") {
            return Err(self.unexpected("`in` and an interval such as [0, 1]"));
        }
        let open = match self.peek().kind {
            TokenKind::Symbol("[" | "(") => self.advance(),
            _ => return Err(self.unexpected("`[` or `(`")),
        };
        let lower = Bound {
            value: self.bound()?,
            closed: open.kind == TokenKind::Symbol("["),
        };
        self.expect(",", "`,` and the upper end of the interval")?;
        let upper = self.bound()?;
        let closed = match self.peek().kind {
            TokenKind::Symbol("]") => true,
            TokenKind::Symbol(")") => false,
            _ => return Err(self.unexpected("`]` or `)`")),
        };
        let end = self.advance();
        let end_span = end.span;
        let range = Range {
            variable,
            lower,
            upper: Bound {
                value: upper,
                closed,
            },
        };
        for (bound, end) in [
            (&range.lower, f64::NEG_INFINITY),
            (&range.upper, f64::INFINITY),
        ] {
            if bound.infinity().is_some_and(|x| bound.closed || x != end) {
                let name = bound.value.to_string();
                let kind = ParseErrorKind::BoundNotConstant { name };
                return Err(Failure::new(kind, open.span.to(end_span)));
            }
        }
        if is_empty(&range) {
            let kind = ParseErrorKind::EmptyDomain {
                variable: clip(&range.variable),
                range: clip(&range.interval()),
            };
            return Err(Failure::new(kind, open.span.to(end_span)));
        }
        Ok(range)
    }

    /// A constant of elementary arithmetic that has a value.
    fn bound(&mut self) -> Result<Expr, Failure> {
        let start = self.peek().span;
        let negative = self.at_symbol("-");
        if let TokenKind::Name(name) = &self.ahead(usize::from(negative)).kind
            && let Some(infinity) = Symbol::new(INFINITY)
            && matches!(name.as_str(), "inf" | "infinity" | "oo")
        {
            if negative {
                self.advance();
            }
            self.advance();
            let infinity = Expr::variable(infinity);
            return Ok(if negative {
                Expr::negation(infinity)
            } else {
                infinity
            });
        }
        let value = self.expression()?;
        let span = start.to(Span {
            start: start.start,
            end: self.peek().span.start,
        });
        if let Some(name) = theory_function(&value) {
            return Err(Failure::new(
                ParseErrorKind::BoundNotConstant { name },
                span,
            ));
        }
        match approximate(&value) {
            Ok(_) => Ok(value),
            Err(error) => Err(Failure::new(ParseErrorKind::BoundUndefined(error), span)),
        }
    }

    /// chain = expression { relation expression }, with at least one relation, all of them pointing one way
    fn comparison(&mut self) -> Result<Comparison, Failure> {
        let first = self.expression()?;
        let mut rest: Vec<(Relation, Expr)> = Vec::new();
        while let Some(relation) = self.relation() {
            let span = self.advance().span;
            let against = rest
                .iter()
                .map(|(r, _)| *r)
                .find(|&r| !same_way(r, relation));
            if let Some(r) = against {
                let kind = ParseErrorKind::MixedChain {
                    first: r.symbol(),
                    second: relation.symbol(),
                };
                return Err(Failure::new(kind, span));
            }
            rest.push((relation, self.expression()?));
        }
        Comparison::new(first, rest)
            .ok_or_else(|| self.unexpected("a relation (`<`, `<=`, `>`, `>=` or `=`)"))
    }

    fn relation(&self) -> Option<Relation> {
        match self.peek().kind {
            TokenKind::Symbol(symbol) => Relation::from_symbol(symbol),
            _ => None,
        }
    }
}

fn same_way(a: Relation, b: Relation) -> bool {
    let upward = |r| matches!(r, Relation::Less | Relation::LessEqual);
    a == Relation::Equal || b == Relation::Equal || upward(a) == upward(b)
}

fn theory_function(expr: &Expr) -> Option<String> {
    match expr.kind() {
        Kind::Number(_) | Kind::Pi => None,
        Kind::Variable(name) => Some(name.to_string()),
        Kind::Neg(a) => theory_function(a),
        Kind::Binary(_, a, b) => theory_function(a).or_else(|| theory_function(b)),
        Kind::Call(call) if call.function().is_theory() => Some(call.function().to_string()),
        Kind::Call(call) => call.arguments().iter().find_map(theory_function),
        Kind::Derivative(_) => Some("d".to_owned()),
        Kind::Expect(_) => Some("expect".to_owned()),
    }
}

fn approximate(value: &Expr) -> Result<f64, EvalError> {
    let program = Program::new([value], &[]);
    let values = program.bind(&Float::new(&NoTheory))?.evaluate(&[])?;
    Ok(values[0])
}

/// Ends closer than this, relatively, are told apart only when both are rational: an interval evaluation has to judge the rest.
const BOUND_MARGIN: f64 = 1e-12;

/// Whether no number lies in the range. Decided exactly for rational ends; for others only where `f64` leaves no doubt.
fn is_empty(range: &Range) -> bool {
    let (lower, upper) = (&range.lower.value, &range.upper.value);
    if range.lower.is_infinite() || range.upper.is_infinite() {
        return false;
    }
    let both_closed = range.lower.closed && range.upper.closed;
    let order = match (rational_value(lower), rational_value(upper)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ if lower == upper => Ordering::Equal,
        _ => match (approximate(lower), approximate(upper)) {
            (Ok(a), Ok(b)) if a - b > BOUND_MARGIN * a.abs().max(b.abs()) => Ordering::Greater,
            _ => Ordering::Less,
        },
    };
    match order {
        Ordering::Less => false,
        Ordering::Equal => !both_closed,
        Ordering::Greater => true,
    }
}
