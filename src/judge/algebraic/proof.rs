//! A proof of a claim's inequalities: their goals with derivations, to be read and to be checked.

use super::check::holds;
use super::contradiction::{self, Refuted};
use super::derivation::{Derivation, Goal};
use super::steps::steps;

/// The proof of every inequality of a claim.
#[derive(Clone, Debug)]
pub struct InequalityProof {
    pub(super) parts: Vec<Part>,
}

/// One goal and its derivation, or one system without solutions.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Shown {
        statement: String,
        goal: Goal,
        by: Derivation,
    },
    Contradiction(Refuted),
    /// By a known bound: the parts show the sign of its coefficient, and what is left with the bound in the place of the value.
    Bounded {
        statement: String,
        by: String,
        parts: Vec<Part>,
    },
}

impl Part {
    fn statement(&self) -> &str {
        match self {
            Self::Shown { statement, .. } | Self::Bounded { statement, .. } => statement,
            Self::Contradiction(refuted) => &refuted.statement,
        }
    }

    fn steps(&self) -> Vec<String> {
        match self {
            Self::Shown { goal, by, .. } => steps(goal, by),
            Self::Contradiction(refuted) => {
                contradiction::steps(&refuted.system, &refuted.by, steps)
            }
            Self::Bounded { by, parts, .. } => {
                let inner = parts.iter().flat_map(Part::steps);
                std::iter::once(format!("  {by}")).chain(inner).collect()
            }
        }
    }

    fn holds(&self) -> bool {
        match self {
            Self::Shown { goal, by, .. } => holds(goal, by),
            Self::Contradiction(refuted) => contradiction::holds(&refuted.system, &refuted.by),
            Self::Bounded { parts, .. } => parts.iter().all(Part::holds),
        }
    }
}

impl InequalityProof {
    /// The steps for a reader, outermost first, indented by depth.
    pub fn steps(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for part in &self.parts {
            lines.push(format!("  {}", part.statement()));
            lines.extend(part.steps().into_iter().map(|line| format!("  {line}")));
        }
        lines
    }

    /// Whether every derivation shows its goal: checked step by step, without the search.
    pub fn holds(&self) -> bool {
        self.parts.iter().all(Part::holds)
    }
}
