//! Questions about a tree.

use super::expr::{Expr, Kind};
use super::symbol::Symbol;

impl Expr {
    /// Whether `symbol` occurs free.
    pub fn mentions(&self, symbol: &Symbol) -> bool {
        match self.kind() {
            Kind::Variable(name) => name == symbol,
            Kind::Derivative(d) => match &d.at {
                Some(at) => at.mentions(symbol) || (d.variable != *symbol && d.of.mentions(symbol)),
                None => d.of.mentions(symbol) || d.variable == *symbol,
            },
            Kind::Expect(e) => {
                e.parameters.iter().any(|p| p.mentions(symbol))
                    || (e.variable != *symbol && e.body.mentions(symbol))
            }
            Kind::Aggregate(a) => {
                a.from.mentions(symbol)
                    || a.to.mentions(symbol)
                    || (a.variable != *symbol && a.body.mentions(symbol))
            }
            kind => Self::children_of(kind)
                .into_iter()
                .any(|child| child.mentions(symbol)),
        }
    }

    /// Whether a function of the theory group or an expectation occurs.
    pub fn uses_theory(&self) -> bool {
        match self.kind() {
            Kind::Expect(_) => true,
            Kind::Call(call) if call.function.is_theory() => true,
            kind => Self::children_of(kind).into_iter().any(Self::uses_theory),
        }
    }

    /// Whether an expectation, a sum or an integral occurs.
    pub(in crate::claim) fn binds(&self) -> bool {
        matches!(self.kind(), Kind::Expect(_) | Kind::Aggregate(_))
            || Self::children_of(self.kind()).into_iter().any(Self::binds)
    }
}
