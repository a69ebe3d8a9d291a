//! Whether an expression has a value at every point of a box, and under which conditions that was shown.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::image::literal_integer;
use super::sign::Sign;
use crate::claim::{Call, Expr, Function, Kind, Operator, rational_value};

/// Conditions that were asked for and found to hold, in the order of asking, each once and the strongest only.
#[derive(Clone, Debug, Default)]
pub(in crate::judge) struct Conditions(Vec<(String, Sign)>);

impl Conditions {
    fn note(&mut self, expr: &Expr, sign: Sign) {
        let text = expr.to_string();
        let positive = (text.clone(), Sign::Positive);
        if self.0.contains(&positive) || self.0.contains(&(text.clone(), sign)) {
            return;
        }
        if sign == Sign::Positive {
            self.0.retain(|(other, _)| *other != text);
        }
        self.0.push((text, sign));
    }

    pub fn into_texts(self) -> Vec<String> {
        self.0
            .into_iter()
            .map(|(text, sign)| sign.condition(&text))
            .collect()
    }
}

/// Shows that `expr` has a value wherever `holds` speaks of.
///
/// # Errors
/// The first condition that could not be shown.
pub(in crate::judge) fn require_defined(
    expr: &Expr,
    holds: &mut dyn FnMut(&Expr, Sign) -> bool,
    conditions: &mut Conditions,
) -> Result<(), String> {
    let mut walk = Walk { holds, conditions };
    walk.expression(expr)
}

struct Walk<'w> {
    holds: &'w mut dyn FnMut(&Expr, Sign) -> bool,
    conditions: &'w mut Conditions,
}

impl Walk<'_> {
    fn expression(&mut self, expr: &Expr) -> Result<(), String> {
        if let Kind::Derivative(derivative) = expr.kind() {
            self.expression(derivative.witness())?;
            if let Some(at) = derivative.at() {
                self.expression(at)?;
            }
            return self.expression(derivative.value());
        }
        match expr.kind() {
            Kind::Number(_) | Kind::Pi | Kind::Variable(_) => Ok(()),
            Kind::Neg(a) => self.expression(a),
            Kind::Binary(operator, a, b) => {
                self.expression(a)?;
                self.expression(b)?;
                match operator {
                    Operator::Div => self.require(b, Sign::Nonzero),
                    Operator::Pow => self.power(a, b),
                    _ => Ok(()),
                }
            }
            Kind::Call(call) => {
                call.arguments()
                    .iter()
                    .try_for_each(|argument| self.expression(argument))?;
                self.call(call)
            }
            _ => Err(format!("{expr} has a value")),
        }
    }

    /// A literal integer exponent allows any base, but 0 under a negative one; any other needs a positive base, or one that is
    /// not negative under a positive exponent.
    fn power(&mut self, base: &Expr, exponent: &Expr) -> Result<(), String> {
        match literal_integer(exponent) {
            Some(n) if n >= 0 => Ok(()),
            Some(_) => self.require(base, Sign::Nonzero),
            None if self.shows(exponent, Sign::Positive) => {
                self.require(base, Sign::Nonnegative)?;
                self.require(exponent, Sign::Positive)
            }
            None => self.require(base, Sign::Positive),
        }
    }

    fn call(&mut self, call: &Call) -> Result<(), String> {
        let entry = call.function().entry();
        if call.function() == Function::Tan {
            let cosine = Expr::call(Function::Cos, None, call.arguments().to_vec());
            self.require(&cosine.map_err(|e| e.to_string())?, Sign::Nonzero)?;
        }
        let Some(bounds) = entry.argument_bounds() else {
            return Err(format!("the domain of {} is known", entry.name));
        };
        for (argument, bound) in call.arguments().iter().zip(bounds) {
            if let Some((end, closed)) = bound.lower {
                self.require(&above(argument, &end), at_least(closed))?;
            }
            if let Some((end, closed)) = bound.upper {
                let room = Expr::binary(Operator::Sub, Expr::rational(&end), argument.clone());
                self.require(&room, at_least(closed))?;
            }
        }
        Ok(())
    }

    fn shows(&mut self, expr: &Expr, sign: Sign) -> bool {
        if let Some(value) = rational_value(expr) {
            return match sign {
                Sign::Positive => value.is_positive(),
                Sign::Nonnegative => !value.is_negative(),
                Sign::Nonzero => !value.is_zero(),
            };
        }
        (self.holds)(expr, sign)
    }

    fn require(&mut self, expr: &Expr, sign: Sign) -> Result<(), String> {
        if !self.shows(expr, sign) {
            return Err(sign.condition(&expr.to_string()));
        }
        if rational_value(expr).is_none() {
            self.conditions.note(expr, sign);
        }
        Ok(())
    }
}

/// `expr - end`, or `expr` itself where the end is 0.
fn above(expr: &Expr, end: &BigRational) -> Expr {
    if end.is_zero() {
        expr.clone()
    } else if end.is_negative() {
        Expr::binary(Operator::Add, expr.clone(), Expr::rational(&-end))
    } else {
        Expr::binary(Operator::Sub, expr.clone(), Expr::rational(end))
    }
}

fn at_least(closed: bool) -> Sign {
    if closed {
        Sign::Nonnegative
    } else {
        Sign::Positive
    }
}
