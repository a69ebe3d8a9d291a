//! Plain text that parses back to the same tree.

use std::fmt::{self, Write};

use super::expr::{Expr, Kind};
use super::operator::Operator;
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
        Kind::Number(_) | Kind::Pi | Kind::Variable(_) | Kind::Call(_) | Kind::Derivative(_) => {
            Strength::Atom
        }
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

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, range) in self.domain.iter().enumerate() {
            let lead = if position == 0 { "for " } else { ", " };
            write!(f, "{lead}{} in {}", range.variable, range.interval())?;
        }
        for (position, condition) in self.conditions.iter().enumerate() {
            write!(
                f,
                "{}{condition}",
                if position == 0 { " where " } else { " and " }
            )?;
        }
        if !self.domain.is_empty() {
            f.write_str(": ")?;
        }
        write!(f, "{}", self.statement)
    }
}
