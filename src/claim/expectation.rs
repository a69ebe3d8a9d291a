//! Expectations under the densities of the theory: `expect old (f)`, `expect new (f)`, `expect mix (f)`.

use std::fmt;
use std::sync::Arc;

use super::function::Function;
use super::tree::{CallError, Expr, Kind, Symbol};

/// The density that an expectation is taken under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The old mode, `old(x, delta)`.
    Old,
    /// The new mode, `new(x, delta)`.
    New,
    /// The learner, `mix(x, beta, delta)`.
    Mix,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Old, Self::New, Self::Mix];

    /// Its density.
    pub fn density(self) -> Function {
        match self {
            Self::Old => Function::Old,
            Self::New => Function::New,
            Self::Mix => Function::Mix,
        }
    }

    /// The names of the parameters of the density after its first argument.
    pub fn parameters(self) -> &'static [&'static str] {
        &self.density().entry().parameters[1..]
    }

    /// The measure of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|measure| measure.density().entry().name == name)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.density().fmt(f)
    }
}

/// The variable that `expect old (f)` binds.
pub(super) const BOUND: &str = "x";

/// The expectation of a body, a function of the bound variable, under a density; the parameters of the density are expressions
/// outside the scope of that variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    pub(super) under: Measure,
    pub(super) parameters: Arc<[Expr]>,
    pub(super) variable: Symbol,
    pub(super) body: Expr,
}

impl Expectation {
    /// The density.
    pub fn under(&self) -> Measure {
        self.under
    }

    /// The parameters of the density: `[delta]`, or `[beta, delta]` for the learner.
    pub fn parameters(&self) -> &[Expr] {
        &self.parameters
    }

    /// The variable that is bound in the body.
    pub fn variable(&self) -> &Symbol {
        &self.variable
    }

    /// What the expectation is of.
    pub fn body(&self) -> &Expr {
        &self.body
    }

    /// The same expectation of another function of the same variable.
    pub(super) fn of(
        &self,
        under: Measure,
        parameters: &[Expr],
        body: Expr,
    ) -> Result<Expr, CallError> {
        Expr::expectation(under, parameters.to_vec(), self.variable.clone(), body)
    }

    /// Whether the parameters are the variables `beta` and `delta` themselves, so that the text can leave them out.
    pub(super) fn has_standard_parameters(&self) -> bool {
        are_variables(&self.parameters, self.under.parameters())
    }
}

/// Whether the expressions are the variables of these names.
pub(super) fn are_variables(expressions: &[Expr], names: &[&str]) -> bool {
    expressions.len() == names.len()
        && expressions
            .iter()
            .zip(names)
            .all(|(expr, name)| matches!(expr.kind(), Kind::Variable(symbol) if **symbol == **name))
}
