//! Plain text that parses back to the same tree.

use std::fmt::{self, Write};

use super::expr::{Expr, Kind};
use super::operator::Operator;
use super::proposition::{Compound, Formula, Statement};
use super::statement::{Bound, Claim, Comparison, Range};
use super::symbol::BOUND;

/// Binding strength: an operand weaker than its place wants parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Sum,
    Product,
    Sign,
    Power,
    Atom,
}

fn strength(expr: &Expr) -> Strength {
    match expr.kind() {
        Kind::Binary(Operator::Add | Operator::Sub, ..) => Strength::Sum,
        Kind::Binary(Operator::Mul | Operator::Div, ..) => Strength::Product,
        Kind::Neg(_) => Strength::Sign,
        // As the base of a power an expectation is easier to read in parentheses.
        Kind::Binary(Operator::Pow, ..) | Kind::Expect(_) => Strength::Power,
        Kind::Number(_)
        | Kind::Pi
        | Kind::Variable(_)
        | Kind::Call(_)
        | Kind::Derivative(_)
        | Kind::Aggregate(_) => Strength::Atom,
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Number(value) => write!(f, "{value}"),
            Kind::Pi => f.write_str("pi"),
            Kind::Variable(name) => write!(f, "{name}"),
            Kind::Neg(a) => {
                f.write_char('-')?;
                operand(f, a, Strength::Power)
            }
            Kind::Binary(operator, a, b) => {
                let (left, right) = match operator {
                    Operator::Add | Operator::Sub => (Strength::Sum, Strength::Product),
                    Operator::Mul | Operator::Div => (Strength::Product, Strength::Power),
                    Operator::Pow => (Strength::Atom, Strength::Power),
                };
                operand(f, a, left)?;
                match operator {
                    Operator::Add | Operator::Sub => write!(f, " {} ", operator.symbol())?,
                    _ => f.write_char(operator.symbol())?,
                }
                // A sign after an operator is legal but hard to read.
                let signed = leads_with_sign(b);
                operand(f, b, if signed { Strength::Atom } else { right })
            }
            Kind::Call(call) => {
                write!(f, "{}(", call.function())?;
                if let Some(index) = call.index() {
                    write!(f, "{index}, ")?;
                }
                list(f, call.written_arguments())?;
                f.write_char(')')
            }
            Kind::Derivative(derivative) => {
                write!(f, "d({}, {}", derivative.of(), derivative.variable())?;
                if let Some(at) = derivative.at() {
                    write!(f, " = {at}")?;
                }
                f.write_char(')')
            }
            Kind::Aggregate(a) => {
                let how = a.how.word();
                write!(f, "{how}({}, {}, {}, {})", a.variable, a.from, a.to, a.body)
            }
            Kind::Expect(e) => {
                write!(f, "expect {}", e.under())?;
                if !e.has_standard_parameters() {
                    write!(f, "({}, ", e.variable())?;
                    list(f, e.parameters())?;
                    f.write_char(')')?;
                } else if **e.variable() != *BOUND {
                    write!(f, "({})", e.variable())?;
                }
                write!(f, " ({})", e.body())
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[Expr]) -> fmt::Result {
    items.iter().enumerate().try_for_each(|(position, item)| {
        write!(f, "{}{item}", if position > 0 { ", " } else { "" })
    })
}

/// Whether the printed text begins with a minus sign.
fn leads_with_sign(expr: &Expr) -> bool {
    match expr.kind() {
        Kind::Neg(_) => true,
        Kind::Binary(Operator::Pow, ..) => false,
        Kind::Binary(Operator::Mul | Operator::Div, a, _) => leads_with_sign(a),
        _ => false,
    }
}

fn operand(f: &mut fmt::Formatter<'_>, expr: &Expr, place: Strength) -> fmt::Result {
    if strength(expr) < place {
        write!(f, "({expr})")
    } else {
        write!(f, "{expr}")
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first())?;
        self.rest()
            .iter()
            .try_for_each(|(relation, right)| write!(f, " {} {right}", relation.symbol()))
    }
}

impl Range {
    /// The interval as the language writes it, such as `(0, 40]`.
    pub fn interval(&self) -> String {
        let Bound {
            value: lower,
            closed: from,
        } = &self.lower;
        let Bound {
            value: upper,
            closed: to,
        } = &self.upper;
        format!(
            "{}{lower}, {upper}{}",
            if *from { '[' } else { '(' },
            if *to { ']' } else { ')' }
        )
    }
}

impl Formula {
    /// Whether it wants parentheses as a part of `and` (2), of `or` (1) or before `implies` (0).
    fn is_weaker(&self, place: u8) -> bool {
        match self {
            Self::Chain(_) => false,
            Self::And(_) => place >= 2,
            Self::Or(_) => place >= 1,
            Self::Implies(..) => true,
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |f: &mut fmt::Formatter<'_>, part: &Self, place| {
            if part.is_weaker(place) {
                write!(f, "({part})")
            } else {
                write!(f, "{part}")
            }
        };
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str, place| {
            parts
                .iter()
                .enumerate()
                .try_for_each(|(position, formula)| {
                    f.write_str(if position > 0 { word } else { "" })?;
                    part(f, formula, place)
                })
        };
        match self {
            Self::Chain(chain) => write!(f, "{chain}"),
            Self::And(parts) => joined(f, parts, " and ", 2),
            Self::Or(parts) => joined(f, parts, " or ", 1),
            Self::Implies(premise, conclusion) => {
                part(f, premise, 0)?;
                write!(f, " implies {conclusion}")
            }
        }
    }
}

/// `for x in [0, 1], n in integers [1, 5] where ...: `
fn preamble<C: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    domain: &[Range],
    is_integer: impl Fn(&Range) -> bool,
    conditions: &[C],
    separator: &str,
) -> fmt::Result {
    for (position, range) in domain.iter().enumerate() {
        let lead = if position == 0 { "for " } else { ", " };
        let set = if is_integer(range) { "integers " } else { "" };
        write!(f, "{lead}{} in {set}{}", range.variable, range.interval())?;
    }
    for (position, condition) in conditions.iter().enumerate() {
        let lead = if position == 0 { " where " } else { separator };
        write!(f, "{lead}{condition}")?;
    }
    if domain.is_empty() {
        return Ok(());
    }
    f.write_str(": ")
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        preamble(f, &self.domain, |_| false, &self.conditions, " and ")?;
        write!(f, "{}", self.statement)
    }
}

impl fmt::Display for Compound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_integer = |range: &Range| self.integers.contains(&range.variable);
        preamble(f, &self.domain, is_integer, &self.conditions, ", ")?;
        write!(f, "{}", self.conclusion)
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Simple(claim) => claim.fmt(f),
            Self::Compound(compound) => compound.fmt(f),
        }
    }
}
