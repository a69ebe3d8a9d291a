//! A symbolic proof as data and as text.

use std::fmt;

use super::chain::{ARITHMETIC, is_built_in};
use crate::claim::Expr;

/// The proof of every equation of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// One proof for each relation of the chain.
    pub equations: Vec<EquationProof>,
    /// What was shown of the domain so that both sides have values everywhere, in words of the language.
    pub conditions: Vec<String>,
}

/// How an equation is shown to a reader. Either way the normal form decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A chain of named rules from the left side to the right side; each step was checked by the normal form.
    Chain,
    /// Both sides brought to the same normal form.
    NormalForm,
}

/// The proof of one equation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquationProof {
    /// The left side.
    pub left: Expr,
    /// The right side.
    pub right: Expr,
    /// What the steps are.
    pub method: Method,
    /// The steps, from the left side to the right side.
    pub steps: Vec<ProofStep>,
}

/// One step: the expression before it equals this one, by this rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofStep {
    /// The name of the rule.
    pub rule: String,
    /// What the step arrives at.
    pub expression: String,
}

impl Proof {
    /// The built-in rule that the claim only restates, where each of its equations is one step of that rule.
    pub fn restated_rule(&self) -> Option<&str> {
        let mut rules = self.equations.iter().map(EquationProof::restated_rule);
        let first = rules.next()??;
        rules.all(|rule| rule == Some(first)).then_some(first)
    }
}

impl EquationProof {
    fn restated_rule(&self) -> Option<&str> {
        let mut told = self.steps.iter().filter(|step| step.rule != ARITHMETIC);
        match (told.next(), told.next()) {
            (Some(step), None) if is_built_in(&step.rule) => Some(&step.rule),
            _ => None,
        }
    }
}

impl Method {
    /// The words for a reader.
    pub fn label(self) -> &'static str {
        match self {
            Self::Chain => "chain of rules",
            Self::NormalForm => "common normal form",
        }
    }
}

impl fmt::Display for EquationProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "    {}", self.left)?;
        for step in &self.steps {
            write!(f, "\n  = {}    [{}]", step.expression, step.rule)?;
        }
        Ok(())
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, equation) in self.equations.iter().enumerate() {
            write!(f, "{}{equation}", if k > 0 { "\n" } else { "" })?;
        }
        if !self.conditions.is_empty() {
            write!(f, "\n  on the domain {}", self.conditions.join(", "))?;
        }
        Ok(())
    }
}
