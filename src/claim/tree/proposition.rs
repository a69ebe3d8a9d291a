//! Statements beyond one chain: conjunctions, disjunctions, implications, and variables that run over integers.

use super::expr::Expr;
use super::statement::{Claim, Comparison, Range};
use super::symbol::Symbol;

/// A statement about the variables of a domain.
///
/// A chain needs values for all its terms. `A implies B` needs those of `B` only where `A` holds, as a side condition does; `A and B`
/// and `A or B` need all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// A chain of relations.
    Chain(Comparison),
    /// All of them hold.
    And(Vec<Self>),
    /// At least one of them holds.
    Or(Vec<Self>),
    /// Where the first holds, so does the second.
    Implies(Box<Self>, Box<Self>),
}

impl Formula {
    /// Every chain in it, from left to right.
    pub fn chains(&self) -> Vec<&Comparison> {
        match self {
            Self::Chain(chain) => vec![chain],
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::chains).collect(),
            Self::Implies(premise, conclusion) => [premise.chains(), conclusion.chains()].concat(),
        }
    }

    /// The formula with every expression replaced.
    ///
    /// # Errors
    /// The first error of `replace`.
    pub fn map<E>(&self, replace: &impl Fn(&Expr) -> Result<Expr, E>) -> Result<Self, E> {
        let all = |parts: &[Self]| -> Result<Vec<Self>, E> {
            parts.iter().map(|part| part.map(replace)).collect()
        };
        Ok(match self {
            Self::Chain(chain) => Self::Chain(chain.map(replace)?),
            Self::And(parts) => Self::And(all(parts)?),
            Self::Or(parts) => Self::Or(all(parts)?),
            Self::Implies(premise, conclusion) => Self::Implies(
                Box::new(premise.map(replace)?),
                Box::new(conclusion.map(replace)?),
            ),
        })
    }
}

/// A statement on a domain that is more than one chain on intervals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compound {
    /// The variables with their ranges, in the order of the source.
    pub domain: Vec<Range>,
    /// The variables that run over the integers of their range only.
    pub integers: Vec<Symbol>,
    /// Side conditions; all must hold for a point to count.
    pub conditions: Vec<Formula>,
    /// What is claimed.
    pub conclusion: Formula,
}

/// What a text of the language says: a claim, or a statement made of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A chain of relations on intervals.
    Simple(Claim),
    /// Anything with `and`, `or`, `implies` or integers.
    Compound(Box<Compound>),
}

impl Statement {
    /// The claim, where it is one.
    pub fn simple(&self) -> Option<&Claim> {
        match self {
            Self::Simple(claim) => Some(claim),
            Self::Compound(_) => None,
        }
    }

    /// The variables with their ranges.
    pub fn domain(&self) -> &[Range] {
        match self {
            Self::Simple(claim) => &claim.domain,
            Self::Compound(compound) => &compound.domain,
        }
    }

    /// What is claimed.
    pub fn conclusion(&self) -> Formula {
        match self {
            Self::Simple(claim) => Formula::Chain(claim.statement.clone()),
            Self::Compound(compound) => compound.conclusion.clone(),
        }
    }

    /// Every chain of the conclusion.
    pub fn chains(&self) -> Vec<&Comparison> {
        match self {
            Self::Simple(claim) => vec![&claim.statement],
            Self::Compound(compound) => compound.conclusion.chains(),
        }
    }
}

impl From<Claim> for Statement {
    fn from(claim: Claim) -> Self {
        Self::Simple(claim)
    }
}

impl Compound {
    /// The statement as the claim it is, where everything in it is a chain on intervals.
    pub(in crate::claim) fn simplified(self) -> Statement {
        let chain = |formula: &Formula| match formula {
            Formula::Chain(chain) => Some(chain.clone()),
            _ => None,
        };
        let conditions: Option<Vec<_>> = self.conditions.iter().map(chain).collect();
        match (conditions, chain(&self.conclusion)) {
            (Some(conditions), Some(statement)) if self.integers.is_empty() => {
                Statement::Simple(Claim {
                    domain: self.domain,
                    conditions,
                    statement,
                })
            }
            _ => Statement::Compound(Box::new(self)),
        }
    }
}
