//! The claim around the expressions: domain, side conditions, chain of relations.

use std::cmp::Ordering;

use super::scope::Language;
use super::suggest::foreign;
use crate::claim::grammar::{Failure, ParseErrorKind, Parser, Span, TokenKind, clip};
use crate::claim::tree::{
    Bound, Comparison, Compound, EvalError, Expr, Formula, INFINITY, Kind, Range, Relation,
    Statement, Symbol, rational_value,
};
use crate::claim::value::{Float, NoTheory, Program};

impl Parser<Language> {
    /// claim = [ "for" range { "," range } [ "where" formula { "," formula } ] ":" ] formula
    pub(in crate::claim) fn statement(&mut self) -> Result<Statement, Failure> {
        self.quantifier()?;
        let mut domain = Vec::new();
        let mut integers = Vec::new();
        let mut conditions = Vec::new();
        if self.take_keyword("for") {
            loop {
                let (range, over_integers) = self.range(&domain)?;
                integers.extend(over_integers.then(|| range.variable.clone()));
                domain.push(range);
                if !self.take(",") {
                    break;
                }
            }
            self.words.scope = domain.iter().map(|range| range.variable.clone()).collect();
            if self.take_keyword("where") {
                loop {
                    match self.formula()? {
                        Formula::And(parts) => conditions.extend(parts),
                        other => conditions.push(other),
                    }
                    if !self.take(",") {
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
        let conclusion = self.formula()?;
        let compound = Compound {
            domain,
            integers,
            conditions,
            conclusion,
        };
        Ok(compound.simplified())
    }

    /// `forall x in [0, 1]: ...` is a habit from elsewhere.
    fn quantifier(&self) -> Result<(), Failure> {
        match (&self.peek().kind, &self.ahead(1).kind) {
            (TokenKind::Name(word), TokenKind::Name(_)) if self.words.names_nothing(word) => {
                let instead = match foreign(word) {
                    Some(instead) => instead,
                    None if matches!(word.as_str(), "For" | "FOR" | "all" | "every") => {
                        "write `for x in [0, 1]: ...`"
                    }
                    None => return Ok(()),
                };
                let found = format!("unknown word `{}`", clip(word));
                let kind = ParseErrorKind::Foreign { found, instead };
                Err(Failure::new(kind, self.peek().span))
            }
            _ => Ok(()),
        }
    }

    /// formula = either [ ("implies" | "=>") formula ]
    fn formula(&mut self) -> Result<Formula, Failure> {
        let premise = self.either()?;
        if !self.take_keyword("implies") && !self.take("=>") {
            return Ok(premise);
        }
        let conclusion = self.nested(Self::formula)?;
        Ok(Formula::Implies(Box::new(premise), Box::new(conclusion)))
    }

    /// either = both { "or" both }
    fn either(&mut self) -> Result<Formula, Failure> {
        let mut parts = vec![self.both()?];
        while self.take_keyword("or") {
            parts.push(self.both()?);
        }
        Ok(match parts.len() {
            1 => parts.swap_remove(0),
            _ => Formula::Or(parts),
        })
    }

    /// both = part { "and" part }
    fn both(&mut self) -> Result<Formula, Failure> {
        let mut parts = vec![self.part()?];
        while self.take_keyword("and") {
            parts.push(self.part()?);
        }
        Ok(match parts.len() {
            1 => parts.swap_remove(0),
            _ => Formula::And(parts),
        })
    }

    /// part = chain | "(" formula ")"
    fn part(&mut self) -> Result<Formula, Failure> {
        if !self.opens_a_formula() {
            return self.comparison().map(Formula::Chain);
        }
        let open = self.advance();
        let inner = self.nested(Self::formula)?;
        self.close(&open, '(', ')')?;
        Ok(inner)
    }

    /// Whether the next parenthesis holds a formula: a relation or a connective that stands in no other parentheses than
    /// those of formulas.
    fn opens_a_formula(&self) -> bool {
        if !self.at_symbol("(") {
            return false;
        }
        // Whether each open bracket groups, rather than holds arguments.
        let mut groups: Vec<bool> = Vec::new();
        for offset in 0.. {
            match &self.ahead(offset).kind {
                TokenKind::Symbol("(" | "[") => {
                    let before = offset.checked_sub(1).map(|at| &self.ahead(at).kind);
                    let applied =
                        matches!(before, Some(TokenKind::Name(name)) if !is_connective(name));
                    groups.push(!applied);
                }
                TokenKind::Symbol(")" | "]") => {
                    groups.pop();
                    if groups.is_empty() {
                        return false;
                    }
                }
                TokenKind::Symbol(symbol)
                    if (*symbol == "=>" || Relation::from_symbol(symbol).is_some())
                        && groups.iter().all(|&group| group) =>
                {
                    return true;
                }
                TokenKind::Name(name) if is_connective(name) => return true,
                TokenKind::End => return false,
                _ => {}
            }
        }
        false
    }

    /// range = name "in" [ "integers" ] ("[" | "(") expression "," expression ("]" | ")"); whether it is one of integers as well
    fn range(&mut self, before: &[Range]) -> Result<(Range, bool), Failure> {
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
        let over_integers = self.take_keyword("integers");
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
        let end_span = self.advance().span;
        let range = Range {
            variable,
            lower,
            upper: Bound {
                value: upper,
                closed,
            },
        };
        match fault_of(&range, over_integers) {
            Some(kind) => Err(Failure::new(kind, open.span.to(end_span))),
            None => Ok((range, over_integers)),
        }
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
        let expected = match self.at_symbol("=>") {
            true => "a relation before `implies` (`=>` means that, `>=` is at least)",
            false => "a relation (`<`, `<=`, `>`, `>=` or `=`)",
        };
        Comparison::new(first, rest).ok_or_else(|| self.unexpected(expected))
    }

    fn relation(&self) -> Option<Relation> {
        match self.peek().kind {
            TokenKind::Symbol(symbol) => Relation::from_symbol(symbol),
            _ => None,
        }
    }
}

/// A word that joins chains.
fn is_connective(word: &str) -> bool {
    matches!(word, "and" | "or" | "implies")
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
        Kind::Aggregate(aggregate) => Some(aggregate.how.word().to_owned()),
    }
}

fn approximate(value: &Expr) -> Result<f64, EvalError> {
    let program = Program::new([value], &[]);
    let values = program.bind(&Float::new(&NoTheory))?.evaluate(&[])?;
    Ok(values[0])
}

/// What is wrong with a range, if anything.
fn fault_of(range: &Range, over_integers: bool) -> Option<ParseErrorKind> {
    for (bound, end) in [
        (&range.lower, f64::NEG_INFINITY),
        (&range.upper, f64::INFINITY),
    ] {
        if bound.infinity().is_some_and(|x| bound.closed || x != end) {
            let name = bound.value.to_string();
            return Some(ParseErrorKind::BoundNotConstant { name });
        }
    }
    if over_integers {
        let open = |bound: &Bound| !bound.is_infinite() && rational_value(&bound.value).is_none();
        if let Some(bound) = [&range.lower, &range.upper].into_iter().find(|b| open(b)) {
            let end = clip(&bound.value.to_string());
            return Some(ParseErrorKind::IntegerEnd { end });
        }
    }
    (is_empty(range) || (over_integers && range.has_no_integer())).then(|| {
        ParseErrorKind::EmptyDomain {
            variable: clip(&range.variable),
            range: clip(&range.interval()),
        }
    })
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
