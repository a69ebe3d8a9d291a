//! `expect normal(m, s) (f)` and `expect density(p, a, b) (f)`: densities that are no mode of the theory, by what the tree has.

use super::scope::Language;
use crate::claim::calculus::substitute;
use crate::claim::grammar::{Failure, ParseErrorKind, Parser, Span, TokenKind};
use crate::claim::tree::{Aggregation, DerivativeError, Expr, Measure, Operator, Symbol};

/// A density of the reader's own.
#[derive(Clone, Copy)]
pub(super) enum OwnDensity {
    /// `normal(m, s)`: mean and standard deviation.
    Normal,
    /// `density(p, a, b)`: proportional to `p` between two ends.
    Between,
}

impl OwnDensity {
    /// The density of this name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "normal" => Some(Self::Normal),
            "density" => Some(Self::Between),
            _ => None,
        }
    }

    /// Its name, what its parentheses take, and how many that are without the name of the variable.
    fn shape(self) -> (&'static str, &'static str, usize) {
        match self {
            Self::Normal => ("normal", "expect normal([x,] m, s)", 2),
            Self::Between => ("density", "expect density([x,] p, a, b)", 3),
        }
    }
}

impl Parser<Language> {
    /// `(` [name `,`] arguments `)` `(` expression `)`, after the name of the density at `name_span`; `span` is the keyword's.
    pub(super) fn own_expectation(
        &mut self,
        density: OwnDensity,
        span: Span,
        name_span: Span,
    ) -> Result<Expr, Failure> {
        let (name, signature, count) = density.shape();
        let open = self.expect("(", "`(` and the parameters of the density")?;
        let mut variable = Symbol::of_expectations();
        let mut variable_span = name_span;
        let given = self.arguments_ahead();
        if given == count + 1 && matches!(self.peek().kind, TokenKind::Name(_)) {
            (variable, variable_span) = self.variable_name()?;
            self.expect(",", "`,`")?;
        } else if given != count {
            let kind = ParseErrorKind::Arity {
                signature: signature.to_owned(),
                expected: count,
                found: given,
            };
            return Err(Failure::new(kind, self.since(span)));
        }
        let first = match density {
            OwnDensity::Normal => self.expression()?,
            OwnDensity::Between => self.bound_body(&variable)?,
        };
        let second = self.next_parameter()?;
        let third = match density {
            OwnDensity::Normal => None,
            OwnDensity::Between => Some(self.next_parameter()?),
        };
        self.close(&open, '(', ')')?;
        let body = self.expected(&variable, variable_span, name)?;
        let whole = self.since(span);
        let node = match third {
            Some(to) => between(&variable, first, (&second, &to), body),
            None => normal(&variable, first, second, &body)
                .map_err(|error| Failure::new(ParseErrorKind::Derivative(error), whole))?,
        };
        let size = node.size();
        self.built(node, size, whole)
    }

    fn next_parameter(&mut self) -> Result<Expr, Failure> {
        self.expect(",", "`,`")?;
        self.expression()
    }

    /// How many arguments come before the parenthesis that closes the one just opened.
    fn arguments_ahead(&self) -> usize {
        let (mut depth, mut count) = (0usize, 1);
        for by in 0.. {
            match self.ahead(by).kind {
                TokenKind::Symbol("(" | "[") => depth += 1,
                TokenKind::Symbol(")" | "]") if depth == 0 => break,
                TokenKind::Symbol(")" | "]") => depth -= 1,
                TokenKind::Symbol(",") if depth == 0 => count += 1,
                TokenKind::End => break,
                _ => {}
            }
        }
        count
    }
}

/// `f(m + s x)` under the standard normal density, which is the old mode at separation 0.
fn normal(
    variable: &Symbol,
    mean: Expr,
    deviation: Expr,
    body: &Expr,
) -> Result<Expr, DerivativeError> {
    let moved = Expr::binary(Operator::Mul, deviation, Expr::variable(variable.clone()));
    let moved = Expr::binary(Operator::Add, mean, moved);
    let body = substitute(body, &[(variable.clone(), moved)])?;
    let at_zero = vec![Expr::integer(0)];
    Ok(Expr::expectation(
        Measure::Old,
        at_zero,
        variable.clone(),
        body,
    )?)
}

/// The integral of `p f` over that of `p`.
fn between(variable: &Symbol, p: Expr, (from, to): (&Expr, &Expr), body: Expr) -> Expr {
    let integral = |of: Expr| {
        Expr::aggregate(
            Aggregation::Integral,
            variable.clone(),
            from.clone(),
            to.clone(),
            of,
        )
    };
    let weighed = integral(Expr::binary(Operator::Mul, p.clone(), body));
    Expr::binary(Operator::Div, weighed, integral(p))
}
